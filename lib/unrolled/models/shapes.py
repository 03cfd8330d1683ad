"""The shapes of tasks: the same cell, told at which steps it reads and at which it says.

One to one, one to many, many to one, many to many: these are no different networks.  Two
rows of switches make one of the other, 1 for a step that reads or says, else 0:

    x       = reads letter                                               (H1)
    L       = sum_t says_t loss_t                                        (H2)

What is not read is all zeros, and what is not said costs nothing and brings no error, as
(H3) of `unrolled.language_model` says.  With all switches at 1 this is that model, bit for
bit.

Source: lecture 003, "Types of applications"; Karpathy, "The unreasonable effectiveness of
recurrent neural networks", 2015.

    >>> from unrolled import language_model, rnn
    >>> params = language_model.init(rnn, 0, vocabulary_size=4, hidden_size=3)
    >>> one = shaped([0, 1, 2, 2], SHAPES["many to one"])
    >>> done = run(rnn, params, [0, 1, 2, 2], [1, 2, 2, 3], *one)
    >>> [bool(step.any()) for step in done.d_output.logits]
    [False, False, False, True]
"""

from collections.abc import Sequence, Sized
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, NamedState, Params, State, Vectors, finite
from ..cells.cell import Cell
from . import language_model
from .language_model import Pass


class Shape(NamedTuple):
    """Which steps read, and which say: 1 for one that does, else 0."""

    reads: tuple[int, ...]
    says: tuple[int, ...]


#: The lectures' shapes on eight steps; a · is a step that does nothing.
ROWS = {
    "one to one": ("1·······", "1·······"),
    "one to many": ("1·······", "1111····"),
    "many to one": ("1111····", "···1····"),
    "many to many, aligned": ("1111····", "1111····"),
    "many to many, unaligned": ("1111····", "····1111"),
}
#: The five shapes, by name.
SHAPES = {
    name: Shape(*(tuple(int(sign == "1") for sign in row) for row in rows))
    for name, rows in ROWS.items()
}


def shaped(xs: Sized, shape: Shape) -> Shape:
    """Cut a shape to the number of inputs.

    Raises
    ------
    ValueError
        If a switch is lost that was on.
    """
    T = len(xs)
    if any(shape.reads[T:]) or any(shape.says[T:]):
        last = max(t for row in shape for t, on in enumerate(row, start=1) if on)
        raise ValueError(f"there are {T} steps; this shape needs at least {last}")
    return Shape(shape.reads[:T], shape.says[:T])


def read(letter: Array, reads: Array) -> Array:
    """Read an input (D,), or nothing."""
    x = reads * letter  # (H1)
    return x


def total(loss: Array, says: Array) -> Array:
    """Add up the losses (T,) of the steps that say something."""
    L = np.sum(says * loss)  # (H2)
    return L


def run(
    cell: Cell,
    params: Params,
    xs: Vectors | Sequence[int],
    ys: Vectors | Sequence[int],
    reads: Sequence[Any],
    says: Sequence[Any],
    state: NamedState | State | None = None,
) -> Pass:
    """Go forward and back through a sequence of which only some steps read or say.

    Parameters
    ----------
    cell, params, xs, ys, state
        As for `unrolled.language_model.forward`.  Where a step does not read or does not
        say, any input or target will do.
    reads, says : sequence of T numbers
        1 for a step that does, 0 for one that does not.

    Returns
    -------
    unrolled.language_model.Pass
        ``trace.x`` is what was read; ``output`` is what every step would have said, with
        its loss, whether it counts or not.

    Raises
    ------
    ValueError
        As for `unrolled.language_model.forward`; and if there is not one finite number in
        `reads` and in `says` for each step.
    """
    switches("reads", reads, len(xs))
    switches("says", says, len(xs))
    K, D = params["V"].shape[0], params["W"].shape[-1]
    xs, ys = language_model.as_vectors(xs, D), language_model.as_vectors(ys, K)
    met = [read(xs[t], reads[t]) for t in range(len(xs))]
    done = language_model.forward(cell, params, met, ys, state)
    counted = total(done.output.loss, np.stack(says))
    return language_model.backward(cell, params, done._replace(L=counted), ys, says)


def switches(name: str, values: Sequence[Any], steps: int) -> None:
    """Insist on one finite number for each step."""
    if len(values) != steps:
        raise ValueError(f"{name} has {len(values)} switches; {steps} steps need {steps}")
    for t, value in enumerate(values):
        finite(f"{name}[{t}]", value)
