"""Clipping by value and by norm: in the plane, at the cliff, and over a training run."""

from collections.abc import Sequence

import numpy as np
import traitlets

from ...checks import choice, within
from ...lessons import cliff
from ...lessons.clips import GRADIENT, plane_program, update_program
from ..base import PROGRAM, Widget
from ..front_end import module, sent, stylesheet
from .pictures import VIEWS

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
        choice("view", view, tuple(VIEWS))
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
        """Draw and write the view that is shown first."""
        return VIEWS[self.view](self._gradient, self.at_end)
