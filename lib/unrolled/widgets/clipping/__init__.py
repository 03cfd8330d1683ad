"""Clipping by value and by norm: in the plane, at the cliff, and over a training run."""

from collections.abc import Iterable, Sequence

import numpy as np
import traitlets

from ...arrays import Array
from ...checks import choice, within
from ...lessons import cliff
from ...lessons.clips import GRADIENT, LIMIT, both_clips, plane_program, update_program
from ..base import PROGRAM, Html, Widget, figure_table
from ..curve_picture import PROPORTION, Axis, Curve, curves
from ..front_end import module, sent, stylesheet

VIEWS = ("plane", "cliff", "run")
REACH = 4.0  # of the plane


class Clipping(Widget):
    """Show what the two ways of clipping do to a gradient, a descent and a training run.

    Three views: a gradient to drag in the plane, both clips beside it; the cliff of a
    network with one unit, a marble descending in three ways; and h-e-l-o trained with a
    learning rate that is too large, clipped and not.

    Parameters
    ----------
    view : str
        Which is shown first: ``"plane"``, ``"cliff"`` or ``"run"``.
    key : str
        Names the widget in the page's address.
    at_end : bool
        Whether the marbles and the run are shown at their last step, or at the first.
    gradient : two floats
        What the plane shows at first, each from -4 to 4.

    Raises
    ------
    ValueError
        If there is no such view, or if the gradient does not fit into the plane.
    """

    code = sent(module("clipping/clipping.js"))
    look = sent(stylesheet("kit/frame.css", "clipping/clipping.css"))

    program = traitlets.Dict().tag(**PROGRAM)  # of the plane
    fall = traitlets.Dict().tag(**PROGRAM)  # one step on the cliff
    update = traitlets.Dict().tag(**PROGRAM)  # one update of h-e-l-o
    view = traitlets.Unicode().tag(sync=True)
    key = traitlets.Unicode("clipping").tag(sync=True)
    at_end = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        view: str = "plane",
        key: str = "clipping",
        *,
        at_end: bool = True,
        gradient: Sequence[float] = GRADIENT,
    ) -> None:
        choice("view", view, VIEWS)
        if len(gradient) != 2:
            raise ValueError(f"gradient has {len(gradient)} entries; the plane has 2")
        for entry in gradient:
            within("an entry of gradient", entry, -REACH, REACH)
        self._gradient = np.array(gradient, dtype=float)
        super().__init__(
            program=plane_program(gradient).data,
            fall=cliff.program().data,
            update=update_program().data,
            view=view,
            key=key,
            at_end=at_end,
        )

    def figure(self) -> str:
        """Draw and write what both clips make of the first gradient."""
        shown = both_clips(self._gradient, LIMIT, LIMIT)
        told = (
            ("gradient", self._gradient, 0.0),
            ("by norm", shown["by_norm"], float(shown["turned_by_norm"])),
            ("by value", shown["by_value"], float(shown["turned_by_value"])),
        )
        rows = [
            (name, *(f"{x:.3f}" for x in g), f"{turned:.1f}°") for name, g, turned in told
        ]
        caption = f"One gradient, clipped in two ways to {LIMIT:g}."
        heads = ["", "g₁", "g₂", "turned by"]
        return figure_table(heads, rows, caption, picture=_plane(told, caption))


def _plane(told: Iterable[tuple[str, Array, float]], caption: str) -> Html:
    """Draw a gradient and both clips of it as arrows, and what they are clipped to."""
    turn = np.linspace(0, 2 * np.pi, 49)
    square = LIMIT * np.array([(-1, 1, 1, -1, -1), (-1, -1, 1, 1, -1)])
    roles = {"gradient": "gradient", "by norm": "recurrent", "by value": "output"}
    drawn = [
        Curve("", "recurrent", LIMIT * np.cos(turn), LIMIT * np.sin(turn), True),
        Curve("", "output", square[0], square[1], True),
        *(Curve(name, roles[name], [0, g[0]], [0, g[1]]) for name, g, _ in told),
    ]
    g1, g2 = abs(np.array([g for _, g, _ in told])).max(axis=0)
    high = 1.2 * max(LIMIT, g2, g1 / PROPORTION)  # a circle is a circle
    wide = high * PROPORTION
    return curves(drawn, Axis("g₁", -wide, wide), Axis("g₂", -high, high), caption)
