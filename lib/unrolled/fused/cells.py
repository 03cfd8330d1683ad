"""The cells on the fast path: the equations of `rnn`, `lstm` and `gru` as lists of calls.

Numbers in brackets are the tricks of `unrolled.fused.workspace`.  Each cell yields the
calls of one step ahead; those that turn a piece of the record, values, into what dh, dC or
dm will multiply; and those of one step back.

    >>> from unrolled.cells.cell import name_of
    >>> [name_of(cell) for cell in LAYERS]
    ['rnn', 'lstm', 'gru']
"""

from typing import Any

import numpy as np

from ..cells import gru, lstm, rnn
from ..cells.activations import ACTIVATIONS
from .layer import ALL, Calls, Layer, add, copy, mul, sub, tanh


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

    def __init__(self, *args: Any, peephole: bool = False, forget_bias: Any = 0) -> None:
        super().__init__(*args)  # a forget_bias matters only to `lstm.init`
        self.states, self.d_state = (self.hs, self.A[:, 4]), (self.dh, self.A[0, 4])
        self.zero, self.peephole = np.zeros_like(self.dh), peephole
        self.P = self.params["P"][:, None] if peephole else self.zero
        self.halved = self.P * 0
        if peephole:  # the way back uses C up, but needs it for dP
            self.Cs, Cs = (C := self.A[:, 4].copy()), (C[:-1], C[:-1], C[1:])
            self.sums = [(self.gradients["P"][k], self.A[:-1, k], Cs[k]) for k in range(3)]

    def step(self, t: int) -> Calls:
        A, R, half, two, C = self.A[t], self.R, self.half, self.two, self.A[t + 1, 4]
        s, o, P = A[:3], A[2], self.halved
        yield from (self.ahead(self.hs[t]), (add, R, A[:4], R))
        if self.peephole:
            yield from ((mul, self.P, half, P), (mul, P[:2], A[4], two))
            yield add, R[:2], two, R[:2]
        yield from ((tanh, R, A[:4]), *self.sigmoid(s))
        yield from ((mul, A[:2], A[3:5], two), (add, *two, C))  # i g and f C_prev: one call
        if self.peephole:  # o sees the new C
            yield from ((mul, P[2], C, two[0]), (add, R[2], two[0], o), (tanh, o, o))
            yield from self.sigmoid(o)
            yield copy, self.Cs[t : t + 2], self.A[t : t + 2, 4]
        yield from ((tanh, C, A[5]), (mul, o, A[5], self.hs[t + 1]))

    def factors(self, piece: slice) -> Calls:
        s, others = self.A[piece, :3], self.A[piece, 3:]
        S, u = self.S[: len(s)], others[:, ::2]
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
            yield from ((mul, A[:2], P[:2], two), (add, *two, two[0]))
            yield add, A[4], two[0], A[4]
        yield from self.behind(t, self.fed)


class _Gru(Layer):
    """Slots: n - h_prev, n, z, r and m.

    On the way back dh multiplies the first three, giving the part of dh_prev that was kept
    and the errors of n and z; dm, or with ``reset="after"`` the error of n, the other two.
    """

    slots, fed, blocks = 5, slice(1, 4), ((slice(1, 3), slice(2)), (slice(1), slice(2, 3)))

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
        self.uses = [(self.dU[:n], self.rows(self.seen), self.hs)]
        self.uses += [] if self.after else [(self.dU[2:], self.rows(slice(1, 2)), self.m)]
        self.sums = [(self.gradients["b_U"], self.A[:-1, 4], None)] if self.after else []

    def step(self, t: int) -> Calls:
        (moved, n, z, r, _), m, h, R = self.A[t], self.m[t], self.hs[t], self.R
        s, seen, move = self.A[t, 2:4], self.A[t, self.seen], self.two[0]
        yield from ((copy, self.m, self.params["b_U"]),) if self.after and t == 0 else ()
        yield from (self.ahead(h, self.sees), (add, R[self.sees], seen, seen))
        yield from ((tanh, s, s), *self.sigmoid(s))
        yield (mul, r, m, R[2]) if self.after else (mul, r, h, m)
        yield from () if self.after else (self.ahead(m, slice(2, 3)),)
        yield from ((add, R[2], n, n), (tanh, n, n), (sub, n, h, moved))
        yield from ((mul, z, moved, move), (add, h, move, self.hs[t + 1]))

    def factors(self, piece: slice) -> Calls:
        (moved, n, z, r, m), one = self.A[piece].swapaxes(0, 1), self.one
        s, S = self.A[piece, 2:4], self.S[: len(n), :2]
        yield from () if self.after else ((copy, m, self.hs[piece]),)
        # the slope 1 - n**2; what was kept, and dm's factor; the slopes s - s**2
        yield from ((mul, n, n, n), (sub, one, n, n), (mul, n, z, n))
        yield mul, s, self.A[piece, ::4], S
        yield from ((sub, one, z, moved), (copy, m, r))
        yield from ((mul, S, s, s), (sub, S, s, s))
        yield from ((np.negative, z, z),) if self.sign < 0 else ()

    def step_back(self, t: int) -> Calls:
        A, dh, dm = self.A[t], self.dh, self.A[t, 1] if self.after else self.dm[0]
        yield mul, dh, A[:3], A[:3]
        yield from () if self.after else (self.product(A[1:2], self.U_back[2:], self.dm),)
        yield from ((mul, dm, A[3], A[3]), (mul, dm, A[4], A[4]))
        yield from self.behind(t, self.seen, self.sees)
        yield from ((add, dh, A[0], dh), (add, dh, A[4], dh))[: 1 if self.after else 2]


LAYERS: dict[Any, Any] = {rnn: _Rnn, lstm: _Lstm, gru: _Gru}  # by the very module
