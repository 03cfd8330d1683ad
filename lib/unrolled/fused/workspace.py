"""The fast path: what `language_model.run` computes, for B sequences and in few calls.

What makes it fast; by these numbers the code tells where each stands:

 1. Nothing is made twice: buffers, views and calls are prepared; gradients replace values.
 2. What does not wait for the step before is one product for all steps.
 3. A gate of a step is one piece of memory; for B = 1, all gates of a step are one vector.
 4. A one-hot input times W is a column of W, which is looked up.
 5. sigmoid(a) = 1/2 + 1/2 tanh(a/2), the inner 1/2 put into the weights: one tanh for all
    gates, and nothing overflows.  Gates that only multiply are not even made: what they
    multiply is divided by 1 + exp(-a), the minus put into the weights.
 6. OpenBLAS multiplies small matrices without repacking them.
 7. All parameters are one vector: norm, clipping and update do not know of names.

This module puts the parts together.  `unrolled.fused.cells` has the equations of the cells,
`unrolled.fused.layer` what is the same for all of them, `unrolled.fused.ends` what is below
and above them.

What remains for B = 1 is the price of a call, a quarter of a microsecond.  Memory is linear
in T B: the plain cell keeps 3 numbers for each unit, the LSTM 8, the GRU 8 (7 with
``reset="after"``), and the readout one for each symbol.
"""

from typing import Any

import numpy as np

from .. import checks
from ..arrays import NamedState, Params
from ..cells.cell import by_name, name_of
from ..checks import whole
from ..models.model import Model
from ..networks.network import Network, check_parts
from .cells import LAYERS
from .ends import Embedding, Readout
from .layer import run, zeros
from .vector import ParameterVector


def fast(cell: Any, dtype: Any) -> Any:
    """Give the fast path of a cell, or say that there is none."""
    module = getattr(cell, "cell", cell)
    if dtype not in (np.float32, np.float64) or module not in LAYERS:
        ours = [name_of(known) for known in LAYERS]
        raise ValueError(
            f"{name_of(module)} in {dtype}: only our {ours} in float32, float64 exist"
        )
    return LAYERS[module]


class Workspace(ParameterVector):
    """A model over B sequences of T steps, its gradients, and all memory that they need.

    The gradients that it returns are this memory, as are all its attributes: the next pass
    overwrites them.  Copy what is to stay.

    `params` are those of `language_model` and its cell: `rnn`, `lstm`, `gru` or a variant.
    Layers ``W1``, ``U1``, ``b1`` and so on read what the one before gives; an embedding
    ``E`` (I, D) is looked up first, one row for each id.  It reads ids, or if asked for
    vectors.  float32 takes half the time of float64.

    Attributes
    ----------
    theta, gradient, params, gradients
        As of `unrolled.fused.vector.ParameterVector` (7).
    state, d_state : dict of ndarray (B, H)
        The state after the last pass forward, valid until the next one, and the gradient of
        the state before the first step, after `backward`.

    Examples
    --------
    >>> from unrolled import language_model, rnn
    >>> params = language_model.init(rnn, 0, 5, 3)
    >>> work = Workspace(rnn, params, T=2, B=1)
    >>> ids = np.array([[0], [4]])
    >>> work.forward(ids, ids) > 0, work.backward()["V"].shape
    (True, (5, 3))
    """

    def __init__(
        self,
        cell: Any,
        params: Params,
        T: int,
        B: int,
        dtype: Any = float,
        vectors: bool = False,
    ) -> None:
        super().__init__(params, dtype)
        self.T, self.B = whole("T", T), whole("B", B)
        p, dp, kind = self.params, self.gradients, fast(cell, self.theta.dtype)
        ends = ["", *(f"{n}" for n in range(1, len(p)) if f"W{n}" in p)]
        self.inputs, self.outputs = Model(Network(cell, len(ends))).sizes(p)
        self.vectors = vectors and "E" not in p
        shape = (T, B, self.inputs)
        self.x = zeros(self.theta.dtype, *shape) if self.vectors else np.zeros(T * B, int)
        # with a time axis, from before the first step, and the gradient of its beginning
        self._states: NamedState = {}
        self._d_state: NamedState = {}
        parts: list[Any] = []  # in the order of reading
        x, dx, self.layers = self.x, None, []
        if "E" in p:
            parts = [one := Embedding(p["E"], dp["E"], x, T, B)]
            x = dx = one.x
        for end in ends:
            own = ({name: of[name + end] for name in cell.SHAPES} for of in (p, dp))
            one = kind(*own, x, dx, T, B, **getattr(cell, "options", {}))
            self.layers.append(one)
            self._states |= by_name(one.states, end)
            self._d_state |= by_name(one.d_state, end)
            x, dx = one.hs[1:], one.dhs[1:]
        self.readout = Readout(p, dp, x, dx)
        parts += [*self.layers, self.readout]
        self._calls = [one for part in parts[:-1] for one in part.read()]
        self._calls_back = [one for part in parts[::-1] for one in part.back()]
        self._score = [*self.readout.read()]
        self.state: NamedState = {}
        self.d_state: NamedState = {}
        self._ahead = False  # whether there is a pass forward to go back through

    def forward(
        self,
        inputs: Any,
        targets: Any,
        state: NamedState | None = None,
        lengths: Any = None,
        mask: Any = None,
    ) -> float:
        """Read a batch and return its loss: the cross-entropies of all steps, added up.

        `inputs` are ids (T, B), or with ``vectors`` (T, B, D), `targets` ids, `state` such
        as ``workspace.state`` (what is left out is zero).  Beyond its length, of `lengths`
        (B,), a sequence has no loss, no gradient and no state; where a `mask` (T, B) is
        false it has no loss.

        Raises
        ------
        ValueError
            If a shape does not fit, or an id or length is out of range.
        """
        T, B, targets = self.T, self.B, np.asarray(targets)
        checks.ids("targets", targets, (T, B), self.outputs)
        np.add(targets.ravel(), self.readout.starts, self.readout.targets)
        self.readout.w[:] = 1
        if lengths is not None:
            checks.ids("lengths", lengths := np.asarray(lengths), (B,), T + 1)
            self.readout.w[:] = (np.arange(T)[:, None] < lengths).ravel()
        if mask is not None:
            checks.shaped("mask", mask := np.asarray(mask), (T, B))
            self.readout.w[:] *= mask.ravel()
        self.read(inputs, state, lengths)
        run(self._score)
        self._ahead = True
        return float(self.readout.losses.sum())

    def read(
        self, inputs: Any, state: NamedState | None = None, lengths: Any = None
    ) -> np.ndarray:
        """Read a batch without a loss, and return the last layer's states (T, B, H).

        They are valid until the next pass.  See `forward` for arguments and errors.
        """
        inputs, shape = np.asarray(inputs), (self.T, self.B, self.inputs)
        if not self.vectors:
            checks.ids("inputs", inputs, shape[:2], self.inputs)
        elif inputs.shape != shape or not np.isfinite(inputs).all():
            raise ValueError(f"inputs have shape {inputs.shape}; finite {shape} is needed")
        self.x[...] = inputs.reshape(self.x.shape)
        check_parts("state", state, self._d_state)
        for name, part in self._states.items():
            part[0] = (state or {}).get(name, 0)
        with self.layers[0].ahead_in():
            run(self._calls)
        last: Any = -1 if lengths is None else (lengths, np.arange(self.B))
        self.state = {name: part[last] for name, part in self._states.items()}
        self._ahead = False
        outputs: np.ndarray = self.layers[-1].hs[1:]
        return outputs

    def backward(self) -> Params:
        """Go back through the last pass forward, using it up, and return the gradients.

        Raises
        ------
        ValueError
            Without a pass forward since the last call.
        """
        if not self._ahead:
            raise ValueError("there is no pass forward to go back through; call forward")
        run(self._calls_back)
        self.d_state, self._ahead = self._d_state, False
        return self.gradients
