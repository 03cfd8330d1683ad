"""Activation functions: slide along the curve, and stack them to see slopes multiply."""

from functools import partial

import numpy as np

from ...cells.activations import layer
from ...checks import whole, within
from ...lessons import helo
from ..front_end import module, sent, stylesheet
from . import Curves, Family, Own, grid, joined

LABELS = {
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "hard_tanh": "hard tanh",
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
}
SQUASHED, STRAIGHT = (-1.25, 1.5), (-1.25, 5.25)  # what the vertical axis shows
WINDOWS = dict.fromkeys(LABELS, SQUASHED) | dict.fromkeys(("relu", "leaky_relu"), STRAIGHT)
REACH = 5.0
LAYERS = 10


def family() -> Family:
    """Gather the activations, and the pre-activations that each unit of h-e-l-o meets."""
    units = np.asarray(helo.predict().trace.a).T
    return Family(
        curves={name: partial(layer, name) for name in LABELS},
        labels=LABELS,
        variable="a",
        reach=(-REACH, REACH),
        windows=WINDOWS,
        grid=grid(-REACH, REACH, 0.05, corners=(-1, 0, 1)),
        marks={f"unit {unit}": numbers for unit, numbers in enumerate(units, start=1)},
        letters=list(helo.INPUTS),
        layers=LAYERS,
    )


class Activations(Curves):
    """Show an activation function, its slope and its tangent, at a number one can drag.

    Letters mark the pre-activations that a unit of h-e-l-o meets; the function can be
    applied to its own output up to 10 times.  The page replays `unrolled.activations`.

    Parameters
    ----------
    show : str
        sigmoid, tanh, hard_tanh, relu, leaky_relu, or yours.
    x : float
        The number to look at, from -5 to 5.
    layers : int
        How many layers are stacked, from 1 to 10.
    unit : int
        Whose pre-activations are marked: 1, 2 or 3.
    beside : str
        Another function to compare with; none if it is left out.
    flat : float
        Slopes below this count as saturated, from 0 to 1.
    key : str
        Names the widget in the page's address.
    yours : pair of callables, optional
        A function of your own and its slope, both of the pre-activation.

    Raises
    ------
    ValueError
        If there is no such function, or if a number is out of its range.
    """

    code = sent(module("curves/activations.js"))
    look = sent(stylesheet("kit/frame.css", "curves/curves.css"))

    def __init__(
        self,
        show: str = "tanh",
        x: float = 0.5,
        layers: int = 1,
        unit: int = 1,
        beside: str = "",
        flat: float = 0.1,
        key: str = "activations",
        yours: Own | None = None,
    ) -> None:
        within("layers", whole("layers", layers), 1, LAYERS)
        within("unit", whole("unit", unit), 1, 3)
        within("flat", flat, 0, 1)
        start = {"f": show, "x": x, "beside": beside}
        start |= {"layers": layers, "unit": unit, "flat": flat}
        super().__init__(joined(family(), yours, STRAIGHT), key, **start)
