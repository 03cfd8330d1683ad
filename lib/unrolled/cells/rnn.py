"""The plain recurrent cell.

Forward, one step:

    a       = W x + U h_prev + b                                         (R1)
    h       = tanh(a)                                                    (R2)
    h       = phi(a)                        another activation           (R2a)

Backward, given dh:

    d       = (1 - h**2) dh                 the error at a               (R3)
    d       = phi'(a) dh                    of another activation        (R3a)
    dx      = W^T d                                                      (R4)
    dh_prev = U^T d                                                      (R5)

W, U and b are shared by all steps, so their gradients are sums over the steps:

    dW      = sum_t d_t x_t^T                                            (R6)
    dU      = sum_t d_t h_{t-1}^T                                        (R7)
    db      = sum_t d_t                                                  (R8)

Source: Elman, "Finding structure in time", Cognitive Science 14 (1990).

    >>> from unrolled import rnn
    >>> params = rnn.init(0, 4, 3)
    >>> rnn.step(params, np.eye(4)[2], rnn.zero_state(params)).h.shape
    (3,)
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params, Rng, State, sizes
from ..checks import choice, generator
from .activations import ACTIVATIONS, tanh_slope
from .cell import outer_sum, time_sum, uniform

SHAPES = {"W": "HD", "U": "HH", "b": "H"}


class Step(NamedTuple):
    """All that one step computes; as the result of `step_backward`, its gradients."""

    x: Array  # (D,) input
    h_prev: Array  # (H,) state before the step
    a: Array  # (H,) pre-activation
    h: Array  # (H,) state after the step; in (-1, 1), if the activation is tanh

    @property
    def state(self) -> State:
        """The state after the step."""
        return (self.h,)

    @property
    def state_prev(self) -> State:
        """The state before the step."""
        return (self.h_prev,)


def shapes(*, activation: str = "tanh") -> dict[str, str]:
    """Name the axes of each parameter.

    Raises
    ------
    ValueError
        If there is no such activation.
    """
    choice("activation", activation, ACTIVATIONS)
    return SHAPES


def init(rng: Rng, input_size: int, hidden_size: int) -> Params:
    """Draw W (H, D) and U (H, H); b (H,) starts at zero.

    Raises
    ------
    ValueError
        If a size is no whole number of at least 1, or `rng` no generator or seed.
    """
    rng, D, H = generator(rng), input_size, hidden_size
    return {"W": uniform(rng, H, H, D), "U": uniform(rng, H, H, H), "b": np.zeros(H)}


def zero_state(params: Params) -> State:
    """Give the state before the first step: (h,) with h = 0 of shape (H,).

    Raises
    ------
    ValueError
        If U is missing, or is no square matrix of finite numbers.
    """
    return (np.zeros(sizes(params, {"U": SHAPES["U"]})["H"]),)


def step(params: Params, x: Array, state: State, *, activation: str = "tanh") -> Step:
    """Advance the state (h_prev,) by one step that reads `x` (D,)."""
    choice("activation", activation, ACTIVATIONS)
    W, U, b = params["W"], params["U"], params["b"]
    (h_prev,) = state
    a = W @ x + U @ h_prev + b  # (R1)
    if activation == "tanh":
        h = np.tanh(a)  # (R2)
    else:
        phi, _ = ACTIVATIONS[activation]
        h = phi(a)  # (R2a)
    return Step(x, h_prev, a, h)


def step_backward(
    params: Params, step: Step, d_state: State, *, activation: str = "tanh"
) -> Step:
    """Turn the gradient (dh,) of the state into the gradient of all in `step`."""
    choice("activation", activation, ACTIVATIONS)
    W, U, h = params["W"], params["U"], step.h
    (dh,) = d_state
    if activation == "tanh":
        d = tanh_slope(h) * dh  # (R3)
    else:
        _, phi_slope = ACTIVATIONS[activation]
        d = phi_slope(h) * dh  # (R3a)
    dx = W.T @ d  # (R4)
    dh_prev = U.T @ d  # (R5)
    return Step(dx, dh_prev, d, dh)


def parameter_gradients(trace: Step, d_trace: Step) -> Params:
    """Sum the share of every step; `trace` and `d_trace` have a time axis in front."""
    d = d_trace.a
    return {
        "W": outer_sum(d, trace.x),  # (R6)
        "U": outer_sum(d, trace.h_prev),  # (R7)
        "b": time_sum(d),  # (R8)
    }
