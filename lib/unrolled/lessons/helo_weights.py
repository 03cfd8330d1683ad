"""Weights of the worked example for every cell: some to read, and some that were trained.

The lectures give no weights for LSTM and GRU.  Those of `readable` come from the lecture's
where there is one to take, and have one digit where there is none:

    candidate     W, U and b of the lecture; the GRU's U has 0.2 beside its diagonal as well
    readout       V and c of the lecture
    gates         U of the lecture; W is +2, -2 or 0 for a letter, and b is 0 or 1

Unit 1 belongs to the letter h, unit 2 to e, unit 3 to l.  A unit writes when its letter is
read (i, z), forgets at the letter after it (f, r), and speaks up at its own (o).

`trained` starts from small random weights, reads h-e-l-l → e-l-l-o `UPDATES` times, and
keeps three decimals.  ``python -m unrolled.lessons.helo_weights`` trains anew and
writes the file.

    >>> from unrolled import lstm
    >>> readable(lstm)["b"][1]  # the forget gate is open unless a letter closes it
    array([1., 1., 1.])
"""

import json
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import Params
from ..cells import gru, lstm, rnn
from ..cells.cell import Cell, name_of, variant
from ..models import language_model
from ..text.letters import Vocabulary
from ..text.streams import Stream
from ..training import train
from ..training.optimizers import Adam

FILE = Path(__file__).with_suffix(".json")
RECURRENT = 0.427043  # the lecture's scalar recurrent weight
BIAS = 0.567001  # the lecture's scalar bias (its text has 0.56700: E80)

SEED, UPDATES, RATE = 0, 400, 0.03
SAVED = ("peephole", "reset")  # options with trained weights of their own

OWN = 2.0 * np.array([[1, -1, -1, -1], [-1, 1, -1, -1], [-1, -1, 1, -1]])  # h, e, l, o
AFTER = 2.0 * np.array([[0, -1, 0, 0], [0, 0, -1, 0], [0, 0, 0, -1]])
NEIGHBOUR = 0.2 * np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]])


def lecture() -> Params:
    """Give the weights of lecture 004, "Forward Pass with Example", for the plain cell."""
    return {
        "W": np.array(
            [
                [0.287027, 0.84606, 0.572392, 0.486813],
                [0.902874, 0.871522, 0.691079, 0.18998],
                [0.537524, 0.09224, 0.558159, 0.491528],
            ]
        ),
        "U": RECURRENT * np.eye(3),
        "b": np.full(3, BIAS),
        "V": np.array(
            [
                [0.37168, 0.974829459, 0.830034886],
                [0.39141, 0.282585823, 0.659835709],
                [0.64985, 0.09821557, 0.334287084],
                [0.91266, 0.32581642, 0.144630018],
            ]
        ),
        "c": np.zeros(4),
    }


def readable(cell: Cell = rnn) -> Params:
    """Give weights that can be read, for a cell or a variant of it (H = 3, D = K = 4).

    Both conventions of the GRU's z get the same network: for ``update="keep"`` the block of
    z is negated.

    Raises
    ------
    ValueError
        If there are none for this cell.
    """
    printed = lecture()
    W, U, b = (printed[name] for name in "WUb")
    name, options = named(cell)
    if name == "rnn":
        return printed
    if name == "lstm":  # i, f, o, C
        blocks = {
            "W": [OWN, AFTER, OWN / 2, W],
            "U": [U, U, U, U],
            "b": [0 * b, 0 * b + 1, 0 * b, b],
        }
    else:  # z, r, h
        way = -1 if options.get("update") == "keep" else 1
        blocks = {
            "W": [way * OWN, AFTER, W],
            "U": [way * U, U, U + NEIGHBOUR],
            "b": [0 * b, 0 * b + 1, b],
        }
    params = {key: np.stack(value) for key, value in blocks.items()}
    extra = {"P": np.full((3, 3), 0.5), "b_U": np.full(3, 0.1)}
    params |= {key: extra[key] for key in cell.SHAPES if key in extra}
    return params | {key: printed[key] for key in "Vc"}


def trained(cell: Cell = rnn) -> Params:
    """Give weights that were trained to write h-e-l-l → e-l-l-o; see `train_all`.

    Raises
    ------
    ValueError
        If there are none for this cell.
    """
    name, options = named(cell)
    keeps = options.pop("update", "overwrite") == "keep"
    params = {
        key: np.array(value) for key, value in _saved()[key_of(name, options)].items()
    }
    if keeps:
        for key in "WUb":
            params[key][0] *= -1  # sigmoid(-a) = 1 - sigmoid(a)
    return params


def named(cell: Any) -> tuple[str, dict[str, Any]]:
    """Name a cell and its options, and insist that there are weights for it."""
    module, options = getattr(cell, "cell", cell), dict(getattr(cell, "options", {}))
    if module not in (rnn, lstm, gru) or options.get("activation", "tanh") != "tanh":
        raise ValueError(f"there are no weights for {cell!r}; rnn, lstm and gru have some")
    return name_of(module), options


def key_of(name: str, options: dict[str, Any]) -> str:
    """Name an entry of the file: the cell, and what is not as usual."""
    usual = (False, "before", "overwrite", "tanh")
    chosen = [f"{k}={v}" for k, v in options.items() if v not in usual and k in SAVED]
    return " ".join([name, *chosen])


def train_all() -> dict[str, Params]:
    """Train each cell from weights drawn with `SEED`, and keep three decimals."""
    cells = (rnn, lstm, gru, variant(lstm, peephole=True), variant(gru, reset="after"))
    found = {}
    for cell in cells:
        start = language_model.init(cell, SEED, 4, 3)
        hello = Stream(Vocabulary("helo").encode("hello"), 1, 4)
        updates = train(cell, start, hello, optimizer=Adam(RATE))
        *_, last = islice(updates, UPDATES)
        params = {key: np.round(value, 3) for key, value in last.snapshot.params.items()}
        found[key_of(*named(cell))] = params
    return found


@cache
def _saved() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(FILE.read_text())
    return kept


if __name__ == "__main__":
    LISTS = {
        name: {key: value.tolist() for key, value in params.items()}
        for name, params in train_all().items()
    }
    FILE.write_text(json.dumps(LISTS, indent=1) + "\n")
