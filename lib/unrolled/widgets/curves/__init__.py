"""What the widgets of activations and losses share: functions of one number."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import traitlets

from ...arrays import Array
from ...checks import choice, within
from ...recording import Program, Recorder
from ..base import PROGRAM, Html, Widget, figure_table
from ..curve_picture import Axis, curves
from ..curve_picture import Curve as Line
from ..written import number

Function = Callable[[Array], Array]
Own = tuple[Function, Function]  # a reader's function, and its slope, of the same number
Curve = Callable[[Array, Array], tuple[Array, Array, Array]]  # value, slope, and product
TOUCH = 1e-9  # how near a grid comes to a corner, where slopes jump


class Family(NamedTuple):
    """Functions of one number that are looked at together."""

    curves: Mapping[str, Curve]
    labels: Mapping[str, str]
    variable: str  # its name in the code
    reach: tuple[float, float]  # the least and the largest number that can be chosen
    windows: Mapping[str, tuple[float, float]]  # what the vertical axis shows, for each
    grid: np.ndarray
    marks: Mapping[str, np.ndarray]  # named groups of numbers that h-e-l-o really meets
    letters: Sequence[str]  # what to call the numbers of a group
    layers: int = 1  # how often the functions can be applied to their own outputs


def joined(family: Family, yours: Own | None, window: tuple[float, float]) -> Family:
    """Add a function of the reader's own to a family; without one it stays as it is."""
    if yours is None:
        return family
    function, slope_of = yours

    def curve(a: Array, product: Array) -> tuple[Array, Array, Array]:
        slope = slope_of(a)
        return function(a), slope, product * slope

    return family._replace(
        curves={**family.curves, "yours": curve},
        labels={**family.labels, "yours": "yours"},
        windows={**family.windows, "yours": window},
    )


class Curves(Widget):
    """Show functions of one number and their slopes; see the subclasses."""

    program = traitlets.Dict().tag(**PROGRAM)
    family = traitlets.Dict().tag(sync=True)  # what the page needs to know of `Family`
    start = traitlets.Dict().tag(sync=True)  # the state that Reset goes back to
    key = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)

    def __init__(self, family: Family, key: str, **start: Any) -> None:
        choice("show", start["f"], family.curves)
        choice("beside", start["beside"], ["", *family.curves])
        within("x", start["x"], *family.reach)
        self._family = family
        super().__init__(
            program=program(family, start["x"]).data,
            family={
                "labels": [list(pair) for pair in family.labels.items()],
                "variable": family.variable,
                "reach": list(family.reach),
                "windows": {name: list(ends) for name, ends in family.windows.items()},
                "groups": list(family.marks),
                "letters": list(family.letters),
                "layers": family.layers,
            },
            start=start,
            key=key,
        )

    def figure(self) -> str:
        """Write values and slopes, at the chosen number and where h-e-l-o is, as HTML."""
        family, x, f = self._family, self.start["x"], self.start["f"]
        at = [(f"{family.variable} = {x:g}", x)]
        for name, numbers in family.marks.items():
            at += [(f"{c} {name}", a) for c, a in zip(family.letters, numbers, strict=True)]
        here = np.array([a for _, a in at])
        value, slope, _ = family.curves[f](here, np.ones(len(here)))
        rows = [
            (name, number(a, 3), number(v, 3), number(s, 3))
            for (name, a), v, s in zip(at, value, slope, strict=True)
        ]
        heads = ["", family.variable, "value", "slope"]
        return figure_table(heads, rows, family.labels[f], picture=_picture(family, f))


def _picture(family: Family, f: str) -> Html:
    """Draw a function and its slope over the numbers that can be chosen."""
    low, high = family.reach
    xs = np.linspace(low, high, 121)
    value, slope, _ = family.curves[f](xs, np.ones(len(xs)))
    drawn = [Line("value", "state", xs, value), Line("slope", "gradient", xs, slope, True)]
    alt = f"{family.labels[f]}, value and slope, from {low:g} to {high:g}."
    return curves(
        drawn, Axis(family.variable, low, high), Axis("", *family.windows[f]), alt
    )


def program(family: Family, x: float) -> Program:
    """Record all functions of a family at `x`, at its marks and on its grid, in this order.

    A page chooses another number by writing it over the first; it stacks layers by writing
    a function's values and its product of slopes over the two leaves.
    """
    points = np.concatenate([[x], *family.marks.values(), family.grid])
    recorder = Recorder()
    a = recorder.leaf("input", family.variable, points, bounds=family.reach)
    product = recorder.leaf("state", "product", np.ones(len(points)))
    result: dict[str, Array] = {}
    for name, curve in family.curves.items():
        value, slope, together = curve(a, product)
        result |= {name: value, f"{name}_slope": slope, f"{name}_product": together}
    return recorder.program(result)


def grid(low: float, high: float, step: float, corners: Sequence[float] = ()) -> np.ndarray:
    """Space numbers evenly, and add both sides of every corner, a hair apart."""
    even = np.round(np.arange(math.floor((high - low) / step + 1.5)) * step + low, 9)
    sides = [corner + side for corner in corners for side in (-TOUCH, TOUCH)]
    return np.unique(np.concatenate([even, sides]))
