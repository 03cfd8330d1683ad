"""GradientCheck: nudge a weight, and compare the two losses with the gradient."""

import numpy as np
import traitlets

from ...lessons import check_program
from ...lessons.check_program import EPSILON
from ...recording import Program
from ..base import figure_table
from ..curve_picture import Axis, Curve, curves
from ..front_end import module, sent, stylesheet
from ..one_word import OneWord
from ..written import number

STEPS = np.logspace(-15, 0, 16)  # of the nudges in print
LEAST = 1e-13  # error that is drawn; 0 has no logarithm


class GradientCheck(OneWord):
    """Compare a gradient with what a nudge of the weight says, digit by digit.

    Every weight can be chosen and edited, the size of the nudge dragged along the curve of
    errors; all weights can be checked at once.  With the option ``model``, the
    `language_model` of a mutant (`unrolled.mutants`), and its cell, it checks a library
    that is wrong.
    """

    code = sent(module("gradient_check/gradient_check.js"))
    look = sent(
        stylesheet("kit/frame.css", "views/views.css", "gradient_check/gradient_check.css")
    )

    lesson = staticmethod(check_program.program)
    key = traitlets.Unicode("gradient_check").tag(sync=True)

    def figure(self) -> str:
        """Draw the errors over the steps, and write the first comparison."""
        program = Program(self.program)
        analytic, numeric = (float(program.value(n)) for n in ("slope", "numeric"))
        rows = [
            ("gradient", number(analytic, 12)),
            ("(L₊ − L₋) / 2ε", number(numeric, 12)),
        ]
        caption = f"One weight, nudged by ε = {EPSILON:g}."
        told, options = self._told
        errors = check_program.errors(*told, steps=STEPS, **options)
        best = errors.argmin()
        alt = (
            f"The relative error is {errors[-1]:.0e} where ε is {STEPS[-1]:g}, least, "
            f"{errors[best]:.0e}, where ε is {STEPS[best]:.0e}, and {errors[0]:.0e} where "
            f"it is {STEPS[0]:.0e}."
        )
        line = Curve("", "state", STEPS, np.maximum(errors, LEAST))
        x, y = (
            Axis("step ε", STEPS[0], STEPS[-1], log=True),
            Axis("relative error", LEAST, 10, log=True),
        )
        picture = curves([line], x, y, alt)
        return figure_table(["", "value"], rows, caption, picture=picture)
