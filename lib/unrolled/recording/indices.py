"""Indices and axes as a program holds them: written out in full, and never negative.

A part of an index is a number, a slice, ``take`` with a list of places, or None for a new
axis; there is one for each axis of the array, and no ellipsis.

    >>> from unrolled.recording import Recorder
    >>> normalised(Recorder(), (..., -1), (3, 4))
    [{'start': 0, 'stop': 3, 'step': 1}, 3]
    >>> axes_of(-1, ndim=2), axes_of((1, 0), ndim=2), axes_of(None, ndim=2)
    ([1], [0, 1], None)
"""

from typing import Any

import numpy as np

from .contract import Recording


def normalised(recorder: Recording, key: Any, shape: tuple[int, ...]) -> list[Any]:
    """Write an index of an array of this shape as the contract wants it.

    Raises
    ------
    IndexError, TypeError
        If there is no such place, or if the index is of another kind than numbers, slices
        and lists of numbers.
    """
    sizes = iter(shape)
    keys = _in_full(key, len(shape))
    parts = [None if k is None else _part(recorder, k, next(sizes)) for k in keys]
    lists = sum(isinstance(p, dict) and "take" in p for p in parts)
    if lists > 1:
        raise recorder.error("an index with more than one list of places")
    if lists and any(isinstance(p, int) for p in parts):
        raise recorder.error("an index with a list of places and a number")
    return parts


def _in_full(key: Any, ndim: int) -> list[Any]:
    """Write out what an ellipsis stands for, or else the axes that are left out."""
    keys = list(key) if isinstance(key, tuple) else [key]
    rest = [slice(None)] * (ndim - sum(k is not None and k is not Ellipsis for k in keys))
    dots = [i for i, k in enumerate(keys) if k is Ellipsis] or [len(keys)]
    return [*keys[: dots[0]], *rest, *keys[dots[0] + 1 :]]


def _part(recorder: Recording, k: Any, size: int) -> Any:
    """Write the index of one axis."""
    if isinstance(k, slice):
        return dict(zip(("start", "stop", "step"), k.indices(size), strict=True))
    if isinstance(k, (int, np.integer)) and not isinstance(k, (bool, np.bool_)):
        if not -size <= k < size:
            raise IndexError(f"index {int(k)} is out of bounds for {size} entries")
        return int(k) % size
    if isinstance(k, (list, np.ndarray)) and np.asarray(k).dtype.kind in "iu":
        places = np.asarray(k)
        if places.ndim != 1:
            raise recorder.error("an index with more than one list of places")
        return {"take": [int(p) % size for p in places]}
    raise recorder.error(f"an index of type {type(k).__name__}")


def axes_of(axis: Any, ndim: int) -> list[int] | None:
    """Give axes as a sorted list of non-negative numbers; None means all of them."""
    if axis is None:
        return None
    return sorted(
        int(a) % ndim for a in (axis if isinstance(axis, (tuple, list)) else [axis])
    )
