"""Truncated backpropagation: the state is carried, the gradient is cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cells import CELLS, problem
from checks import TIGHT
from unrolled import bptt, rnn

every_cell = pytest.mark.parametrize("cell", CELLS, ids=repr)


def equal(one, other):
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)


@every_cell
@pytest.mark.parametrize("window", [5, 6, 99])
def test_a_window_as_long_as_the_sequence_cuts_nothing(cell, window):
    params, xs, start, weight = problem(cell, np.random.default_rng(0), T=5)
    trace = bptt.unroll(cell, params, xs, start)
    whole = bptt.backpropagate(cell, params, trace, weight)
    equal(bptt.truncated(cell, params, trace, weight, window), whole)


@every_cell
def test_pieces_are_separate_ways_back_from_carried_states(cell):
    """With a stride of one window each piece is an ordinary pass of its own."""
    params, xs, start, weight = problem(cell, np.random.default_rng(1), T=7)
    trace = bptt.unroll(cell, params, xs, start)
    d_trace = bptt.truncated(cell, params, trace, weight, window=3)
    for first in (0, 3, 6):
        piece = slice(first, first + 3)
        own = bptt.unroll(cell, params, xs[piece], start)
        start = bptt.at(own, len(own.h) - 1).state
        expected = bptt.backpropagate(cell, params, own, weight[piece])
        equal([part[piece] for part in d_trace], expected)


@every_cell
@settings(max_examples=15)
@given(T=st.integers(1, 6), stride=st.integers(1, 4), more=st.integers(0, 4))
def test_every_loss_goes_back_as_far_as_the_window_of_its_stride(cell, T, stride, more):
    params, xs, start, weight = problem(cell, np.random.default_rng(T), T=T)
    window = stride + more
    trace = bptt.unroll(cell, params, xs, start)
    expected = [np.zeros_like(part) for part in trace]
    for k in range(T):  # each loss on its own
        first = max(0, (k // stride + 1) * stride - window)
        piece = type(trace)(*(part[first : k + 1] for part in trace))
        own = np.zeros_like(weight[first : k + 1])
        own[-1] = weight[k]
        shares = bptt.backpropagate(cell, params, piece, own)
        for total, share in zip(expected, shares, strict=True):
            total[first : k + 1] += share
    d_trace = bptt.truncated(cell, params, trace, weight, window, stride)
    for actual, total in zip(d_trace, expected, strict=True):
        np.testing.assert_allclose(actual, total, rtol=1e-11, atol=1e-14)


def test_the_gradient_is_cut_where_the_lecture_cuts_it():
    """Fact J16: 5000 samples are 50 sequences of 100, blind to what went before."""
    params, xs, start, _ = problem(rnn, np.random.default_rng(2), T=5000)
    trace = bptt.unroll(rnn, params, xs, start)
    weight = np.zeros_like(trace.h)
    weight[100] = 1  # the first of the second sequence
    d_trace = bptt.truncated(rnn, params, trace, weight, window=100)
    assert d_trace.x[100].all()
    assert not d_trace.x[:100].any() and not d_trace.x[101:].any()


def test_a_stride_of_one_sends_every_loss_back_equally_far():
    params, xs, start, _ = problem(rnn, np.random.default_rng(3), T=8)
    trace = bptt.unroll(rnn, params, xs, start)
    for k in range(8):
        weight = np.zeros_like(trace.h)
        weight[k] = 1
        d_trace = bptt.truncated(rnn, params, trace, weight, window=3, stride=1)
        assert np.flatnonzero(d_trace.x.any(axis=1)).tolist() == [
            t for t in range(k - 2, k + 1) if t >= 0
        ]


def test_parameter_gradients_are_the_sum_over_the_pieces():
    params, xs, start, weight = problem(rnn, np.random.default_rng(4), T=6)
    trace = bptt.unroll(rnn, params, xs, start)
    d_trace = bptt.truncated(rnn, params, trace, weight, window=2)
    total = rnn.parameter_gradients(trace, d_trace)
    for name in params:
        parts = []
        for first in (0, 2, 4):
            own = type(trace)(*(part[first : first + 2] for part in trace))
            d_own = bptt.backpropagate(rnn, params, own, weight[first : first + 2])
            parts.append(rnn.parameter_gradients(own, d_own)[name])
        np.testing.assert_allclose(total[name], sum(parts), **TIGHT)


@pytest.mark.parametrize(
    "window, stride", [(0, None), (2, 3), (2, 0), (-1, None), (3, -1), (1.5, 1)]
)
def test_a_window_that_would_lose_losses_is_refused(window, stride):
    params, xs, start, weight = problem(rnn, np.random.default_rng(5))
    trace = bptt.unroll(rnn, params, xs, start)
    wrong = f"stride is {stride}" if window in (2, 3) else f"window is {window}"
    with pytest.raises(ValueError, match=f"{wrong}; it must be"):
        bptt.truncated(rnn, params, trace, weight, window, stride)
