"""Sorter: the reader puts what the lectures name as applications into the five shapes."""

from typing import Any

import traitlets

from ...lessons.applications import APPLICATIONS
from ...models.shapes import SHAPES
from ..base import Widget, figure_table
from ..front_end import module, sent, stylesheet


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
        """Write the examples and the shapes as a table; the answers stand in no picture."""
        rows = [
            (f"{n}", one["name"], one["asked"]) for n, one in enumerate(self.examples, 1)
        ]
        caption = f"Which shape is each: {'; '.join(SHAPES)}?"
        return figure_table(["", "application", "reads → says"], rows, caption)


def _mixed(examples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put them in an order that gives nothing away: every seventh, round and round."""
    return [examples[7 * n % len(examples)] for n in range(len(examples))]
