"""Blanks: two networks learn, in the page, to fill what is missing in sentences."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import traitlets

from ...lessons.blanks import BLANK, LECTURE, WAYS, Cloze
from ...text.words import words
from ..base import PROGRAM, Html, Widget, figure_table
from ..curve_picture import Axis, Curve, curves
from ..front_end import module, sent, stylesheet
from ..written import number

UPDATES = 200  # there are as many
SEEDS = (0, 1, 2)  # where training may start
MOST = {"sentences": 8, "words": 15, "answers": 6}
READS = {1: "from the left", 2: "from both sides"}


class Blanks(Widget):
    """Fill the blanks of sentences, reading from the left, or from both sides.

    Two networks are trained in the page on the same sentences; what each of them says at
    every blank, and how near it is to the floor that it cannot beat, is seen at any update.
    The right answers can be changed: the floors move, and training begins anew.

    Parameters
    ----------
    sentences : sequence of (text, answer), optional
        Each text with one ``_``; those of lecture 003 if left out.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If a sentence has no blank or several, or if there are too many of something.
    """

    code = sent(module("blanks/blanks.js"))
    look = sent(stylesheet("kit/frame.css", "blanks/blanks.css"))

    program = traitlets.Dict().tag(**PROGRAM)  # one update, reading from the left
    both = traitlets.Dict().tag(**PROGRAM)  # one update, reading from both sides
    sentences: traitlets.List[Any] = traitlets.List().tag(sync=True)
    answers: traitlets.List[Any] = traitlets.List().tag(
        sync=True
    )  # the words to choose from
    starts: traitlets.List[Any] = traitlets.List().tag(sync=True)  # weights of both
    updates = traitlets.Int(UPDATES).tag(sync=True)
    key = traitlets.Unicode("blanks").tag(sync=True)

    def __init__(
        self, sentences: Sequence[tuple[str, str]] | None = None, *, key: str = "blanks"
    ) -> None:
        cloze = LECTURE if sentences is None else Cloze(sentences)
        check(cloze)
        self._cloze = cloze
        one, two = (cloze.program(ways, cloze.init(ways, SEEDS[0])).data for ways in WAYS)
        super().__init__(
            program=one,
            both=two,
            sentences=[
                {"words": s.text.split(), "place": place_of(s.text), "answer": answer}
                for s, answer in zip(cloze.told, ids(cloze), strict=True)
            ],
            answers=list(cloze.answers.words),
            starts=[start(cloze, seed) for seed in SEEDS],
            key=key,
        )

    def figure(self) -> str:
        """Draw how both networks learn, and write what they say after training."""
        cloze = self._cloze
        courses = {ways: course(cloze, ways) for ways in WAYS}
        ends = {ways: updates[-1] for ways, updates in courses.items()}
        rows = []
        for n, sentence in enumerate(cloze.told):
            said = [", ".join(shares(cloze, ends[ways]["said"][n])) for ways in WAYS]
            rows.append((sentence.text.replace("_", "___"), sentence.answer, *said))
        reached = " and ".join(
            f"{number(ends[ways]['perplexity'], 3)} {READS[ways]}" for ways in WAYS
        )
        heads = ["sentence", "right", *(f"read {how}" for how in READS.values())]
        caption = f"After {UPDATES} updates; perplexity {reached}."
        return figure_table(heads, rows, caption, picture=_picture(courses, caption))


def _picture(courses: dict[int, list[dict[str, Any]]], caption: str) -> Html:
    """Draw the perplexities of both networks in the course of training."""
    lines = []
    for (ways, updates), role in zip(courses.items(), ("input", "recurrent"), strict=True):
        ys = [float(now["perplexity"]) for now in updates]
        lines.append(Curve(READS[ways], role, np.arange(len(ys)), ys))
    top = np.ceil(max(np.max(line.ys) for line in lines))
    up = Axis("perplexity at the blank", 1, float(max(2, top)))
    return curves(lines, Axis("updates", 0, UPDATES), up, caption)


def check(cloze: Cloze) -> None:
    """Insist that a page can show it.

    Raises
    ------
    ValueError
        If there are more sentences, words in one, or answers than fit.
    """
    found = {
        "sentences": len(cloze.told),
        "words": max(len(one.read) for one in cloze.told),
        "answers": len(cloze.answers),
    }
    for name, most in MOST.items():
        if found[name] > most:
            where = " in one sentence" if name == "words" else ""
            raise ValueError(f"there are {found[name]} {name}{where}; at most {most} fit")


def place_of(text: str) -> int:
    """Find the blank where a sentence is cut at white space, so that its marks stay."""
    return next(i for i, word in enumerate(text.split()) if BLANK in words(word))


def ids(cloze: Cloze) -> list[int]:
    """Give the place of each right answer among the answers."""
    return [int(i) for i in cloze.right.argmax(axis=1)]


def start(cloze: Cloze, seed: int) -> dict[str, Any]:
    """Draw weights for both networks, as flat lists."""
    drawn = {str(ways): cloze.init(ways, seed) for ways in WAYS}
    return {"label": f"seed {seed}"} | {
        ways: {name: np.asarray(p, float).ravel().tolist() for name, p in params.items()}
        for ways, params in drawn.items()
    }


def course(cloze: Cloze, ways: int) -> list[dict[str, Any]]:
    """Train as the page does at first, and give all updates."""
    updates = cloze.course(ways, cloze.init(ways, SEEDS[0]))
    return [dict(now) for now in islice(updates, UPDATES + 1)]


def shares(cloze: Cloze, probs: np.ndarray) -> list[str]:
    """Write what is said with more than a hundredth."""
    pairs = zip(cloze.answers.words, probs, strict=True)
    return [f"{word} {100 * p:.0f} %" for word, p in pairs if p > 0.01]
