"""Errata of backpropagation through time."""

import numpy as np
import pytest

from checks import TIGHT, complex_step
from errata import LINEAR, T, net, relative, run, true_gradient, unroll
from unrolled import activations, bptt, language_model, ledger, rnn, rtrl
from unrolled.cells.activations import sigmoid, sigmoid_slope, tanh_slope
from unrolled.gradients.diagnostics import jacobian_products, step_jacobians
from unrolled.models.losses import cross_entropy, cross_entropy_gradient
from unrolled.networks.network import Network


def errors_at_a(params, done, ys, slope=tanh_slope, outside=False):
    """Send errors back as the library does, or as printed (E32)."""
    h, d_next, ds = done.trace.h, 0.0, []
    for t in reversed(range(len(ys))):
        own = params["V"].T @ (done.output.probs[t] - ys[t])
        d = slope(h[t]) * own + d_next if outside else slope(h[t]) * (own + d_next)
        ds.append(d)
        d_next = params["U"].T @ d
    return np.array(ds[::-1])


def test_E32_the_recurrent_part_stands_inside_the_bracket():
    params, xs, ys = net()
    done = run(params, xs, ys)
    true = true_gradient("U", params, xs, ys)
    np.testing.assert_allclose(done.gradients["U"], true, **TIGHT)
    np.testing.assert_allclose(done.d_trace.a, errors_at_a(params, done, ys), **TIGHT)
    printed = errors_at_a(params, done, ys, outside=True).T @ done.trace.h_prev
    np.testing.assert_allclose(relative(printed, true), 0.94, atol=0.005)


def test_E33_gradients_are_sums_of_outer_products():
    params, xs, ys = net()
    done = run(params, xs, ys)
    for name in params:
        true = true_gradient(name, params, xs, ys)
        np.testing.assert_allclose(done.gradients[name], true, **TIGHT)
    last = np.outer(done.d_output.logits[-1], done.trace.h[-1])
    np.testing.assert_allclose(relative(last, done.gradients["V"]), 0.93, atol=0.005)


def test_E34_the_loss_of_one_step_has_a_term_for_each_earlier_use():
    params, xs, ys = net(scale=1.0)
    done, t = run(params, xs, ys), 4
    terms = ledger.ledger(rnn, params, done.trace, done.d_output.h_out)["W"][t]
    true = true_gradient("W", params, xs, ys, only=t)
    np.testing.assert_allclose(terms.sum(axis=0), true, rtol=1e-11, atol=1e-13)
    left = [
        np.linalg.norm(terms[k : t + 1].sum(axis=0) - true) / np.linalg.norm(true)
        for k in (4, 3, 2, 1)
    ]
    np.testing.assert_allclose(left, [0.41, 0.39, 0.39, 0.33], atol=0.005)


def test_E35_the_gradient_of_U_pairs_errors_with_states():
    params, xs, ys = net()
    done = run(params, xs, ys)
    true = true_gradient("U", params, xs, ys)
    np.testing.assert_allclose(done.d_trace.a.T @ done.trace.h_prev, true, **TIGHT)
    before = np.vstack([np.zeros(4), done.trace.a[:-1]])
    np.testing.assert_allclose(relative(done.d_trace.a.T @ before, true), 0.69, atol=0.005)


def test_E36_one_step_back_has_two_slopes_and_two_transposes():
    params, xs, ys = net(D=3, H=4, K=4, scale=1.0)
    done, t = run(params, xs, ys), 5
    U, V, a, h = params["U"], params["V"], done.trace.a, done.trace.h
    dh = np.zeros_like(h)
    dh[t] = done.d_output.h_out[t]
    back = bptt.backpropagate(rnn, params, done.trace, dh).a[t - 1]

    def from_a(before):
        state = rnn.step(params, xs[t], (np.tanh(before),)).state
        return language_model.output(params, *state, ys[t]).loss

    true = complex_step(from_a, a[t - 1])
    np.testing.assert_allclose(back, true, **TIGHT)
    d_out = done.d_output.logits[t]
    printed = sigmoid(a[t]) * (U @ (d_out @ V * sigmoid_slope(sigmoid(a[t]))))
    np.testing.assert_allclose(relative(printed, true), 0.82, atol=0.005)
    not_transposed = tanh_slope(h[t]) * (U @ (tanh_slope(h[t]) * dh[t]))
    np.testing.assert_allclose(relative(not_transposed, true), 0.60, atol=0.005)


def test_E37_tanh_is_not_applied_twice():
    a = np.array([0.3, -1.2, 2.0])
    h = activations.tanh(a)
    slope = complex_step(lambda v: activations.tanh(v).sum(), a)
    np.testing.assert_allclose(tanh_slope(h), slope, **TIGHT)
    np.testing.assert_allclose(tanh_slope(h), [0.91514, 0.30502, 0.07065], atol=5e-6)
    twice = tanh_slope(activations.tanh(h))
    np.testing.assert_allclose(twice, [0.91972, 0.53428, 0.44338], atol=5e-6)


def test_E38_the_last_step_belongs_to_the_sums():
    params, xs, ys = net()
    done = run(params, xs, ys)
    short = bptt.at(done.trace, slice(0, T - 1)), bptt.at(done.d_trace, slice(0, T - 1))
    without = rnn.parameter_gradients(*short)
    d_output = bptt.at(done.d_output, slice(0, T - 1))
    without |= language_model.readout_gradients(short[0].h, d_output)
    errors = {name: relative(without[name], done.gradients[name]) for name in params}
    expected = {"W": 0.28, "U": 0.26, "V": 0.81, "b": 0.34, "c": 1.08}
    assert errors == pytest.approx(expected, abs=0.005)


def test_E39_the_exercise_s_answer_is_what_the_library_computes():
    params, xs, ys = net()
    done = run(params, xs, ys)
    d = tanh_slope(done.trace.h) * done.d_trace.h
    for name, answer in (("U", d.T @ done.trace.h_prev), ("b", d.sum(axis=0))):
        np.testing.assert_allclose(answer, true_gradient(name, params, xs, ys), **TIGHT)
        np.testing.assert_allclose(answer, done.gradients[name], **TIGHT)


def test_E40_a_column_gradient_needs_the_transposed_jacobian():
    params, xs, _ = net()
    v = np.arange(4.0)
    done = rnn.step_backward(params, bptt.at(unroll(params, xs[:1]), 0), (v,))
    true = complex_step(lambda x: v @ rnn.step(params, x, (np.zeros(4),)).h, xs[0])
    np.testing.assert_allclose(done.x, true, **TIGHT)
    jacobian = tanh_slope(unroll(params, xs[:1]).h[0])[:, None] * params["W"]
    np.testing.assert_allclose(done.x, jacobian.T @ v, **TIGHT)


def test_E41_the_operator_prod_is_an_outer_product():
    params, xs, ys = net(steps=1)
    done = run(params, xs, ys)
    outer = np.outer(done.d_output.logits[0], done.trace.h[0])
    np.testing.assert_allclose(done.gradients["V"], outer, **TIGHT)


def test_E42_real_time_recurrent_learning_finds_the_same_gradient():
    params, xs, ys = net()
    done = run(params, xs, ys)
    found = rtrl.gradients(params, xs, rnn.zero_state(params), done.d_output.h_out)
    for name in rnn.SHAPES:
        np.testing.assert_allclose(found[name], done.gradients[name], **TIGHT)


def test_E43_powers_of_U_alone_are_right_for_the_linear_network():
    params, xs, ys = net()
    powers = [np.linalg.matrix_power(params["U"].T, i) for i in range(T)]

    def formula_and_truth(cell):
        done = run(params, xs, ys, cell)
        formula = sum(powers[i] @ done.d_output.h_out[i] for i in range(T))
        return formula, done.d_trace.h[0]

    np.testing.assert_allclose(*formula_and_truth(LINEAR), **TIGHT)
    np.testing.assert_allclose(relative(*formula_and_truth(rnn)), 16.13, atol=0.005)


def test_E44_the_mean_s_gradient_carries_one_over_the_length():
    z, y, length = np.array([0.2, -1.0, 0.7]), np.eye(3)[1], 4
    gradient = cross_entropy_gradient(z, y) / length
    np.testing.assert_allclose(gradient, [0.084748, -0.224474, 0.139726], atol=5e-7)
    true = complex_step(lambda v: cross_entropy(v, y) / length, z)
    np.testing.assert_allclose(gradient, true, **TIGHT)


def test_E47_the_terms_are_immediate_derivatives():
    params = {"W": np.array([[0.5]]), "U": np.array([[0.9]]), "b": np.zeros(1)}
    xs = np.array([[1.0], [-0.4], [0.7]])
    trace = unroll(params, xs)
    last = np.array([[0.0], [0.0], [1.0]])
    terms = ledger.ledger(rnn, params, trace, last)["U"][2]
    np.testing.assert_allclose(terms.sum(), 0.460918, atol=5e-7)

    def total(steps):
        return complex_step(
            lambda U: unroll(params | {"U": U}, xs[:steps]).h[-1, 0], params["U"]
        )[0, 0]

    np.testing.assert_allclose(terms.sum(), total(3), **TIGHT)
    onward = jacobian_products(step_jacobians(rnn, params, trace))[1:, 0, 0]
    twice = sum(onward[k] * total(k + 1) for k in range(3))
    np.testing.assert_allclose(twice, 0.761111, atol=5e-7)


def test_E48_forward_with_a_matrix_is_backward_with_its_transpose():
    params, xs, _ = net()
    trace = unroll(params, xs, LINEAR)
    v = np.arange(4.0)
    back = LINEAR.step_backward(params, bptt.at(trace, 0), (v,))
    np.testing.assert_allclose(back.x, params["W"].T @ v, **TIGHT)


def test_E49_truncation_blinds_the_gradient_and_a_reset_blinds_the_state():
    params, xs, ys = net(steps=10)
    done, cut, t = run(params, xs, ys), 5, 7
    dhs = np.zeros((10, 4))
    dhs[t] = done.d_output.h_out[t]
    whole = bptt.backpropagate(rnn, params, done.trace, dhs).x
    np.testing.assert_allclose(abs(whole[0]).max(), 3.48e-2, rtol=2e-3)
    assert not bptt.truncated(rnn, params, done.trace, dhs, cut).x[:cut].any()
    reset = unroll(params, xs[cut:]).h[t - cut]
    moved = done.output.logits[t] - (params["V"] @ reset + params["c"])
    np.testing.assert_allclose(abs(moved).max(), 0.118, atol=5e-4)


def test_E50_a_bidirectional_state_knows_the_end_of_the_sequence():
    net_both = Network(rnn, bidirectional=True)
    params = net_both.init(np.random.default_rng(0), 3, 4)
    xs = np.random.default_rng(1).normal(size=(T, 3))
    other = xs.copy()
    other[-1] += 1
    moved = abs(
        net_both.forward(params, xs).outputs[0] - net_both.forward(params, other).outputs[0]
    )
    assert moved[:4].max() == 0 < moved[4:].max()
