"""The widgets of activations and losses: what they record, accept and print."""

import numpy as np
import pytest

from unrolled import activations, helo
from unrolled.models.losses import squared_error, surprise, surprise_slope
from unrolled.recording.program import Program
from unrolled.widgets import Activations, Losses
from unrolled.widgets.curves import grid


@pytest.mark.parametrize("name", sorted(activations.ACTIVATIONS.keys() - {"identity"}))
def test_every_activation_is_recorded_with_its_slope(name):
    program = Program(Activations().program)
    a = program.value("a")
    phi, slope = activations.ACTIVATIONS[name]
    np.testing.assert_array_equal(program.value(name), phi(a))
    np.testing.assert_array_equal(program.value(f"{name}_slope"), slope(phi(a)))


def test_both_losses_are_recorded_over_probabilities():
    program = Program(Losses().program)
    p = program.value("p")
    np.testing.assert_array_equal(program.value("surprise"), surprise(p))
    np.testing.assert_array_equal(program.value("surprise_slope"), surprise_slope(p))
    one_by_one = [squared_error(np.array([q]), np.array([1.0])) for q in p]
    np.testing.assert_array_equal(program.value("squared_error"), one_by_one)
    np.testing.assert_array_equal(program.value("squared_error_slope"), p - 1)


def test_the_points_begin_with_the_chosen_one_and_the_letters():
    a = Program(Activations(x=0.7).program).value("a")
    assert a[0] == 0.7
    np.testing.assert_array_equal(a[1:13].reshape(3, 4), helo.predict().trace.a.T)
    p = Program(Losses(x=0.7).program).value("p")
    surprises = -np.log(p[1:5])
    np.testing.assert_allclose(surprises, helo.predict().output.loss, rtol=1e-12)


def test_the_grid_holds_corners_and_both_their_sides():
    xs = grid(-1, 1, 0.25, corners=(0,))
    np.testing.assert_array_equal(xs[[0, 4, 5, 6, -1]], [-1, -1e-9, 0, 1e-9, 1])
    assert len(xs) == 9 + 2


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"show": "cosine"}, "show is 'cosine'; it must be one of 'sigmoid', 'tanh'"),
        ({"beside": "cosine"}, "beside is 'cosine'; it must be one of '', 'sigmoid'"),
        ({"x": 6}, "x is 6; it must be from -5 to 5"),
        ({"x": float("nan")}, "x is nan; it must be from"),
        ({"layers": 0}, "layers is 0; it must be a whole number of at least 1"),
        ({"layers": 2.5}, "layers is 2.5; it must be a whole number"),
        ({"unit": 4}, "unit is 4; it must be from 1 to 3"),
        ({"flat": -0.1}, "flat is -0.1; it must be from 0 to 1"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(wrong, message):
    with pytest.raises(ValueError, match=message):
        Activations(**wrong)


def test_the_probability_of_nothing_has_no_loss():
    with pytest.raises(ValueError, match=r"x is 0; it must be from 0\.01"):
        Losses(x=0)


def test_the_figure_has_the_numbers_of_the_letters():
    figure = Activations(show="relu", x=-2).figure()
    assert "<figcaption>ReLU</figcaption>" in figure
    assert "a = -2" in figure
    assert f"{helo.predict().trace.a[1, 0]:.3f}" in figure  # unit 1 after e
    assert Losses().figure().count("<tr>") == 1 + 1 + 4
