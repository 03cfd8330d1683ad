"""Counts in Chromium: every loss is that of the counted n-grams."""

import numpy as np
import pytest
from host_page import write_page

from unrolled.lessons import counting
from unrolled.widgets import Counts

SHOWN = """(w) => Object.fromEntries([...w.querySelectorAll("td[data-value]")].map(
             (el) => [`${el.dataset.name}/${el.dataset.t}`, Number(el.dataset.value)]))"""


@pytest.fixture
def opened(visit, tmp_path):
    def open_counts(query: str = ""):
        seen = visit(write_page(tmp_path / "page.html", Counts()) + query)
        widget = seen.page.locator("[data-widget=counts][data-ready]")
        widget.focus()
        seen.page.keyboard.press("t")
        assert seen.errors == []
        return widget

    return open_counts


def check(widget, unit="words", k=counting.K_START):
    shown = widget.evaluate(SHOWN)
    for n, one in counting.tables()[unit].items():
        for name, text in (("learned", one.learned), ("held_out", one.held_out)):
            with np.errstate(divide="ignore", invalid="ignore"):
                expected = counting.loss(text, k, one.K)
            np.testing.assert_allclose(shown[f"loss {name}/{n}"], expected, rtol=1e-11)
        assert shown[f"filled/{n}"] == one.filled
        assert shown[f"unseen/{n}"] == pytest.approx(one.unseen, rel=1e-12)
    assert f"filled/{n + 1}" not in shown


def test_every_loss_is_counted(opened):
    widget = opened()
    check(widget)
    widget.page.keyboard.press("u")
    check(widget, "letters")
    field = widget.locator("input.u-field[data-name=k]")
    field.fill("0.5")
    field.press("Enter")
    check(widget, "letters", 0.5)


def test_without_smoothing_what_is_new_is_impossible(opened):
    widget = opened()
    widget.locator("input[type=checkbox][data-name=none]").check()
    check(widget, k=0)
    sentence = widget.locator("[data-part=sentence]").inner_text()
    assert "infinite" in sentence or "never seen" in sentence


def test_the_keyboard_goes_through_n_and_stops_at_the_ends(opened):
    widget = opened("?counts.unit=letters&counts.n=6")
    sentence = widget.locator("[data-part=sentence]")
    assert "6-grams of letters" in sentence.inner_text()
    widget.page.keyboard.press("ArrowRight")
    assert "6-grams of letters" in sentence.inner_text()
    widget.page.keyboard.press("u")  # words have no sixth table
    assert "5-grams of words" in sentence.inner_text()
    widget.page.keyboard.press("u")
    assert "6-grams of letters" in sentence.inner_text(), "what was set stays"
    widget.page.keyboard.press("u")
    for _ in range(6):
        widget.page.keyboard.press("ArrowLeft")
    assert "1-grams of words" in sentence.inner_text()
    widget.page.keyboard.press("ArrowUp")
    check(widget, k=0.00533)
