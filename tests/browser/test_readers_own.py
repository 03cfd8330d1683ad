"""What is the reader's own, in the page: drawn, moved, and beside NumPy's numbers."""

from __future__ import annotations

import numpy as np
import pytest

from unrolled import gru, lstm, sigmoid
from unrolled.lessons.flow_networks import Matrix
from unrolled.lessons.flow_program import flow_of
from unrolled.widgets import Activations, Clipping, Losses, Tape, Vanishing


def softplus(a):
    return np.log(1 + np.exp(a))


def values(widget, name):
    return [float(x) for x in widget.locator(f"[data-name='{name}']").evaluate_all(
        "all => all.map(el => el.dataset.value).filter(x => x !== undefined)")]  # fmt: skip


def test_a_function_of_the_reader_s_has_its_numbers(shown):
    widget = shown(Activations("yours", x=1.5, yours=(softplus, sigmoid)))
    np.testing.assert_allclose(values(widget, "value")[0], softplus(1.5), rtol=1e-12)
    widget.focus()
    widget.page.keyboard.press("ArrowRight")
    np.testing.assert_allclose(values(widget, "slope")[0], sigmoid(1.6), rtol=1e-12)


def test_a_matrix_of_the_reader_s_is_chosen_and_left_and_taken_again(shown):
    turn = np.array([[0.0, 0.9], [-0.9, 0.0]])
    made = Vanishing(U=turn)
    truth = flow_of(**made.start | {"matrix": Matrix(turn, 0.9)}).singular_values
    widget = shown(made)
    mine = widget.locator("[data-name='matrix'][data-choice='yours']")
    assert mine.get_attribute("aria-pressed") == "true"
    widget.focus()
    widget.page.keyboard.press("t")  # the table of all numbers
    before = values(widget, "stretch")
    np.testing.assert_allclose(sorted(before), sorted(truth.ravel()), rtol=1e-9)
    widget.locator("[data-name='matrix'][data-choice='random']").click()
    assert values(widget, "stretch") != before
    mine.click()
    assert values(widget, "stretch") == before


@pytest.mark.parametrize(
    "widget",
    [
        Losses("yours", yours=(lambda p: (1 - p) ** 2, lambda p: 2 * (p - 1))),
        Clipping(gradient=(3.5, -0.5)),
        Tape.of("papaya", hidden_size=2, cell=lstm, backward=True),
        Tape.of("papaya", hidden_size=2, cell=gru),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_it_is_drawn_and_moves_by_keys(shown, widget):
    drawn = shown(widget)
    before = drawn.inner_html()
    drawn.focus()
    drawn.page.keyboard.press("ArrowRight")
    if drawn.get_attribute("data-widget") != "clipping":  # its arrows need the knob
        assert drawn.inner_html() != before
