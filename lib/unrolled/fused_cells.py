"""The cells of `unrolled.fused`; numbers in brackets are the tricks listed there.

A pass is a list of calls ``(function, inputs, output)``, yielded here and prepared once.
"""

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from .activations import ACTIVATIONS
from .cell import Params, State

SMALL = 1_000_000  # multiplications in a product that OpenBLAS does without repacking
FEW = 50_000_000  # multiplications up to which a product beats a sum by id
CACHE, LINE = 1 << 20, 64  # bytes: what a core keeps at hand, and gets from memory at once
ALL = slice(None)
Call = Any  # a function and its arguments, as one tuple
Calls = Iterator[Call]
add, mul, sub, tanh = np.add, np.multiply, np.subtract, np.tanh
total: Any = np.add.reduce
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


def sum_by_id(ids: np.ndarray, rows: np.ndarray, sums: np.ndarray) -> None:
    """Add up the rows (G, N, H) that have the same id, to `sums` (G, ids, H) (4)."""
    sums.fill(0)
    for i in np.unique(ids):
        total(rows[:, ids == i], 1, None, sums[:, i])


class Layer:
    """What the cells share: the record, and what is done for all steps at once (2)."""

    slots, fed = 1, slice(1)  # how much is recorded of a step, and which of it W feeds
    parts: Any = ((ALL, ALL),)  # which of the fed slots get which blocks of W and b
    scale: tuple[float, ...] = (1,)  # of what the blocks of W and U give (5)
    step: Any  # the calls of one step, in each cell;
    factors: Any  # those that turn a piece of the record into what multiplies dh, dC or dm;
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
        self.R, self.two, self.dh, self.bias = (
            new(G, B, H),
            new(2, B, H),
            new(B, H),
            new(G, H),
        )
        self.by, self.ones = np.array(self.scale, dtype)[:, None], np.ones(T * B, dtype)
        self.half, self.one = np.array(0.5, dtype), np.array(1, dtype)  # no axes: cheapest
        self.states: State = (self.hs,)
        self.d_state: State = (self.dh,)
        self.d = self.rows(self.fed)
        self.read = [(self.dU, self.d, self.hs)]  # gradient, error, what was multiplied

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
        yield from () if summed else ((total, R, 0, None, self.dh),)
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
            else:
                yield sum_by_id, x, d[f], self.dW[k].swapaxes(1, 2)
            yield np.matmul, self.ones, d[f], self.db[k]
        if dx is not None:
            part = np.empty_like(dx)
            yield dx.fill, 0
            for f, k in self.parts:
                for e, W in zip(d[f], self.W[k], strict=True):
                    yield times(e.reshape(T, self.B, self.H), W, part)
                    yield add, dx, part, dx


class _Rnn(Layer):
    """Slot: W x + b, then the slope at h, then the error."""

    def __init__(self, *args: Any, activation: str = "tanh") -> None:
        super().__init__(*args)
        self.plain, (self.phi, self.slope) = activation == "tanh", ACTIVATIONS[activation]

    def step(self, t: int) -> Calls:
        R, h = self.R[0], self.hs[t + 1]
        yield from (self.ahead(self.hs[t]), (add, R, self.A[t, 0], R))
        yield (tanh, R, h) if self.plain else (lambda: copy(h, self.phi(R)),)

    def factors(self, piece: slice) -> Calls:
        yield (lambda: copy(self.A[piece, 0], self.slope(self.hs[1:][piece])),)

    def step_back(self, t: int) -> Calls:
        yield mul, self.dh, self.A[t, 0], self.A[t, 0]
        yield from self.behind(t, ALL)


class _Lstm(Layer):
    """Slots: the gates i, f, o, then what they multiply: g, C_prev, tanh C.

    On the way back dC multiplies the first five in one call, which is nonsense for o alone:
    its error, from dh, is written after it.  The last slot holds dC's share of dh, and dC.
    """

    slots, fed, scale = 6, slice(4), (0.5, 0.5, 0.5, 1)

    def __init__(self, *args: Any, peephole: bool = False) -> None:
        super().__init__(*args)
        self.states, self.d_state = (self.hs, self.A[:, 4]), (self.dh, self.A[0, 4])
        self.zero, self.peephole = np.zeros_like(self.dh), peephole
        self.P = self.params["P"][:, None] if peephole else self.zero
        self.halved, self.Cs = self.P * 0, self.A[:, 4].copy() if peephole else self.zero

    def step(self, t: int) -> Calls:
        A, R, half, two, C = self.A[t], self.R, self.half, self.two, self.A[t + 1, 4]
        s, o, P = A[:3], A[2], self.halved
        yield from (self.ahead(self.hs[t]), (add, R, A[:4], R))
        if self.peephole:
            yield from ((mul, self.P, half, P), (mul, P[:2], A[4], two))
            yield add, R[:2], two, R[:2]
        yield from ((tanh, R, A[:4]), (mul, s, half, s), (add, s, half, s))  # (5)
        yield from ((mul, A[:2], A[3:5], two), (add, *two, C))
        if self.peephole:  # o sees the new C
            yield from ((mul, P[2], C, two[0]), (add, R[2], two[0], o), (tanh, o, o))
            yield from ((mul, o, half, o), (add, o, half, o))
        yield from ((tanh, C, A[5]), (mul, o, A[5], self.hs[t + 1]))

    def factors(self, piece: slice) -> Calls:
        s, others = self.A[piece, :3], self.A[piece, 3:]
        S, u = self.S[: len(s)], others[:, ::2]
        if self.peephole:
            yield copy, self.Cs[piece], others[:, 1]
        # slopes: s - s**2 of the gates, 1 - u**2 of g and tanh C
        yield from ((mul, s, s, S), (sub, s, S, S), (mul, S, others, S))
        yield from ((mul, u, u, u), (sub, self.one, u, u), (mul, u, s[:, ::2], u))
        yield from ((copy, others[:, 1], s[:, 1]), (copy, s[:, :2], S[:, :2]))

    def step_back(self, t: int) -> Calls:
        A, dh, dC, S, two = self.A[t], self.dh, self.A[t, 5], self.S[:, 2], self.two
        dC_next, P = self.A[t + 1, 4] if t + 1 < self.T else self.zero, self.P
        yield from ((mul, dh, dC, dC), (add, dC, dC_next, dC))
        if self.peephole:
            yield from ((mul, dh, S[t % self.block], two[0]), (mul, two[0], P[2], two[0]))
            yield add, dC, two[0], dC
        yield from ((mul, dC, A[:5], A[:5]), (mul, dh, S[t % self.block], A[2]))
        if self.peephole:
            yield from (
                (mul, A[:2], P[:2], two),
                (add, *two, two[0]),
                (add, A[4], two[0], A[4]),
            )
        yield from self.behind(t, self.fed)

    def back(self, x: np.ndarray, dx: np.ndarray | None) -> Calls:
        yield from ((copy, self.Cs[-1], self.A[-1, 4]),) if self.peephole else ()
        yield from super().back(x, dx)
        for k in range(3 if self.peephole else 0):
            d, C = self.A[:-1, k], self.Cs[1:] if k == 2 else self.Cs[:-1]
            yield from ((mul, d, C, d), (total, d, (0, 1), None, self.gradients["P"][k]))


class _Gru(Layer):
    """Slots: n - h_prev, n, z, r and m.

    On the way back dh multiplies the first three, giving the part of dh_prev that was kept
    and the errors of n and z; dm, or with ``reset="after"`` the error of n, the other two.
    """

    slots, fed, parts = 5, slice(1, 4), ((slice(1, 3), slice(2)), (slice(1), slice(2, 3)))

    def __init__(
        self, *args: Any, reset: str = "before", update: str = "overwrite"
    ) -> None:
        # keep: sigmoid(-a) = 1 - sigmoid(a), so a sign makes the one gate the other
        self.sign, self.after = (-1 if update == "keep" else 1), reset == "after"
        self.scale, n = (self.sign * 0.5, 0.5, 1), 3 if self.after else 2
        super().__init__(*args)
        self.seen, self.sees = slice(2, 2 + n), slice(n)  # slots, U that read h_prev
        self.m = self.A[:, 4] if self.after else np.zeros_like(self.hs)
        self.dm = np.zeros_like(self.hs[:1])
        self.read = [(self.dU[:n], self.rows(self.seen), self.hs)]
        self.read += [] if self.after else [(self.dU[2:], self.rows(slice(1, 2)), self.m)]

    def step(self, t: int) -> Calls:
        (moved, n, z, r, _), m, h, R = self.A[t], self.m[t], self.hs[t], self.R
        s, seen, move = self.A[t, 2:4], self.A[t, self.seen], self.two[0]
        yield from ((copy, self.m, self.params["b_U"]),) if self.after and t == 0 else ()
        yield from (self.ahead(h, self.sees), (add, R[self.sees], seen, seen))
        yield from ((tanh, s, s), (mul, s, self.half, s), (add, s, self.half, s))  # (5)
        yield (mul, r, m, R[2]) if self.after else (mul, r, h, m)
        yield from () if self.after else (self.ahead(m, slice(2, 3)),)
        yield from ((add, R[2], n, n), (tanh, n, n), (sub, n, h, moved))
        yield from ((mul, z, moved, move), (add, h, move, self.hs[t + 1]))

    def factors(self, piece: slice) -> Calls:
        (moved, n, z, r, m), one = self.A[piece].swapaxes(0, 1), self.one
        s, S = self.A[piece, 2:4], self.S[: len(n), :2]
        yield from () if self.after else ((copy, m, self.hs[piece]),)
        # slopes: s - s**2 of the gates, 1 - n**2; then what was kept, and dm's factor
        yield from ((mul, s, s, S), (sub, s, S, S), (mul, S, self.A[piece, ::4], S))
        yield from ((mul, n, n, n), (sub, one, n, n), (mul, n, z, n))
        yield from ((sub, one, z, moved), (copy, m, r), (copy, s, S))
        yield from ((np.negative, z, z),) if self.sign < 0 else ()

    def step_back(self, t: int) -> Calls:
        A, dh, dm = self.A[t], self.dh, self.A[t, 1] if self.after else self.dm[0]
        yield mul, dh, A[:3], A[:3]
        yield from () if self.after else (self.product(A[1:2], self.U_back[2:], self.dm),)
        yield from ((mul, dm, A[3], A[3]), (mul, dm, A[4], A[4]))
        yield from self.behind(t, self.seen, self.sees)
        yield from ((add, dh, A[0], dh), (add, dh, A[4], dh))[: 1 if self.after else 2]

    def back(self, x: np.ndarray, dx: np.ndarray | None) -> Calls:
        yield from super().back(x, dx)
        if self.after:
            yield total, self.A[:-1, 4], (0, 1), None, self.gradients["b_U"]


LAYERS: dict[str, Any] = {"rnn": _Rnn, "lstm": _Lstm, "gru": _Gru}
