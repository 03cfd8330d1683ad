"""What the cells share on the fast path; numbers in brackets are the tricks of `fused`.

A pass is a list of calls, yielded here and prepared once (1).

    >>> rows, sums = np.array([[[1.0], [2.0], [4.0]]]), np.zeros((1, 2, 1))
    >>> sum_by_id(np.array([1, 0, 1]), rows, np.empty((3, 1)), sums)
    >>> sums.ravel()
    array([2., 5.])
"""

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from .cell import Params, State

SMALL = 1_000_000  # multiplications in a product that OpenBLAS does without repacking
FEW = 20_000_000  # multiplications up to which a product beats a sum by id
CACHE, LINE = 1 << 20, 64  # bytes: what a core keeps at hand, and gets from memory at once
ALL = slice(None)
Call = Any  # a tuple: a function, and what it is called with
Calls = Iterator[Call]
add, mul, sub, tanh, total = np.add, np.multiply, np.subtract, np.tanh, np.add.reduce
copy = np.copyto


def zeros(dtype: Any, *shape: int) -> np.ndarray:
    """Make a buffer on a cache line: products with U take a fifth less time there."""
    size, item = math.prod(shape), np.dtype(dtype).itemsize
    raw = np.zeros(size + LINE // item, dtype)
    return raw[(start := -raw.ctypes.data % LINE // item) : start + size].reshape(shape)


def times(x: np.ndarray, matrix: np.ndarray, out: np.ndarray) -> Call:
    """Multiply all steps (T, B, M) by one matrix (M, N): one by one if small (6)."""
    if 1 < x.shape[1] <= SMALL // matrix.size:
        return np.matmul, x, matrix, out
    return np.matmul, x.reshape(-1, x.shape[2]), matrix, out.reshape(-1, out.shape[2])


def sum_by_id(ids: np.ndarray, rows: np.ndarray, run: np.ndarray, sums: np.ndarray) -> None:
    """Add up the rows (G, N, H) that have the same id, to `sums` (G, ids, H) (4).

    Sorted, to `run` (N, H), rows of one id lie side by side: one product adds them up.
    """
    sums.fill(0)
    order = ids.argsort(kind="stable")
    found, starts = np.unique(ids[order], return_index=True)
    ends, ones = [*starts[1:], len(ids)], np.ones(len(ids), rows.dtype)
    for gate, sums_of_gate in zip(rows, sums, strict=True):
        gate.take(order, 0, run, "clip")
        for i, start, end in zip(found, starts, ends, strict=True):
            np.dot(ones[start:end], run[start:end], sums_of_gate[i])


class Layer:
    """What the cells share: the record, and what is done for all steps at once (2)."""

    slots, fed = 1, slice(1)  # how much is recorded of a step, and which of it W feeds
    parts: Any = ((ALL, ALL),)  # which of the fed slots get which blocks of W and b
    scale: tuple[float, ...] = (1,)  # of what the blocks of W and U give (5)
    step: Any  # what each cell has: the calls of one step ahead,
    factors: Any  # those that turn values into what dh, dC or dm will multiply,
    step_back: Any  # and those of one step back

    def __init__(self, params: Params, gradients: Params, T: int, B: int) -> None:
        H, D = params["W"].shape[-2:]
        G, dtype = params["b"].size // H, params["b"].dtype
        self.params, self.gradients, self.T, self.B, self.H = params, gradients, T, B, H
        shapes: Any = {"W": (G, H, D), "U": (G, H, H), "b": (G, H)}
        self.W, self.U, self.b = (params[k].reshape(v) for k, v in shapes.items())
        self.dW, self.dU, self.db = (gradients[k].reshape(v) for k, v in shapes.items())
        self.block, new = CACHE // (12 * B * H * dtype.itemsize) + 1, partial(zeros, dtype)
        # the record A and others; unless B is 1, the second axis is in front in memory (3)
        shapes = [(T + 1, self.slots, B, H), (self.block, 3, B, H), (D, G, H), (H, G, H)]
        swapped = [new(n, t, *rest).swapaxes(0, 1) for t, n, *rest in shapes if B > 1]
        self.A, self.S, self.table, self.U_ahead = swapped or (new(*s) for s in shapes)
        self.hs, self.dhs, self.U_back = new(T + 1, B, H), new(T + 1, B, H), new(G, H, H)
        self.R, self.two, self.dh = new(G, B, H), new(2, B, H), new(B, H)  # for one step
        self.by, self.bias = np.array(self.scale, dtype)[:, None], new(G, H)
        self.ones = np.ones(T * B, dtype)
        self.half, self.one = np.array(0.5, dtype), np.array(1, dtype)  # no axes: cheapest
        self.states: State = (self.hs,)  # with a time axis, from before the first step
        self.d_state: State = (self.dh,)
        self.d = self.rows(self.fed)  # W x + b, in the end the errors there
        self.read = [(self.dU, self.d, self.hs)]  # gradient, errors, what was multiplied

    def rows(self, slots: slice) -> np.ndarray:
        """View slots of the record as (slots, T B, H)."""
        return self.A[: self.T, slots].swapaxes(0, 1).reshape(-1, len(self.ones), self.H)

    def product(self, x: np.ndarray, U: np.ndarray, out: np.ndarray) -> Call:
        """Multiply (B, H), or the slots of a step (n, B, H), by matrices U (n, H, H)."""
        if self.B == 1:  # the gates are one vector, and the matrices one matrix (3)
            return np.dot, x.ravel(), U.reshape(x.size, -1), out.ravel()
        if len(U) == 1:
            return np.dot, x.reshape(-1, self.H), U[0], out[0]
        return np.matmul, x, U, out

    def ahead(self, x: np.ndarray, gates: slice = ALL) -> Call:
        """Multiply (B, H) by the U^T of some gates: contiguous, they are faster."""
        U = self.U_ahead[:, gates]
        return self.product(x, U if self.B == 1 else U.swapaxes(0, 1), self.R[gates])

    def behind(self, t: int, slots: slice, gates: slice = ALL) -> Calls:
        """Multiply slots of step t by the U of some gates and sum up: dh before it."""
        U, R = self.U_back[gates], self.R[gates]
        summed = self.B == 1 or len(U) == 1  # by the product itself
        yield self.product(self.A[t, slots], U, self.dh[None] if summed else R)
        if not summed:
            yield total, R, 0, None, self.dh
        yield add, self.dh, self.dhs[t], self.dh

    def prepare(self, x: np.ndarray, dx: np.ndarray | None = None) -> None:
        """Prepare the calls for ids (T B,) or vectors (T, B, D), and their gradient (1)."""
        steps = (call for t in range(self.T) for call in self.step(t))
        self.calls = [partial(*call) for call in (*self.project(x), *steps)]
        self.calls_back = [partial(*call) for call in self.back(x, dx)]

    def project(self, x: np.ndarray) -> Calls:
        """Put W x + b of all steps into the slots: a look-up (4), or a product (2)."""
        yield mul, self.U.transpose(2, 0, 1), self.by, self.U_ahead
        yield copy, self.U_back, self.U
        for f, k in self.parts:
            yield mul, self.W[k].transpose(2, 0, 1), self.by[k], self.table[:, f]
            yield mul, self.b[k], self.by[k], self.bias[f]
        if x.ndim == 1:
            yield add, self.table, self.bias, self.table
        if x.ndim == self.B == 1:
            yield self.table.take, x, 0, self.d.swapaxes(0, 1), "clip"
        for k, rows in enumerate(self.d if x.ndim > 1 or self.B > 1 else ()):
            if x.ndim == 1:
                yield self.table[:, k].take, x, 0, rows, "clip"
            else:
                yield times(x, self.table[:, k], rows.reshape(self.T, self.B, self.H))
                yield add, rows, self.bias[k], rows

    def back(self, x: np.ndarray, dx: np.ndarray | None) -> Calls:
        """Go back, in pieces that stay in the cache; then sum the gradients (2)."""
        T, d, N, D = self.T, self.d, len(self.ones), len(self.table)
        yield copy, self.dh, self.dhs[-1]
        for start in reversed(range(0, T, self.block)):
            piece = range(start, min(start + self.block, T))
            yield from self.factors(slice(start, piece.stop))
            for t in reversed(piece):
                yield from self.step_back(t)
        for dU, e, read in self.read:
            yield np.matmul, e.swapaxes(1, 2), read[:T].reshape(N, self.H), dU
        if x.ndim == 1 and self.dW.size * N < FEW:  # a product with one-hot rows
            ids, x = x, zeros(d.dtype, N, D)
            yield np.eye(D, dtype=d.dtype).take, ids, 0, x, "clip"
        for f, k in self.parts:
            if x.ndim > 1:
                yield np.matmul, d[f].swapaxes(1, 2), x.reshape(N, D), self.dW[k]
                yield np.matmul, self.ones, d[f], self.db[k]
            else:
                sums = self.table[:, f].swapaxes(0, 1)
                yield sum_by_id, x, d[f], self.dhs[1:].reshape(N, self.H), sums
                yield copy, self.dW[k].swapaxes(1, 2), sums
                yield total, sums, 1, None, self.db[k]  # each error has one id
        if dx is not None:
            part = np.empty_like(dx)
            yield dx.fill, 0
            for f, k in self.parts:
                for e, W in zip(d[f], self.W[k], strict=True):
                    yield times(e.reshape(T, self.B, self.H), W, part)
                    yield add, dx, part, dx


class Readout:
    """Logits, softmax, losses and the errors at the output, in one buffer (T, B, K)."""

    def __init__(self, p: Params, dp: Params, hs: np.ndarray, dhs: np.ndarray) -> None:
        (T, B, H), K, N = hs.shape, len(p["V"]), len(hs) * hs.shape[1]
        self.P, self.w, self.losses = (zeros(hs.dtype, *s) for s in ((T, B, K), (N,), (N,)))
        rows = self.P.reshape(N, K)
        self.targets, self.starts = np.arange(N), np.arange(0, N * K, K)
        self.calls = [partial(*call) for call in self.ahead(p["V"], p["c"], hs, rows)]
        self.calls_back = [
            partial(np.dot, rows.T, hs.reshape(N, H), dp["V"]),
            partial(np.dot, np.ones(N, hs.dtype), rows, dp["c"]),
            partial(*times(self.P, p["V"], dhs)),
        ]

    def ahead(self, V: np.ndarray, c: np.ndarray, hs: np.ndarray, rows: Any) -> Calls:
        """Give the losses, and softmax - one-hot y where it counts."""
        if V.size < SMALL:  # a contiguous transpose pays
            yield copy, (V_T := V.T.copy()), V.T
        yield times(hs, V_T if V.size < SMALL else V.T, self.P)
        n, ones, entries = CACHE // c.nbytes + 1, np.ones_like(c), rows.reshape(-1)
        for i in range(0, len(rows), n):  # rows that stay in the cache meanwhile
            cut = slice(i, i + n)
            q, w, loss = rows[cut], self.w[cut], self.losses[cut]
            sums, logs = np.empty_like(w), np.empty_like(w)
            yield from ((add, q, c, q), (np.maximum.reduce, q, 1, None, loss))
            yield sub, q, loss[:, None], q
            yield entries.take, self.targets[cut], None, loss, "clip"
            yield from ((np.exp, q, q), (np.dot, q, ones, sums))  # faster than adding up
            yield from ((np.log, sums, logs), (sub, logs, loss, loss), (mul, loss, w, loss))
            yield from ((np.divide, w, sums, sums), (mul, q, sums[:, None], q))
        yield np.subtract.at, entries, self.targets, self.w
