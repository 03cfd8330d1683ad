"""GradientCheck shows NumPy's gradient, NumPy's two losses, and their difference."""

from functools import partial

import numpy as np
import pytest

from unrolled import helo, language_model, rnn
from unrolled.museum.mutants import mutant
from unrolled.widgets import GradientCheck


@pytest.fixture
def opened(shown):
    return partial(shown, GradientCheck())


def number(widget, name):
    return float(widget.locator(f"[data-name='{name}']").first.get_attribute("data-value"))


def loss(params, name, e, step):
    moved = {key: value.copy() for key, value in params.items()}
    moved[name].flat[e] += step
    return float(helo.predict(moved).L)


@pytest.mark.parametrize(("name", "e"), [("U", 0), ("W", 7), ("b", 2), ("V", 11), ("c", 0)])
@pytest.mark.parametrize("eps", [1e-1, 1e-4])
def test_both_slopes_are_numpys(opened, name, e, eps):
    widget = opened(f"?gradient_check.weight={name}:{e}&gradient_check.eps={eps}")
    params = helo.parameters()
    up, down = (loss(params, name, e, step) for step in (eps, -eps))
    assert number(widget, "slope") == pytest.approx(
        helo.learn().gradients[name].flat[e], rel=1e-12
    )
    assert number(widget, "L_up") == pytest.approx(up, rel=1e-12)
    assert number(widget, "L_down") == pytest.approx(down, rel=1e-12)
    assert number(widget, "numeric") == pytest.approx((up - down) / (2 * eps), rel=1e-9)


def test_equal_digits_are_bold_and_the_first_other_one_is_marked(opened):
    widget = opened("?gradient_check.eps=0.1")
    rows = widget.locator(".u-digit-row")
    bold = [rows.nth(n).locator("b").inner_text() for n in range(2)]
    marked = [rows.nth(n).locator("u").inner_text() for n in range(2)]
    assert bold[0] == bold[1]
    assert marked[0] != marked[1]


def test_all_weights_are_checked_at_once(opened):
    widget = opened()
    widget.press("a")
    assert "40 weights checked" in widget.inner_text()
    assert number(widget, "worst") < 1e-6


def test_the_curve_of_errors_is_a_v(opened):
    widget = opened()
    widget.press("t")
    errors = widget.evaluate(
        """(w) => [...w.querySelectorAll("td[data-name='errors']")].map(
             (td) => Number(td.dataset.value))"""
    )
    lowest = int(np.argmin(errors))
    assert 20 < lowest < 40  # between 1e-8 and 1e-2
    assert errors[0] > 1e3 * errors[lowest] < errors[-1]


def test_the_step_can_be_dragged_and_moved_by_keys(opened):
    widget = opened()
    knob = widget.locator("g[data-name='eps']")
    before = float(knob.get_attribute("data-value"))
    widget.press("ArrowLeft")
    assert float(knob.get_attribute("data-value")) < before
    knob.press("ArrowRight")
    assert float(knob.get_attribute("data-value")) == pytest.approx(before, rel=0.1)


def test_a_wrong_library_is_found_and_where_it_is_wrong(shown):
    wrong, params = mutant("missing_transpose"), language_model.init(rnn, 0, 4, 3)
    model = wrong.language_model
    widget = shown(GradientCheck("hello", params, wrong.rnn, model=model))
    xs, ys = np.eye(4)[[1, 0, 2, 2]], np.eye(4)[[0, 2, 2, 3]]
    found = model.run(wrong.rnn, params, xs, ys).gradients
    assert number(widget, "slope") == pytest.approx(found["U"][0, 0], rel=1e-12)
    widget.press("a")
    assert number(widget, "worst") > 0.1
    assert "no gradient of this loss" in widget.inner_text()
