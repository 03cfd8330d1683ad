"""The tree of a search as a picture: for print, and where no script runs."""

from collections.abc import Callable, Sequence
from html import escape

from ...models.beam import Answer, NextLogProbs
from ..base import Html, svg
from ..written import number

COLUMN, ROW, BOX, LEFT = 124, 17, 84, 14  # between columns and rows, a box, the root
FEWEST = 8  # rows


def tree(
    expects: NextLogProbs,
    steps: Sequence[Sequence[Answer]],
    best: Answer,
    spell: Callable[[Sequence[int]], str],
    alt: str,
) -> Html:
    """Draw all beginnings that a search looked at, a column for each step, as SVG.

    Parameters
    ----------
    expects : callable
        As for `unrolled.beam.search`.
    steps : sequence of lists of Answer
        What each step kept.
    best : Answer
        The likeliest of all; what leads to it is framed.
    spell : callable
        From ids to letters.
    alt : str
        What is to be seen, in words.
    """
    looked = _looked(expects, steps)
    high = ROW * max(FEWEST, *map(len, looked))
    root: dict[tuple[int, ...], tuple[float, float]] = {(): (LEFT / 2, high / 2)}
    ways, boxes = [], []
    for n, longer in enumerate(looked):
        kept = {one.ids for one in steps[n]}
        x, each = LEFT + n * COLUMN + COLUMN - BOX, high / len(longer)
        places = {one.ids: (x, (i + 0.5) * each) for i, one in enumerate(longer)}
        for one in longer:
            thick = one.ids in kept
            role = "loss" if one.ids == best.ids[: n + 1] else "state"
            ways.append(_way(root[one.ids[:-1]], places[one.ids], thick))
            boxes.append(_box(one, places[one.ids], thick, role, spell))
        root = {ids: (x + BOX, y) for ids, (x, y) in places.items()}
    width = LEFT + len(looked) * COLUMN + 2
    inside = (
        f"<g class='ways' fill='none' stroke='currentColor'>{''.join(ways)}</g>"
        f"<circle cx='{LEFT / 2:g}' cy='{high / 2:g}' r='4'/>{''.join(boxes)}"
    )
    return svg(inside, width, high, alt)


def _looked(expects: NextLogProbs, steps: Sequence[Sequence[Answer]]) -> list[list[Answer]]:
    """List what each step looked at, in the order of the letters."""
    before = [[Answer((), 0.0, False)], *steps[:-1]]
    return [
        [
            Answer((*one.ids, k), one.log_prob + float(log), False)
            for one in sorted(kept)
            for k, log in enumerate(expects(one.ids))
        ]
        for kept in before
    ]


def _way(one: tuple[float, float], other: tuple[float, float], thick: bool) -> str:
    """Draw a line between two places; what is pruned is dashed."""
    (x0, y0), (x1, y1) = one, other
    look = "stroke-width='2.2'" if thick else "stroke-dasharray='3 3'"
    curve = f"C{(x0 + x1) / 2:g} {y0:g} {(x0 + x1) / 2:g} {y1:g} {x1:g} {y1:g}"
    return f"<path {look} d='M{x0:g} {y0:g}{curve}'/>"


def _box(
    one: Answer,
    place: tuple[float, float],
    thick: bool,
    role: str,
    spell: Callable[[Sequence[int]], str],
) -> str:
    """Draw a beginning with its score."""
    x, y = place
    look = "stroke-width='2'" if thick else "stroke-dasharray='3 3'"
    return (
        f"<rect class='box {role}' fill='none' stroke='currentColor' {look} x='{x:g}' "
        f"y='{y - ROW / 2 + 1:g}' width='{BOX}' height='{ROW - 2}' rx='3'/>"
        f"<text x='{x + 5:g}' y='{y + 4:g}'>{escape(spell(one.ids))}</text>"
        f"<text x='{x + BOX - 5:g}' y='{y + 4:g}' text-anchor='end'>"
        f"{number(one.log_prob, 2)}</text>"
    )
