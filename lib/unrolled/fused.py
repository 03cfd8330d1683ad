"""The fast path: the cells' equations for a whole batch, in as few calls as possible.

It gives what `language_model.run` gives, for B sequences at once; arrays are (T, B, ·).
What makes it fast, each explained where it stands, by the number:

 1. Nothing is made twice: buffers, views and calls are prepared; gradients replace values.
 2. What does not wait for the step before is one product for all steps.
 3. A gate of a step is one piece of memory; for B = 1, all gates of a step are one vector.
 4. A one-hot input times W is a column of W, which is looked up.
 5. sigmoid(a) = 1/2 + 1/2 tanh(a/2), the inner 1/2 put into the weights: one tanh for all
    gates, which cannot overflow.
 6. OpenBLAS multiplies small matrices without repacking: large ones are cut to be small.
 7. All parameters are one vector: norm, clipping and update do not know of names.

For B = 1 the price of a call remains, a quarter of a microsecond in NumPy.  Memory: for
each unit, step and sequence the plain cell keeps 3 numbers, the LSTM 8, the GRU 8 (7 with
``reset="after"``), and the readout one for each symbol, step and sequence.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from .cell import Params, State, sizes
from .fused_cells import CACHE, LAYERS, SMALL, Calls, add, mul, sub, sum_by_id, times, zeros

CHUNK = 1 << 14  # entries of the parameter vector that are updated together


class Readout:
    """Logits, softmax, loss and the errors at the output, in one buffer P (T, B, K)."""

    def __init__(
        self, params: Params, gradients: Params, hs: np.ndarray, dhs: np.ndarray
    ) -> None:
        (T, B, _), K, dtype = hs.shape, len(params["V"]), hs.dtype
        self.hs, self.dhs, self.params, self.gradients = hs, dhs, params, gradients
        self.P, N = zeros(dtype, T, B, K), T * B
        self.w, self.losses, self.picked = (np.ones(N, dtype) for _ in range(3))
        self.targets, self.starts = np.arange(N), np.arange(0, N * K, K)
        self.calls = [partial(*call) for call in self.forward()]
        self.calls_back = [partial(*call) for call in self.back()]

    def forward(self) -> Calls:
        """Leave softmax - one-hot y in the buffer, or zeros where it does not count."""
        K, entries, (V, c) = (
            self.P.shape[2],
            self.P.reshape(-1),
            (self.params[k] for k in "Vc"),
        )
        V_T = np.empty_like(V.T, order="C") if V.size < SMALL else V.T
        if V.size < SMALL:
            yield np.copyto, V_T, V.T
        yield times(self.hs, V_T, self.P)
        n, ones = max(1, CACHE // (K * c.itemsize)), np.ones(K, c.dtype)
        for start in range(0, len(self.w), n):  # rows that stay in the cache meanwhile
            rows = slice(start, start + n)
            q, w, losses = self.P.reshape(-1, K)[rows], self.w[rows], self.losses[rows]
            yield add, q, c, q
            yield np.maximum.reduce, q, 1, None, losses
            yield sub, q, losses[:, None], q
            yield entries.take, self.targets[rows], None, self.picked[rows], "clip"
            yield np.exp, q, q
            sums = np.empty_like(w)
            yield np.dot, q, ones, sums  # a row sum as a product: five times faster
            yield np.log, sums, losses
            yield np.divide, w, sums, sums
            yield mul, q, sums[:, None], q
        yield sub, self.losses, self.picked, self.losses

    def back(self) -> Calls:
        """Write the gradients of V and c, and of the states."""
        P = self.P.reshape(len(self.w), -1)
        yield np.dot, P.T, self.hs.reshape(len(P), -1), self.gradients["V"]
        yield np.dot, np.ones(len(P), P.dtype), P, self.gradients["c"]
        yield times(self.P, self.params["V"], self.dhs)


class Workspace:
    """A model over B sequences of T steps, its gradients, and all memory that they need.

    The `params` of a `cell` (`rnn`, `lstm`, `gru` or a variant) and of `language_model`,
    which are copied.  Layers ``W1``, ``U1``, ``b1`` and so on read what the one before
    gives; an embedding ``E`` (vocabulary size, D) is looked up with the ids first.

    Attributes
    ----------
    theta, gradient : ndarray
        All parameters and their gradients, each as one vector.
    params, gradients : dict of ndarray
        Their views by name; what is written to one is seen in the other.
    state, d_state : list of tuple of ndarray (B, H)
        For each layer the state after the last pass forward, valid until the next one,
        and the gradient of the state before the first step, after `backward`.

    Raises
    ------
    ValueError
        If a size is below 1, or if parameters are missing or do not fit.

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
        self, cell: Any, params: Params, T: int, B: int, dtype: Any = np.float64
    ) -> None:
        name = getattr(cell, "cell", cell).__name__.split(".")[-1]
        if T < 1 or B < 1:
            raise ValueError(f"T is {T} and B is {B}; both must be at least 1")
        if np.dtype(dtype) not in (np.float32, np.float64) or name not in LAYERS:
            allowed = f"{', '.join(LAYERS)} in float32 or float64"
            raise ValueError(f"{name} in {dtype} has no fast path; {allowed} has")
        self.T, self.B, shapes, below = T, B, {}, "D"
        self.theta = np.concatenate([np.ravel(p) for p in params.values()]).astype(dtype)
        self.gradient, ends = (
            np.zeros_like(self.theta),
            np.cumsum([p.size for p in params.values()]),
        )
        self.params, self.gradients = (
            {
                k: v.reshape(params[k].shape)
                for k, v in zip(params, np.split(vector, ends[:-1]), strict=True)
            }
            for vector in (self.theta, self.gradient)
        )
        numbers = ["", *(f"{n}" for n in range(1, len(params)) if f"W{n}" in params)]
        for n, number in enumerate(numbers):  # what a layer gives, H, is the D of the next
            own = chr(ord("g") + n) if n else "H"
            for k, axes in cell.SHAPES.items():
                shapes[k + number] = axes.translate(str.maketrans("HD", own + below))
            below = own
        shapes |= {"V": "K" + below, "c": "K"} | ({"E": "VD"} if "E" in params else {})
        self.size = sizes(self.params, shapes)
        options = {
            k: v for k, v in getattr(cell, "options", {}).items() if k != "forget_bias"
        }
        self.layers = [
            LAYERS[name](
                *(
                    {k: p[k + n] for k in cell.SHAPES}
                    for p in (self.params, self.gradients)
                ),
                *(T, B),
                **options,
            )
            for n in numbers
        ]
        for below, layer in pairwise(self.layers):
            layer.prepare(below.hs[1:], below.dhs[1:])
        top = self.layers[-1]
        self.readout = Readout(self.params, self.gradients, top.hs[1:], top.dhs[1:])
        self.ids, self.x = np.zeros(T * B, int), zeros(dtype, T, B, self.size["D"])
        self.kind = 0
        self.state: list[State] = []
        self.d_state: list[State] = []

    def forward(
        self,
        xs: np.ndarray,
        ys: np.ndarray,
        state: Sequence[State] | None = None,
        lengths: np.ndarray | None = None,
    ) -> float:
        """Read a batch and return its loss: the cross-entropies of all steps, added up.

        `xs` holds ids (T, B) or vectors (T, B, D), `ys` the ids of the targets; `state` has
        a tuple (B, H) for each layer and is zero if left out; ``workspace.state`` carries
        it on.  Of `lengths` (B,), from 0 to T: a step beyond is computed and not asked for.

        Raises
        ------
        ValueError
            If a shape does not fit, or an id or length is out of range.
        """
        shape, layers, x, ys = (self.T, self.B), self.layers, np.asarray(xs), np.asarray(ys)
        E, size, looked_up = self.params.get("E"), self.size, x.ndim == 2
        if looked_up or E is not None:
            check_ids("xs", x, shape, size["D" if E is None else "V"])
            self.ids[:] = x.ravel()
        elif x.shape != (*shape, size["D"]) or not np.isfinite(x).all():
            needed = (*shape, size["D"])
            raise ValueError(f"xs has shape {x.shape}; finite {needed} is needed")
        else:
            self.x[...] = x
        check_ids("ys", ys, shape, size["K"])
        if lengths is not None:
            lengths = np.asarray(lengths)
            check_ids("lengths", lengths, shape[1:], self.T + 1)
        if state is not None and len(state) != len(layers):
            raise ValueError(f"state has {len(state)} layers; there are {len(layers)}")
        for n, layer in enumerate(layers):
            given = state[n] if state else [0 * mine[0] for mine in layer.states]
            found, needed = ([p.shape for p in parts] for parts in (given, layer.d_state))
            if found != needed:
                raise ValueError(f"state has shapes {found}; they must be {needed}")
            for mine, part in zip(layer.states, given, strict=True):
                mine[0] = part
        if self.kind != x.ndim:  # the first pass over ids, or over vectors
            self.kind, dense = x.ndim, x.ndim == 3 or E is not None
            layers[0].prepare(self.x if dense else self.ids, None if E is None else self.x)
        if E is not None:
            E.take(self.ids, 0, self.x.reshape(-1, size["D"]), "clip")
        readout = self.readout
        readout.w[:] = (
            1 if lengths is None else (np.arange(self.T)[:, None] < lengths).ravel()
        )
        add(ys.ravel(), readout.starts, readout.targets)
        for part in (*layers, readout):
            for call in part.calls:
                call()
        readout.P.reshape(-1)[readout.targets] -= readout.w
        last = -1 if lengths is None else (lengths, np.arange(self.B))
        self.state, self.d_state = (
            [tuple(s[last] for s in layer.states) for layer in layers],
            [],
        )
        return float(np.dot(readout.w, readout.losses))

    def backward(self) -> Params:
        """Go back through the last pass forward, using up its record; return the gradients.

        Raises
        ------
        ValueError
            Without a pass forward since the last call.
        """
        if self.d_state or not self.state:
            raise ValueError("there is no pass forward to go back through; call forward")
        for part in (self.readout, *reversed(self.layers)):
            for call in part.calls_back:
                call()
        if "E" in self.params:
            rows = self.x.reshape(1, -1, self.size["D"])
            sum_by_id(self.ids, rows, self.gradients["E"][None])
        self.d_state = [layer.d_state for layer in self.layers]
        return self.gradients

    def descend(self, rate: float, largest_norm: float = np.inf) -> float:
        """Clip the gradient to `largest_norm`, step down by `rate`, and return the norm."""
        norm = float(np.sqrt(np.dot(self.gradient, self.gradient)))
        rate = self.theta.dtype.type(rate * min(1.0, largest_norm / norm) if norm else rate)
        for i in range(0, self.theta.size, CHUNK):  # pieces that stay in the cache (7)
            self.theta[i : i + CHUNK] -= rate * self.gradient[i : i + CHUNK]
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
