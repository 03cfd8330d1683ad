"""What is the reader's own goes into a widget with one call, or is refused in words."""

import numpy as np
import pytest

from unrolled import lstm, sigmoid
from unrolled.lessons.flow_networks import Matrix
from unrolled.lessons.flow_program import flow_of
from unrolled.recording import Program
from unrolled.widgets import Activations, Clipping, Losses, Tape, Vanishing

TURN = np.array([[0.0, 0.9], [-0.9, 0.0]])


def softplus(a):
    return np.log(1 + np.exp(a))


def test_a_function_is_recorded_with_its_slope_beside_the_library_s():
    program = Program(Activations("yours", yours=(softplus, sigmoid)).program)
    a = program.value("a")
    np.testing.assert_array_equal(program.value("yours"), softplus(a))
    np.testing.assert_array_equal(program.value("yours_slope"), sigmoid(a))
    np.testing.assert_array_equal(program.value("tanh"), np.tanh(a))


def test_a_loss_is_recorded_with_its_slope():
    losses = Losses("yours", yours=(lambda p: (1 - p) ** 2, lambda p: 2 * (p - 1)))
    program = Program(losses.program)
    np.testing.assert_array_equal(
        program.value("yours_slope"), 2 * (program.value("p") - 1)
    )


def test_a_function_is_asked_for_before_it_is_shown():
    with pytest.raises(ValueError, match="show is 'yours'; it must be one of 'sigmoid'"):
        Activations("yours")


def test_a_matrix_brings_its_size_and_its_radius():
    widget = Vanishing(U=TURN)
    assert (widget.start["size"], widget.start["matrix"]) == (2, "yours")
    assert widget.start["radius"] == pytest.approx(0.9)
    flow = flow_of(**widget.start | {"matrix": Matrix(TURN, 0.9)})
    assert f"<td>{flow.singular_values[50, 0]:.3g}</td>" in widget.figure()
    assert "yours" not in Vanishing().drawn["2"]["matrices"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (np.eye(4), r"U has the shape \(4, 4\); it must be one of \(2, 2\), \(3, 3\)"),
        (np.ones((2, 3)), r"U has the shape \(2, 3\)"),
        (np.zeros((2, 2)), "the spectral radius of U is 0.0; it must be from 1e-06 to 2"),
        (3 * np.eye(2), "the spectral radius of U is 3.0"),
        (np.full((2, 2), np.nan), "the largest entry of U in size is nan"),
    ],
)
def test_a_matrix_that_cannot_be_scaled_is_refused_in_words(wrong, message):
    with pytest.raises(ValueError, match=message):
        Vanishing(U=wrong)


def test_a_gradient_is_where_the_plane_begins():
    widget = Clipping(gradient=(2, -3.5))
    assert Program(widget.program).value("g").tolist() == [2, -3.5]
    assert "<td>−3.500</td>" in widget.figure()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ((1, 2, 3), "gradient has 3 entries; the plane has 2"),
        ((5, 0), "an entry of gradient is 5; it must be from -4 to 4"),
    ],
)
def test_a_gradient_outside_the_plane_is_refused_in_words(wrong, message):
    with pytest.raises(ValueError, match=message):
        Clipping(gradient=wrong)


def test_a_word_goes_all_the_way_back():
    program = Program(Tape.of("papaya", cell=lstm, backward=True).program)
    assert program.value("dU").shape == program.value("U").shape
