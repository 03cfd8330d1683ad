"""A gradient check as a program: one pass, and two losses of weights that were nudged.

>>> from unrolled import helo, rnn
>>> program(rnn, helo.parameters(), helo.VOCABULARY, "hello").value("error") < 1e-8
np.True_
"""

from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arrays import Array, Params
from ..cells.cell import Cell
from ..gradients import gradient_check
from ..models import language_model
from ..recording import Program, Recorder
from ..text.letters import Vocabulary
from . import one_word

EPSILON = 1e-4
FIRST = "U"  # whose first entry is nudged at first


def program(
    cell: Cell,
    params: Params,
    vocabulary: Vocabulary,
    word: str,
    model: ModuleType = language_model,
) -> Program:
    """Record `compared` for a word, with leaves for direction and size of the nudge."""

    def lesson(
        recorder: Recorder, traced: Params, xs: Array, ys: Array
    ) -> dict[str, Array]:
        way = {
            name: recorder.leaf("hyperparameter", f"way_{name}", value)
            for name, value in first(params).items()
        }
        eps = recorder.leaf("hyperparameter", "eps", EPSILON, bounds=(1e-15, 1.0))
        return compared(cell, traced, way, eps, xs, ys, model)

    return one_word.program(lesson, params, vocabulary, word)


def first(params: Params) -> Params:
    """Give the direction of the first nudge: one entry of one weight."""
    way = {name: np.zeros(np.shape(value)) for name, value in params.items()}
    way[FIRST].flat[0] = 1.0
    return way


def errors(
    cell: Cell,
    params: Params,
    vocabulary: Vocabulary,
    word: str,
    steps: ArrayLike,
    model: ModuleType = language_model,
) -> Array:
    """Give the error of the weight that is nudged at first, for each size of the nudge.

    >>> from unrolled import helo, rnn
    >>> told = rnn, helo.parameters(), helo.VOCABULARY, "hello"
    >>> errors(*told, [1e-4, 1.0]) < 1e-8
    array([ True, False])
    """
    rows, way = vocabulary.one_hot(word), first(params)
    return np.array(
        [
            compared(cell, params, way, eps, rows[:-1], rows[1:], model)["error"]
            for eps in np.asarray(steps)
        ]
    )


def compared(
    cell: Cell,
    params: Params,
    way: Params,
    eps: Array,
    xs: Array,
    ys: Array,
    model: ModuleType = language_model,
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
    model : module
        `unrolled.language_model`, or that of a mutant, to which the cell belongs, too.

    Returns
    -------
    dict
        ``L``, ``L_up`` and ``L_down``, their quotient ``numeric``, the ``slope`` that the
        gradients say, the ``error`` relative to the larger of the two, and ``dW`` ….
    """

    def loss(moved: Params) -> Array:
        L: Array = model.forward(cell, moved, xs, ys, cell.zero_state(moved)).L
        return L

    done = model.run(cell, params, xs, ys, cell.zero_state(params))
    up = loss({name: value + eps * way[name] for name, value in params.items()})
    down = loss({name: value - eps * way[name] for name, value in params.items()})
    numeric = (up - down) / (2 * eps)
    slope: Any = 0.0
    for name, gradient in done.gradients.items():
        slope = slope + np.sum(gradient * way[name])
    error = gradient_check.error(slope, numeric)
    told = {"L": done.L, "L_up": up, "L_down": down, "numeric": numeric, "slope": slope}
    return told | {"error": error} | {f"d{n}": g for n, g in done.gradients.items()}
