"""Lecture 001's experiment: a network of letters that writes problems of kinematics.

The slide "RNN – kinematics problem generation" gives the recipe: about 270 problems, two
layers of 75 units, a learning rate of 0.01, 1500 epochs, samples at 5 %, at 25 % and at
the end.  The text is that of `unrolled.kinematics`.  `benchmarks/train_kinematics.py`
trains, and keeps what stands here.

    >>> model, params = checkpoint("rnn 5 %")
    >>> params["U1"].shape, params["V"].shape
    ((75, 75), (53, 75))
"""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Params
from ..cells import gru, rnn
from ..checks import choice
from ..models.model import Model
from ..networks.network import Network
from ..text import kinematics
from ..text.letters import Vocabulary
from ..text.streams import Stream
from ..training import train
from ..training.evaluation import evaluate
from ..training.optimizers import Adagrad, Adam, Optimizer
from ..training.schedules import cosine

WEIGHTS = Path(__file__).with_suffix(".npz")
LEARNED, HELD_OUT = map(kinematics.lines, kinematics.split(kinematics.problems()))
TEXT = LEARNED + HELD_OUT
VOCABULARY = Vocabulary.of(TEXT)

CELLS = {"rnn": rnn, "gru": gru}
LAYERS, UNITS, BATCH, LENGTH = 2, 75, 16, 100
EPOCHS = {"rnn": (75, 375, 1500), "gru": (40,)}  # after which weights are kept
CHECKPOINTS = {
    "rnn 5 %": ("rnn", 75),
    "rnn 25 %": ("rnn", 375),
    "rnn 100 %": ("rnn", 1500),
    "gru": ("gru", 40),
}


def model_of(cell: str) -> Model:
    """Give the network of the slide, of either cell."""
    return Model(Network(CELLS[cell], layers=LAYERS))


def recipe(cell: str, windows: int) -> tuple[Optimizer, dict[str, Any]]:
    """Give the optimizer and the options of `unrolled.train`, for so many windows a pass.

    The slide has a rate and no optimizer; with Adagrad its samples come out in kind.
    """
    if cell == "rnn":
        return Adagrad(0.01), {}
    updates = EPOCHS["gru"][-1] * windows
    return Adam(cosine(0.01, updates, 2e-4)), {"max_norm": 1.0, "average": True}


class Epoch(NamedTuple):
    """One pass over the problems to learn; losses in nats a letter."""

    number: int  # from 1
    running: float  # mean of the losses on the way
    params: Params  # after it


def course(cell: str) -> Iterator[Epoch]:
    """Train for ever by the slide's recipe, in 32 bits: one epoch after the other."""
    model = model_of(cell)
    drawn = model.init(0, len(VOCABULARY), UNITS)
    stream = Stream(VOCABULARY.encode(LEARNED), BATCH, LENGTH)
    optimizer, options = recipe(cell, len(stream))
    start = {name: p.astype(np.float32) for name, p in drawn.items()}
    updates = train(model, start, stream, stateful=True, optimizer=optimizer, **options)
    number = 0
    while True:
        number += 1
        made = [*islice(updates, len(stream))]
        running = sum(update.loss for update in made) / len(made)
        yield Epoch(number, running, made[-1].snapshot.params)


def losses(cell: str, params: Params) -> tuple[float, float]:
    """Measure on the problems that were learned, and on those held out; nats a letter."""
    learned, held = (
        evaluate(model_of(cell), params, VOCABULARY.encode(part)).loss
        for part in (LEARNED, HELD_OUT)
    )
    return learned, held


@cache
def checkpoint(name: str) -> tuple[Model, Params]:
    """Read weights that were trained, rounded to 16 bits.

    Parameters
    ----------
    name : {"rnn 5 %", "rnn 25 %", "rnn 100 %", "gru"}

    Raises
    ------
    ValueError
        If there is no such checkpoint.
    """
    choice("name", name, tuple(CHECKPOINTS))
    cell, epoch = CHECKPOINTS[name]
    with np.load(WEIGHTS) as file:
        prefix = f"{cell}_{epoch}/"
        found = {
            key.removeprefix(prefix): file[key].astype(float)
            for key in file
            if key.startswith(prefix)
        }
    return model_of(cell), found
