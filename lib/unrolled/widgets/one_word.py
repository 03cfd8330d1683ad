"""What the widgets share that show one pass over a word, forward and back."""

from collections.abc import Callable
from typing import Any, ClassVar

import traitlets

from ..arrays import Params
from ..cells import rnn
from ..cells.cell import Cell
from ..lessons import helo
from ..recording import Program
from ..text.letters import Vocabulary, spelled
from .base import PROGRAM, Widget

PARAMETERS = """
    Parameters
    ----------
    word : str
        What is read, and from its second letter on, what is to be predicted.
    params : dict of ndarray, optional
        Those of `language_model`; the lecture's for h-e-l-l-o.
    cell : module or Variant
    key : str, optional
        Names the widget in the page's address; its kind, if it is left out.
    **options
        What the recording of the widget takes besides.

    Raises
    ------
    ValueError
        If the word has fewer than two letters, or if the weights do not fit it.
    """


class OneWord(Widget):
    """Show what is recorded of a pass over a word; see the subclasses."""

    lesson: ClassVar[Callable[..., Program]]  # from `lessons`: records what is shown
    program = traitlets.Dict().tag(**PROGRAM)
    key = traitlets.Unicode().tag(sync=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Say of a subclass, too, what it is made from."""
        super().__init_subclass__(**kwargs)
        cls.__doc__ = f"{cls.__doc__}{PARAMETERS}"

    def __init__(
        self,
        word: str = "hello",
        params: Params | None = None,
        cell: Cell = rnn,
        key: str | None = None,
        **options: Any,
    ) -> None:
        letters = spelled(word, 2, "one to read and one to predict")
        own = Vocabulary(sorted(set(letters)))
        word, vocabulary = "".join(letters), helo.VOCABULARY if params is None else own
        params = helo.parameters() if params is None else params
        program = self.lesson(cell, params, vocabulary, word, **options)
        self._told = (cell, params, vocabulary, word), options
        super().__init__(program=program.data, **({} if key is None else {"key": key}))
