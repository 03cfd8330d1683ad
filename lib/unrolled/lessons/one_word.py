"""One pass over a word with something to set: the recording that several lessons share.

>>> from unrolled import helo, ledger_program, rnn
>>> ledger_program.program(rnn, helo.parameters(), helo.VOCABULARY, "hello").data["word"]
'hello'
"""

from collections.abc import Callable
from typing import Any

from ..arrays import Array, Params
from ..recording import Program, Recorder
from ..text.letters import Vocabulary
from .described import described

Lesson = Callable[[Recorder, Params, Array, Array], dict[str, Any]]


def program(lesson: Lesson, params: Params, vocabulary: Vocabulary, word: str) -> Program:
    """Record what `lesson` gives for a word, with the parameters as leaves.

    Parameters
    ----------
    lesson : callable
        Called with a recorder, for further leaves, the recorded parameters, and inputs and
        targets (T, K).
    params : dict of ndarray
    vocabulary : Vocabulary
    word : str
        Each of its letters is to predict the next one.
    """
    recorder = Recorder()
    traced = recorder.parameters(params)
    rows = vocabulary.one_hot(word)
    recorded = recorder.program(lesson(recorder, traced, rows[:-1], rows[1:]))
    return described(recorded, vocabulary, word=word)
