"""A presentation fits the screens of classrooms, and fingers find what they touch."""

from __future__ import annotations

import pytest
from host_page import write_page
from settled import settle
from test_widgets import UNSEEN, WIDGETS, press

from unrolled import five_words, helo, lstm
from unrolled.widgets import Clipping, Predict, Shapes, Tape

SCREENS = [(1024, 768), (1280, 720), (1366, 768), (1920, 1080)]
MAKE = {name: case.make for name, case in WIDGETS.items()} | {
    "tape": lambda: Tape(helo.program(True)),
    "lstm": lambda: Tape(helo.program(True, cell=lstm)),
    "block": lambda: Tape(  # higher than any screen
        {"all words": five_words.program(), "those before": five_words.program(causal=True)}
    ),
    "shapes": Shapes,
}
TAPES = {"lstm": 150, "block": 300}  # beside the first, with a tick of the way back
SMALLEST = 15.95  # pixels of the smallest letters, which are 16 but for rounding
SEEN = 0.6  # of a diagram, at least
# How much stands out of the screen, and of the head; the smallest letters; how much of a
# diagram is seen.
FITS = """(w) => {
  const texts = [...w.querySelectorAll("*")].filter((el) =>
    el.checkVisibility({ visibilityProperty: true }) && el.getBoundingClientRect().width > 1
    && [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const size = (el) => parseFloat(getComputedStyle(el).fontSize)
    * (el.ownerSVGElement?.getScreenCTM().a ?? 1);
  const foot = w.querySelector("[data-part=controls]").getBoundingClientRect();
  const graph = w.querySelector(".u-graph"), head = w.querySelector(".u-top");
  return { seen: graph ? graph.clientHeight / graph.scrollHeight : 1,
    head: head.scrollHeight - head.clientHeight,
    high: w.scrollHeight - w.clientHeight, wide: w.scrollWidth - w.clientWidth,
    smallest: Math.min(...texts.map(size)), below: foot.bottom - innerHeight }; }"""
# What of the sentence, the equation and the line of code is covered or out of the screen.
COVERED = """(w) => [".u-say", ".u-equation", ".u-source .u-here"].filter((part) => {
    const { left, top, bottom } = w.querySelector(part).getBoundingClientRect();
    const there = document.elementFromPoint(left + 9, top + 9);
    return bottom > innerHeight || !there?.closest(part); })"""
# What fingers touch, of less than 32 pixels, and fields into which a phone would zoom.
SMALL = """(w) => [...w.querySelectorAll("button, input, select, textarea, .u-scrubber")]
  .filter((el) => {
    const { width, height } = (el.closest("label") ?? el).getBoundingClientRect();
    const type = el.matches("input:not([type=range], [type=checkbox]), select, textarea")
      && parseFloat(getComputedStyle(el).fontSize) < 16;
    return el.checkVisibility() && (type || Math.min(width, height) < 31.5);
  }).map((el) => el.outerHTML.slice(0, 90))"""
TOUCHED = MAKE | {"predict": lambda: Predict("Which?", choices=["x", "y"], answer="x")}
HANDS = [(390, 844), (1180, 820)]  # in which a phone and a tablet lie


@pytest.mark.parametrize("name", MAKE)
def test_what_is_presented_fits_without_scrolling(visit, tmp_path, name):
    key = "tape" if name in TAPES else name
    address = write_page(tmp_path / "page.html", MAKE[name]())
    tick = TAPES.get(name, 11)
    page = visit(f"{address}?{key}.present=1&{key}.tick={tick}").page
    widget = page.locator("[data-widget][data-ready]")
    widget.wait_for()
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        found = widget.evaluate(FITS)
        out = max(found[where] for where in ("high", "wide", "below", "head"))
        assert out <= 1, (width, found)
        assert found["smallest"] >= SMALLEST, (width, found)
        assert found["seen"] >= SEEN, (width, found)
        if widget.get_attribute("data-widget") == "tape":
            press(widget, "c")
            assert widget.evaluate(COVERED) == [], width
            press(widget, "c")
    press(widget, "Escape")
    assert widget.evaluate("(w) => w.style.fontSize") == ""
    assert widget.evaluate("(w) => getComputedStyle(w).fontSize") == "16px"


WINDOWS = [(320, 640), (390, 844), (512, 384), (820, 1000), (1024, 768), (1280, 720)]
# Numbers that stand out of their boxes.
BURST = """(w) => [...w.querySelectorAll(".u-board .u-cell")].filter((cell) => {
    const text = document.createRange();
    text.selectNodeContents(cell);
    return text.getBoundingClientRect().width > cell.getBoundingClientRect().width + 0.5;
  }).map((cell) => cell.textContent)"""
# Where the parts of a Tape stand, and how much of the page stands out of the window.
PARTS = """(w) => {
  const box = (part) => w.querySelector(part).getBoundingClientRect();
  const [say, equation, graph] = [".u-say", ".u-equation", ".u-graph"].map(box);
  return { beside: equation.left > graph.right, together: equation.bottom - say.top,
    high: w.offsetHeight,
    page: document.documentElement.scrollWidth - innerWidth }; }"""


@pytest.mark.parametrize("name", ["tape", "lstm"])
def test_a_tape_fits_windows_of_every_width(visit, tmp_path, name):
    address = write_page(tmp_path / "page.html", MAKE[name](), width="980px")
    page = visit(f"{address}?tape.tick=9&tape.set=W:0:-12.345,U:1:-40,U_i:1:-40").page
    tape = page.locator("[data-widget][data-ready]")
    tape.wait_for()
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        found = tape.evaluate(PARTS)
        assert found["page"] <= 0, width
        assert found["beside"] == (width >= 820), width
        assert tape.evaluate(UNSEEN) == [], width
        if width >= 820:
            assert found["high"] <= (600 if name == "tape" else 790), (width, found)
        if height < 400:  # a window at twice its size
            assert found["together"] < height - 120, found
        press(tape, "Home")
        for _ in range(12):
            page.keyboard.press("ArrowRight")
            assert tape.evaluate(BURST) == [], (width, tape.get_attribute("data-tick"))


# Numbers that scroll, though they should not.
SCROLLS = """(w) => [...w.querySelectorAll(".u-board")].map((board) =>
    board.scrollWidth - board.clientWidth).filter((more) => more > 1)"""


# Widths, and ticks from one look to the next: those of gates, and of positions, are alike.
NARROW = {"tape": (320, 1), "lstm": (320, 3), "block": (1280, 13)}


@pytest.mark.parametrize("name", NARROW)
def test_the_numbers_of_no_tick_scroll(visit, tmp_path, name):
    width, each = NARROW[name]
    address = write_page(tmp_path / "page.html", MAKE[name]())
    page = visit(address, width=width, height=800).page
    tape = page.locator("[data-widget][data-ready]")
    tape.wait_for()
    tape.focus()
    for _ in range(int(tape.get_attribute("data-ticks")) // each + 1):
        assert tape.evaluate(SCROLLS) == [], tape.get_attribute("data-tick")
        for _ in range(each):
            page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("name", TOUCHED)
def test_fingers_find_what_they_touch(visit, tmp_path, name):
    address = write_page(tmp_path / "page.html", TOUCHED[name]())
    page = visit(address, width=390, height=844, has_touch=True, is_mobile=True).page
    widget = page.locator(".unrolled-live [data-widget]")
    widget.wait_for()
    for width, height in HANDS:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        assert widget.evaluate(SMALL) == [], width
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def drag(page, x: float, y: float, right: float, down: float) -> None:
    """Put a finger down, move it in six steps, and lift it."""
    touch = page.context.new_cdp_session(page)
    for n, kind in enumerate(["touchStart", *["touchMove"] * 6]):
        points = [{"x": x + right * n / 6, "y": y + down * n / 6}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_swipe_along_the_graph_steps(visit, tmp_path):
    address = write_page(tmp_path / "page.html", MAKE["tape"]())
    page = visit(f"{address}?tape.tick=9", width=390, height=844, has_touch=True).page
    tape = page.locator("[data-widget][data-ready]")
    tape.wait_for()
    box, top = tape.locator(".u-net").bounding_box(), page.evaluate("scrollY")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(page, x, y, -100, 4)
    assert tape.get_attribute("data-tick") == "11"
    drag(page, x, y, 60, -4)
    assert tape.get_attribute("data-tick") == "10"
    drag(page, x, y, 3, -90)
    assert tape.get_attribute("data-tick") == "10"
    assert page.evaluate("scrollY") != top, "up and down the page moves"


def test_a_finger_moves_the_handle_and_not_the_page(visit, tmp_path):
    address = write_page(tmp_path / "page.html", Clipping())
    page = visit(address, width=390, height=600, has_touch=True, is_mobile=True).page
    handle = page.locator(".u-handle:visible").first
    handle.scroll_into_view_if_needed()
    box, top = handle.bounding_box(), page.evaluate("scrollY")
    value = handle.get_attribute("data-value")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(page, x, y, -30, -60)
    assert handle.get_attribute("data-value") != value
    assert page.evaluate("scrollY") == top
