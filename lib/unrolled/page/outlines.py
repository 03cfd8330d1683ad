"""Drawings of Matplotlib in few letters: paths go from where they are, looks have names."""

from __future__ import annotations

import re
from itertools import groupby, pairwise

UNIT = 100  # paths are written in hundredths: no step rounds what the last one did
PART = re.compile(r"([MLQCz])([^MLQCz]*)")
PLACED = (
    r'<(?:path d="[^"]*"(?: fill-opacity="[^"]*")?|use href="[^"]*" x="[^"]*" y="[^"]*")'
)
RUN = re.compile(rf"{PLACED}( [^>]+)/>(?:{PLACED}\1/>)+")
CELL = re.compile(
    r'(| clip-path="[^"]*") style="(fill: [^;"]*); fill-opacity: ([\d.]+)(?:; ([^"]*))?"'
)
#: What most parts of figures look like, by the class that says so.
LOOKS = {
    "f-grid": "fill: none; stroke: var(--u-line); stroke-width: 0.6; "
    "stroke-linecap: square",
    "f-tick": "fill: var(--u-soft); stroke: var(--u-soft); stroke-width: 0.8",
    "f-below": "font-size: 9px; text-anchor: middle; fill: var(--u-soft)",
    "f-beside": "font-size: 9px; text-anchor: end; fill: var(--u-soft)",
    "f-inside": "font-size: 9px; text-anchor: middle; fill: var(--u-ink)",
}


def brief(svg: str) -> str:
    """Write a drawing with short paths, named looks, and what neighbours share once."""
    for name, look in LOOKS.items():
        svg = svg.replace(f'style="{look}"', f'class="{name}"')
    svg = CELL.sub(_cell, svg)
    svg = re.sub(r' d="([^"]*)"', lambda path: f' d="{outline(path[1])}"', svg)
    return RUN.sub(_gathered, svg)


def _cell(found: re.Match[str]) -> str:
    """Put first what alone differs between cells: how much they cover the paper."""
    clip, fill, opacity, rest = found.groups("")
    return f' fill-opacity="{_word(float(opacity), 3)}"{clip} style="{fill}; {rest}"'


def _gathered(run: re.Match[str]) -> str:
    """Join paths, or marks, of one look."""
    look = run[1]
    return f"<g{look}>{run[0].replace(f'{look}/>', '/>')}</g>"


def outline(path: str) -> str:
    """Write a path relative to where it is, with two decimals.

    >>> outline("M 10.72 34.11 L 81.17 34.11 L 81.17 62.29 L 10.5 62.3 L 0 62 z")
    'M10.72 34.11h70.45v28.18l-70.67.01-10.5-.3z'
    """
    runs = groupby(_steps(path), key=lambda step: step[0])
    return "".join(
        letter + _listed([number for _, numbers in run for number in numbers])
        for letter, run in runs
    )


def _steps(path: str) -> list[tuple[str, list[int]]]:
    """Take a path apart into letters, and how far each of them goes."""
    pen = start = [0, 0]
    found: list[tuple[str, list[int]]] = []
    for command, numbers in PART.findall(path):
        points = [round(UNIT * float(number)) for number in numbers.split()]
        if command == "M" and found and found[-1][0] == "M":
            found.pop()  # from there, nothing is drawn
        found.append(_step(command, points, pen))
        pen = points[-2:] or start
        start = pen if command == "M" else start
    return found


def _step(command: str, points: list[int], pen: list[int]) -> tuple[str, list[int]]:
    """Give the letter of a step, and how far it goes."""
    if command in "Mz":
        return command, points
    moves = [point - pen[i % 2] for i, point in enumerate(points)]
    if command == "L" and 0 in moves:
        return ("h", moves[:1]) if moves[1] == 0 else ("v", moves[1:])
    return command.lower(), moves


def _listed(numbers: list[int]) -> str:
    """Write hundredths, with as little between them as can be read."""
    words = [_word(number / UNIT, 2) for number in numbers]
    spaced = [
        word if word[0] == "-" or (word[0] == "." and "." in last) else f" {word}"
        for last, word in pairwise(words)
    ]
    return "".join([*words[:1], *spaced])


def _word(number: float, digits: int) -> str:
    """Write a number without what says nothing.

    >>> [_word(number, 2) for number in (0.5, -0.5, 10.5, 0, -0.001)]
    ['.5', '-.5', '10.5', '0', '0']
    """
    word = f"{round(number, digits) + 0:.{digits}f}".rstrip("0").rstrip(".")
    return re.sub(r"^(-?)0\.", r"\1.", word)
