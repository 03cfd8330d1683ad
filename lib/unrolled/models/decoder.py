"""One step of a decoder: it writes a letter, and may look at what was read.

With attention it either asks with its state before the step, as Bahdanau's does, and reads
what it found beside the letter before,

    x       = [y; kappa]                       asks="before"             (K19)

or it asks with its state after the step, as Luong's, and the readout gets

    m       = tanh(W_kappa [kappa; s])         asks="after"              (K20)

which turns back by

    e       = (1 - m**2) dm                                              (K21)
    d_both  = W_kappa^T e                      of [kappa; s]             (K22)
    dW_kappa = e [kappa; s]^T                  added up over the steps   (K23)

Sources: lecture 003, "Attention with RNN"; Bahdanau, Cho & Bengio, arXiv:1409.0473 (2014);
Luong, Pham & Manning, arXiv:1508.04025 (2015).

    >>> from unrolled import Translator, rnn
    >>> model = Translator(rnn, score="dot")
    >>> params, hs = model.init(0, 4, 3), np.eye(3)
    >>> written = model.decoder.write(params, np.zeros(4), (hs[0],), hs)
    >>> written.attention.alpha.round(3)
    array([0.576, 0.212, 0.212])
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Params, State
from ..cells.activations import tanh_slope
from ..cells.cell import Cell
from . import attention
from .attention import Asked, Attention, DAttention

DECODER = "_decoder"  # what the names of the decoder end with


class Written(NamedTuple):
    """One step of the decoder."""

    attention: Attention | None
    step: Any  # the cell's Step
    both: Any  # (2H,) context and state, where the readout has them, else None
    attended: Any  # (H,) what the readout reads of them, else None

    @property
    def says(self) -> Array:
        """What the readout reads (H,)."""
        return self.step.h if self.attended is None else self.attended


class DWritten(NamedTuple):
    """Gradients of one step of the decoder."""

    step: Any  # the cell's
    attention: DAttention | None
    hs: Array | None  # (J, H) what comes to the states of the encoder
    state: State  # of the state before the step
    gradients: Params  # shares of the parameters of attention, and of W_kappa


@dataclass(frozen=True)
class Decoder:
    """The decoder of a `Translator`, whose settings it has."""

    cell: Cell
    score: str | None
    asks: str

    @property
    def reads_context(self) -> bool:
        """Whether the decoder's cell reads the context."""
        return self.score is not None and self.asks == "before"

    @property
    def says_context(self) -> bool:
        """Whether the readout has the context."""
        return self.score is not None and self.asks == "after"

    def write(
        self,
        params: Params,
        said: Array,
        state: State,
        hs: Array,
        mask: Array | None = None,
        given: Array | None = None,
    ) -> Written:
        """Make one step of the decoder, without its output.

        Parameters
        ----------
        params : dict of ndarray
        said : ndarray (K,)
            The letter before; zeros at first.
        state : tuple of ndarray (H,)
        hs : ndarray (J, H)
            The states of the encoder.
        mask : ndarray (J,) of bool, optional
        given : ndarray (J,), optional
            Weights that overrule those of attention, as in `unrolled.attention.attend`.
        """
        if self.reads_context:
            found = attention.ask(params, str(self.score), state[0], hs, mask, given)
            step = self._step(params, said, state, found.kappa)
            return Written(found, step, None, None)
        step = self._step(params, said, state)
        if not self.says_context:
            return Written(None, step, None, None)
        found = attention.ask(params, str(self.score), step.h, hs, mask, given)
        both = np.concatenate([found.kappa, step.h])
        attended = np.tanh(params["W_kappa"] @ both)  # (K20)
        return Written(found, step, both, attended)

    def _step(
        self, params: Params, said: Array, state: State, kappa: Array | None = None
    ) -> Any:
        """Make a step of the decoder's cell, which may read a context."""
        suffix, x = DECODER, said
        if kappa is not None:
            x = np.concatenate([said, kappa])  # (K19)
        return self.cell.step(of_cell(self.cell, params, suffix), x, state)

    def write_backward(
        self, params: Params, one: Written, hs: Array, d_says: Array, d_state: State
    ) -> DWritten:
        """Undo `write`, given what comes to its readout (H,) and to its state."""
        if one.attended is None:
            d = self._step_back(params, one.step, d_says, d_state)
            if one.attention is None:
                return DWritten(d, None, None, d.state_prev, {})
            d_kappa = d.x[-hs.shape[1] :]
            found, asked = self._asked(params, one, one.step.state_prev[0], hs, d_kappa)
            first, *others = d.state_prev
            state = (first + asked.s, *others)
            return DWritten(d, found, found.values + asked.hs, state, asked.gradients)
        e = tanh_slope(one.attended) * d_says  # (K21)
        d_both = params["W_kappa"].T @ e  # (K22)
        dW_kappa = np.outer(e, one.both)  # (K23)
        H = hs.shape[1]
        found, asked = self._asked(params, one, one.step.h, hs, d_both[:H])
        d_h = d_both[H:] + asked.s
        d = self._step_back(params, one.step, d_h, d_state)
        shares = asked.gradients | {"W_kappa": dW_kappa}
        return DWritten(d, found, found.values + asked.hs, d.state_prev, shares)

    def _step_back(self, params: Params, step: Any, d_own: Array, d_state: State) -> Any:
        """Undo `_step`, given what comes to the state from its own step and from later."""
        suffix = DECODER
        dh = d_own + d_state[0]
        return self.cell.step_backward(
            of_cell(self.cell, params, suffix), step, (dh, *d_state[1:])
        )

    def shares(self, trace: Any, d_trace: Any) -> Params:
        """Add up the gradients of the decoder's parameters."""
        suffix = DECODER
        found = self.cell.parameter_gradients(trace, d_trace)
        return {name + suffix: g for name, g in found.items()}

    def _asked(
        self, params: Params, one: Written, s: Array, hs: Array, d_kappa: Array
    ) -> tuple[DAttention, Asked]:
        score, found = str(self.score), one.attention
        assert found is not None
        return attention.ask_backward(params, score, s, hs, found, d_kappa)


def of_cell(cell: Cell, params: Params, suffix: str) -> Params:
    """Take the parameters of the cell whose names end with `suffix`."""
    return {name: params[name + suffix] for name in cell.SHAPES}


def added(shares: Sequence[Array]) -> Array:
    """Add up what every step gives, the first last, as the way back meets them."""
    total = shares[-1]
    for share in reversed(shares[:-1]):
        total = total + share
    return total
