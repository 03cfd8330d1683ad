"""What a cell is: a module of pure functions that obey one contract.

The functions share no state: what `step` computed it returns, and `step_backward`
takes it back.  One sequence at a time, vectors without a batch axis.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Protocol

import numpy as np

from .settings import whole

Array = Any  #: A NumPy array, or the recorder's stand-in for one.
Rng = np.random.Generator
Params = dict[str, Array]  #: Parameters by name; gradients have the same names and shapes.
Vectors = Sequence[Array] | np.ndarray  #: One vector for each time step, or their array.
#: (h,) or (h, C), each of shape (H,); the hidden state comes first.
State = tuple[Array, ...]
STATE_NAMES = ("h", "C")


PARTS = ("shapes", "init", "zero_state", "step", "step_backward", "parameter_gradients")


class Cell(Protocol):
    """The six names that make a module a cell.

    ``SHAPES`` maps each parameter to the letters of its axes, ``"4HD"`` having one of size
    4.  ``step`` returns a record of everything it computed, with the properties ``state``
    and ``state_prev``, and ``step_backward`` returns the same record filled with gradients.
    """

    @property
    def SHAPES(self) -> Mapping[str, str]:
        """Axes of each parameter."""

    def init(self, rng: Rng, input_size: int, hidden_size: int, /) -> Params:
        """Draw parameters for inputs (D,) and states (H,)."""

    def zero_state(self, params: Params, /) -> State:
        """Give the state before the first step: zeros."""

    def step(self, params: Params, x: Array, state: State, /) -> Any:
        """Advance the state by one step that reads `x` (D,)."""

    def step_backward(self, params: Params, step: Any, d_state: State, /) -> Any:
        """Turn the gradient of the state into the gradient of all in `step`."""

    def parameter_gradients(self, trace: Any, d_trace: Any, /) -> Params:
        """Sum the share of every step; both have a time axis in front."""


@dataclass(frozen=True, repr=False)
class Variant:
    """A cell with its options chosen, to be used like the module itself; see `variant`."""

    cell: Any  # the module
    options: Mapping[str, Any] = field(hash=False)

    def __post_init__(self) -> None:
        allowed = sorted({name for part in PARTS for name in self._options(part)})
        for name in self.options:
            if name not in allowed:
                raise ValueError(f"option {name!r} is unknown; {self!r} has {allowed}")
        self.SHAPES  # noqa: B018 - asked for here, so that a wrong choice is told at once

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value!r}" for name, value in self.options.items())
        return f"{self.cell.__name__.split('.')[-1]}({chosen})"

    def _options(self, part: str) -> list[str]:
        """List the options of one of the cell's functions."""
        parameters = inspect.signature(getattr(self.cell, part)).parameters.values()
        return [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]

    def _bound(self, part: str) -> Callable[..., Any]:
        """Give one of the cell's functions with those options that it takes."""
        chosen = self.options
        taken = {name: chosen[name] for name in self._options(part) if name in chosen}
        return partial(getattr(self.cell, part), **taken)

    @cached_property
    def SHAPES(self) -> Mapping[str, str]:
        """Axes of each parameter."""
        return self._bound("shapes")()

    @cached_property
    def init(self) -> Callable[..., Params]:
        """Draw parameters."""
        return self._bound("init")

    @cached_property
    def zero_state(self) -> Callable[..., State]:
        """Give the state before the first step."""
        return self._bound("zero_state")

    @cached_property
    def step(self) -> Callable[..., Any]:
        """Advance the state by one step."""
        return self._bound("step")

    @cached_property
    def step_backward(self) -> Callable[..., Any]:
        """Turn the gradient of the state into the gradient of all in a step."""
        return self._bound("step_backward")

    @cached_property
    def parameter_gradients(self) -> Callable[..., Params]:
        """Sum the share of every step."""
        return self._bound("parameter_gradients")


def variant(cell: Any, **options: Any) -> Variant:
    """Choose options of a cell.

    Parameters
    ----------
    cell : module
        Such as `unrolled.lstm`.
    **options
        Those that the cell's functions take by keyword; the others keep their defaults.

    Raises
    ------
    ValueError
        If the cell has no such option, or no such choice.

    Examples
    --------
    >>> from unrolled import lstm
    >>> cell = variant(lstm, peephole=True)
    >>> cell, cell.SHAPES["P"]
    (lstm(peephole=True), '3H')
    """
    return Variant(cell, options)


def choice(option: str, value: Any, allowed: Iterable[Any]) -> None:
    """Insist that an option has one of the allowed values."""
    if value not in allowed:
        listed = ", ".join(repr(a) for a in allowed)
        raise ValueError(f"{option} is {value!r}; it must be one of {listed}")


def uniform(rng: Rng, hidden_size: int, *shape: int) -> np.ndarray:
    """Draw from U(-1/sqrt(H), 1/sqrt(H)), which keeps pre-activations of order one.

    Raises
    ------
    ValueError
        If a size is not a whole number of at least 1.
    """
    for size in (hidden_size, *shape):
        whole(f"a size of {shape}", size)
    bound = hidden_size**-0.5
    return rng.uniform(-bound, bound, shape)


def outer_sum(us: Array, vs: Array) -> Array:
    """Sum u_t v_t^T over all steps, last step first.

    Shapes (T, M) and (T, N) give (M, N).  A weight that is shared by all steps gets its
    gradient this way: one share from each use.
    """
    total: Array = 0.0
    for t in reversed(range(len(us))):
        total = total + np.outer(us[t], vs[t])
    return total


def product_sum(us: Array, vs: Array) -> Array:
    """Sum u_t v_t, entry by entry, over all steps, last step first: (T, M) each give (M,)."""
    total: Array = 0.0
    for t in reversed(range(len(us))):
        total = total + us[t] * vs[t]
    return total


def time_sum(us: Array) -> Array:
    """Sum u_t over all steps, last step first: (T, M) gives (M,)."""
    total: Array = 0.0
    for t in reversed(range(len(us))):
        total = total + us[t]
    return total


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
    for t, value in enumerate(values):
        shape = np.shape(value)
        if shape != (size,):
            needed = f"({size},), {letter} = {size}"
            raise ValueError(f"{name}[{t}] has shape {shape}; it must be {needed}")
        finite(f"{name}[{t}]", value)


def finite(name: str, value: Array) -> None:
    """Insist on finite numbers; the recorder has looked at its own values already."""
    if isinstance(value, (list, tuple, str, int, float)):
        value = np.asarray(value)
    if not isinstance(value, np.ndarray):
        return
    if value.dtype.kind not in "fciu":
        raise ValueError(f"{name} holds {value.dtype}; numbers are needed")
    if not np.isfinite(value).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
        raise ValueError(f"{name}{list(where)} is {value[where]}; it must be finite")
