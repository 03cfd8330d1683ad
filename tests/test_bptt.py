"""Unrolling and backpropagation through time."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import SIZES, numbers
from unrolled import bptt, rnn

D, H, T = 3, 2, 4


@st.composite
def problems(draw):
    """Parameters, inputs, a start and what the loss weighs each state with."""
    steps, D, H = draw(SIZES), draw(SIZES), draw(SIZES)
    shapes = {"W": (H, D), "U": (H, H), "b": (H,)}
    params = {name: draw(numbers(*shape, size=1.0)) for name, shape in shapes.items()}
    start = draw(numbers(H, size=1.0))
    return params, draw(numbers(steps, D)), start, draw(numbers(steps, H))


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    params, xs = rnn.init(rng, D, H), rng.normal(size=(T, D))
    return params, xs, rng.normal(size=H), rng.normal(size=(T, H))


def there_and_back(params, xs, start, weight):
    trace = bptt.unroll(rnn, params, xs, (start,))
    return trace, bptt.backpropagate(rnn, params, trace, weight)


@given(problems(), st.data())
def test_two_parts_make_the_whole_bit_for_bit(problem, data):
    params, xs, start, weight = problem
    trace, d_trace = there_and_back(params, xs, start, weight)
    cut = data.draw(st.integers(1, len(xs)))
    first = bptt.unroll(rnn, params, xs[:cut], (start,))
    if cut == len(xs):
        second, d_next = [np.empty_like(f[cut:]) for f in trace], 0.0
    else:
        second = bptt.unroll(rnn, params, xs[cut:], bptt.at(first, -1).state)
        d_second = bptt.backpropagate(rnn, params, second, weight[cut:])
        d_next = d_second.h_prev[0]
    for whole, *parts in zip(trace, first, second, strict=True):
        np.testing.assert_array_equal(np.concatenate(parts), whole)

    into_first = weight[:cut].copy()
    into_first[-1] += d_next
    d_first = bptt.backpropagate(rnn, params, first, into_first)
    for whole, part in zip(d_trace, d_first, strict=True):
        np.testing.assert_array_equal(part, whole[:cut])


@given(problems())
def test_every_value_has_a_gradient_of_its_shape(problem):
    trace, d_trace = there_and_back(*problem)
    assert [part.shape for part in trace] == [part.shape for part in d_trace]


def test_each_step_starts_where_the_one_before_ended(problem):
    trace, _ = there_and_back(*problem)
    np.testing.assert_array_equal(trace.h_prev[1:], trace.h[:-1])
    np.testing.assert_array_equal(trace.h_prev[0], problem[2])


def test_a_list_of_vectors_is_as_good_as_an_array(problem):
    params, xs, start, _ = problem
    one, other = (bptt.unroll(rnn, params, seq, (start,)) for seq in (xs, list(xs)))
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)


def test_at_takes_one_step_out_of_what_stacked_put_together(problem):
    trace, _ = there_and_back(*problem)
    steps = [bptt.at(trace, t) for t in range(T)]
    for a, b in zip(bptt.stacked(steps), trace, strict=True):
        np.testing.assert_array_equal(a, b)


# ---- what is refused ---------------------------------------------------------------


def damaged(problem, what):
    """Give `problem` with one thing wrong."""
    params, xs, start, _ = problem
    nan, infinite = xs.copy(), params["U"].copy()
    nan[1, 2], infinite[1, 0] = np.nan, np.inf
    return {
        "no time step": (params, xs[:0], start),
        "an input too long": (params, np.ones((T, D + 1)), start),
        "a start too short": (params, xs, start[1:]),
        "a scalar as start": (params, xs, 0.0),
        "a matrix for b": (params | {"b": np.ones((H, 1))}, xs, start),
        "a U of another H": (params | {"U": np.eye(H + 1)}, xs, start),
        "a U that is not square": (params | {"U": np.ones((H, H + 1))}, xs, start),
        "no U": ({"W": params["W"], "b": params["b"]}, xs, start),
        "NaN in an input": (params, nan, start),
        "infinity in U": (params | {"U": infinite}, xs, start),
        "infinity in the start": (params, xs, np.array([0.0, -np.inf])),
        "text as input": (params, np.full((T, D), "h"), start),
        "text as b": (params | {"b": np.array(["0", "0"])}, xs, start),
    }[what]


@pytest.mark.parametrize(
    "what, message",
    [
        ("no time step", r"xs is empty; at least one time step is needed"),
        ("an input too long", r"xs\[0\] has shape \(4,\); it must be \(3,\), D = 3"),
        ("a start too short", r"state\[0\] has shape \(1,\); it must be \(2,\), H = 2"),
        ("a scalar as start", r"state\[0\] has shape \(\); it must be \(2,\), H = 2"),
        ("a matrix for b", r"b has shape \(2, 1\); its axes must be \('H',\)"),
        ("a U of another H", r"U has H = 3, but W has H = 2"),
        ("a U that is not square", r"U has H = 3, but W has H = 2"),
        ("no U", r"parameter U is missing; there are \['W', 'b'\]"),
        ("NaN in an input", r"xs\[1\]\[2\] is nan; it must be finite"),
        ("infinity in U", r"U\[1, 0\] is inf; it must be finite"),
        ("infinity in the start", r"state\[0\]\[1\] is -inf; it must be finite"),
        ("text as input", r"xs\[0\] holds <U1; numbers are needed"),
        ("text as b", r"b holds <U1; numbers are needed"),
    ],
)
def test_unroll_names_what_does_not_fit(problem, what, message):
    params, xs, start = damaged(problem, what)
    with pytest.raises(ValueError, match=message):
        bptt.unroll(rnn, params, xs, (start,))


def test_backpropagate_names_both_shapes(problem):
    params, _, _, weight = problem
    trace, _ = there_and_back(*problem)
    for wrong in (weight[1:], weight[:, 1:], weight.sum()):
        shapes = f"dhs has shape {np.shape(wrong)}; the trace needs (4, 2)"
        with pytest.raises(ValueError, match=re.escape(shapes)):
            bptt.backpropagate(rnn, params, trace, wrong)
