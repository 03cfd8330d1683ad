"""Sorter: the reader puts what the lectures name as applications into the five shapes."""

from collections.abc import Iterator, Sequence
from typing import Any

import traitlets

from ...lessons.applications import APPLICATIONS
from ...models.shapes import SHAPES, Shape
from ..base import Html, Widget, figure_table, svg
from ..front_end import module, sent, stylesheet

SIDE, APART = 13, 17  # of a step in print, and from one to the next
ACROSS, DOWN = 220, 72  # from one shape to the next
IN_ROW = 3  # shapes side by side


class Sorter(Widget):
    """Choose a shape for each application; a wrong choice is answered with the reason.

    Parameters
    ----------
    key : str
        Names the widget in the page's address.
    """

    code = sent(module("sorter/sorter.js"))
    look = sent(stylesheet("kit/frame.css", "sorter/sorter.css"))

    shapes: traitlets.List[Any] = traitlets.List().tag(sync=True)  # name, reads, says
    examples: traitlets.List[Any] = traitlets.List().tag(sync=True)  # with all answers
    key = traitlets.Unicode("sorter").tag(sync=True)

    def __init__(self, *, key: str = "sorter") -> None:
        examples = [
            {
                "name": name,
                "asked": f"{one.reads} → {one.says}",
                "answers": [one.said_to(shape) for shape in SHAPES],
            }
            for name, one in APPLICATIONS.items()
        ]
        shapes = [[name, *shape] for name, shape in SHAPES.items()]
        super().__init__(shapes=shapes, examples=_mixed(examples), key=key)

    def figure(self) -> str:
        """Draw the shapes, and write the examples; the answers stand nowhere."""
        rows = [
            (f"{n}", one["name"], one["asked"]) for n, one in enumerate(self.examples, 1)
        ]
        caption = f"Which shape is each: {'; '.join(SHAPES)}?"
        heads = ["", "application", "reads → says"]
        return figure_table(heads, rows, caption, picture=_picture())


def _picture() -> Html:
    """Draw the shapes: for each step a box below if it reads, and one above if it says."""
    words, told = "", []
    drawn = {"output": "", "input": "", "ways": ""}
    for n, (name, shape) in enumerate(SHAPES.items()):
        x, y = n % IN_ROW * ACROSS, n // IN_ROW * DOWN
        words += f"<text x='{x}' y='{y + 12}'>{name}</text>"
        for role, on, box in _boxes(shape, x, y + 22):
            drawn[role if on else "ways"] += box
        told.append(
            f"{name} reads at {_steps(shape.reads)} and says at {_steps(shape.says)}"
        )
    look = "fill='none' stroke='currentColor'"
    paths = "".join(
        f"<path class='{'ways' if role == 'ways' else f'full {role}'}' "
        f"{look if role == 'ways' else ''} d='{path}'/>"
        for role, path in drawn.items()
    )
    rows = -(-len(SHAPES) // IN_ROW)
    alt = f"Five shapes of eight steps: {'; '.join(told)}."
    return svg(paths + words, IN_ROW * ACROSS, rows * DOWN, alt)


def _boxes(shape: Shape, x: int, y: int) -> Iterator[tuple[str, int, str]]:
    """Give role, switch and path of each box of a shape."""
    for row, (role, switches) in enumerate(
        zip(("output", "input"), (shape.says, shape.reads), strict=True)
    ):
        for t, on in enumerate(switches):
            place = f"M{x + 1 + t * APART} {y + row * APART}"
            yield role, on, f"{place}h{SIDE}v{SIDE}h-{SIDE}z"


def _steps(switches: Sequence[int]) -> str:
    """Say which switches are on: they are steps in a row."""
    on = [t for t, one in enumerate(switches, start=1) if one]
    return f"step {on[0]}" if len(on) == 1 else f"steps {on[0]} to {on[-1]}"


def _mixed(examples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put them in an order that gives nothing away: every seventh, round and round."""
    return [examples[7 * n % len(examples)] for n in range(len(examples))]
