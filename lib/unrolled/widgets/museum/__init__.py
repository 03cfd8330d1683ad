"""Museum: published bugs, two curves each, and a bet on which of them is the wrong one."""

from typing import Any

import numpy as np
import traitlets

from ...lessons import exhibits
from ...lessons.exhibits import Exhibit
from ..base import Html, Widget, figure_table
from ..curve_picture import Axis, Curve, curves
from ..front_end import module, sent, stylesheet

SEED = 16  # of which curve is called A


class Museum(Widget):
    """Show published bugs one by one: the changed lines, two curves, and what finds it.

    Readers bet on which curve is the wrong program's before they are told.

    Parameters
    ----------
    first : str
        The bug that is shown at first, by its name in `unrolled.bugs`.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If there is no such exhibit.
    """

    code = sent(module("museum/museum.js"))
    look = sent(stylesheet("kit/frame.css", "museum/museum.css"))

    exhibits: traitlets.List[Any] = traitlets.List().tag(sync=True)
    first = traitlets.Unicode().tag(sync=True)
    key = traitlets.Unicode("museum").tag(sync=True)

    def __init__(self, first: str = "missing_transpose", *, key: str = "museum") -> None:
        exhibits.exhibit(first)
        shown = exhibits.exhibits().values()
        sides = np.random.default_rng(SEED).permutation(len(shown)) % 2
        told = [plain(one, int(side)) for one, side in zip(shown, sides, strict=True)]
        super().__init__(exhibits=told, first=first, key=key)

    def figure(self) -> str:
        """Write all exhibits as a table, below the curves of the one shown at first."""
        shown = next(one for one in self.exhibits if one["name"] == self.first)
        rows = [
            (
                one["title"],
                *one["edits"][0][1:],
                one["found"],
            )
            for one in self.exhibits
        ]
        heads = ["what goes wrong", "right", "wrong", "found by"]
        caption = f"Two curves: {shown['title']} Which is the wrong program's?"
        return figure_table(heads, rows, caption, picture=_picture(shown, caption))


def plain(one: Exhibit, side: int) -> dict[str, Any]:
    """Give an exhibit as plain data; the wrong curve is A (0) or B (1)."""
    ends = [exhibits.end(one.right), *one.others]
    pair = [one.wrong.tolist(), one.right.tolist()]
    return {
        "name": one.bug.name,
        "title": one.bug.title,
        "kind": one.kind,
        "threads": [link for said in one.bug.published for link in exhibits.threads(said)],
        "edits": [[edit.module, edit.right, edit.wrong] for edit in one.bug.edits],
        "found": one.found_by,
        "curves": pair[::-1] if side else pair,
        "wrong": "AB"[side],
        "verdict": one.verdict,
        "ends": [exhibits.end(one.wrong), min(ends), max(ends)],
        "prints": one.course.prints,
        "over": one.course.over,
        "each": one.course.each,
    }


def _picture(one: dict[str, Any], caption: str) -> Html:
    """Draw both curves of an exhibit, without saying which is which."""
    a, b = one["curves"]
    over = one["each"] * (1 + np.arange(len(a)))
    lines = [Curve("A", "state", over, a), Curve("B", "output", over, b, True)]
    x = Axis(one["over"], over[0], over[-1])
    return curves(lines, x, Axis(one["prints"], min(a + b), max(a + b)), caption)
