"""Neighbours: which learned words lie near each other, and what they say of analogies."""

from typing import Any

import numpy as np
import traitlets

from ...lessons import near_words
from ..base import PROGRAM, Html, Widget, figure_table
from ..curve_picture import Axis, Curve, curves
from ..front_end import module, sent, stylesheet
from ..written import number

SHOWN = 8  # neighbours
ANALOGY = ("ball", "thrown", "car")


class Neighbours(Widget):
    """Look up the words nearest to a word, or ask for an analogy, with learned vectors.

    The front end replays `unrolled.nearness` for any of the words of `unrolled.near_words`.

    Parameters
    ----------
    word : str
        Whose neighbours are shown at first.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If the word is none of those that were learned.
    """

    code = sent(module("neighbours/neighbours.js"))
    look = sent(stylesheet("kit/frame.css", "neighbours/neighbours.css"))

    program = traitlets.Dict().tag(**PROGRAM)
    words: traitlets.List[Any] = traitlets.List().tag(sync=True)
    word = traitlets.Unicode().tag(sync=True)
    analogy: traitlets.List[Any] = traitlets.List().tag(sync=True)  # a, b, c at first
    least = traitlets.Int(near_words.LEAST).tag(sync=True)  # how often a word must occur
    key = traitlets.Unicode("neighbours").tag(sync=True)

    def __init__(self, word: str = "ball", *, key: str = "neighbours") -> None:
        self._shown = near_words.program(word)
        super().__init__(
            program=self._shown.data,
            words=list(near_words.learned().words),
            word=word,
            analogy=list(ANALOGY),
            key=key,
        )

    def figure(self) -> str:
        """Draw how near all words are, and write the nearest."""
        cosines, one_hot = (self._shown.value(name) for name in ("cosines", "one_hot"))
        order = [k for k in np.argsort(-cosines, kind="stable") if one_hot[k] > 0]
        rows = [
            (self.words[k], number(cosines[k], 3), number(one_hot[k], 3))
            for k in order[:SHOWN]
        ]
        heads = ["word", "cosine", "distance of the one-hot codes"]
        caption = (
            f"The words nearest to “{self.word}”, and the cosines of all "
            f"{len(order)}, sorted; those of one-hot codes are 0."
        )
        return figure_table(heads, rows, caption, picture=_picture(cosines[order], caption))


def _picture(cosines: np.ndarray, caption: str) -> Html:
    ranks = np.arange(1, len(cosines) + 1)
    lines = [
        Curve("learned", "recurrent", ranks, cosines),
        Curve("one-hot", "state", ranks, np.zeros(len(ranks)), dashed=True),
    ]
    low = float(np.floor(2 * cosines.min()) / 2)
    return curves(lines, Axis("rank", 0, len(ranks)), Axis("cosine", low, 1), caption)
