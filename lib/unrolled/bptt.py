"""Backpropagation through time: the same two loops for every cell.

A *trace* is a cell's `Step` with a time axis in front: ``trace.h[t]`` is the state after
reading ``xs[t]``.  On the way forward it holds values, on the way back gradients.  What
reaches the state of step t comes from its own loss and from the step after it:

    dh_t = dL/dh_t (own loss) + dh_prev of step t+1 (all later losses)   (B1)
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .cell import Array, Cell, Params, State, Vectors, sizes, vectors


def unroll(cell: Cell, params: Params, xs: Vectors, state: State) -> Any:
    """Run forward over the inputs and return the trace.

    Parameters
    ----------
    cell : module
        Such as `unrolled.rnn`.
    params : dict of ndarray
        By the names and shapes in ``cell.SHAPES``.
    xs : sequence of T vectors (D,), or ndarray (T, D)
    state : tuple of ndarray (H,)
        The state before the first step; ``cell.zero_state(params)`` gives zeros.

    Returns
    -------
    Step
        The cell's record, each field with a time axis of length T in front.

    Raises
    ------
    ValueError
        If there is no time step, or if a shape does not fit; the message names both.
    """
    size = sizes(params, cell.SHAPES)
    vectors("xs", xs, size["D"], "D")
    vectors("state", state, size["H"], "H")
    steps = []
    for t in range(len(xs)):
        steps.append(cell.step(params, xs[t], state))
        state = steps[t].state
    return stacked(steps)


def backpropagate(cell: Cell, params: Params, trace: Any, dhs: Array) -> Any:
    """Run backward over `trace` and return the trace of gradients.

    `dhs` (T, H) is the gradient that reaches each state from the loss of its own step;
    what comes back from later steps is added here.

    Raises
    ------
    ValueError
        If `dhs` has not one vector (H,) for each step of the trace.
    """
    if np.shape(dhs) != np.shape(trace.h):
        raise ValueError(
            f"dhs has shape {np.shape(dhs)}; the trace needs {np.shape(trace.h)}"
        )
    d_steps = []
    d_next = tuple(np.zeros_like(part) for part in at(trace, len(dhs) - 1).state)
    for t in reversed(range(len(dhs))):
        dh = dhs[t] + d_next[0]  # (B1)
        d_steps.append(cell.step_backward(params, at(trace, t), (dh, *d_next[1:])))
        d_next = d_steps[-1].state_prev
    return stacked(d_steps[::-1])


def stacked(steps: Sequence[Any]) -> Any:
    """Give a list of records one time axis: T fields (...) become one (T, ...)."""
    return type(steps[0])(*map(np.stack, zip(*steps, strict=True)))


def at(trace: Any, t: int) -> Any:
    """Take the record of step t out of a trace."""
    return type(trace)(*(field[t] for field in trace))
