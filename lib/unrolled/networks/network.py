"""Networks of cells: several layers, one or two directions, an embedding below.

The states of one layer are the inputs of the next.  In a bidirectional layer a second
cell, with parameters of its own, reads the sequence from its end, and both are merged
(`unrolled.networks.merging`).  An embedding may stand below:

    x       = E^T e                         embedding, one row of E      (Y1)
    dE      = sum_t e_t dx_t^T                                           (Y3)

where e is the one-hot vector of the id.  The parameters are one flat dict.  The first
layer has the names of its cell, ``W``, ``U``, ``b``, the second ``W1``, ``U1``, ``b1``, and
so on, and the cells that read from the end ``W_reverse``, ``W1_reverse``: the numbers that
PyTorch gives to its layers.  There may also be ``E`` (I, D), one row for each id, and
trainable states before the first step, ``h``, ``h1`` (H,), for an LSTM ``C``, ``C1``, too.

    >>> from unrolled import lstm
    >>> net = Network(lstm, layers=2, bidirectional=True)
    >>> params = net.init(0, 5, 3, vocabulary_size=7)
    >>> net.forward(params, [6, 0, 2, 2]).outputs.shape
    (4, 6)

Sources: Schuster & Paliwal, "Bidirectional recurrent neural networks", IEEE Transactions
on Signal Processing 45 (1997); Graves, arXiv:1308.0850 (2013), for deep networks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, NamedState, Params, Rng, Vectors, as_array, axes, finite
from ..cells.cell import (
    Cell,
    by_name,
    in_order,
    name_of,
    not_of_a_variant,
    uniform,
)
from ..checks import choice, generator, shaped, whole
from ..text.letters import one_hot
from . import bptt
from .merging import MERGES, both, cut, halves, merged, of_all, used_twice, with_inputs

REVERSE = "_reverse"
READOUT = ("V", "c")  # of a model over the network; the network itself leaves them alone


class Trace(NamedTuple):
    """One pass forward."""

    inputs: Array  # (T, D) of the first layer, after the embedding
    read: Array | None  # (T, K) one-hot rows that the embedding read, if there is one
    layers: dict[str, Any]  # the cells' traces by suffix, in the order of the sequence
    outputs: Array  # (T, H) or, two directions concatenated, (T, 2H)
    state: NamedState  # after the last step that each cell read
    carried: frozenset[str]  # parts that the pass began from, in place of trainable ones


class Gradients(NamedTuple):
    """What the way back gives."""

    parameters: Params  # by the names of the parameters, trainable states included
    inputs: Array  # (T, D) of the first layer's inputs, after the embedding
    layers: dict[str, Any]  # the cells' traces of gradients by suffix
    state: NamedState  # of the state before the first step


@dataclass(frozen=True, repr=False)
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
    skip : bool
        Whether every layer also reads the inputs, and the readout every layer.

    Raises
    ------
    ValueError
        If there is no layer, or if an option is none of its choices.
    """

    cell: Cell
    layers: int = 1
    bidirectional: bool = False
    merge: str = "concatenate"
    skip: bool = False

    def __post_init__(self) -> None:
        choice("skip", self.skip, (False, True))
        choice("bidirectional", self.bidirectional, (False, True))
        choice("merge", self.merge, MERGES)
        object.__setattr__(self, "layers", whole("layers", self.layers))

    def __repr__(self) -> str:
        chosen = [name_of(self.cell)]
        chosen += [f"layers={self.layers}"] if self.layers > 1 else []
        chosen += ["bidirectional=True"] if self.bidirectional else []
        chosen += [f"merge={self.merge!r}"] if self.merge != MERGES[0] else []
        chosen += ["skip=True"] if self.skip else []
        return f"Network({', '.join(chosen)})"

    def suffixes(self, layer: int) -> list[str]:
        """Give what the names of the cells of a layer, counted from 0, end with."""
        number = str(layer) if layer else ""
        return [number, number + REVERSE] if self.bidirectional else [number]

    @property
    def top(self) -> str:
        """The name of the state that the last layer gives, reading forward."""
        return "h" + self.suffixes(self.layers - 1)[0]

    def out(self, state: NamedState) -> Array:
        """Give what the readout reads of a state, in a network of one direction."""
        if not self.skip:
            return state[self.top]
        return np.concatenate([state["h" + self.suffixes(n)[0]] for n in self.numbers])

    @property
    def numbers(self) -> range:
        """The numbers of the layers, the lowest first."""
        return range(self.layers)

    def width(self, hidden_size: int) -> int:
        """Give how many numbers a layer of this many units gives at each step."""
        pair = self.bidirectional and self.merge == "concatenate"
        return 2 * hidden_size if pair else hidden_size

    def out_width(self, hidden_size: int) -> int:
        """Give how many numbers the readout reads, of layers of this many units."""
        return self.width(hidden_size) * (self.layers if self.skip else 1)

    def init(
        self,
        rng: Rng,
        input_size: int,
        hidden_size: int,
        vocabulary_size: int | None = None,
        trainable_states: bool = False,
    ) -> Params:
        """Draw the parameters of all cells.

        With a `vocabulary_size` I there is an embedding E (I, D) as well.  Trainable states
        start at zero.

        Raises
        ------
        ValueError
            If a size is no whole number of at least 1, or `rng` no generator or seed.
        """
        params: Params = {}
        rng = generator(rng)
        if vocabulary_size is not None:
            params["E"] = uniform(rng, input_size, vocabulary_size, input_size)
        size = input_size
        for layer in self.numbers:
            for suffix in self.suffixes(layer):
                own = self.cell.init(rng, size, hidden_size)
                if trainable_states:
                    own |= by_name(self.cell.zero_state(own))
                params |= {name + suffix: p for name, p in own.items()}
            size = self.width(hidden_size) + (input_size if self.skip else 0)
        return params

    def forward(
        self,
        params: Params,
        inputs: Vectors | Sequence[int],
        state: NamedState | None = None,
    ) -> Trace:
        """Read a sequence.

        Parameters
        ----------
        params : dict of ndarray
        inputs : sequence of T ids, or of T vectors (D,); with an embedding (K,)
            Ids stand for one-hot vectors.
        state : dict of ndarray (H,), optional
            Carried from another sequence: the ``state`` of its trace.  What it does not
            hold starts from the trainable state in `params` or else from zero.

        Raises
        ------
        ValueError
            If there is no time step, or if a shape does not fit; the message names both.
        """
        begin = self.initial_state(params)
        check_parts("state", state, begin)
        begin |= state or {}
        vectors, read = self._embedded(params, inputs)
        reads, said, traces = vectors, [], dict[str, Any]()
        for layer in self.numbers:
            cells = self.suffixes(layer)
            traces |= {cell: self._unrolled(params, reads, begin, cell) for cell in cells}
            reads = merged([traces[cell].h for cell in cells], self.merge)
            said.append(reads)
            if self.skip and layer < self.layers - 1:
                reads = with_inputs(vectors, reads)
        outputs = of_all(said) if self.skip else said[-1]
        last: NamedState = {}
        for suffix, trace in traces.items():
            t = 0 if suffix.endswith(REVERSE) else len(outputs) - 1
            last |= by_name(bptt.at(trace, t).state, suffix)
        return Trace(vectors, read, traces, outputs, last, frozenset(state or {}))

    def _unrolled(self, params: Params, hs: Array, begin: NamedState, suffix: str) -> Any:
        """Run one cell over what it reads."""
        own, first = _part(params, suffix, self.cell), in_order(begin, suffix)
        return bptt.unroll(self.cell, own, hs, first, suffix.endswith(REVERSE))

    def backward(
        self,
        params: Params,
        trace: Trace,
        d_outputs: Array | None = None,
        d_last: NamedState | None = None,
    ) -> Gradients:
        """Go back through layers and time.

        Parameters
        ----------
        params : dict of ndarray
        trace : Trace
            What `forward` returned.
        d_outputs : ndarray, as ``trace.outputs``, optional
            The gradient that reaches each output from the loss; none, if left out.
        d_last : dict of ndarray (H,), optional
            The gradient that reaches parts of ``trace.state`` from beyond the sequence,
            or from a loss of the last state alone.

        Raises
        ------
        ValueError
            If `d_outputs` has another shape than the outputs, or a part of `d_last` than
            that of the state.
        """
        d_outputs = np.zeros_like(trace.outputs) if d_outputs is None else d_outputs
        if np.shape(d_outputs) != np.shape(trace.outputs):
            needed = np.shape(trace.outputs)
            raise ValueError(f"d_outputs has shape {np.shape(d_outputs)}, not {needed}")
        check_parts("d_last", d_last, trace.state)
        d_end = {name: np.zeros_like(part) for name, part in trace.state.items()}
        d_end |= d_last or {}
        gradients: Params = {}
        d_traces: dict[str, Any] = {}
        d_said = cut(d_outputs, self._widths(trace)) if self.skip else [d_outputs]
        d_hs, d_xs = d_said[-1], []
        for layer in reversed(self.numbers):
            cells = self.suffixes(layer)
            for cell, d_h in zip(cells, self._split(d_hs), strict=True):
                d_traces[cell], found = self._back(params, trace, d_h, d_end, cell)
                gradients |= found
            d_hs = both([d_traces[cell].x for cell in cells])
            if self.skip and layer:
                D = np.shape(trace.inputs)[1]
                d_x, d_below = cut(d_hs, [D, np.shape(d_hs)[1] - D])
                d_xs.append(d_x)
                d_hs = used_twice(d_said[layer - 1], d_below)
        for d_x in d_xs:
            d_hs = used_twice(d_hs, d_x)
        d_state: NamedState = {}
        for suffix, d in d_traces.items():
            t = len(d_outputs) - 1 if suffix.endswith(REVERSE) else 0
            d_state |= by_name(bptt.at(d, t).state_prev, suffix)
        if trace.read is not None:
            gradients["E"] = trace.read.T @ d_hs  # (Y3)
        for name, d in d_state.items():  # a trainable state that was not used has none
            gradients[name] = np.zeros_like(d) if name in trace.carried else d
        gradients = {name: gradients[name] for name in params if name in gradients}
        return Gradients(gradients, d_hs, d_traces, d_state)

    def _widths(self, trace: Trace) -> list[int]:
        """Give how many numbers each layer gave at a step."""
        firsts = [trace.layers[self.suffixes(layer)[0]].h for layer in self.numbers]
        return [self.width(np.shape(hs)[1]) for hs in firsts]

    def _back(
        self, params: Params, trace: Trace, dhs: Array, d_end: NamedState, suffix: str
    ) -> tuple[Any, Params]:
        """Go back through one cell: its trace of gradients, and those of its weights."""
        own, reverse = _part(params, suffix, self.cell), suffix.endswith(REVERSE)
        passed, end = trace.layers[suffix], in_order(d_end, suffix)
        d = bptt.backpropagate(self.cell, own, passed, dhs, end, reverse)
        found = self.cell.parameter_gradients(passed, d)
        return d, {name + suffix: g for name, g in found.items()}

    def step(self, params: Params, x: Array, state: NamedState) -> NamedState:
        """Advance a network of one direction by one token or vector; nothing is checked."""
        after: NamedState = {}
        x = reads = embedded(params, x)
        for layer in self.numbers:
            (suffix,) = self.suffixes(layer)
            own = _part(params, suffix, self.cell)
            done = self.cell.step(own, reads, in_order(state, suffix))
            after |= by_name(done.state, suffix)
            h = done.state[0]
            reads = np.concatenate([x, h]) if self.skip else h
        return after

    def initial_state(self, params: Params) -> NamedState:
        """Give the state before the first step: its trainable parts, or else zeros.

        Raises
        ------
        ValueError
            If a parameter is missing or unknown, or belongs to more layers or directions,
            or to another variant of the cell.
        """
        state: NamedState = {}
        known = {"E", *READOUT}
        for layer in self.numbers:
            for suffix in self.suffixes(layer):
                own = _part(params, suffix, self.cell)
                zeros = [z.astype(own["U"].dtype) for z in self.cell.zero_state(own)]
                state |= by_name(tuple(zeros), suffix)
                known |= {name + suffix for name in self.cell.SHAPES}
                not_of_a_variant(self.cell, params, suffix)
        if unknown := [name for name in params if name not in known | state.keys()]:
            raise ValueError(
                f"parameter {unknown[0]} is unknown; {self} has {sorted(known)}, and may "
                f"have {[*state]}"
            )
        return {name: params.get(name, zero) for name, zero in state.items()}

    def _embedded(self, params: Params, xs: Any) -> tuple[Array, Array | None]:
        """Give the vectors that the first layer reads, and what the embedding read."""
        table = params.get("E")
        if axes(xs) == 1:
            xs = one_hot(xs, params["W"].shape[-1] if table is None else len(table))
        if len(xs) == 0:
            raise ValueError("inputs are empty; at least one time step is needed")
        xs = as_array(xs)
        if table is None:
            return xs, None
        if np.shape(xs)[1:] != (len(table),):
            raise ValueError(f"inputs have shape {np.shape(xs)}; E has I = {len(table)}")
        return np.stack([embedded(params, xs[t]) for t in range(len(xs))]), xs

    def _split(self, d: Array) -> list[Array]:
        """Hand the gradient (T, H) or (T, 2H) of the merged output to its directions."""
        if not self.bidirectional:
            return [d]
        return [d, d] if self.merge == "sum" else halves(d)


def embedded(params: Params, e: Array) -> Array:
    """Replace a one-hot vector `e` (I,) by its row of E, where there is one."""
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


def check_parts(name: str, state: NamedState | None, needed: NamedState) -> None:
    """Insist on known parts of a state, or of its gradient, in their shapes."""
    for part, value in (state or {}).items():
        if part not in needed:
            raise ValueError(f"{name} {part} is unknown; there are {[*needed]}")
        shaped(f"{name} {part}", value, np.shape(needed[part]))
        finite(f"{name} {part}", value)
