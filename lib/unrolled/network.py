"""Networks of cells: several layers, one or two directions, an embedding below.

The states of one layer are the inputs of the next.  In a bidirectional layer a second
cell, with parameters of its own, reads the sequence from its end, and both are merged:

    x       = E column id                   embedding                    (Y1)
    h       = [forward; backward]           merge="concatenate"          (Y2)
    h       = forward + backward            merge="sum"                  (Y2s)
    dE      = sum_t dx_t (column id of the unit matrix)^T                (Y3)

The parameters are one flat dict: those of a cell as ``"layer1.W"``, and those of the cell
that reads from the end as ``"layer1.reverse.W"``.  There may also be ``"E"`` (D, K), and
trainable states before the first step, ``"layer1.h"`` (H,), and ``"layer1.C"`` for an LSTM.

    >>> from unrolled import lstm
    >>> net = Network(lstm, layers=2, bidirectional=True)
    >>> params = net.init(np.random.default_rng(0), 5, 3, vocabulary_size=7)
    >>> net.forward(params, [6, 0, 2, 2]).outputs.shape
    (4, 6)

Sources: Schuster & Paliwal, "Bidirectional recurrent neural networks", IEEE Transactions
on Signal Processing 45 (1997); Graves, arXiv:1308.0850 (2013), for deep networks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from . import bptt
from .cell import STATE_NAMES, Array, Cell, Params, Rng, State, Vectors, choice, uniform
from .text import one_hot

MERGES = ("concatenate", "sum")
States = dict[str, State]  # by the prefix of the layer: "layer1.", "layer1.reverse."


class Trace(NamedTuple):
    """One pass forward."""

    inputs: Array  # (T, D) of the first layer, after the embedding
    read: Array | None  # (T, K) one-hot rows that the embedding read, if there is one
    layers: dict[str, Any]  # the cell's traces by prefix, in the order of reading
    outputs: Array  # (T, H) or, two directions concatenated, (T, 2H)
    states: States  # after the last step that each cell read


class Gradients(NamedTuple):
    """What the way back gives."""

    parameters: Params  # by the names of the parameters, trainable states included
    inputs: Array  # (T, D) of the first layer's inputs, after the embedding
    layers: dict[str, Any]  # the cell's traces of gradients by prefix
    states: States  # of the states before the first step


@dataclass(frozen=True)
class Network:
    """Cells of one kind, stacked and, if wanted, in both directions.

    Parameters
    ----------
    cell : module or Variant
    layers : int
        At least 1.
    bidirectional : bool
    merge : {"concatenate", "sum"}
        How the two directions become one output.

    Raises
    ------
    ValueError
        If there is no layer, or if `merge` is unknown.
    """

    cell: Cell
    layers: int = 1
    bidirectional: bool = False
    merge: str = "concatenate"

    def __post_init__(self) -> None:
        choice("merge", self.merge, MERGES)
        if self.layers < 1:
            raise ValueError(f"layers is {self.layers}; at least 1 is needed")

    def prefixes(self, layer: int) -> list[str]:
        """Name the cells of a layer, which is counted from 1."""
        first = f"layer{layer}."
        return [first, f"{first}reverse."] if self.bidirectional else [first]

    def init(
        self,
        rng: Rng,
        input_size: int,
        hidden_size: int,
        vocabulary_size: int | None = None,
        trainable_states: bool = False,
    ) -> Params:
        """Draw the parameters of all cells.

        With a `vocabulary_size` K there is an embedding E (D, K) as well.  Trainable states
        start at zero.
        """
        params: Params = {}
        if vocabulary_size is not None:
            params["E"] = uniform(rng, input_size, input_size, vocabulary_size)
        size, both = input_size, self.bidirectional and self.merge == "concatenate"
        for layer in range(1, self.layers + 1):
            for prefix in self.prefixes(layer):
                own = self.cell.init(rng, size, hidden_size)
                if trainable_states:
                    own |= _named(self.cell.zero_state(own))
                params |= {prefix + name: p for name, p in own.items()}
            size = 2 * hidden_size if both else hidden_size
        return params

    def forward(
        self, params: Params, xs: Vectors | Sequence[int], states: States | None = None
    ) -> Trace:
        """Read a sequence.

        Parameters
        ----------
        params : dict of ndarray
        xs : sequence of T ids, or of T vectors (D,); with an embedding (K,)
            Ids stand for one-hot vectors.
        states : dict of states, optional
            Carried from another sequence: the ``states`` of its trace.  What it does not
            hold starts from the trainable state in `params` or else from zero.

        Raises
        ------
        ValueError
            If there is no time step, or if a shape does not fit; the message names both.
        """
        inputs, read = self._embedded(params, xs)
        hs, traces, last = inputs, {}, {}
        for layer in range(1, self.layers + 1):
            outputs = []
            for prefix in self.prefixes(layer):
                own = _part(params, prefix, self.cell)
                begin = (states or {}).get(prefix) or self._start(params, prefix)
                order = _order(prefix)
                traces[prefix] = bptt.unroll(self.cell, own, hs[order], begin)
                last[prefix] = bptt.at(traces[prefix], len(hs) - 1).state
                outputs.append(traces[prefix].h[order])
            hs = self._merged(outputs)
        return Trace(inputs, read, traces, hs, last)

    def backward(self, params: Params, trace: Trace, d_outputs: Array) -> Gradients:
        """Go back through layers and time; no gradient enters through the last states.

        Parameters
        ----------
        params : dict of ndarray
        trace : Trace
            What `forward` returned.
        d_outputs : ndarray, as ``trace.outputs``
            The gradient that reaches each output from the loss.

        Raises
        ------
        ValueError
            If `d_outputs` has another shape than the outputs.
        """
        if np.shape(d_outputs) != np.shape(trace.outputs):
            needed = np.shape(trace.outputs)
            raise ValueError(f"d_outputs has shape {np.shape(d_outputs)}, not {needed}")
        gradients: Params = {}
        d_traces, d_states, d_hs = {}, {}, d_outputs
        for layer in range(self.layers, 0, -1):
            d_inputs: Array = 0.0
            prefixes = self.prefixes(layer)
            for prefix, d_h in zip(prefixes, self._split(d_hs), strict=True):
                own, order = _part(params, prefix, self.cell), _order(prefix)
                passed = trace.layers[prefix]
                d = bptt.backpropagate(self.cell, own, passed, d_h[order])
                d_traces[prefix], d_states[prefix] = d, bptt.at(d, 0).state_prev
                found = self.cell.parameter_gradients(passed, d)
                found |= _named(d_states[prefix])
                gradients |= {prefix + name: g for name, g in found.items()}
                d_inputs = d_inputs + d.x[order]
            d_hs = d_inputs
        if trace.read is not None:
            gradients["E"] = d_hs.T @ trace.read  # (Y3)
        gradients = {name: gradients[name] for name in params}
        return Gradients(gradients, d_hs, d_traces, d_states)

    def _embedded(self, params: Params, xs: Any) -> tuple[Array, Array | None]:
        """Give the vectors that the first layer reads, and what the embedding read."""
        table = params.get("E")
        if np.ndim(xs) == 1:
            W = params["layer1.W"] if table is None else table
            xs = one_hot(xs, W.shape[-1])
        if len(xs) == 0:
            raise ValueError("xs is empty; at least one time step is needed")
        if table is None:
            return np.asarray(xs), None
        if np.shape(xs)[1:] != (table.shape[1],):
            raise ValueError(f"xs has shape {np.shape(xs)}; E has K = {table.shape[1]}")
        return np.stack([table @ x for x in xs]), np.asarray(xs)  # (Y1)

    def _start(self, params: Params, prefix: str) -> State:
        zeros = self.cell.zero_state(_part(params, prefix, self.cell))
        named = _named(zeros).items()
        return tuple(params.get(prefix + name, zero) for name, zero in named)

    def _merged(self, outputs: list[Array]) -> Array:
        if len(outputs) == 1:
            return outputs[0]
        if self.merge == "sum":
            return outputs[0] + outputs[1]  # (Y2s)
        return np.concatenate(outputs, axis=1)  # (Y2)

    def _split(self, d: Array) -> list[Array]:
        """Hand the gradient (T, H) or (T, 2H) of the merged output to its directions."""
        if not self.bidirectional:
            return [d]
        if self.merge == "sum":
            return [d, d]
        H = d.shape[1] // 2
        return [d[:, :H], d[:, H:]]


def _part(params: Params, prefix: str, cell: Cell) -> Params:
    """Give the parameters of one cell, by the cell's own names."""
    for name in cell.SHAPES:
        if prefix + name not in params:
            raise ValueError(f"parameter {prefix + name} is missing; there are {[*params]}")
    return {name: params[prefix + name] for name in cell.SHAPES}


def _named(state: State) -> Params:
    return dict(zip(STATE_NAMES, state, strict=False))


def _order(prefix: str) -> slice:
    return slice(None, None, -1 if prefix.endswith("reverse.") else 1)
