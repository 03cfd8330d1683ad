"""What a cell is: a module of pure functions that obey one contract.

The functions share no state: what `step` computed it returns, and `step_backward`
takes it back.  One sequence at a time, vectors without a batch axis.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Protocol

import numpy as np

from ..arrays import Array, NamedState, Params, Rng, State
from ..checks import generator, whole

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
        return f"{name_of(self.cell)}({chosen})" if chosen else name_of(self.cell)

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
        shapes: Mapping[str, str] = self._bound("shapes")()
        return shapes

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


def name_of(cell: Any) -> str:
    """Give the name of a cell as errors print it: ``lstm``, ``lstm(peephole=True)``.

    >>> from unrolled import lstm
    >>> name_of(lstm)
    'lstm'
    """
    return cell.__name__.split(".")[-1] if hasattr(cell, "__name__") else repr(cell)


def by_name(state: State, suffix: str = "") -> NamedState:
    """Name the parts of a cell's state; `suffix` says which cell of a network it is.

    >>> by_name((1.0, 2.0), "1")
    {'h1': 1.0, 'C1': 2.0}
    """
    return {name + suffix: part for name, part in zip(STATE_NAMES, state, strict=False)}


def in_order(state: NamedState, suffix: str = "") -> State:
    """Give the parts of one cell's state as its `step` takes them: undo `by_name`.

    >>> in_order({"C": 2.0, "h": 1.0, "h1": 3.0})
    (1.0, 2.0)
    """
    names = (name + suffix for name in STATE_NAMES)
    return tuple(state[name] for name in names if name in state)


def not_of_a_variant(cell: Any, params: Params, suffix: str = "") -> None:
    """Insist that no parameter belongs to the cell with another option.

    Raises
    ------
    ValueError
        If one does; the message names the parameter and both cells.

    Examples
    --------
    >>> from unrolled import lstm
    >>> not_of_a_variant(lstm, {"P": np.ones((3, 2))})
    Traceback (most recent call last):
    ValueError: parameter P belongs to lstm(peephole=True), not to lstm, which has W, U, b
    """
    module = getattr(cell, "cell", cell)
    for name, options in getattr(module, "OPTIONAL", {}).items():
        if name + suffix in params and name not in cell.SHAPES:
            raise ValueError(
                f"parameter {name}{suffix} belongs to {variant(module, **options)!r}, not "
                f"to {name_of(cell)}, which has {', '.join(cell.SHAPES)}"
            )


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
    return generator(rng).uniform(-bound, bound, shape)


def outer_sum(us: Array, vs: Array) -> Array:
    """Sum u_t v_t^T over all steps, last step first.

    Shapes (T, M) and (T, N) give (M, N).  A weight that is shared by all steps gets its
    gradient this way: one share from each use.  It begins at 0.0 and adds one share in each
    turn of the loop: so a page that replays it knows the shares.
    """
    total: Array = 0.0
    for t in reversed(range(len(us))):
        total = total + np.outer(us[t], vs[t])
    return total


def product_sum(us: Array, vs: Array) -> Array:
    """Sum u_t v_t, entry by entry, over all steps, last step first: (T, M) give (M,)."""
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
