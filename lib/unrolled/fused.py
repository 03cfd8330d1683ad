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

from collections.abc import Sequence
from typing import Any

import numpy as np

from .cell import Params, State, sizes
from .fused_cells import CACHE, LAYERS, add, mul, sub, sum_by_id, times, zeros

CHUNK = 1 << 14  # entries of the parameter vector that are updated together


class Readout:
    """Logits, softmax, loss and the errors at the output, in one buffer (T, B, K)."""

    def __init__(self, params: Params, gradients: Params, T: int, B: int) -> None:
        (self.V, self.c), (self.dV, self.dc) = (
            [p["V"], p["c"]] for p in (params, gradients)
        )
        (N, K), dtype = (T * B, len(self.V)), self.V.dtype
        self.P, self.w, self.ones = (
            zeros(dtype, T, B, K),
            np.ones(N, dtype),
            np.ones(K, dtype),
        )
        self.starts, self.targets = np.arange(0, N * K, K), np.arange(N)
        peaks, sums = np.empty((N, 1), dtype), np.empty((N, 1), dtype)
        cut = (self.P.reshape(N, K), peaks, sums, sums[:, 0], self.targets, self.w)
        n = max(1, CACHE // (K * dtype.itemsize))  # rows that stay in the cache meanwhile
        self.pieces = [[a[i : i + n] for a in cut] for i in range(0, N, n)]

    def forward(self, h: np.ndarray, y: np.ndarray, lengths: np.ndarray | None) -> float:
        """Give the loss; the buffer then holds softmax - one-hot y, or 0 past the end."""
        self.h, loss, entries = h, 0.0, self.P.reshape(-1)
        self.w[:] = 1 if lengths is None else (np.arange(len(h))[:, None] < lengths).ravel()
        add(y.reshape(-1), self.starts, self.targets)
        times(h, self.V.T, self.P)
        for q, peak, column, sums, target, w in self.pieces:
            np.maximum.reduce(add(q, self.c, q), 1, None, peak, True)
            sub(q, peak, q)
            picked = entries.take(target)
            np.dot(
                np.exp(q, q), self.ones, sums
            )  # a row sum as a product: five times faster
            loss += float(np.dot(w, np.log(sums) - picked))
            np.divide(w, sums, sums)
            mul(q, column, q)
        entries[self.targets] -= self.w
        return loss

    def backward(self, dh: np.ndarray) -> None:
        """Write the gradients of V and c, and that of the states to `dh`."""
        P = self.P.reshape(-1, len(self.V))
        np.dot(P.T, self.h.reshape(len(P), -1), self.dV)
        np.dot(np.ones(len(P), P.dtype), P, self.dc)
        times(self.P, self.V, dh)


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
        self.readout = Readout(self.params, self.gradients, T, B)
        self.x = np.empty((T, B, self.size["D"]), dtype) if "E" in params else None
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
        if x.ndim == 2 or self.x is not None:
            check_ids("xs", x, shape, self.size["D" if self.x is None else "V"])
        elif x.shape != (*shape, self.size["D"]) or not np.isfinite(x).all():
            needed = (*shape, self.size["D"])
            raise ValueError(f"xs has shape {x.shape}; finite {needed} is needed")
        check_ids("ys", ys, shape, self.size["K"])
        if lengths is not None:
            lengths = np.asarray(lengths)
            check_ids("lengths", lengths, shape[1:], self.T + 1)
        if state is not None and len(state) != len(layers):
            raise ValueError(f"state has {len(state)} layers; there are {len(layers)}")
        self.ids = x
        if self.x is not None:
            x = np.take(self.params["E"], x, 0, self.x, "clip")
        for n, layer in enumerate(layers):
            given = state[n] if state else [0 * mine[0] for mine in layer.states]
            found, needed = ([p.shape for p in parts] for parts in (given, layer.d_state))
            if found != needed:
                raise ValueError(f"state has shapes {found}; they must be {needed}")
            for mine, part in zip(layer.states, given, strict=True):
                mine[0] = part
            layer.project(x)
            layer.forward()
            x = layer.hs[1:]
        last = -1 if lengths is None else (lengths, np.arange(self.B))
        self.state, self.d_state = (
            [tuple(s[last] for s in layer.states) for layer in layers],
            [],
        )
        return self.readout.forward(x, ys, lengths)

    def backward(self) -> Params:
        """Go back through the last pass forward, using up its record; return the gradients.

        Raises
        ------
        ValueError
            Without a pass forward since the last call.
        """
        if self.d_state or not self.state:
            raise ValueError("there is no pass forward to go back through; call forward")
        outs = [*(layer.dhs[1:] for layer in reversed(self.layers)), self.x]
        for part, out in zip([self.readout, *reversed(self.layers)], outs, strict=True):
            part.backward(out)  # to `out` goes the gradient of what the part has read
        if self.x is not None:
            dE = self.gradients["E"][None]
            sum_by_id(self.ids.reshape(-1), self.x.reshape(1, -1, self.size["D"]), dE)
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
