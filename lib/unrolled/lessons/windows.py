"""The feed-forward model on the windows of a word: recorded for pages, and trained.

A window of two letters on hello reads he, el and ll, and should say l, l and o.  Letters
stand on one time axis, and a window at the step of its last letter.

>>> from unrolled import feedforward, helo
>>> word = program(feedforward.init(0, 4, 2, 2, 3), helo.VOCABULARY, "hello")
>>> word.value("q", t=2).shape, word.value("L").shape
((4,), ())
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

from ..arrays import Array, Params, sizes
from ..models import feedforward
from ..models.losses import perplexity
from ..recording import Program, Recorder
from ..text.letters import Vocabulary
from ..training.optimizers import Momentum
from .described import described

SETTINGS = {"learning_rate": 0.1, "momentum": 0.9}


def program(
    params: Params, vocabulary: Vocabulary, word: str, backward: bool = True
) -> Program:
    """Record how the windows of a word are read, and what each should have said.

    Parameters
    ----------
    params : dict of ndarray
        As from `unrolled.feedforward.init`; they say how many letters a window has.
    vocabulary : Vocabulary
    word : str
    backward : bool
        Whether to record the way back, too.

    Raises
    ------
    ValueError
        If a letter is not in the vocabulary, or if the word is too short for one window
        and what follows it.
    """
    xs, ys = pairs(params, vocabulary, word)
    recorder = Recorder()
    traced = recorder.parameters(params)
    read = recorder.sequence("input", "x", xs)
    first = len(xs) - len(ys) + 1  # the step at which a window is full
    said = [recorder.leaf("target", "y", y, t) for t, y in enumerate(ys, start=first)]
    done: Any = feedforward.slide(traced, read, said)
    if not backward:
        done = {"forward": done.forward, "L": done.L}
    return described(recorder.program(done), vocabulary)


def pairs(params: Params, vocabulary: Vocabulary, word: str) -> tuple[Array, Array]:
    """Give what is read of a word, and what follows each window, as one-hot rows."""
    size = sizes(params, feedforward.SHAPES)
    letters = vocabulary.one_hot(word)
    return letters[:-1], letters[size["N"] // size["D"] :]


def course(
    params: Params, vocabulary: Vocabulary, word: str, **settings: float
) -> Iterator[tuple[int, Params, float]]:
    """Train on the windows of a word for ever: yield updates, parameters, perplexity.

    >>> from itertools import islice
    >>> from unrolled import feedforward, helo
    >>> start = feedforward.init(0, 4, 2, 2, 3)
    >>> *_, (_, _, reached) = islice(course(start, helo.VOCABULARY, "hello"), 301)
    >>> round(reached, 2)
    1.0
    """
    xs, ys = pairs(params, vocabulary, word)
    momentum = Momentum(**(SETTINGS | settings))
    state: Any = momentum.init(params)
    for n in count():
        done = feedforward.slide(params, xs, ys)
        yield n, params, float(perplexity(done.L / len(ys)))
        params, state = momentum.update(params, done.gradients, state)
