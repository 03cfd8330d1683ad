"""Looks: where a decoder looks while it writes, and what it writes when told where to."""

from typing import Any

import traitlets

from ...lessons import reversing
from ..base import PROGRAM, Widget, figure_table
from ..front_end import module, sent, stylesheet
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
        """Write the weights, and what is written, as a table."""
        alpha, probs = (self._shown.value(name) for name in ("alpha", "probs"))
        rows = [
            (f"{step}: {self.letters[said.argmax()]}", *(number(x, 2) for x in weights))
            for step, (weights, said) in enumerate(zip(alpha, probs, strict=True), start=1)
        ]
        caption = f"Where each step looks while {self.word} is written backwards."
        return figure_table(["writes", *self.word], rows, caption)
