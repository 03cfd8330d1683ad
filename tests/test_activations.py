"""Activation functions: their values, their slopes, and their edges."""

import numpy as np
import pytest
from hypothesis import given

from checks import TIGHT, complex_step, numbers
from unrolled import activations
from unrolled.cells.activations import LEAK, hard_tanh, leaky_relu, relu, sigmoid, tanh

DEFINITIONS = {
    "tanh": lambda a: (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a)),
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "hard_tanh": lambda a: -1.0 if a < -1 else 1.0 if a > 1 else a,
    "relu": lambda a: a if a > 0 else 0.0,
    "leaky_relu": lambda a: a if a > 0 else LEAK * a,
    "identity": lambda a: a,
}
RANGES = {
    "tanh": (-1, 1),
    "sigmoid": (0, 1),
    "hard_tanh": (-1, 1),
    "relu": (0, np.inf),
    "leaky_relu": (-np.inf, np.inf),
    "identity": (-np.inf, np.inf),
}
CORNERS = {"hard_tanh": (-1.0, 1.0), "relu": (0.0,), "leaky_relu": (0.0,)}
SMOOTH = ("tanh", "sigmoid")
EXTREMES = np.array([-1e308, -1e4, -750.0, -1e-308, 0.0, 1e-308, 750.0, 1e4, 1e308])

every = pytest.mark.parametrize("name", DEFINITIONS)


def function(name):
    return getattr(activations, name)


def slope(name):
    return getattr(activations, f"{name}_slope")


def test_no_activation_is_left_out():
    defined = {n for n in vars(activations) if n.endswith("_slope")}
    assert defined == {f"{name}_slope" for name in DEFINITIONS}


@every
@given(a=numbers(5, size=20.0))
def test_the_value_is_that_of_the_definition(name, a):
    expected = [DEFINITIONS[name](x) for x in a]
    np.testing.assert_allclose(function(name)(a), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", SMOOTH)
@given(a=numbers(5, size=5.0))
def test_the_slope_of_a_smooth_one_is_its_derivative(name, a):
    expected = [complex_step(function(name), x) for x in a]
    # near a = 5 the output has lost digits to 1 - s, which no slope in s can find again
    np.testing.assert_allclose(slope(name)(function(name)(a)), expected, atol=1e-14)


@pytest.mark.parametrize("name", CORNERS)
@given(a=numbers(5))
def test_the_slope_away_from_the_corners_is_the_derivative(name, a):
    for x in a[[min(abs(y - c) for c in CORNERS[name]) > 1e-9 for y in a]]:
        # the complex step of the branch that x is on: maximum and minimum order
        # complex numbers by their real part
        expected = complex_step(function(name), x)
        np.testing.assert_allclose(slope(name)(function(name)(x)), expected, **TIGHT)


@pytest.mark.parametrize(
    "name, a, expected",
    [
        ("hard_tanh", [-1.0, 1.0], [0, 0]),
        ("relu", [0.0, -0.0], [0, 0]),
        ("leaky_relu", [0.0, -0.0], [LEAK, LEAK]),
    ],
)
def test_the_slope_at_a_corner_is_the_smaller_one(name, a, expected):
    np.testing.assert_array_equal(slope(name)(function(name)(np.array(a))), expected)


@every
def test_the_largest_numbers_raise_nothing_and_stay_in_range(name):
    low, high = RANGES[name]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        s = function(name)(EXTREMES)
        d = slope(name)(s)
    assert np.isfinite(s).all() and np.isfinite(d).all()
    assert (low <= s).all() and (s <= high).all()
    assert (d >= 0).all() and (d <= 1).all()


@every
def test_ordinary_large_numbers_do_not_even_underflow(name):
    with np.errstate(all="raise"):
        slope(name)(function(name)(np.array([-1e4, -750.0, 0.0, 750.0, 1e4])))


@every
@given(a=numbers(6, size=1e3))
def test_a_larger_input_never_gives_a_smaller_output(name, a):
    s = function(name)(np.sort(a))
    assert (np.diff(s) >= 0).all()


@given(a=numbers(4, size=50.0))
def test_tanh_is_a_sigmoid_stretched_to_both_sides(a):
    np.testing.assert_allclose(tanh(a), 2 * sigmoid(2 * a) - 1, atol=1e-15)


def test_saturated_values_are_exact():
    np.testing.assert_array_equal(tanh(np.array([-1e308, 1e308])), [-1, 1])
    np.testing.assert_array_equal(sigmoid(np.array([-1e308, 1e308])), [0, 1])
    np.testing.assert_array_equal(hard_tanh(np.array([-1e308, 1e308])), [-1, 1])
    np.testing.assert_array_equal(relu(np.array([-1e308, 1e308])), [0, 1e308])
    np.testing.assert_array_equal(leaky_relu(np.array([-1e308, 1e308])), [-1e306, 1e308])


@every
def test_the_shape_stays(name):
    for shape in [(), (1,), (2, 3)]:
        s = function(name)(np.full(shape, 0.5))
        assert np.shape(s) == np.shape(slope(name)(s)) == shape


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("layers", [1, 2, 7])
def test_slopes_of_a_stack_multiply_to_its_derivative(name, layers):
    def top(a):
        return activations.stack(name, a, layers)[-1].value

    for a in (-1.3, 0.0, 0.7, 2.1):
        done = activations.stack(name, np.array(a), layers)
        assert len(done) == layers
        np.testing.assert_allclose(done[-1].product, complex_step(top, a), rtol=1e-12)
        np.testing.assert_allclose(
            done[-1].product, np.prod([layer.slope for layer in done]), rtol=1e-12
        )


def test_a_stack_has_layers_of_known_activations():
    with pytest.raises(ValueError, match="layers is 0; it must be a whole number"):
        activations.stack("tanh", 1.0, 0)
    with pytest.raises(ValueError, match="activation is 'cosine'; it must be one of"):
        activations.stack("cosine", 1.0, 1)
