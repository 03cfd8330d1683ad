"""The three cells on the fast path; see `unrolled.fused` for the tricks by number.

The equations are those of `unrolled.rnn`, `unrolled.lstm` and `unrolled.gru`.  All loops
run over views that were cut when the layer was made: one tuple for each step.

    >>> from unrolled import fused_cells
    >>> sorted(fused_cells.LAYERS)
    ['gru', 'lstm', 'rnn']
"""

from typing import Any

import numpy as np

from .cell import State
from .fused_layer import Layer, add, mul, sub, tanh, total
from .rnn import ACTIVATIONS


class Rnn(Layer):
    """Slot: W x + b, then the slope at h, then the error d."""

    def __init__(self, *args: Any, activation: str = "tanh") -> None:
        super().__init__(*args)
        self.squash, self.slope = ACTIVATIONS[activation]
        self.in_place = activation == "tanh"
        R, z = self.R, self.A[0]
        ahead, back = (
            self.ahead(self.hs[:-1], self.U_ahead, R),
            self.back(self.A, self.U_back, R),
        )
        self.steps = list(zip(ahead, z, self.hs[1:], strict=True))
        self.steps_back = list(zip(back, z, self.dhs[:-1], strict=True))[::-1]

    def forward(self) -> None:
        """Go through all steps; the numbers are those of the cell's equations."""
        product, (R,) = self.product, self.R
        for args, z, h in self.steps:
            product(*args)
            if self.in_place:
                add(R, z, R)
                tanh(R, h)
            else:
                h[...] = self.squash(add(R, z, R))

    def backward(self) -> None:
        """Go back through all steps, and sum the gradients."""
        product, (dh,), h, z = self.product, self.R, self.hs[1:], self.A[0]
        if self.in_place:
            sub(self.one, mul(h, h, z), z)
        else:
            z[...] = self.slope(h)
        dh[...] = self.dhs[-1]
        for args, d, own in self.steps_back:
            mul(dh, d, d)
            product(*args)
            add(dh, own, dh)
        self.d_state = (dh,)
        self.dU[:] = self.u_gradients(self.fed, self.hs[:-1])
        self.w_gradients()


class Lstm(Layer):
    """Slots: tanh C, o, i, f, g and C_prev; then what dh or dC multiplies; then gradients.

    In this order i, f lie beside each other and so do g, C_prev: i g and f C_prev are one
    call; on the way back dh multiplies the first two slots, and dC the other four.
    """

    slots, fed = 6, slice(1, 5)
    order = u_order = (2, 0, 1, 3)
    scales = u_scales = (0.5, 0.5, 0.5, 1)

    def __init__(self, *args: Any, peephole: bool = False) -> None:
        super().__init__(*args)
        T, A, R = self.T, self.A, self.R
        self.peephole, self.C_last, self.C = peephole, self.zeros(self.B, self.H), A[5]
        self.zero = self.zeros(self.B, self.H)
        self.sum_R = self.B > 1
        self.dh = self.zeros(self.B, self.H) if self.sum_R else R[0]
        squashed = 2 if peephole else 1  # with a peephole o must wait for C
        ahead = self.ahead(self.hs[:-1], self.U_ahead, R)
        Cs = [*A[5], self.C_last]
        self.steps = [
            (
                *(ahead[t], A[1:5, t], A[squashed:5, t], A[squashed:4, t], A[2:4, t]),
                *(A[4:6, t], A[1, t], Cs[t], Cs[t + 1], A[0, t], self.hs[t + 1]),
            )
            for t in range(T)
        ]
        d_Cs = [*A[5, 1:], self.zero]
        back = self.back(A[1:5], self.U_back, R)
        self.steps_back = [
            (back[t], A[:2, t], A[0, t], A[1, t], d_Cs[t], A[2:6, t], self.dhs[t])
            for t in reversed(range(T))
        ]

    def firsts(self) -> tuple[np.ndarray, ...]:
        """Where the state before the first step stands."""
        return (self.hs[0], self.A[5, 0])

    def last(self, lengths: np.ndarray | None) -> State:
        """Give the state after the last step, or after the last that counts."""
        if lengths is None:
            return (self.hs[-1], self.C_last)
        Cs = np.concatenate([self.A[5], self.C_last[None]])
        return (*super().last(lengths), Cs[lengths, np.arange(self.B)])

    def forward(self) -> None:
        """Go through all steps; the numbers are those of the cell's equations."""
        product, R, half, two = self.product, self.R, self.half, self.spare
        new, kept = two
        if self.peephole:
            P = (self.half * self.params["P"])[:, None]
        for args, fed, squashed, gates, i_f, g_C, o, C_prev, C, tanh_C, h in self.steps:
            product(*args)
            add(R, fed, fed)
            if self.peephole:
                add(i_f, mul(P[:2], C_prev, two), i_f)
            tanh(squashed, squashed)
            mul(gates, half, gates)
            add(gates, half, gates)
            mul(i_f, g_C, two)
            add(new, kept, C)
            if self.peephole:
                tanh(add(o, mul(P[2], C, new), o), o)
                add(mul(o, half, o), half, o)
            tanh(C, tanh_C)
            mul(o, tanh_C, h)

    def factors(self) -> None:
        """Turn values into what dh or dC multiplies; slopes are o (1 - o) and 1 - g**2."""
        one = self.one
        for tanh_C, o, i, f, g, C, spare in self.blocks():
            mul(sub(one, mul(tanh_C, tanh_C, spare), spare), o, spare)
            mul(tanh_C, o, tanh_C)
            mul(sub(one, o, o), tanh_C, o)  # dh becomes the error of o
            np.copyto(tanh_C, spare)  # dh becomes a share of dC
            mul(sub(one, mul(g, g, spare), spare), i, spare)
            mul(g, i, g)
            mul(sub(one, i, i), g, i)  # dC becomes the error of i
            np.copyto(g, spare)  # ... of g
            mul(C, f, spare)
            np.copyto(C, f)  # ... dC_prev
            mul(sub(one, f, f), spare, f)  # ... the error of f

    def backward(self) -> None:
        """Go back through all steps, and sum the gradients."""
        product, R, dh, two = self.product, self.R, self.dh, self.spare
        if self.peephole:
            P, Cs = self.params["P"][:, None], np.stack([*self.A[5], self.C_last])
        self.factors()
        dh[...] = self.dhs[-1]
        for args, dC_o, dC, d_o, dC_next, d_rest, own in self.steps_back:
            mul(dh, dC_o, dC_o)
            add(dC, dC_next, dC)
            if self.peephole:
                add(dC, mul(d_o, P[2], two[0]), dC)
            mul(dC, d_rest, d_rest)
            if self.peephole:
                add(d_rest[3], total(mul(d_rest[:2], P[:2], two), 0), d_rest[3])
            product(*args)
            if self.sum_R:
                total(R, 0, out=dh)
            add(dh, own, dh)
        self.d_state = (dh, self.A[5, 0])
        self.dU[self.u_index] = self.u_gradients(self.fed, self.hs[:-1])
        self.w_gradients()
        if self.peephole:
            for k, (slot, C) in enumerate([(2, Cs[:-1]), (3, Cs[:-1]), (1, Cs[1:])]):
                self.gradients["P"][k] = total(self.A[slot] * C, (0, 1))


class Gru(Layer):
    """Slots: n - h_prev, n, z, r and m; then what dh or dm multiplies; then gradients.

    On the way back dh multiplies the first three slots, giving the part of dh_prev that
    was kept and the errors of n and z; dm (or the error of n) multiplies the other two.
    """

    slots, fed = 5, slice(1, 4)
    order, u_order = (2, 0, 1), (0, 1, 2)

    def __init__(
        self, *args: Any, reset: str = "before", update: str = "overwrite"
    ) -> None:
        # keep: sigmoid(-a) = 1 - sigmoid(a), so a sign makes the one gate the other
        self.sign = -1 if update == "keep" else 1
        self.scales = (1, self.sign * 0.5, 0.5)
        self.u_scales = (self.sign * 0.5, 0.5, 1)
        super().__init__(*args)
        self.after = reset == "after"
        n = 3 if self.after else 2  # how many matrices see h_prev itself
        T, B, H, A, R = self.T, self.B, self.H, self.A, self.R
        self.R_back, self.dm = R[:n], self.zeros(1, B, H)
        self.dh = self.zeros(B, H) if B > 1 else R[0]
        self.m = A[4] if self.after else self.zeros(T, B, H)
        ahead = self.ahead(self.hs[:-1], self.U_ahead[:n], R[:n])
        memory = self.ahead(self.m, self.U_ahead[2:], R[2:])
        self.steps = [
            (
                *(ahead[t], memory[t], A[2:4, t], A[2, t], A[3, t], A[1, t], self.m[t]),
                *(A[0, t], self.hs[t], self.hs[t + 1]),
            )
            for t in range(T)
        ]
        back = self.back(A[2 : 2 + n], self.U_back[:n], self.R_back)
        memory_back = self.back(A[1:2], self.U_back[2:], self.dm)
        dms = A[1] if self.after else [self.dm[0]] * T
        self.steps_back = [
            (
                *(back[t], memory_back[t], A[:3, t], dms[t], A[3:5, t], A[0, t], A[4, t]),
                self.dhs[t],
            )
            for t in reversed(range(T))
        ]

    def forward(self) -> None:
        """Go through all steps; the numbers are those of the cell's equations."""
        product, R, half, after = self.product, self.R, self.half, self.after
        R_zr, R_n, spare = R[:2], R[2], self.spare[0]
        b_U: Any = self.params.get("b_U")
        for args, args_m, z_r, z, r, n, m, moved, h_prev, h in self.steps:
            product(*args)
            add(R_zr, z_r, z_r)
            tanh(z_r, z_r)
            mul(z_r, half, z_r)
            add(z_r, half, z_r)
            if after:
                add(R_n, b_U, m)
                mul(r, m, R_n)
            else:
                mul(r, h_prev, m)
                product(*args_m)
            add(R_n, n, n)
            tanh(n, n)
            sub(n, h_prev, moved)
            mul(z, moved, spare)
            add(h_prev, spare, h)

    def factors(self) -> None:
        """Turn values into what dh or dm multiplies; slopes are z (1 - z) and 1 - n**2."""
        one, start = self.one, 0
        for moved, n, z, r, m, spare in self.blocks():
            mul(sub(one, mul(n, n, n), n), z, n)  # dh becomes the error of n
            mul(moved, z, spare)
            sub(one, z, moved)  # ... what was kept
            mul(spare, moved, z)  # ... the error of z
            if self.sign < 0:
                np.negative(z, z)
            read = self.m[start : start + len(n)]
            start += len(n)
            mul(sub(one, r, spare), read, spare)
            if self.after:
                mul(spare, r, spare)
            np.copyto(m, r)  # dm becomes its share of dh_prev; after: dm
            np.copyto(r, spare)  # ... the error of r

    def backward(self) -> None:
        """Go back through all steps, and sum the gradients."""
        product, R, dh, sum_R = self.product, self.R_back, self.dh, self.B > 1
        self.factors()
        dh[...] = self.dhs[-1]
        for args, args_m, kept_n_z, dm, r_m, kept, via_m, own in self.steps_back:
            mul(dh, kept_n_z, kept_n_z)
            if not self.after:
                product(*args_m)
            mul(dm, r_m, r_m)
            product(*args)
            if sum_R:
                total(R, 0, out=dh)
            add(dh, kept, dh)
            if not self.after:
                add(dh, via_m, dh)
            add(dh, own, dh)
        self.d_state = (dh,)
        if self.after:
            self.dU[:] = self.u_gradients(slice(2, 5), self.hs[:-1])
            self.gradients["b_U"][:] = np.matmul(self.ones, self.rows(slice(4, 5)))[0]
        else:
            self.dU[:2] = self.u_gradients(slice(2, 4), self.hs[:-1])
            self.dU[2:] = self.u_gradients(slice(1, 2), self.m)
        self.w_gradients()


LAYERS: dict[str, type[Layer]] = {"rnn": Rnn, "lstm": Lstm, "gru": Gru}
