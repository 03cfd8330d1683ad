"""Counting n-grams of a text to learn, and what that is worth on one held out.

What a text costs depends on three numbers at each of its places: how often this n-gram was
seen, how often what stands before, and k (N1).  Places that agree in them are counted
together, so a whole text is a short table, and a page can try any n and any k.

    >>> letters = tables()["letters"]
    >>> round(float(loss(letters[5].held_out, k=0.003, K=letters[5].K)), 3)
    0.687
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array
from ..models.losses import perplexity
from ..models.ngrams import NGrams, smoothed
from ..recording import Program, Recorder
from ..text import kinematics

MOST = {"letters": 6, "words": 5}  # the largest n
K_START = 0.003  # as a page opens


class Places(NamedTuple):
    """The places of a text, those that look alike counted together."""

    seen: Array  # (P,) how often the n-gram was seen in the text to learn
    before: Array  # (P,) how often what stands before it was seen there
    times: Array  # (P,) how many places are like this


class Table(NamedTuple):
    """What is known of one n."""

    K: int  # words or letters of the vocabulary
    filled: int  # n-grams that were seen
    learned: Places
    held_out: Places

    @property
    def unseen(self) -> float:
        """Give the share of the places of the held-out text whose n-gram was never seen."""
        return float(share_unseen(self.held_out))


def places(learned: NGrams, *texts: Sequence[Any]) -> Places:
    """Count the places of texts by what was learned of them."""
    found: Counter[tuple[int, int]] = Counter()
    own = NGrams.of(*texts, n=learned.n, vocabulary=learned.vocabulary)
    for run, times in own.counts.items():
        found[learned.counts[run], learned.contexts[run[:-1]]] += times
    seen, before = zip(*sorted(found), strict=True)
    ordered = [found[pair] for pair in sorted(found)]
    return Places(*(np.array(part, float) for part in (seen, before, ordered)))


@cache
def tables() -> dict[str, dict[int, Table]]:
    """Count the problems of `unrolled.kinematics`, by letters and by words."""
    parts = kinematics.split(kinematics.problems())
    words = [[kinematics.tokens(problem.text) for problem in part] for part in parts]
    texts: dict[str, list[list[Any]]] = {
        "letters": [[kinematics.lines(part)] for part in parts],
        "words": [*words],
    }
    return {
        unit: {n: table(own, other, n) for n in range(1, MOST[unit] + 1)}
        for unit, (own, other) in texts.items()
    }


def table(learned: list[Any], held_out: list[Any], n: int) -> Table:
    """Count texts for one n."""
    known = {token for text in (*learned, *held_out) for token in text}
    grams = NGrams.of(*learned, n=n, vocabulary=known)
    own, other = places(grams, *learned), places(grams, *held_out)
    return Table(len(known), len(grams.counts), own, other)


def loss(text: Places, k: Array, K: Array) -> Array:
    """Average the surprise of a text, in nats (N2)."""
    p = smoothed(text.seen, text.before, K, k)
    return -np.sum(text.times * np.log(p)) / np.sum(text.times)


def share_unseen(text: Places) -> Array:
    """Give the share of places whose n-gram was never seen."""
    never = np.where(text.seen > 0, 0.0, 1.0)
    return np.sum(text.times * never) / np.sum(text.times)


def padded(text: Places, size: int) -> Places:
    """Fill a table up with lines that count nothing."""
    more = size - len(text.seen)
    return Places(*(np.pad(part, (0, more), constant_values=v)
                    for part, v in zip(text, (1, 1, 0), strict=True)))  # fmt: skip


def longest() -> int:
    """Give the number of lines of the longest table."""
    found = [one for own in tables().values() for one in own.values()]
    return max(len(t.seen) for one in found for t in (one.learned, one.held_out))


def program() -> Program:
    """Record the loss of a text; its places, the size of the vocabulary and k are leaves.

    >>> program().value("loss").round(3)
    np.float64(2.139)
    """
    one = tables()["letters"][2]
    recorder = Recorder()
    columns = padded(one.held_out, longest())._asdict()
    leaves: Any = [recorder.leaf("input", name, part) for name, part in columns.items()]
    text = Places(*leaves)
    K = recorder.leaf("hyperparameter", "K", float(one.K), bounds=(1, 1e6))
    k = recorder.leaf("hyperparameter", "k", K_START, bounds=(0, 10))
    value = loss(text, k, K)
    told = {"loss": value, "perplexity": perplexity(value), "unseen": share_unseen(text)}
    return recorder.program(told)
