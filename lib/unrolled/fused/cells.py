"""The cells on the fast path: the equations of `rnn`, `lstm` and `gru` as lists of calls.

Numbers in brackets are the tricks of `unrolled.fused.workspace`.  Each cell yields the
calls of one step ahead; those that turn a piece of the record, values, into what dh, dC or
dm will multiply; and those of one step back.

    >>> from unrolled.cells.cell import name_of
    >>> [name_of(cell) for cell in LAYERS]
    ['rnn', 'lstm', 'gru']
"""

from functools import partial
from typing import Any

import numpy as np

from ..cells import gru, lstm, rnn
from ..cells.activations import ACTIVATIONS
from .layer import Calls, Layer, add, copy, div, exp, mul, sub, tanh


class _Rnn(Layer):
    """Slot: W x + b, then the slope at h, then the error."""

    def __init__(self, *args: Any, activation: str = "tanh") -> None:
        super().__init__(*args)
        self.plain, (self.phi, self.slope) = activation == "tanh", ACTIVATIONS[activation]

    def step(self, t: int) -> Calls:
        R, h = self.R[0], self.hs[t + 1]
        yield from (self.ahead(self.hs[t]), (add, R, self.A[t, 0], R))
        yield (tanh, R, h) if self.plain else (lambda: copy(h, self.phi(R)),)

    def factors(self, A: np.ndarray, hs: np.ndarray) -> Calls:
        yield (lambda: copy(A[:, 0], self.slope(hs[1:])),)

    def step_back(self, t: int) -> Calls:
        d = self.A[t, 0]
        yield mul, self.dh, d, d
        yield from self.behind(t, self.dh)
        yield add, self.dh, self.dhs[t], self.dh


class _Lstm(Layer):
    """Slots: the gates i, f, o, then what they multiply: g, C_prev, tanh C.

    On the way back dC multiplies the slots 0, 1, 3 and 4, dh that of o; the last one holds
    dC's share of dh, and dC.
    """

    slots, fed, scale = 6, slice(4), (0.5, 0.5, 0.5, 1)
    groups = ((slice(4), slice(4)),)

    def __init__(self, *args: Any, peephole: bool = False, forget_bias: Any = 0) -> None:
        super().__init__(*args)  # a forget_bias matters only to `lstm.init`
        self.dh, self.of_dC = self.D[2], self.D.reshape(2, 3, self.B, self.H)[:, :2]
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

    def factors(self, A: np.ndarray, hs: np.ndarray) -> Calls:
        s, others, S = A[:, :3], A[:, 3:], self.S[: len(A)]
        u = others[:, ::2]
        # slopes: s - s**2 of the gates, 1 - u**2 of g and tanh C
        yield from ((mul, s, s, S), (sub, s, S, S), (mul, S, others, S))
        yield from ((mul, u, u, u), (sub, self.one, u, u), (mul, u, s[:, ::2], u))
        yield from ((copy, others[:, 1], s[:, 1]), (copy, s, S))

    def step_back(self, t: int) -> Calls:
        A, dh, dC, two = self.A[t], self.dh, self.A[t, 5], self.two
        dC_next, P, d = self.A[t + 1, 4] if t + 1 < self.T else self.zero, self.P, A[:5]
        yield from ((mul, dh, dC, dC), (add, dC, dC_next, dC))
        if self.peephole:
            share = two[0]
            yield from ((mul, dh, A[2], share), (mul, share, P[2], share))
            yield add, dC, share, dC
        yield from ((copy, self.of_dC, dC), (mul, self.D[:5], d, d))
        if self.peephole:
            yield from ((mul, A[:2], P[:2], two), (add, *two, two[0]))
            yield add, A[4], two[0], A[4]
        yield from self.behind(t, dh)
        yield add, dh, self.dhs[t], dh


class _Gru(Layer):
    """Slots: n - h_prev, n, 1 / z, 1 / r and m.

    On the way back dh multiplies the first three, giving the part of dh_prev that was kept
    and the errors of n and z; dm, or with ``reset="after"`` dh once more, the other two.
    For B = 1, the parts of dh_prev are side by side: what comes by U, by the readout, and
    what was kept.  One product adds them up, and repeats the sum for each slot.
    """

    more = 2
    slots, fed, blocks = 5, slice(1, 4), ((slice(1, 3), slice(2)), (slice(1), slice(2, 3)))
    ahead_in = partial(np.errstate, over="ignore")  # x / (1 + exp(-a)) = x / inf = 0 (5)

    def __init__(
        self, *args: Any, reset: str = "before", update: str = "overwrite"
    ) -> None:
        # keep: sigmoid(-a) = 1 - sigmoid(a), so signs make the one gate the other
        self.keep, self.after = update == "keep", reset == "after"
        self.scale, n = (1 if self.keep else -1, -1, 1), 3 if self.after else 2
        # the U of all gates read h_prev; or those of z and r do, and that of n reads m
        self.groups = ((slice(n), slice(2, 2 + n)), (slice(2, 3), slice(1, 2)))[: 4 - n]
        super().__init__(*args)
        self.m = self.A[:, 4] if self.after else np.zeros_like(self.hs)
        self.dm = np.zeros_like(self.hs[:1])
        self.spread = np.ones((self.slots, 3), self.hs.dtype)
        self.reads = (self.hs, self.m)[: 4 - n]
        self.sums = [(self.gradients["b_U"], self.A[:-1, 4], None)] if self.after else []

    def step(self, t: int) -> Calls:
        (moved, n, z, r, _), m, h, R = self.A[t], self.m[t], self.hs[t], self.R
        (gates, slots), *_ = self.groups
        s, seen, move = self.A[t, 2:4], self.A[t, slots], self.two[0]
        yield from ((copy, self.m, self.params["b_U"]),) if self.after and t == 0 else ()
        yield from (self.ahead(h), (add, R[gates], seen, seen))
        yield from ((exp, s, s), (add, s, self.one, s))  # 1 / z and 1 / r
        yield (div, m, r, R[2]) if self.after else (div, h, r, m)
        yield from () if self.after else (self.ahead(m, 1),)
        yield from ((add, R[2], n, n), (tanh, n, n))
        # with keep h - n, and so an error of the gate that has the other sign
        yield from ((sub, *((h, n) if self.keep else (n, h)), moved), (div, moved, z, move))
        yield sub if self.keep else add, h, move, self.hs[t + 1]

    def factors(self, A: np.ndarray, hs: np.ndarray) -> Calls:
        (moved, n, z, r, m), one = A.swapaxes(0, 1), self.one
        s, S = A[:, 2:4], self.S[: len(n), :2]
        # the slope 1 - n**2; what was kept, and dm's factor; the slopes s - s**2
        yield from ((mul, n, n, n), (sub, one, n, n), (div, n, z, n))
        yield (mul, m, n, m) if self.after else (copy, m, hs[:-1])
        yield div, A[:, ::4], s, S
        yield from ((div, one, z, moved), (sub, one, moved, moved))
        yield div, n if self.after else one, r, m
        yield from ((div, S, s, s), (sub, S, s, s))

    def step_back(self, t: int) -> Calls:
        A, dh, dm, n = self.A[t], self.dh, self.dm[0], 5 if self.after else 3
        d, parts, alone = A[:n], self.record[t, :3], self.B == 1
        yield mul, self.D[:n] if alone else dh, d, d
        if not self.after:
            yield from self.behind(t, dm, 1)
            yield from ((mul, dm, d, d) for d in A[3:])
            yield add, A[0], A[4], A[0]
        yield from self.behind(t, parts[0] if alone else dh)
        if alone:
            yield np.dot, self.spread, parts.reshape(3, -1), self.D.reshape(5, -1)
        else:
            yield from ((add, dh, self.dhs[t], dh), (add, dh, A[0], dh))


LAYERS: dict[Any, Any] = {rnn: _Rnn, lstm: _Lstm, gru: _Gru}  # by the very module
