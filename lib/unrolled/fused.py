"""The fast path: what `language_model.run` computes, for B sequences and in few calls.

What makes it fast; by these numbers the code tells where each stands:

 1. Nothing is made twice: buffers, views and calls are prepared; gradients replace values.
 2. What does not wait for the step before is one product for all steps.
 3. A gate of a step is one piece of memory; for B = 1, all gates of a step are one vector.
 4. A one-hot input times W is a column of W, which is looked up.
 5. sigmoid(a) = 1/2 + 1/2 tanh(a/2), the inner 1/2 put into the weights: one tanh for all
    gates, and nothing overflows.
 6. OpenBLAS multiplies small matrices without repacking them.
 7. All parameters are one vector: norm, clipping and update do not know of names.

What remains for B = 1 is the price of a call, a quarter of a microsecond.  Memory is linear
in T B: the plain cell keeps 3 numbers for each unit, the LSTM 8, the GRU 8 (7 with
``reset="after"``), and the readout one for each symbol.
"""

from collections.abc import Sequence
from functools import partial
from itertools import chain, pairwise
from typing import Any

import numpy as np

from .cell import Params, State, sizes
from .fused_cells import LAYERS
from .fused_layer import Readout, add, sum_by_id, zeros

CHUNK = 1 << 14  # entries of the parameter vector that are updated together


class Workspace:
    """A model over B sequences of T steps, its gradients, and all memory that they need.

    `params` are those of `language_model` and its cell: `rnn`, `lstm`, `gru` or a variant.
    Layers ``W1``, ``U1``, ``b1`` and so on read what the one before gives; an embedding
    ``E`` (vocabulary size, D) is looked up first.  float32 takes half the time of float64.

    Attributes
    ----------
    theta, gradient : ndarray
        All parameters (copies) and their gradients, each as one vector (7).
    params, gradients : dict of ndarray
        Their views by name; what is written to one is seen in the other.
    state, d_state : list of tuple of ndarray (B, H)
        Of each layer: the state after the last pass forward, valid until the next one, and
        the gradient of the state before the first step, after `backward`.

    Examples
    --------
    >>> from unrolled import language_model, rnn
    >>> params = language_model.init(np.random.default_rng(0), rnn, 5, 3)
    >>> work = Workspace(rnn, params, T=2, B=1)
    >>> ids = np.array([[0], [4]])
    >>> work.forward(ids, ids) > 0, work.backward()["V"].shape
    (True, (5, 3))
    """

    def __init__(
        self, cell: Any, params: Params, T: int, B: int, dtype: Any = float
    ) -> None:
        dtype, name = np.dtype(dtype), getattr(cell, "cell", cell).__name__.split(".")[-1]
        if T < 1 or B < 1:
            raise ValueError(f"T is {T} and B is {B}; both must be at least 1")
        if dtype not in (np.float32, np.float64) or name not in LAYERS:
            raise ValueError(
                f"{name} in {dtype}: only {[*LAYERS]} in float32, float64 exist"
            )
        self.theta = np.concatenate([np.ravel(p) for p in params.values()]).astype(dtype)
        self.gradient = np.zeros_like(self.theta)
        ends = np.cumsum([p.size for p in params.values()])[:-1]
        both: list[Params] = []
        for vector in (self.theta, self.gradient):
            views = zip(params.items(), np.split(vector, ends), strict=True)
            both.append({k: v.reshape(p.shape) for (k, p), v in views})
        self.params, self.gradients = both
        numbers = ["", *(f"{n}" for n in range(1, len(params)) if f"W{n}" in params)]
        shapes, below = {"E": "VD"} if "E" in params else {}, "D"
        for number, own in zip(numbers, "Habcdefgijlmnopqrstuvwxyz", strict=False):
            letters = str.maketrans("HD", own + below)  # what a layer gives, the next reads
            shapes |= {
                k + number: axes.translate(letters) for k, axes in cell.SHAPES.items()
            }
            below = own
        self.sizes = sizes(self.params, {**shapes, "V": "K" + below, "c": "K"})
        chosen = getattr(cell, "options", {}).items()
        options = {k: choice for k, choice in chosen if k != "forget_bias"}
        self.layers = [
            LAYERS[name](
                *({k: p[k + n] for k in cell.SHAPES} for p in both), T, B, **options
            )
            for n in numbers
        ]
        for lower, layer in pairwise(self.layers):
            layer.prepare(lower.hs[1:], lower.dhs[1:])
        top = self.layers[-1]
        self.readout = Readout(self.params, self.gradients, top.hs[1:], top.dhs[1:])
        self.T, self.B, self.ids, self.dense = T, B, np.zeros(T * B, int), False
        self.look_up: list[Any] = []
        self.sum_up: list[Any] = []
        if "E" in params:
            (E, dE), x = (p["E"] for p in both), zeros(dtype, T, B, self.sizes["D"])
            rows = x.reshape(T * B, -1)  # of x, and later of its gradient
            self.layers[0].prepare(x, x)
            self.look_up = [partial(E.take, self.ids, 0, rows, "clip")]
            self.sum_up = [
                partial(sum_by_id, self.ids, rows[None], np.empty_like(rows), dE[None])
            ]
        else:
            self.layers[0].prepare(self.ids)
        self.state: list[State] = []
        self.d_state: list[State] = []

    def forward(
        self, xs: Any, ys: Any, state: Sequence[State] | None = None, lengths: Any = None
    ) -> float:
        """Read a batch and return its loss: the cross-entropies of all steps, added up.

        `xs` are ids (T, B) or vectors (T, B, D), `ys` the ids of the targets, `state` a
        tuple for each layer, such as ``workspace.state`` (zeros if left out).  Beyond its
        length, of `lengths` (B,), a sequence has no loss, no gradient and no state.

        Raises
        ------
        ValueError
            If a shape does not fit, or an id or length is out of range.
        """
        T, B, D, E, readout = (
            self.T,
            self.B,
            self.sizes["D"],
            self.sizes.get("V"),
            self.readout,
        )
        xs, ys, dense = np.asarray(xs), np.asarray(ys), E is None and np.ndim(xs) != 2
        if dense and (xs.shape != (T, B, D) or not np.isfinite(xs).all()):
            raise ValueError(f"xs has shape {xs.shape}; finite {(T, B, D)} is needed")
        if dense != self.dense:  # vectors where there were ids, or the other way round
            self.dense, self.x = dense, zeros(self.theta.dtype, T, B, D)
            self.layers[0].prepare(self.x if dense else self.ids)
        if dense:
            self.x[...] = xs
        else:
            check_ids("xs", xs, (T, B), E or D)
            self.ids[:] = xs.ravel()
        check_ids("ys", ys, (T, B), self.sizes["K"])
        add(ys.ravel(), readout.starts, readout.targets)
        last: Any = -1  # where the state is that counts
        readout.w[:] = 1
        if lengths is not None:
            check_ids("lengths", lengths := np.asarray(lengths), (B,), T + 1)
            readout.w[:] = (np.arange(T)[:, None] < lengths).ravel()
            last = (lengths, np.arange(B))
        needed = [[part.shape for part in layer.d_state] for layer in self.layers]
        found = needed if state is None else [[np.shape(part) for part in s] for s in state]
        if found != needed:
            raise ValueError(f"state has shapes {found}; they must be {needed}")
        for n, layer in enumerate(self.layers):
            for k, part in enumerate(layer.states):
                part[0] = state[n][k] if state else 0
        parts: list[Any] = [*self.layers, readout]
        for call in chain(self.look_up, *(part.calls for part in parts)):
            call()
        self.state = [tuple(part[last] for part in layer.states) for layer in self.layers]
        self.d_state = []
        return float(readout.losses.sum())

    def backward(self) -> Params:
        """Go back through the last pass forward, using it up, and return the gradients.

        Raises
        ------
        ValueError
            Without a pass forward since the last call.
        """
        if self.d_state or not self.state:
            raise ValueError("there is no pass forward to go back through; call forward")
        parts: list[Any] = [self.readout, *reversed(self.layers)]
        for call in chain(*(part.calls_back for part in parts), self.sum_up):
            call()
        self.d_state = [layer.d_state for layer in self.layers]
        return self.gradients

    def descend(self, rate: float, largest_norm: float = np.inf) -> float:
        """Clip the gradient to `largest_norm`, step down by `rate`, return the norm (7)."""
        norm = float(np.sqrt(np.dot(self.gradient, self.gradient)))
        factor = self.theta.dtype.type(
            rate * min(1.0, largest_norm / norm) if norm else rate
        )
        for i in range(0, self.theta.size, CHUNK):  # pieces that stay in the cache
            self.theta[i : i + CHUNK] -= factor * self.gradient[i : i + CHUNK]
        return norm


def check_ids(name: str, ids: np.ndarray, shape: tuple[int, ...], size: int) -> None:
    """Insist on whole numbers from 0 to `size` - 1 in an array of this shape."""
    if ids.shape != shape or ids.dtype.kind not in "iu":
        found = f"{ids.dtype} {ids.shape}"
        raise ValueError(f"{name} is {found}; whole numbers {shape} are needed")
    # seen as unsigned, a negative number is a very large one: one call finds both
    if np.maximum.reduce(ids.astype(np.uint64), None) >= size:
        bad = ids[(ids < 0) | (ids >= size)][0]
        raise ValueError(f"{name} holds {bad}; it must be in 0 … {size - 1}")
