"""The Ledger: a gradient opened as the sum over losses and uses that it is."""

import numpy as np
import traitlets

from ...lessons import ledger_program
from ...recording import Program
from ..base import figure_table
from ..front_end import module, sent, stylesheet
from ..grid_picture import grid
from ..one_word import OneWord
from ..written import number

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
        """Draw and write the shares of the first entry."""
        table = Program(self.program).value(f"share_{ENTRY}")[..., 0, 0]
        steps = range(1, len(table) + 1)
        shares = [
            (f"loss at step {t}", row[:t].tolist())
            for t, row in zip(steps, table, strict=True)
        ]
        rows = ([head, *(number(x, 6) for x in row)] for head, row in shares)
        heads = [f"use at step {k}" for k in steps]
        caption = f"The first entry of d{ENTRY} as a sum: {number(table.sum(), 6)}."
        t, k = np.unravel_index(abs(table).argmax(), table.shape)
        alt = (
            f"{caption} The largest share, {number(table[t, k], 6)}, is that of the loss "
            f"at step {t + 1} through the use at step {k + 1}."
        )
        picture = grid(heads, shares, "gradient", alt, digits=4)
        return figure_table(["", *heads], rows, caption, picture=picture)
