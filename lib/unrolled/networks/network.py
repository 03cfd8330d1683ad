"""Networks of cells: several layers, one or two directions, an embedding below.

The states of one layer are the inputs of the next.  In a bidirectional layer a second
cell, with parameters of its own, reads the sequence from its end, and both are merged:

    x       = E^T e                         embedding, one row of E      (Y1)
    h       = [forward; backward]           merge="concatenate"          (Y2)
    h       = forward + backward            merge="sum"                  (Y2s)
    dE      = sum_t e_t dx_t^T                                           (Y3)

where e is the one-hot vector of the id.  The parameters are one flat dict.  The first
layer has the names of its cell, ``W``, ``U``, ``b``, the second ``W1``, ``U1``, ``b1``, and
so on, and the cells that read from the end ``W_reverse``, ``W1_reverse``: the numbers that
PyTorch gives to its layers.  There may also be ``E`` (K, D), one row for each token, and
trainable states before the first step, ``h``, ``h1`` (H,), for an LSTM ``C``, ``C1``, too.

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

from ..arrays import Array, Params, Rng, State, Vectors
from ..cells.cell import STATE_NAMES, Cell, uniform
from ..checks import choice, whole
from ..text.letters import one_hot
from . import bptt

MERGES = ("concatenate", "sum")
REVERSE = "_reverse"
States = Params  # by the names of trainable states: "h", "C", "h1", "h1_reverse"


class Trace(NamedTuple):
    """One pass forward."""

    inputs: Array  # (T, D) of the first layer, after the embedding
    read: Array | None  # (T, K) one-hot rows that the embedding read, if there is one
    layers: dict[str, Any]  # the cells' traces by suffix, in the order of reading
    outputs: Array  # (T, H) or, two directions concatenated, (T, 2H)
    states: States  # after the last step that each cell read
    given: frozenset[str]  # the states that the pass began from, and not from parameters


class Gradients(NamedTuple):
    """What the way back gives."""

    parameters: Params  # by the names of the parameters, trainable states included
    inputs: Array  # (T, D) of the first layer's inputs, after the embedding
    layers: dict[str, Any]  # the cells' traces of gradients by suffix
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
        If there is no layer, or if `bidirectional` or `merge` is none of its choices.
    """

    cell: Cell
    layers: int = 1
    bidirectional: bool = False
    merge: str = "concatenate"

    def __post_init__(self) -> None:
        choice("bidirectional", self.bidirectional, (False, True))
        choice("merge", self.merge, MERGES)
        object.__setattr__(self, "layers", whole("layers", self.layers))

    def suffixes(self, layer: int) -> list[str]:
        """Give what the names of the cells of a layer, counted from 0, end with."""
        number = str(layer) if layer else ""
        return [number, number + REVERSE] if self.bidirectional else [number]

    @property
    def top(self) -> str:
        """The name of the state that the last layer gives, reading forward."""
        return "h" + self.suffixes(self.layers - 1)[0]

    def init(
        self,
        rng: Rng,
        input_size: int,
        hidden_size: int,
        vocabulary_size: int | None = None,
        trainable_states: bool = False,
    ) -> Params:
        """Draw the parameters of all cells.

        With a `vocabulary_size` K there is an embedding E (K, D) as well.  Trainable states
        start at zero.

        Raises
        ------
        ValueError
            If a size is no whole number of at least 1.
        """
        params: Params = {}
        if vocabulary_size is not None:
            params["E"] = uniform(rng, input_size, vocabulary_size, input_size)
        size, both = input_size, self.bidirectional and self.merge == "concatenate"
        for layer in range(self.layers):
            for suffix in self.suffixes(layer):
                own = self.cell.init(rng, size, hidden_size)
                if trainable_states:
                    own |= _named(self.cell.zero_state(own))
                params |= {name + suffix: p for name, p in own.items()}
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
        states : dict of ndarray (H,), optional
            Carried from another sequence: the ``states`` of its trace.  What it does not
            hold starts from the trainable state in `params` or else from zero.

        Raises
        ------
        ValueError
            If there is no time step, or if a shape does not fit; the message names both.
        """
        begin = self.start(params)
        if unknown := (states or {}).keys() - begin.keys():
            raise ValueError(f"state {min(unknown)} is unknown; there are {[*begin]}")
        begin |= states or {}
        inputs, read = self._embedded(params, xs)
        hs, traces = inputs, {}
        last: States = {}
        for layer in range(self.layers):
            outputs = []
            for suffix in self.suffixes(layer):
                own, order = _part(params, suffix, self.cell), _order(suffix)
                first = self._state(begin, suffix)
                traces[suffix] = bptt.unroll(self.cell, own, hs[order], first)
                last |= _named(bptt.at(traces[suffix], len(hs) - 1).state, suffix)
                outputs.append(traces[suffix].h[order])
            hs = self._merged(outputs)
        return Trace(inputs, read, traces, hs, last, frozenset(states or {}))

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
        d_states: States = {}
        d_traces, d_hs = {}, d_outputs
        for layer in reversed(range(self.layers)):
            d_inputs: Array = 0.0
            suffixes = self.suffixes(layer)
            for suffix, d_h in zip(suffixes, self._split(d_hs), strict=True):
                own, order = _part(params, suffix, self.cell), _order(suffix)
                passed = trace.layers[suffix]
                d = bptt.backpropagate(self.cell, own, passed, d_h[order])
                d_traces[suffix] = d
                d_states |= _named(bptt.at(d, 0).state_prev, suffix)
                found = self.cell.parameter_gradients(passed, d)
                gradients |= {name + suffix: g for name, g in found.items()}
                d_inputs = d_inputs + d.x[order]
            d_hs = d_inputs
        if trace.read is not None:
            gradients["E"] = trace.read.T @ d_hs  # (Y3)
        for name, d in d_states.items():  # a trainable state that was not used has none
            gradients[name] = np.zeros_like(d) if name in trace.given else d
        gradients = {name: gradients[name] for name in params if name in gradients}
        return Gradients(gradients, d_hs, d_traces, d_states)

    def step(self, params: Params, x: Array, states: States) -> States:
        """Advance a network of one direction by one token or vector; nothing is checked."""
        after: States = {}
        h = embedded(params, x)
        for layer in range(self.layers):
            (suffix,) = self.suffixes(layer)
            own = _part(params, suffix, self.cell)
            done = self.cell.step(own, h, self._state(states, suffix))
            after |= _named(done.state, suffix)
            h = done.state[0]
        return after

    def start(self, params: Params) -> States:
        """Give the states before the first step: the trainable ones, or else zeros.

        Raises
        ------
        ValueError
            If a parameter is missing, or if there are more layers or directions of them.
        """
        for more in (f"W{self.layers}", "" if self.bidirectional else f"W{REVERSE}"):
            if more in params:
                raise ValueError(f"parameter {more} belongs to another network than {self}")
        states: States = {}
        for layer in range(self.layers):
            for suffix in self.suffixes(layer):
                own = _part(params, suffix, self.cell)
                zeros = [z.astype(own["U"].dtype) for z in self.cell.zero_state(own)]
                states |= _named(tuple(zeros), suffix)
        return {name: params.get(name, zero) for name, zero in states.items()}

    def _embedded(self, params: Params, xs: Any) -> tuple[Array, Array | None]:
        """Give the vectors that the first layer reads, and what the embedding read."""
        table = params.get("E")
        if np.ndim(xs) == 1:
            xs = one_hot(xs, params["W"].shape[-1] if table is None else len(table))
        if len(xs) == 0:
            raise ValueError("xs is empty; at least one time step is needed")
        if table is None:
            return np.asarray(xs), None
        if np.shape(xs)[1:] != (len(table),):
            raise ValueError(f"xs has shape {np.shape(xs)}; E has K = {len(table)}")
        return np.stack([embedded(params, x) for x in xs]), np.asarray(xs)

    def _state(self, states: States, suffix: str) -> State:
        """Give the state of one cell."""
        names = (name + suffix for name in STATE_NAMES)
        return tuple(states[name] for name in names if name in states)

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


def embedded(params: Params, e: Array) -> Array:
    """Replace a one-hot vector `e` (K,) by its row of E, where there is one."""
    if "E" not in params:
        return e
    x = params["E"].T @ e  # (Y1)
    return x


def _part(params: Params, suffix: str, cell: Cell) -> Params:
    """Give the parameters of one cell, by the cell's own names."""
    for name in cell.SHAPES:
        if name + suffix not in params:
            raise ValueError(f"parameter {name + suffix} is missing; there are {[*params]}")
    return {name: params[name + suffix] for name in cell.SHAPES}


def _named(state: State, suffix: str = "") -> States:
    return {name + suffix: part for name, part in zip(STATE_NAMES, state, strict=False)}


def _order(suffix: str) -> slice:
    return slice(None, None, -1 if suffix.endswith(REVERSE) else 1)
