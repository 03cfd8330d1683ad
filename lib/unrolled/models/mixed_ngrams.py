"""n-grams of all lengths, mixed: a context that is rare asks the shorter one.

With C the count of a run of words, F the number of different words that followed a context
c of n - 1 words, and K the size of the vocabulary,

    P_n(w | c) = (C(c, w) + F(c) P_{n-1}(w | c')) / (C(c) + F(c))        (N4)

where c' is c without its first word, and P_0 is 1/K.  Nothing has to be chosen,
as the k of `unrolled.ngrams` has to be: a context after which many different words came
leaves more to the shorter one.

    >>> mixed = MixedNGrams.of("hello", n=3)
    >>> round(mixed.probability("o", "ll"), 4), round(mixed.probability("o", "eo"), 4)
    (0.6806, 0.2222)

Source: Witten and Bell, "The zero-frequency problem", IEEE Transactions on Information
Theory 37 (1991), method C.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from .ngrams import NGrams, Word


@dataclass(frozen=True)
class MixedNGrams:
    """Counts of n-grams of all lengths up to one, and the mixture of their estimates."""

    tables: tuple[NGrams, ...]  # of runs of 1, 2, … n words
    followers: tuple[Counter[tuple[Word, ...]], ...]  # different words after a context

    @classmethod
    def of(
        cls, *texts: Sequence[Word], n: int, vocabulary: Iterable[Word] | None = None
    ) -> "MixedNGrams":
        """Count all n-grams up to a length; the arguments are those of `NGrams.of`.

        Raises
        ------
        ValueError
            As for `NGrams.of`.
        """
        longest = NGrams.of(*texts, n=n, vocabulary=vocabulary)
        known = longest.vocabulary
        shorter = [NGrams.of(*texts, n=m, vocabulary=known) for m in range(1, n)]
        tables = (*shorter, longest)
        return cls(tables, tuple(Counter(run[:-1] for run in t.counts) for t in tables))

    def probability(self, word: Word, context: Sequence[Word] = ()) -> float:
        """Estimate the probability that `word` follows `context`, of any length.

        Of a context that is longer than n - 1 words, the last ones count.

        Raises
        ------
        ValueError
            If the word is not in the vocabulary.
        """
        known = self.tables[0].vocabulary
        if word not in known:
            raise ValueError(
                f"word {word!r} is not among the {len(known)} of the vocabulary"
            )
        p: Array = np.float64(1 / len(known))
        for n, (table, followers) in enumerate(
            zip(self.tables, self.followers, strict=True)
        ):
            if n > len(context):
                break
            before = tuple(context[len(context) - n :])
            total = table.contexts[before]
            if total:
                p = mixed(table.counts[(*before, word)], total, followers[before], p)
        return float(p)

    def loss(self, *texts: Sequence[Word]) -> float:
        """Average the surprise at every word of the texts, in nats.

        Raises
        ------
        ValueError
            If there is no word, or as for `probability`.
        """
        n = len(self.tables)
        p = [
            self.probability(text[i], text[max(0, i - n + 1) : i])
            for text in texts
            for i in range(len(text))
        ]
        if not p:
            raise ValueError("there is nothing to predict: the texts have 0 words")
        return -sum(math.log(q) for q in p) / len(p)


def mixed(count: Array, total: Array, followers: Array, shorter: Array) -> Array:
    """Mix the estimate of a context, seen `total` times, with that of the shorter one.

    >>> float(mixed(count=1, total=2, followers=2, shorter=0.25))
    0.375
    """
    return (count + followers * shorter) / (total + followers)  # (N4)
