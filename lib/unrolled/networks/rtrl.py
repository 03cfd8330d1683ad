"""Real-time recurrent learning: the gradient of the plain cell without a way back.

How the state depends on each parameter is carried along with the state.  One step, where
slope = phi'(a), and e_i is the unit vector that picks entry i of the state:

    dh_i/dW = slope_i (e_i x^T      + sum_j U_ij dh_prev_j/dW)           (J1)
    dh_i/dU = slope_i (e_i h_prev^T + sum_j U_ij dh_prev_j/dU)           (J2)
    dh_i/db = slope_i (e_i          + sum_j U_ij dh_prev_j/db)           (J3)
    dh_i/ds = slope_i                 sum_j U_ij dh_prev_j/ds            (J4)

with s the state before the first step.  Each loss is used as soon as it is known:

    dL/dW   = sum_t sum_i dL/dh_t,i dh_t,i/dW                            (J5)

and so for U, b and s.  It is the sum that backpropagation through time finds from the
other end, at H times the memory of the parameters instead of T times that of the state.

Source: Williams & Zipser, Neural Computation 1 (1989).
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params, State, Vectors, sizes, vectors
from ..cells import rnn
from ..cells.activations import ACTIVATIONS


class Sensitivity(NamedTuple):
    """The state, and its derivative in everything it came from."""

    h: Array  # (H,)
    W: Array  # (H, H, D) dh/dW
    U: Array  # (H, H, H) dh/dU
    b: Array  # (H, H) dh/db
    s: Array  # (H, H) dh/ds, with s the state before the first step


def start(params: Params, state: State) -> Sensitivity:
    """Begin with the state (h,), which depends on nothing but itself."""
    (h,) = state
    H, D = params["W"].shape
    dh_dW, dh_dU, dh_db = np.zeros((H, H, D)), np.zeros((H, H, H)), np.zeros((H, H))
    return Sensitivity(h, dh_dW, dh_dU, dh_db, np.eye(H))


def step(
    params: Params, x: Array, before: Sensitivity, *, activation: str = "tanh"
) -> Sensitivity:
    """Advance the state and its derivatives by one step that reads `x` (D,)."""
    done = rnn.step(params, x, (before.h,), activation=activation)
    _, phi_slope = ACTIVATIONS[activation]
    slope, U, one = phi_slope(done.h), params["U"], np.eye(len(done.h))

    def carried(derivative: Array) -> Array:
        """Sum over j of U_ij dh_prev_j."""
        return np.tensordot(U, derivative, axes=1)

    def times_slope(after: Array) -> Array:
        return slope.reshape((-1,) + (1,) * (after.ndim - 1)) * after

    return Sensitivity(
        done.h,
        times_slope(one[:, :, None] * x + carried(before.W)),  # (J1)
        times_slope(one[:, :, None] * before.h + carried(before.U)),  # (J2)
        times_slope(one + carried(before.b)),  # (J3)
        times_slope(carried(before.s)),  # (J4)
    )


def gradients(
    params: Params, xs: Vectors, state: State, dhs: Vectors, *, activation: str = "tanh"
) -> Params:
    """Run forward, and give the gradient at the end.

    Parameters
    ----------
    params : dict of ndarray
        W (H, D), U (H, H) and b (H,).
    xs : sequence of T vectors (D,), or ndarray (T, D)
    state : tuple of ndarray (H,)
        The state before the first step.
    dhs : sequence of T vectors (H,), or ndarray (T, H)
        The gradient that reaches each state from the loss of its own step.
    activation : str, optional
        One of those of `unrolled.rnn`.

    Returns
    -------
    dict of ndarray
        By the names of the parameters, and ``"s"`` (H,) for the state before the first
        step.

    Raises
    ------
    ValueError
        If there is no time step, or if a shape does not fit; the message names both.

    Examples
    --------
    >>> params = {"W": np.eye(1), "U": np.full((1, 1), 0.5), "b": np.zeros(1)}
    >>> zeros, ones = np.zeros((3, 1)), np.ones((3, 1))
    >>> gradients(params, zeros, (np.zeros(1),), ones)["b"]  # 1 + (1 + 1/2) + (1 + 3/4)
    array([4.25])
    """
    size = sizes(params, rnn.shapes(activation=activation))
    for name, values, letter in (("xs", xs, "D"), ("dhs", dhs, "H"), ("state", state, "H")):
        vectors(name, values, size[letter], letter)
    if len(xs) != len(dhs):
        raise ValueError(f"there are {len(xs)} inputs and {len(dhs)} gradients dhs")
    if len(state) != 1:
        raise ValueError(f"state has {len(state)} parts; this cell's state has 1")
    now = start(params, state)
    total: Params = {name: 0.0 for name in ("W", "U", "b", "s")}
    for t in range(len(xs)):
        now = step(params, xs[t], now, activation=activation)
        for name in total:
            share = np.tensordot(dhs[t], getattr(now, name), axes=1)  # (J5)
            total[name] = total[name] + share
    return total
