"""What to wear: a GRU of one unit, which hears yesterday's clothes and today's weather.

Its gates hear nothing: they stand where somebody puts them.

Source: the analogy of lecture 003, "GRU: Functionality".
"""

from typing import Any

import numpy as np

from ..arrays import Array, Params
from ..cells import gru
from ..recording import Program, Recorder

WEATHER, MEMORY = 1.0, 1.0  # W_h and U_h: the candidate listens to both alike
START = {"x": 0.8, "h_prev": -0.6, "z": 0.5, "r": 0.5}


def parameters(z: Array, r: Array) -> Params:
    """Give a GRU of one unit whose gates hear nothing, and stand at `z` and `r` (1,).

    >>> params = parameters(np.array([0.25]), np.array([1.0]))
    >>> step = gru.step(params, np.array([0.8]), (np.array([-0.6]),))
    >>> step.z.item(), step.r.item()
    (0.25, 1.0)
    """
    with np.errstate(divide="ignore"):  # a gate that is quite shut has a bias of -inf
        biases = [np.log(gate / (1 - gate)) for gate in (z, r)]
    return {
        "W": np.array([0, 0, WEATHER]).reshape(3, 1, 1),
        "U": np.array([0, 0, MEMORY]).reshape(3, 1, 1),
        "b": np.stack([*biases, np.zeros(1)]),
    }


def dressed(
    x: Array, h_prev: Array, z: Array, r: Array, update: str = "overwrite"
) -> dict[str, Any]:
    """Make one step, and find the candidate's two ends: memory unheard, memory in full."""
    step = gru.step(parameters(z, r), x, (h_prev,), update=update)
    unheard, in_full = (
        gru.step(parameters(z, np.full(1, end)), x, (h_prev,)).n for end in (0.0, 1.0)
    )
    return {
        "m": step.m,
        "a_h": step.a_h,
        "n": step.n,
        "h": step.h,
        "unheard": unheard,
        "in_full": in_full,
    }


def program(
    x: float, h_prev: float, z: float, r: float, update: str = "overwrite"
) -> Program:
    """Record `dressed`."""
    recorder = Recorder()

    def leaf(role: str, name: str, value: float, low: float) -> Any:
        return recorder.leaf(role, name, np.full(1, float(value)), bounds=(low, 1))

    return recorder.program(
        dressed(
            leaf("input", "x", x, -1),
            leaf("state", "h_prev", h_prev, -1),
            leaf("hyperparameter", "z", z, 0),
            leaf("hyperparameter", "r", r, 0),
            update,
        )
    )
