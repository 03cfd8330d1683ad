"""A table of numbers, the larger ones darker, as a picture: for print, without scripts."""

from collections.abc import Sequence
from html import escape
from math import sqrt

from .base import Html, svg
from .written import number

WIDE, ROW = 56, 22  # a cell, at least
LETTER = 6.6  # the width of one, about
DEEPEST = 0.38  # how dark a cell becomes: its number stays readable
GAP = 6


def grid(
    heads: Sequence[str],
    rows: Sequence[tuple[str, Sequence[float]]],
    role: str,
    alt: str,
    digits: int = 2,
) -> Html:
    """Draw numbers in cells, each as dark as it is large beside the largest, as SVG.

    Parameters
    ----------
    heads : sequence of str
        What stands above the columns.
    rows : sequence of pairs
        What stands before a row, and its numbers; a row may end early.
    role : str
        Whose colour the cells have.
    alt : str
        What is to be seen, in words.
    digits : int
        Decimals of the numbers.
    """
    most = max((abs(x) for _, row in rows for x in row), default=0) or 1.0
    left = round(max(LETTER * len(head) for head, _ in rows)) + GAP
    wide = max(WIDE, *(round(LETTER * len(head)) + GAP for head in heads))
    cells, words = "", ""
    for n, head in enumerate(heads):
        words += f"<text x='{left + (n + 0.5) * wide:g}' y='14'>{escape(head)}</text>"
    for i, (head, row) in enumerate(rows, start=1):
        y = i * ROW
        words += (
            f"<text x='{left - GAP}' y='{y + 15}' text-anchor='end'>{escape(head)}</text>"
        )
        for n, x in enumerate(row):
            depth = DEEPEST * sqrt(abs(x) / most)
            place = f"x='{left + n * wide}' y='{y}' width='{wide - 2}' height='{ROW - 2}'"
            cells += f"<rect class='full {role}' {place} fill-opacity='{depth:.2f}'/>"
            at = f"x='{left + (n + 0.5) * wide - 1:g}' y='{y + 15}'"
            words += f"<text {at}>{number(x, digits)}</text>"
    width, height = left + len(heads) * wide, (len(rows) + 1) * ROW
    return svg(f"{cells}<g text-anchor='middle'>{words}</g>", width, height, alt)
