"""How far back a gradient reaches.

A gradient that starts as `start` at the last state arrives, n steps back, as

    arriving[n] = start J_T J_{T-1} ... J_{T-n+1}

whose singular values say what is left in the best direction and in the worst.  With the
identity as `start` this is the product of Jacobians (D2) itself, with the gradient of a
loss as its only row it is that gradient on its way back.

Source: lecture 001, "Gradient flow in RNN".
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params, State, finite
from ..cells import rnn
from ..cells.cell import variant
from ..models import language_model
from ..networks import bptt
from . import diagnostics


class Flow(NamedTuple):
    """A gradient on its way back; entry n of all but `h` is n steps before the end."""

    h: Array  # (T+1, H) states, in the order of time, from before the first step
    arriving: Array  # (T+1, M, H) gradients of M numbers in the state n steps earlier
    singular_values: Array  # (T+1, min(M, H)) of each of them, largest first
    bound: Array  # (T+1,) on the largest, by (D3)


def flow(
    params: Params,
    xs: Array,
    state: State,
    activation: str = "tanh",
    start: Array | None = None,
) -> Flow:
    """Follow a gradient back through a plain network.

    Parameters
    ----------
    params : dict of ndarray
        W (H, D), U (H, H) and b (H,).
    xs : ndarray (T, D)
        Inputs.
    state : tuple of ndarray (H,)
        The state before the first step.
    activation : str
        One of `unrolled.activations.ACTIVATIONS`.
    start : ndarray (M, H), optional
        What arrives at the last state; the identity if it is left out.

    Raises
    ------
    ValueError
        If a shape does not fit, a number is not finite, or `activation` is unknown.

    Examples
    --------
    >>> params = {"W": np.zeros((2, 1)), "U": 0.5 * np.eye(2), "b": np.zeros(2)}
    >>> flow(params, np.zeros((3, 1)), (np.zeros(2),)).singular_values[:, 0]
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    cell, U = variant(rnn, activation=activation), params["U"]
    start = np.eye(len(U)) if start is None else start
    if np.ndim(start) != 2 or start.shape[1] != len(U):
        raise ValueError(f"start has shape {np.shape(start)}; it must be (M, {len(U)})")
    finite("start", start)
    trace = bptt.unroll(cell, params, xs, state)
    jacobians = diagnostics.step_jacobians(cell, params, trace)
    arriving = start @ diagnostics.jacobian_products(jacobians)[::-1]
    bound = bound_on(start, U, len(xs), activation)
    h = np.concatenate([state[0][None], trace.h])
    return Flow(h, arriving, diagnostics.singular_values(arriving), bound)


def flow_of_loss(
    params: Params, xs: Array, y: Array, state: State, activation: str = "tanh"
) -> Flow:
    """Follow the gradient of the last loss alone: what arrives is one row (1, H).

    Parameters
    ----------
    params : dict of ndarray
        With V (K, H) and c (K,), too.
    xs, state, activation
        As for `flow`.
    y : ndarray (K,)
        The target after the last input.

    Raises
    ------
    ValueError
        As for `flow`.

    Examples
    --------
    >>> from unrolled import helo
    >>> xs, ys = (helo.VOCABULARY.one_hot(word) for word in ("hell", "ello"))
    >>> found = flow_of_loss(helo.parameters(), xs, ys[-1], (np.zeros(3),))
    >>> [f"{norm:.3g}" for norm in found.singular_values[:, 0]]  # at l, l, e, h, and before
    ['0.621', '0.0451', '0.0035', '0.000506', '7.88e-05']
    """
    h = bptt.unroll(variant(rnn, activation=activation), params, xs, state).h[-1]
    probs = language_model.output(params, h, y).probs
    start = language_model.output_backward(params, probs, y).h_out
    return flow(params, xs, state, activation, start[None])


def bound_on(start: Array, U: Array, steps: int, activation: str) -> Array:
    """Bound the largest singular value of what arrives 0, 1, …, `steps` steps back."""
    return np.linalg.norm(start, 2) * diagnostics.norm_bound(U, steps, activation)[::-1]
