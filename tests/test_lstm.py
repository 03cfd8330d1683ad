"""The LSTM: its equations, and what its gates are for."""

import numpy as np
import pytest

from cells import problem
from checks import TIGHT, complex_step
from unrolled import bptt, lstm
from unrolled.cells.cell import variant


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


@pytest.mark.parametrize("peephole", [False, True])
def test_a_step_is_its_equations(peephole):
    cell = variant(lstm, peephole=peephole)
    params, xs, (h, C), _ = problem(cell, np.random.default_rng(1))
    a = {
        block: np.einsum("hd,d", params["W"][k], xs[0])
        + np.einsum("hj,j", params["U"][k], h)
        + params["b"][k]
        for k, block in enumerate("ifoC")
    }
    P = params.get("P", np.zeros((3, 2)))
    i, f = sigmoid(a["i"] + P[0] * C), sigmoid(a["f"] + P[1] * C)
    new_C = f * C + i * np.tanh(a["C"])
    o = sigmoid(a["o"] + P[2] * new_C)
    done = cell.step(params, xs[0], (h, C))
    np.testing.assert_allclose(done.C, new_C, **TIGHT)
    np.testing.assert_allclose(done.h, o * np.tanh(new_C), **TIGHT)
    for name, value in {"i": i, "f": f, "o": o, "g": np.tanh(a["C"])}.items():
        np.testing.assert_allclose(getattr(done, name), value, **TIGHT)


@pytest.mark.parametrize("bias", [0.0, 1.0, -2.5])
def test_the_forget_bias_is_that_of_f_alone(bias):
    params = variant(lstm, forget_bias=bias).init(np.random.default_rng(0), 3, 2)
    assert (params["b"] == np.array([[0.0], [bias], [0.0], [0.0]])).all()


def test_the_forget_bias_is_one_unless_told_otherwise():
    assert (lstm.init(np.random.default_rng(0), 3, 2)["b"][1] == 1).all()


def test_an_open_forget_gate_keeps_the_cell_state_and_its_gradient():
    """Erratum E70: with h held fixed, dC/dC_prev = diag(f), one where f is one."""
    params, xs, start, _ = problem(lstm, np.random.default_rng(3), T=500)
    params["b"] = np.array([[-1e3], [1e3], [0.0], [0.0]]) * np.ones(2)
    trace = bptt.unroll(lstm, params, xs, start)
    np.testing.assert_array_equal(trace.C[-1], start[1])
    d_last = (np.zeros(2), np.ones(2))
    d = bptt.backpropagate(lstm, params, trace, np.zeros((500, 2)), d_last)
    np.testing.assert_array_equal(d.C_prev[0], np.ones(2))


def test_the_highway_is_the_forget_gate_only_while_h_is_held_fixed():
    params, xs, (h, C), _ = problem(lstm, np.random.default_rng(4))
    done = lstm.step(params, xs[0], (h, C))
    expected = complex_step(lambda C: lstm.step(params, xs[0], (h, C)).C.sum(), C)
    np.testing.assert_allclose(done.f, expected, **TIGHT)
    two = bptt.unroll(lstm, params, xs[:2], (h, C))
    whole = complex_step(lambda C: bptt.unroll(lstm, params, xs[:2], (h, C)).C[1].sum(), C)
    assert not np.allclose(two.f.prod(axis=0), whole, rtol=1e-3)
