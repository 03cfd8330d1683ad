"""Passes over a word, recorded: what the Tape, worksheets and chapters step through.

>>> from unrolled import rnn
>>> from unrolled.lessons import helo
>>> word = program(rnn, helo.parameters(), helo.VOCABULARY, "hell", "ello")
>>> word.value("h", t=1).shape
(3,)
"""

from ..arrays import Params, State
from ..cells import rnn
from ..cells.cell import STATE_NAMES, Cell
from ..checks import whole
from ..models import language_model
from ..recording import Program, Recorder
from ..text.letters import Vocabulary, spelled
from .described import described


def program(
    cell: Cell,
    params: Params,
    vocabulary: Vocabulary,
    inputs: str,
    targets: str,
    state: State | None = None,
    backward: bool = False,
) -> Program:
    """Record a pass over a word, for a page to replay.

    Parameters
    ----------
    cell : module
        Such as `unrolled.rnn`.
    params : dict of ndarray
        The cell's parameters and V (K, H), c (K,), with D = K = ``len(vocabulary)``.
    vocabulary : Vocabulary
    inputs, targets : str
        T letters each: what is read, and what should be predicted after each of them.
    state : tuple of ndarray (H,), optional
        The state before the first step; zeros if it is left out.
    backward : bool
        Whether to record the way back through time, too.

    Returns
    -------
    Program
        Its leaves are the parameters, the initial state, and the letters of every step.

    Raises
    ------
    ValueError
        If a letter is not in the vocabulary, if there is no letter, if the numbers of
        inputs and targets differ, or if a shape does not fit.
    """
    recorder = Recorder()
    traced = recorder.parameters(params)
    start = cell.zero_state(params) if state is None else state
    parts = dict(zip(STATE_NAMES, start, strict=False))
    first = tuple(recorder.leaf("state", name, parts[name], t=0) for name in parts)
    xs = recorder.sequence("input", "x", vocabulary.one_hot(inputs))
    ys = recorder.sequence("target", "y", vocabulary.one_hot(targets))
    run = language_model.run if backward else language_model.forward
    recorded = recorder.program(run(cell, traced, xs, ys, first))
    return described(recorded, vocabulary, cell)


def of(
    word: str,
    params: Params | None = None,
    hidden_size: int = 3,
    seed: int = 0,
    cell: Cell = rnn,
    backward: bool = False,
) -> Program:
    """Record a pass over a word, each letter of which is to predict the next.

    Parameters
    ----------
    word : str
        At least two letters, any characters; the vocabulary is its sorted letters.  An
        accent stays with its letter, and an emoji is one: see `graphemes`.
    params : dict of ndarray, optional
        The weights; drawn with `seed` for `hidden_size` units if they are left out.
    hidden_size, seed : int
    cell : module or Variant
    backward : bool
        Whether to record the way back through time, too.

    Raises
    ------
    ValueError
        If the word has fewer than two letters, if the weights do not fit it, or if there is
        no hidden unit.

    Examples
    --------
    >>> of("ab").value("probs", 1).shape
    (2,)
    """
    letters = spelled(word, 2, "one to read and one to predict")
    vocabulary = Vocabulary(sorted(set(letters)))
    if params is None:
        size = whole("hidden_size", hidden_size)
        params = language_model.init(cell, seed, len(vocabulary), size)
    inputs, targets = "".join(letters[:-1]), "".join(letters[1:])
    return program(cell, params, vocabulary, inputs, targets, backward=backward)
