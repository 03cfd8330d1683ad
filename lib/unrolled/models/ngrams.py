"""n-grams: predict the next word from counts of the n - 1 words before it.

With C the count of a run of words and K the size of the vocabulary,

    P(w | context) = (C(context, w) + k) / (C(context) + k K)            (N1)

k = 0 is the plain estimate; k > 0 pretends to have seen every n-gram k times more, so
that none is impossible.  Over a text of N predictions

    loss = -1/N sum ln P(w | context)         in nats                    (N2)
    PP   = exp(loss), the N-th root of the product of all 1/P            (N3)

Source: lecture 002, "Language model review", whose fraction stands upside down (E22), and
lecture 001, "Perplexity" (35) and (36).
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from .losses import perplexity

Word = Hashable  #: A letter, a word, an id.
START = "<s>"  # stands before the first word of a sentence


@dataclass(frozen=True)
class NGrams:
    """Counts of n-grams, and the probabilities that follow from them.

    >>> bigrams = NGrams.of("hello", n=2)
    >>> bigrams.probability("l", context="l"), round(bigrams.perplexity("hello"), 12)
    (0.5, 1.414213562373)
    """

    n: int
    vocabulary: tuple[Word, ...]  # what may come next, in sorted order
    counts: Counter[tuple[Word, ...]]  # of runs of n words
    contexts: Counter[tuple[Word, ...]]  # of the n - 1 words that something follows
    start: bool  # whether texts begin with n - 1 start symbols

    @classmethod
    def of(
        cls,
        *texts: Sequence[Word],
        n: int,
        start: bool = False,
        vocabulary: Iterable[Word] | None = None,
    ) -> "NGrams":
        """Count the n-grams of texts; none of them reaches from one text into the next.

        Parameters
        ----------
        *texts : sequence of words
            A string is a sequence of letters.
        n : int
            At least 1: 1 for unigrams, 2 for bigrams.
        start : bool
            Whether to put n - 1 start symbols before each text, so that its first words
            are predicted, too (E23).
        vocabulary : iterable of words, optional
            What may come next; what the texts hold if it is left out.

        Raises
        ------
        ValueError
            If `n` is below 1, if no text is as long as one n-gram, or if a word of a text
            is not in the vocabulary: what follows a context would not add up to one.
        """
        if n < 1:
            raise ValueError(f"n is {n}; an n-gram has at least 1 word")
        runs = [run for text in texts for run in _runs(text, n, start)]
        if not runs:
            longest = max((len(text) for text in texts), default=0)
            raise ValueError(f"the longest text has {longest} words; n = {n} needs {n}")
        words = {w for text in texts for w in text}
        known = words if vocabulary is None else set(vocabulary)
        if strange := sorted(words - known, key=str):
            raise ValueError(f"word {strange[0]!r} of a text is not in the vocabulary")
        counts = Counter(runs)
        contexts = Counter(run[:-1] for run in runs)
        return cls(n, tuple(sorted(known, key=str)), counts, contexts, start)

    def count(self, *run: Word) -> int:
        """Count how often the run of n words, or of n - 1 with a next one, occurs."""
        return self.contexts[run] if len(run) < self.n else self.counts[run]

    def probability(
        self, word: Word, context: Sequence[Word] = (), k: float = 0.0
    ) -> float:
        """Estimate the probability that `word` follows `context`, of n - 1 words.

        Raises
        ------
        ValueError
            If the context has another length or was never seen (and k = 0), if the word
            is not in the vocabulary, or if k is negative.
        """
        if word not in self.vocabulary:
            raise ValueError(
                f"word {word!r} is not among the {len(self.vocabulary)} of the vocabulary"
            )
        context = self._context(context, k)
        count, total = self.counts[(*context, word)], self.contexts[context]
        return float(smoothed(count, total, len(self.vocabulary), k))

    def distribution(self, context: Sequence[Word] = (), k: float = 0.0) -> np.ndarray:
        """Estimate the probability of each word of the vocabulary after `context`.

        Raises
        ------
        ValueError
            If the context has another length or was never seen (and k = 0), or if k is
            negative.
        """
        context = self._context(context, k)
        counts = np.array([self.counts[(*context, word)] for word in self.vocabulary])
        return np.asarray(smoothed(counts, self.contexts[context], len(self.vocabulary), k))

    def loss(self, *texts: Sequence[Word], k: float = 0.0) -> float:
        """Average the surprise at each word of the texts, in nats.

        Raises
        ------
        ValueError
            If no text is long enough to predict something, or as for `probability`.
        """
        runs = [run for text in texts for run in _runs(text, self.n, self.start)]
        if not runs:
            raise ValueError(f"there is nothing to predict: no text has {self.n} words")
        p = [self.probability(run[-1], run[:-1], k) for run in runs]
        if min(p) == 0:
            return math.inf
        return -sum(math.log(q) for q in p) / len(p)  # (N2)

    def perplexity(self, *texts: Sequence[Word], k: float = 0.0) -> float:
        """Give the number of equally likely words that the mean surprise amounts to.

        It is e to the loss in nats, and 2 to the same loss in bits.

        Raises
        ------
        ValueError
            As for `loss`.
        """
        return perplexity(self.loss(*texts, k=k), base=math.e)  # (N3)

    def _context(self, context: Sequence[Word], k: float) -> tuple[Word, ...]:
        """Insist on a context that says something."""
        context = tuple(context)
        if len(context) != self.n - 1:
            raise ValueError(
                f"the context has {len(context)} words; n = {self.n} needs {self.n - 1}"
            )
        if not 0 <= k < math.inf:
            raise ValueError(f"k is {k}; it must be a number of at least 0")
        if k == 0 and not self.contexts[context]:
            raise ValueError(f"nothing was seen after {context}; k must be above 0")
        return context


def smoothed(count: Array, total: Array, K: int, k: Array) -> Array:
    """Turn the count of an n-gram, and the total of its context, into a probability.

    >>> smoothed(np.array([2, 1, 0]), total=3, K=3, k=1.0).round(4)
    array([0.5   , 0.3333, 0.1667])
    """
    return (count + k) / (total + k * K)  # (N1)


def free_parameters(K: int, n: int) -> tuple[int, int]:
    """Count the free numbers of a joint and of a conditional table of n-grams (E15).

    Raises
    ------
    ValueError
        If there is no word, or if `n` is below 1.

    Examples
    --------
    >>> free_parameters(10, 3)
    (999, 900)
    """
    if min(K, n) < 1:
        raise ValueError(f"K is {K} and n {n}; both are at least 1")
    return K**n - 1, K ** (n - 1) * (K - 1)


def _runs(text: Sequence[Word], n: int, start: bool) -> list[tuple[Word, ...]]:
    words = [START] * (n - 1) * start + list(text)
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]
