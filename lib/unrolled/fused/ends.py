"""Below and above the cells on the fast path: embedding and readout.

Numbers in brackets are the tricks of `unrolled.fused.workspace`.

    >>> from unrolled.fused.layer import run
    >>> E, ids = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 1])
    >>> below = Embedding(E, np.zeros_like(E), ids, T=2, B=1)
    >>> run(below.calls)
    >>> below.x[:, 0]
    array([[3., 4.],
           [3., 4.]])
"""

from typing import Any

import numpy as np

from ..arrays import Params
from .ids import sum_by_id
from .layer import CACHE, SMALL, Calls, add, copy, mul, sub, times, zeros


class Embedding:
    """Rows of E, looked up; the gradient of each is a sum over its places (4)."""

    def __init__(self, E: np.ndarray, dE: np.ndarray, ids: Any, T: int, B: int) -> None:
        self.x = zeros(E.dtype, T, B, E.shape[1])  # and later its gradient
        rows = self.x.reshape(len(ids), -1)
        self.calls = [(E.take, ids, 0, rows, "clip")]
        line = np.empty_like(rows)
        self.calls_back = [(sum_by_id, ids, rows[None], line, dE[None])]


class Readout:
    """Logits, softmax, losses and the errors at the output, in one buffer (T, B, K)."""

    def __init__(self, p: Params, dp: Params, hs: np.ndarray, dhs: np.ndarray) -> None:
        (T, B, H), K, N = hs.shape, len(p["V"]), len(hs) * hs.shape[1]
        self.P, self.w, self.losses = (zeros(hs.dtype, *s) for s in ((T, B, K), (N,), (N,)))
        self.targets, self.starts = np.arange(N), np.arange(0, N * K, K)
        rows, ones = self.P.reshape(N, K), np.ones(N, hs.dtype)
        self.calls = [*self.ahead(p["V"], p["c"], hs, rows)]
        self.calls_back = [
            (np.dot, rows.T, hs.reshape(N, H), dp["V"]),
            (np.dot, ones, rows, dp["c"]),
            times(self.P, p["V"], dhs),
        ]

    def ahead(self, V: np.ndarray, c: np.ndarray, hs: np.ndarray, rows: Any) -> Calls:
        """Give the losses, and softmax - one-hot y where it counts."""
        if V.size < SMALL:  # a contiguous transpose pays
            yield copy, (V_T := V.T.copy()), V.T
        yield times(hs, V_T if V.size < SMALL else V.T, self.P)
        n, ones, entries = CACHE // c.nbytes + 1, np.ones_like(c), rows.reshape(-1)
        for i in range(0, len(rows), n):  # rows that stay in the cache meanwhile
            piece = slice(i, i + n)
            q, w, loss = rows[piece], self.w[piece], self.losses[piece]
            sums, logs = np.empty_like(w), np.empty_like(w)
            yield add, q, c, q
            yield np.maximum.reduce, q, 1, None, loss
            yield sub, q, loss[:, None], q
            yield entries.take, self.targets[piece], None, loss, "clip"
            yield np.exp, q, q
            yield np.dot, q, ones, sums  # faster than adding up
            yield np.log, sums, logs
            yield sub, logs, loss, loss
            yield mul, loss, w, loss
            yield np.divide, w, sums, sums
            yield mul, q, sums[:, None], q
        yield np.subtract.at, entries, self.targets, self.w
