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
    >>> params = model.init(0, 7, hidden_size=3, embedding_size=4)
    >>> model.forward(params, [6, 0, 2], [0, 2, 2]).L > 0
    np.True_
    >>> one = model.run(params, [6, 0, 2], 1)  # many to one: a target of the last step
    >>> one.output.loss.nonzero()[0], one.trace.state.keys()
    (array([2]), dict_keys(['h', 'C', 'h1', 'C1']))
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Union

import numpy as np

from ..arrays import Array, NamedState, Params, Rng, Vectors, axes, sizes, vectors
from ..cells.cell import STATE_NAMES, Cell, uniform
from ..checks import choice, generator
from ..networks import bptt
from ..networks.network import Network
from ..text.streams import paired
from . import language_model
from .language_model import Forward, Pass
from .losses import squared_error

LOSSES = ("cross_entropy", "squared_error")
AnyModel = Union["Model", Network, Cell]  #: A cell is a network of one layer.


class Estimate(NamedTuple):
    """What one state says about the numbers of its step."""

    p: Array  # (K,)
    loss: Array  # () half the sum of squared differences over K


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        return f"Model({self.network}, {self.loss!r})"

    @classmethod
    def of(cls, model: AnyModel) -> "Model":
        """Take a model as it is; a network or a cell is one with cross-entropy."""
        return model if isinstance(model, Model) else cls(model)

    def init(
        self,
        rng: Rng,
        input_size: int,
        hidden_size: int,
        output_size: int | None = None,
        embedding_size: int | None = None,
        trainable_states: bool = False,
    ) -> Params:
        """Draw all parameters; `output_size` is `input_size`, if left out.

        With an `embedding_size` D there is an embedding E (I, D) below, one row for each
        of the I = `input_size` ids.

        Raises
        ------
        ValueError
            If a size is no whole number of at least 1, or `rng` no generator or seed.
        """
        net, rng = self.network, generator(rng)
        K = input_size if output_size is None else output_size
        size, rows = (embedding_size, input_size) if embedding_size else (input_size, None)
        params = net.init(rng, size, hidden_size, rows, trainable_states)
        width = net.out_width(hidden_size)
        readout = {"V": uniform(rng, hidden_size, K, width), "c": np.zeros(K)}
        return {**params, **readout}

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
        net.initial_state(params)
        width = inputs = given = total = 0
        for layer in net.numbers:
            found_sizes = []
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
                given = given or found["D"]
                found_sizes.append(found["H"])
            if len({*found_sizes}) > 1:
                raise ValueError(
                    f"the directions have H = {found_sizes}; both must be equal"
                )
            width = net.width(found_sizes[0])
            total += width
            width += given if net.skip else 0
        width = total if net.skip else width
        found = sizes(params, {"V": "KM", "c": "K"})
        if found["M"] != width:
            raise ValueError(f"V reads {found['M']} numbers, but the network gives {width}")
        return inputs, found["K"]

    def forward(
        self,
        params: Params,
        inputs: Vectors | Sequence[int],
        targets: Any,
        state: NamedState | None = None,
        mask: Any = None,
    ) -> Forward:
        """Read a sequence and compare what comes out at each step with its target.

        Parameters
        ----------
        params : dict of ndarray
            The network's, and V (K, H), c (K,); V (K, 2H), if the last layer concatenates
            two directions.
        inputs : sequence of T ids, or of T vectors
        targets : sequence of T ids, or of T vectors (K,)
            For a squared error, vectors; for cross-entropy, vectors add up to one each.
            One id or one vector alone is the target of the last step: many to one.
        state : dict of ndarray, optional
            As for `Network.forward`.
        mask : sequence of T truth values, optional
            Which steps have a loss; all, if left out.

        Raises
        ------
        ValueError
            If a shape does not fit or a number is not finite; the message names both.
        """
        ys, counts = self._targets(params, targets, len(inputs), mask)
        return self._read(params, inputs, ys, counts, state)

    def _read(
        self,
        params: Params,
        inputs: Vectors | Sequence[int],
        ys: Vectors,
        counts: Array | None,
        state: NamedState | None,
    ) -> Forward:
        """Go forward with the targets that `_targets` gives."""
        trace = self.network.forward(params, inputs, state)
        read = language_model.output if self.loss == "cross_entropy" else estimate
        outputs = [read(params, trace.outputs[t], ys[t]) for t in range(len(ys))]
        output = bptt.stacked(outputs)
        if counts is not None:
            output = output._replace(loss=counts * output.loss)
        return Forward(trace, output, language_model.total(output.loss))

    def run(
        self,
        params: Params,
        inputs: Vectors | Sequence[int],
        targets: Any,
        state: NamedState | None = None,
        mask: Any = None,
    ) -> Pass:
        """Go forward as `forward` does, and back; see there for the arguments."""
        ys, counts = self._targets(params, targets, len(inputs), mask)
        trace, output, L = self._read(params, inputs, ys, counts, state)
        found = output.probs if self.loss == "cross_entropy" else output.p
        steps = reversed(range(len(ys)))
        back = language_model.output_backward
        says = [None] * len(ys) if counts is None else counts
        d_outputs = [back(params, found[t], ys[t], says[t]) for t in steps]
        d_output = bptt.stacked(d_outputs[::-1])
        d = self.network.backward(params, trace, d_output.h_out)
        gradients = d.parameters | language_model.readout_gradients(trace.outputs, d_output)
        return Pass(trace, output, L, d, d_output, gradients)

    def _targets(
        self, params: Params, targets: Any, steps: int, mask: Any
    ) -> tuple[Vectors, Array | None]:
        """Give the targets as vectors (K,), and 1 for each step that counts, else 0."""
        K = sizes(params, {"V": "KM", "c": "K"})["K"]
        ids = self.loss == "cross_entropy"
        if alone := axes(targets) == (0 if ids else 1):
            if mask is not None:
                raise ValueError(
                    "a target alone is that of the last step; mask must be None"
                )
            targets, mask = [targets] * steps, np.arange(steps) == steps - 1
        if ids:
            targets = language_model.as_vectors(targets, K)
        vectors("targets" if not alone else "target", targets, K, "K")
        paired(steps, len(targets))
        if mask is None:
            return targets, None
        return targets, counted(mask, steps).astype(params["V"].dtype)


def counted(mask: Any, steps: int) -> np.ndarray:
    """Give 1 for each step that counts and 0 for the others.

    Raises
    ------
    ValueError
        If the mask has not one truth value for each step, or counts none.
    """
    counts = np.asarray(mask)
    truth = counts.dtype == bool or (
        counts.dtype.kind in "iuf" and np.isin(counts, (0, 1)).all()
    )
    if counts.shape != (steps,) or not truth or not counts.any():
        raise ValueError(
            f"mask is {mask!r}; it must have {steps} truth values, at least one true"
        )
    return counts.astype(float)


def estimate(params: Params, h: Array, y: Array) -> Estimate:
    """Read numbers off the state `h` (H,) and compare with the target `y` (K,)."""
    V, c = params["V"], params["c"]
    p = V @ h + c  # (Q1)
    loss = squared_error(p, y)  # (Q2)
    return Estimate(p, loss)
