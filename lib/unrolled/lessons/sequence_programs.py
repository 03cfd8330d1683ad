"""Shapes of tasks, and a memory made of outputs, recorded for pages; and how they learn.

Letters, and the switches of what is read and said, are leaves: a page that flips them makes
one shape of another.  All shapes have the same letters; where a step does not read or say,
its letter does not matter.

>>> from unrolled.lessons import helo
>>> word = shape(helo.parameters(), "many to one")
>>> [int(word.value("says", t)) for t in (1, 2, 3, 4, 5)]
[0, 0, 0, 1, 0]
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np

from ..arrays import Params
from ..cells import rnn
from ..checks import choice
from ..models import output_recurrence, shapes
from ..models.losses import perplexity
from ..models.shapes import SHAPES
from ..recording import Program, Recorder
from ..teaching import layouts
from ..training.optimizers import Momentum
from .described import described
from .helo import INPUTS, TARGETS, VOCABULARY

READ = "hellolle"  # hell, and then what would be read if the decoder were told its letters
SAID = "ellolleh"  # what follows each letter of hell, and then hell from its end
SWITCHES = ("reads", "says")
SETTINGS = {"learning_rate": 0.1, "momentum": 0.5}


def shape(
    params: Params, name: str = "many to many, aligned", backward: bool = True
) -> Program:
    """Record the plain cell on eight steps in one of the shapes.

    Parameters
    ----------
    params : dict of ndarray
        Those of the plain cell, and V, c, for the letters of h-e-l-o.
    name : str
        A key of ``unrolled.models.shapes.SHAPES``.
    backward : bool
        Whether to record the way back, too.

    Raises
    ------
    ValueError
        If there is no such shape, or if a parameter does not fit.
    """
    choice("name", name, SHAPES)
    recorder = Recorder()
    traced = recorder.parameters(params)
    h = recorder.leaf("state", "h", np.zeros(len(params["b"])), t=0)
    xs = recorder.sequence("input", "letter", VOCABULARY.one_hot(READ))
    ys = recorder.sequence("target", "y", VOCABULARY.one_hot(SAID))
    rows = zip(SWITCHES, SHAPES[name], strict=True)
    on = {
        row: [
            recorder.leaf("hyperparameter", row, value, t, (0, 1), 1)
            for t, value in enumerate(values, start=1)
        ]
        for row, values in rows
    }
    done: Any = shapes.run(rnn, traced, xs, ys, **on, state=(h,))
    if not backward:
        done = {"trace": done.trace, "output": done.output, "L": done.L}
    presets = {key: {**one._asdict()} for key, one in SHAPES.items()}
    recorded = recorder.program(done)
    own = layouts.of(rnn) or {}
    layout = own | {"rows": [[["x"]], *own["rows"]]}  # what was read stands below all else
    return described(recorded, VOCABULARY, presets=presets, layout=layout)


def fed_back(params: Params, feed: str = "target", backward: bool = True) -> Program:
    """Record h-e-l-l → e-l-l-o where the output comes back, and no state.

    Parameters
    ----------
    params : dict of ndarray
        Those of `unrolled.output_recurrence`.
    feed : {"target", "own"}
    backward : bool
        Whether to record the way back, too.

    Raises
    ------
    ValueError
        If there is no such `feed`, or if a parameter does not fit.
    """
    recorder = Recorder()
    traced = recorder.parameters(params)
    fed = recorder.leaf("state", "fed", np.zeros(len(params["c"])), t=0)
    xs = recorder.sequence("input", "x", VOCABULARY.one_hot(INPUTS))
    ys = recorder.sequence("target", "y", VOCABULARY.one_hot(TARGETS))
    done: Any = output_recurrence.run(traced, xs, ys, feed, fed)
    if not backward:
        done = {"trace": done.trace, "output": done.output, "L": done.L}
    return described(recorder.program(done), VOCABULARY)


def course(
    params: Params, feed: str, **settings: float
) -> Iterator[tuple[int, Params, float]]:
    """Train on h-e-l-l → e-l-l-o for ever: yield updates done, parameters, perplexity.

    >>> from itertools import islice
    >>> start = output_recurrence.init(0, 4, 3)
    >>> *_, (_, _, reached) = islice(course(start, "target"), 601)
    >>> round(reached, 3)
    1.416
    """
    xs, ys = VOCABULARY.encode(INPUTS), VOCABULARY.encode(TARGETS)
    momentum = Momentum(**(SETTINGS | settings))
    state: Any = momentum.init(params)
    for n in count():
        done = output_recurrence.run(params, xs, ys, feed)
        yield n, params, float(perplexity(done.L / len(xs)))
        params, state = momentum.update(params, done.gradients, state)
