"""The cells of `unrolled.fused`; numbers in brackets are the tricks listed there.

A pass is a list of calls such as ``(add, a, b, out)``, yielded once, when it is prepared.
"""

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from .cell import Params, State
from .rnn import ACTIVATIONS

SMALL = 1_000_000  # multiplications in a product that OpenBLAS does without repacking
FEW = 50_000_000  # multiplications up to which a product beats a sum by id
CACHE, LINE = 1 << 20, 64  # bytes: what a core keeps at hand, and gets from memory at once
ALL = slice(None)
Call = tuple[Any, ...]

add, mul, sub, tanh, total = np.add, np.multiply, np.subtract, np.tanh, np.add.reduce


def zeros(dtype: Any, *shape: int) -> np.ndarray:
    """Make a buffer on a cache line: products with U take a fifth less time there."""
    size, item = math.prod(shape), np.dtype(dtype).itemsize
    raw = np.zeros(size + LINE // item, dtype)
    return raw[(start := -raw.ctypes.data % LINE // item) : start + size].reshape(shape)


def columns(matrices: np.ndarray, B: int) -> np.ndarray:
    """View (G, M, H) as (G, blocks, M, n), where products with (B, H) are small (6)."""
    H = matrices.shape[-1]
    fits = [n for n in range(16, H) if H % n == 0 and B * H * n <= SMALL]
    n = max(fits, default=H) if B * H * H > SMALL else H
    return matrices.reshape(*matrices.shape[:-1], -1, n).swapaxes(-2, -3)


def times(x: np.ndarray, matrix: np.ndarray, out: np.ndarray) -> Call:
    """Multiply all steps (T, B, M) by one matrix (M, N): step by step only if small (6)."""
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

    def __init__(self, params: Params, gradients: Params, T: int, B: int) -> None:
        H, D = params["W"].shape[-2:]
        G, dtype = params["b"].size // H, params["b"].dtype
        self.params, self.gradients, self.T, self.B, self.H = params, gradients, T, B, H
        self.W, self.dW = (p["W"].reshape(G, H, D) for p in (params, gradients))
        self.U, self.dU = (p["U"].reshape(G, H, H) for p in (params, gradients))
        self.b, self.db = (p["b"].reshape(G, H) for p in (params, gradients))
        new, self.block = (
            partial(zeros, dtype),
            max(1, CACHE // (12 * B * H * dtype.itemsize)),
        )
        # the record A (T + 1, slots, B, H), and more; for B > 1 with the slots in front (3)
        shapes = [
            (T + 1, self.slots, B, H),
            (min(T, self.block), 3, B, H),
            (D, G, H),
            (H, G, H),
        ]
        self.A, self.S, self.table, self.U_ahead = (
            new(t, n, *rest) if B == 1 else new(n, t, *rest).swapaxes(0, 1)
            for t, n, *rest in shapes
        )
        self.hs, self.dhs, self.U_back = new(T + 1, B, H), new(T + 1, B, H), new(G, H, H)
        self.R, self.spare, self.dh, self.bias = (
            new(G, B, H),
            new(2, B, H),
            new(B, H),
            new(G, H),
        )
        self.by, self.ones = np.array(self.scale, dtype)[:, None], np.ones(T * B, dtype)
        self.half, self.one = np.array(0.5, dtype), np.array(1, dtype)  # no axes: cheapest
        self.d, self.states, self.d_state = self.rows(self.fed), (self.hs,), (self.dh,)
        self.read = [(self.dU, self.d, self.hs)]  # gradient, error, what was multiplied

    def rows(self, slots: slice) -> np.ndarray:
        """View slots of the record as (slots, T B, H)."""
        return self.A[: self.T, slots].swapaxes(0, 1).reshape(-1, len(self.ones), self.H)

    def product(self, x: np.ndarray, U: np.ndarray, out: np.ndarray) -> Call:
        """Multiply (B, H), or each (B, H) of a step's gates, by the matrices U."""
        if self.B == 1:  # the gates are one vector, and the matrices one matrix (3)
            return np.dot, x.ravel(), U.reshape(x.size, -1), out.ravel()
        U, out = columns(U, self.B), columns(out, self.B)
        if out.shape[:2] == (1, 1):
            return np.dot, x.reshape(-1, self.H), U[0, 0], out[0, 0]
        return np.matmul, x[..., None, :, :], U, out

    def ahead(self, x: np.ndarray, gates: slice) -> Call:
        """Multiply (B, H) by the U^T of some gates, of which contiguous copies are faster."""
        U = self.U_ahead[:, gates]
        return self.product(x, U if self.B == 1 else U.swapaxes(0, 1), self.R[gates])

    def behind(self, t: int, slots: slice, gates: slice) -> Iterator[Call]:
        """Multiply slots of a step by the U of some gates and add up: dh, as far as known."""
        U, dh, R = self.U_back[gates], self.dh, self.R[gates]
        summed = self.B == 1 or len(U) == 1  # then the product gives the sum itself
        yield self.product(self.A[t, slots], U, dh[None] if summed else R)
        if not summed:
            yield total, R, 0, None, dh
        yield add, dh, self.dhs[t], dh

    def prepare(self, x: np.ndarray, dx: np.ndarray | None = None) -> None:
        """Prepare the calls for an input, ids (T B,) or vectors (T, B, D), and its gradient."""
        steps = (call for t in range(self.T) for call in self.step(t))
        self.calls = [partial(*call) for call in (*self.project(x), *steps)]
        self.calls_back = [partial(*call) for call in self.back(x, dx)]

    def project(self, x: np.ndarray) -> Iterator[Call]:
        """Put W x + b of all steps into the slots: a look-up (4), or a product (2)."""
        yield mul, self.U.transpose(2, 0, 1), self.by, self.U_ahead
        yield np.copyto, self.U_back, self.U
        for f, k in self.parts:
            yield mul, self.W[k].transpose(2, 0, 1), self.by[k], self.table[:, f]
            yield mul, self.b[k], self.by[k], self.bias[f]
        if x.ndim == 1:
            yield add, self.table, self.bias, self.table
        if x.ndim == 1 and self.B == 1:
            yield self.table.take, x, 0, self.d.swapaxes(0, 1), "clip"
            return
        for k, rows in enumerate(self.d):
            slot = rows.reshape(self.T, self.B, self.H)
            if x.ndim == 1:
                yield self.table[:, k].take, x, 0, rows, "clip"
            else:
                yield times(x, self.table[:, k], slot)
                yield add, slot, self.bias[k], slot

    def back(self, x: np.ndarray, dx: np.ndarray | None) -> Iterator[Call]:
        """Go back, in pieces that stay in the cache; then sum the gradients (2)."""
        T, d, few = self.T, self.d, self.dW.size * len(self.ones) < FEW
        yield np.copyto, self.dh, self.dhs[-1]
        for start in reversed(range(0, T, self.block)):
            piece = range(start, min(start + self.block, T))
            yield from self.factors(slice(start, piece.stop))
            for t in reversed(piece):
                yield from self.step_back(t)
        for dU, e, read in self.read:
            yield np.matmul, e.swapaxes(1, 2), read[:T].reshape(-1, self.H), dU
        if few and x.ndim == 1:  # a product with one-hot rows, as if they had been given
            ids, x = x, zeros(d.dtype, len(x), len(self.table))
            yield np.eye(len(self.table), dtype=d.dtype).take, ids, 0, x, "clip"
        for f, k in self.parts:
            if x.ndim == 1:
                yield sum_by_id, x, d[f], self.dW[k].swapaxes(1, 2)
            else:
                yield (
                    np.matmul,
                    d[f].swapaxes(1, 2),
                    x.reshape(len(self.ones), -1),
                    self.dW[k],
                )
            yield np.matmul, self.ones, d[f], self.db[k]
        if dx is not None:
            part = zeros(d.dtype, *dx.shape)
            yield dx.fill, 0
            for e, W in (
                (e, W) for f, k in self.parts for e, W in zip(d[f], self.W[k], strict=True)
            ):
                yield times(e.reshape(T, self.B, self.H), W, part)
                yield add, dx, part, dx


class Rnn(Layer):
    """Slot: W x + b, then the slope at h, then the error."""

    def __init__(self, *args: Any, activation: str = "tanh") -> None:
        super().__init__(*args)
        self.plain, (self.phi, self.slope) = activation == "tanh", ACTIVATIONS[activation]

    def step(self, t: int) -> Iterator[Call]:
        """One step ahead."""
        (R,), h = self.R, self.hs[t + 1]
        yield self.ahead(self.hs[t], ALL)
        yield add, R, self.A[t, 0], R
        yield (tanh, R, h) if self.plain else (lambda: np.copyto(h, self.phi(R)),)

    def factors(self, piece: slice) -> Iterator[Call]:
        """Turn values into slopes."""
        z, h = self.A[piece, 0], self.hs[1:][piece]
        yield (lambda: np.copyto(z, self.slope(h)),)

    def step_back(self, t: int) -> Iterator[Call]:
        """One step back."""
        yield mul, self.dh, self.A[t, 0], self.A[t, 0]
        yield from self.behind(t, ALL, ALL)


class Lstm(Layer):
    """Slots: the gates i, f, o, then what they multiply: g, C_prev, tanh C.

    On the way back dC multiplies the first five in one call, which is nonsense for o alone:
    its error, from dh, is written after it.  The last slot holds dC's share of dh, and dC.
    """

    slots, fed, scale = 6, slice(4), (0.5, 0.5, 0.5, 1)

    def __init__(self, *args: Any, peephole: bool = False) -> None:
        super().__init__(*args)
        self.states, self.d_state = (self.hs, self.A[:, 4]), (self.dh, self.A[0, 4])
        self.zero, self.peephole = np.zeros_like(self.dh), peephole
        if peephole:
            self.P, self.dP = self.params["P"][:, None], self.gradients["P"]
            self.P_half, self.Cs = self.P * 0, self.A[:, 4].copy()

    def step(self, t: int) -> Iterator[Call]:
        """One step ahead; i g and f C_prev are one call."""
        A, R, half, two, C = self.A[t], self.R, self.half, self.spare, self.A[t + 1, 4]
        yield self.ahead(self.hs[t], ALL)
        yield add, R, A[:4], R
        if self.peephole:
            yield mul, self.P, half, self.P_half
            yield mul, self.P_half[:2], A[4], two
            yield add, R[:2], two, R[:2]
        yield tanh, R, A[:4]
        yield mul, A[:3], half, A[:3]
        yield add, A[:3], half, A[:3]
        yield mul, A[:2], A[3:5], two
        yield add, two[0], two[1], C
        if self.peephole:  # o sees the new C
            yield mul, self.P_half[2], C, two[0]
            yield add, R[2], two[0], A[2]
            yield tanh, A[2], A[2]
            yield mul, A[2], half, A[2]
            yield add, A[2], half, A[2]
        yield tanh, C, A[5]
        yield mul, A[2], A[5], self.hs[t + 1]

    def factors(self, piece: slice) -> Iterator[Call]:
        """Turn values into what dh or dC multiplies; slopes are s (1 - s) and 1 - s**2."""
        gates, others = self.A[piece, :3], self.A[piece, 3:]
        S, curved = self.S[: len(gates)], others[:, ::2]
        if self.peephole:
            yield np.copyto, self.Cs[piece], others[:, 1]
        yield mul, gates, gates, S
        yield sub, gates, S, S
        yield mul, S, others, S  # for the errors of the gates
        yield mul, curved, curved, curved
        yield sub, self.one, curved, curved
        yield mul, curved, gates[:, ::2], curved  # for the error of g, and dC's share of dh
        yield np.copyto, others[:, 1], gates[:, 1]  # for dC_prev
        yield np.copyto, gates[:, :2], S[:, :2]

    def step_back(self, t: int) -> Iterator[Call]:
        """One step back."""
        A, dh, dC, S_o = self.A[t], self.dh, self.A[t, 5], self.S[t % self.block, 2]
        yield mul, dh, dC, dC
        yield add, dC, self.A[t + 1, 4] if t + 1 < self.T else self.zero, dC
        if self.peephole:
            yield mul, dh, S_o, self.spare[0]
            yield mul, self.spare[0], self.P[2], self.spare[0]
            yield add, dC, self.spare[0], dC
        yield mul, dC, A[:5], A[:5]
        yield mul, dh, S_o, A[2]
        if self.peephole:
            yield mul, A[:2], self.P[:2], self.spare
            yield add, A[4], self.spare[0], A[4]
            yield add, A[4], self.spare[1], A[4]
        yield from self.behind(t, self.fed, ALL)

    def back(self, x: np.ndarray, dx: np.ndarray | None) -> Iterator[Call]:
        """Go back; P is a matrix with a diagonal only."""
        if self.peephole:
            yield np.copyto, self.Cs[self.T], self.A[self.T, 4]
        yield from super().back(x, dx)
        for k, seen in enumerate(
            [slice(-1), slice(-1), slice(1, None)] if self.peephole else []
        ):
            yield mul, self.A[:-1, k], self.Cs[seen], self.A[:-1, k]
            yield total, self.A[:-1, k], (0, 1), None, self.dP[k]


class Gru(Layer):
    """Slots: n - h_prev, n, z, r and m.

    On the way back dh multiplies the first three, giving the part of dh_prev that was kept
    and the errors of n and z; dm, or with ``reset="after"`` the error of n, the other two.
    """

    slots, fed = 5, slice(1, 4)
    parts = ((slice(1, 3), slice(2)), (slice(1), slice(2, 3)))

    def __init__(
        self, *args: Any, reset: str = "before", update: str = "overwrite"
    ) -> None:
        # keep: sigmoid(-a) = 1 - sigmoid(a), so a sign makes the one gate the other
        self.sign, self.after = (-1 if update == "keep" else 1), reset == "after"
        self.scale, n = (self.sign * 0.5, 0.5, 1), 3 if self.after else 2
        super().__init__(*args)
        self.seen, self.slots_seen = (
            slice(n),
            slice(2, 2 + n),
        )  # by what h_prev goes through
        self.m = self.A[:, 4] if self.after else np.zeros_like(self.hs)
        self.dm = np.zeros_like(self.hs[:1])
        self.read = [(self.dU[self.seen], self.rows(self.slots_seen), self.hs)]
        if not self.after:
            self.read += [(self.dU[2:], self.rows(slice(1, 2)), self.m)]

    def step(self, t: int) -> Iterator[Call]:
        """One step ahead."""
        (moved, n, z, r, _), m, h_prev = self.A[t], self.m[t], self.hs[t]
        gates, R, spare = self.A[t, 2:4], self.R, self.spare[0]
        if self.after and t == 0:
            yield np.copyto, self.m, self.params["b_U"]
        yield self.ahead(h_prev, self.seen)
        yield add, R[self.seen], self.A[t, self.slots_seen], self.A[t, self.slots_seen]
        yield tanh, gates, gates
        yield mul, gates, self.half, gates
        yield add, gates, self.half, gates
        yield (mul, r, m, R[2]) if self.after else (mul, r, h_prev, m)
        if not self.after:
            yield self.ahead(m, slice(2, 3))
        yield add, R[2], n, n
        yield tanh, n, n
        yield sub, n, h_prev, moved
        yield mul, z, moved, spare
        yield add, h_prev, spare, self.hs[t + 1]

    def factors(self, piece: slice) -> Iterator[Call]:
        """Turn values into what dh or dm multiplies; slopes are s (1 - s) and 1 - s**2."""
        moved, n, z, r, m = self.A[piece].swapaxes(0, 1)
        gates, S = self.A[piece, 2:4], self.S[: len(n), :2]
        if not self.after:
            yield np.copyto, m, self.hs[piece]
        yield mul, gates, gates, S
        yield sub, gates, S, S
        yield mul, S, self.A[piece, ::4], S  # for the errors of z and r
        yield mul, n, n, n
        yield sub, self.one, n, n
        yield mul, n, z, n  # for the error of n
        yield sub, self.one, z, moved  # for what was kept
        yield np.copyto, m, r  # for what dm gives to dh_prev; after: for dm
        yield np.copyto, gates, S
        if self.sign < 0:
            yield np.negative, z, z

    def step_back(self, t: int) -> Iterator[Call]:
        """One step back."""
        A, dh, dm = self.A[t], self.dh, self.A[t, 1] if self.after else self.dm[0]
        yield mul, dh, A[:3], A[:3]
        if not self.after:
            yield self.product(A[1:2], self.U_back[2:], self.dm)
        yield mul, dm, A[3], A[3]
        yield mul, dm, A[4], A[4]
        yield from self.behind(t, self.slots_seen, self.seen)
        yield add, dh, A[0], dh
        if not self.after:
            yield add, dh, A[4], dh

    def back(self, x: np.ndarray, dx: np.ndarray | None) -> Iterator[Call]:
        """Go back."""
        yield from super().back(x, dx)
        if self.after:
            yield total, self.A[:-1, 4], (0, 1), None, self.gradients["b_U"]


LAYERS: dict[str, type[Layer]] = {"rnn": Rnn, "lstm": Lstm, "gru": Gru}
