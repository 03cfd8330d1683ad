"""Bars from zero, one below the other, as a picture: for print, without scripts."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from .base import Html, svg

ROW, THICK = 18, 11  # from one bar to the next, and how high one is
LETTER = 6.6  # the width of one, about
ROOM, TOLD = 220, 64  # of the bars, and of the numbers beside them
GAP = 8
LEAST = 16  # of a name: one letter may be wide


class Bar(NamedTuple):
    """One bar: its name, whose colour it has, how long it is, and that as a number."""

    label: str
    role: str
    size: float
    text: str


def bars(told: Sequence[Bar | str], low: float, high: float, alt: str) -> Html:
    """Draw bars beside their names and numbers, as SVG.

    Parameters
    ----------
    told : sequence of Bar or str
        A str is the heading of the bars below it.
    low, high : float
        Where the room for bars begins and ends; 0 is between them, or one of them.
    alt : str
        What is to be seen, in words.
    """
    own = [one for one in told if isinstance(one, Bar)]
    left = round(max(LEAST, *(LETTER * len(one.label) for one in own))) + GAP
    zero = left + ROOM * (0 - low) / (high - low)
    boxes, labels, numbers = "", "", ""
    for n, one in enumerate(told):
        y = n * ROW + 13
        if isinstance(one, str):
            labels += f"<text x='{left}' y='{y}' font-weight='bold'>{escape(one)}</text>"
            continue
        end = zero + ROOM * one.size / (high - low)
        path = f"M{zero:.1f} {y - THICK + 2}H{end:.1f}v{THICK}H{zero:.1f}z"
        boxes += f"<path class='full {one.role}' d='{path}'/>"
        labels += f"<text x='{left - GAP}' y='{y}'>{escape(one.label)}</text>"
        numbers += f"<text x='{left + ROOM + TOLD}' y='{y}'>{escape(one.text)}</text>"
    height = len(told) * ROW + 2
    line = (
        f"<path class='ways' fill='none' stroke='currentColor' d='M{zero:.1f} 0V{height}'/>"
    )
    words = f"<g text-anchor='end'>{labels}{numbers}</g>"
    return svg(f"{boxes}{line}{words}", left + ROOM + TOLD, height, alt)
