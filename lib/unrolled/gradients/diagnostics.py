"""How gradients travel through time: the Jacobians they are multiplied by.

Going back one step multiplies by the Jacobian of that step, going back several by all of
theirs, the latest on the left, where a state is (h,) or (h, C):

    jacobian = dstate_t / dstate_{t-1}                                   (D1)
    product  = dstate_T / dstate_k = J_T J_{T-1} ... J_{k+1}             (D2)

The lectures bound its norm for the plain cell:

    bound    = (||U||_2 max |phi'|)^(T-k)                                (D3)

What an input does to all later states is the memory of the cell:

    memory[t, k] = dh_t / dx_k                                           (D4)

Source: Pascanu, Mikolov & Bengio, "On the difficulty of training recurrent neural
networks", ICML 2013.
"""

from typing import Any

import numpy as np

from ..arrays import Array, Params, finite
from ..cells.cell import Cell
from ..checks import choice, whole
from ..networks import bptt

MAX_SLOPES = {  # the largest slope of each activation of the plain cell
    "tanh": 1.0,
    "sigmoid": 0.25,
    "relu": 1.0,
    "leaky_relu": 1.0,
    "hard_tanh": 1.0,
    "identity": 1.0,
}


def step_rows(cell: Cell, params: Params, step: Any) -> Any:
    """Differentiate each entry of the new state: `step`'s record with (S,) in front.

    `step_backward` multiplies a gradient by the Jacobian from the left.  Fed with the rows
    of the identity it returns the rows of the Jacobian, so no cell needs a Jacobian of its
    own.  S is H, or 2 H for the LSTM, whose state is (h, C).
    """
    parts = len(step.state)
    identity = np.eye(sum(part.size for part in step.state))
    rows = [cell.step_backward(params, step, tuple(np.split(e, parts))) for e in identity]
    return bptt.stacked(rows)


def step_jacobians(cell: Cell, params: Params, trace: Any) -> np.ndarray:
    """Jacobian of every step with respect to the state before it.

    Parameters
    ----------
    cell : module or Variant
    params : dict of ndarray
    trace : Step
        From `bptt.unroll`, T steps long.

    Returns
    -------
    ndarray (T, S, S)
        S is H, or 2 H for the LSTM, whose state is (h, C) in this order.

    Raises
    ------
    ValueError
        If the trace is not one of these parameters; the message names both sizes.

    Examples
    --------
    >>> from unrolled import helo, rnn
    >>> J = step_jacobians(rnn, helo.parameters(), helo.predict().trace)
    >>> np.diag(J[3]).round(3)  # the recurrent matrix is 0.427043 I, the slope 1 - h²
    array([0.073, 0.058, 0.076])
    """
    bptt.fits(cell, params, trace)
    jacobians = []
    for t in range(len(trace.h)):
        rows = step_rows(cell, params, bptt.at(trace, t))
        jacobian = np.concatenate(rows.state_prev, axis=-1)  # (D1)
        jacobians.append(jacobian)
    return np.stack(jacobians)


def jacobian_products(jacobians: Array) -> np.ndarray:
    """Jacobians of the last state with respect to every state, the last one included.

    Parameters
    ----------
    jacobians : ndarray (T, S, S)
        From `step_jacobians`; a slice ``[:t]`` of them ends at another state.

    Returns
    -------
    ndarray (T+1, S, S)
        Entry k is dstate_T / dstate_k; state 0 is the one before the first step, and
        entry T is the identity.

    Raises
    ------
    ValueError
        If there are no square matrices, or if a number is not finite.

    Examples
    --------
    >>> jacobian_products(np.array([[[2.0]], [[3.0]], [[5.0]]])).ravel()
    array([30., 15.,  5.,  1.])
    """
    _square("jacobians", jacobians, axes=3)
    product = np.eye(jacobians.shape[-1])
    products = [product]
    for t in reversed(range(len(jacobians))):
        product = product @ jacobians[t]  # (D2)
        products.append(product)
    return np.stack(products[::-1])


def singular_values(matrices: Array) -> np.ndarray:
    """Factors by which matrices (..., S, S) stretch, largest first: (..., S).

    Raises
    ------
    ValueError
        If a number is not finite.

    Examples
    --------
    >>> singular_values(np.array([[0.5, 10.0], [0.0, 0.5]])).round(4)
    array([10.0249,  0.0249])
    """
    finite("matrices", matrices)
    return np.linalg.svd(matrices, compute_uv=False)


def spectral_radius(matrices: Array) -> np.ndarray:
    """Largest size of an eigenvalue of matrices (..., S, S): how their powers grow.

    Raises
    ------
    ValueError
        If the matrices are not square, or a number is not finite.

    Examples
    --------
    >>> float(spectral_radius(np.array([[0.5, 10.0], [0.0, 0.5]])))
    0.5
    """
    _square("matrices", matrices)
    sizes: np.ndarray = np.abs(np.linalg.eigvals(matrices)).max(axis=-1)
    return sizes


def _square(name: str, matrices: Array, axes: int | None = None) -> None:
    """Insist on square matrices of finite numbers; `axes` counts those in front, too."""
    shape = np.shape(matrices)
    if len(shape) < 2 or shape[-1] != shape[-2] or axes not in (None, len(shape)):
        raise ValueError(f"{name} has shape {shape}; square matrices are needed")
    finite(name, matrices)


def norm_bound(U: Array, steps: int, activation: str = "tanh") -> np.ndarray:
    """Bound the norm of the Jacobian products of the plain cell, as the lectures do.

    Compare with ``singular_values(jacobian_products(...))[:, 0]``, which it never is
    below.  Less than 1 per step is enough for a gradient to vanish; more than 1 is needed
    for it to explode, but is not enough.

    Parameters
    ----------
    U : ndarray (H, H)
        Recurrent weights.
    steps : int
        T, the number of steps.
    activation : str
        One of `MAX_SLOPES`.

    Returns
    -------
    ndarray (T+1,)
        Entry k bounds the spectral norm of dh_T / dh_k.

    Raises
    ------
    ValueError
        If `U` is not a square matrix, as in cells with gates, which have no such bound, if
        `activation` is unknown, or if `steps` is no whole number from 0 up.

    Examples
    --------
    >>> norm_bound(0.5 * np.eye(3), 3)
    array([0.125, 0.25 , 0.5  , 1.   ])
    """
    if np.ndim(U) != 2 or U.shape[0] != U.shape[1]:
        raise ValueError(f"U has shape {np.shape(U)}; the bound needs one matrix (H, H)")
    finite("U", U)
    choice("activation", activation, MAX_SLOPES)
    distance = np.arange(whole("steps", steps, least=0), -1, -1)
    with np.errstate(over="ignore"):  # beyond the largest number, infinity bounds it too
        slope = MAX_SLOPES[activation]
        bound: np.ndarray = (singular_values(U)[0] * slope) ** distance  # (D3)
    return bound


def gradient_norms(d_trace: Any) -> np.ndarray:
    """Norm of dL/dh at every step (T,), from the trace of gradients.

    A trace of `ledger.traces_by_loss` gives (T, T): row t is how the loss at t alone
    arrives at each step.

    Examples
    --------
    >>> from unrolled import helo, ledger, rnn
    >>> done = helo.learn()
    >>> own = ledger.traces_by_loss(rnn, helo.parameters(), done.trace, done.d_output.h_out)
    >>> [f"{norm:.3g}" for norm in gradient_norms(own)[3]]  # the last loss, at h, e, l, l
    ['0.000506', '0.0035', '0.0451', '0.621']
    """
    lengths: np.ndarray = np.linalg.norm(d_trace.h, axis=-1)
    return lengths


def memory(cell: Cell, params: Params, trace: Any, readout: Array | None = None) -> Array:
    """Differentiate what comes out at t in what went in at k.

    Parameters
    ----------
    cell, params, trace
        As for `step_jacobians`.
    readout : ndarray (K, H), optional
        Such as V: then logits come out, otherwise states.

    Returns
    -------
    ndarray (T, T, H, D), or (T, T, K, D)
        Entry [t, k], zero for k > t.

    Raises
    ------
    ValueError
        If `readout` is not of finite numbers or does not fit the states, or if the trace
        does not fit the parameters.

    Examples
    --------
    >>> from unrolled import helo, rnn
    >>> params = helo.parameters()
    >>> m = memory(rnn, params, helo.predict().trace)
    >>> np.linalg.norm(m[3], axis=(1, 2)).round(4)  # of the last state, in h, e, l and l
    array([0.0004, 0.0026, 0.0229, 0.325 ])
    """
    bptt.fits(cell, params, trace)
    T, H = trace.h.shape
    if readout is not None and (np.ndim(readout) != 2 or readout.shape[1] != H):
        raise ValueError(f"readout has shape {np.shape(readout)}; it must be (K, {H})")
    finite("readout", readout)
    rows = [step_rows(cell, params, bptt.at(trace, t)) for t in range(T)]
    jacobians = [np.concatenate(row.state_prev, axis=-1) for row in rows]
    nothing = np.zeros((H, trace.x.shape[1]))
    columns = []
    for k in range(T):
        influence = rows[k].x
        column = [nothing] * k
        for t in range(k, T):
            influence = jacobians[t] @ influence if t > k else influence
            column.append(influence[:H])  # (D4)
        columns.append(np.stack(column))
    found = np.stack(columns, axis=1)
    return found if readout is None else readout @ found
