"""Losses: values, gradients, and scores as large as they come."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import TIGHT, complex_step, numbers
from unrolled.models.losses import (
    cross_entropy,
    cross_entropy_gradient,
    log_softmax,
    perplexity,
    softmax,
    squared_error,
    squared_error_gradient,
    surprise,
    surprise_slope,
)
from unrolled.recording import Recorder
from unrolled.text.letters import one_hot

HUGE = [
    np.array([1e4, -1e4, 0.0]),
    np.array([-1e4, -1e4, -1e4]),
    np.array([1e4, 1e4, 1e4]),
    np.zeros(3),
    np.array([1e308, -1e307, 0.0]),
]


@given(z=numbers(4, size=5.0))
def test_softmax_is_the_definition(z):
    np.testing.assert_allclose(softmax(z), np.exp(z) / np.exp(z).sum(), rtol=1e-13)


@given(z=st.integers(1, 6).flatmap(lambda K: numbers(K, size=1e4)))
def test_probabilities_add_up_to_one(z):
    p = softmax(z)
    assert (p >= 0).all() and (p <= 1).all()
    assert abs(p.sum() - 1) < 1e-15 * 2 * len(z)


@given(z=numbers(4, size=8.0), shift=st.integers(-1000, 1000))
def test_adding_one_number_to_all_scores_changes_nothing(z, shift):
    z = np.round(z * 64) / 64  # so that adding the shift loses no digits
    np.testing.assert_array_equal(softmax(z + shift), softmax(z))
    np.testing.assert_array_equal(log_softmax(z + shift), log_softmax(z))


@given(z=numbers(4, size=8.0))
def test_log_softmax_is_the_logarithm_of_softmax(z):
    np.testing.assert_allclose(np.exp(log_softmax(z)), softmax(z), rtol=1e-13)


@pytest.mark.parametrize("z", HUGE, ids=str)
def test_huge_scores_give_finite_losses_and_no_warning(z):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        p, logs = softmax(z), log_softmax(z)
        losses = [cross_entropy(z, y) for y in np.eye(3)]
        slopes = [cross_entropy_gradient(z, y) for y in np.eye(3)]
    assert np.isfinite(logs).all() and np.isfinite(losses).all()
    assert np.isfinite(slopes).all()
    assert p.sum() == pytest.approx(1, abs=1e-15)


def test_equal_scores_are_a_blind_guess():
    for K in (1, 2, 5):
        z = np.full(K, -1e4)
        np.testing.assert_array_equal(softmax(z), np.full(K, 1 / K))
        np.testing.assert_allclose(cross_entropy(z, np.eye(K)[0]), math.log(K), atol=1e-15)


def test_an_impossible_letter_costs_its_distance_in_scores():
    assert cross_entropy(np.array([1e4, -1e4]), np.array([0.0, 1.0])) == 2e4


@given(z=numbers(4), w=numbers(4))
def test_cross_entropy_is_the_definition(z, w):
    y = softmax(w)
    expected = -(y * np.log(softmax(z))).sum()
    np.testing.assert_allclose(cross_entropy(z, y), expected, rtol=1e-12, atol=1e-13)


@given(z=numbers(5), target=st.integers(0, 4))
def test_gradient_of_cross_entropy_for_a_letter(z, target):
    y = one_hot([target], 5)[0]
    expected = complex_step(lambda z: cross_entropy(z, y), z)
    np.testing.assert_allclose(cross_entropy_gradient(z, y), expected, **TIGHT)


@given(z=numbers(5), w=numbers(5))
def test_gradient_of_cross_entropy_for_a_distribution(z, w):
    y = softmax(w)
    expected = complex_step(lambda z: cross_entropy(z, y), z)
    np.testing.assert_allclose(cross_entropy_gradient(z, y), expected, **TIGHT)


@given(p=numbers(5), y=numbers(5))
def test_squared_error_and_its_gradient(p, y):
    np.testing.assert_allclose(squared_error(p, y), ((p - y) ** 2).sum() / 2, rtol=1e-13)
    expected = complex_step(lambda p: squared_error(p, y), p)
    np.testing.assert_allclose(squared_error_gradient(p, y), expected, **TIGHT)


@pytest.mark.parametrize("K", [1, 2, 27])
def test_perplexity_of_a_blind_guess_is_the_number_of_choices(K):
    assert perplexity(math.log(K)) == pytest.approx(K, rel=1e-14)
    assert perplexity(math.log2(K), base=2) == pytest.approx(K, rel=1e-14)
    assert perplexity(math.log10(K), base=10) == pytest.approx(K, rel=1e-14)


def test_perplexity_of_certainty_is_one_and_of_an_infinite_loss_infinite():
    assert perplexity(0.0) == 1
    assert perplexity(math.inf) == math.inf


@given(loss=st.floats(0, 20))
def test_nats_with_base_e_and_bits_with_base_2_agree(loss):
    in_bits = loss / math.log(2)
    assert perplexity(in_bits, base=2) == pytest.approx(perplexity(loss), rel=1e-13)


@pytest.mark.parametrize("loss", [-1e-9, -3.0, math.nan])
def test_an_impossible_mean_loss_is_named(loss):
    with pytest.raises(ValueError, match=f"mean_loss is {loss}; .* at least 0"):
        perplexity(loss)


@pytest.mark.parametrize("base", [1.0, 0.5, 0.0, -2.0, math.nan])
def test_an_impossible_base_is_named(base):
    with pytest.raises(ValueError, match=f"base is {base}; .* above 1"):
        perplexity(1.0, base=base)


@given(z=numbers(4, size=5.0), k=st.integers(0, 3))
def test_surprise_is_cross_entropy_with_a_one_hot_target(z, k):
    expected = cross_entropy(z, one_hot([k], 4)[0])
    np.testing.assert_allclose(surprise(softmax(z)[k]), expected, rtol=1e-12, atol=1e-14)


@given(p=st.floats(1e-6, 1))
def test_the_slope_of_surprise_is_its_derivative(p):
    np.testing.assert_allclose(surprise_slope(p), complex_step(surprise, p), **TIGHT)


def test_squared_errors_of_many_rows_are_those_of_each():
    p, y = np.arange(6.0).reshape(3, 2), np.ones((3, 2))
    rows = [squared_error(*row) for row in zip(p, y, strict=True)]
    np.testing.assert_array_equal(squared_error(p, y), rows)


# ---- several steps at once -------------------------------------------------------------


SCORES = np.random.default_rng(3).normal(size=(2, 3, 4))
IDS = np.array([[0, 3, 1], [2, 2, 0]])


@pytest.mark.parametrize("function", [softmax, log_softmax])
def test_scores_of_several_steps_are_taken_step_by_step(function):
    found = function(SCORES)
    for place in np.ndindex(2, 3):
        np.testing.assert_array_equal(found[place], function(SCORES[place]))


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_gradient])
def test_an_id_is_its_one_hot_vector(function):
    whole = function(SCORES, IDS)
    np.testing.assert_array_equal(whole, function(SCORES, np.eye(4)[IDS]))
    for place in np.ndindex(2, 3):
        one = function(SCORES[place], IDS[place])
        np.testing.assert_array_equal(one, function(SCORES[place], np.eye(4)[IDS[place]]))
        np.testing.assert_array_equal(whole[place], one)
    np.testing.assert_array_equal(function(SCORES, IDS.tolist()), whole)


def test_the_gradient_of_many_steps_is_that_of_their_sum():
    expected = complex_step(lambda z: np.sum(cross_entropy(z, IDS)), SCORES)
    np.testing.assert_allclose(cross_entropy_gradient(SCORES, IDS), expected, **TIGHT)


def test_many_steps_are_recorded():
    recorder = Recorder()
    z = recorder.leaf("input", "z", SCORES[0])
    program = recorder.program({"p": softmax(z), "loss": cross_entropy(z, IDS[0])})
    np.testing.assert_array_equal(program.value("p"), softmax(SCORES[0]))
    np.testing.assert_array_equal(program.value("loss"), cross_entropy(SCORES[0], IDS[0]))


@pytest.mark.parametrize(
    "y, message",
    [
        (4, "id 4 is not in 0 … 3"),
        (-1, "id -1 is not in"),
        ([0, 1], r"scores has shape \(4,\), y has \(2,\)"),
        (0.5, r"scores has shape \(4,\), y has \(\)"),
        (np.ones(3), r"y has \(3,\)"),
    ],
)
def test_a_target_that_does_not_fit_is_named(y, message):
    for function in (cross_entropy, cross_entropy_gradient):
        with pytest.raises(ValueError, match=message):
            function(SCORES[0, 0], y)
