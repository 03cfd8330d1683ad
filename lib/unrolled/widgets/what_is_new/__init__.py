"""What one recurrent cell has that another has not: both step by step, same letters."""

from typing import Any

import traitlets

from ...recording.program import Program, checked
from ...teaching import layouts
from ..bar_picture import Bar, bars
from ..base import PROGRAM, Html, Widget, figure_table
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
        """Draw and write every value of both cells after the last letter."""
        rows = [
            [part, *(listed(data, name) for data in (self.program, self.after))]
            for name, part in layouts.PARTS.items()
        ]
        names = [data["layout"]["cell"].upper() for data in (self.program, self.after)]
        caption = f"{names[0]} and {names[1]} after the last letter, in unit 1."
        cells = list(zip(names, (self.program, self.after), strict=True))
        return figure_table(["", *names], rows, caption, picture=_picture(cells, caption))


def values(data: dict[str, Any], part: str) -> list[Bar]:
    """Give the values that play a part, in unit 1 at the last step."""
    program, t = Program(data), len(letters(data))
    names = [name for name, own in data["layout"]["parts"].items() if own == part]
    found = []
    for name in names:
        x, about = float(program.value(name, t)[0]), data["symbols"][name]
        found.append(Bar(about["glyph"], about["role"], x, number(x, 3)))
    return found


def listed(data: dict[str, Any], part: str) -> str:
    """Write the values that play a part, with their numbers."""
    return ", ".join(f"{one.label} = {one.text}" for one in values(data, part)) or "–"


def _picture(cells: list[tuple[str, dict[str, Any]]], caption: str) -> Html:
    """Draw a bar for what each part of the two cells comes to."""
    drawn: list[Bar | str] = []
    for name, data in cells:
        drawn.append(name)
        for part, words in layouts.PARTS.items():
            own = values(data, part)[-1:]  # what the part comes to
            drawn += [one._replace(label=f"{words}  {one.label}") for one in own]
    told = "; ".join(
        one if isinstance(one, str) else f"{one.label} {one.text}" for one in drawn
    )
    sizes = [one.size for one in drawn if isinstance(one, Bar)]
    low, high = min(0.0, *sizes), max(1.0, *sizes)
    return bars(drawn, low, high, f"{caption} {told}.")


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
