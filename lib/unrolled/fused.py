"""The fast path: what `language_model.run` computes, for B sequences and in few calls.

What makes it fast; the code tells by these numbers where each stands:

 1. Nothing is made twice: buffers, views and calls are prepared; gradients replace values.
 2. What does not wait for the step before is one product for all steps.
 3. A gate of a step is one piece of memory; for B = 1, all gates of a step are one vector.
 4. A one-hot input times W is a column of W, which is looked up.
 5. sigmoid(a) = 1/2 + 1/2 tanh(a/2), the inner 1/2 put into the weights: one tanh for all
    gates, which cannot overflow.
 6. OpenBLAS multiplies small matrices without repacking them.
 7. All parameters are one vector: norm, clipping and update do not know of names.

For B = 1 the price of a call remains, a quarter of a microsecond.  Memory is linear: for a
unit, step and sequence the plain cell keeps 3 numbers, the LSTM 8, the GRU 8 (7 with
``reset="after"``), and the readout one for a symbol, step and sequence.
"""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from .cell import Params, State, sizes
from .fused_cells import CACHE, LAYERS, SMALL, Calls, add, mul, sub, sum_by_id, times, zeros

CHUNK = 1 << 14  # entries of the parameter vector that are updated together


class Readout:
    """Logits, softmax, losses and the errors at the output, in one buffer P (T, B, K)."""

    def __init__(
        self, p: Params, gradients: Params, hs: np.ndarray, dhs: np.ndarray
    ) -> None:
        (T, B, H), K, dtype = hs.shape, len(p["V"]), hs.dtype
        self.P, self.w, self.losses = (zeros(dtype, T, B, *more) for more in ((K,), (), ()))
        self.rows, N = self.P.reshape(T * B, K), T * B
        self.targets, self.starts = np.arange(N), np.arange(0, N * K, K)
        self.calls = [partial(*call) for call in self.ahead(p["V"], p["c"], hs)]
        back: Any = (
            (np.dot, self.rows.T, hs.reshape(N, H), gradients["V"]),
            (np.dot, np.ones(N, dtype), self.rows, gradients["c"]),
            times(self.P, p["V"], dhs),
        )
        self.calls_back = [partial(*call) for call in back]

    def ahead(self, V: np.ndarray, c: np.ndarray, hs: np.ndarray) -> Calls:
        """Give the losses, and softmax - one-hot y where it counts."""
        K, entries, losses = len(V), self.P.reshape(-1), self.losses.reshape(-1)
        V_T, ones = V.T.copy() if V.size < SMALL else V.T, np.ones(K, V.dtype)
        yield from ((np.copyto, V_T, V.T), times(hs, V_T, self.P))
        n = max(1, CACHE // (V.itemsize * K))  # rows that stay in the cache meanwhile
        for cut in (slice(start, start + n) for start in range(0, len(losses), n)):
            q, w, loss = self.rows[cut], self.w.reshape(-1)[cut], losses[cut]
            sums, logs = np.empty_like(w), np.empty_like(w)
            yield from ((add, q, c, q), (np.maximum.reduce, q, 1, None, loss))
            yield from (
                (sub, q, loss[:, None], q),
                (entries.take, self.targets[cut], None, loss, "clip"),
            )
            yield from ((np.exp, q, q), (np.dot, q, ones, sums))  # faster than adding up
            yield from ((np.log, sums, logs), (sub, logs, loss, loss))
            yield from ((np.divide, w, sums, sums), (mul, q, sums[:, None], q))


class Workspace:
    """A model over B sequences of T steps, its gradients, and all memory that they need.

    `params` are those of `language_model` with a `cell`: `rnn`, `lstm`, `gru`, a variant.
    Layers ``W1``, ``U1``, ``b1`` and so on read what the one before gives; an embedding
    ``E`` (vocabulary size, D) is looked up first.  `dtype` may be float32: half the time.

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
        name = getattr(cell, "cell", cell).__name__.split(".")[-1]
        shapes: dict[str, str] = {}
        if T < 1 or B < 1:
            raise ValueError(f"T is {T} and B is {B}; both must be at least 1")
        if np.dtype(dtype) not in (np.float32, np.float64) or name not in LAYERS:
            allowed = f"{', '.join(LAYERS)} in float32 or float64"
            raise ValueError(f"{name} in {np.dtype(dtype)} is not possible; {allowed} is")
        self.theta = np.concatenate([np.ravel(p) for p in params.values()]).astype(dtype)
        self.gradient, ends = (
            np.zeros_like(self.theta),
            np.cumsum([*map(np.size, params.values())]),
        )
        self.params, self.gradients = (
            {
                k: v.reshape(params[k].shape)
                for k, v in zip(params, np.split(both, ends[:-1]), strict=True)
            }
            for both in (self.theta, self.gradient)
        )
        numbers = ["", *(f"{n}" for n in range(1, len(params)) if f"W{n}" in params)]
        below = "D"
        for number, own in zip(numbers, "Habcdefgijlmnopqrstuvwxyz", strict=False):
            letters = str.maketrans("HD", own + below)  # what a layer gives, the next reads
            shapes |= {
                k + number: axes.translate(letters) for k, axes in cell.SHAPES.items()
            }
            below = own
        embedded = {"E": "VD"} if "E" in params else {}
        self.sizes = sizes(self.params, {**shapes, "V": "K" + below, "c": "K", **embedded})
        options = dict(getattr(cell, "options", {}))
        options.pop("forget_bias", None)
        both = (self.params, self.gradients)
        self.layers: list[Any] = [
            LAYERS[name](
                *({k: p[k + n] for k in cell.SHAPES} for p in both), T, B, **options
            )
            for n in numbers
        ]
        for lower, layer in pairwise(self.layers):
            layer.prepare(lower.hs[1:], lower.dhs[1:])
        self.readout = Readout(*both, self.layers[-1].hs[1:], self.layers[-1].dhs[1:])
        self.T, self.B, self.ids, self.x = T, B, np.zeros(T * B, int), np.zeros(0)
        self.kind, self.state, self.d_state = 0, list[State](), list[State]()

    def forward(
        self, xs: Any, ys: Any, state: Sequence[State] | None = None, lengths: Any = None
    ) -> float:
        """Read a batch and return its loss: the cross-entropies of all steps, added up.

        `xs` are ids (T, B) or vectors (T, B, D), `ys` the ids of the targets, `state` a
        tuple for each layer, such as ``workspace.state`` (zeros if left out).  Of `lengths`
        (B,), from 0 to T, what is beyond has no loss, gradient or place in the state.

        Raises
        ------
        ValueError
            If a shape does not fit, or an id or length is out of range.
        """
        shape, E, x, ys = (
            (self.T, self.B),
            self.params.get("E"),
            np.asarray(xs),
            np.asarray(ys),
        )
        layers, readout, D = self.layers, self.readout, self.sizes["D"]
        if self.kind != x.ndim:  # the first pass over ids, or over vectors
            self.kind, dense = x.ndim, x.ndim != 2 or E is not None
            self.x = zeros(self.theta.dtype, *shape, D) if dense else self.x
            layers[0].prepare(self.x if dense else self.ids, None if E is None else self.x)
        if x.ndim == 2 or E is not None:
            check_ids("xs", x, shape, D if E is None else len(E))
            self.ids[:] = x.ravel()
        elif x.shape != (*shape, D) or not np.isfinite(x).all():
            raise ValueError(f"xs has shape {x.shape}; finite {(*shape, D)} is needed")
        else:
            self.x[...] = x
        check_ids("ys", ys, shape, self.sizes["K"])
        add(ys.ravel(), readout.starts, readout.targets)
        readout.w[...] = 1
        last: tuple[Any, ...] = (-1,)
        if lengths is not None:
            check_ids("lengths", lengths := np.asarray(lengths), shape[1:], self.T + 1)
            readout.w[...] = np.arange(self.T)[:, None] < lengths
            last = (lengths, np.arange(self.B))
        if state is not None and len(state) != len(layers):
            raise ValueError(f"state has {len(state)} layers; there are {len(layers)}")
        for n, layer in enumerate(layers):
            given = state[n] if state else [0 * part for part in layer.d_state]
            found, needed = ([p.shape for p in parts] for parts in (given, layer.d_state))
            if found != needed:
                raise ValueError(f"state has shapes {found}; they must be {needed}")
            for mine, part in zip(layer.states, given, strict=True):
                mine[0] = part
        if E is not None:
            E.take(self.ids, 0, self.x.reshape(-1, D), "clip")
        parts: tuple[Any, ...] = (*layers, readout)
        for part in parts:
            for call in part.calls:
                call()
        readout.P.reshape(-1)[readout.targets] -= readout.w.ravel()
        self.state, self.d_state = (
            [tuple(s[last] for s in layer.states) for layer in layers],
            [],
        )
        return float(np.vdot(readout.w, readout.losses))

    def backward(self) -> Params:
        """Go back through the last pass forward, using up its record; return the gradients.

        Raises
        ------
        ValueError
            Without a pass forward since the last call.
        """
        if self.d_state or not self.state:
            raise ValueError("there is no pass forward to go back through; call forward")
        parts: tuple[Any, ...] = (self.readout, *reversed(self.layers))
        for part in parts:
            for call in part.calls_back:
                call()
        if "E" in self.params:
            rows = self.x.reshape(1, -1, self.sizes["D"])
            sum_by_id(self.ids, rows, self.gradients["E"][None])
        self.d_state = [layer.d_state for layer in self.layers]
        return self.gradients

    def descend(self, rate: float, largest_norm: float = np.inf) -> float:
        """Clip the gradient to `largest_norm`, step down by `rate`; return the norm (7)."""
        norm = float(np.sqrt(np.dot(self.gradient, self.gradient)))
        rate = self.theta.dtype.type(rate * min(1.0, largest_norm / norm) if norm else rate)
        for i in range(0, self.theta.size, CHUNK):  # pieces that stay in the cache
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
