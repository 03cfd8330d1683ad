"""Vanishing in Chromium: every number beside NumPy's, after edits too, and in time."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Locator

from unrolled.gradients.gradient_flow import Flow
from unrolled.lessons.flow_program import START, flow_of
from unrolled.widgets import Vanishing

OTHER = (0.3, 0.6)


@pytest.fixture
def opened(shown):
    return lambda *arguments, **options: shown(Vanishing(*arguments, **options))


def numbers(widget: Locator, name: str) -> dict[tuple[int, int], float]:
    """What the table shows of one name, by step and index."""
    if not widget.get_by_role("region", name="The numbers as a table").is_visible():
        widget.focus()
        widget.page.keyboard.press("t")
    found = widget.evaluate(
        """(w, name) => [...w.querySelectorAll(`.u-drawer [data-name="${name}"]`)].map(
             (el) => [Number(el.dataset.t), Number(el.dataset.index), el.dataset.value])""",
        name,
    )
    return {(t, i): float(value) for t, i, value in found}


def compare(widget: Locator, expected: Flow, other: Flow) -> None:
    """Insist that the page shows what NumPy computes."""
    T = len(expected.bound) - 1
    stretch, bound = numbers(widget, "stretch"), numbers(widget, "bound")
    assert {t for t, _ in stretch} == set(range(T + 1)) == {t for t, _ in bound}
    for (t, i), value in stretch.items():
        own = expected.singular_values[T - t]
        np.testing.assert_allclose(value, own[i], rtol=1e-9, atol=1e-13 * own[0])
    for (t, _), value in bound.items():
        np.testing.assert_allclose(value, expected.bound[T - t], rtol=1e-10)
    for name, flow in (("h", expected), ("other", other)):
        shown = numbers(widget, name)
        assert len(shown) == 2 * (T + 1)
        for (t, i), value in shown.items():
            np.testing.assert_allclose(value, flow.h[t, i], rtol=1e-9, atol=1e-12)


def test_all_numbers_are_numpy_s_before_and_after_edits(opened):
    widget = opened()
    now = Vanishing().start
    compare(widget, flow_of(**now), flow_of(**now, first=OTHER))
    for name, choice in (("matrix", "orthogonal"), ("activation", "relu"), ("size", "3")):
        widget.locator(f"[data-name='{name}'][data-choice='{choice}']").click()
        now = now | {name: int(choice) if name == "size" else choice}
    for name, text in (("radius", "1.3"), ("gain", "0.4"), ("steps", "17")):
        field = widget.locator(f"input.u-field[data-name='{name}']")
        field.fill(text)
        field.press("Enter")
        now = now | {name: int(text) if name == "steps" else float(text)}
    compare(widget, flow_of(**now), flow_of(**now, first=OTHER))
    knob = widget.locator("[data-name='start 1']")
    knob.focus()
    widget.page.keyboard.press("ArrowLeft")
    moved = (START[0] - 0.05, START[1])
    compare(widget, flow_of(**now, first=moved), flow_of(**now, first=OTHER))


def test_the_words_and_the_letters_carry_what_arrives(opened):
    for network, count in (("sentence", 45), ("helo", 4)):
        widget = opened(network)
        flow = flow_of(**Vanishing(network).start)
        words = widget.locator(".u-strip [data-name='arriving']").evaluate_all(
            "(all) => all.map((el) => [Number(el.dataset.t), Number(el.dataset.value)])"
        )
        assert [t for t, _ in words] == list(range(1, count + 1))
        for t, value in words:
            expected = flow.singular_values[count - t, 0]
            np.testing.assert_allclose(value, expected, rtol=1e-9)


def test_keys_choose_the_step_that_the_sentence_speaks_of(opened):
    widget = opened("helo")
    said = widget.locator("[data-part='sentence']")
    assert "3 steps back, at the letter h" in said.inner_text()
    widget.focus()
    for key, words in (
        ("ArrowLeft", "letter e"),
        ("End", "first input"),
        ("Home", "0.621"),
    ):
        widget.page.keyboard.press(key)
        assert words in said.inner_text()


def test_the_lecture_s_matrix_brings_its_size_and_its_radius(opened):
    widget = opened()
    widget.locator("[data-choice='lecture']").click()
    assert widget.locator("[data-choice='2']").get_attribute("aria-pressed") == "true"
    radius = widget.locator(".u-facts [data-name='radius']").get_attribute("data-value")
    assert radius == repr(Vanishing(matrix="lecture", size=2).start["radius"])
    widget.locator("[data-choice='8']").click()
    assert widget.locator("[data-choice='random']").get_attribute("aria-pressed") == "true"


def test_a_wrong_number_is_answered_and_changes_nothing(opened):
    widget = opened()
    before = numbers(widget, "stretch")
    field = widget.locator("input.u-field[data-name='radius']")
    field.fill("3")
    field.press("Enter")
    assert widget.get_by_text("a number from 0 to 2 is needed").is_visible()
    assert numbers(widget, "stretch") == before


def test_what_the_reader_has_set_stays(opened):
    widget = opened()
    for name, text in (("radius", "1.3"), ("gain", "0.4")):
        field = widget.locator(f"input.u-field[data-name='{name}']")
        field.fill(text)
        field.press("Enter")
    for choice in ("orthogonal", "sentence", "helo", "steps", "lecture"):
        widget.locator(f"[data-choice='{choice}']").click()
        for name, number in (("radius", "1.3"), ("gain", "0.4")):
            field = widget.locator(f"input.u-field[data-name='{name}']")
            assert field.get_attribute("data-value") == number
    widget.press("r")
    assert field.get_attribute("data-value") == "1"


def test_a_size_that_the_matrix_cannot_have_is_said(opened):
    widget = opened()
    for choice in ("lecture", "8"):
        widget.locator(f"[data-choice='{choice}']").click()
    assert widget.get_by_text("A matrix of this size: U is random now.").is_visible()


@pytest.mark.parametrize("radius", ["1e-7", "0.1234567", "2"])
def test_no_radius_leaves_the_charts_or_its_field(opened, radius):
    widget = opened()
    field = widget.locator("input.u-field[data-name='radius']")
    field.fill(radius)
    field.press("Enter")
    paths = widget.locator("path").evaluate_all("(all) => all.map((p) => p.outerHTML)")
    assert not any("NaN" in path for path in paths)
    assert field.evaluate("(f) => f.scrollWidth <= f.clientWidth")
