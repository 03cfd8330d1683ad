"""Floors: the loss that no model of a kind can get below, known before any training.

A model gives the same answer wherever it sees the same.  Where the data answer differently
there, the best it can do is to say how often each answer comes; what is left is the
entropy of the answers, given what the model may see (Shannon 1948):

    floor   = -sum over pairs of ln p(answer | seen) / number of pairs   (L1)

with p(answer | seen) the share of the answer among the pairs that look the same.

    >>> pairs = [("h", "e"), ("e", "l"), ("l", "l"), ("l", "o")]  # hello, one letter seen
    >>> best(pairs)["l"]
    {'l': 0.5, 'o': 0.5}
    >>> bool(np.isclose(np.exp(floor(pairs)), np.sqrt(2)))
    True
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np

Pairs = Iterable[tuple[Hashable, Hashable]]  #: What is seen, and the right answer.


def best(pairs: Pairs) -> dict[Any, dict[Any, float]]:
    """Give what the best model says wherever it sees the same: the share of each answer.

    Raises
    ------
    ValueError
        If there is no pair.
    """
    counts: defaultdict[Any, Counter[Any]] = defaultdict(Counter)
    for seen, answer in pairs:
        counts[seen][answer] += 1
    if not counts:
        raise ValueError("there are no pairs; at least one is needed")
    return {
        seen: {answer: n / own.total() for answer, n in own.items()}
        for seen, own in counts.items()
    }


def floor(pairs: Pairs) -> float:
    """Give the mean loss, in nats per answer, that no model which sees so much can beat.

    Parameters
    ----------
    pairs : iterable of (seen, answer)
        One for each place at which an answer is asked for.  Whatever stands for `seen` is
        all that a model may know there: one letter, a window, all words before a blank.

    Raises
    ------
    ValueError
        If there is no pair.

    Examples
    --------
    >>> floor([("", 0), ("", 1)]) == np.log(2)
    np.True_
    """
    pairs = [*pairs]
    said = best(pairs)
    return float(-np.mean([np.log(said[seen][answer]) for seen, answer in pairs]))  # (L1)
