"""Curves between two axes as a picture: for print, and where no script runs."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..arrays import Array
from .base import Html, svg

WIDTH, HEIGHT = 470, 220
LEFT, RIGHT, TOP, BOTTOM = 48, 110, 10, 34
PROPORTION = (WIDTH - LEFT - RIGHT) / (HEIGHT - TOP - BOTTOM)  # of what lies between them
MOST = 120  # points of a curve; more are not told apart
SEEN = 0.51  # from the middle, in shares of an axis
LEVELS, DEEPEST = 8, 0.75  # of a land: how many depths are told apart, and the darkest
APART = 13  # two labels at the right, at least


class Axis(NamedTuple):
    """What an axis is called, and where it begins and ends."""

    label: str
    low: float
    high: float
    log: bool = False

    def share(self, x: Array) -> Array:
        """Say where numbers stand: from 0 to 1 between the ends."""
        low, high = float(self.low), float(self.high)
        x = np.asarray(x, dtype=float)
        if self.log:
            return np.asarray(np.log(x / low) / np.log(high / low))
        return np.asarray((x - low) / (high - low))

    def ticks(self) -> list[tuple[float, str]]:
        """Give some round places of the axis, or some powers of ten."""
        if self.log:
            ends = range(round(log10(self.low)), round(log10(self.high)) + 1)
            each = max(1, (len(ends) - 1) // 3)
            return [(10.0**n, f"10{_raised(n)}") for n in ends[::each]]
        rough = (self.high - self.low) / 4
        size = 10.0 ** floor(log10(rough))
        step = next(n * size for n in (1, 2, 5, 10) if n * size >= 0.75 * rough)
        places = range(ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9) + 1)
        return [(n * step, f"{n * step:g}".replace("-", "−")) for n in places]


class Curve(NamedTuple):
    """One line: its name, whose colour it has, and its points."""

    label: str
    role: str
    xs: ArrayLike
    ys: ArrayLike
    dashed: bool = False


def curves(lines: Sequence[Curve], x: Axis, y: Axis, alt: str, beneath: str = "") -> Html:
    """Draw lines between two axes, each with its name at its right end, as SVG.

    Parameters
    ----------
    lines : sequence of Curve
        Their roles are classes: a style sheet knows the colours.
    x, y : Axis
    alt : str
        What is to be seen, in words.
    beneath : str
        SVG of a land that the lines run over; see `land`.
    """
    paths, names = [], []
    used: list[float] = []
    for line in lines:
        left, top = _places(line, x, y)
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(left, top, strict=True))
        dashes = " stroke-dasharray='5 3'" if line.dashed else ""
        paths.append(f"<polyline class='{line.role}' points='{points}'{dashes}/>")
        if not line.label:
            continue
        height = top[-1] + 4
        while any(abs(height - other) < APART for other in used):
            height += 1
        used.append(height)
        place = f"x='{left[-1] + 5:.1f}' y='{height:.1f}'"
        names.append(f"<text class='{line.role}' {place}>{escape(line.label)}</text>")
    inside = (
        f"{beneath}<g class='ways' fill='none' stroke='currentColor'>{_axes(x, y)}</g>"
        f"<g fill='none' stroke='currentColor' stroke-width='1.8'>{''.join(paths)}</g>"
        f"{''.join(names)}{_written(x, y)}"
    )
    return svg(inside, WIDTH, HEIGHT, alt)


def land(depths: Array) -> str:
    """Draw how deep (rows, columns) a land is between the axes, from 0 to 1, as SVG.

    The first row is the lowest.  Cells of one depth side by side are one box, and all boxes
    of one depth are one path.
    """
    rows, columns = depths.shape
    wide, high = (WIDTH - LEFT - RIGHT) / columns, (HEIGHT - TOP - BOTTOM) / rows
    paths: dict[int, str] = {}
    for i, row in enumerate(np.rint(np.clip(depths, 0, 1) * LEVELS).astype(int)):
        ends = [*np.flatnonzero(np.diff(row)) + 1, columns]
        top = HEIGHT - BOTTOM - (i + 1) * high
        for start, end in zip([0, *ends], ends, strict=False):
            box = f"M{LEFT + start * wide:.1f} {top:.1f}h{(end - start) * wide:.1f}"
            level = int(row[start])
            paths[level] = (
                f"{paths.get(level, '')}{box}v{high:.1f}h-{(end - start) * wide:.1f}z"
            )
    drawn = (
        f"<path d='{path}' fill-opacity='{DEEPEST * level / LEVELS:.2f}'/>"
        for level, path in sorted(paths.items())
        if level
    )
    return f"<g class='land'>{''.join(drawn)}</g>"


def _places(line: Curve, x: Axis, y: Axis) -> tuple[Array, Array]:
    xs, ys = np.asarray(line.xs), np.asarray(line.ys)
    keep = [*range(0, len(xs) - 1, -(-len(xs) // MOST)), len(xs) - 1]
    across, up = x.share(xs[keep]), y.share(ys[keep])
    seen = (abs(across - 0.5) <= SEEN) & (abs(up - 0.5) <= SEEN)
    left = LEFT + (WIDTH - LEFT - RIGHT) * across[seen]
    return left, HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * up[seen]


def _axes(x: Axis, y: Axis) -> str:
    """Draw both axes, and a line at each place of the second that has its number."""
    right, low = WIDTH - RIGHT, HEIGHT - BOTTOM
    heights = (low - (low - TOP) * y.share(np.array(at)) for at, _ in y.ticks())
    rules = "".join(f"M{LEFT} {float(height):.1f}H{right}" for height in heights)
    return f"<path d='M{LEFT} {TOP}V{low}H{right}{rules}'/>"


def _written(x: Axis, y: Axis) -> str:
    """Write the numbers and the names of both axes."""
    right, low = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = []
    for at, text in x.ticks():
        left = LEFT + (right - LEFT) * float(x.share(np.array(at)))
        parts.append(
            f"<text x='{left:.1f}' y='{low + 14}' text-anchor='middle'>{text}</text>"
        )
    for at, text in y.ticks():
        top = low - (low - TOP) * float(y.share(np.array(at))) + 4
        parts.append(f"<text x='{LEFT - 5}' y='{top:.1f}' text-anchor='end'>{text}</text>")
    parts.append(
        f"<text x='{right}' y='{low + 29}' text-anchor='end'>{escape(x.label)}</text>"
    )
    parts.append(f"<text x='{LEFT + 5}' y='{TOP + 10}'>{escape(y.label)}</text>")
    return "".join(parts)


def _raised(n: int) -> str:
    return f"<tspan dy='-4'>{n}</tspan>".replace("-", "−", 2).replace("dy='−", "dy='-")
