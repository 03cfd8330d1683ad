"""The gated recurrent unit (GRU): one gate blends old and new, one resets the memory.

Forward, one step; the parameters are stacks of blocks in the order z, r, h:

    a_z     = W_z x + U_z h_prev + b_z                                   (G1)
    a_r     = W_r x + U_r h_prev + b_r                                   (G2)
    z       = sigmoid(a_z)                  update gate                  (G3)
    r       = sigmoid(a_r)                  reset gate                   (G4)
    m       = r h_prev                      what is left of the memory   (G5)
    a_h     = W_h x + U_h m + b_h                                        (G6)
    n       = tanh(a_h)                     candidate, written h̃         (G7)
    h       = (1 - z) h_prev + z n          state                        (G8)

Sources differ in two choices.  With reset="after", r acts after the product with U_h,
which has a bias of its own; with update="keep", z says how much is kept:

    m       = U_h h_prev + b_U                                           (G5a)
    a_h     = W_h x + r m + b_h                                          (G6a)
    h       = z h_prev + (1 - z) n                                       (G8k)

Backward, given dh; d_z, d_r and d_h are the errors at the pre-activations:

    dz      = dh (n - h_prev)               keep: dh (h_prev - n)        (G9, G9k)
    dn      = dh z                          keep: dh (1 - z)             (G10, G10k)
    kept    = dh (1 - z)                    keep: dh z                   (G11, G11k)
    d_h     = (1 - n**2) dn                                              (G12)
    dm      = U_h^T d_h                     after: d_h r                 (G13, G13a)
    dr      = dm h_prev                     after: d_h m                 (G14, G14a)
    via_m   = dm r                          after: U_h^T dm              (G15, G15a)
    d_z     = z (1 - z) dz                                               (G16)
    d_r     = r (1 - r) dr                                               (G17)
    dx      = W_z^T d_z + W_r^T d_r + W_h^T d_h                          (G18)
    dh_prev = kept + via_m + U_z^T d_z + U_r^T d_r                       (G19)

Every block is shared by all steps:

    dW      = sum_t d_t x_t^T               for each of z, r, h          (G20)
    dU      = sum_t d_t h_{t-1}^T           for z and r                  (G21)
    dU_h    = sum_t d_h_t m_t^T             after: sum_t dm_t h_{t-1}^T  (G22, G22a)
    db      = sum_t d_t                     for each of z, r, h          (G23)
    db_U    = sum_t dm_t                    after                        (G24a)

Sources: Cho et al. (2014, arXiv:1406.1078), where z keeps; reset="after" is the form of
PyTorch and cuDNN.  To go from one `update` to the other, negate W_z, U_z and b_z.

    >>> from unrolled import gru
    >>> params = gru.init(0, 4, 3)
    >>> gru.step(params, np.eye(4)[2], gru.zero_state(params)).h.shape
    (3,)
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params, Rng, State, sizes
from ..checks import choice, generator
from .activations import sigmoid, sigmoid_slope, tanh_slope
from .cell import outer_sum, time_sum, uniform

BLOCKS = ("z", "r", "h")
SHAPES = {"W": "3HD", "U": "3HH", "b": "3H"}
OPTIONAL = {"b_U": {"reset": "after"}}  # what a parameter not always there comes with
RESETS = ("before", "after")
UPDATES = ("overwrite", "keep")


class Step(NamedTuple):
    """All that one step computes; as the result of `step_backward`, its gradients."""

    x: Array  # (D,) input
    h_prev: Array  # (H,) state before the step
    a_z: Array  # (H,) pre-activation of z
    a_r: Array  # (H,) of r
    z: Array  # (H,) update gate, in (0, 1)
    r: Array  # (H,) reset gate, in (0, 1)
    m: Array  # (H,) memory after the reset; with reset="after", before it
    a_h: Array  # (H,) pre-activation of n
    n: Array  # (H,) candidate, in (-1, 1)
    h: Array  # (H,) state after the step

    @property
    def state(self) -> State:
        """The state after the step."""
        return (self.h,)

    @property
    def state_prev(self) -> State:
        """The state before the step."""
        return (self.h_prev,)


def shapes(*, reset: str = "before", update: str = "overwrite") -> dict[str, str]:
    """Name the axes of each parameter; the first runs over `BLOCKS`.

    Raises
    ------
    ValueError
        If `reset` or `update` is none of its choices.
    """
    choice("reset", reset, RESETS)
    choice("update", update, UPDATES)
    return SHAPES | {"b_U": "H"} if reset == "after" else SHAPES


def init(rng: Rng, input_size: int, hidden_size: int, *, reset: str = "before") -> Params:
    """Draw W (3, H, D) and U (3, H, H); b (3, H), and b_U (H,) if any, start at zero.

    Raises
    ------
    ValueError
        If a size is no whole number of at least 1, or if `reset` is none of its choices.
    """
    choice("reset", reset, RESETS)
    rng, D, H = generator(rng), input_size, hidden_size
    params = {"W": uniform(rng, H, 3, H, D), "U": uniform(rng, H, 3, H, H)}
    params["b"] = np.zeros((3, H))
    if reset == "after":
        params["b_U"] = np.zeros(H)
    return params


def zero_state(params: Params) -> State:
    """Give the state before the first step: (h,) with h = 0 of shape (H,).

    Raises
    ------
    ValueError
        If U is missing, or is no stack of square matrices of finite numbers.
    """
    return (np.zeros(sizes(params, {"U": SHAPES["U"]})["H"]),)


def step(
    params: Params,
    x: Array,
    state: State,
    *,
    reset: str = "before",
    update: str = "overwrite",
) -> Step:
    """Advance the state (h_prev,) by one step that reads `x` (D,)."""
    choice("reset", reset, RESETS)
    choice("update", update, UPDATES)
    W_z, W_r, W_h = params["W"]
    U_z, U_r, U_h = params["U"]
    b_z, b_r, b_h = params["b"]
    (h_prev,) = state
    a_z = W_z @ x + U_z @ h_prev + b_z  # (G1)
    a_r = W_r @ x + U_r @ h_prev + b_r  # (G2)
    z = sigmoid(a_z)  # (G3)
    r = sigmoid(a_r)  # (G4)
    if reset == "before":
        m = r * h_prev  # (G5)
        a_h = W_h @ x + U_h @ m + b_h  # (G6)
    else:
        b_U = params["b_U"]
        m = U_h @ h_prev + b_U  # (G5a)
        a_h = W_h @ x + r * m + b_h  # (G6a)
    n = np.tanh(a_h)  # (G7)
    if update == "overwrite":  # noqa: SIM108 - one equation a line
        h = (1 - z) * h_prev + z * n  # (G8)
    else:
        h = z * h_prev + (1 - z) * n  # (G8k)
    return Step(x, h_prev, a_z, a_r, z, r, m, a_h, n, h)


def step_backward(
    params: Params,
    step: Step,
    d_state: State,
    *,
    reset: str = "before",
    update: str = "overwrite",
) -> Step:
    """Turn the gradient (dh,) of the state into the gradient of all in `step`."""
    choice("reset", reset, RESETS)
    choice("update", update, UPDATES)
    W_z, W_r, W_h = params["W"]
    U_z, U_r, U_h = params["U"]
    h_prev, z, r, m, n = step.h_prev, step.z, step.r, step.m, step.n
    (dh,) = d_state
    if update == "overwrite":
        dz = dh * (n - h_prev)  # (G9)
        dn = dh * z  # (G10)
        kept = dh * (1 - z)  # (G11)
    else:
        dz = dh * (h_prev - n)  # (G9k)
        dn = dh * (1 - z)  # (G10k)
        kept = dh * z  # (G11k)
    d_h = tanh_slope(n) * dn  # (G12)
    if reset == "before":
        dm = U_h.T @ d_h  # (G13)
        dr = dm * h_prev  # (G14)
        via_m = dm * r  # (G15)
    else:
        dm = d_h * r  # (G13a)
        dr = d_h * m  # (G14a)
        via_m = U_h.T @ dm  # (G15a)
    d_z = sigmoid_slope(z) * dz  # (G16)
    d_r = sigmoid_slope(r) * dr  # (G17)
    dx = W_z.T @ d_z + W_r.T @ d_r + W_h.T @ d_h  # (G18)
    dh_prev = kept + via_m + U_z.T @ d_z + U_r.T @ d_r  # (G19)
    return Step(dx, dh_prev, d_z, d_r, dz, dr, dm, d_h, dn, dh)


def parameter_gradients(trace: Step, d_trace: Step, *, reset: str = "before") -> Params:
    """Sum the share of every step; `trace` and `d_trace` have a time axis in front."""
    choice("reset", reset, RESETS)
    x, h_prev, m = trace.x, trace.h_prev, trace.m
    d_z, d_r, d_h, dm = d_trace.a_z, d_trace.a_r, d_trace.a_h, d_trace.m
    if reset == "before":  # noqa: SIM108
        dU_h = outer_sum(d_h, m)  # (G22)
    else:
        dU_h = outer_sum(dm, h_prev)  # (G22a)
    gradients = {
        "W": np.stack([outer_sum(d, x) for d in (d_z, d_r, d_h)]),  # (G20)
        "U": np.stack([*(outer_sum(d, h_prev) for d in (d_z, d_r)), dU_h]),  # (G21)
        "b": np.stack([time_sum(d) for d in (d_z, d_r, d_h)]),  # (G23)
    }
    if reset == "after":
        gradients["b_U"] = time_sum(dm)  # (G24a)
    return gradients
