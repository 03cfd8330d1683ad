"""Floors: the loss that no model of a kind can get below, known before any training.

A model gives the same answer wherever it sees the same.  Where the data answer differently
there, the best it can do is to say how often each answer comes; what is left is the
entropy of the answers, given what the model may see (Shannon 1948):

    floor   = -sum over pairs of ln p(answer | seen) / number of pairs   (L1)

with p(answer | seen) the share of the answer among the pairs that look the same.  Where the
pairs are counted in a table, a row for what is seen and a column for each answer,
`conditional_entropy` gives the same.  A table that is factorised has a floor, too: what is
left of it by the best product of k columns and k rows (Eckart & Young 1936):

    error   = sqrt(sum over i > k of sigma_i**2)                         (L2)

with sigma_i its singular values, the largest first.

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

from ..arrays import finite
from ..checks import within

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


def conditional_entropy(counts: np.ndarray) -> float:
    """Give the floor, in nats an answer, of pairs that are counted in a table.

    Parameters
    ----------
    counts : ndarray (N, K)
        A row for each thing that may be seen, a column for each answer.

    Raises
    ------
    ValueError
        If it is no table of finite numbers, one is negative, or nothing was counted.

    Examples
    --------
    >>> round(conditional_entropy(np.array([[1.0, 1.0], [2.0, 0.0]])), 4)  # half of ln 2
    0.3466
    """
    _table(counts)
    if not counts.min() >= 0 < counts.sum():
        raise ValueError("counts must not be negative, nor all 0")
    seen = counts.sum(axis=1, keepdims=True)
    share = np.where(counts > 0, counts, 1) / np.where(counts > 0, seen, 1)
    return float(-np.sum(counts * np.log(share)) / counts.sum())


def rank_error(counts: np.ndarray, k: int) -> float:
    """Give the least distance of a table from a product of k columns and k rows.

    Parameters
    ----------
    counts : ndarray (N, K)
    k : int
        From 0 to the smaller one of N and K.

    Returns
    -------
    float
        The root of the sum of squares of what is missing.

    Raises
    ------
    ValueError
        If it is no table of finite numbers, or if `k` is too small or too large.

    Examples
    --------
    >>> round(rank_error(np.diag([4.0, 3.0, 1.0]), 1), 4)  # the root of 3² + 1²
    3.1623
    """
    _table(counts)
    k = int(within("k", k, 0, min(counts.shape)))
    left = np.linalg.svd(counts, compute_uv=False)[k:]
    return float(np.sqrt(np.sum(left**2)))  # (L2)


def _table(counts: np.ndarray) -> None:
    if np.ndim(counts) != 2:
        raise ValueError(f"counts have shape {np.shape(counts)}; (N, K) is needed")
    finite("counts", counts)
