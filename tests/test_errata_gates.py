"""Errata of the LSTM and the GRU."""

import numpy as np
import pytest

from checks import TIGHT
from errata import net, run, unroll
from unrolled import activations, bptt, gru, language_model, lstm, rnn
from unrolled.cells.activations import sigmoid, tanh_slope
from unrolled.cells.cell import variant
from unrolled.gradients.diagnostics import (
    jacobian_products,
    norm_bound,
    singular_values,
    step_jacobians,
)
from unrolled.models.losses import softmax
from unrolled.text.letters import one_hot


def gated(cell, D=2, H=3, **options):
    """Draw parameters, a state and an input of a cell with gates."""
    rng = np.random.default_rng(0)
    params = {
        k: rng.normal(size=p.shape) for k, p in cell.init(rng, D, H, **options).items()
    }
    params["b"] = params["b"] * 0.2
    return (
        params,
        tuple(rng.normal(size=H) * 0.5 for _ in cell.zero_state(params)),
        rng.normal(size=D),
    )


def test_E61_the_gates_are_blocks_of_one_matrix_with_a_bias():
    params, (h, C), x = gated(lstm)
    stacked = np.concatenate([params["U"], params["W"]], axis=2).reshape(12, 5)
    a = (stacked @ np.concatenate([h, x])).reshape(4, 3) + params["b"]
    step = lstm.step(params, x, (h, C))
    np.testing.assert_allclose([step.i, step.f, step.o], sigmoid(a[:3]), **TIGHT)
    np.testing.assert_allclose(step.g, np.tanh(a[3]), **TIGHT)
    without = lstm.step(params | {"b": 0 * params["b"]}, x, (h, C))
    assert abs(without.h - step.h).max() > 1e-3


def test_E62_the_products_of_the_gates_are_elementwise():
    params, state, x = gated(lstm)
    step = lstm.step(params, x, state)
    expected = [
        f * c + i * g for f, c, i, g in zip(step.f, state[1], step.i, step.g, strict=True)
    ]
    np.testing.assert_allclose(step.C, expected, **TIGHT)
    assert step.C.shape == (3,)


@pytest.mark.parametrize("cell", [lstm, gru])
def test_E63_the_state_is_read_out_without_another_tanh(cell):
    rng = np.random.default_rng(0)
    params = language_model.init(cell, rng, 5, 3)
    params["c"] = rng.normal(size=5)
    done = run(params, one_hot([1, 2], 5), one_hot([2, 3], 5), cell)
    logits = done.trace.h @ params["V"].T + params["c"]
    np.testing.assert_allclose(done.output.logits, logits, **TIGHT)
    np.testing.assert_allclose(tanh_slope(activations.tanh(1.0)), 0.42, atol=5e-5)


def test_E64_scores_come_from_the_state_not_from_themselves():
    params, xs, ys = net()
    done = run(params, xs, ys)
    logits = done.trace.h @ params["V"].T + params["c"]
    np.testing.assert_allclose(done.output.logits, logits, **TIGHT)
    np.testing.assert_allclose(softmax(np.zeros(5)), 0.2)  # all that z = V z allows


def test_E65_the_reset_gate_acts_on_the_state_alone():
    params, state, x = gated(gru)
    closed = params | {"b": params["b"] + [[0], [-1000], [0]]}
    step = gru.step(closed, x, state)
    assert not step.r.any() and not step.m.any()
    np.testing.assert_allclose(
        step.n, np.tanh(params["W"][2] @ x + params["b"][2]), **TIGHT
    )
    assert abs(step.n).max() > 0.01  # it still sees the input


@pytest.mark.parametrize(("b_z", "copied"), [(-1000.0, True), (1000.0, False)])
def test_E66_a_closed_update_gate_copies_and_an_open_one_overwrites(b_z, copied):
    params, (h,), x = gated(gru)
    params["W"][0], params["U"][0], params["b"][0] = 0, 0, b_z
    step = gru.step(params, x, (h,))
    np.testing.assert_allclose(step.h, h if copied else step.n, **TIGHT)
    jacobian = step_jacobians(gru, params, bptt.unroll(gru, params, x[None], (h,)))[0]
    if copied:
        np.testing.assert_allclose(jacobian, np.eye(3), atol=1e-12)
    keep = gru.step(params, x, (h,), update="keep")  # the sentence fits this convention
    np.testing.assert_allclose(keep.h, keep.n if copied else h, **TIGHT)


def test_E67_negated_gate_weights_turn_one_convention_into_the_other():
    params, state, x = gated(gru)
    negated = {
        name: p * np.reshape([-1, 1, 1], (3,) + (1,) * (p.ndim - 1))
        for name, p in params.items()
    }
    overwrite = gru.step(params, x, state).h
    np.testing.assert_allclose(
        overwrite, gru.step(negated, x, state, update="keep").h, **TIGHT
    )
    assert abs(overwrite - gru.step(params, x, state, update="keep").h).max() > 0.05


def test_E68_reset_before_and_after_agree_for_a_diagonal_matrix_only():
    params, state, x = gated(gru, reset="after")
    params["b_U"] = np.zeros(3)

    def difference(params):
        before = gru.step(params, x, state, reset="before").h
        return abs(before - gru.step(params, x, state, reset="after").h).max()

    assert difference(params) > 1e-3
    params["U"][2] = np.diag([0.5, -1.0, 2.0])
    assert difference(params) < 1e-15


def test_E69_a_gate_lies_in_zero_to_one_and_the_candidate_is_no_gate():
    params, (h,), x = gated(gru)
    steps = [gru.step(params, s * x, (s * h,)) for s in (1, 5, -5)]
    gates = np.array([(s.z, s.r) for s in steps])
    assert gates.min() > 0 and gates.max() < 1
    assert min(s.n.min() for s in steps) < 0
    assert gru.BLOCKS == ("z", "r", "h")


def test_E70_the_direct_path_is_the_forget_gate_and_there_are_others():
    params, (h, C), x = gated(lstm)
    trace = bptt.unroll(lstm, params, x[None], (h, C))
    jacobian = step_jacobians(lstm, params, trace)[0]
    np.testing.assert_allclose(jacobian[3:, 3:], np.diag(trace.f[0]), **TIGHT)
    assert abs(jacobian[3:, :3]).max() > 0.01  # through h_prev
    closed = {"W": np.zeros((4, 1, 1)), "U": np.zeros((4, 1, 1)), "b": np.zeros((4, 1))}

    def kept(b_f, steps):
        params = closed | {"b": closed["b"] + [[0], [b_f], [0], [0]]}
        trace = unroll(params, np.zeros((steps, 1)), lstm)
        return jacobian_products(step_jacobians(lstm, params, trace))[0][1, 1]

    np.testing.assert_allclose(kept(0.0, 47), 7.11e-15, rtol=1e-3)
    np.testing.assert_allclose(kept(1.0, 47), 4.03e-7, rtol=2e-3)
    np.testing.assert_allclose(kept(np.log(99), 47), 0.624, atol=5e-4)
    np.testing.assert_allclose(kept(np.log(99), 1000), 4.3e-5, rtol=0.01)
    np.testing.assert_allclose(0.9954**1000, 0.01, rtol=0.01)  # what is said to be needed


def test_E71_the_forget_gate_throws_away_and_the_input_gate_writes():
    params = {"W": np.zeros((4, 1, 1)), "U": np.zeros((4, 1, 1))}
    x, state = np.zeros(1), (np.zeros(1), np.array([2.0]))

    def cell_state(b_i, b_f):
        b = np.array([[b_i], [b_f], [0.0], [np.arctanh(0.5)]])
        return lstm.step(params | {"b": b}, x, state).C

    np.testing.assert_allclose(cell_state(1000, -1000), 0.5)
    np.testing.assert_allclose(cell_state(-1000, 1000), 2.0)


def test_E72_tanh_does_not_keep_a_gradient_alive():
    rng = np.random.default_rng(0)
    U = rng.normal(size=(8, 8))
    params = {"W": np.eye(8), "U": U * 0.9 / singular_values(U)[0], "b": np.zeros(8)}
    trace = unroll(params, rng.normal(size=(47, 8)))
    norm = singular_values(jacobian_products(step_jacobians(rnn, params, trace)))[0, 0]
    np.testing.assert_allclose(norm, 1.36e-24, rtol=5e-3)
    np.testing.assert_allclose(norm_bound(params["U"], 47)[0], 7.07e-3, rtol=1e-3)


def test_E73_the_gru_is_an_lstm_with_coupled_gates_and_fewer_parameters():
    params, (h,), x = gated(gru)
    step = gru.step(params, x, (h,))
    forget, enter = 1 - step.z, step.z
    np.testing.assert_allclose(step.h, forget * h + enter * step.n, **TIGHT)
    rng, after = np.random.default_rng(0), variant(gru, reset="after")
    counted = [
        sum(p.size for p in cell.init(rng, 100, 500).values())
        for cell in (rnn, gru, lstm, after)
    ]
    assert counted == [300_500, 901_500, 1_202_000, 902_000]
