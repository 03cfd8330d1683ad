"""Backpropagation through time: the same two loops for every cell.

A *trace* is a cell's `Step` with a time axis in front: ``trace.h[t]`` is the state after
reading ``xs[t]``.  On the way forward it holds values, on the way back gradients.  What
reaches the state of step t comes from its own loss and from the step after it:

    dh_t = dL/dh_t (own loss) + dh_prev of step t+1 (all later losses)   (B1)

`truncated` sends each loss back over a few steps only (Williams & Peng, "An efficient
gradient-based algorithm for on-line training of recurrent network trajectories", 1990).
"""

from collections.abc import Sequence
from operator import add
from typing import Any

import numpy as np

from ..arrays import Params, State, Vectors, finite, sizes, vectors
from ..cells.cell import Cell, not_of_a_variant
from ..checks import stride_in_window


def unroll(
    cell: Cell, params: Params, xs: Vectors, state: State, reverse: bool = False
) -> Any:
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
    reverse : bool
        Whether to read from the end: the last vector first.

    Returns
    -------
    Step
        The cell's record, each field with a time axis of length T in front; the first is
        that of ``xs[0]``, whichever was read first.

    Raises
    ------
    ValueError
        If there is no time step, or if a shape does not fit or a parameter belongs to
        another variant of the cell; the message names both.

    Examples
    --------
    >>> from unrolled import rnn
    >>> params = {"W": np.eye(1), "U": np.eye(1), "b": np.zeros(1)}
    >>> from_the_end = unroll(rnn, params, np.eye(3)[:, 2:], (np.zeros(1),), reverse=True)
    >>> from_the_end.h.ravel().round(3)
    array([0.566, 0.642, 0.762])
    """
    vectors("xs", xs, sizes(params, cell.SHAPES)["D"], "D")
    not_of_a_variant(cell, params)
    all_parts("state", state, cell, params)
    steps: list[Any] = []
    for t in in_order(len(xs), reverse):
        steps.append(cell.step(params, xs[t], state))
        state = steps[-1].state
    return stacked(steps[::-1] if reverse else steps)


def backpropagate(
    cell: Cell,
    params: Params,
    trace: Any,
    dhs: Vectors,
    d_last: State | None = None,
    reverse: bool = False,
) -> Any:
    """Run backward over `trace` and return the trace of gradients.

    Parameters
    ----------
    cell, params
        As for `unroll`.
    trace : Step
        What `unroll` returned.
    dhs : ndarray (T, H)
        The gradient that reaches each state from the loss of its own step; what comes back
        from later steps is added here.
    d_last : tuple of ndarray (H,), optional
        What reaches the last state, all its parts, from beyond the sequence.
    reverse : bool
        Whether the cell has read from the end.

    Returns
    -------
    Step
        The gradient of everything in `trace`: ``x`` holds those of the inputs, and
        ``at(…, 0).state_prev`` is that of the state before the first step, or
        ``at(…, -1)`` where the cell reads from the end.

    Raises
    ------
    ValueError
        If `dhs` has not one vector (H,) of finite numbers for each step of the trace, if
        `d_last` is no gradient of a state, or if the trace is not one of these parameters;
        the message names both.
    """
    fits(cell, params, trace)
    one_for_each_state(trace, dhs)
    if d_last is not None:
        all_parts("d_last", d_last, cell, params)
    steps = in_order(len(dhs), reverse)
    way_back = _way_back(cell, params, trace, dhs, steps, d_last)
    return stacked(way_back if reverse else way_back[::-1])


def truncated(
    cell: Cell,
    params: Params,
    trace: Any,
    dhs: Vectors,
    window: int,
    stride: int | None = None,
) -> Any:
    """Run backward as `backpropagate`, but over at most `window` steps at a time.

    After every `stride` steps the losses of these steps go back, over the last `window`
    steps and no further: the state was carried on, the gradient is cut.  A loss therefore
    reaches back over ``window - stride`` steps at least, and ``window - 1`` at most.  The
    last stride may be shorter; it begins where all others do.

    Parameters
    ----------
    cell, params, trace, dhs
        As for `backpropagate`.
    window : int
        From ``stride`` up; from T up, and with a stride of T, nothing is cut.
    stride : int, optional
        At least 1; left out, it is `window`, which cuts the sequence into pieces.

    Returns
    -------
    Step
        The trace of gradients, added up over the ways back.

    Raises
    ------
    ValueError
        If `window` or `stride` is no whole number of at least 1, or `window` less than
        `stride`, which would leave out losses; or as for `backpropagate`.

    Examples
    --------
    >>> from unrolled import rnn
    >>> params = {"W": np.eye(1), "U": np.eye(1), "b": np.zeros(1)}
    >>> trace = unroll(rnn, params, np.zeros((4, 1)), (np.zeros(1),))
    >>> dhs = np.array([[0.0], [0.0], [0.0], [1.0]])
    >>> truncated(rnn, params, trace, dhs, window=2).x.ravel()
    array([0., 0., 1., 1.])
    """
    fits(cell, params, trace)
    one_for_each_state(trace, dhs)
    window, stride = stride_in_window(window, window if stride is None else stride)
    total: list[Any] = [None] * len(dhs)
    for start in range(0, len(dhs), stride):
        end = min(start + stride, len(dhs))
        steps = range(max(0, start + stride - window), end)
        # the losses before `start` have been on their way back already
        own = [dhs[t] if t >= start else np.zeros_like(dhs[t]) for t in range(end)]
        way_back = _way_back(cell, params, trace, own, steps)
        for t, d in zip(reversed(steps), way_back, strict=True):
            total[t] = d if total[t] is None else type(d)(*map(add, total[t], d))
    return stacked(total)


def _way_back(
    cell: Cell,
    params: Params,
    trace: Any,
    dhs: Vectors,
    steps: range,
    d_last: State | None = None,
) -> list[Any]:
    """Run backward over `steps`; the gradients of the last step come first."""
    d_steps = []
    d_next = d_last or tuple(np.zeros_like(part) for part in at(trace, steps[-1]).state)
    for t in reversed(steps):
        dh = dhs[t] + d_next[0]  # (B1)
        d_steps.append(cell.step_backward(params, at(trace, t), (dh, *d_next[1:])))
        d_next = d_steps[-1].state_prev
    return d_steps


def all_parts(name: str, state: State, cell: Cell, params: Params) -> None:
    """Insist on a state of this cell, or its gradient: finite vectors (H,), one a part."""
    zeros = cell.zero_state(params)
    vectors(name, state, len(zeros[0]), "H")
    if len(state) != len(zeros):
        raise ValueError(
            f"{name} has {len(state)} parts; this cell's state has {len(zeros)}"
        )


def one_for_each_state(trace: Any, dhs: Vectors) -> None:
    """Insist on one gradient (H,) for each of the states of a trace."""
    if np.shape(dhs) != np.shape(trace.h):
        raise ValueError(
            f"dhs has shape {np.shape(dhs)}; the trace needs {np.shape(trace.h)}"
        )
    finite("dhs", dhs)


def fits(cell: Cell, params: Params, trace: Any) -> None:
    """Insist that a trace is one of this cell, with parameters of these sizes."""
    size = sizes(params, cell.SHAPES)
    D, H = trace.x.shape[-1], trace.h.shape[-1]
    if (size["D"], size["H"]) != (D, H):
        raise ValueError(
            f"the trace has D = {D} and H = {H}; W has D = {size['D']} and H = {size['H']}"
        )


def in_order(count: int, reverse: bool) -> range:
    """Give the steps in the order of reading."""
    return range(count)[::-1] if reverse else range(count)


def stacked(steps: Sequence[Any]) -> Any:
    """Give a list of records one time axis: T fields (...) become one (T, ...)."""
    return type(steps[0])(*map(np.stack, zip(*steps, strict=True)))


def at(trace: Any, t: int) -> Any:
    """Take the record of step t out of a trace."""
    return type(trace)(*(field[t] for field in trace))
