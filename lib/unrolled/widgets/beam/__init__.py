"""Beam: greedy and beam search as a tree, beside the likeliest of all words."""

from typing import Any

import traitlets

from ...checks import choice
from ...lessons import reversing
from ...models import beam
from ..base import PROGRAM, Widget, figure_table
from ..front_end import module, sent, stylesheet
from ..written import number
from .picture import tree

UPDATES = (50, 100, reversing.UPDATES)
WIDTHS = (1, 2, 3, 4)
LENGTH = 4
TOLD = 5  # of all words, in the static figure


class Beam(Widget):
    """Search for the likeliest word that a decoder can write, step by step.

    Each step looks at all letters that may follow, adds up log-probabilities, and keeps the
    likeliest beginnings.  The front end replays the recorded network for any word of four
    letters, and enumerates all words besides.

    Parameters
    ----------
    word : str
        Four letters of h, e, l, o, shown at first.
    width : int
        How many beginnings a step keeps at first, from 1 to 4.
    updates : {50, 100, 1500}
        How long `unrolled.reversing`'s network ``clear`` has learned, at first.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If the width or the number of updates is none of these, or the word will not do.
    """

    code = sent(module("beam/beam.js"))
    look = sent(stylesheet("kit/frame.css", "beam/beam.css"))

    program = traitlets.Dict().tag(**PROGRAM)
    weights = traitlets.Dict().tag(sync=True)  # by the number of updates, then by name
    letters: traitlets.List[Any] = traitlets.List().tag(sync=True)
    word = traitlets.Unicode().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    updates = traitlets.Unicode().tag(sync=True)
    key = traitlets.Unicode("beam").tag(sync=True)

    def __init__(
        self, word: str = "lolh", width: int = 1, updates: int = 100, *, key: str = "beam"
    ) -> None:
        choice("width", width, WIDTHS)
        choice("updates", updates, UPDATES)
        super().__init__(
            program=reversing.program("clear", word).data,
            weights={
                str(n): {name: p.ravel().tolist() for name, p in params.items()}
                for n, params in learned().items()
            },
            letters=list(reversing.VOCABULARY.letters),
            word=word,
            width=width,
            updates=str(updates),
            key=key,
        )

    def figure(self) -> str:
        """Draw the search, and write the likeliest of all words as a table."""
        network, params = reversing.models()["clear"], learned()[int(self.updates)]
        ids, spell = reversing.VOCABULARY.encode(self.word), reversing.VOCABULARY.decode
        expects = reversing.expects(network, params, ids)
        found = beam.search(expects, self.width, LENGTH)
        every = beam.search(expects, len(reversing.WORDS), LENGTH)
        rows = [
            (str(n), spell(one.ids), number(one.log_prob, 2), *_became(one, found))
            for n, one in enumerate(every[:TOLD], start=1)
        ]
        caption = (
            f"Width {self.width}, after {self.updates} updates: {self.word} is read, and "
            f"{spell(found[0].ids)} is written, {number(found[0].log_prob, 2)} nats. "
            f"The table has the likeliest of all {len(every)} words."
        )
        steps = [beam.search(expects, self.width, n) for n in range(1, LENGTH + 1)]
        picture = tree(expects, steps, every[0], spell, caption)
        return figure_table(["", "word", "nats", ""], rows, caption, picture=picture)


def learned() -> dict[int, Any]:
    """Give the weights of all numbers of updates that are shown."""
    *some, _ = UPDATES
    return {n: reversing.after(n) for n in some} | {UPDATES[-1]: reversing.weights("clear")}


def _became(word: beam.Answer, found: list[beam.Answer]) -> tuple[str]:
    """Tell whether the search found a word."""
    return ("found" if word.ids in [one.ids for one in found] else "lost",)
