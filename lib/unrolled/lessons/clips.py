"""Both ways of clipping as programs: one gradient in the plane, and one update of h-e-l-o.

>>> plane_program().value("by_norm").round(3)
array([0.949, 0.316])
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..arrays import Array, Params
from ..gradients.clipping import angle, clip_by_global_norm, clip_by_value
from ..recording import Program, Recorder
from ..training.optimizers import SGD
from . import helo

GRADIENT = (3.0, 1.0)
LIMIT = 1.0
RATE = 2.0  # too large for h-e-l-o: without clipping it does not learn
MAX_NORM = 1.0


def both_clips(g: Array, limit: Array, max_norm: Array) -> dict[str, Array]:
    """Clip a gradient (2,) in both ways, and say how far each one turns it.

    >>> shown = both_clips(np.array([3.0, 1.0]), 1.0, 1.0)
    >>> float(shown["turned_by_value"].round(2)), float(shown["turned_by_norm"].round(2))
    (26.57, 0.0)
    """
    by_value, by_norm = (
        clip_by_value({"g": g}, limit),
        clip_by_global_norm({"g": g}, max_norm),
    )
    return {
        "norm": by_norm.norm,
        "by_value": by_value.gradients["g"],
        "norm_by_value": by_value.clipped_norm,
        "turned_by_value": angle(g, by_value.gradients["g"]),
        "by_norm": by_norm.gradients["g"],
        "norm_by_norm": by_norm.clipped_norm,
        "turned_by_norm": angle(g, by_norm.gradients["g"]),
    }


def plane_program(gradient: Sequence[float] = GRADIENT) -> Program:
    """Record `both_clips` of a gradient (2,)."""
    recorder = Recorder()
    g = recorder.leaf("parameter", "g", np.array(gradient, dtype=float))
    limit = recorder.leaf("hyperparameter", "limit", LIMIT)
    max_norm = recorder.leaf("hyperparameter", "max_norm", LIMIT)
    return recorder.program(both_clips(g, limit, max_norm))


def updated(params: Params, learning_rate: Array, max_norm: Array) -> dict[str, Array]:
    """Make one update of h-e-l-o with its gradient clipped by norm.

    Returns
    -------
    dict
        The loss ``L`` and the norms before and after, of the old parameters, and the new
        parameters as ``W_next`` and so on.
    """
    done = helo.learn(params)
    clipped = clip_by_global_norm(done.gradients, max_norm)
    descent = SGD(learning_rate)
    after, _ = descent.update(params, clipped.gradients, descent.init(params))
    told: dict[str, Any] = {
        "L": done.L,
        "norm": clipped.norm,
        "clipped_norm": clipped.clipped_norm,
    }
    return told | {f"{name}_next": value for name, value in after.items()}


def update_program() -> Program:
    """Record `updated`, from the lecture's weights."""
    recorder = Recorder()
    params = {
        name: recorder.leaf("parameter", name, value)
        for name, value in helo.parameters().items()
    }
    rate = recorder.leaf("hyperparameter", "learning_rate", RATE)
    return recorder.program(
        updated(params, rate, recorder.leaf("hyperparameter", "max_norm", MAX_NORM))
    )
