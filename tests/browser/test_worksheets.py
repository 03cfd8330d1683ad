"""A worksheet in Chromium: boxes, checks, named mistakes, hints, one's own numbers."""

import numpy as np
import pytest
from host_page import write_page

from unrolled import helo
from unrolled.widgets import Worksheet

AT = [("U @ h_prev", 3, 0), ("a", 3, 0), ("h", 3, 0)]


@pytest.fixture
def opened(visit, tmp_path):
    def open_widget(query="", widget=None, **options):
        widget = widget or Worksheet(helo.program(), at=AT)
        seen = visit(write_page(tmp_path / "sheet.html", widget) + query, **options)
        shown = seen.page.locator("[data-widget='worksheet'][data-ready]")
        shown.wait_for()
        assert seen.errors == []
        return shown

    return open_widget


def values():
    """The numbers that are asked for."""
    p, trace = helo.parameters(), helo.predict().trace
    return [(p["U"] @ trace.h[1])[0], trace.a[2, 0], trace.h[2, 0]]


def said(widget):
    return widget.locator("[data-part='sentence']").inner_text()


def answer(widget, text):
    box = widget.locator("input.u-now")
    box.fill(text)
    box.press("Enter")


def test_a_sheet_is_filled_in_with_the_keyboard_alone(opened):
    widget = opened()
    widget.focus()
    for n, value in enumerate(values()):
        widget.page.keyboard.press("Enter" if n == 0 else "End")
        widget.page.keyboard.type(f"{value:.3f}".replace(".", ","))
        widget.page.keyboard.press("Enter")
        assert ("All 3" if n == 2 else f"{n + 1} of 3") in said(widget)
    assert widget.locator("input.u-blank").count() == 0
    cell = widget.locator("button.u-solved[data-name='h']")
    assert float(cell.get_attribute("data-value")) == values()[2]


def test_wrong_paths_are_named(opened):
    widget = opened("?worksheet.at=2")
    p, trace = helo.parameters(), helo.predict().trace
    Wx, Uh = p["W"] @ trace.x[2], p["U"] @ trace.h[1]
    for wrong, words in (
        (Wx + Uh, "b was left out"),
        (Wx + p["U"] @ trace.a[1] + p["b"], "that takes a2 where h2 is meant"),
        (-trace.a[2], "the sign is turned"),
    ):
        answer(widget, f"{wrong[0]:.4f}")
        assert words in said(widget).replace("\n", "")
        assert widget.locator("input.u-now").get_attribute("aria-invalid") == "true"
    answer(widget, str(trace.a[2, 1]))
    assert "that is unit 2" in said(widget)
    answer(widget, f"{trace.a[2, 0] + 0.004:.4f}")
    assert "round at the end only" in said(widget)
    answer(widget, "1e5")
    assert "Try again" in said(widget)
    assert "0 of 3" in said(widget)


@pytest.mark.parametrize("text", ["", "<b>", "1..2", "1e999"])
def test_what_is_no_number_is_answered_in_words(opened, text):
    widget = opened()
    answer(widget, text)
    assert "write it like 0.25" in said(widget)
    assert widget.locator("[data-part='sentence'] b b").count() == 0


def test_no_number_that_is_asked_for_stands_in_the_page(opened):
    widget = opened("?worksheet.at=3&worksheet.hints=1:2,2:2,3:2")
    for _ in AT:
        widget.focus()
        widget.page.keyboard.press("ArrowLeft")
        shown = widget.evaluate("(w) => w.innerHTML")
        for value in values():
            assert str(value) not in shown
            assert f"{value:.4f}" not in widget.inner_text()


def test_hints_show_the_row_and_then_the_arithmetic_without_its_result(opened):
    widget = opened()
    line, ring = widget.locator("[data-part='arithmetic']"), widget.locator(".u-ring").first
    assert not ring.is_visible()
    widget.focus()
    widget.page.keyboard.press("h")
    assert ring.is_visible()
    assert line.locator(".u-number").count() == 0
    widget.page.keyboard.press("h")
    assert line.locator(".u-number").count() == 6
    assert line.locator(".u-box").count() == 1
    assert widget.get_by_role("button", name="Hint").is_disabled()


def test_a_number_that_is_shown_is_not_counted_as_right(opened):
    widget = opened()
    widget.get_by_role("button", name="Show", exact=True).click()
    assert "0 of 3 right, 1 shown" in said(widget)
    assert f"{values()[0]:.6f}" in said(widget)
    widget.get_by_role("button", name="Next blank").click()
    assert widget.locator("input.u-now").get_attribute("data-name") == "a"


def test_numbers_of_ones_own_have_answers_and_mistakes_of_their_own(opened):
    p = helo.parameters()
    p["b"] = p["b"] + np.array([0.5, 0, 0])
    trace = helo.predict(p).trace
    widget = opened(f"?worksheet.at=2&worksheet.set=b:0:{p['b'][0]}")
    Wx, Uh = p["W"] @ trace.x[2], p["U"] @ trace.h[1]
    answer(widget, f"{(Wx + Uh)[0]:.4f}")
    assert "b was left out" in said(widget)
    answer(widget, f"{trace.a[2, 0]:.3f}")
    assert "Right" in said(widget)


def test_an_edit_makes_a_right_answer_open_again(opened):
    widget = opened(f"?worksheet.at=2&worksheet.fill=2:{values()[1]}")
    assert "1 of 3" in said(widget)
    widget.locator("button.u-leaf[data-name='b'][data-index='0']").click()
    field = widget.get_by_role("textbox", name="b, entry 1")
    field.fill("2")
    assert "0 of 3" in said(widget)
    assert "✎ 1 change" in widget.inner_text()
    field.press("Enter")
    widget.get_by_role("button", name="Reset").click()
    assert said(widget).endswith("0 of 3 right.")


def test_the_way_back_has_worksheets_too(opened):
    sheet = Worksheet(helo.program(True), at=[("dh", 3), ("tanh_slope(h)", 3), ("d", 3)])
    widget = opened(widget=sheet)
    back = helo.learn()
    h = back.trace.h[2]
    for numbers in (back.d_trace.h[2], 1 - h * h, back.d_trace.a[2]):
        for value in numbers:
            answer(widget, f"{value:.3f}")
    assert "All 9 right" in said(widget)
    assert widget.get_attribute("data-direction") == "backward"
