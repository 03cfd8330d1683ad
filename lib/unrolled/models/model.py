"""What is trained: a network, its readout, and its loss.

With cross-entropy the readout gives probabilities, as in `unrolled.language_model`.  With
squared error it gives the numbers themselves, and there is no softmax:

    p       = V h + c                                                    (Q1)
    loss    = squared_error(p, y)                                        (Q2)

The losses of all steps add up (M4).  The way back is the same for both (M5): the error at
the output is what was given minus what should have been.

Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.2.2.

    >>> from unrolled import lstm
    >>> model = Model(Network(lstm, layers=2))
    >>> params = model.init(np.random.default_rng(0), 7, hidden_size=3, embedding_size=4)
    >>> model.forward(params, [6, 0, 2], [0, 2, 2]).L > 0
    np.True_
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Union

import numpy as np

from ..arrays import Array, Params, Rng, Vectors, sizes, vectors
from ..cells.cell import STATE_NAMES, Cell, uniform
from ..checks import choice
from ..networks import bptt
from ..networks.network import Network, States, Trace
from ..text.letters import one_hot
from ..text.streams import paired
from . import language_model
from .losses import squared_error

LOSSES = ("cross_entropy", "squared_error")
Given = Union["Model", Network, Cell]  # a cell is a network of one layer


class Estimate(NamedTuple):
    """What one state says about the numbers of its step."""

    p: Array  # (K,)
    loss: Array  # () squared error


class Forward(NamedTuple):
    """One pass forward."""

    trace: Trace
    output: Any  # `language_model.Output`, or `Estimate`, with a time axis in front
    L: Array  # () total loss


class Pass(NamedTuple):
    """One pass forward and back."""

    trace: Trace
    output: Any
    L: Array  # () total loss
    gradients: Params  # by the names of the parameters
    inputs: Array  # (T, D) the gradient of what the first layer read


@dataclass(frozen=True)
class Model:
    """A network with a readout V, c and a loss.

    Parameters
    ----------
    network : Network, or a cell for one layer of it
    loss : {"cross_entropy", "squared_error"}
        In nats for ids; or half the sum of squares for numbers.

    Raises
    ------
    ValueError
        If `loss` is none of its choices.
    """

    network: Any
    loss: str = "cross_entropy"

    def __post_init__(self) -> None:
        choice("loss", self.loss, LOSSES)
        if not isinstance(self.network, Network):
            object.__setattr__(self, "network", Network(self.network))

    @classmethod
    def of(cls, given: Given) -> "Model":
        """Take a model as it is; a network or a cell is one with cross-entropy."""
        return given if isinstance(given, Model) else cls(given)

    def init(
        self,
        rng: Rng,
        inputs: int,
        hidden_size: int,
        outputs: int | None = None,
        embedding_size: int | None = None,
        trainable_states: bool = False,
    ) -> Params:
        """Draw all parameters; there are as many `outputs` as `inputs` if left out.

        With an `embedding_size` D there is an embedding E (`inputs`, D) below.

        Raises
        ------
        ValueError
            If a size is no whole number of at least 1.
        """
        net, K = self.network, inputs if outputs is None else outputs
        size, rows = (embedding_size, inputs) if embedding_size else (inputs, None)
        params = net.init(rng, size, hidden_size, rows, trainable_states)
        both = net.bidirectional and net.merge == "concatenate"
        width = hidden_size * (2 if both else 1)
        return params | {"V": uniform(rng, hidden_size, K, width), "c": np.zeros(K)}

    def sizes(self, params: Params) -> tuple[int, int]:
        """Give how many inputs and outputs there are, and insist that all shapes fit.

        Raises
        ------
        ValueError
            If a parameter is missing, or if a shape does not fit; the message names both.

        Examples
        --------
        >>> from unrolled import helo, rnn
        >>> Model(rnn).sizes(helo.parameters())
        (4, 4)
        """
        net = self.network
        net.start(params)
        width = inputs = 0
        for layer in range(net.layers):
            given = []
            for suffix in net.suffixes(layer):
                shapes = {name + suffix: axes for name, axes in net.cell.SHAPES.items()}
                states = {n + suffix: "H" for n in STATE_NAMES if n + suffix in params}
                table = {} if layer or "E" not in params else {"E": "ID"}
                found = sizes(params, table | shapes | states)
                if layer and found["D"] != width:
                    raise ValueError(
                        f"W{suffix} reads D = {found['D']}, but {width} come in"
                    )
                inputs = inputs or found.get("I", found["D"])
                given.append(found["H"])
            if len({*given}) > 1:
                raise ValueError(f"the directions have H = {given}; both must be equal")
            width = sum(given) if net.merge == "concatenate" else given[0]
        found = sizes(params, {"V": "KM", "c": "K"})
        if found["M"] != width:
            raise ValueError(f"V reads {found['M']} numbers, but the network gives {width}")
        return inputs, found["K"]

    def forward(
        self,
        params: Params,
        xs: Vectors | Sequence[int],
        ys: Vectors | Sequence[int],
        states: States | None = None,
    ) -> Forward:
        """Read a sequence and compare what is given at each step with its target.

        Parameters
        ----------
        params : dict of ndarray
            The network's, and V (K, H), c (K,).
        xs : sequence of T ids, or of T vectors
        ys : sequence of T ids, or of T vectors (K,)
            For a squared error, vectors; for cross-entropy, vectors add up to one each.
        states : dict of ndarray, optional
            As for `Network.forward`.

        Raises
        ------
        ValueError
            If a shape does not fit or a number is not finite; the message names both.
        """
        ys = self._targets(params, ys)
        paired(len(xs), len(ys))
        trace = self.network.forward(params, xs, states)
        read = language_model.output if self.loss == "cross_entropy" else estimate
        outputs = [read(params, trace.outputs[t], ys[t]) for t in range(len(ys))]
        output = bptt.stacked(outputs)
        return Forward(trace, output, language_model.total(output.loss))

    def run(
        self,
        params: Params,
        xs: Vectors | Sequence[int],
        ys: Vectors | Sequence[int],
        states: States | None = None,
    ) -> Pass:
        """Go forward as `forward` does, and back; see there for the arguments."""
        trace, output, L = self.forward(params, xs, ys, states)
        given = output.probs if self.loss == "cross_entropy" else output.p
        pairs = zip(given, self._targets(params, ys), strict=True)
        d_outputs = [language_model.output_backward(params, p, y) for p, y in pairs]
        d_output = bptt.stacked(d_outputs)
        d = self.network.backward(params, trace, d_output.h_out)
        readout = language_model.readout_gradients(trace.outputs, d_output)
        return Pass(trace, output, L, d.parameters | readout, d.inputs)

    def _targets(self, params: Params, ys: Any) -> Vectors:
        """Give the targets as vectors (K,)."""
        K = sizes(params, {"V": "KM", "c": "K"})["K"]
        if np.ndim(ys) == 1 and self.loss == "cross_entropy":
            return one_hot(ys, K)
        vectors("ys", ys, K, "K")
        return ys


def estimate(params: Params, h: Array, y: Array) -> Estimate:
    """Read numbers off the state `h` (H,) and compare with the target `y` (K,)."""
    V, c = params["V"], params["c"]
    p = V @ h + c  # (Q1)
    loss = squared_error(p, y)  # (Q2)
    return Estimate(p, loss)
