"""The cells of `unrolled.fused`: the equations of `rnn`, `lstm` and `gru` in few calls.

Numbers in brackets are the tricks listed there.
"""

import math
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from .cell import Params, State
from .rnn import ACTIVATIONS

SMALL = 1_000_000  # multiplications in a product that OpenBLAS does without repacking
CACHE = 1 << 20  # bytes that one core keeps close at hand
LINE = 64  # bytes that memory hands over at once

add, mul, sub, tanh, total = np.add, np.multiply, np.subtract, np.tanh, np.add.reduce


def zeros(dtype: Any, *shape: int) -> np.ndarray:
    """Make a buffer that begins on a cache line: products read U a fifth faster then (1)."""
    size, item = math.prod(shape), np.dtype(dtype).itemsize
    raw = np.zeros(size + LINE // item, dtype)
    start = -raw.ctypes.data % LINE // item
    return raw[start : start + size].reshape(shape)


def columns(matrices: np.ndarray, B: int) -> np.ndarray:
    """View (G, M, H) as (G, blocks, M, n), n such that a product with (B, H) is small (6)."""
    H = matrices.shape[-1]
    fits = [n for n in range(16, H) if H % n == 0 and B * H * n <= SMALL]
    n = max(fits, default=H) if B * H * H > SMALL else H
    return matrices.reshape(*matrices.shape[:-1], -1, n).swapaxes(-2, -3)


def times(x: np.ndarray, matrix: np.ndarray, out: np.ndarray) -> None:
    """Multiply all steps (T, B, M) by one matrix (M, N): step by step only if small (6)."""
    if 1 < x.shape[1] <= SMALL // matrix.size:
        np.matmul(x, np.ascontiguousarray(matrix), out)
    else:
        np.matmul(x.reshape(-1, x.shape[2]), matrix, out.reshape(-1, out.shape[2]))


def sum_by_id(ids: np.ndarray, rows: np.ndarray, sums: np.ndarray) -> None:
    """Add up the rows (G, N, H) that have the same id, to `sums` (G, ids, H) (4)."""
    sums.fill(0)
    for i in np.unique(ids):
        total(rows[:, ids == i], 1, out=sums[:, i])


class Layer:
    """What the cells share: the record, and all that is done for all steps at once."""

    slots, fed = 1, slice(1)  # what is recorded of a step, and which of it W feeds
    order: Any = slice(None)  # the blocks of W and b in the order of the fed slots
    scale: tuple[float, ...] = (1,)  # of the pre-activations, by blocks of U (5)

    def __init__(self, params: Params, gradients: Params, T: int, B: int) -> None:
        H, D = self.H, self.D = params["W"].shape[-2:]
        new = partial(zeros, params["W"].dtype)
        self.params, self.gradients, self.T, self.B = params, gradients, T, B
        self.W, self.dW = (p["W"].reshape(-1, H, D) for p in (params, gradients))
        self.U, self.dU = (p["U"].reshape(-1, H, H) for p in (params, gradients))
        self.b, self.db = (p["b"].reshape(-1, H) for p in (params, gradients))
        G, self.one = len(self.W), B == 1
        # the record A (T + 1, slots, B, H), with the slots in front in memory if B > 1 (3)
        shapes = ((T + 1, self.slots, B, H), (D, G, H), (H, G, H))
        buffers = [new(*s) if self.one else new(s[1], s[0], *s[2:]).swapaxes(0, 1) for s in shapes]
        self.A, self.table, self.U_ahead = buffers
        self.U_back = self.U if self.one else new(G, H, H)
        self.hs, self.dhs = new(T + 1, B, H), new(T + 1, B, H)  # [t] is before step t
        self.states: State = (self.hs,)
        self.errors = self.rows(self.fed)
        self.by = np.array(self.scale, self.A.dtype)[:, None]
        self.half, self.ones = np.array(0.5, self.A.dtype), np.ones(T * B, self.A.dtype)
        self.R, self.spare, self.dh = new(G, B, H), new(2, B, H), new(B, H)
        self.summed = B > 1 and G > 1  # or else the product gives dh itself
        self.R_back = self.R if self.summed else self.dh[None]
        self.block = max(1, min(T, CACHE // (12 * B * H * self.A.itemsize)))
        self.S = new(self.block, 3, B, H)
        self.eye = np.eye(D, dtype=self.A.dtype) if G * T * B * D * H < 5e7 else None

    def cut(self, *series: Iterable[Any]) -> list[Any]:
        """Give a tuple of views for each step: the loops only unpack (1)."""
        return [views for views, _ in zip(zip(*series, strict=False), range(self.T), strict=True)]

    def rows(self, slots: slice) -> np.ndarray:
        """View slots of the record as (slots, T B, H)."""
        A = self.A[: self.T, slots].swapaxes(0, 1)
        return A.reshape(len(A), -1, self.H)

    def products(self, xs: np.ndarray, U: np.ndarray, out: np.ndarray) -> list[Any]:
        """Prepare the calls that multiply xs[t] (1 or n, B, H) by U (n, H, H)."""
        U, out = columns(U, self.B), columns(out, self.B)
        if out.shape[:2] == (1, 1):  # a single product: np.dot is called faster
            return [partial(np.dot, x[0], U[0, 0], out[0, 0]) for x in xs]
        return [partial(np.matmul, x[:, None], U, out) for x in xs]

    def ahead(self, xs: np.ndarray, gates: slice) -> list[Any]:
        """Prepare xs[t] U^T of some gates for each step; for B = 1 one product (3)."""
        U, R = self.U_ahead[:, gates], self.R[gates]
        if self.one:
            return [partial(np.dot, x[0], U.reshape(self.H, -1), R.reshape(-1)) for x in xs]
        return self.products(xs[:, None], U.swapaxes(0, 1), R)

    def back(self, slots: slice, gates: slice, out: np.ndarray) -> list[Any]:
        """Prepare the products of slots of each step with U; for B = 1 their sum (3)."""
        ds, U = self.A[: self.T, slots], self.U_back[gates]
        if self.one:
            U = U.reshape(-1, self.H)
            return [partial(np.dot, d.reshape(-1), U, out[0, 0]) for d in ds]
        return self.products(ds, U, out)

    def pieces(self) -> Iterator[slice]:
        """Cut time into pieces whose record fits the cache, the last first."""
        for t in reversed(range(0, self.T, self.block)):
            yield slice(t, min(t + self.block, self.T))

    def project(self, x: np.ndarray) -> None:
        """Put W x + b of all steps into the slots: one look-up (4), or one product (2)."""
        self.x, by, d = x, self.by[self.order], self.errors
        mul(self.U.transpose(2, 0, 1), self.by, self.U_ahead)
        if not self.one:
            np.copyto(self.U_back, self.U)
        W, b = self.W[self.order].transpose(2, 0, 1), self.b[self.order]
        if x.ndim < 3:
            mul(add(W, b, self.table), by, self.table)
            if self.one:
                np.take(self.table, x[:, 0], 0, d.swapaxes(0, 1), "clip")
            else:
                np.take(self.table.swapaxes(0, 1), x.reshape(-1), 1, d, "clip")
            return
        mul(W, by, self.table)
        for k, bias in enumerate(b * by):
            slot = self.A[: self.T, self.fed][:, k]
            times(x, self.table[:, k], slot)
            add(slot, bias, slot)

    def weights(self) -> None:
        """Gradients of W and b: one product for all steps (2), or sums by id (4)."""
        d, x = self.errors, self.x
        if x.ndim < 3 and self.eye is None:
            dW = np.empty((len(d), *self.dW.shape[:0:-1]), d.dtype)
            sum_by_id(x.reshape(-1), d, dW)
            self.dW[self.order] = dW.swapaxes(1, 2)
        else:  # where it is small, the product with one-hot rows is faster
            x = self.eye.take(x, 0) if x.ndim < 3 else x
            self.dW[self.order] = np.matmul(d.swapaxes(1, 2), x.reshape(len(self.ones), -1))
        self.db[self.order] = np.matmul(self.ones, d)

    def recurrent(self, slots: slice, read: np.ndarray, gates: slice) -> None:
        """Gradients of the U that turned `read` (T, B, H) into these slots (2)."""
        read = read[: self.T].reshape(-1, self.H)
        np.matmul(self.rows(slots).swapaxes(1, 2), read, self.dU[gates])

    def inputs(self, out: np.ndarray) -> None:
        """Write the gradient of a dense input (T, B, D) to `out`."""
        part = np.empty_like(out)
        out.fill(0)
        for k, W in enumerate(self.W[self.order]):
            times(self.A[: self.T, self.fed][:, k], W, part)
            add(out, part, out)


ALL = slice(None)


class Rnn(Layer):
    """Slot: W x + b, then the slope at h, then the error."""

    def __init__(self, *args: Any, activation: str = "tanh") -> None:
        super().__init__(*args)
        phi, self.slope = ACTIVATIONS[activation]
        self.squash: Any = lambda a, out: np.copyto(out, phi(a))
        if activation == "tanh":
            self.squash = tanh
        z, hs = self.A[:, 0], self.hs
        self.steps = self.cut(self.ahead(hs, ALL), z, hs[1:])
        self.steps_back = self.cut(self.back(ALL, ALL, self.R_back), z, self.dhs)

    def forward(self) -> None:
        """Go through all steps."""
        R, squash = self.R[0], self.squash
        for product, z, h in self.steps:
            product()
            add(R, z, R)
            squash(R, h)

    def backward(self) -> None:
        """Go back through all steps."""
        dh = self.dh
        dh[...] = self.dhs[-1]
        for piece in self.pieces():
            self.A[piece, 0] = self.slope(self.hs[1:][piece])
            for product, d, own in reversed(self.steps_back[piece]):
                mul(dh, d, d)
                product()
                add(dh, own, dh)
        self.d_state: State = (dh,)
        self.recurrent(ALL, self.hs, ALL)


class Lstm(Layer):
    """Slots: the gates i, f, o, then what they multiply: g, C_prev, tanh C.

    On the way back dC multiplies the first five in one call.  That is nonsense for o, which
    then gets its own error, of dh; and dh times the last slot is its share of dC.
    """

    slots, fed, scale = 6, slice(4), (0.5, 0.5, 0.5, 1)

    def __init__(self, *args: Any, peephole: bool = False) -> None:
        super().__init__(*args)
        A, hs, S = self.A, self.hs, self.S
        self.peephole, self.states = peephole, (hs, A[:, 4])
        self.steps = self.cut(
            self.ahead(hs, ALL), A[:, :4], A[:, :3], A[:, :2], A[:, 3:5], A[:, 2], A[:, 4],
            A[1:, 4], A[:, 5], hs[1:],
        )  # fmt: skip
        back, dCs = self.back(self.fed, ALL, self.R_back), [*A[1:-1, 4], np.zeros_like(hs[0])]
        slopes = [S[t % self.block, 2] for t in range(self.T)]
        self.steps_back = self.cut(back, A[:, 5], dCs, A[:, :5], slopes, A[:, 2], self.dhs)

    def forward(self) -> None:
        """Go through all steps."""
        R, half, two, peephole = self.R, self.half, self.spare, self.peephole
        new, kept = two
        if peephole:
            P = (half * self.params["P"])[:, None]
        for product, fed, gates, i_f, g_C, o, C_prev, C, tanh_C, h in self.steps:
            product()
            add(R, fed, R)
            if peephole:
                R[:2] += P[:2] * C_prev
            tanh(R, fed)
            mul(gates, half, gates)
            add(gates, half, gates)
            mul(i_f, g_C, two)
            add(new, kept, C)
            if peephole:  # o sees the new C
                o[...] = half + half * tanh(R[2] + P[2] * C)
            tanh(C, tanh_C)
            mul(o, tanh_C, h)

    def factors(self, piece: slice) -> None:
        """Turn values into what dh or dC multiplies."""
        gates, others = self.A[piece, :3], self.A[piece, 3:]
        S, squashed = self.S[: len(gates)], others[:, ::2]
        sub(gates, mul(gates, gates, S), S)  # s (1 - s) of i, f, o
        mul(S, others, S)  # for the errors of i, f, o
        sub(1, mul(squashed, squashed, squashed), squashed)  # 1 - s**2 of g and tanh C
        mul(squashed, gates[:, ::2], squashed)  # for the error of g, and the share of dC
        np.copyto(others[:, 1], gates[:, 1])  # for dC_prev
        np.copyto(gates[:, :2], S[:, :2])

    def backward(self) -> None:
        """Go back through all steps."""
        R, dh, summed, peephole = self.R, self.dh, self.summed, self.peephole
        if peephole:
            P, Cs = self.params["P"][:, None], self.A[:, 4].copy()
        dh[...] = self.dhs[-1]
        for piece in self.pieces():
            self.factors(piece)
            for product, dC, dC_next, five, slope, d_o, own in reversed(self.steps_back[piece]):
                mul(dh, dC, dC)
                add(dC, dC_next, dC)
                if peephole:
                    dC += dh * slope * P[2]
                mul(dC, five, five)
                mul(dh, slope, d_o)
                if peephole:
                    five[4] += total(five[:2] * P[:2], 0)
                product()
                if summed:
                    total(R, 0, None, dh)
                add(dh, own, dh)
        self.d_state = (dh, self.A[0, 4])
        self.recurrent(self.fed, self.hs, ALL)
        if peephole:
            for k, C in enumerate([Cs[:-1], Cs[:-1], Cs[1:]]):
                self.gradients["P"][k] = total(self.A[:-1, k] * C, (0, 1))


class Gru(Layer):
    """Slots: n - h_prev, n, z, r and m.

    On the way back dh multiplies the first three, giving the part of dh_prev that was kept
    and the errors of n and z; dm, or with ``reset="after"`` the error of n, the other two.
    """

    slots, fed, order = 5, slice(1, 4), np.array([2, 0, 1])

    def __init__(self, *args: Any, reset: str = "before", update: str = "overwrite") -> None:
        # keep: sigmoid(-a) = 1 - sigmoid(a), so a sign makes the one gate the other
        self.sign, self.after = (-1 if update == "keep" else 1), reset == "after"
        self.scale = (self.sign * 0.5, 0.5, 1)
        super().__init__(*args)
        A, hs, dm, last = self.A, self.hs, np.zeros_like(self.hs[:1]), slice(2, 3)
        self.m = A[:, 4] if self.after else np.zeros_like(hs)
        self.seen = seen = slice(3 if self.after else 2)  # the U that see h_prev itself
        reads = slice(2, 2 + seen.stop)
        self.steps = self.cut(
            self.ahead(hs, seen), self.ahead(self.m, last), A[:, reads], A[:, 2:4], A[:, 2],
            A[:, 3], A[:, 1], self.m, A[:, 0], hs, hs[1:],
        )  # fmt: skip
        self.steps_back = self.cut(
            self.back(reads, seen, self.R_back[seen]), self.back(slice(1, 2), last, dm),
            A[:, :3], A[:, 1] if self.after else [dm[0]] * self.T, A[:, 3], A[:, 4], A[:, 0],
            self.dhs,
        )  # fmt: skip

    def forward(self) -> None:
        """Go through all steps."""
        half, after, spare, R, R_n = self.half, self.after, self.spare[0], self.R[self.seen], self.R[2]
        if after:
            self.m[...] = self.params["b_U"]
        for product, product_m, seen, z_r, z, r, n, m, moved, h_prev, h in self.steps:
            product()
            add(R, seen, seen)
            tanh(z_r, z_r)
            mul(z_r, half, z_r)
            add(z_r, half, z_r)
            if after:
                mul(r, m, R_n)
            else:
                mul(r, h_prev, m)
                product_m()
            add(R_n, n, n)
            tanh(n, n)
            sub(n, h_prev, moved)
            mul(z, moved, spare)
            add(h_prev, spare, h)

    def factors(self, piece: slice) -> None:
        """Turn values into what dh or dm multiplies."""
        moved, n, z, r, m = self.A[piece].swapaxes(0, 1)
        gates, S = self.A[piece, 2:4], self.S[: len(n), :2]
        if not self.after:
            np.copyto(m, self.hs[piece])
        sub(gates, mul(gates, gates, S), S)  # s (1 - s) of z, r
        mul(S, self.A[piece, ::4], S)  # for the errors of z, r
        mul(sub(1, mul(n, n, n), n), z, n)  # for the error of n
        sub(1, z, moved)  # for what was kept
        np.copyto(m, r)  # for the share of dm in dh_prev; after: for dm
        np.copyto(gates, S)
        if self.sign < 0:
            np.negative(z, z)

    def backward(self) -> None:
        """Go back through all steps."""
        R, dh, summed, after = self.R[self.seen], self.dh, self.summed, self.after
        dh[...] = self.dhs[-1]
        for piece in self.pieces():
            self.factors(piece)
            for product, product_m, three, dm, d_r, via_m, kept, own in reversed(self.steps_back[piece]):
                mul(dh, three, three)
                if not after:
                    product_m()
                mul(dm, d_r, d_r)
                mul(dm, via_m, via_m)
                product()
                if summed:
                    total(R, 0, None, dh)
                add(dh, kept, dh)
                if not after:
                    add(dh, via_m, dh)
                add(dh, own, dh)
        self.d_state = (dh,)
        if after:
            self.recurrent(slice(2, 5), self.hs, ALL)
            self.gradients["b_U"][:] = np.matmul(self.ones, self.rows(slice(4, 5)))[0]
        else:
            self.recurrent(slice(2, 4), self.hs, slice(2))
            self.recurrent(slice(1, 2), self.m, slice(2, 3))


LAYERS: dict[str, type[Layer]] = {"rnn": Rnn, "lstm": Lstm, "gru": Gru}
