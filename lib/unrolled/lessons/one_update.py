"""One update of a letter model as one function, so that a page can repeat it.

Forward, loss, back through time, clipping by norm, momentum: given the weights, the
velocities and the settings, `update` gives the next weights and velocities, and all that
a reader may want to see on the way.  A page that feeds the ones back into the others
trains, without knowing how.

The recurrent weights are a matrix U, or, as lecture 004 prints them, one number u for
U = u I.  It is used H times, so its gradient is the sum of the diagonal of dU.
"""

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..arrays import Array, Params
from ..cells import rnn
from ..cells.cell import Cell
from ..gradients.clipping import clip_by_global_norm
from ..models import language_model
from ..models.losses import perplexity
from ..recording import Program, Recorder
from ..text.letters import Vocabulary, graphemes
from ..training.optimizers import Momentum
from .described import described

# As a page opens.  The largest float divides out exactly in (C3), which infinity does not.
NO_LIMIT = sys.float_info.max
SETTINGS = {"learning_rate": 0.1, "momentum": 0.0, "max_norm": NO_LIMIT}


def update(
    word: str,
    vocabulary: Vocabulary,
    params: Params,
    velocities: Params,
    cell: Cell = rnn,
    **settings: Array,
) -> dict[str, Any]:
    """Make one update, and give all that a reader may want to see of it.

    Parameters
    ----------
    word : str
    vocabulary : Vocabulary
    params : dict of ndarray
        Those of the cell and V, c; of the plain cell also a number u instead of U = u I.
    velocities : dict of ndarray
        The velocities of `unrolled.optimizers.Momentum`, ``u_W`` and so on.
    cell : module
    **settings
        ``learning_rate``, ``momentum`` and ``max_norm``.

    Returns
    -------
    dict
        ``next`` holds the next parameters and velocities.
    """
    rows = vocabulary.one_hot(word)
    xs, ys = rows[:-1], rows[1:]
    whole = untied(params)
    done = language_model.run(cell, whole, xs, ys, cell.zero_state(whole))
    clipped = clip_by_global_norm(
        shared(params, done.gradients), max_norm=settings["max_norm"]
    )
    momentum = Momentum(settings["learning_rate"], settings["momentum"])
    then, velocity = momentum.update(params, clipped.gradients, {"n": 0, **velocities})
    first, second = (done.trace.h[t - 1] for t in twins(word))
    mean = done.L / len(ys)
    return {
        "done": done,
        "mean": mean,
        "perplexity": perplexity(mean),
        "said": np.argmax(done.output.probs, axis=1),
        "norm": clipped.norm,
        "clipped_norm": clipped.clipped_norm,
        "apart": np.linalg.norm(second - first),
        "U": whole["U"],
        "next": {f"{k}_next": p for k, p in then.items()}
        | {f"{k}_next": velocity[k] for k in velocities},
    }


def course(
    word: str, vocabulary: Vocabulary, params: Params, cell: Cell = rnn, **settings: Array
) -> Iterator[dict[str, Any]]:
    """Train for ever: yield what `update` gives before each update, and feed it back.

    Examples
    --------
    >>> from itertools import islice
    >>> from unrolled import helo
    >>> training = course("hello", helo.VOCABULARY, helo.parameters())
    >>> [round(float(now["perplexity"]), 3) for now in islice(training, 3)]
    [5.489, 3.912, 3.416]
    """
    velocities = {f"u_{k}": np.zeros_like(p) for k, p in params.items()}
    while True:
        now = update(word, vocabulary, params, velocities, cell, **SETTINGS | settings)
        yield now
        params = {k: now["next"][f"{k}_next"] for k in params}
        velocities = {k: now["next"][f"{k}_next"] for k in velocities}


def untied(params: Params) -> Params:
    """Write U = u I in full, as the equations need it."""
    if "u" not in params:
        return params
    U = params["u"] * np.eye(len(params["b"]))
    return {name: p for name, p in params.items() if name != "u"} | {"U": U}


def shared(params: Params, gradients: Params) -> Params:
    """Give u the sum of the gradients of its uses: those on the diagonal of U."""
    if "u" not in params:
        return gradients
    du = np.sum(gradients["U"] * np.eye(len(params["b"])))
    return {name: g for name, g in gradients.items() if name != "U"} | {"u": du}


def tied(params: Params) -> Params:
    """Keep one number of U, the lecture's scalar (E79)."""
    u = np.array(params["U"][0, 0])
    return {name: p for name, p in params.items() if name != "U"} | {"u": u}


def program(word: str, vocabulary: Vocabulary, params: Params, cell: Cell = rnn) -> Program:
    """Record one update of these parameters, with clipping off.

    >>> from unrolled import helo
    >>> program("hello", helo.VOCABULARY, helo.parameters()).value("L").round(3)
    np.float64(6.811)
    """
    recorder = Recorder()
    traced = recorder.parameters(params)
    velocities = {
        f"u_{k}": recorder.leaf("state", f"u_{k}", np.zeros_like(p))
        for k, p in params.items()
    }
    settings = {k: recorder.leaf("hyperparameter", k, x) for k, x in SETTINGS.items()}
    recorded = recorder.program(
        update(word, vocabulary, traced, velocities, cell, **settings)
    )
    return described(recorded, vocabulary)


def twins(word: str) -> tuple[int, int]:
    """Find two steps that read the same letter and should say different ones; from 1.

    >>> twins("hello")
    (3, 4)
    """
    letters = graphemes(word)
    T = len(letters) - 1
    pairs = [(s, t) for s in range(T) for t in range(s + 1, T)]

    def unlike(pair: tuple[int, int]) -> tuple[bool, bool]:
        s, t = pair
        return letters[s] != letters[t], letters[s + 1] == letters[t + 1]

    s, t = min(pairs, key=unlike)
    return s + 1, t + 1
