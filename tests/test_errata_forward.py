"""Errata of activations, the forward pass and the structure of the network."""

import numpy as np
import pytest

from checks import TIGHT, complex_step
from errata import LINEAR, T, loss, net, relative, run, unroll
from unrolled import activations, language_model, rnn
from unrolled.cells.activations import sigmoid, sigmoid_slope, tanh_slope
from unrolled.cells.cell import variant
from unrolled.gradients.diagnostics import spectral_radius
from unrolled.lessons.sizes import parameter_count
from unrolled.models.losses import softmax, squared_error, squared_error_gradient
from unrolled.networks.network import Network
from unrolled.text.letters import one_hot


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
    params = language_model.init(rnn, 0, 20, 5)
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


def test_E91_swapped_letters_show_by_their_shapes_only_if_these_differ():
    params, xs, ys = net(D=3, H=4)
    with pytest.raises(ValueError, match=r"U has shape \(4, 3\); it must be square"):
        loss(params | {"W": params["U"], "U": params["W"]}, xs, ys)
    params, xs, ys = net(D=4, H=4)
    swapped = loss(params | {"W": params["U"], "U": params["W"]}, xs, ys)
    assert abs(swapped - loss(params, xs, ys)) > 0.1
