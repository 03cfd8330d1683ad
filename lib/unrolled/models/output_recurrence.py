"""A network whose memory is what it said: recurrence from the output to the state.

What comes back into the next step is no state but an output (K,), so U is (H, K):

    a       = W x + U fed + b                                            (I1)
    h       = tanh(a)                                                    (I2)

Here fed is the right answer of the step before, y, which is called teacher forcing; or it
is its own output there, probs.  The state h is read out as ever (M1 to M4).  With the right
answers nothing comes back from one step to the one before: the steps are strangers.  With
its own outputs the error d_fed of the step after goes through the softmax:

    d_out   = probs - y + probs (d_fed - probs^T d_fed)                  (I3)
    d       = (1 - h**2) dh                                              (I4)
    dx      = W^T d                                                      (I5)
    d_fed   = U^T d                                                      (I6)
    dW      = sum_t d_t x_t^T                                            (I7)
    dU      = sum_t d_t fed_t^T                                          (I8)
    db      = sum_t d_t                                                  (I9)

Sources: lecture 003, "Recurrent neural network", the second graph; Goodfellow, Bengio &
Courville, "Deep Learning", 2016, section 10.2.1; Jordan, "Serial order", 1986.

    >>> params = init(0, vocabulary_size=4, hidden_size=3)
    >>> done = run(params, [0, 1, 2, 2], [1, 2, 2, 3], feed="own")
    >>> bool(np.allclose(done.trace.fed[1:], done.output.probs[:-1]))
    True
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Params, Rng, Vectors, sizes, vectors
from ..cells.activations import tanh_slope
from ..cells.cell import outer_sum, time_sum, uniform
from ..checks import choice, generator
from ..networks.bptt import stacked
from ..text.streams import paired
from . import language_model
from .language_model import DOutput, Output, Pass, as_vectors, output, total

SHAPES = {"W": "HD", "U": "HK", "b": "H", "V": "KH", "c": "K"}
FEEDS = ("target", "own")


class Step(NamedTuple):
    """All that one step computes before its readout; or the gradients of it."""

    x: Array  # (D,) input
    fed: Array  # (K,) what comes back from the output of the step before
    a: Array  # (H,) pre-activation
    h: Array  # (H,) state, which no other step sees


def init(rng: Rng, vocabulary_size: int, hidden_size: int) -> Params:
    """Draw W (H, K), U (H, K) and V (K, H); b (H,) and c (K,) start at zero.

    Raises
    ------
    ValueError
        If a size is no whole number of at least 1, or `rng` no generator or seed.
    """
    rng, K, H = generator(rng), vocabulary_size, hidden_size
    return {
        "W": uniform(rng, H, H, K),
        "U": uniform(rng, K, H, K),
        "b": np.zeros(H),
        "V": uniform(rng, H, K, H),
        "c": np.zeros(K),
    }


def step(params: Params, x: Array, fed: Array) -> Step:
    """Read `x` (D,) and what the step before said or should have said, `fed` (K,)."""
    W, U, b = params["W"], params["U"], params["b"]
    a = W @ x + U @ fed + b  # (I1)
    h = np.tanh(a)  # (I2)
    return Step(x, fed, a, h)


def run(
    params: Params,
    xs: Vectors | Sequence[int],
    ys: Vectors | Sequence[int],
    feed: str = "target",
    first: Array | None = None,
) -> Pass:
    """Go forward and back through a sequence.

    Parameters
    ----------
    params : dict of ndarray
        W (H, D), U (H, K), b (H,), V (K, H), c (K,).
    xs : sequence of T ids, or of T vectors (D,)
    ys : sequence of T ids, or of T vectors (K,)
    feed : {"target", "own"}
        What a step reads of the one before: the right answer, or its own output.
    first : ndarray (K,), optional
        What the first step reads in that place; zeros if left out.

    Raises
    ------
    ValueError
        If a shape does not fit, a number is not finite, or there is no such `feed`; the
        message names both sides.
    """
    choice("feed", feed, FEEDS)
    size = sizes(params, SHAPES)
    xs, ys = as_vectors(xs, size["D"]), as_vectors(ys, size["K"])
    vectors("xs", xs, size["D"], "D")
    vectors("ys", ys, size["K"], "K")
    paired(len(xs), len(ys))
    fed = np.zeros(size["K"]) if first is None else first
    vectors("first", [fed], size["K"], "K")
    trace, out = _forward(params, xs, ys, feed, fed)
    d_trace, d_output = _backward(params, trace, out, ys, feed)
    gradients = parameter_gradients(trace, d_trace) | language_model.readout_gradients(
        trace.h, d_output
    )
    return Pass(trace, out, total(out.loss), d_trace, d_output, gradients)


def _forward(
    params: Params, xs: Vectors, ys: Vectors, feed: str, fed: Array
) -> tuple[Step, Output]:
    steps, outputs = [], []
    for t in range(len(xs)):
        steps.append(step(params, xs[t], fed))
        outputs.append(output(params, steps[t].h, ys[t]))
        fed = ys[t] if feed == "target" else outputs[t].probs
    return stacked(steps), stacked(outputs)


def _backward(
    params: Params, trace: Step, out: Output, ys: Vectors, feed: str
) -> tuple[Step, DOutput]:
    d_steps: list[Any] = []
    d_outputs: list[Any] = []
    d_fed = None  # nothing comes back to the last output
    for t in reversed(range(len(ys))):
        probs = out.probs[t]
        d_outputs.append(output_backward(params, probs, ys[t], d_fed))
        d_steps.append(step_backward(params, trace.h[t], d_outputs[-1].h_out))
        d_fed = d_steps[-1].fed if feed == "own" else None
    return stacked(d_steps[::-1]), stacked(d_outputs[::-1])


def output_backward(params: Params, probs: Array, y: Array, d_fed: Array | None) -> DOutput:
    """Give the gradients at an output (K,) which the next step has read, or not (None)."""
    if d_fed is None:
        return language_model.output_backward(params, probs, y)
    d_out = probs - y + probs * (d_fed - np.sum(probs * d_fed))  # (I3)
    return language_model.to_state(params, d_out)


def step_backward(params: Params, h: Array, dh: Array) -> Step:
    """Turn the gradient `dh` (H,) of a state into that of all in its step."""
    W, U = params["W"], params["U"]
    d = tanh_slope(h) * dh  # (I4)
    dx = W.T @ d  # (I5)
    d_fed = U.T @ d  # (I6)
    return Step(dx, d_fed, d, dh)


def parameter_gradients(trace: Step, d_trace: Step) -> Params:
    """Sum the share of every step; both have a time axis in front."""
    d = d_trace.a
    return {
        "W": outer_sum(d, trace.x),  # (I7)
        "U": outer_sum(d, trace.fed),  # (I8)
        "b": time_sum(d),  # (I9)
    }
