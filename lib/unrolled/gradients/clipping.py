"""Gradient clipping, by value and by norm.

By value, entry by entry, so that the direction of the gradient may turn:

    g = -limit where g < -limit,  limit where g > limit                  (C1)

By the norm of all gradients taken as one long vector, which keeps the direction:

    norm  = sqrt(sum of all g**2)                                        (C2)
    scale = max_norm / norm  if norm > max_norm, else 1                  (C3)
    g     = scale g                                                      (C4)

Both make large gradients smaller; neither makes a vanishing one larger.

Source: lecture 001, "Gradient clipping".  Its first rule is printed as "if g < 1 or g > 1
then g = 1" (E59), and it offers the two as if they did the same (E60).  The second is
that of Pascanu, Mikolov & Bengio, ICML 2013.
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params, finite, is_stand_in
from ..checks import positive

TINY = 2.0**-126  # the least normal float32; stands in for the largest entry of zeros


class Clipped(NamedTuple):
    """A clipped gradient, and its norm before and after."""

    gradients: Params
    norm: Array  # () before
    clipped_norm: Array  # () after


def clip_by_value(gradients: Params, limit: float) -> Clipped:
    """Move every entry into [-limit, limit].

    Raises
    ------
    ValueError
        If `limit` is not above 0, if there is no gradient, or if one is not finite.

    Examples
    --------
    >>> clip_by_value({"b": np.array([-3.0, -0.2, 0.4, 2.0])}, 1.0).gradients
    {'b': array([-1. , -0.2,  0.4,  1. ])}
    """
    positive("limit", limit)
    clipped = {}
    for name, g in gradients.items():
        clipped[name] = np.minimum(np.maximum(g, -limit), limit)  # (C1)
    return Clipped(clipped, global_norm(gradients), global_norm(clipped))


def clip_by_global_norm(gradients: Params, max_norm: float) -> Clipped:
    """Shorten the gradient to length `max_norm` if it is longer, keeping its direction.

    Raises
    ------
    ValueError
        If `max_norm` is not above 0, if there is no gradient, or if one is not finite.

    Examples
    --------
    >>> clip_by_global_norm({"b": np.array([6.0, 8.0])}, max_norm=5.0).gradients
    {'b': array([3., 4.])}
    """
    positive("max_norm", max_norm)
    norm = global_norm(gradients)
    scale = max_norm / np.maximum(norm, max_norm)  # (C3)
    clipped = {}
    for name, g in gradients.items():
        clipped[name] = scale * g  # (C4)
    return Clipped(clipped, norm, scale * norm)


def global_norm(gradients: Params) -> Array:
    """Give the length of all gradients taken as one vector.

    The largest entry is taken out of the squares, which could overflow when gradients
    explode, the very case that clipping is for.

    Raises
    ------
    ValueError
        If there is no gradient, or if one is not finite: it has no length to scale.
    """
    if not gradients:
        raise ValueError("there is no gradient; at least one is needed")
    largest: Array = TINY
    for g in gradients.values():
        largest = np.maximum(largest, np.max(np.abs(g)))
    if not is_stand_in(largest) and not np.isfinite(largest):
        for name, g in gradients.items():
            finite(f"the gradient of {name}", g)
    squares: Array = 0.0
    for g in gradients.values():
        squares = squares + np.sum((g / largest) ** 2)
    return largest * np.sqrt(squares)  # (C2)


def angle(u: Array, v: Array) -> Array:
    """Give the angle between two vectors in degrees; 0 where one of them is zero.

    Twice the arctangent keeps the digits of a small angle, which arccos would lose
    (Kahan, "How futile are mindless assessments of roundoff", 2006).

    >>> float(angle(np.array([1.0, 0.0]), np.array([2.0, 2.0])).round(9))
    45.0
    """
    u, v = u / _length(u), v / _length(v)
    return 2 * np.arctan2(_length(u - v, 0), _length(u + v)) * (180 / np.pi)


def _length(v: Array, least: float = TINY) -> Array:
    return np.maximum(np.sqrt(np.sum(v**2)), least)
