"""Yesterday's clothes, today's weather: a GRU of one unit with its gates as dials."""

import traitlets

from ...cells import gru
from ...checks import choice, within
from ...lessons.wardrobe import START, program
from ...recording import Program
from ..base import PROGRAM, Widget, figure_table
from ..front_end import module, sent, stylesheet


class Wardrobe(Widget):
    """Show one step of a GRU of one unit, both gates, letter and memory as dials.

    Weather and clothes go from -1, hot and light, to 1, cold and warm.

    Parameters
    ----------
    x : float
        Today's weather, from -1 to 1.
    h_prev : float
        Yesterday's clothes, from -1 to 1.
    z, r : float
        Update and reset gate, from 0 to 1.
    update : str
        What z says: how much to ``"overwrite"``, or how much to ``"keep"``.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If a dial is out of its range, or if there is no such convention.
    """

    code = sent(module("wardrobe/wardrobe.js"))
    look = sent(stylesheet("kit/frame.css", "wardrobe/wardrobe.css"))

    program = traitlets.Dict().tag(**PROGRAM)  # where z overwrites
    keeping = traitlets.Dict().tag(**PROGRAM)  # where z keeps
    update = traitlets.Unicode().tag(sync=True)
    key = traitlets.Unicode("wardrobe").tag(sync=True)

    def __init__(
        self,
        x: float = START["x"],
        h_prev: float = START["h_prev"],
        z: float = START["z"],
        r: float = START["r"],
        update: str = "overwrite",
        key: str = "wardrobe",
    ) -> None:
        choice("update", update, gru.UPDATES)
        dials = {"x": x, "h_prev": h_prev, "z": z, "r": r}
        for name, value in dials.items():
            within(name, value, 0 if name in "zr" else -1, 1)
        overwriting, keeping = (program(update=way, **dials) for way in gru.UPDATES)
        super().__init__(
            program=overwriting.data, keeping=keeping.data, update=update, key=key
        )

    def figure(self) -> str:
        """Write the day as a table."""
        shown = Program(self.program if self.update == "overwrite" else self.keeping)
        told = (
            ("weather today", "x"),
            ("clothes yesterday", "h_prev"),
            ("update gate", "z"),
            ("reset gate", "r"),
            ("candidate", "n"),
            ("clothes today", "h"),
        )
        rows = [(text, f"{float(shown.value(name)[0]):.3f}") for text, name in told]
        caption = "One step of a GRU of one unit; −1 is hot and light, 1 cold and warm."
        return figure_table(["", "number"], rows, caption)
