"""The Ledger: a gradient opened as the sum over losses and uses that it is."""

import traitlets

from ...lessons import ledger_program
from ...recording import Program
from ..base import figure_table
from ..front_end import module, sent, stylesheet
from ..one_word import OneWord

ENTRY = "U"  # the gradient that is opened at first, in its first entry


class Ledger(OneWord):
    """Open a gradient as a sum over pairs: the loss at step t, the use at step k.

    Every weight can be chosen and edited; every pair shows its path and the product of
    Jacobians on it; a slider cuts the gradient after a window.
    """

    code = sent(module("ledger/ledger.js"))
    look = sent(stylesheet("kit/frame.css", "views/views.css", "ledger/ledger.css"))

    lesson = staticmethod(ledger_program.program)
    key = traitlets.Unicode("ledger").tag(sync=True)

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
