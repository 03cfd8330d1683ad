"""Arrays: what the library passes around, and the checks of shapes and numbers.

Any function of the library also takes arrays of another kind that obey NumPy's protocols,
such as the recorder's; `is_stand_in` knows them without knowing the recorder.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Array = Any  #: A NumPy array, or the recorder's stand-in for one.
Rng = np.random.Generator | int  #: A generator of random numbers, or the seed of one.
Params = dict[str, Array]  #: Parameters by name; gradients have the same names and shapes.
Vectors = Sequence[Array] | np.ndarray  #: One vector for each time step, or their array.
#: Of one cell: (h,) or (h, C), each of shape (H,); the hidden state comes first.
State = tuple[Array, ...]
#: Of everything above a cell, by name: "h", "C", "h1", "h1_reverse"; (H,), or (B, H).
NamedState = dict[str, Array]

NUMBERS = "fciu"  # kinds of dtype: floats, complex ones, integers


def is_stand_in(value: Any) -> bool:
    """Tell whether `value` acts as an array but is none: its numbers are not for asking.

    Source: NumPy enhancement proposal 13, which calls such objects duck arrays.

    >>> is_stand_in(np.zeros(3)), is_stand_in(1.0)
    (False, False)
    """
    return not isinstance(value, (np.ndarray, np.generic)) and hasattr(
        value, "__array_ufunc__"
    )


def axes(values: Any) -> int:
    """Count the axes of an array, or of a sequence of arrays or of their stand-ins.

    >>> axes([np.zeros(3), np.zeros(3)]), axes([2, 0]), axes(1.0)
    (2, 1, 0)
    """
    if isinstance(values, (list, tuple)) and len(values):
        return 1 + axes(values[0])
    return int(np.ndim(values))


def as_array(values: Any) -> Array:
    """Give a sequence of arrays, or of their stand-ins, one axis more; leave arrays."""
    return np.stack(values) if isinstance(values, (list, tuple)) else np.asarray(values)


def sizes(params: Params, shapes: Mapping[str, str]) -> dict[str, int]:
    """Read the size of each axis letter off `params`, and insist that they agree.

    Parameters
    ----------
    params : dict of ndarray
        Must hold every name in `shapes`.
    shapes : mapping of str to str
        The axes of each parameter, such as ``{"W": "HD", "U": "HH"}``; a digit is the
        size itself.

    Raises
    ------
    ValueError
        If a parameter is missing, has another number of axes, is not made of finite
        numbers, or if two parameters disagree about a size; the message names both.

    Examples
    --------
    >>> sizes({"W": np.zeros((3, 4)), "b": np.zeros(3)}, {"W": "HD", "b": "H"})
    {'H': 3, 'D': 4}
    """
    found: dict[str, tuple[int, str]] = {}
    for name, letters in shapes.items():
        if name not in params:
            raise ValueError(f"parameter {name} is missing; there are {sorted(params)}")
        if not hasattr(params[name], "shape"):
            kind = type(params[name]).__name__
            raise ValueError(f"parameter {name} is a {kind}; an array is needed")
        shape = params[name].shape
        if len(shape) != len(letters):
            raise ValueError(f"{name} has shape {shape}; its axes must be {tuple(letters)}")
        finite(name, params[name])
        for letter, size in zip(letters, shape, strict=True):
            if letter.isdigit():
                if size != int(letter):
                    raise ValueError(f"{name} has {size} blocks; it must have {letter}")
                continue
            first, where = found.setdefault(letter, (size, name))
            if first != size and where == name:
                raise ValueError(f"{name} has shape {shape}; it must be square")
            if first != size:
                raise ValueError(
                    f"{name} has {letter} = {size}, but {where} has {letter} = {first}"
                )
    return {letter: size for letter, (size, _) in found.items()}


def vectors(name: str, values: Vectors, size: int, letter: str) -> None:
    """Insist that `values` is a non-empty sequence of finite vectors of length `size`."""
    if len(values) == 0:
        raise ValueError(f"{name} is empty; at least one time step is needed")
    array = isinstance(values, np.ndarray) and values.shape[1:] == (size,)
    if array and are_finite(values):  # looked at once; what is wrong, step by step
        return
    for t, value in enumerate(values):
        shape = np.shape(value)
        if shape != (size,):
            needed = f"({size},), {letter} = {size}"
            raise ValueError(f"{name}[{t}] has shape {shape}; it must be {needed}")
        finite(f"{name}[{t}]", value)


def floats(name: str, value: Array) -> Array:
    """Give numbers as floats: the difference of unsigned ones would be no difference.

    Raises
    ------
    ValueError
        If they are no numbers.

    Examples
    --------
    >>> floats("scores", np.array([1, 2], np.uint8))
    array([1., 2.])
    """
    if (isinstance(value, np.ndarray) and value.dtype.kind == "f") or is_stand_in(value):
        return value
    array = np.asarray(value)
    if array.dtype.kind not in "fciub":
        raise ValueError(f"{name} holds {array.dtype}; numbers are needed")
    return array if array.dtype.kind in "fc" else array.astype(float)


def are_finite(values: Any) -> bool:
    """Tell whether an array holds finite numbers only."""
    # a 0 among the bytes of truth values is found in half the time that `all` takes
    return values.dtype.kind in NUMBERS and 0 not in np.isfinite(values).tobytes()


def finite(name: str, value: Array) -> None:
    """Insist on finite numbers; the recorder has looked at its own values already."""
    if isinstance(value, (list, tuple, str, int, float)):
        value = np.asarray(value)
    if not isinstance(value, np.ndarray):
        return
    if are_finite(value):
        return
    if value.dtype.kind not in NUMBERS:
        raise ValueError(f"{name} holds {value.dtype}; numbers are needed")
    where = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
    raise ValueError(f"{name}{list(where)} is {value[where]}; it must be finite")
