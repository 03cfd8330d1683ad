"""The ledger of a pass as a program: all terms of every gradient, and what a window costs.

>>> from unrolled import helo, rnn
>>> program(rnn, helo.parameters(), helo.VOCABULARY, "hello").value("share_U").shape
(4, 4, 3, 3)
"""

from typing import Any

import numpy as np

from ..arrays import Array, Params
from ..cells.cell import Cell
from ..gradients import diagnostics, ledger
from ..models import language_model
from ..recording import Program, Recorder
from ..text.letters import Vocabulary
from . import one_word


def program(cell: Cell, params: Params, vocabulary: Vocabulary, word: str) -> Program:
    """Record `opened` for a word, with a leaf for the window."""

    def lesson(
        recorder: Recorder, traced: Params, xs: Array, ys: Array
    ) -> dict[str, Array]:
        last = len(xs)
        window = recorder.leaf(
            "hyperparameter", "window", float(last), bounds=(1, last), step=1
        )
        return opened(cell, traced, xs, ys, window)

    return one_word.program(lesson, params, vocabulary, word)


def opened(
    cell: Cell, params: Params, xs: Array, ys: Array, window: Array
) -> dict[str, Array]:
    """Give all that the Ledger shows of one pass.

    Returns
    -------
    dict
        ``share_W`` and so on (T, T, ...) and the gradients ``dW`` …; ``reach`` (T, T, H),
        the gradient of the loss at t in the state at k, and its norms; ``jacobian``
        (T, H, H); and what truncation to `window` steps costs the cell's parameters.
    """
    done = language_model.run(cell, params, xs, ys, cell.zero_state(params))
    apart = ledger.traces_by_loss(cell, params, done.trace, done.d_output.h_out)
    terms = ledger.shares(cell, done.trace, apart)
    cut = ledger.truncation(terms, window)
    terms_of_all = terms | ledger.readout_shares(done.trace.h, done.d_output)
    told: dict[str, Any] = {f"share_{name}": value for name, value in terms_of_all.items()}
    told |= {f"d{name}": done.gradients[name] for name in terms_of_all}
    told |= {"L": done.L, "loss": done.output.loss}
    told |= {"reach": apart.h, "reach_norm": np.linalg.norm(apart.h, axis=-1)}
    told["jacobian"] = diagnostics.step_jacobians(cell, params, done.trace)
    return told | {"norm": cut.norm, "norm_lost": cut.norm_lost, "angle": cut.angle}
