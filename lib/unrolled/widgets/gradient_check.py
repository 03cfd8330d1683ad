"""GradientCheck: nudge a weight, and compare the two losses with the gradient."""

from typing import Any

import numpy as np
import traitlets

from .. import gradient_check, helo, language_model, rnn
from ..cell import Array, Cell, Params
from ..notation import symbols
from ..recording import Program, Recorder
from ..text import Vocabulary
from .base import Widget, figure_table
from .front_end import module, stylesheet

EPSILON = 1e-4
FIRST = "U"  # whose first entry is nudged at first


class GradientCheck(Widget):
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
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If the word has fewer than two letters, or if the weights do not fit it.
    """

    _esm = module("gradient_check.js")
    _css = stylesheet("frame.css", "tape.css", "gradient_check.css")

    program = traitlets.Dict().tag(sync=True)
    key = traitlets.Unicode("check").tag(sync=True)

    def __init__(
        self,
        word: str = "hello",
        params: Params | None = None,
        cell: Cell = rnn,
        key: str = "gradient_check",
    ) -> None:
        if len(word) < 2:
            raise ValueError(f"the word {word!r} has {len(word)} letters; 2 are needed")
        vocabulary = helo.VOCABULARY if params is None else Vocabulary.of(word)
        params = helo.parameters() if params is None else params
        super().__init__(program=recorded(cell, params, vocabulary, word).data, key=key)

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


def recorded(cell: Cell, params: Params, vocabulary: Vocabulary, word: str) -> Program:
    """Record `compared` for a word, for a page to replay."""
    recorder = Recorder()
    traced = recorder.parameters(params)
    ways = {name: np.zeros(np.shape(value)) for name, value in params.items()}
    ways[FIRST].flat[0] = 1.0
    way = {
        name: recorder.leaf("hyperparameter", f"way_{name}", value)
        for name, value in ways.items()
    }
    eps = recorder.leaf("hyperparameter", "eps", EPSILON, bounds=(1e-15, 1.0))
    xs, ys = vocabulary.one_hot(word[:-1]), vocabulary.one_hot(word[1:])
    program = recorder.program(compared(cell, traced, way, eps, xs, ys))
    program.data["symbols"] = symbols(set(params))
    program.data["labels"] = {"D": list(vocabulary.letters), "K": list(vocabulary.letters)}
    return program
