"""Gradients of a batch, summed by id."""

from typing import Any

import numpy as np


def sum_by_id(ids: np.ndarray, rows: np.ndarray, line: np.ndarray, sums: Any) -> None:
    """Add up the rows (G, N, H) that have the same id, to `sums` (G, K, H).

    That is the product with ``one_hot(ids, K).T``, which is not made.  Sorted, in `line`
    (N, H), the rows of an id are side by side: one short product adds them up.

    Examples
    --------
    >>> rows, sums = np.array([[[1.0], [2.0], [4.0]]]), np.zeros((1, 2, 1))
    >>> sum_by_id(np.array([1, 0, 1]), rows, np.empty((3, 1)), sums)
    >>> sums.ravel()
    array([2., 5.])
    """
    order, ones = ids.argsort(kind="stable"), np.ones(len(ids), rows.dtype)
    found, starts = np.unique(ids[order], return_index=True)
    runs = [(ones[: len(run)], run) for run in np.split(line, starts[1:])]
    sums.fill(0)
    for gate, sums_of_gate in zip(rows, sums, strict=True):
        gate.take(order, 0, line, "clip")
        for i, (same, run) in zip(found, runs, strict=True):
            np.dot(same, run, sums_of_gate[i])
