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
    blocks: Any = ((ALL, ALL),)  # which of the fed slots get which blocks of W and b
    scale: tuple[float, ...] = (1,)  # of what the blocks of W and U give (5)
    ahead_in: Any = nullcontext  # makes the context of the way ahead
    step: Any  # what each cell has: the calls of one step ahead,
    factors: Any  # those that turn values into what dh, dC or dm will multiply,
    step_back: Any  # and those of one step back

    def __init__(self, params: Params, gradients: Params, T: int, B: int) -> None:
        self.params, self.gradients, self.T, self.B = params, gradients, T, B
        self.H, D = params["W"].shape[-2:]
        H, G, dtype = self.H, params["b"].size // self.H, params["b"].dtype
        shapes: Any = {"W": (G, H, D), "U": (G, H, H), "b": (G, H)}
        self.W, self.U, self.b = (params[k].reshape(v) for k, v in shapes.items())
        self.dW, self.dU, self.db = (gradients[k].reshape(v) for k, v in shapes.items())
        self.block = CACHE // (12 * B * H * dtype.itemsize) + 1  # steps that fit the cache
        new = partial(zeros, dtype)
        self.A, n = self.pair(T + 1, self.slots, B, H), min(self.block, T)
        self.S = new(3, n, B, H).swapaxes(0, 1)  # beside a piece of the record, and for
        self.F = new(self.slots, n if B == 1 else 0, B, H).swapaxes(0, 1)  # B = 1 all of it
        self.table, self.U_ahead = self.pair(D, G, H), self.pair(H, G, H)
        self.hs, self.dhs = new(T + 1, B, H), new(T + 1, B, H)  # h and its gradient
        self.R, self.two = new(G, B, H), new(2, B, H)  # for one step
        self.D = new(self.slots, B, H)  # dh or dC, once for each slot that it multiplies:
        self.dh = self.D[0]  # for B = 1, NumPy copies faster than it broadcasts
        self.by, self.bias = np.array(self.scale, dtype)[:, None], new(G, H)
        self.U_back, self.ones = new(G, H, H), np.ones(T * B, dtype)
        self.half, self.one = np.array(0.5, dtype), np.array(1, dtype)  # no axes: cheapest
        self.states: State = (self.hs,)  # with a time axis, from before the first step
        self.d_state: State = (self.dh,)
        self.d = self.rows(self.fed)  # W x + b, in the end the errors there
        self.uses = [(self.dU, self.d, self.hs)]  # of U: gradient, errors, what it read
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
        """Multiply (B, H), or the slots of a step (n, B, H), by matrices U (n, H, H)."""
        if self.B == 1:  # the gates are one vector, and the matrices one matrix (3)
            return np.dot, x.ravel(), U.reshape(x.size, -1), out.ravel()
        if len(U) == 1:
            return np.dot, x.reshape(-1, self.H), U[0], out[0]
        return np.matmul, x, U, out

    def ahead(self, x: np.ndarray, gates: slice = ALL) -> Any:
        """Multiply (B, H) by the U^T of some gates: contiguous, they are faster."""
        U = self.U_ahead[:, gates]
        return self.product(x, U if self.B == 1 else U.swapaxes(0, 1), self.R[gates])

    def behind(self, t: int, slots: slice, gates: slice = ALL) -> Calls:
        """Multiply slots of step t by the U of some gates and sum up: dh before it."""
        U, R = self.U_back[gates], self.R[gates]
        if self.B == 1 or len(U) == 1:  # the product itself sums up
            yield self.product(self.A[t, slots], U, self.dh[None])
        else:
            yield self.product(self.A[t, slots], U, R)
            yield total, R, 0, None, self.dh
        yield add, self.dh, self.dhs[t], self.dh

    def sigmoid(self, a: np.ndarray) -> Calls:
        """Turn a tanh of half of something into the sigmoid of all of it (5)."""
        yield mul, a, self.half, a
        yield add, a, self.half, a

    def prepare(self, x: np.ndarray, dx: np.ndarray | None = None) -> None:
        """Prepare the calls for ids (T B,) or vectors (T, B, D), and their gradient (1)."""
        self.calls = [*self.read(x)]
        self.calls_back = [*self.back(x, dx)]

    def read(self, x: np.ndarray) -> Calls:
        """Go ahead, in pieces that stay in the cache, after W x + b of their steps (2)."""
        yield mul, self.U.transpose(2, 0, 1), self.by, self.U_ahead
        yield copy, self.U_back, self.U
        for f, k in self.blocks:
            yield mul, self.W[k].transpose(2, 0, 1), self.by[k], self.table[:, f]
            yield mul, self.b[k], self.by[k], self.bias[f]
        if x.ndim == 1:
            yield add, self.table, self.bias, self.table
        for start in range(0, self.T, self.block):
            stop = min(start + self.block, self.T)
            rows = slice(start * self.B, stop * self.B)
            for k, fed in enumerate(self.d[:, rows]):
                if x.ndim == 1:  # a look-up instead of a product (4)
                    yield self.table[:, k].take, x[rows], 0, fed, "clip"
                else:
                    fed_steps = fed.reshape(-1, self.B, self.H)
                    yield times(x[start:stop], self.table[:, k], fed_steps)
                    yield add, fed, self.bias[k], fed
            for t in range(start, stop):
                yield from self.step(t)

    def back(self, x: np.ndarray, dx: np.ndarray | None) -> Calls:
        """Go back, in pieces that stay in the cache; then sum the gradients (2)."""
        yield copy, self.dh, self.dhs[-1]
        for start in reversed(range(0, self.T, self.block)):
            piece = range(start, min(start + self.block, self.T))
            A, hs = self.A[start : piece.stop], self.hs[start : piece.stop + 1]
            if self.B > 1:
                yield from self.factors(A, hs)
            else:  # each gate in one piece: that is worth two copies (3)
                yield copy, (F := self.F[: len(A)]), A
                yield from self.factors(F, hs)
                yield copy, A, F
            for t in reversed(piece):
                yield from self.step_back(t)
        for dU, errors, seen in self.uses:
            rows = seen[: self.T].reshape(-1, self.H)
            yield np.matmul, errors.swapaxes(1, 2), rows, dU
        yield from self.of_inputs(x)
        yield from () if dx is None else self.below(dx)
        for gradient, errors, seen in self.sums:
            if seen is not None:
                yield mul, errors, seen, errors
            yield np.dot, self.ones, errors.reshape(-1, self.H), gradient

    def of_inputs(self, x: np.ndarray) -> Calls:
        """Sum the gradients of W and b, from what was read: ids or vectors (2)."""
        d, N, D = self.d, len(self.ones), len(self.table)
        if x.ndim == 1 and self.dW.size * N < FEW:  # a product with one-hot rows
            ids, x = x, zeros(d.dtype, N, D)
            yield np.eye(D, dtype=d.dtype).take, ids, 0, x, "clip"
        for f, k in self.blocks:
            if x.ndim > 1:
                yield np.matmul, d[f].swapaxes(1, 2), x.reshape(N, D), self.dW[k]
                yield np.matmul, self.ones, d[f], self.db[k]
            else:
                sums = self.table[:, f].swapaxes(0, 1)
                yield sum_by_id, x, d[f], self.dhs[1:].reshape(N, self.H), sums
                yield copy, self.dW[k].swapaxes(1, 2), sums
                yield total, sums, 1, None, self.db[k]  # each error has one id

    def below(self, dx: np.ndarray) -> Calls:
        """Add up, over the gates, the gradient of the vectors that were read."""
        part = np.empty_like(dx)
        yield dx.fill, 0
        for f, k in self.blocks:
            for e, W in zip(self.d[f], self.W[k], strict=True):
                yield times(e.reshape(self.T, self.B, self.H), W, part)
                yield add, dx, part, dx
