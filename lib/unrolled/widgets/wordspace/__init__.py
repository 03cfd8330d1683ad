"""WordSpace: words move in a plane while the page learns where they belong."""

from itertools import islice
from typing import Any

import numpy as np
import traitlets

from ...arrays import Params
from ...checks import choice
from ...lessons import word_space
from ...lessons.word_space import SIDES, VOCABULARY, WAYS, WINDOWS
from ...models.embeddings import MERGES
from ..base import PROGRAM, Html, Widget, figure_table
from ..curve_picture import PROPORTION, Axis, Curve, curves
from ..front_end import module, sent, stylesheet
from ..written import number

UPDATES = 600  # there are as many
SEEDS = (0, 1, 2)  # where training may start
DRAWN = 24  # points of a track in print, most of them early


class WordSpace(Widget):
    """Let the words of four reviews find their places in a plane.

    They are learned in the page, in any of the three ways of `unrolled.word_space`: one
    recorded update is replayed, and what it gives is fed back.  Every word can be moved, at
    any update, and training goes on from there.

    Parameters
    ----------
    way : {"factorise", "skip_gram", "cbow"}
        Which is shown at first.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If there is no such way.
    """

    code = sent(module("wordspace/wordspace.js"))
    look = sent(stylesheet("kit/frame.css", "wordspace/wordspace.css"))

    program = traitlets.Dict().tag(**PROGRAM)  # one update of the way shown at first
    programs = traitlets.Dict().tag(**PROGRAM)  # of the others, by name
    words: traitlets.List[Any] = traitlets.List().tag(sync=True)
    way = traitlets.Unicode().tag(sync=True)
    given = traitlets.Dict().tag(sync=True)  # by way and window, what is learned from
    floors = traitlets.Dict().tag(sync=True)  # by way and window; by size
    starts = traitlets.Dict().tag(sync=True)  # by way, for each seed
    merges = traitlets.Dict().tag(sync=True)  # by name, where the mean divides
    rates = traitlets.Dict().tag(sync=True)  # by way
    updates = traitlets.Int(UPDATES).tag(sync=True)
    key = traitlets.Unicode("wordspace").tag(sync=True)

    def __init__(self, way: str = "factorise", *, key: str = "wordspace") -> None:
        choice("way", way, WAYS)
        programs = {name: word_space.program(name).data for name in WAYS}
        super().__init__(
            program=programs.pop(way),
            programs=programs,
            words=list(VOCABULARY.words),
            way=way,
            given={
                name: [flat(word_space.given(name, t)) for t in WINDOWS] for name in WAYS
            },
            floors={name: floors(name) for name in WAYS},
            starts={
                name: [flat(word_space.start(name, seed, most(name))) for seed in SEEDS]
                for name in WAYS
            },
            merges={name: list(map(int, divided)) for name, divided in MERGES.items()},
            rates=word_space.RATES,
            key=key,
        )

    def figure(self) -> str:
        """Draw the ways of the words, and write where they end."""
        course = list(islice(word_space.course(self.way), UPDATES + 1))
        tracks = np.array([params["E"] for params, _ in course])
        rows = [
            (word, *(number(x, 3) for x in place))
            for word, place in zip(self.words, tracks[-1], strict=True)
        ]
        reached, floor = course[-1][1], word_space.floor(self.way)
        caption = (
            f"The words in the course of {UPDATES} updates; the loss comes down to "
            f"{number(reached, 3)}, its floor is {number(floor, 3)}."
        )
        heads = ["word", "first number", "second number"]
        return figure_table(heads, rows, caption, picture=_picture(tracks, caption))


def most(way: str) -> int:
    """Say how many numbers a word has in the recorded update."""
    return SIDES if way == "factorise" else word_space.PLANE


def floors(way: str) -> list[float]:
    """Give the floors of a factorisation by its size, those of others by the window."""
    if way == "factorise":
        return [word_space.floor(way, size=size) for size in range(1, SIDES + 1)]
    return [word_space.floor(way, window) for window in WINDOWS]


def flat(arrays: Params) -> dict[str, list[float]]:
    """Give arrays as flat lists."""
    return {name: np.asarray(x, float).ravel().tolist() for name, x in arrays.items()}


def _picture(tracks: np.ndarray, caption: str) -> Html:
    """Draw the way of every word (T, K, 2), as long on one axis as on the other."""
    early = np.unique(np.geomspace(1, len(tracks), DRAWN).round().astype(int)) - 1
    ends: dict[tuple[float, ...], list[int]] = {}  # words that end in one place
    for k, place in enumerate(tracks[-1].round(2) + 0.0):
        ends.setdefault(tuple(place.tolist()), []).append(k)
    lines = []
    for place in sorted(ends, key=lambda place: -place[1]):  # names are set from above
        for k in ends[place]:
            named = ends[place] if k == ends[place][0] else []
            label = ", ".join(VOCABULARY.words[i] for i in named)
            lines.append(Curve(label, "recurrent", *tracks[early, k].T))
    low, high = tracks.min(axis=(0, 1)), tracks.max(axis=(0, 1))
    middle, half = (low + high) / 2, (high - low) / 2 * 1.1
    half = max(half[0] / PROPORTION, half[1]) * np.array([PROPORTION, 1])
    names = ("first number", "second number")
    x, y = (
        Axis(name, float(m - h), float(m + h))
        for name, m, h in zip(names, middle, half, strict=True)
    )
    return curves(lines, x, y, caption)
