"""The Ledger: a gradient opened as the sum over losses and uses that it is."""

from typing import Any

import numpy as np
import traitlets

from ...arrays import Array, Params
from ...cells.cell import Cell
from ...gradients import diagnostics, ledger
from ...models import language_model
from ...recording import Program, Recorder
from ..base import figure_table
from ..front_end import module, stylesheet
from ..one_word import OneWord

ENTRY = "U"  # the gradient that is opened at first, in its first entry


class Ledger(OneWord):
    """Open a gradient as a sum over pairs: the loss at step t, the use at step k.

    Every weight can be chosen and edited; every pair shows its path and the product of
    Jacobians on it; a slider cuts the gradient after a window.

    Parameters
    ----------
    word : str
        What is read, and from its second letter on, what is to be predicted.
    params : dict of ndarray, optional
        Those of `language_model`; the lecture's for h-e-l-l-o.
    cell : module or Variant
    key : str, optional
        Names the widget in the page's address; its kind, if it is left out.

    Raises
    ------
    ValueError
        If the word has fewer than two letters, or if the weights do not fit it.
    """

    _esm = module("ledger/ledger.js")
    _css = stylesheet("kit/frame.css", "tape/tape.css", "ledger/ledger.css")

    key = traitlets.Unicode("ledger").tag(sync=True)

    def told(
        self, recorder: Recorder, cell: Cell, params: Params, xs: Array, ys: Array
    ) -> dict[str, Array]:
        """Compute `opened`, with a leaf for the window."""
        last = len(xs)
        window = recorder.leaf(
            "hyperparameter", "window", float(last), bounds=(1, last), step=1
        )
        return opened(cell, params, xs, ys, window)

    def figure(self) -> str:
        """Write the shares of the first entry as a table."""
        table = Program(self.program).value(f"share_{ENTRY}")[..., 0, 0]
        steps = range(1, len(table) + 1)
        rows = (
            [f"loss at step {t}", *(f"{x:.6f}" for x in row[:t])]
            for t, row in zip(steps, table, strict=True)
        )
        heads = ["", *(f"use at step {k}" for k in steps)]
        caption = f"The first entry of d{ENTRY} as a sum: {table.sum():.6f}."
        return figure_table(heads, rows, caption)


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
