"""The gradient ledger: a gradient opened as the sum that it is.

A parameter of the cell is used at every step, and every loss that comes later depends on
that use.  So its gradient has one term for each loss at step t and each use at a step k
that is not later, in which the state before step k is held fixed:

    share    = dloss_t/dstate_k  d+state_k/dtheta                        (D5)
    gradient = sum_t sum_k share[t, k]                                   (D6)

Truncated backpropagation keeps some of these terms and drops the others; what that costs
can be read off the ledger.

Source: Pascanu, Mikolov & Bengio, "On the difficulty of training recurrent neural
networks", ICML 2013, equations 3 to 5, where d+ is the immediate derivative.
"""

from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Params, is_stand_in
from ..cells.cell import Cell
from ..checks import stride_in_window, whole
from ..models.language_model import readout_gradients
from ..networks import bptt
from .clipping import angle


def traces_by_loss(cell: Cell, params: Params, trace: Any, dhs: Array) -> Any:
    """Send the loss of every step back on its own.

    Parameters
    ----------
    cell, params, trace
        As for `unrolled.diagnostics.step_jacobians`.
    dhs : ndarray (T, H)
        What reaches each state from the loss of its own step, as for
        `bptt.backpropagate`.

    Returns
    -------
    Step
        Its fields have the axes (T, T) in front: entry [t, k] is the gradient of the loss
        at t in what step k computed, zero for k > t.  Added up over t it is the trace of
        `bptt.backpropagate`.

    Raises
    ------
    ValueError
        If `dhs` has not one vector (H,) for each step of the trace.
    """
    bptt.one_for_each_state(trace, dhs)
    steps, nothing = range(len(dhs)), np.zeros(np.shape(dhs[0]))
    only = [np.stack([dhs[t] if k == t else nothing for k in steps]) for t in steps]
    return bptt.stacked([bptt.backpropagate(cell, params, trace, own) for own in only])


def ledger(cell: Cell, params: Params, trace: Any, dhs: Array) -> Params:
    """Open the gradient of every parameter of the cell as a sum.

    Parameters
    ----------
    cell, params, trace, dhs
        As for `traces_by_loss`.

    Returns
    -------
    dict of ndarray (T, T, ...)
        By the names of the cell's parameters: entry [t, k] is the part of the gradient
        that comes from the loss at t by way of the use at k (D5), zero for k > t.  The sum
        over both axes is the gradient (D6).

    Raises
    ------
    ValueError
        If `dhs` has not one vector (H,) for each step of the trace.

    Examples
    --------
    >>> from unrolled import helo, rnn
    >>> done = helo.learn()
    >>> terms = ledger(rnn, helo.parameters(), done.trace, done.d_output.h_out)
    >>> terms["U"].shape, bool(np.allclose(total(terms)["U"], done.gradients["U"]))
    ((4, 4, 3, 3), True)
    """
    return shares(cell, trace, traces_by_loss(cell, params, trace, dhs))


def shares(cell: Cell, trace: Any, apart: Any) -> Params:
    """Open the gradient of every parameter, from the `traces_by_loss` called `apart`."""
    steps = range(len(trace.h))
    used = [type(trace)(*(field[k : k + 1] for field in trace)) for k in steps]
    terms: dict[str, list[Array]] = {}
    for t in steps:
        for k in steps:
            d_used = type(trace)(*(field[t, k : k + 1] for field in apart))
            share = cell.parameter_gradients(used[k], d_used)  # (D5)
            for name, value in share.items():
                terms.setdefault(name, []).append(value)
    return {name: _table(values) for name, values in terms.items()}


def readout_shares(h: Array, d_output: Any) -> Params:
    """Open the gradients of V and c, which a loss reaches at its own step alone.

    Parameters
    ----------
    h : ndarray (T, H)
        The states.
    d_output : DOutput
        With a time axis, from `language_model.run`.

    Returns
    -------
    dict of ndarray (T, T, ...)
        As from `ledger`; only entries [t, t] are not zero.

    Examples
    --------
    >>> from unrolled import helo
    >>> done = helo.learn()
    >>> terms = readout_shares(done.trace.h, done.d_output)
    >>> bool(np.allclose(total(terms)["V"], done.gradients["V"]))
    True
    """
    steps = range(len(h))
    own = [
        readout_gradients(h[t : t + 1], type(d_output)(*(d[t : t + 1] for d in d_output)))
        for t in steps
    ]
    return {
        name: _table(
            [
                own[t][name] if t == k else np.zeros(own[t][name].shape)
                for t in steps
                for k in steps
            ]
        )
        for name in own[0]
    }


def _table(values: list[Array]) -> Array:
    """Arrange T T arrays, in the order of [t, k], as one array (T, T, ...)."""
    T = round(len(values) ** 0.5)
    return np.stack([np.stack(values[t * T : (t + 1) * T]) for t in range(T)])


def total(terms: Params, kept: Array | None = None) -> Params:
    """Add up the terms of a ledger: all, or those that `kept` (T, T) marks.

    Raises
    ------
    ValueError
        If there is no term, or if `kept` has another shape.
    """
    T = _steps(terms)
    weights = np.ones((T, T)) if kept is None else kept
    if np.shape(weights) != (T, T):
        raise ValueError(f"kept has shape {np.shape(weights)}; the ledger has {(T, T)}")
    totals = {}
    for name, term in terms.items():
        of_terms = np.reshape(weights, (T, T) + (1,) * (np.ndim(term) - 2))
        totals[name] = np.sum(of_terms * term, axis=(0, 1))  # (D6)
    return totals


def kept_terms(steps: int, window: Array, stride: int = 1) -> Array:
    """Mark the terms [t, k] that truncated backpropagation keeps.

    It goes back after every `stride` steps, with the losses of those steps, and reaches
    `window` steps from the last of them; values are carried on, gradients are cut.
    ``stride=1`` lets every loss look back over `window` steps, ``stride=window`` cuts the
    sequence into pieces.  The last stride may be shorter; it reaches as far as a whole one
    would, as in `unrolled.bptt.truncated`.

    Parameters
    ----------
    steps : int
        T, the number of steps.
    window, stride : int
        Numbers of steps, 1 <= stride <= window.

    Returns
    -------
    ndarray of bool (T, T)

    Raises
    ------
    ValueError
        If one is no whole number of at least 1, or if `stride` is larger than `window`,
        which would leave losses out.

    Examples
    --------
    >>> kept_terms(4, window=2, stride=2).astype(int)
    array([[1, 0, 0, 0],
           [1, 1, 0, 0],
           [0, 0, 1, 0],
           [0, 0, 1, 1]])
    """
    window, stride = stride_in_window(window, stride)
    steps = whole("steps", steps)
    t, k = np.arange(steps)[:, None], np.arange(steps)
    end = (t // stride + 1) * stride  # of the stride, even where the sequence ends before
    return np.logical_and(k <= t, k >= end - window)


class Truncation(NamedTuple):
    """What cutting the gradient after a window costs."""

    window: Array  # steps
    norm: Array  # of what is left of the gradient
    norm_lost: Array  # fraction of the full norm; negative if the cut makes it longer
    angle: Array  # between the full gradient and what is left of it, in degrees


def truncation(terms: Params, window: Array, stride: int = 1) -> Truncation:
    """Measure what truncation takes from a gradient.

    Parameters
    ----------
    terms : dict of ndarray (T, T, ...)
        From `ledger`.
    window, stride : int
        As for `kept_terms`.

    Raises
    ------
    ValueError
        If `window` and `stride` do not fit, or if the gradient, or what is left of it, is
        zero: it has no direction.

    Examples
    --------
    >>> from unrolled import helo, rnn
    >>> done = helo.learn()
    >>> terms = ledger(rnn, helo.parameters(), done.trace, done.d_output.h_out)
    >>> for window in 1, 2, 4:
    ...     cut = truncation(terms, window)
    ...     print(f"{window}: {cut.norm_lost:.2%} of the norm, {cut.angle:.2f}° off")
    1: 6.47% of the norm, 3.00° off
    2: 0.41% of the norm, 0.28° off
    4: 0.00% of the norm, 0.00° off
    """
    full = flat(total(terms))
    left = flat(total(terms, kept_terms(_steps(terms), window, stride)))
    before, norm = np.linalg.norm(full), np.linalg.norm(left)
    if not is_stand_in(norm) and not (0 < before < np.inf and norm > 0):
        raise ValueError(f"norms are {before} and {norm}; a direction needs more than zero")
    return Truncation(window, norm, 1 - norm / before, angle(full, left))


def _steps(terms: Params) -> int:
    if not terms:
        raise ValueError("the ledger has 0 parameters; at least one is needed")
    return int(next(iter(terms.values())).shape[0])


def flat(params: Params) -> np.ndarray:
    """Join all numbers of a dict of arrays to one vector."""
    return np.concatenate([np.ravel(value) for value in params.values()])
