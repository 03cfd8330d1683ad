"""The fast path: the cells' equations for a whole batch, in as few calls as possible.

It computes what `language_model.run` does, to the last digits, for B sequences at once.
Arrays are time-major, (T, B, ·).  What makes it fast, by what it is worth:

 1. One buffer for everything, made once: no step allocates, and every view that the loops
    need is cut beforehand.  Values become slopes become gradients in the same memory.
 2. Whatever does not wait for the step before is one product for all steps: the inputs
    before the loop, the readout and the gradient of every weight after it.
 3. A record is (slot, T, B, H), so that a gate of a step is one piece of memory, and gates
    that are treated alike lie side by side and share one call.  For B = 1 the same array
    has its time axis in front in memory: the gates of a step are one vector, and their
    products with U one product.
 4. A one-hot input times W is a column of W: nothing is multiplied, a row is looked up.
 5. sigmoid(a) = 1/2 + 1/2 tanh(a/2), with the inner 1/2 multiplied into the weights: one
    call of tanh serves all gates, and nothing can overflow.
 6. OpenBLAS multiplies small matrices without repacking them: a product above a million
    multiplications is cut into blocks of columns, which are views and cost nothing.
 7. All parameters are views of one vector, all gradients of another: norm, clipping and
    update do not know of names.

What remains for B = 1 is the price of a call, about a quarter of a microsecond in NumPy:
a step and layer of the LSTM takes 9 calls ahead and 5 back.  Memory is linear in T B H: for
each unit, step and sequence the plain cell keeps 3 numbers, the LSTM 8, the GRU 8 (7 with
``reset="after"``), and the readout one for each symbol, step and sequence.

The three cells are in `unrolled.fused_cells`, what they share in `unrolled.fused_layer`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import language_model
from .cell import Cell, Params, State, sizes
from .fused_cells import CACHE, LAYERS, Layer, add, mul, sub, sum_by_id, times, zeros

CHUNK = 1 << 14  # entries of the parameter vector that are updated together


def views(vector: np.ndarray, like: Params) -> Params:
    """Cut a flat `vector` into arrays with the names and shapes of `like`."""
    ends = np.cumsum([value.size for value in like.values()])
    parts = zip(like.items(), np.split(vector, ends[:-1]), strict=True)
    return {name: part.reshape(value.shape) for (name, value), part in parts}


class Readout:
    """Logits, softmax, loss and the errors at the output, in one buffer (T, B, K)."""

    def __init__(self, params: Params, gradients: Params, T: int, B: int) -> None:
        self.V, self.c = params["V"], params["c"]
        self.dV, self.dc = gradients["V"], gradients["c"]
        K, dtype = len(self.V), self.V.dtype
        N, n = T * B, max(1, CACHE // (K * dtype.itemsize))  # n rows stay in the cache
        self.P, self.w = zeros(dtype, T, B, K), np.ones(N, dtype)
        self.rows, self.ones, self.ones_K = self.P.reshape(N, K), np.ones(N, dtype), np.ones(K, dtype)
        self.starts, self.targets = np.arange(0, N * K, K), np.arange(N)
        peaks, sums = np.empty((N, 1), dtype), np.empty(N, dtype)
        self.pieces = [
            (*(a[i : i + n] for a in (self.rows, peaks, sums, self.targets, self.w)), sums[i:i+n, None])
            for i in range(0, N, n)
        ]

    def forward(self, h: np.ndarray, y: np.ndarray, lengths: np.ndarray | None) -> float:
        """Give the loss; what is left in the buffer is softmax - one-hot y, where it counts."""
        self.h, loss, entries = h, 0.0, self.P.reshape(-1)
        self.w[:] = 1 if lengths is None else (np.arange(len(h))[:, None] < lengths).ravel()
        add(y.reshape(-1), self.starts, self.targets)
        times(h, self.V.T, self.P)
        for q, peak, sums, target, w, column in self.pieces:
            add(q, self.c, q)
            np.maximum.reduce(q, 1, None, peak, True)
            sub(q, peak, q)
            picked = entries.take(target)
            np.exp(q, q)
            np.dot(q, self.ones_K, sums)  # a row sum as a product: five times faster
            loss += float(np.dot(w, np.log(sums) - picked))
            np.divide(w, sums, sums)
            mul(q, column, q)
        entries[self.targets] -= self.w
        return loss

    def backward(self, dh: np.ndarray) -> None:
        """Write the gradients of V and c, and that of the states to `dh`."""
        np.dot(self.rows.T, self.h.reshape(len(self.rows), -1), self.dV)
        np.dot(self.ones, self.rows, self.dc)
        times(self.P, self.V, dh)


class Workspace:
    """A model over B sequences of T steps, its gradients, and all memory that they need.

    Parameters
    ----------
    cell : module or Variant
        `rnn`, `lstm` or `gru`, with their options; used by every layer.
    params : dict of ndarray
        As for `language_model`.  A deep network has further layers, named by number:
        ``W1``, ``U1``, ``b1`` and so on read what ``W``, ``U``, ``b`` give.  An embedding
        ``E`` (vocabulary size, D) is looked up with the ids before the first layer.
    T, B : int
        Steps, and sequences side by side.
    dtype : dtype
        float64, or float32, which takes half the time.

    Attributes
    ----------
    theta, gradient : ndarray
        All parameters (copies of `params`) and their gradients, each as one vector.
    params, gradients : dict of ndarray
        Their views by name; what is written to one is seen in the other.
    state : list of tuple of ndarray (B, H)
        One state for each layer after the last pass forward, valid until the next one.
    d_state : list of tuple of ndarray (B, H)
        The gradient of the state before the first step, after `backward`.

    Raises
    ------
    ValueError
        If a size is not at least 1, or if parameters are missing or do not fit.

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
        self, cell: Cell, params: Params, T: int, B: int, dtype: Any = np.float64
    ) -> None:
        if T < 1 or B < 1:
            raise ValueError(f"T is {T} and B is {B}; both must be at least 1")
        dtype, self.T, self.B = np.dtype(dtype), T, B
        if dtype not in (np.float32, np.float64):
            raise ValueError(f"dtype is {dtype}; float32 or float64 is needed")
        self.theta = np.concatenate([np.ravel(p) for p in params.values()]).astype(dtype)
        self.gradient = np.zeros_like(self.theta)
        self.params, self.gradients = (
            views(self.theta, params),
            views(self.gradient, params),
        )
        numbers = ["", *(f"{n}" for n in range(1, len(params)) if f"W{n}" in params)]
        self.layers: list[Layer] = []
        for number in numbers:
            self.layers.append(self._layer(cell, number))
            read, given = self.layers[-1].D, self.layers[max(0, len(self.layers) - 2)].H
            if number and read != given:
                raise ValueError(f"W{number} reads D = {read}, but H = {given} comes in")
        last = "b" + numbers[-1]
        sizes(self.params, {**language_model.SHAPES, last: "GH"[-self.params[last].ndim :]})
        self.readout = Readout(self.params, self.gradients, T, B)
        self.embedded = "E" in params
        if self.embedded:
            sizes(self.params, {"E": "VD"})
            D, E = self.layers[0].D, self.params["E"]
            if E.shape[1] != D:
                raise ValueError(f"E has D = {E.shape[1]}, but W has D = {D}")
            self.x, self.dx = (np.zeros((T, B, D), dtype) for _ in range(2))
        self._read = False  # whether a pass forward waits for its way back
        self.state: list[State] = []
        self.d_state: list[State] = []

    def _layer(self, cell: Any, number: str) -> Layer:
        """Make one layer from the parameters whose names end with its number."""
        mine, theirs = (
            {name: p[name + number] for name in cell.SHAPES if name + number in p}
            for p in (self.params, self.gradients)
        )
        sizes(mine, cell.SHAPES)
        options = {
            k: v for k, v in getattr(cell, "options", {}).items() if k != "forget_bias"
        }
        module = getattr(cell, "cell", cell).__name__.split(".")[-1]
        if module not in LAYERS:
            raise ValueError(f"{module} has no fast path; {sorted(LAYERS)} have")
        return LAYERS[module](mine, theirs, self.T, self.B, **options)

    def forward(
        self,
        xs: np.ndarray,
        ys: np.ndarray,
        state: Sequence[State] | None = None,
        lengths: np.ndarray | None = None,
    ) -> float:
        """Read a batch and return its loss: the cross-entropies of all steps, added up.

        Parameters
        ----------
        xs : ndarray of int (T, B), or of float (T, B, D)
            Ids, or vectors.
        ys : ndarray of int (T, B)
            The ids of the targets.
        state : list of tuple of ndarray (B, H), optional
            One for each layer; zeros if left out.  ``workspace.state`` carries it on.
        lengths : ndarray of int (B,), optional
            How many steps of each sequence count, from 0 to T.  A step beyond is computed
            and not asked for: no loss, hence no gradient, and no place in ``state``.

        Raises
        ------
        ValueError
            If a shape does not fit, or an id or length is out of range.
        """
        T, B, layers = self.T, self.B, self.layers
        x = np.asarray(xs)
        D = len(self.params["E"]) if self.embedded else layers[0].D
        if x.ndim == 2 or self.embedded:
            check_ids("xs", x, (T, B), D)
        elif x.shape != (T, B, D) or not np.isfinite(x).all():
            raise ValueError(f"xs has shape {x.shape}; finite ({T}, {B}, {D}) is needed")
        else:
            x = x.astype(self.theta.dtype, copy=False)
        if state is not None and len(state) != len(layers):
            raise ValueError(f"state has {len(state)} layers; there are {len(layers)}")
        ys = np.asarray(ys)
        check_ids("ys", ys, (T, B), len(self.params["V"]))
        if lengths is not None:
            lengths = np.asarray(lengths)
            check_ids("lengths", lengths, (B,), T + 1)
        self.ids = x
        if self.embedded:
            x = np.take(self.params["E"], x, 0, self.x, "clip")
        for n, layer in enumerate(layers):
            for mine, part in zip(layer.states, state[n] if state else (0, 0), strict=False):
                if state and np.shape(part) != mine.shape[1:]:
                    shape = np.shape(part)
                    raise ValueError(f"state has shape {shape}; it must be {mine.shape[1:]}")
                mine[0] = part
            layer.project(x)
            layer.forward()
            x = layer.hs[1:]
        last = -1 if lengths is None else (lengths, np.arange(B))
        self.state = [tuple(part[last] for part in layer.states) for layer in layers]
        self._read = True
        return self.readout.forward(x, ys, lengths)

    def backward(self) -> Params:
        """Go back through the last pass forward and return the gradients.

        Raises
        ------
        ValueError
            Without a pass forward since the last call: this one uses up its record.
        """
        if not self._read:
            raise ValueError("there is no pass forward to go back through; call forward")
        self._read = False
        self.readout.backward(self.layers[-1].dhs[1:])
        for n in reversed(range(len(self.layers))):
            self.layers[n].backward()
            self.layers[n].weights()
            if n:
                self.layers[n].inputs(self.layers[n - 1].dhs[1:])
        if self.embedded:
            self.layers[0].inputs(self.dx)
            dx, dE = self.dx.reshape(1, -1, self.dx.shape[2]), self.gradients["E"]
            sum_by_id(self.ids.reshape(-1), dx, dE[None])
        self.d_state = [layer.d_state for layer in self.layers]
        return self.gradients

    def descend(self, rate: float, largest_norm: float = np.inf) -> float:
        """Clip the gradient to `largest_norm`, step down by `rate`, and return the norm.

        The gradient is used up: it becomes the step (7).
        """
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
        raise ValueError(
            f"{name} is {ids.dtype} {ids.shape}; whole numbers {shape} are needed"
        )
    # seen as unsigned, a negative number is a very large one: one call finds both
    if np.maximum.reduce(ids.astype(np.uint64), None) >= size:
        bad = ids[(ids < 0) | (ids >= size)][0]
        raise ValueError(f"{name} holds {bad}; it must be in 0 … {size - 1}")
