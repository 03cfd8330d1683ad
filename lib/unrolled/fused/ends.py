"""Below and above the cells on the fast path: embedding and readout.

Numbers in brackets are the tricks of `unrolled.fused.workspace`.

    >>> from unrolled.fused.layer import run
    >>> E, ids = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 1])
    >>> below = Embedding(E, np.zeros_like(E), ids, T=2, B=1)
    >>> run(below.read())
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
        self.E, self.dE, self.ids = E, dE, ids
        self.x = zeros(E.dtype, T, B, E.shape[1])  # and later its gradient
        self.rows = self.x.reshape(len(ids), -1)

    def read(self) -> Calls:
        """Look up."""
        yield self.E.take, self.ids, 0, self.rows, "clip"

    def back(self) -> Calls:
        """Sum up."""
        yield sum_by_id, self.ids, self.rows[None], np.empty_like(self.rows), self.dE[None]


class Readout:
    """Logits, softmax, losses and the errors at the output, in one buffer (T, B, K)."""

    def __init__(self, p: Params, dp: Params, hs: np.ndarray, dhs: Any) -> None:
        (T, B, _), K = hs.shape, len(p["V"])
        self.p, self.dp, self.hs, self.dhs, self.N = p, dp, hs, dhs, (N := T * B)
        self.P, self.w, self.losses = (zeros(hs.dtype, *s) for s in ((T, B, K), (N,), (N,)))
        self.targets, self.starts = np.arange(N), np.arange(0, N * K, K)
        self.rows = self.P.reshape(N, K)

    def read(self) -> Calls:
        """Give the losses, and softmax - one-hot y where it counts."""
        V, c, rows = self.p["V"], self.p["c"], self.rows
        if V.size < SMALL:  # a contiguous transpose pays
            yield copy, (V_T := V.T.copy()), V.T
        yield times(self.hs, V_T if V.size < SMALL else V.T, self.P)
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

    def back(self) -> Calls:
        """Sum the gradients of V and c, and give that of h."""
        yield np.dot, self.rows.T, self.hs.reshape(self.N, -1), self.dp["V"]
        yield np.dot, np.ones(self.N, self.rows.dtype), self.rows, self.dp["c"]
        yield times(self.P, self.p["V"], self.dhs)
