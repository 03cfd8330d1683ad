"""A text of the reader's own: the page learns it, letter by letter, without Python."""

from collections.abc import Mapping

import numpy as np
import traitlets

from ...checks import choice, whole
from ...lessons.own_text import CELLS, LENGTH, SETTINGS, SHORT, programs
from ...models.losses import perplexity
from ...models.ngrams import NGrams
from ...teaching.captions import captions_for
from ...text.letters import Vocabulary, graphemes
from ...text.streams import split
from ..bar_picture import Bar, bars
from ..base import Widget, figure_table
from ..front_end import module, sent, stylesheet
from ..written import number

HELD_OUT = 0.1  # the share of a text that is never learned from
SIZES = (4, 16, 32, 64, 128)  # units that are offered
SPANS = (SHORT, LENGTH)  # letters of a window
OPENS = {"units": 4, "letters": SHORT, "different": 30}  # what the Tape has room for
MOST = {"letters": 300, "length": 400_000}  # different letters, and letters of a text
LEAST = 300  # letters of a text
ADDED = 0.01  # to each count, in print
NAMES = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}


class OwnText(Widget):
    """Train a letter model on a text that the reader pastes or drops.

    The page replays the library's own update in a worker; nothing leaves the machine.

    Parameters
    ----------
    text : str, or mapping of str to str
        What stands there at first; of several, by name, buttons choose one.
    cell : {"rnn", "gru", "lstm"}
    hidden_size : {4, 16, 32, 64, 128}
    span : {5, 25}
        Letters that an update reads.
    key : str
        Names the widget in the page's address.
    tape : str
        Key of the Tape in which small updates are opened; empty if the page has none.

    Raises
    ------
    ValueError
        If an argument is not one of these, or if the text is too short.
    """

    code = sent(module("own_text/own_text.js"))
    look = sent(stylesheet("kit/frame.css", "own_text/own_text.css"))

    program = traitlets.Dict().tag(sync=True)  # by cell; of any size
    worker = traitlets.Unicode(module("engine/text_entry.js")).tag(sync=True)
    captions = traitlets.Dict().tag(sync=True)  # what a Tape says of these programs
    text = traitlets.Unicode().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)  # all to choose from, by name; may be empty
    start = traitlets.Dict().tag(sync=True)  # what Reset goes back to
    bounds = traitlets.Dict().tag(sync=True)  # what is offered and taken
    key = traitlets.Unicode("own_text").tag(sync=True)
    tape = traitlets.Unicode("").tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        text: str | Mapping[str, str],
        *,
        cell: str = "rnn",
        hidden_size: int = 64,
        span: int = LENGTH,
        key: str = "own_text",
        tape: str = "",
    ) -> None:
        choice("cell", cell, tuple(CELLS))
        if whole("hidden_size", hidden_size) not in SIZES:
            raise ValueError(f"hidden_size is {hidden_size}; it must be one of {SIZES}")
        if whole("span", span) not in SPANS:
            raise ValueError(f"span is {span}; it must be one of {SPANS}")
        texts = dict(text) if isinstance(text, Mapping) else {}
        first = next(iter(texts.values()), "") if isinstance(text, Mapping) else text
        for one in texts.values() or [first]:
            long_enough(one)
        made = {name: programs(name) for name in CELLS}
        super().__init__(
            program=made,
            captions=captions_for(*(one["short"] for one in made.values())),
            **{"text": first, "texts": texts},
            start={"cell": cell, "size": hidden_size, "span": span, **SETTINGS},
            bounds={
                **{"cells": NAMES, "sizes": list(SIZES), "spans": list(SPANS)},
                **{"opens": OPENS, "held_out": HELD_OUT, "most": MOST, "least": LEAST},
            },
            **{"key": key, "tape": tape},
        )

    def figure(self) -> str:
        """Draw and write what counting alone reaches on the held-out part."""
        found = counted(self.text)
        drawn = [Bar(name, "loss", x, number(x, 2)) for name, x in found]
        caption = (
            f"What a network has to beat on the last tenth of this text of "
            f"{len(graphemes(self.text))} letters. In the page the text can be any, and a "
            "network learns it there."
        )
        rows = [(one.label, one.text) for one in drawn]
        alt = f"Perplexities: {', '.join(f'{name} {text}' for name, text in rows)}."
        picture = bars(drawn, 0, max(x for _, x in found), alt)
        heads = ["prediction", "held-out perplexity"]
        return figure_table(heads, rows, caption, picture=picture)


def long_enough(text: str) -> None:
    """Insist that something can be learned from a text."""
    if len(text) < LEAST or len(set(text)) < 2:
        raise ValueError(
            f"the text has {len(text)} letters, {len(set(text))} of them different; "
            f"{LEAST} and 2 are needed"
        )


def counted(text: str) -> list[tuple[str, float]]:
    """Give the held-out perplexities of blind guessing, of bigrams and of 5-grams."""
    ids = Vocabulary(sorted(set(graphemes(text)))).encode(text).tolist()
    learned, held = (part.tolist() for part in split(np.array(ids), HELD_OUT))
    letters = range(max(ids) + 1)

    def reached(n: int) -> float:
        return NGrams.of(learned, n=n, vocabulary=letters).perplexity(held, k=ADDED)

    blind = float(perplexity(np.log(len(letters))))
    return [("any letter", blind), ("bigrams", reached(2)), ("5-grams", reached(5))]
