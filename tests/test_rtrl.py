"""Real-time recurrent learning finds the gradient of backpropagation through time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cells import RNNS, problem
from checks import SIZES, TIGHT, complex_step
from unrolled import bptt, rnn, rtrl


@pytest.mark.parametrize("cell", RNNS, ids=repr)
@given(T=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 99))
def test_both_roads_lead_to_the_same_gradient(cell, T, D, H, seed):
    params, xs, start, weight = problem(cell, np.random.default_rng(seed), T, D, H)
    trace = bptt.unroll(cell, params, xs, start)
    d_trace = bptt.backpropagate(cell, params, trace, weight)
    expected = cell.parameter_gradients(trace, d_trace) | {"s": d_trace.h_prev[0]}
    found = rtrl.gradients(params, xs, start, weight, **cell.options)
    assert found.keys() == expected.keys()
    for name, g in expected.items():
        np.testing.assert_allclose(found[name], g, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("t", [0, 3], ids=["first", "last"])
def test_a_loss_at_one_step_only(t):
    params, xs, start, weight = problem(rnn, np.random.default_rng(1))
    weight[np.arange(4) != t] = 0
    trace = bptt.unroll(rnn, params, xs, start)
    d_trace = bptt.backpropagate(rnn, params, trace, weight)
    found = rtrl.gradients(params, xs, start, weight)
    for name, g in rnn.parameter_gradients(trace, d_trace).items():
        np.testing.assert_allclose(found[name], g, **TIGHT)


def test_the_memory_holds_the_derivatives_of_the_state():
    params, xs, start, _ = problem(rnn, np.random.default_rng(2))
    memory = rtrl.start(params, start)
    for t in range(len(xs)):
        memory = rtrl.step(params, xs[t], memory)
        for name, p in params.items():
            for i in range(2):

                def state(p, name=name, i=i, t=t):
                    changed = params | {name: p}
                    return bptt.unroll(rnn, changed, xs[: t + 1], start).h[t, i]

                expected = complex_step(state, p)
                np.testing.assert_allclose(getattr(memory, name)[i], expected, **TIGHT)


def test_what_does_not_fit_is_named():
    params, xs, start, weight = problem(rnn, np.random.default_rng(3))
    with pytest.raises(ValueError, match="there are 4 inputs and 3 gradients dhs"):
        rtrl.gradients(params, xs, start, weight[1:])
    with pytest.raises(ValueError, match=r"dhs\[0\] has shape \(1,\); it must be \(2,\)"):
        rtrl.gradients(params, xs, start, weight[:, 1:])
    with pytest.raises(ValueError, match="xs is empty"):
        rtrl.gradients(params, xs[:0], start, weight)
    with pytest.raises(ValueError, match="activation is 'step'"):
        rtrl.gradients(params, xs, start, weight, activation="step")
