"""Looks: where a decoder looks while it writes, and what it writes when told where to."""

from typing import Any

import traitlets

from ...lessons import reversing
from ..base import PROGRAM, Widget, figure_table
from ..front_end import module, sent, stylesheet
from ..grid_picture import grid
from ..written import number

NETWORKS = ("clear", "blurred")


class Looks(Widget):
    """Overrule attention: choose the letter that a step looks at, and read what it writes.

    The front end replays the recorded network for any word of four letters.

    Parameters
    ----------
    word : str
        Four letters of h, e, l, o, shown at first.
    network : {"clear", "blurred"}
        Which of `unrolled.reversing`'s networks is shown at first.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If there is no such network, or the word will not do.
    """

    code = sent(module("looks/looks.js"))
    look = sent(stylesheet("kit/frame.css", "looks/looks.css"))

    program = traitlets.Dict().tag(**PROGRAM)  # of the network that is shown at first
    programs = traitlets.Dict().tag(**PROGRAM)  # of the others, by name
    letters: traitlets.List[Any] = traitlets.List().tag(sync=True)
    word = traitlets.Unicode().tag(sync=True)
    network = traitlets.Unicode().tag(sync=True)
    key = traitlets.Unicode("looks").tag(sync=True)

    def __init__(
        self, word: str = "helo", network: str = "clear", *, key: str = "looks"
    ) -> None:
        self._shown = reversing.program(network, word)
        others = (name for name in NETWORKS if name != network)
        super().__init__(
            program=self._shown.data,
            programs={name: reversing.program(name, word).data for name in others},
            letters=list(reversing.VOCABULARY.letters),
            word=word,
            network=network,
            key=key,
        )

    def figure(self) -> str:
        """Draw and write the weights, and what is written."""
        alpha, probs = (self._shown.value(name) for name in ("alpha", "probs"))
        steps = [
            f"{n}: {self.letters[one.argmax()]}" for n, one in enumerate(probs, start=1)
        ]
        rows = [
            (step, *(number(x, 2) for x in weights))
            for step, weights in zip(steps, alpha, strict=True)
        ]
        caption = f"Where each step looks while {self.word} is written backwards."
        most = (
            f"{step} most at {self.word[weights.argmax()]}, {number(weights.max(), 2)}"
            for step, weights in zip(steps, alpha, strict=True)
        )
        picture = grid(
            [*self.word],
            [*zip(steps, alpha, strict=True)],
            "gate",
            f"{caption} {'; '.join(most)}.",
        )
        return figure_table(["writes", *self.word], rows, caption, picture=picture)
