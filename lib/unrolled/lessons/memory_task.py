"""A task that needs memory: name the first letter, after a lag of others.

The first letter is h, e, l or o.  Then come `lag` letters a, b or c, drawn at random, that
say nothing, and last a dot, which asks.  The answer to the dot is the first letter, and to
all that comes before it a dot: "nothing yet".

    read    h b a c c b a .
    say     . . . . . . . h

The dots are soon learned.  Then all loss that is left comes from the answer, and who has
forgotten the first letter can only guess one of four: ln 4 = 1.386 nats.

Source: the tasks with long time lags of Hochreiter & Schmidhuber, "Long short-term
memory", Neural Computation 9 (1997), of which this is an easy one.

    >>> asked = sequences(lag=6, count=1)
    >>> VOCABULARY.decode(asked.inputs), VOCABULARY.decode(asked.targets)
    ('obbaaaa.', '.......o')
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Params
from ..cells.cell import Cell
from ..checks import whole
from ..gradients import diagnostics
from ..models import language_model
from ..networks import bptt
from ..text.letters import Vocabulary
from ..text.sequences import Sequences
from ..training import train
from ..training.optimizers import Adam
from ..training.watching import watch

LETTERS, DISTRACTORS, DOT = "helo", "abc", "."
VOCABULARY = Vocabulary(LETTERS + DISTRACTORS + DOT)
LAG = 20
UPDATES, BATCH, RATE, LIMIT = 500, 32, 0.02, 1.0  # of `learn`; the limit clips the norm
TESTED = 64  # sequences that accuracy is measured on


class Course(NamedTuple):
    """How a training went, and where it ended."""

    loss: np.ndarray  # (N,) nats per sequence, before each update
    measured: np.ndarray  # (M,) after how many updates accuracy was measured
    accuracy: np.ndarray  # (M,) share of right answers to sequences that were not learned
    params: Params  # after the last update


def sequences(lag: int = LAG, count: int = 1024, seed: int = 0) -> Sequences:
    """Draw sequences of lag + 2 steps; the same seed gives the same ones.

    Raises
    ------
    ValueError
        If `lag` or `count` is not a whole number of at least 1.
    """
    lag, count = whole("lag", lag), whole("count", count)
    rng = np.random.default_rng(seed)
    dot = VOCABULARY.encode(DOT)
    inputs = np.full((count, lag + 2), dot)
    inputs[:, 0] = rng.integers(len(LETTERS), size=count)
    inputs[:, 1:-1] = len(LETTERS) + rng.integers(len(DISTRACTORS), size=(count, lag))
    targets = np.full_like(inputs, dot)
    targets[:, -1] = inputs[:, 0]
    return Sequences(inputs, targets, batch_size=BATCH)


def learn(
    cell: Cell,
    lag: int = LAG,
    *,
    updates: int = UPDATES,
    hidden_size: int = 16,
    seed: int = 0,
    every: int = 50,
) -> Course:
    """Train a cell on the task, with Adam and clipping, and watch how well it does.

    It can be interrupted as `watching.watch` says: the course is as long as it came.

    Parameters
    ----------
    cell : module or Variant
    lag : int
        Steps between the letter and the question.
    updates : int
    hidden_size : int
    seed : int
        Of the first weights; the sequences have seeds of their own.
    every : int
        After how many updates accuracy is measured.

    Raises
    ------
    ValueError
        If a number is not whole or less than 1.

    Examples
    --------
    >>> from unrolled import lstm
    >>> course = learn(lstm, lag=2, updates=100)
    >>> bool(course.loss[0] > 4), float(course.accuracy[-1])
    (True, 1.0)
    """
    every, updates = whole("every", every), whole("updates", updates)
    start = language_model.init(
        cell,
        seed,
        len(VOCABULARY),
        whole("hidden_size", hidden_size),
    )
    asked, tested = sequences(lag), sequences(lag, TESTED, seed=1)
    stream = train(cell, start, asked, optimizer=Adam(RATE), max_norm=LIMIT)
    params = start
    loss: list[float] = []
    measured: list[int] = []
    right: list[float] = []

    def measure() -> None:
        measured.append(len(loss))
        right.append(accuracy(cell, params, tested))

    for update in watch(stream, updates):
        params = update.snapshot.params
        loss.append(update.loss * (lag + 2))
        if update.number % every == 0:
            measure()
    if len(loss) % every:  # also where it was interrupted
        measure()
    return Course(np.array(loss), np.array(measured), np.array(right), params)


def answer(cell: Cell, params: Params, word: str) -> language_model.Output:
    """Read a word such as ``"habc."``, and give what is said after its last letter.

    The first letter counts as right: the loss is the surprise at it.

    >>> from unrolled import rnn
    >>> params = language_model.init(rnn, 0, len(VOCABULARY), 3)
    >>> answer(rnn, params, "habc.").probs.shape
    (8,)
    """
    state = bptt.unroll(cell, params, VOCABULARY.one_hot(word), cell.zero_state(params)).h
    return language_model.output(params, state[-1], VOCABULARY.one_hot(word[0])[0])


def accuracy(cell: Cell, params: Params, asked: Sequences) -> float:
    """Count how often the likeliest answer is the first letter: a share from 0 to 1."""
    words = [VOCABULARY.decode(ids) for ids in asked.inputs.reshape(-1, asked.length)]
    said = [int(answer(cell, params, word).probs.argmax()) for word in words]
    return float(np.mean(np.array(said) == asked.targets.reshape(-1, asked.length)[:, -1]))


def reach(cell: Cell, params: Params, word: str) -> np.ndarray:
    """Size of d(scores after the last letter) / d(input k), for each letter k: (T,).

    The norms of `diagnostics.memory`, read out by V.

    >>> from unrolled import rnn
    >>> params = language_model.init(rnn, 0, len(VOCABULARY), 3)
    >>> reach(rnn, params, "habc.").round(4)  # after 4 steps, little is left of the h
    array([0.0716, 0.1449, 0.4122, 0.7146, 1.5215])
    """
    trace = bptt.unroll(cell, params, VOCABULARY.one_hot(word), cell.zero_state(params))
    found = diagnostics.memory(cell, params, trace, params["V"])[-1]
    lengths: np.ndarray = np.linalg.norm(found, axis=(1, 2))
    return lengths
