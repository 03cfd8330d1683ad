"""Checks of settings: each is looked at where it is given, and named if it cannot be.

Stand-ins of arrays pass as they are: a page has bounds of its own for them.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from .arrays import Rng, is_stand_in


def positive(name: str, value: Any) -> Any:
    """Insist on a finite number above 0.

    >>> positive("max_norm", 5)
    5.0
    """
    return above(name, value, 0)


def above(name: str, value: Any, low: float) -> Any:
    """Insist on a finite number above `low`."""
    return _number(name, value, f"a number above {low:g}", lambda v: low < v < math.inf)


def share(name: str, value: Any) -> Any:
    """Insist on a number from 0 to below 1."""
    return _number(name, value, "a number from 0 to below 1", lambda v: 0 <= v < 1)


def at_least(name: str, value: Any, least: float) -> Any:
    """Insist on a number from `least` up; infinity is one."""
    return _number(name, value, f"a number of at least {least:g}", lambda v: v >= least)


def within(name: str, value: Any, low: float, high: float) -> Any:
    """Insist on a number from `low` to `high`."""
    return _number(name, value, f"from {low:g} to {high:g}", lambda v: low <= v <= high)


def whole(name: str, value: Any, least: int = 1) -> Any:
    """Insist on a whole number from `least` up.

    >>> whole("patience", 3)
    3
    """
    wanted = f"a whole number of at least {least}"
    number = _number(name, value, wanted, lambda v: v >= least and v == int(v))
    return number if is_stand_in(number) else int(value)


def choice(option: str, value: Any, allowed: Iterable[Any]) -> None:
    """Insist that an option has one of the allowed values."""
    if value not in allowed:
        listed = ", ".join(repr(a) for a in allowed)
        raise ValueError(f"{option} is {value!r}; it must be one of {listed}")


def letters(word: Sequence[str], least: int, why: str) -> None:
    """Insist on a word of so many letters, and say what they are needed for.

    >>> letters("h", 3, "for two steps to compare")
    Traceback (most recent call last):
    ValueError: the word 'h' has 1 letters; at least 3 are needed, for two steps to compare
    """
    if len(word) < least:
        found = f"the word {''.join(word)!r} has {len(word)} letters"
        raise ValueError(f"{found}; at least {least} are needed, {why}")


def shaped(name: str, value: Any, needed: tuple[int, ...]) -> None:
    """Insist on a shape."""
    if np.shape(value) != needed:
        raise ValueError(f"{name} has shape {np.shape(value)}; it must be {needed}")


def ids(name: str, values: np.ndarray, shape: tuple[int, ...], size: int) -> None:
    """Insist on ids from 0 to `size` - 1 in an array of this shape, in few calls."""
    if values.shape != shape or values.dtype.kind not in "iu":
        found = f"{values.dtype} {values.shape}"
        raise ValueError(f"{name} is {found}; whole numbers {shape} are needed")
    # seen as unsigned, a negative number is a very large one: one call finds both
    if np.maximum.reduce(values.astype(np.uint64), None) >= size:
        bad = values[(values < 0) | (values >= size)][0]
        raise ValueError(f"{name} holds {bad}; it must be in 0 … {size - 1}")


def generator(rng: Rng) -> np.random.Generator:
    """Take a generator of random numbers as it is, or make the one of a seed.

    Raises
    ------
    ValueError
        If it is neither a generator nor a whole number from 0 up.

    Examples
    --------
    >>> bool(generator(3).random() == generator(np.random.default_rng(3)).random())
    True
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, bool) or not isinstance(rng, (int, np.integer)) or rng < 0:
        raise ValueError(
            f"rng is {rng!r}; it must be a numpy.random.Generator, or the seed of one: a "
            "whole number of at least 0"
        )
    return np.random.default_rng(rng)


def stride_in_window(window: Any, stride: Any) -> tuple[Any, Any]:
    """Insist on a stride from 1 up to the window: a longer one would leave out losses.

    Both are numbers of steps, of truncated backpropagation, and are given as such.

    >>> stride_in_window(window=3, stride=4)
    Traceback (most recent call last):
    ValueError: stride is 4; it must be 1 … 3, the window
    """
    window, stride = whole("window", window), whole("stride", stride)
    if not is_stand_in(window) and stride > window:
        raise ValueError(f"stride is {stride}; it must be 1 … {window}, the window")
    return window, stride


def _number(name: str, value: Any, wanted: str, good: Callable[[Any], bool]) -> Any:
    if is_stand_in(value):
        return value
    try:
        fits = good(value) and not isinstance(value, bool)
        # a plain float: NumPy's own would turn float32 parameters into float64
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        fits = False
    if not fits:
        raise ValueError(f"{name} is {value!r}; it must be {wanted}")
    return number
