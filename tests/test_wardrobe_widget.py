"""The wardrobe: a GRU of one unit whose gates stand where the dials do."""

import numpy as np
import pytest

from unrolled import gru
from unrolled.lessons.wardrobe import START, dressed, program
from unrolled.recording.program import Program
from unrolled.widgets import Wardrobe
from unrolled.widgets.written import number


@pytest.mark.parametrize("update", gru.UPDATES)
@pytest.mark.parametrize("z", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("r", [0.0, 0.6, 1.0])
def test_the_dials_are_the_gates(update, z, r):
    x, h_prev = 0.8, -0.6
    shown = program(x, h_prev, z, r, update)
    n = np.tanh(x + r * h_prev)
    kept = z if update == "keep" else 1 - z
    np.testing.assert_allclose(shown.value("n"), [n], rtol=1e-12)
    np.testing.assert_allclose(
        shown.value("h"), [kept * h_prev + (1 - kept) * n], rtol=1e-12, atol=1e-15
    )


def test_a_shut_gate_copies_and_an_open_one_overwrites_exactly():
    shut, opened = (program(0.8, -0.6, z, 0.5) for z in (0.0, 1.0))
    assert shut.value("h") == -0.6
    assert opened.value("h") == opened.value("n")


def test_the_ends_of_the_candidate_are_those_of_the_reset_gate():
    x, h_prev, z = (np.array([value]) for value in (0.8, -0.6, 0.5))
    unheard, in_full = (dressed(x, h_prev, z, np.array([r]))["n"] for r in (0.0, 1.0))
    shown = dressed(x, h_prev, z, np.array([0.5]))
    assert (shown["unheard"], shown["in_full"]) == (unheard, in_full)
    assert in_full < shown["n"] < unheard  # yesterday's clothes are light


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"z": 1.1}, "z is 1.1; it must be from 0 to 1"),
        ({"r": float("nan")}, "r is nan; it must be from 0 to 1"),
        ({"x": -2}, "x is -2; it must be from -1 to 1"),
        ({"update": "forget"}, "update is 'forget'; it must be one of 'overwrite', 'keep'"),
    ],
)
def test_what_cannot_be_worn_is_refused_in_words(wrong, message):
    with pytest.raises(ValueError, match=message):
        Wardrobe(**wrong)


def test_the_figure_has_the_numbers_of_the_chosen_convention():
    one, other = (Wardrobe(z=0.9, update=update) for update in gru.UPDATES)
    for widget, data in ((one, one.program), (other, other.keeping)):
        assert number(Program(data).value("h").item(), 3) in widget.figure()
    assert one.figure() != other.figure()
    assert f"{START['x']:.3f}" in one.figure()
