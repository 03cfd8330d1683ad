"""A letter model on a text of the reader's own: one update and one step of writing.

Neither the letters of that text nor the number of units are known when a program is
recorded, so both programs are of any size, see `unrolled.any_size`: K letters, H units.  A
page that feeds an update into itself does what `unrolled.train` does with these settings:

    train(cell, params, Stream(ids, length=LENGTH), stateful=True, average=True,
          optimizer=Adam(learning_rate), max_norm=max_norm)
"""

from functools import cache
from typing import Any

import numpy as np

from ..arrays import Array, NamedState, Params
from ..cells import gru, lstm, rnn
from ..cells.cell import Cell, by_name, in_order
from ..models import language_model
from ..models.model import Model
from ..recording import Program, Recorder
from ..recording.any_size import any_size
from ..training.loop import clipped
from ..training.optimizers import Adam
from .writer import written

LENGTH = 25  # letters of a window
CELLS = {"rnn": rnn, "gru": gru, "lstm": lstm}
SETTINGS = {"learning_rate": 0.005, "max_norm": 1.0}


def update(
    cell: Cell,
    params: Params,
    memory: dict[str, Any],
    xs: Any,
    ys: Any,
    state: NamedState,
    learning_rate: Array,
    max_norm: Array,
) -> dict[str, Any]:
    """Make one update from a window, and give what the next one starts from.

    Parameters
    ----------
    cell : module
    params : dict of ndarray
    memory : dict
        Of `unrolled.optimizers.Adam`.
    xs, ys : sequence of T vectors (K,)
    state : dict of ndarray (H,)
        That the window before ended in.
    learning_rate, max_norm : float

    Returns
    -------
    dict
        ``mean``, the loss of a letter; ``norm``, of the gradient; and, with names that end
        in ``_next``, parameters, memory and state.
    """
    done = language_model.run(cell, params, xs, ys, in_order(state))
    steps = len(ys)
    shared = {name: g / steps for name, g in done.gradients.items()}
    clip = clipped(shared, max_norm)
    params, memory = Adam(learning_rate).update(params, clip.gradients, memory)
    last = {name: h[steps - 1] for name, h in by_name(done.trace.state).items()}
    then = {f"{name}_next": value for name, value in {**params, **memory, **last}.items()}
    return {"L": done.L, "mean": done.L / steps, "norm": clip.norm, **then}


def recorded(cell: Cell, K: int, H: int) -> Program:
    """Record `update` at these sizes, on letters that do not matter."""
    params, ids = language_model.init(cell, 0, K, H), np.arange(LENGTH + 1) % K
    recorder = Recorder()
    traced = recorder.parameters(params)
    xs = recorder.sequence("input", "x", np.eye(K)[ids[:-1]])
    ys = recorder.sequence("target", "y", np.eye(K)[ids[1:]])
    begin = by_name(cell.zero_state(params))
    state = {name: recorder.leaf("state", name, part) for name, part in begin.items()}
    kept = Adam().init(params)
    memory = {name: recorder.leaf("state", name, part) for name, part in kept.items()}
    settings = {k: recorder.leaf("hyperparameter", k, x) for k, x in SETTINGS.items()}
    return recorder.program(update(cell, traced, memory, xs, ys, state, **settings))


def step(cell: Cell, K: int, H: int) -> Program:
    """Record one step of writing at these sizes: `unrolled.writer.written`."""
    model, params = Model.of(cell), language_model.init(cell, 0, K, H)
    recorder = Recorder()
    traced = recorder.parameters(params)
    x = recorder.leaf("input", "x", np.eye(K)[0])
    state = {
        name: recorder.leaf("state", name, part)
        for name, part in model.network.initial_state(params).items()
    }
    u, heat = (
        recorder.leaf("hyperparameter", name, value)
        for name, value in (("u", 0.5), ("temperature", 1.0))
    )
    return recorder.program(written(model, traced, x, state, u, heat))


@cache
def programs(cell: str) -> dict[str, Any]:
    """Give all that a page needs of a cell: ``update``, ``step`` and ``start``.

    >>> [one["name"] for one in programs("lstm")["start"]]
    ['W', 'U', 'b', 'V', 'c']
    """
    own = CELLS[cell]
    return {
        "update": any_size(lambda K, H: recorded(own, K, H), "KH"),
        "step": any_size(lambda K, H: step(own, K, H), "KH"),
        "start": start(own),
    }


def start(cell: Cell) -> list[dict[str, Any]]:
    """Say how each parameter begins, in the order in which `language_model.init` draws.

    ``shape`` has letters for K and H; ``rows`` is what each row is filled with, or None for
    numbers that are drawn from U(-1/sqrt(H), 1/sqrt(H)).
    """
    K, H = 5, 7
    letters = {K: "K", H: "H"}
    found = []
    for name, p in language_model.init(cell, 0, K, H).items():
        rows = p.reshape(-1, p.shape[-1])
        filled = bool((rows == rows[:, :1]).all())
        shape = [letters.get(n, n) for n in p.shape]
        fills = rows[:, 0].tolist() if filled else None
        found.append({"name": name, "shape": shape, "rows": fills})
    return found
