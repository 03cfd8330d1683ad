"""The cells of `unrolled.fused`; numbers in brackets are the tricks listed there."""

import math
from functools import partial
from typing import Any

import numpy as np

from .cell import Params, State
from .rnn import ACTIVATIONS

SMALL = 1_000_000  # multiplications in a product that OpenBLAS does without repacking
CACHE, LINE = 1 << 20, 64  # bytes: what a core keeps at hand, and gets from memory at once
FEW = 50_000_000  # multiplications in a product with one-hot rows
ALL = slice(None)

add, mul, sub, tanh, total = np.add, np.multiply, np.subtract, np.tanh, np.add.reduce


def zeros(dtype: Any, *shape: int) -> np.ndarray:
    """Make a buffer on a cache line: products with U take a fifth less time there (1)."""
    size, item = math.prod(shape), np.dtype(dtype).itemsize
    raw = np.zeros(size + LINE // item, dtype)
    return raw[(start := -raw.ctypes.data % LINE // item) : start + size].reshape(shape)


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
    """What the cells share: the record, and all that is done for all steps at once (2)."""

    slots, fed = 1, slice(1)  # how much is recorded of a step, and which of it W feeds
    order: Any = ALL  # the blocks of W and b in the order of the fed slots
    scale: tuple[float, ...] = (1,)  # of what the blocks of U give (5)
    forward: Any
    factors: Any
    go_back: Any
    steps_back: list[Any]
    states: State
    d_state: State

    def __init__(self, params: Params, gradients: Params, T: int, B: int) -> None:
        H, D = params["W"].shape[-2:]
        G, dtype = params["b"].size // H, params["b"].dtype
        self.params, self.gradients, self.T, self.B, self.H = params, gradients, T, B, H
        self.W, self.dW = (p["W"].reshape(G, H, D) for p in (params, gradients))
        self.U, self.dU = (p["U"].reshape(G, H, H) for p in (params, gradients))
        self.b, self.db = (p["b"].reshape(G, H) for p in (params, gradients))
        block, new = max(1, CACHE // (12 * B * H * dtype.itemsize)), partial(zeros, dtype)
        # the record A (T + 1, slots, B, H), and more, with the slots in front if B > 1 (3)
        shapes = [(T + 1, self.slots, B, H), (min(T, block), 3, B, H), (D, G, H), (H, G, H)]
        self.A, self.S, self.table, self.U_ahead = (
            new(t, n, *rest) if B == 1 else new(n, t, *rest).swapaxes(0, 1)
            for t, n, *rest in shapes
        )
        self.hs, self.dhs, self.U_back = new(T + 1, B, H), new(T + 1, B, H), new(G, H, H)
        self.R, self.spare, self.dh = new(G, B, H), new(2, B, H), new(B, H)
        self.summed = B > 1 and G > 1  # or else the product on the way back is dh itself
        self.R_back = self.R if self.summed else self.dh[None]
        self.states, self.d_state = (self.hs,), (self.dh,)
        self.by, self.ones = np.array(self.scale, dtype)[:, None], np.ones(T * B, dtype)
        self.half, self.one = np.array(0.5, dtype), np.array(1, dtype)  # without axes (1)
        self.errors = self.rows(self.fed)
        self.read = [(self.dU, self.errors, self.hs)]  # what the matrices U turn into what
        self.eye = np.eye(D, dtype=dtype) if G * T * B * D * H < FEW else None
        self.pieces = [slice(t, min(t + block, T)) for t in range(0, T, block)][::-1]

    def rows(self, slots: slice) -> np.ndarray:
        """View slots of the record as (slots, T B, H)."""
        return self.A[: self.T, slots].swapaxes(0, 1).reshape(-1, len(self.ones), self.H)

    def cut(self, *series: Any) -> list[Any]:
        """Give each step its views, so that the loops do nothing but calls (1)."""
        return list(zip(*(s[: self.T] for s in series), strict=True))

    def products(self, xs: np.ndarray, U: np.ndarray, out: np.ndarray) -> list[Any]:
        """Prepare the products of each of xs with the matrices U."""
        if self.B == 1:  # the gates are one vector, the matrices one matrix (3)
            return [
                partial(np.dot, x.ravel(), U.reshape(x.size, -1), out.ravel()) for x in xs
            ]
        U, out = columns(U, self.B), columns(out, self.B)
        if out.shape[:2] == (1, 1):  # np.dot costs less to call
            return [partial(np.dot, x.reshape(-1, self.H), U[0, 0], out[0, 0]) for x in xs]
        return [partial(np.matmul, x[..., None, :, :], U, out) for x in xs]

    def ahead(self, xs: np.ndarray, gates: slice) -> list[Any]:
        """Prepare xs[t] U^T for some gates; contiguous transposes are three times faster."""
        U = self.U_ahead[:, gates]
        U = U if self.B == 1 else U.swapaxes(0, 1)
        return self.products(xs[: self.T], U, self.R[gates])

    def behind(self, slots: slice, gates: slice, out: np.ndarray) -> list[Any]:
        """Prepare the products of slots of each step with U; if B = 1, with their sum."""
        return self.products(self.A[: self.T, slots], self.U_back[gates], out)

    def project(self, x: np.ndarray) -> None:
        """Put W x + b of all steps into the slots: a look-up (4), or a product (2)."""
        self.x, by, W = x, self.by[self.order], self.W[self.order].transpose(2, 0, 1)
        mul(self.U.transpose(2, 0, 1), self.by, self.U_ahead)
        np.copyto(self.U_back, self.U)
        b, table = mul(self.b[self.order], by), mul(W, by, self.table)
        if x.ndim < 3:
            add(table, b, table)
        if x.ndim < 3 and self.B == 1:
            np.take(table, x[:, 0], 0, self.errors.swapaxes(0, 1), "clip")
            return
        for k, rows in enumerate(self.errors):
            if x.ndim < 3:
                np.take(table[:, k], x.reshape(-1), 0, rows, "clip")
            else:
                slot = rows.reshape(self.T, self.B, self.H)
                times(x, table[:, k], slot)
                add(slot, b[k], slot)

    def backward(self, out: np.ndarray | None) -> None:
        """Go back in pieces of time that fit the cache; sum gradients over all steps (2)."""
        np.copyto(self.dh, self.dhs[-1])
        for piece in self.pieces:
            self.factors(piece)
            self.go_back(reversed(self.steps_back[piece]))
        d, x, dW = self.errors, self.x, self.dW
        if x.ndim < 3 and self.eye is None:
            sums = np.empty((len(d), *dW.shape[:0:-1]), d.dtype)
            sum_by_id(x.reshape(-1), d, sums)
            dW[self.order] = sums.swapaxes(1, 2)
        else:  # where it is small, a product with one-hot rows is faster
            x = self.eye.take(x, 0) if x.ndim < 3 else x
            dW[self.order] = np.matmul(d.swapaxes(1, 2), x.reshape(d.shape[1], -1))
        self.db[self.order] = np.matmul(self.ones, d)
        for dU, d, read in self.read:
            np.matmul(d.swapaxes(1, 2), read[: self.T].reshape(-1, self.H), dU)
        if out is not None:  # the gradient of a dense input (T, B, D)
            part, out[...] = np.empty_like(out), 0
            for d, W in zip(self.errors, self.W[self.order], strict=True):
                times(d.reshape(self.T, self.B, self.H), W, part)
                add(out, part, out)


class Rnn(Layer):
    """Slot: W x + b, then the slope at h, then the error."""

    def __init__(self, *args: Any, activation: str = "tanh") -> None:
        super().__init__(*args)
        phi, self.slope = ACTIVATIONS[activation]
        plain, z, hs = activation == "tanh", self.A[:, 0], self.hs
        self.squash: Any = tanh if plain else lambda a, out: np.copyto(out, phi(a))
        self.steps = self.cut(self.ahead(hs, ALL), z, hs[1:])
        self.steps_back = self.cut(self.behind(ALL, ALL, self.R_back), z, self.dhs)

    def forward(self) -> None:
        """Go through all steps."""
        R, squash = self.R[0], self.squash
        for product, z, h in self.steps:
            product()
            squash(add(R, z, R), h)

    def factors(self, piece: slice) -> None:
        """Turn values into slopes."""
        self.A[piece, 0] = self.slope(self.hs[1:][piece])

    def go_back(self, steps: Any) -> None:
        """Go back through some steps."""
        dh = self.dh
        for product, d, own in steps:
            mul(dh, d, d)
            product()
            add(dh, own, dh)


class Lstm(Layer):
    """Slots: the gates i, f, o, then what they multiply: g, C_prev, tanh C.

    On the way back dC multiplies the first five in one call, which is nonsense for o alone:
    its error, from dh, is written after it.  The last slot holds dC's share of dh, and dC.
    """

    slots, fed, scale = 6, slice(4), (0.5, 0.5, 0.5, 1)

    def __init__(self, *args: Any, peephole: bool = False) -> None:
        super().__init__(*args)
        A, hs, back = self.A, self.hs, self.behind(self.fed, ALL, self.R_back)
        self.peephole, self.states, self.d_state = (
            peephole,
            (hs, A[:, 4]),
            (self.dh, A[0, 4]),
        )
        i_f, g_C, o, C, tanh_C = A[:, :2], A[:, 3:5], A[:, 2], A[:, 4], A[:, 5]
        self.steps = self.cut(
            *(
                self.ahead(hs, ALL),
                A[:, :4],
                A[:, :3],
                i_f,
                g_C,
                o,
                C,
                C[1:],
                tanh_C,
                hs[1:],
            )
        )
        dCs = [*C[1 : self.T], np.zeros_like(C[0])]
        slopes = [self.S[t % len(self.S), 2] for t in range(self.T)]
        self.steps_back = self.cut(back, tanh_C, dCs, A[:, :5], slopes, o, self.dhs)

    def forward(self) -> None:
        """Go through all steps; i g and f C_prev are one call."""
        R, half, two, peephole = self.R, self.half, self.spare, self.peephole
        P = half * self.params["P"][:, None] if peephole else None
        for product, fed, gates, i_f, g_C, o, C_prev, C, tanh_C, h in self.steps:
            product()
            add(R, fed, R)
            if peephole:
                R[:2] += P[:2] * C_prev
            tanh(R, fed)
            mul(gates, half, gates)
            add(gates, half, gates)
            mul(i_f, g_C, two)
            add(two[0], two[1], C)
            if peephole:  # o sees the new C
                o[...] = half + half * tanh(R[2] + P[2] * C)
            tanh(C, tanh_C)
            mul(o, tanh_C, h)
        self.Cs = self.states[1].copy() if peephole else None

    def factors(self, piece: slice) -> None:
        """Turn values into what dh or dC multiplies."""
        gates, others = self.A[piece, :3], self.A[piece, 3:]
        S, curved = self.S[: len(gates)], others[:, ::2]
        mul(sub(gates, mul(gates, gates, S), S), others, S)  # for errors: s (1 - s) others
        sub(self.one, mul(curved, curved, curved), curved)  # 1 - s**2 of g and tanh C
        mul(curved, gates[:, ::2], curved)  # for the error of g; for dC's share of dh
        np.copyto(others[:, 1], gates[:, 1])  # for dC_prev
        np.copyto(gates[:, :2], S[:, :2])

    def go_back(self, steps: Any) -> None:
        """Go back through some steps."""
        R, dh, summed, peephole = self.R, self.dh, self.summed, self.peephole
        P = self.params["P"][:, None] if peephole else None
        for product, dC, dC_next, five, slope_o, d_o, own in steps:
            add(mul(dh, dC, dC), dC_next, dC)
            if peephole:
                dC += dh * slope_o * P[2]
            mul(dC, five, five)
            mul(dh, slope_o, d_o)
            if peephole:
                five[4] += total(five[:2] * P[:2], 0)
            product()
            if summed:
                total(R, 0, None, dh)
            add(dh, own, dh)

    def backward(self, out: np.ndarray | None) -> None:
        """Go back through all steps; P is a diagonal matrix."""
        super().backward(out)
        if self.peephole:
            for k, C in enumerate([self.Cs[:-1], self.Cs[:-1], self.Cs[1:]]):
                self.gradients["P"][k] = total(self.A[:-1, k] * C, (0, 1))


class Gru(Layer):
    """Slots: n - h_prev, n, z, r and m.

    On the way back dh multiplies the first three, giving the part of dh_prev that was kept
    and the errors of n and z; dm, or with ``reset="after"`` the error of n, the other two.
    """

    slots, fed, order = 5, slice(1, 4), np.array([2, 0, 1])

    def __init__(
        self, *args: Any, reset: str = "before", update: str = "overwrite"
    ) -> None:
        # keep: sigmoid(-a) = 1 - sigmoid(a), so a sign makes the one gate the other
        self.sign, self.after = (-1 if update == "keep" else 1), reset == "after"
        self.scale = (self.sign * 0.5, 0.5, 1)
        super().__init__(*args)
        A, hs, dm, n_U = self.A, self.hs, np.zeros_like(self.hs[:1]), 3 if self.after else 2
        seen, reads, last, d_n = slice(n_U), slice(2, 2 + n_U), slice(2, 3), slice(1, 2)
        self.m = A[:, 4] if self.after else np.zeros_like(hs)
        self.R_seen, self.R_back = self.R[seen], self.R_back[seen]
        moved, n, z, r, m = A.swapaxes(0, 1)
        self.steps = self.cut(
            *(self.ahead(hs, seen), self.ahead(self.m, last), A[:, reads], A[:, 2:4]),
            *(z, r, n, self.m, moved, hs, hs[1:]),
        )
        back, back_m = self.behind(reads, seen, self.R_back), self.behind(d_n, last, dm)
        dms = n if self.after else [dm[0]] * self.T
        self.steps_back = self.cut(back, back_m, A[:, :3], dms, r, m, moved, self.dhs)
        self.read = [(self.dU[seen], self.rows(reads), hs)]
        if not self.after:
            self.read += [(self.dU[last], self.rows(d_n), self.m)]

    def forward(self) -> None:
        """Go through all steps."""
        half, after, spare, R, R_n = (
            self.half,
            self.after,
            self.spare[0],
            self.R_seen,
            self.R[2],
        )
        if after:
            self.m[...] = self.params["b_U"]
        for product, product_m, seen, z_r, z, r, n, m, moved, h_prev, h in self.steps:
            product()
            add(R, seen, seen)
            tanh(z_r, z_r)
            mul(z_r, half, z_r)
            add(z_r, half, z_r)
            mul(r, m if after else h_prev, R_n if after else m)
            if not after:
                product_m()
            add(R_n, n, n)
            tanh(n, n)
            sub(n, h_prev, moved)
            mul(z, moved, spare)
            add(h_prev, spare, h)

    def factors(self, piece: slice) -> None:
        """Turn values into what dh or dm multiplies."""
        moved, n, z, r, m = self.A[piece].swapaxes(0, 1)
        gates, others, S = self.A[piece, 2:4], self.A[piece, ::4], self.S[: len(n), :2]
        if not self.after:
            np.copyto(m, self.hs[piece])
        mul(sub(gates, mul(gates, gates, S), S), others, S)  # for errors: s (1 - s) others
        mul(sub(self.one, mul(n, n, n), n), z, n)  # for the error of n
        sub(self.one, z, moved)  # for what was kept
        np.copyto(m, r)  # for what dm is of dh_prev; after: for dm
        np.copyto(gates, S)
        if self.sign < 0:
            np.negative(z, z)

    def go_back(self, steps: Any) -> None:
        """Go back through some steps."""
        R, dh, summed, after = self.R_back, self.dh, self.summed, self.after
        for product, product_m, three, dm, d_r, via_m, kept, own in steps:
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

    def backward(self, out: np.ndarray | None) -> None:
        """Go back through all steps."""
        super().backward(out)
        if self.after:
            self.gradients["b_U"][:] = total(self.rows(slice(4, 5))[0], 0)


LAYERS: dict[str, type[Layer]] = {"rnn": Rnn, "lstm": Lstm, "gru": Gru}
