"""The plain cell: its equations, and that it keeps the contract of a cell."""

import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import SIZES, TIGHT, complex_step, numbers
from unrolled import bptt, rnn
from unrolled.cells.cell import Cell


@st.composite
def situations(draw):
    """Parameters, an input and a state of any size, H = 1 and D = 1 included."""
    D, H = draw(SIZES), draw(SIZES)
    shapes = {"W": (H, D), "U": (H, H), "b": (H,)}
    params = {name: draw(numbers(*shape, size=1.5)) for name, shape in shapes.items()}
    return params, draw(numbers(D, size=2.0)), draw(numbers(H, size=1.0))


@given(D=SIZES, H=SIZES, seed=st.integers(0, 99))
def test_init_draws_the_shapes_that_the_cell_declares(D, H, seed):
    params = rnn.init(np.random.default_rng(seed), D, H)
    sizes = {"D": D, "H": H}
    expected = {k: tuple(sizes[i] for i in axes) for k, axes in rnn.SHAPES.items()}
    assert {name: p.shape for name, p in params.items()} == expected
    assert all(abs(p).max() <= H**-0.5 for p in params.values())
    assert not params["b"].any()


@given(situations())
def test_a_step_is_its_equations_entry_by_entry(situation):
    params, x, h_prev = situation
    W, U, b = params["W"], params["U"], params["b"]
    s = rnn.step(params, x, (h_prev,))
    for i in range(len(b)):
        a = sum(W[i, j] * x[j] for j in range(len(x))) + b[i]
        a += sum(U[i, j] * h_prev[j] for j in range(len(h_prev)))
        np.testing.assert_allclose(s.a[i], a, rtol=1e-13, atol=1e-14)
        np.testing.assert_allclose(s.h[i], np.tanh(a), rtol=1e-13, atol=1e-14)
    assert s.x is x and s.h_prev is h_prev
    assert s.state == (s.h,) and s.state_prev == (s.h_prev,)


@given(situations(), st.integers(0, 99))
def test_a_step_back_gives_all_derivatives(situation, seed):
    params, x, h_prev = situation
    weight = np.random.default_rng(seed).normal(size=len(h_prev))

    def loss(x=x, h_prev=h_prev, **changed):
        return weight @ rnn.step(params | changed, x, (h_prev,)).h

    s = rnn.step(params, x, (h_prev,))
    d = rnn.step_backward(params, s, (weight,))
    assert [part.shape for part in d] == [part.shape for part in s]
    np.testing.assert_array_equal(d.h, weight)
    np.testing.assert_allclose(d.x, complex_step(lambda x: loss(x=x), x), **TIGHT)
    expected = complex_step(lambda h: loss(h_prev=h), h_prev)
    np.testing.assert_allclose(d.h_prev, expected, **TIGHT)
    # b is added to a, so that the gradient at a is the one of b
    np.testing.assert_allclose(d.a, complex_step(lambda b: loss(b=b), params["b"]), **TIGHT)

    traces = (bptt.stacked([record]) for record in (s, d))
    gradients = rnn.parameter_gradients(*traces)
    assert gradients.keys() == params.keys()
    for name, p in params.items():
        expected = complex_step(lambda p, name=name: loss(**{name: p}), p)
        np.testing.assert_allclose(gradients[name], expected, **TIGHT)


@given(numbers(3, 2), numbers(3, 4))
def test_gradients_of_shared_weights_are_sums_over_the_steps(d, x):
    trace = rnn.Step(x, np.ones((3, 2)), d, d)
    gradients = rnn.parameter_gradients(trace, rnn.Step(x, d, d, d))
    expected = sum(np.outer(d[t], x[t]) for t in range(3))
    np.testing.assert_allclose(gradients["W"], expected, **TIGHT)
    np.testing.assert_allclose(gradients["U"], np.outer(d.sum(0), np.ones(2)), **TIGHT)
    np.testing.assert_allclose(gradients["b"], d.sum(0), **TIGHT)


def test_the_module_is_a_cell():
    cell: Cell = rnn  # the types are checked by mypy, the names here
    assert isinstance(cell, types.ModuleType)
    wanted = {*Cell.__annotations__, *(n for n in vars(Cell) if not n.startswith("_"))}
    assert wanted == {
        "SHAPES",
        "init",
        "zero_state",
        "step",
        "step_backward",
        "parameter_gradients",
    }
    assert wanted <= vars(cell).keys()


@pytest.mark.parametrize("a", [1e4, 1e308])
def test_a_saturated_unit_lets_no_gradient_through(a):
    params = {"W": np.array([[a]]), "U": np.ones((1, 1)), "b": np.zeros(1)}
    s = rnn.step(params, np.ones(1), (np.zeros(1),))
    d = rnn.step_backward(params, s, (np.ones(1),))
    assert s.h == 1 and d.a == 0 and d.h_prev == 0
