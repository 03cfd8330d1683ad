"""The errata of the lectures: the library does what is right, and not what is printed.

Each test bears the number of an erratum.  It asks the library for the right value, shows
that the printed formula gives another one, and where the list of errata quotes figures,
they must come out of the library to the digits that are quoted.
"""

import numpy as np
import pytest

from checks import TIGHT, complex_step
from unrolled import activations, bptt, gru, helo, language_model, ledger, lstm, rnn, rtrl
from unrolled.activations import sigmoid, sigmoid_slope, tanh_slope
from unrolled.cell import variant
from unrolled.clipping import clip_by_global_norm, clip_by_value
from unrolled.diagnostics import (
    jacobian_products,
    norm_bound,
    singular_values,
    spectral_radius,
    step_jacobians,
)
from unrolled.losses import (
    cross_entropy,
    cross_entropy_gradient,
    softmax,
    squared_error,
    squared_error_gradient,
)
from unrolled.network import Network
from unrolled.sizes import parameter_count
from unrolled.text import one_hot

LINEAR = variant(rnn, activation="identity")
SIGMOID = variant(rnn, activation="sigmoid")
T = 6


def net(D=3, H=4, K=5, steps=T, seed=0, scale=0.8):
    """Draw the network of the evidence: parameters, inputs and one-hot targets."""
    rng = np.random.default_rng(seed)
    params = {"W": rng.normal(size=(H, D)), "U": rng.normal(size=(H, H))}
    params["V"] = rng.normal(size=(K, H))
    params = {name: scale * p for name, p in params.items()}
    params["b"], params["c"] = rng.normal(size=H) * 0.3, rng.normal(size=K) * 0.3
    xs = rng.normal(size=(steps, D))
    return params, xs, one_hot(rng.integers(0, K, size=steps), K)


def unroll(params, xs, cell=rnn):
    return bptt.unroll(cell, params, xs, cell.zero_state(params))


def run(params, xs, ys, cell=rnn):
    return language_model.run(cell, params, xs, ys, cell.zero_state(params))


def loss(params, xs, ys, cell=rnn, only=None):
    done = language_model.forward(cell, params, xs, ys, cell.zero_state(params))
    return done.L if only is None else done.output.loss[only]


def true_gradient(name, params, xs, ys, **options):
    return complex_step(lambda p: loss(params | {name: p}, xs, ys, **options), params[name])


def relative(a, b):
    """Largest difference over largest entry of what is right."""
    return np.abs(a - b).max() / np.abs(b).max()


def errors_at_a(params, done, ys, slope=tanh_slope, outside=False):
    """Send errors back as the library does, or as printed (E32)."""
    h, d_next, ds = done.trace.h, 0.0, []
    for t in reversed(range(len(ys))):
        own = params["V"].T @ (done.output.probs[t] - ys[t])
        d = slope(h[t]) * own + d_next if outside else slope(h[t]) * (own + d_next)
        ds.append(d)
        d_next = params["U"].T @ d
    return np.array(ds[::-1])


# ---- activations and the forward pass ----------------------------------------------


def test_E01_the_sigmoid_is_applied_once():
    x = np.array([-2.0, 0.0, 3.0])
    np.testing.assert_allclose(sigmoid(x), [0.119203, 0.5, 0.952574], atol=5e-7)
    slope = sigmoid_slope(sigmoid(x))
    np.testing.assert_allclose(slope, [0.104994, 0.25, 0.045177], atol=5e-7)
    np.testing.assert_allclose(slope, complex_step(lambda v: sigmoid(v).sum(), x), **TIGHT)
    twice = complex_step(lambda v: sigmoid(sigmoid(v)).sum(), x)
    np.testing.assert_allclose(twice, [0.026155, 0.058751, 0.009075], atol=5e-7)


def test_E02_the_squared_error_s_gradient_has_an_index():
    y, p = np.array([1.0, 0, 0]), np.array([0.7, 0.2, 0.1])
    gradient = squared_error_gradient(p, y)
    np.testing.assert_allclose(gradient, [-0.3, 0.2, 0.1])
    np.testing.assert_allclose(gradient, complex_step(lambda q: squared_error(q, y), p))


def test_E03_relu_is_not_differentiable_at_zero_and_solves_xor():
    relu, e = activations.relu, 1e-6
    assert (relu(0.0) - relu(-e)) / e == 0 and (relu(e) - relu(0.0)) / e == 1
    xor = variant(rnn, activation="relu")
    params = {"W": np.ones((2, 2)), "U": np.zeros((2, 2)), "b": np.array([0.0, -1.0])}
    xs = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(unroll(params, xs, xor).h @ [1, -2], [0, 1, 1, 0])


def test_E04_the_listed_slope_is_that_of_the_leaky_relu():
    c, x, e = activations.LEAK, np.array([-1.0, 0.005, 2.0]), 1e-6
    slope = activations.leaky_relu_slope(activations.leaky_relu(x))
    np.testing.assert_array_equal(slope, np.where(x > 0, 1, c))
    leaky = activations.leaky_relu
    np.testing.assert_allclose((leaky(x + e) - leaky(x - e)) / (2 * e), slope, rtol=1e-9)
    printed = (np.maximum(c, x + e) - np.maximum(c, x - e)) / (2 * e)
    np.testing.assert_allclose(printed, [0, 0, 1], atol=1e-9)


def test_E05_the_slope_at_the_corner_is_a_convention():
    e, leaky = 1e-6, activations.leaky_relu
    left, right = (leaky(0.0) - leaky(-e)) / e, (leaky(e) - leaky(0.0)) / e
    np.testing.assert_allclose([left, right], [activations.LEAK, 1])
    assert activations.relu_slope(np.array(0.0)) == 0
    assert activations.leaky_relu_slope(np.array(0.0)) == activations.LEAK


def test_E06_the_sigmoid_is_steepest_at_the_origin():
    x = np.linspace(-8, 8, 1601)
    slope = sigmoid_slope(sigmoid(x))
    assert abs(x[slope.argmax()]) < 1e-12 and slope.max() == 0.25
    np.testing.assert_allclose(sigmoid_slope(sigmoid(5.0)), 0.006648, atol=5e-7)
    assert tanh_slope(activations.tanh(0.0)) / sigmoid_slope(sigmoid(0.0)) == 4
    np.testing.assert_allclose(activations.tanh(x), 2 * sigmoid(2 * x) - 1, atol=1e-15)


def test_E07_the_sigmoid_is_symmetric_about_one_half():
    x = np.linspace(-4, 4, 9)
    np.testing.assert_allclose(sigmoid(-x), 1 - sigmoid(x), atol=1e-15)
    np.testing.assert_array_equal(activations.tanh(-x), -activations.tanh(x))
    assert sigmoid(0.0) == 0.5


def test_E08_the_ends_are_reached_by_rounding_only():
    assert activations.tanh(18.0) < 1 and activations.tanh(19.1) == 1
    assert tanh_slope(activations.tanh(19.1)) == 0 < 4 * np.exp(-2 * 19.1)
    assert 0 < sigmoid(-30.0) and sigmoid(30.0) < 1


def test_E09_the_state_is_fed_back_not_the_pre_activation():
    params, xs, _ = net()
    params = params | {"b": 0 * params["b"]}
    others = np.random.default_rng(5).normal(size=xs.shape)

    def superposition(cell):
        both, one, other = (
            unroll(params, x, cell).a[-1] for x in (xs + others, xs, others)
        )
        return relative(both, one + other)

    assert superposition(LINEAR) < 1e-12  # as printed: a linear system
    np.testing.assert_allclose(superposition(rnn), 0.39, atol=0.005)
    wild = params | {"U": params["U"] / spectral_radius(params["U"]) * 1.2}
    long = np.random.default_rng(1).normal(size=(60, 3))
    np.testing.assert_allclose(
        abs(unroll(wild, long, LINEAR).h[-1]).max(), 6.24e4, rtol=1e-3
    )
    np.testing.assert_allclose(abs(unroll(wild, long).h[-1]).max(), 0.9433, atol=5e-5)


def test_E10_W_is_hidden_by_input():
    params = rnn.init(np.random.default_rng(0), 100, 500)
    assert params["W"].shape == (500, 100)
    assert unroll(params, np.ones((1, 100))).a.shape == (1, 500)
    with pytest.raises(ValueError, match="U has H = 500, but W has H = 100"):
        unroll(params | {"W": params["W"].T}, np.ones((1, 100)))


def test_E11_V_is_vocabulary_by_hidden():
    count = parameter_count(100, 500, 10_000, biases=False)
    assert count.total == 5_300_000
    assert parameter_count(100, 500, 10_000).total == count.total + 500 + 10_000
    params = language_model.init(np.random.default_rng(0), rnn, 20, 5)
    assert params["V"].shape == (20, 5)
    with pytest.raises(ValueError):
        run(params | {"V": params["V"].T}, np.eye(20)[:1], np.eye(20)[:1])


def test_E12_one_hot_times_W_is_a_column():
    params = rnn.init(np.random.default_rng(0), 100, 7)
    x = one_hot([0], 100)
    assert x.shape == (1, 100)
    np.testing.assert_array_equal(unroll(params, x).a[0], params["W"][:, 0])


def test_E13_sum_and_mean_differ_by_the_number_of_steps():
    params, xs, ys = net()
    done = run(params, xs, ys)
    np.testing.assert_allclose(done.L, 10.355220, atol=5e-7)
    np.testing.assert_allclose(done.L / T, 1.725870, atol=5e-7)
    mean = complex_step(lambda U: loss(params | {"U": U}, xs, ys) / T, params["U"])
    np.testing.assert_allclose(done.gradients["U"], T * mean, **TIGHT)


def test_E14_softmax_couples_all_scores():
    z = np.array([1.0, 2.0, -1.0])
    np.testing.assert_allclose(softmax(z), [0.2595, 0.7054, 0.0351], atol=5e-5)
    np.testing.assert_allclose(sigmoid(z).sum(), 1.8808, atol=5e-5)
    np.testing.assert_allclose(softmax(z + 7), softmax(z))
    np.testing.assert_allclose(softmax(z[:2])[0], sigmoid(z[0] - z[1]))


# ---- the structure of the network --------------------------------------------------


def test_E27_the_memory_is_the_state_not_the_weights():
    params, xs, _ = net()
    one, other = unroll(params, xs).h[-1], unroll(params, xs[::-1]).h[-1]
    np.testing.assert_allclose(abs(one - other).max(), 1.7695, atol=5e-5)
    long = np.random.default_rng(7).normal(size=(600, 3))
    assert unroll(params, long).h.shape == (600, 4)
    assert sum(p.size for p in params.values()) == 57


def test_E28_the_first_step_is_like_any_other_with_a_state_of_zeros():
    params, xs, ys = net()
    params = params | {"b": 0 * params["b"], "c": 0 * params["c"]}
    np.testing.assert_allclose(unroll(params, xs).h[0], np.tanh(params["W"] @ xs[0]))
    output = run(params, xs, ys).output
    np.testing.assert_allclose(
        output.logits[0], [-0.023, 0.169, 0.001, 0.707, -0.1], atol=5e-4
    )
    np.testing.assert_allclose(output.logits[0].sum(), 0.753, atol=1e-3)
    np.testing.assert_allclose(output.probs.sum(axis=1), 1)


def test_E29_two_layers_are_not_two_steps():
    params, xs, _ = net()
    params = params | {"b": 0 * params["b"]}
    layers = np.tanh(params["U"] @ np.tanh(params["W"] @ xs[0]))
    silent = unroll(params, np.stack([xs[0], 0 * xs[1]])).h[1]
    np.testing.assert_allclose(layers, silent, **TIGHT)
    np.testing.assert_allclose(
        abs(layers - unroll(params, xs).h[1]).max(), 1.2242, atol=5e-5
    )


def test_E30_a_layer_reads_the_one_below_at_the_same_step():
    deep = Network(rnn, layers=2)
    params = deep.init(np.random.default_rng(0), 2, 3)
    done = deep.forward(params, np.random.default_rng(1).normal(size=(4, 2)))
    below, above = done.layers[""], done.layers["1"]
    np.testing.assert_array_equal(above.x, below.h)
    assert abs(np.diag(tanh_slope(above.h[-1])) @ params["W1"]).max() > 0.1


def test_E31_the_product_of_probabilities_starts_from_the_first_letter():
    params, _, _ = net(D=2, K=2, H=3)
    total = {0: 0.0, 1: 0.0}
    for number in range(16):
        ids = [number >> place & 1 for place in range(4)]
        total[ids[0]] += np.exp(-loss(params, one_hot(ids[:3], 2), one_hot(ids[1:], 2)))
    np.testing.assert_allclose([total[0], total[1]], 1)  # together the printed sum: 2


# ---- backpropagation through time --------------------------------------------------


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


def test_E45_the_slope_belongs_to_the_step_s_own_pre_activation():
    params, xs, _ = net(scale=1.0)
    trace, k, t = unroll(params, xs), 2, 5
    product = jacobian_products(step_jacobians(rnn, params, trace)[:t])[k]
    after = [
        complex_step(
            lambda h, i=i: bptt.unroll(rnn, params, xs[k:t], (h,)).h[-1, i], trace.h[k - 1]
        )
        for i in range(4)
    ]
    np.testing.assert_allclose(product, after, rtol=1e-11, atol=1e-13)
    own = printed = np.eye(4)
    for i in range(k, t):
        own = tanh_slope(trace.h[i])[:, None] * params["U"] @ own
        printed = tanh_slope(np.tanh(trace.h_prev[i]))[:, None] * params["U"] @ printed
    np.testing.assert_allclose(product, own, **TIGHT)
    assert relative(printed, product) > 0.2


def test_E46_the_bound_needs_the_largest_singular_value():
    U = np.array([[0.5, 10], [0, 0.5]])
    assert spectral_radius(U) == 0.5
    np.testing.assert_allclose(singular_values(U)[0], 10.0249, atol=5e-5)
    fifth = singular_values(np.linalg.matrix_power(U, 5))[0]
    np.testing.assert_allclose(fifth, 3.1253, atol=5e-5)
    assert spectral_radius(U) ** 5 < fifth < norm_bound(U, 5)[0]
    params, xs, _ = net(scale=1.0)
    products = jacobian_products(step_jacobians(rnn, params, unroll(params, xs)))
    assert (singular_values(products)[:, 0] <= norm_bound(params["U"], T) + 1e-12).all()


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


# ---- vanishing and exploding gradients ---------------------------------------------


@pytest.fixture
def sigmoid_network():
    """Five steps of a network of three sigmoid units, as in the evidence."""
    rng = np.random.default_rng(3)
    params = {"W": rng.normal(size=(3, 2)), "U": rng.normal(size=(3, 3)) * 1.3}
    xs = rng.normal(size=(6, 2))
    params["b"] = np.zeros(3)
    trace = bptt.unroll(SIGMOID, params, xs[1:], (rng.normal(size=3),))
    return params, xs, trace, step_jacobians(SIGMOID, params, trace)


def test_E51_the_product_runs_from_the_last_step_down(sigmoid_network):
    params, xs, trace, jacobians = sigmoid_network
    g = np.array([1.0, -2.0, 0.5])
    down = g @ jacobian_products(jacobians)[0]
    true = complex_step(
        lambda h: g @ bptt.unroll(SIGMOID, params, xs[1:], (h,)).h[-1], trace.h_prev[0]
    )
    np.testing.assert_allclose(down, true, **TIGHT)
    up = g @ jacobian_products(jacobians[::-1])[0]
    np.testing.assert_allclose(relative(up, true), 0.96, atol=0.005)


def test_E52_five_steps_have_five_factors(sigmoid_network):
    *_, jacobians = sigmoid_network
    norms = [singular_values(jacobian_products(jacobians[:n])[0])[0] for n in (5, 4)]
    np.testing.assert_allclose(norms, [1.512e-2, 2.777e-2], rtol=5e-4)


def test_E53_the_slope_is_taken_with_the_step_s_own_input(sigmoid_network):
    params, xs, trace, jacobians = sigmoid_network
    t = 2  # the third step, which reads xs[3]
    own, before = (
        sigmoid_slope(SIGMOID.step(params, x, (trace.h_prev[t],)).h)[:, None] * params["U"]
        for x in (xs[t + 1], xs[t])
    )
    np.testing.assert_allclose(jacobians[t], own, **TIGHT)
    np.testing.assert_allclose(relative(before, jacobians[t]), 0.52, atol=0.005)


def test_E54_powers_of_U_cannot_be_pulled_out(sigmoid_network):
    params, _, trace, jacobians = sigmoid_network
    slopes = np.diag(sigmoid_slope(trace.h).prod(axis=0))
    printed = np.linalg.matrix_power(params["U"], 5) @ slopes
    true = jacobian_products(jacobians)[0]
    np.testing.assert_allclose(relative(printed, true), 0.51, atol=0.005)


def linear_norms(U, steps):
    """Norms of dh_T/dh_k of a linear network: of the powers of U."""
    size = len(U)
    params = {"W": np.zeros((size, 1)), "U": U, "b": np.zeros(size)}
    trace = unroll(params, np.zeros((steps, 1)), LINEAR)
    return singular_values(jacobian_products(step_jacobians(LINEAR, params, trace)))[
        ::-1, 0
    ]


def test_E55_decay_and_growth_are_exponential():
    small, large = (linear_norms(np.diag(d), 40) for d in ([0.5, 0.3], [1.5, 0.3]))
    np.testing.assert_allclose(small[[10, 20, 40]], [9.77e-4, 9.54e-7, 9.09e-13], rtol=1e-3)
    np.testing.assert_allclose(large[[10, 20, 40]], [57.7, 3.33e3, 1.11e7], rtol=5e-3)
    np.testing.assert_allclose(large[20], large[10] ** 2)


def test_E56_the_powers_on_the_slide_are_right():
    np.testing.assert_allclose(linear_norms(np.array([[0.5]]), 47)[47], 7.1054274e-15)
    np.testing.assert_allclose(linear_norms(np.array([[0.01]]), 47)[47], 1e-94)


def test_E57_powers_of_a_matrix_are_not_powers_of_its_entries():
    U = np.array([[0.01, 0.5], [0.03, 0.01]])
    np.testing.assert_allclose(spectral_radius(U), 0.01 + 0.015**0.5)
    np.testing.assert_allclose(linear_norms(U, 47)[47], 1.190e-41, rtol=5e-4)
    np.testing.assert_allclose(norm_bound(U, 47)[0], 7.25e-15, rtol=1e-3)
    np.testing.assert_allclose(linear_norms(np.full((4, 4), 0.5), 47)[47], 2.0**47)


def test_E58_the_gradient_crosses_forty_steps():
    steps = 47 - 7
    np.testing.assert_allclose(
        linear_norms(np.array([[0.5]]), steps)[-1], 9.0949e-13, rtol=1e-5
    )
    np.testing.assert_allclose(linear_norms(np.array([[0.01]]), steps)[-1], 1e-80)


def test_E59_clipping_by_value_keeps_what_is_inside():
    g = np.array([-3.0, -0.2, 0.0, 0.4, 2.0])
    clipped = clip_by_value({"g": g}, 1.0).gradients["g"]
    np.testing.assert_array_equal(clipped, [-1, -0.2, 0, 0.4, 1])
    printed = np.where((g < 1) | (g > 1), 1.0, g)
    np.testing.assert_array_equal(printed, 1)


def test_E60_the_norm_rule_keeps_the_direction_and_neither_helps_a_small_gradient():
    def cosine(a, b):
        return a @ b / np.linalg.norm(a) / np.linalg.norm(b)

    g, tiny = np.array([6.0, 0.5]), np.array([1e-14, 2e-15])
    by_norm = clip_by_global_norm({"g": g}, 1.0).gradients["g"]
    np.testing.assert_allclose(by_norm, [0.9965, 0.083], atol=5e-5)
    np.testing.assert_allclose(cosine(by_norm, g), 1)
    by_value = clip_by_value({"g": g}, 1.0).gradients["g"]
    np.testing.assert_allclose(cosine(by_value, g), 0.9285, atol=5e-5)
    for clip in (clip_by_global_norm, clip_by_value):
        np.testing.assert_array_equal(clip({"g": tiny}, 1.0).gradients["g"], tiny)


# ---- LSTM and GRU ------------------------------------------------------------------


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
    params = language_model.init(rng, cell, 5, 3)
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


# ---- the worked example ------------------------------------------------------------


def test_E78_the_printed_states_include_the_bias():
    printed = [0.693168, 0.899554, 0.802118]
    np.testing.assert_allclose(helo.predict().trace.h[0], printed, atol=1e-6)
    params = helo.parameters()
    without = helo.predict(params | {"b": np.zeros(3)}).trace.h[0]
    np.testing.assert_allclose(without, [0.279396, 0.717694, 0.491111], atol=5e-7)


def test_E79_the_scalar_weight_is_a_multiple_of_the_identity():
    params, done = helo.parameters(), helo.predict()
    np.testing.assert_array_equal(params["U"], helo.RECURRENT * np.eye(3))
    recurrent = done.trace.a[1] - params["W"] @ done.trace.x[1] - params["b"]
    np.testing.assert_allclose(recurrent, helo.RECURRENT * done.trace.h[0], **TIGHT)
    assert sum(params[k].size for k in "WUbV") == 36


def test_E80_the_bias_is_the_one_of_the_table():
    expected = [0.854028, 1.469875, 1.104525]
    np.testing.assert_allclose(helo.predict().trace.a[0], expected, atol=5e-10)
    other = helo.predict(helo.parameters() | {"b": np.full(3, 0.567)}).trace.a[0]
    np.testing.assert_allclose(other, np.array(expected) - 1e-6, atol=5e-10)


def test_E81_the_last_digit_was_cut_off():
    done, params = helo.predict(), helo.parameters()
    fed_back = params["U"] @ done.trace.h[0] + params["b"]
    np.testing.assert_allclose(fed_back, [0.86301352, 0.95114907, 0.9095401], atol=5e-9)
    assert round(fed_back[0], 6) == 0.863014


def test_E82_rounded_weights_explain_the_last_digits():
    done = helo.predict()
    np.testing.assert_allclose(
        done.trace.h[1], [0.93653377, 0.94910407, 0.76234074], atol=5e-9
    )
    logits = [1.90607489, 1.13779168, 0.95666393, 1.27422796]
    np.testing.assert_allclose(done.output.logits[1], logits, atol=5e-9)
    printed = [1.90607732, 1.13779113, 0.95666016, 1.27422602]
    assert 3e-6 < abs(done.output.logits[1] - printed).max() < 4e-6


def test_E83_h_is_predicted_at_every_step():
    probs = helo.predict().output.probs
    np.testing.assert_allclose(
        probs[1], [0.419747, 0.194682, 0.162429, 0.223141], atol=5e-7
    )
    assert (probs.argmax(axis=1) == helo.VOCABULARY.encode("h")[0]).all()
