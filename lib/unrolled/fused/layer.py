"""What the cells share on the fast path; numbers in brackets are the tricks of `fused`.

A pass is a list of calls, each a tuple: a function, and what it is called with, from buffer
to buffer.  They are prepared once (1).

    >>> x, out = np.array([3.0, 4.0]), np.zeros(2)
    >>> run([(add, x, x, out), (mul, out, x, out)])
    >>> out
    array([18., 32.])
"""

import math
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from itertools import starmap
from operator import call
from typing import Any

import numpy as np

from ..arrays import Params, State
from .ids import sum_by_id

SMALL = 1_000_000  # multiplications in a product that OpenBLAS does without repacking
FEW = 20_000_000  # multiplications up to which a product beats `sum_by_id`
CACHE, LINE = 1 << 20, 64  # bytes: what a core keeps at hand, and gets from memory at once
ALL = slice(None)
Calls = Iterator[Any]  # tuples; what is read and written is one object, not two views of
# the same memory: NumPy would look closer at how they overlap
add, sub, mul, div = np.add, np.subtract, np.multiply, np.divide
exp, tanh, total, copy = np.exp, np.tanh, np.add.reduce, np.copyto
PLAIN = {add, sub, mul, div, exp, tanh}  # what is done to each number by itself
exhaust = deque[Any](maxlen=0).extend  # keeps nothing


def run(calls: Iterable[Any]) -> None:
    """Make all calls, in a loop that is not Python's own (1)."""
    exhaust(starmap(call, calls))


def zeros(dtype: Any, *shape: int) -> np.ndarray:
    """Make a buffer on a cache line: products with U take a fifth less time there."""
    size, item = math.prod(shape), np.dtype(dtype).itemsize
    raw = np.zeros(size + LINE // item, dtype)
    start = -raw.ctypes.data % LINE // item
    return raw[start : start + size].reshape(shape)


def apart(calls: Calls) -> Calls:
    """Call gate by gate where memory has gaps: NumPy takes longer to step over one."""
    for function, *operands in calls:
        if function in PLAIN and not all(o.flags.c_contiguous for o in operands):
            G = max(len(o) for o in operands if o.ndim == 3)
            gates = {id(o): [*o] if o.ndim == 3 else [o] * G for o in operands}
            own = zip(*(gates[id(o)] for o in operands), strict=True)
            yield from ((function, *of_one) for of_one in own)
        else:
            yield function, *operands


def times(x: np.ndarray, matrix: np.ndarray, out: np.ndarray) -> Any:
    """Multiply all steps (T, B, M) by one matrix (M, N): one by one if small (6)."""
    if 1 < x.shape[1] <= SMALL // matrix.size:
        return np.matmul, x, matrix, out
    return np.matmul, x.reshape(-1, x.shape[2]), matrix, out.reshape(-1, out.shape[2])


class Layer:
    """What the cells share: the record, and what is done for all steps at once (2).

    The record A holds some slots (B, H) for each step.  First W x + b of the gates, from
    all inputs; then what the step computed; then slopes, and in the end the errors.
    """

    slots, fed = 1, slice(1)  # how much is recorded of a step, and which of it W feeds
    more = 0  # slots before these, if B = 1; the second is the gradient of h
    groups: Any = ((ALL, ALL),)  # gates whose U read the same, slots of their errors
    blocks: Any = ((ALL, ALL),)  # which of the fed slots get which blocks of W and b
    scale: tuple[float, ...] = (1,)  # of what the blocks of W and U give (5)
    ahead_in: Any = nullcontext  # makes the context of the way ahead
    step: Any  # what each cell has: the calls of one step ahead,
    factors: Any  # those that turn values into what dh, dC or dm will multiply,
    step_back: Any  # and those of one step back

    def __init__(
        self, params: Params, gradients: Params, x: np.ndarray, dx: Any, T: int, B: int
    ) -> None:
        self.params, self.gradients, self.T, self.B = params, gradients, T, B
        self.x, self.dx = x, dx  # ids (T B,) or vectors (T, B, D), and their gradient
        self.H, D = params["W"].shape[-2:]
        H, G, dtype = self.H, params["b"].size // self.H, params["b"].dtype
        shapes: Any = {"W": (G, H, D), "U": (G, H, H), "b": (G, H)}
        self.W, self.U, self.b = (params[k].reshape(v) for k, v in shapes.items())
        self.dW, self.dU, self.db = (gradients[k].reshape(v) for k, v in shapes.items())
        self.block = CACHE // (12 * B * H * dtype.itemsize) + 1  # steps that fit the cache
        new = partial(zeros, dtype)
        more, n = self.more if B == 1 else 0, min(self.block, T)
        self.record = self.pair(T + 1, more + self.slots, B, H)
        self.A = self.record[:, more:]
        self.S = new(3, n, B, H).swapaxes(0, 1)  # beside a piece of the record, and for
        self.F = new(self.slots, n if B == 1 else 0, B, H).swapaxes(0, 1)  # B = 1 all of it
        self.table, self.ones = self.pair(D, G, H), np.ones(T * B, dtype)
        self.each = np.ones(G, dtype)  # gate, once
        self.U_ahead, self.U_back = (
            [self.pair(H, len(self.U[k]), H) for k, _ in self.groups] for _ in range(2)
        )
        self.hs = new(T + 1, B, H)  # h and its gradient
        self.dhs = self.record[:, 1] if more else new(T + 1, B, H)
        self.R, self.two = new(G, B, H), new(2, B, H)  # for one step
        self.D = new(self.slots, B, H)  # dh or dC, once for each slot that it multiplies:
        self.dh = self.D[0]  # for B = 1, NumPy copies faster than it broadcasts
        self.by, self.bias = np.array(self.scale, dtype)[:, None], new(G, H)
        self.half, self.one = np.array(0.5, dtype), np.array(1, dtype)  # no axes: cheapest
        self.states: State = (self.hs,)  # with a time axis, from before the first step
        self.d_state: State = (self.dh,)
        self.d = self.rows(self.fed)  # W x + b, in the end the errors there
        self.reads: State = (self.hs,)  # what each group reads
        self.sums: Any = []  # of vectors: gradient, errors, and what it multiplied, if any

    def pair(self, n: int, gates: int, *rest: int) -> np.ndarray:
        """Make a buffer (n, gates, …): each gate in one piece, or for B = 1 all (3)."""
        if self.B == 1:
            return zeros(self.b.dtype, n, gates, *rest)
        return zeros(self.b.dtype, gates, n, *rest).swapaxes(0, 1)

    def rows(self, slots: slice) -> np.ndarray:
        """View slots of the record as (slots, T B, H)."""
        return self.A[: self.T, slots].swapaxes(0, 1).reshape(-1, len(self.ones), self.H)

    def product(self, x: np.ndarray, U: np.ndarray, out: np.ndarray) -> Any:
        """Multiply (B, H), or slots of a step (n, B, H), by the matrices U (H, n, H)."""
        if U.shape[1] == 1:
            return np.dot, x.reshape(-1, self.H), U[:, 0], out.reshape(-1, self.H)
        return np.matmul, x, U.swapaxes(0, 1), out

    def ahead(self, x: np.ndarray, k: int = 0) -> Any:
        """Multiply (B, H) by the U^T of a group of gates: contiguous, they are faster."""
        U, out = self.U_ahead[k], self.R[self.groups[k][0]]
        if self.B == 1:  # the gates are one vector, and the matrices one matrix (3)
            return np.dot, x.ravel(), U.reshape(self.H, -1), out.ravel()
        return self.product(x, U, out)

    def behind(self, t: int, out: np.ndarray, k: int = 0) -> Calls:
        """Multiply the errors of step t by the U of a group of gates, and sum up."""
        U, (gates, slots) = self.U_back[k], self.groups[k]
        d, R = self.A[t, slots], self.R[gates]
        if self.B == 1:  # the product itself sums up; its matrix is U^T, which is faster
            yield np.dot, U.reshape(self.H, -1), d.ravel(), out.ravel()
        else:
            yield self.product(d, U, R if len(d) > 1 else out)
            if len(d) > 1:  # a product sums up in less time than np.add.reduce
                yield np.dot, self.each[: len(d)], R.reshape(len(d), -1), out.ravel()

    def sigmoid(self, a: np.ndarray) -> Calls:
        """Turn a tanh of half of something into the sigmoid of all of it (5)."""
        yield mul, a, self.half, a
        yield add, a, self.half, a

    def read(self) -> Calls:
        """Go ahead, in pieces that stay in the cache, after W x + b of their steps (2)."""
        x = self.x
        for (k, _), U, back in zip(self.groups, self.U_ahead, self.U_back, strict=True):
            turned = self.U[k].transpose(2, 0, 1)
            yield copy, back, turned if self.B == 1 else self.U[k].swapaxes(0, 1)
            yield mul, back if self.B == 1 else turned, self.by[k], U
        for f, k in self.blocks:
            yield mul, self.W[k].transpose(2, 0, 1), self.by[k], self.table[:, f]
            yield mul, self.b[k], self.by[k], self.bias[f]
        if x.ndim == 1:
            yield add, self.table, self.bias, self.table
        slots, table, bias = self.d, self.table, self.bias
        if self.B == 1:  # all gates are one vector (3)
            slots = self.A[: self.T, self.fed].reshape(1, self.T, -1)
            table, bias = table.reshape(len(table), 1, -1), bias.reshape(1, -1)
        for start in range(0, self.T, self.block):
            stop = min(start + self.block, self.T)
            rows = slice(start * self.B, stop * self.B)
            for k, fed in enumerate(slots[:, rows]):
                if x.ndim == 1:  # a look-up instead of a product (4)
                    yield table[:, k].take, x[rows], 0, fed, "clip"
                else:
                    steps = fed.reshape(-1, self.B, fed.shape[-1])
                    yield times(x[start:stop], table[:, k], steps)
                    yield add, fed, bias[k], fed
            for t in range(start, stop):
                yield from apart(self.step(t))

    def back(self) -> Calls:
        """Go back, in pieces that stay in the cache; then sum the gradients (2)."""
        yield copy, self.D, self.dhs[-1]
        for start in reversed(range(0, self.T, self.block)):
            piece = range(start, min(start + self.block, self.T))
            A, hs = self.A[start : piece.stop], self.hs[start : piece.stop + 1]
            if self.B > 1 or self.slots == 1:
                yield from self.factors(A, hs)
            else:  # each gate in one piece: that is worth two copies (3)
                yield copy, (F := self.F[: len(A)]), A
                yield from self.factors(F, hs)
                yield copy, A, F
            for t in reversed(piece):
                yield from apart(self.step_back(t))
        for (gates, slots), read in zip(self.groups, self.reads, strict=True):
            errors, rows = self.rows(slots), read[: self.T].reshape(-1, self.H)
            yield np.matmul, errors.swapaxes(1, 2), rows, self.dU[gates]
        yield from self.of_inputs()
        for gradient, errors, seen in self.sums:
            if seen is not None:
                yield mul, errors, seen, errors
            yield np.dot, self.ones, errors.reshape(-1, self.H), gradient

    def of_inputs(self) -> Calls:
        """Sum the gradients of W and b, and of what was read: ids or vectors (2)."""
        x, dx, d, N, D = self.x, self.dx, self.d, len(self.ones), len(self.table)
        if x.ndim == 1 and self.dW.size * N < FEW:  # a product with one-hot rows
            ids, x = x, zeros(d.dtype, N, D)
            yield np.eye(D, dtype=d.dtype).take, ids, 0, x, "clip"
        if x.ndim == 1:  # each id by itself, all gates at once
            sums = self.table.swapaxes(0, 1)
            yield sum_by_id, x, d, self.dhs[1:].reshape(N, self.H), sums
        for f, k in self.blocks:
            if x.ndim > 1:
                yield np.matmul, d[f].swapaxes(1, 2), x.reshape(N, D), self.dW[k]
                yield np.matmul, self.ones, d[f], self.db[k]
            else:
                yield copy, self.dW[k].swapaxes(1, 2), sums[f]
                yield total, sums[f], 1, None, self.db[k]  # each error has one id
        part = np.empty_like(dx)
        pairs = [p for f, k in self.blocks for p in zip(d[f], self.W[k], strict=True)]
        for i, (e, W) in enumerate(() if dx is None else pairs):  # sum over the gates
            yield times(e.reshape(self.T, self.B, self.H), W, part if i else dx)
            yield from ((add, dx, part, dx),) if i else ()
