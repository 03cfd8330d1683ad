"""The long short-term memory (LSTM): a cell state C, and gates for what enters and leaves.

Forward, one step; the parameters are stacks of blocks in the order i, f, o, C:

    a_i     = W_i x + U_i h_prev + b_i                                   (T1)
    a_f     = W_f x + U_f h_prev + b_f                                   (T2)
    a_o     = W_o x + U_o h_prev + b_o                                   (T3)
    a_C     = W_C x + U_C h_prev + b_C                                   (T4)
    i       = sigmoid(a_i)                  input gate                   (T5)
    f       = sigmoid(a_f)                  forget gate                  (T6)
    g       = tanh(a_C)                     candidate, written C̃         (T7)
    C       = f C_prev + i g                cell state                   (T8)
    o       = sigmoid(a_o)                  output gate                  (T9)
    h       = o tanh(C)                     state                        (T10)

With peepholes the gates look at the cell state as well, o at the new one:

    a_i     = a_i + P_i C_prev                                           (T1p)
    a_f     = a_f + P_f C_prev                                           (T2p)
    a_o     = a_o + P_o C                                                (T3p)

Backward, given dh and the share of dC that comes from the next step:

    do      = dh tanh(C)                                                 (T11)
    d_o     = o (1 - o) do                  the errors at the a          (T12)
    dC      = dC_next + (1 - tanh(C)**2) o dh                            (T13)
    di      = dC g                                                       (T14)
    df      = dC C_prev                                                  (T15)
    dg      = dC i                                                       (T16)
    d_i     = i (1 - i) di                                               (T17)
    d_f     = f (1 - f) df                                               (T18)
    d_C     = (1 - g**2) dg                                              (T19)
    dx      = W_i^T d_i + W_f^T d_f + W_o^T d_o + W_C^T d_C              (T20)
    dh_prev = U_i^T d_i + U_f^T d_f + U_o^T d_o + U_C^T d_C              (T21)
    dC_prev = f dC                                                       (T22)

and with peepholes:

    dC      = dC + P_o d_o                                               (T13p)
    dC_prev = dC_prev + P_i d_i + P_f d_f                                (T22p)

Every block is shared by all steps; for each of i, f, o, C:

    dW      = sum_t d_t x_t^T                                            (T23)
    dU      = sum_t d_t h_{t-1}^T                                        (T24)
    db      = sum_t d_t                                                  (T25)
    dP      = sum_t d_t C_{t-1}             for i and f; C_t for o       (T26)

Sources: Hochreiter & Schmidhuber, Neural Computation 9 (1997); the forget gate: Gers,
Schmidhuber & Cummins (2000); peepholes: Gers & Schmidhuber (2000); a forget bias of one:
Jozefowicz, Zaremba & Sutskever (2015).

    >>> from unrolled import lstm
    >>> params = lstm.init(0, 4, 3)
    >>> h, C = lstm.step(params, np.eye(4)[2], lstm.zero_state(params)).state
    >>> h.shape, C.shape
    ((3,), (3,))
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params, Rng, State, sizes
from ..checks import choice, generator
from .activations import sigmoid, sigmoid_slope, tanh_slope
from .cell import outer_sum, product_sum, time_sum, uniform

BLOCKS = ("i", "f", "o", "C")
SHAPES = {"W": "4HD", "U": "4HH", "b": "4H"}
OPTIONAL = {"P": {"peephole": True}}  # what a parameter not always there comes with


class Step(NamedTuple):
    """All that one step computes; as the result of `step_backward`, its gradients."""

    x: Array  # (D,) input
    h_prev: Array  # (H,) state before the step
    C_prev: Array  # (H,) cell state before the step
    a_i: Array  # (H,) pre-activation of i
    a_f: Array  # (H,) of f
    a_o: Array  # (H,) of o
    a_C: Array  # (H,) of g
    i: Array  # (H,) input gate, in (0, 1)
    f: Array  # (H,) forget gate, in (0, 1)
    o: Array  # (H,) output gate, in (0, 1)
    g: Array  # (H,) candidate, in (-1, 1)
    C: Array  # (H,) cell state after the step
    h: Array  # (H,) state after the step, in (-1, 1)

    @property
    def state(self) -> State:
        """The state after the step."""
        return (self.h, self.C)

    @property
    def state_prev(self) -> State:
        """The state before the step."""
        return (self.h_prev, self.C_prev)


def shapes(*, peephole: bool = False) -> dict[str, str]:
    """Name the axes of each parameter; the first runs over `BLOCKS`, but P has no C.

    Raises
    ------
    ValueError
        If `peephole` is neither true nor false.
    """
    choice("peephole", peephole, (False, True))
    return SHAPES | {"P": "3H"} if peephole else SHAPES


def init(
    rng: Rng,
    input_size: int,
    hidden_size: int,
    *,
    peephole: bool = False,
    forget_bias: float = 1.0,
) -> Params:
    """Draw W (4, H, D), U (4, H, H) and P (3, H); b (4, H) starts at zero but for f.

    A positive `forget_bias` opens the forget gate, so that an untrained cell remembers.

    Raises
    ------
    ValueError
        If a size is no whole number of at least 1, `rng` no generator or seed, or
        `peephole` neither true nor false.
    """
    choice("peephole", peephole, (False, True))
    rng, D, H = generator(rng), input_size, hidden_size
    params = {"W": uniform(rng, H, 4, H, D), "U": uniform(rng, H, 4, H, H)}
    params["b"] = np.zeros((4, H))
    params["b"][BLOCKS.index("f")] = forget_bias
    if peephole:
        params["P"] = uniform(rng, H, 3, H)
    return params


def zero_state(params: Params) -> State:
    """Give the state before the first step: (h, C), both zeros of shape (H,).

    Raises
    ------
    ValueError
        If U is missing, or is no stack of square matrices of finite numbers.
    """
    H = sizes(params, {"U": SHAPES["U"]})["H"]
    return (np.zeros(H), np.zeros(H))


def step(params: Params, x: Array, state: State, *, peephole: bool = False) -> Step:
    """Advance the state (h_prev, C_prev) by one step that reads `x` (D,)."""
    choice("peephole", peephole, (False, True))
    W_i, W_f, W_o, W_C = params["W"]
    U_i, U_f, U_o, U_C = params["U"]
    b_i, b_f, b_o, b_C = params["b"]
    h_prev, C_prev = state
    a_i = W_i @ x + U_i @ h_prev + b_i  # (T1)
    a_f = W_f @ x + U_f @ h_prev + b_f  # (T2)
    a_o = W_o @ x + U_o @ h_prev + b_o  # (T3)
    a_C = W_C @ x + U_C @ h_prev + b_C  # (T4)
    if peephole:
        P_i, P_f, P_o = params["P"]
        a_i = a_i + P_i * C_prev  # (T1p)
        a_f = a_f + P_f * C_prev  # (T2p)
    i = sigmoid(a_i)  # (T5)
    f = sigmoid(a_f)  # (T6)
    g = np.tanh(a_C)  # (T7)
    C = f * C_prev + i * g  # (T8)
    if peephole:
        a_o = a_o + P_o * C  # (T3p)
    o = sigmoid(a_o)  # (T9)
    h = o * np.tanh(C)  # (T10)
    return Step(x, h_prev, C_prev, a_i, a_f, a_o, a_C, i, f, o, g, C, h)


def step_backward(
    params: Params, step: Step, d_state: State, *, peephole: bool = False
) -> Step:
    """Turn the gradient (dh, dC) of the state into the gradient of all in `step`."""
    choice("peephole", peephole, (False, True))
    W_i, W_f, W_o, W_C = params["W"]
    U_i, U_f, U_o, U_C = params["U"]
    i, f, o, g, C, C_prev = step.i, step.f, step.o, step.g, step.C, step.C_prev
    dh, dC_next = d_state
    do = dh * np.tanh(C)  # (T11)
    d_o = sigmoid_slope(o) * do  # (T12)
    dC = dC_next + tanh_slope(np.tanh(C)) * o * dh  # (T13)
    if peephole:
        P_i, P_f, P_o = params["P"]
        dC = dC + P_o * d_o  # (T13p)
    di = dC * g  # (T14)
    df = dC * C_prev  # (T15)
    dg = dC * i  # (T16)
    d_i = sigmoid_slope(i) * di  # (T17)
    d_f = sigmoid_slope(f) * df  # (T18)
    d_C = tanh_slope(g) * dg  # (T19)
    dx = W_i.T @ d_i + W_f.T @ d_f + W_o.T @ d_o + W_C.T @ d_C  # (T20)
    dh_prev = U_i.T @ d_i + U_f.T @ d_f + U_o.T @ d_o + U_C.T @ d_C  # (T21)
    dC_prev = f * dC  # (T22)
    if peephole:
        dC_prev = dC_prev + P_i * d_i + P_f * d_f  # (T22p)
    return Step(dx, dh_prev, dC_prev, d_i, d_f, d_o, d_C, di, df, do, dg, dC, dh)


def parameter_gradients(trace: Step, d_trace: Step, *, peephole: bool = False) -> Params:
    """Sum the share of every step; `trace` and `d_trace` have a time axis in front."""
    choice("peephole", peephole, (False, True))
    ds = (d_trace.a_i, d_trace.a_f, d_trace.a_o, d_trace.a_C)
    gradients = {
        "W": np.stack([outer_sum(d, trace.x) for d in ds]),  # (T23)
        "U": np.stack([outer_sum(d, trace.h_prev) for d in ds]),  # (T24)
        "b": np.stack([time_sum(d) for d in ds]),  # (T25)
    }
    if peephole:
        seen = zip(ds, (trace.C_prev, trace.C_prev, trace.C), strict=False)
        gradients["P"] = np.stack([product_sum(d, C) for d, C in seen])  # (T26)
    return gradients
