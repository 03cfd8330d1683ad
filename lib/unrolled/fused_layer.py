"""What the cells share on the fast path; see `unrolled.fused` for the tricks by number.

>>> sum_by_id(np.array([1, 0, 1]), np.array([[[1.0], [2.0], [4.0]]]), 2)[0].tolist()
[[2.0], [5.0]]
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .cell import Params, State

SMALL = 1_000_000  # multiplications in a product that OpenBLAS does without repacking
CACHE = 1 << 20  # bytes that one core keeps close at hand

add, mul, sub, tanh, total = np.add, np.multiply, np.subtract, np.tanh, np.add.reduce


def columns(matrices: np.ndarray, B: int) -> np.ndarray:
    """View (G, M, H) as (G, blocks, M, n), n such that a product with (B, H) is small."""
    H = matrices.shape[-1]
    fits = [n for n in range(16, H) if H % n == 0 and B * H * n <= SMALL]
    n = max(fits, default=H) if B * H * H > SMALL else H
    return matrices.reshape(*matrices.shape[:-1], -1, n).swapaxes(-2, -3)


def times(x: np.ndarray, matrix: np.ndarray, out: np.ndarray) -> None:
    """Multiply all steps (T, B, M) by one matrix (M, N): step by step only if small (6)."""
    if x.shape[1] == 1:
        np.matmul(x[:, 0], matrix, out[:, 0])
    elif x.shape[1] * matrix.size <= SMALL:
        np.matmul(x, matrix, out)
    else:
        np.dot(x.reshape(-1, x.shape[-1]), matrix, out.reshape(-1, out.shape[-1]))


def sum_by_id(ids: np.ndarray, rows: np.ndarray, size: int) -> np.ndarray:
    """Add up the rows (G, N, H) that have the same id: the result is (G, `size`, H)."""
    if rows.shape[1] * rows.shape[0] * rows.shape[2] < 150_000 and size <= 256:
        return np.matmul((np.arange(size)[:, None] == ids).astype(rows.dtype), rows)
    sums = np.zeros((rows.shape[0], size, rows.shape[2]), rows.dtype)
    order = np.argsort(ids, kind="stable")
    found, starts = np.unique(ids[order], return_index=True)
    for i, places in zip(found, np.split(order, starts[1:]), strict=True):
        total(rows[:, places], 1, out=sums[:, i])
    return sums


class Layer:
    """What the cells share: the record, the products, the gradients of W, U and b.

    A subclass says what its slots hold, which of them W feeds, in which `order` these
    take the blocks of W, and by how much a pre-activation is scaled (5).
    """

    slots = 1
    fed = slice(0, 1)  # the slots that W feeds
    order: Sequence[int] = (0,)  # the block of W, b for each of these slots
    scales: Sequence[float] = (1,)
    u_order: Sequence[int] = (0,)  # the block of U for each matrix of the recurrent product
    u_scales: Sequence[float] = (1,)

    def __init__(self, params: Params, gradients: Params, T: int, B: int) -> None:
        self.params, self.gradients = params, gradients
        H, D = params["W"].shape[-2:]
        self.T, self.B, self.D, self.H = T, B, D, H
        self.dtype, self.G = params["W"].dtype, len(self.order)
        self.W, self.dW = (p["W"].reshape(-1, H, D) for p in (params, gradients))
        self.U, self.dU = (p["U"].reshape(-1, H, H) for p in (params, gradients))
        self.b, self.db = (p["b"].reshape(-1, H) for p in (params, gradients))
        self.hs = self.zeros(T + 1, B, H)  # hs[t] is the state before step t
        self.dhs = self.zeros(T + 1, B, H)  # what reaches hs[t] from outside; dhs[0] = 0
        by_time = self.zeros(T, self.slots, B, H).transpose(1, 0, 2, 3)
        self.A = by_time if B == 1 else self.zeros(self.slots, T, B, H)  # (3)
        self.table = self.zeros(self.G, D, H)
        self.U_ahead, self.U_back = self.matrices(), self.matrices()
        # in their own order, blocks need not be copied
        self.index, self.u_index = (
            slice(None) if list(o) == sorted(o) else np.array(o)
            for o in (self.order, self.u_order)
        )
        self.scale, self.u_scale = (
            np.array(by, self.dtype)[:, None, None] for by in (self.scales, self.u_scales)
        )
        self.R, self.spare = self.zeros(self.G, B, H), self.zeros(2, B, H)
        self.ones = np.ones(T * B, self.dtype)
        # as arrays without axes, numbers cost the least in a call
        self.half, self.one = np.array(0.5, self.dtype), np.array(1, self.dtype)
        self.block = max(1, min(T, CACHE // (12 * B * H * self.dtype.itemsize)))
        self.room = self.zeros(self.block, B, H)
        self.d_state: State = ()

    def zeros(self, *shape: int) -> np.ndarray:
        """Make a buffer."""
        return np.zeros(shape, self.dtype)

    def matrices(self) -> np.ndarray:
        """Make room for G matrices (H, H); for B = 1 they are one matrix (H, G H) (3)."""
        if self.B > 1:
            return self.zeros(self.G, self.H, self.H)
        return self.zeros(self.H, self.G, self.H).transpose(1, 0, 2)

    # x U^T ahead and d U back, for each step: arguments of `self.product`, cut beforehand
    @property
    def product(self) -> Callable[..., Any]:
        """The function that multiplies."""
        return np.dot if self.B == 1 else np.matmul

    def ahead(self, xs: Any, U: np.ndarray, out: np.ndarray) -> list[tuple[Any, ...]]:
        """Arguments that multiply xs[t] (B, H) by each matrix of `U_ahead`."""
        if self.B == 1:
            U = U.transpose(1, 0, 2).reshape(self.H, -1)
            return [(x[0], U, out.reshape(-1)) for x in xs]
        return [(x, columns(U, self.B), columns(out, self.B)) for x in xs]

    def back(self, gates: Any, U: np.ndarray, out: np.ndarray) -> list[tuple[Any, ...]]:
        """Arguments that multiply gates[:, t] (G, B, H) by U: G products, or their sum."""
        ds = [gates[:, t] for t in range(self.T)]
        if self.B == 1:
            U = U.transpose(1, 0, 2).reshape(self.H, -1)
            return [(U, d.reshape(-1), out[0, 0]) for d in ds]
        return [(d[:, None], columns(U, self.B), columns(out, self.B)) for d in ds]

    def rows(self, slots: slice) -> np.ndarray:
        """View slots of the record as (slots, T B, H)."""
        A = self.A[slots]
        return A[:, :, 0] if self.B == 1 else A.reshape(len(A), -1, self.H)

    def project(self, x: np.ndarray) -> None:
        """Put W x + b of all steps into the slots: one look-up (4), or one product (2)."""
        self.x = x
        # a contiguous transpose is up to three times faster than a transposed view
        U, U_T = self.U[self.u_index], self.U.swapaxes(1, 2)[self.u_index]
        mul(U_T, self.u_scale, self.U_ahead)
        np.copyto(self.U_back, U_T if self.B == 1 else U)
        W, b = self.W[self.index] * self.scale, self.b[self.index] * self.scale[:, 0]
        if x.ndim == 2:
            add(W.swapaxes(1, 2), b[:, None], self.table)
            np.take(self.table, x, 1, self.A[self.fed], "clip")
            return
        np.copyto(self.table, W.swapaxes(1, 2))
        for matrix, bias, slot in zip(self.table, b, self.A[self.fed], strict=True):
            times(x, matrix, slot)
            add(slot, bias, slot)

    def w_gradients(self) -> None:
        """Gradients of W and b: one product for all steps (2), or sums by id (4)."""
        d, order = self.rows(self.fed), self.index
        if self.x.ndim == 2:
            self.dW[order] = sum_by_id(self.x.reshape(-1), d, self.D).swapaxes(1, 2)
            total(self.dW, 2, out=self.db)  # every error went to exactly one column
        else:
            self.dW[order] = np.matmul(d.swapaxes(1, 2), self.x.reshape(-1, self.D))
            self.db[order] = np.matmul(self.ones, d)

    def u_gradients(self, slots: slice, read: np.ndarray) -> np.ndarray:
        """Gradients of the matrices that turned `read` (T, B, H) into these slots (2)."""
        return np.matmul(self.rows(slots).swapaxes(1, 2), read.reshape(-1, self.H))

    def dx(self, out: np.ndarray) -> None:
        """Write the gradient of a dense input (T, B, D) to `out`."""
        part = np.empty_like(out)
        for n, (slot, k) in enumerate(zip(self.A[self.fed], self.order, strict=True)):
            times(slot, self.W[k], part if n else out)
            if n:
                add(out, part, out)

    def blocks(self) -> Iterator[tuple[np.ndarray, ...]]:
        """Cut the record into pieces of time that fit the cache, and a spare array."""
        for t in range(0, self.T, self.block):
            piece = self.A[:, t : t + self.block]
            yield (*piece, self.room[: piece.shape[1]])

    def forward(self) -> None:
        """Go through all steps; the numbers are those of the cell's equations."""
        raise NotImplementedError

    def backward(self) -> None:
        """Go back through all steps, and sum the gradients."""
        raise NotImplementedError

    def start(self, state: State | None) -> None:
        """Set the state before the first step."""
        firsts = self.firsts()
        if state is None:
            state = tuple(np.zeros_like(part) for part in firsts)
        if len(state) != len(firsts):
            raise ValueError(f"state has {len(state)} parts; there are {len(firsts)}")
        for mine, given in zip(firsts, state, strict=True):
            if np.shape(given) != mine.shape:
                shape = np.shape(given)
                raise ValueError(f"state has shape {shape}; it must be {mine.shape}")
            mine[...] = given

    def firsts(self) -> tuple[np.ndarray, ...]:
        """Where the state before the first step stands."""
        return (self.hs[0],)

    def last(self, lengths: np.ndarray | None) -> State:
        """Give the state after the last step, or after the last that counts."""
        return (self.hs[-1] if lengths is None else self.hs[lengths, np.arange(self.B)],)
