"""A text that a trained network writes, with all that decided each letter."""

from functools import cache
from itertools import islice
from typing import Any

import numpy as np
import traitlets

from ...lessons import char_rnn
from ...lessons.writer import program
from ...models.writing import sample
from ...recording.packed import numbers, rounded
from ..bar_picture import Bar, bars
from ..base import PROGRAM, Widget, figure_table
from ..front_end import module, sent, stylesheet
from ..written import number, sign

LENGTH = 160  # letters that are written
SHOWN = 12  # of them, in print
FORMS = {"rnn": "float16", "gru": "int8"}  # how briefly weights travel


class Writer(Widget):
    """Watch networks write: what each letter was drawn from, and what follows a slip.

    The page replays `unrolled.writer.written`, step after step, with the weights of
    `unrolled.char_rnn`.

    Parameters
    ----------
    key : str
        Names the widget in the page's address.
    """

    code = sent(module("writer/writer.js"))
    look = sent(stylesheet("kit/frame.css", "writer/writer.css"))

    program = traitlets.Dict().tag(**PROGRAM)  # one step, by cell
    weights = traitlets.Dict().tag(sync=True)  # of the checkpoints: cell, and numbers
    length = traitlets.Int(LENGTH).tag(sync=True)
    key = traitlets.Unicode("writer").tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)

    def __init__(self, *, key: str = "writer") -> None:
        super().__init__(program=programs(), weights=weights(), key=key)

    def figure(self) -> str:
        """Draw and write the first letters, and how probable each was."""
        model, params = char_rnn.checkpoint("rnn 25 %")
        drawn = sample(
            model, params, char_rnn.VOCABULARY.encode("\n"), rng=0, temperature=0.5
        )
        told = [
            (char_rnn.VOCABULARY.letters[one.id], float(one.probs[one.id]))
            for one in islice(drawn, SHOWN)
        ]
        rows = [Bar(sign(letter), "output", x, number(x, 3)) for letter, x in told]
        caption = "The first letters that the network writes, a quarter of its way."
        alt = f"“{''.join(letter for letter, _ in told)}”, letter by letter: "
        alt += ", ".join(one.text for one in rows)
        return figure_table(
            ["letter", "its probability"],
            [(one.label, one.text) for one in rows],
            caption,
            picture=bars(rows, 0, 1, f"{alt}."),
        )


@cache
def programs() -> dict[str, Any]:
    """Record one step of each cell, with the weights of its last checkpoint."""
    found = {}
    for name, (cell, _) in char_rnn.CHECKPOINTS.items():
        model, params = char_rnn.checkpoint(name)
        found[cell] = program(model, rounded(params, FORMS[cell]), char_rnn.VOCABULARY).data
    return found


@cache
def weights() -> dict[str, Any]:
    """Give the cell of each checkpoint, and its numbers where the program has others."""
    last = {cell: name for name, (cell, _) in char_rnn.CHECKPOINTS.items()}
    found = {}
    for name, (cell, _) in char_rnn.CHECKPOINTS.items():
        _, params = char_rnn.checkpoint(name)
        own = {} if last[cell] == name else packed(rounded(params, FORMS[cell]))
        found[name] = {"cell": cell, "values": own}
    return found


def packed(params: dict[str, np.ndarray]) -> dict[str, Any]:
    """Write parameters as briefly as a program's leaves."""
    return {name: numbers(p.ravel().tolist(), p.shape) for name, p in params.items()}
