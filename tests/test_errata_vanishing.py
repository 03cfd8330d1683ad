"""Errata of vanishing and exploding gradients, and of clipping."""

import numpy as np
import pytest

from checks import TIGHT, complex_step
from errata import LINEAR, SIGMOID, T, net, relative, unroll
from unrolled import bptt, rnn
from unrolled.cells.activations import sigmoid_slope, tanh_slope
from unrolled.gradients.clipping import clip_by_global_norm, clip_by_value
from unrolled.gradients.diagnostics import (
    jacobian_products,
    norm_bound,
    singular_values,
    spectral_radius,
    step_jacobians,
)


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
