"""What the widgets share that show one pass over a word, forward and back."""

from typing import Any

import traitlets

from ..arrays import Array, Params
from ..cells import rnn
from ..cells.cell import Cell
from ..lessons import helo
from ..notation import symbols
from ..recording import Program, Recorder
from ..text.letters import Vocabulary
from .base import Widget


class OneWord(Widget):
    """Show what is recorded of a pass over a word; see the subclasses."""

    program = traitlets.Dict().tag(sync=True)
    key = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        word: str = "hello",
        params: Params | None = None,
        cell: Cell = rnn,
        key: str | None = None,
    ) -> None:
        if len(word) < 2:
            raise ValueError(f"the word {word!r} has {len(word)} letters; 2 are needed")
        vocabulary = helo.VOCABULARY if params is None else Vocabulary.of(word)
        params = helo.parameters() if params is None else params
        program = self.recorded(cell, params, vocabulary, word)
        super().__init__(program=program.data, **({} if key is None else {"key": key}))

    def told(
        self, recorder: Recorder, cell: Cell, params: Params, xs: Array, ys: Array
    ) -> dict[str, Any]:
        """Compute what the page is to show, with leaves for what it lets readers set."""
        raise TypeError(f"{type(self).__name__} must say what it records: told()")

    def recorded(
        self, cell: Cell, params: Params, vocabulary: Vocabulary, word: str
    ) -> Program:
        """Record what is told of a word, for a page to replay."""
        recorder = Recorder()
        traced = recorder.parameters(params)
        xs, ys = vocabulary.one_hot(word[:-1]), vocabulary.one_hot(word[1:])
        program = recorder.program(self.told(recorder, cell, traced, xs, ys))
        letters = list(vocabulary.letters)
        program.data["symbols"] = symbols(set(params))
        program.data["labels"] = {"D": letters, "K": letters}
        program.data["word"] = word
        return program
