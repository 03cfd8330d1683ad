"""GradientCheck: nudge a weight, and compare the two losses with the gradient."""

from typing import Any

import numpy as np
import traitlets

from ...arrays import Array, Params
from ...cells.cell import Cell
from ...gradients import gradient_check
from ...models import language_model
from ...recording import Program, Recorder
from ..base import figure_table
from ..front_end import module, stylesheet
from ..one_word import OneWord

EPSILON = 1e-4
FIRST = "U"  # whose first entry is nudged at first


class GradientCheck(OneWord):
    """Compare a gradient with what a nudge of the weight says, digit by digit.

    Every weight can be chosen and edited, the size of the nudge dragged along the curve of
    errors; all weights can be checked at once.

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

    _esm = module("gradient_check/gradient_check.js")
    _css = stylesheet("kit/frame.css", "tape/tape.css", "gradient_check/gradient_check.css")

    key = traitlets.Unicode("gradient_check").tag(sync=True)

    def told(
        self, recorder: Recorder, cell: Cell, params: Params, xs: Array, ys: Array
    ) -> dict[str, Array]:
        """Compute `compared`, with leaves for the direction and the size of the nudge."""
        ways = {name: np.zeros(np.shape(value)) for name, value in params.items()}
        ways[FIRST].flat[0] = 1.0
        way = {
            name: recorder.leaf("hyperparameter", f"way_{name}", value)
            for name, value in ways.items()
        }
        eps = recorder.leaf("hyperparameter", "eps", EPSILON, bounds=(1e-15, 1.0))
        return compared(cell, params, way, eps, xs, ys)

    def figure(self) -> str:
        """Write the first comparison as a table."""
        program = Program(self.program)
        analytic, numeric = (float(program.value(n)) for n in ("slope", "numeric"))
        rows = [("gradient", f"{analytic:.12f}"), ("(L₊ − L₋) / 2ε", f"{numeric:.12f}")]
        return figure_table(["", "value"], rows, f"One weight, nudged by ε = {EPSILON:g}.")


def compared(
    cell: Cell, params: Params, way: Params, eps: Array, xs: Array, ys: Array
) -> dict[str, Array]:
    """Give the slope of the loss in a direction, by gradients and by two losses.

    Parameters
    ----------
    cell : module or Variant
    params, way : dict of ndarray
        The weights, and the direction they are nudged in; a single 1 picks a weight.
    eps : float
        How far.
    xs, ys : ndarray (T, D), (T, K)

    Returns
    -------
    dict
        ``L``, ``L_up`` and ``L_down``, their quotient ``numeric``, the ``slope`` that the
        gradients say, the ``error`` relative to the larger of the two, and ``dW`` ….
    """

    def loss(moved: Params) -> Array:
        return language_model.forward(cell, moved, xs, ys, cell.zero_state(moved)).L

    done = language_model.run(cell, params, xs, ys, cell.zero_state(params))
    up = loss({name: value + eps * way[name] for name, value in params.items()})
    down = loss({name: value - eps * way[name] for name, value in params.items()})
    numeric = (up - down) / (2 * eps)
    slope: Any = 0.0
    for name, gradient in done.gradients.items():
        slope = slope + np.sum(gradient * way[name])
    error = gradient_check.error(slope, numeric)
    told = {"L": done.L, "L_up": up, "L_down": down, "numeric": numeric, "slope": slope}
    return told | {"error": error} | {f"d{n}": g for n, g in done.gradients.items()}
