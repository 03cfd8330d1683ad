"""What one recurrent cell has that another has not: both step by step, same letters."""

from typing import Any

import traitlets

from ...recording.program import Program, checked
from ...teaching import layouts
from ..base import PROGRAM, Widget, figure_table
from ..front_end import module, sent, stylesheet
from ..written import number


class WhatIsNew(Widget):
    """Compare two recorded cells, equation by equation, on the same letters.

    The equations stand side by side by the part that they play (see `unrolled.layouts`);
    what is new, gone or changed is marked, and each has its number at the step shown.

    Parameters
    ----------
    before, after : Program
        From `unrolled.passes.program` or `unrolled.helo.program`, of cells that have
        a layout.
    key : str
        Names the widget in the page's address; two widgets of one page get different ones.

    Raises
    ------
    ValueError
        If one is not a recorded program of this version, if its cell has no layout, or if
        the two do not read the same letters.

    Examples
    --------
    >>> from unrolled import helo, lstm
    >>> WhatIsNew(helo.program(), helo.program(cell=lstm)).before["layout"]["cell"]
    'rnn'
    """

    code = sent(module("what_is_new/what_is_new.js"))
    look = sent(stylesheet("kit/frame.css", "what_is_new/what_is_new.css"))

    program = traitlets.Dict().tag(**PROGRAM)  # before
    after = traitlets.Dict().tag(**PROGRAM)
    parts = traitlets.Dict(layouts.PARTS).tag(sync=True)
    key = traitlets.Unicode("new").tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)

    def __init__(self, before: Program, after: Program, key: str = "new") -> None:
        programs = [comparable(before), comparable(after)]
        first, second = (letters(data) for data in programs)
        if first != second:
            raise ValueError(
                f"the first program reads {first!r} and the second {second!r}; "
                "both must read the same"
            )
        super().__init__(program=programs[0], after=programs[1], key=key)

    @property
    def before(self) -> dict[str, Any]:
        """The program to compare with."""
        return self.program

    def figure(self) -> str:
        """Write every value of both cells after the last letter as a table."""
        rows = [
            [part, *(listed(data, name) for data in (self.program, self.after))]
            for name, part in layouts.PARTS.items()
        ]
        names = [data["layout"]["cell"].upper() for data in (self.program, self.after)]
        caption = f"{names[0]} and {names[1]} after the last letter, in unit 1."
        return figure_table(["", *names], rows, caption)


def listed(data: dict[str, Any], part: str) -> str:
    """Write the values that play a part, with their numbers in unit 1 at the last step."""
    program, t = Program(data), len(letters(data))
    names = [name for name, own in data["layout"]["parts"].items() if own == part]
    glyphs = {name: about["glyph"] for name, about in data["symbols"].items()}
    found = [f"{glyphs[n]} = {number(program.value(n, t)[0], 3)}" for n in names]
    return ", ".join(found) or "–"


def comparable(program: Program) -> dict[str, Any]:
    """Give the data of a program whose cell has a layout."""
    data = checked(program)
    if "layout" not in data:
        raise ValueError(
            "this program's cell has no layout; those of "
            f"{', '.join(layouts.LAYOUTS)} have one"
        )
    return data


def letters(data: dict[str, Any]) -> str:
    """Spell what a program reads."""
    names = data["labels"]["D"]
    one_hot = [data["values"][x["node"]] for x in data["leaves"] if x["role"] == "input"]
    return "".join(names[values.index(1)] for values in one_hot)
