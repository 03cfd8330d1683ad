"""The wardrobe as a reader uses it; every number beside NumPy's."""

from __future__ import annotations

import numpy as np
import pytest
from host_page import write_page
from playwright.sync_api import Locator

from unrolled.lessons.wardrobe import START, dressed
from unrolled.widgets import Wardrobe

SHOWN = """(w) => Object.fromEntries([...w.querySelectorAll("td[data-value]")].map(
             (el) => [el.dataset.name, Number(el.dataset.value)]))"""


@pytest.fixture
def wardrobe(visit, tmp_path):
    def open_widget(query: str = "", **dials) -> Locator:
        address = write_page(tmp_path / "wardrobe.html", Wardrobe(**dials))
        seen = visit(address + query)
        widget = seen.page.locator("[data-widget='wardrobe'][data-ready]")
        widget.focus()
        seen.page.keyboard.press("t")
        assert seen.errors == []
        return widget

    return open_widget


def check(widget: Locator, update: str = "overwrite", **dials: float) -> dict[str, float]:
    """Compare every number of the table with NumPy's."""
    shown = widget.evaluate(SHOWN)
    values = {name: np.array([value]) for name, value in (START | dials).items()}
    expected = values | dressed(**values, update=update)
    del expected["a_h"]
    assert shown.keys() == expected.keys()
    for name, value in expected.items():
        assert abs(shown[name] - value.item()) <= 1e-12, name
    return shown


def set_dial(widget: Locator, name: str, text: str) -> None:
    field = widget.locator(f"input.u-field[data-name='{name}']")
    field.fill(text)
    field.press("Enter")


def test_every_number_is_numpy_s_also_after_edits(wardrobe):
    widget = wardrobe()
    check(widget)
    dials = {"z": 0.9, "r": 0.0, "x": -0.35, "h_prev": 1.0}
    for name, value in dials.items():
        set_dial(widget, name, str(value))
    check(widget, **dials)
    widget.get_by_role("button", name="kept").click()
    check(widget, "keep", **dials)


@pytest.mark.parametrize("z, said", [("0", "what you wore yesterday"), ("1", "nothing is")])
def test_a_gate_can_be_quite_shut_and_quite_open(wardrobe, z, said):
    widget = wardrobe()
    set_dial(widget, "z", z)
    shown = check(widget, z=float(z))
    assert shown["h"] == shown["n" if z == "1" else "h_prev"]
    assert said in widget.locator("[data-part='sentence']").inner_text()


def test_keys_turn_the_dials(wardrobe):
    widget = wardrobe()
    widget.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "z"):
        widget.page.keyboard.press(key)
    check(widget, "keep", z=0.6, r=0.55)


def test_on_the_next_day_today_is_yesterday(wardrobe):
    widget = wardrobe()
    today = check(widget)["h"]
    widget.get_by_role("button", name="Next day").click()
    check(widget, h_prev=today)


def test_ten_days_are_ten_days_and_few_of_them_reach_the_end(wardrobe):
    widget = wardrobe()
    set_dial(widget, "z", "0.1")
    h = START["h_prev"]
    for press in range(12):
        widget.get_by_role("button", name="Ten days").click()
        for _ in range(10):
            day = {name: np.array([x]) for name, x in {**START, "z": 0.1}.items()}
            h = dressed(**day | {"h_prev": np.array([h])})["h"].item()
        assert abs(check(widget, z=0.1, h_prev=h)["h_prev"] - h) < 1e-12, press
    sentence = widget.locator("[data-part='sentence']")
    said = sentence.inner_text()
    widget.get_by_role("button", name="Next day").click()
    assert sentence.inner_text() == said  # nothing moves


def test_dots_and_words_tell_the_same_number(wardrobe):
    widget = wardrobe("?wardrobe.z=0.25&wardrobe.update=keep")
    shown = check(widget, "keep", z=0.25)
    for name in ("x", "h_prev", "n", "h"):
        dot = widget.locator(f"g[data-name='{name}'][data-index]")
        assert float(dot.get_attribute("data-value")) == shown[name]
    assert f"{shown['h']:.3f}" in widget.locator("[data-part='sum'] b").inner_text()


def test_a_wrong_number_is_answered_in_words(wardrobe):
    widget = wardrobe()
    set_dial(widget, "z", "1.5")
    assert "a number from 0 to 1 is needed" in widget.inner_text()
    check(widget)
