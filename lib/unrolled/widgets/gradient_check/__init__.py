"""GradientCheck: nudge a weight, and compare the two losses with the gradient."""

import traitlets

from ...lessons import check_program
from ...lessons.check_program import EPSILON
from ...recording import Program
from ..base import figure_table
from ..front_end import module, sent, stylesheet
from ..one_word import OneWord


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
        """Write the first comparison as a table."""
        program = Program(self.program)
        analytic, numeric = (float(program.value(n)) for n in ("slope", "numeric"))
        rows = [("gradient", f"{analytic:.12f}"), ("(L₊ − L₋) / 2ε", f"{numeric:.12f}")]
        return figure_table(["", "value"], rows, f"One weight, nudged by ε = {EPSILON:g}.")
