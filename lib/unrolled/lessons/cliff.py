"""The cliff: the loss of a network with one unit, as a landscape over its two weights.

The unit reads nothing, starts at h_0 = 1/2 and runs for T steps:

    h_t = tanh(u h_{t-1} + b)

Only its last state is asked for: it should be 0.7, and the loss is the squared error.
Where a small change of u or b sends the last state from one end of tanh to the other, the
loss is a wall, and its gradient enormous; everywhere else the land is nearly flat.

Source: lecture 001, "Gradient clipping"; the picture is that of Pascanu, Mikolov & Bengio,
"On the difficulty of training recurrent neural networks", ICML 2013, figure 6.

    fall = descend(*START, learning_rate=1.0, max_norm=0.2, limit=0.2)
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params
from ..cells import rnn
from ..checks import choice, whole
from ..gradients.clipping import clip_by_global_norm, clip_by_value
from ..models.losses import squared_error, squared_error_gradient
from ..networks import bptt
from ..recording import Program, Recorder
from ..training.optimizers import SGD

STEPS = 30
FIRST = 0.5  # the state before the first step
TARGET = 0.7  # what the last state should be
START = (2.4, -0.2)  # on the plateau above the wall
SETTINGS = {"learning_rate": 1.0, "max_norm": 0.2, "limit": 0.2}
WAYS = ("free", "norm", "value")


class Fall(NamedTuple):
    """The loss and its gradient at one place, and where three updates lead from there."""

    L: Array  # ()
    norm: Array  # () of the gradient
    d: Array  # (2,) the gradient, of u and of b
    free: Array  # (2,) the next place without clipping
    by_norm: Array  # (2,) with the gradient clipped by its norm
    by_value: Array  # (2,) with every entry clipped


def loss_and_gradient(u: Array, b: Array) -> tuple[Array, Params]:
    """Give the loss at the weights `u` (1, 1) and `b` (1,), and its gradients.

    >>> L, gradients = loss_and_gradient(np.array([[1.0]]), np.array([0.0]))
    >>> float(L.round(6)), gradients["b"].round(6)
    (0.123327, array([-6.831065]))
    """
    params = {"W": np.zeros((1, 1)), "U": u, "b": b}
    trace = bptt.unroll(rnn, params, np.zeros((STEPS, 1)), (np.array([FIRST]),))
    last, target = trace.h[-1], np.array([TARGET])
    nothing = np.zeros((STEPS, 1))
    d_last = (squared_error_gradient(last, target),)
    d_trace = bptt.backpropagate(rnn, params, trace, nothing, d_last)
    gradients = rnn.parameter_gradients(trace, d_trace)
    return squared_error(last, target), {name: gradients[name] for name in "Ub"}


def descend(
    u: Array, b: Array, learning_rate: Array, max_norm: Array, limit: Array
) -> Fall:
    """Make one step down, in three ways: as it is, clipped by norm, clipped by value.

    Parameters
    ----------
    u, b : float
        The weights.
    learning_rate, max_norm, limit : float
        Above 0; `max_norm` as in `clip_by_global_norm`, `limit` as in `clip_by_value`.

    Raises
    ------
    ValueError
        If a setting is not above 0.
    """
    place = {"U": np.reshape(u, (1, 1)), "b": np.reshape(b, (1,))}
    L, gradients = loss_and_gradient(place["U"], place["b"])
    by_norm = clip_by_global_norm(gradients, max_norm)
    by_value = clip_by_value(gradients, limit)
    step = SGD(learning_rate)

    def after(gradients: Params) -> Array:
        moved, _ = step.update(place, gradients, step.init(place))
        return _both(moved)

    ways = (gradients, by_norm.gradients, by_value.gradients)
    return Fall(L, by_norm.norm, _both(gradients), *(after(d) for d in ways))


def _both(params: Params) -> Array:
    return np.concatenate([np.reshape(params["U"], (1,)), params["b"]])


def path(
    way: str = "norm",
    start: tuple[float, float] = START,
    steps: int = 60,
    **settings: float,
) -> np.ndarray:
    """Follow one way down and give the places (steps + 1, 2): u and b, the start included.

    Parameters
    ----------
    way : str
        ``"free"``, ``"norm"`` or ``"value"``.
    start : tuple of float
    steps : int
    **settings
        Those of `descend`; what is left out is as in `SETTINGS`.

    Raises
    ------
    ValueError
        If there is no such way, or if `steps` is no whole number from 0 up.

    Examples
    --------
    >>> float(np.abs(path("free")[-1]).max().round()), float(path("norm")[-1, 0].round(3))
    (131634.0, 1.216)
    """
    choice("way", way, WAYS)
    places = [np.array(start)]
    for _ in range(whole("steps", steps, least=0)):
        fall = descend(*places[-1], **{**SETTINGS, **settings})
        places.append(fall[3 + WAYS.index(way)])
    return np.stack(places)


def program() -> Program:
    """Record `descend`, for a page to replay at other places and with other settings."""
    recorder = Recorder()
    place = [recorder.leaf("parameter", n, x) for n, x in zip("ub", START, strict=True)]
    settings = {
        name: recorder.leaf("hyperparameter", name, value)
        for name, value in SETTINGS.items()
    }
    return recorder.program(descend(*place, **settings))
