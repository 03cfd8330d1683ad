"""A letter model over any cell: read a letter, score the next one.

At each step the state is read out:

    logits  = V h + c                                                    (M1)
    probs   = softmax(logits)                                            (M2)
    loss    = cross_entropy(logits, y), which is -y^T ln probs           (M3)

and the losses of all steps add up, in nats:

    L       = sum_t loss_t                                               (M4)

Backward:

    d_out   = probs - y                     the error at the output      (M5)
    dh_out  = V^T d_out                     its share in the state       (M6)
    dV      = sum_t d_out_t h_t^T                                        (M7)
    dc      = sum_t d_out_t                                              (M8)

Where some steps say nothing, as in `unrolled.shapes`, says is 0 there, else 1:

    d_out   = says (probs - y)                                           (H3)

Sources: lecture 000, "Forward pass – network equations"; Mikolov et al., "Recurrent neural
network based language model", Interspeech 2010.

    >>> from unrolled import language_model, rnn
    >>> params = language_model.init(rnn, 0, vocabulary_size=4, hidden_size=3)
    >>> done = language_model.run(rnn, params, [0, 1, 2, 2], [1, 2, 2, 3])
    >>> done.output.probs.shape, sorted(done.gradients)
    ((4, 4), ['U', 'V', 'W', 'b', 'c'])
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, NamedState, Params, Rng, State, Vectors, sizes, vectors
from ..cells.cell import (
    Cell,
    by_name,
    in_order,
    name_of,
    not_of_a_variant,
    outer_sum,
    time_sum,
    uniform,
)
from ..checks import generator
from ..networks import bptt
from ..text.letters import one_hot
from ..text.streams import paired
from .losses import cross_entropy, softmax

SHAPES = {"V": "KH", "c": "K"}


class Output(NamedTuple):
    """What one state says about the next letter."""

    logits: Array  # (K,) scores
    probs: Array  # (K,) probabilities
    loss: Array  # () surprise at the target, in nats


class Forward(NamedTuple):
    """One pass forward, of one cell or of a `Model`; records have a time axis in front."""

    trace: Any  # the cell's Step, or the network's Trace
    output: Any  # Output, or a model's Estimate
    L: Array  # () total loss; in nats, if cross-entropy


class DOutput(NamedTuple):
    """Gradients at the output of one step."""

    logits: Array  # (K,)
    h_out: Array  # (H,) the part of dh that comes from this step's own loss


class Pass(NamedTuple):
    """One pass forward and back, of one cell or of a `Model`."""

    trace: Any  # the cell's Step, or the network's Trace: values
    output: Any  # Output, or a model's Estimate
    L: Array  # () total loss; in nats, if cross-entropy
    d_trace: Any  # the cell's Step, or the network's Gradients
    d_output: DOutput
    gradients: Params  # by the names of the parameters


def init(cell: Cell, rng: Rng, vocabulary_size: int, hidden_size: int) -> Params:
    """Draw the parameters of the cell and of the readout V (K, H), c (K,).

    Raises
    ------
    ValueError
        If a size is no whole number of at least 1, or `rng` no generator or seed.
    """
    rng, K, H = generator(rng), vocabulary_size, hidden_size
    return cell.init(rng, K, H) | {"V": uniform(rng, H, K, H), "c": np.zeros(K)}


def output(params: Params, h: Array, y: Array) -> Output:
    """Read out the state `h` (H,) and compare with the target `y` (K,)."""
    V, c = params["V"], params["c"]
    logits = V @ h + c  # (M1)
    probs = softmax(logits)  # (M2)
    loss = cross_entropy(logits, y)  # (M3)
    return Output(logits, probs, loss)


def output_backward(
    params: Params, probs: Array, y: Array, says: Array | None = None
) -> DOutput:
    """Turn probabilities and target, both (K,), into the gradients at the output.

    Where not every step counts, `says` is 1 for one that does, else 0: see
    `unrolled.shapes`.
    """
    if says is not None:
        d_out = says * (probs - y)  # (H3)
        return to_state(params, d_out)
    d_out = probs - y  # (M5)
    return to_state(params, d_out)


def to_state(params: Params, d_out: Array) -> DOutput:
    """Take the error at an output (K,) down to the state."""
    V = params["V"]
    dh_out = V.T @ d_out  # (M6)
    return DOutput(d_out, dh_out)


def forward(
    cell: Cell,
    params: Params,
    xs: Vectors | Sequence[int],
    ys: Vectors | Sequence[int],
    state: NamedState | State | None = None,
) -> Forward:
    """Read a sequence and score what follows each of its letters.

    Parameters
    ----------
    cell : module
        Such as `unrolled.rnn`.
    params : dict of ndarray
        The cell's parameters and V (K, H), c (K,).
    xs : sequence of T ids, or of T vectors (D,)
        Inputs; an id stands for its one-hot vector.
    ys : sequence of T ids, or of T vectors (K,)
        Targets; a vector adds up to one.
    state : dict of ndarray (H,), optional
        Before the first step, by name, or as the cell's own `zero_state` gives it; what is
        left out is zero.

    Returns
    -------
    Forward

    Raises
    ------
    ValueError
        If a shape does not fit, a number is not finite, or a parameter unknown; the message
        names both sides.
    """
    size = sizes(params, {**cell.SHAPES, **SHAPES})
    known(cell, params)
    xs, ys = as_vectors(xs, size["D"]), as_vectors(ys, size["K"])
    vectors("ys", ys, size["K"], "K")
    paired(len(xs), len(ys))
    trace = bptt.unroll(cell, params, xs, first_state(cell, params, state))
    outputs = bptt.stacked([output(params, trace.h[t], ys[t]) for t in range(len(ys))])
    return Forward(trace, outputs, total(outputs.loss))


def known(cell: Cell, params: Params) -> None:
    """Insist that every parameter is the cell's or the readout's: none is left out."""
    not_of_a_variant(cell, params)
    names = [*cell.SHAPES, *SHAPES]
    if unknown := [name for name in params if name not in names]:
        raise ValueError(
            f"parameter {unknown[0]} is unknown; a model of {name_of(cell)} has {names}"
        )


def as_vectors(values: Any, size: int) -> Any:
    """Replace ids by one-hot vectors, and leave vectors as they are."""
    return one_hot(values, size) if len(values) and np.ndim(values[0]) == 0 else values


def first_state(cell: Cell, params: Params, state: NamedState | State | None) -> State:
    """Give the state before the first step as the cell takes it."""
    if isinstance(state, tuple):
        return state
    named = by_name(cell.zero_state(params))
    if unknown := (state or {}).keys() - named.keys():
        raise ValueError(f"state {min(unknown)} is unknown; there are {[*named]}")
    return in_order(named | (state or {}))


def total(loss: Array) -> Array:
    """Add up the losses (T,) of all steps."""
    L = np.sum(loss)  # (M4)
    return L


def run(
    cell: Cell,
    params: Params,
    xs: Vectors | Sequence[int],
    ys: Vectors | Sequence[int],
    state: NamedState | State | None = None,
) -> Pass:
    """Go forward as `forward` does, and back through time; see there for the arguments.

    Raises
    ------
    ValueError
        As for `forward`.
    """
    done = forward(cell, params, xs, ys, state)
    return backward(cell, params, done, as_vectors(ys, len(params["V"])))


def backward(
    cell: Cell, params: Params, done: Forward, ys: Vectors, says: Any = None
) -> Pass:
    """Go back from a pass forward with targets (T, K); `says` as for `output_backward`."""
    (trace, out, L), d_outputs = done, []
    for t in reversed(range(len(ys))):
        counts = None if says is None else says[t]
        d_outputs.append(output_backward(params, out.probs[t], ys[t], counts))
    d_out = bptt.stacked(d_outputs[::-1])
    d_trace = bptt.backpropagate(cell, params, trace, d_out.h_out)
    gradients = cell.parameter_gradients(trace, d_trace)
    gradients |= readout_gradients(trace.h, d_out)
    return Pass(trace, out, L, d_trace, d_out, gradients)


def readout_gradients(h: Array, d_output: DOutput) -> Params:
    """Sum the shares of V and c over the steps, from states (T, H) and output errors."""
    d_out = d_output.logits
    return {
        "V": outer_sum(d_out, h),  # (M7)
        "c": time_sum(d_out),  # (M8)
    }
