"""The keyboard, and what clickers send: never dead, in any widget."""

from __future__ import annotations

import re

import pytest
from host_page import REFUSING, write_page
from playwright.sync_api import Locator
from test_widgets import every_widget, numbers, opened, press  # noqa: F401

from unrolled import helo
from unrolled.widgets import Ledger, Tape, Vanishing

NAMES = {"→": "ArrowRight", "←": "ArrowLeft", "↑": "ArrowUp", "↓": "ArrowDown"}
NAMES |= {"Space": " ", "−": "-", "Esc": "Escape"}
CLICKERS = {"PageDown PageUp", "b ."}  # in full screen only
WATCH = """() => addEventListener("keydown", ({ target, defaultPrevented }) => {
  window.acted = defaultPrevented;
  window.moved = () => defaultPrevented || document.activeElement !== target; })"""
ROWS = (
    "fieldset, .u-choices, ol, tr, .u-strip, .u-cells, [data-part=bars]"  # of like things
)
STOPS = """(root, rows) => [...root.querySelectorAll(rows)].map((row) =>
  [...row.querySelectorAll("button, input")].filter((el) =>
    el.tabIndex >= 0 && !el.disabled && el.checkVisibility()).length)"""
SEEN = "(root) => root.innerHTML"
FOCUSED = "(root) => root.contains(document.activeElement)"
# Tab stops at which no key does anything.
DEAD = """(root) => [...root.querySelectorAll("[tabindex='0']:not(button, input, svg *)")]
  .filter((el) => el.checkVisibility() && el.role !== "slider"
    && el.scrollWidth <= el.clientWidth + 1 && el.scrollHeight <= el.clientHeight + 1)
  .map((el) => el.outerHTML.slice(0, 90))"""
# Takes away what has the focus, as what builds its parts anew does.
REMOVE = """(root) => {
  const part = root.querySelector(":is(.u-body, .u-row) :is(button, input)");
  part.focus();
  part.remove();
  return document.activeElement === document.body; }"""


@pytest.fixture
def tape(visit, tmp_path):
    """Open a Tape, and give it when it is drawn."""
    seen = visit(write_page(tmp_path / "tape.html", Tape(helo.program())))
    found = seen.page.locator("[data-widget][data-ready]")
    found.wait_for()
    return found


def listed(widget: Locator) -> list[str]:
    """Give what to press for every key that the help of a widget lists."""
    press(widget, "?")
    texts = widget.locator(".u-drawer:visible kbd").all_inner_texts()
    press(widget, "?")
    assert CLICKERS < set(texts)
    found = []
    for text in texts:
        if text in CLICKERS:
            continue
        shift = "Shift+" if text.startswith("Shift ") else ""
        keys = [key for key in text.removeprefix("Shift ").split() if key != "…"]
        found += [shift + NAMES.get(key, key) for key in keys]
    return found


def all_act(widget: Locator) -> None:
    """Press each listed key on the widget, in its boxes, at its handles; one must act."""
    boxes = widget.locator(".u-body :is(input[type=text], .u-handle):visible")
    widget.page.evaluate(WATCH)
    dead = []
    for key in listed(widget):
        press(widget, key)
        for box in boxes.all():
            if widget.page.evaluate("window.moved()"):
                break
            box.focus()
            widget.page.keyboard.press(key)
        if not widget.page.evaluate("window.moved()"):
            dead.append(key)
        if key in ("f", " "):
            press(widget, "Escape" if key == "f" else key)
    assert dead == []


@every_widget
def test_every_key_that_is_listed_acts(opened, name):  # noqa: F811
    widget = opened(name)
    all_act(widget)
    assert max(widget.evaluate(STOPS, ROWS), default=0) <= 1
    press(widget, "Tab")
    assert widget.evaluate(DEAD) == []
    assert widget.evaluate(REMOVE)
    assert widget.evaluate(FOCUSED)


def test_every_key_of_the_tape_acts(tape):
    all_act(tape)
    press(tape, "Tab")
    assert tape.evaluate(DEAD) == []


@every_widget
def test_a_clicker_works_in_full_screen(opened, name):  # noqa: F811
    widget = opened(name, f"?{name}.present=1")
    before = numbers(widget)
    widget.page.evaluate(WATCH)
    slider = widget.locator("input[type=range]:visible:enabled")
    seen = widget.evaluate(SEEN)
    for focused in (widget, slider.first) if slider.count() else (widget,):
        focused.focus()
        widget.page.keyboard.press("PageDown")
        assert widget.page.evaluate("window.acted")
        assert widget.evaluate(SEEN) != seen, "it neither goes on nor says why not"
        stands = numbers(widget) == before
        assert stands or "no further" not in widget.inner_text()
        widget.page.keyboard.press("PageUp")
    if name == "sizes":
        assert "no steps here" in widget.inner_text()
    assert numbers(widget).keys() == before.keys()
    for dark in ("b", "."):
        press(widget, dark)
        assert widget.locator("[data-part=controls]").is_hidden()
        widget.page.keyboard.press("t")  # brings it back, and does nothing else
        assert widget.locator("[data-part=controls]").is_visible()
        assert widget.locator(".u-drawer:visible").count() == 1
    widget.page.locator("#x").focus()  # as Tab does after the last part
    assert widget.evaluate(FOCUSED), "the page behind has the keyboard"


def test_the_focus_stays_at_both_ends(tape):
    page = tape.page
    for last, end, back, step in (
        ("End", "Next", "ArrowLeft", -1),
        ("Home", "Back", "ArrowRight", 1),
    ):
        press(tape, last)
        tape.get_by_role("button", name=end, exact=True).focus()
        page.keyboard.press("Enter")
        assert tape.evaluate(FOCUSED)
        now = int(tape.get_attribute("data-tick"))
        page.keyboard.press(back)
        assert int(tape.get_attribute("data-tick")) == now + step


def test_a_button_that_is_off_keeps_the_focus_and_does_nothing(opened):  # noqa: F811
    widget = opened("trainer")
    back = widget.get_by_role("button", name="Back", exact=True)
    assert back.is_disabled()
    back.focus()
    widget.page.keyboard.press("Enter")
    back.click(force=True)
    assert widget.get_attribute("data-update") == "0"
    widget.page.keyboard.press("ArrowRight")
    assert widget.get_attribute("data-update") == "1"


def test_a_sentence_is_one_tab_stop_and_arrows_go_along_it(visit, tmp_path):
    widget = Vanishing()
    sentence = next(n["name"] for n in widget.networks if len(n["tokens"]) > 20)
    address = write_page(tmp_path / "page.html", widget)
    page = visit(f"{address}?vanishing.network={sentence}").page
    strip = page.locator(".u-strip button")
    strip.first.wait_for()
    assert page.locator("[data-widget]").evaluate(STOPS, ROWS) == [1] * 5
    strip.nth(7).focus()
    page.keyboard.press("ArrowRight")
    assert strip.nth(8).evaluate("(el) => el === document.activeElement")
    page.keyboard.press("Enter")
    assert strip.nth(8).get_attribute("aria-pressed") == "true"
    strip.nth(4).click()  # after a click the arrows are the widget's
    page.keyboard.press("ArrowRight")
    assert strip.nth(3).get_attribute("aria-pressed") == "true"


def test_leaving_full_screen_returns_to_where_one_was(visit, tmp_path):
    seen = visit(write_page(tmp_path / "page.html", *(Ledger() for _ in range(3))))
    page, widget = seen.page, seen.page.locator("[data-key='ledger2']")
    slider = widget.locator("input[type=range]").first
    slider.focus()
    top = widget.bounding_box()["y"]
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("Escape")
    page.wait_for_function("document.fullscreenElement === null")
    page.wait_for_timeout(100)
    assert abs(widget.bounding_box()["y"] - top) <= 1
    assert slider.evaluate("(el) => el === document.activeElement")


def test_a_link_that_presents_fills_the_screen_at_the_first_touch(visit, tmp_path):
    widgets = [Ledger() for _ in range(3)]
    page = visit(write_page(tmp_path / "p.html", *widgets) + "?ledger3.present=1").page
    widget = page.locator("[data-key='ledger3'][data-ready]")
    widget.click()
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("Escape")
    page.wait_for_function("document.fullscreenElement === null")
    page.wait_for_timeout(100)
    assert 0 <= widget.bounding_box()["y"] < 900


def test_a_browser_that_limits_writing_gets_the_address_later(visit, tmp_path):
    address = write_page(
        tmp_path / "page.html", Ledger(), head=f"<script>{REFUSING}</script>"
    )
    seen = visit(address)
    page, widget = seen.page, seen.page.locator("[data-widget][data-ready]")
    widget.focus()
    for _ in range(12):
        page.keyboard.press("-")
        page.wait_for_timeout(60)
        page.keyboard.press("+")
    page.keyboard.press("-")
    page.wait_for_function("location.search.includes('ledger.window=3')")
    assert page.evaluate("window.writings") <= 6
    widget.evaluate(  # a step link of the page, too, when the browser takes no more
        """(root, href) => {
             history.pushState = () => { throw new DOMException("too often"); };
             const asked = { detail: { href }, bubbles: true };
             root.dispatchEvent(new CustomEvent("unrolled-step", asked));
           }""",
        f"{address}?ledger.window=2",
    )
    page.wait_for_url("**ledger.window=2**")
    assert widget.locator("input[data-name='window']").input_value() == "2"
    assert seen.errors == []


def test_a_link_survives_html(visit, tmp_path):
    address = write_page(tmp_path / "page.html", Ledger())
    page = visit(f"{address}?ledger.window=2&amp;ledger.hide=sentence").page
    widget = page.locator("[data-widget][data-ready]")
    assert widget.locator("input[data-name='window']").input_value() == "2"
    assert widget.locator("[data-part=sentence]").is_hidden()
    press(widget, "+")
    page.wait_for_function("location.search.includes('ledger.window=3')")
    assert re.search("amp", page.url) is None
