"""What every widget in a frame has in common, whatever it shows.

A widget joins with one entry in `WIDGETS`: how to make it, and what a reader does to it.
What its numbers mean is checked in tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from accessible import violations
from host_page import spoiled, write_page
from letters import each_kind
from playwright.sync_api import Locator, Page
from settled import settle
from written import address_of

from unrolled import helo, lstm
from unrolled.widgets import (
    Activations,
    Beam,
    Blanks,
    Clipping,
    Counts,
    Documents,
    GradientCheck,
    Ledger,
    Looks,
    Losses,
    Museum,
    Neighbours,
    OwnText,
    Sizes,
    Sorter,
    Trainer,
    Vanishing,
    Wardrobe,
    WhatIsNew,
    WordSpace,
    Worksheet,
    Writer,
)

SMALLEST = 12  # pixels of the smallest text
PHONE, FINGER = 390, 40  # pixels: a phone's width, and of the smallest button on it


@dataclass(frozen=True)
class Case:
    """A widget and what a reader does to it, such as pressing keys in its field."""

    make: Callable[[], object]
    act: Callable[[Locator], None]
    bad: dict[str, object] = field(default_factory=lambda: {"program": {"format": "none"}})


def typed(name: str, text: str) -> Callable[[Locator], None]:
    """Give the act of typing `text` into the field called `name`."""

    def act(widget: Locator) -> None:
        field = widget.locator(f"input[data-name='{name}']").first
        field.fill(text)
        field.press("Enter")

    return act


def train_faster(widget: Locator) -> None:
    """Type a learning rate, wait for the new course, and go an update on."""
    typed("rate", "0.3")(widget)
    widget.and_(widget.page.locator("[data-trained=true]")).wait_for()
    widget.get_by_role("button", name="Next").click()


WIDGETS: dict[str, Case] = {
    "activations": Case(Activations, typed("layers", "4")),
    "beam": Case(Beam, typed("word", "holl")),
    "blanks": Case(Blanks, train_faster),
    "clipping": Case(Clipping, typed("g1", "-2.5")),
    "counts": Case(Counts, typed("k", "0.5")),
    "documents": Case(Documents, typed("query", "2")),
    "gradient_check": Case(GradientCheck, typed("weight", "0.9")),
    "ledger": Case(Ledger, typed("weight", "0.9")),
    "vanishing": Case(
        Vanishing, lambda widget: widget.get_by_role("button", name="orthogonal").click()
    ),
    "looks": Case(Looks, typed("word", "hell")),
    "losses": Case(Losses, typed("x", "0.5")),
    "museum": Case(
        Museum,
        lambda widget: widget.get_by_role("button", name="A", exact=True).click(),
        {"exhibits": [{"name": "something else"}]},
    ),
    "neighbours": Case(Neighbours, typed("word", "car")),
    "own_text": Case(lambda: OwnText("to be or not to be. " * 30), typed("rate", "0.02")),
    "sizes": Case(Sizes, typed("H", "7")),
    "sorter": Case(
        Sorter,
        lambda widget: widget.get_by_role("button", name="many to one").click(),
        {"examples": [{"name": "something else"}]},
    ),
    "trainer": Case(Trainer, train_faster),
    "wardrobe": Case(Wardrobe, typed("z", "0.9")),
    "wordspace": Case(WordSpace, train_faster),
    "writer": Case(Writer, typed("heat", "0.9")),
    "worksheet": Case(
        lambda: Worksheet(helo.program(True), at=[("a", 3), ("d", 3, 0)]), typed("a", "1.4")
    ),
    "what_is_new": Case(
        lambda: WhatIsNew(helo.program(), helo.program(cell=lstm), key="what_is_new"),
        lambda widget: widget.get_by_role("button", name="o", exact=True).click(),
    ),
}

every_widget = pytest.mark.parametrize("name", WIDGETS)


@pytest.fixture
def opened(visit, tmp_path):
    """Open the widget from a file, without network."""

    def open_widget(name: str, query: str = "", width: int = 1280, **options: str):
        address = write_page(tmp_path / f"{name}.html", WIDGETS[name].make(), **options)
        seen = visit(address + query, width=width)
        widget = seen.page.locator(f"[data-widget='{name}'][data-ready]")
        widget.wait_for()
        assert seen.errors == []
        assert seen.foreign == []
        return widget

    return open_widget


def numbers(widget: Locator) -> dict[str, str]:
    """Every number of the table, by name, place and time, once a training has ended."""
    widget.and_(widget.page.locator(":not([data-trained=false])")).wait_for()
    if not widget.get_by_role("region", name="The numbers as a table").is_visible():
        press(widget, "t")
    return widget.evaluate(
        """(w) => Object.fromEntries([...w.querySelectorAll(".u-drawer [data-value]")].map(
             (el) => [[el.dataset.name, el.dataset.index, el.dataset.t].join("/"),
                      el.dataset.value]))"""
    )


def press(widget: Locator, *keys: str) -> None:
    """Press keys while the widget itself has the focus."""
    widget.focus()
    for key in keys:
        widget.page.keyboard.press(key)


@every_widget
def test_an_action_changes_numbers_and_reset_brings_them_back(opened, name):
    widget = opened(name)
    before = numbers(widget)
    assert [float(text) for text in before.values()]  # there are some, and all are numbers
    WIDGETS[name].act(widget)
    assert numbers(widget) != before
    press(widget, "r")
    assert numbers(widget) == before
    assert widget.get_by_role("button", name="Reset").is_hidden()


@every_widget
def test_a_link_opens_exactly_this_state(opened, name):
    widget = opened(name)
    assert address_of(widget.page) == ""
    WIDGETS[name].act(widget)
    query = address_of(widget.page)
    assert f"{name}." in query
    assert numbers(opened(name, query)) == numbers(widget)


@every_widget
def test_a_broken_link_does_no_harm(opened, name):
    widget = opened(name)
    plain = numbers(widget)
    WIDGETS[name].act(widget)
    fields = [part.split("=")[0] for part in address_of(widget.page)[1:].split("&")]
    page, errors = widget.page, []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for junk in ("<b>x</b>", "NaN", "1e999", "-1", "", "a,b:c"):
        query = "&".join(f"{field}={junk}" for field in fields)
        page.goto(page.url.partition("?")[0] + "?" + query)
        widget.wait_for()
        assert numbers(widget).keys() == plain.keys(), junk
        assert errors == [], junk


@every_widget
def test_a_link_can_hide_a_part_and_present(opened, name):
    widget = opened(name, f"?{name}.hide=sentence&{name}.present=1")
    assert not widget.locator("[data-part='sentence']").is_visible()
    assert "u-present" in widget.get_attribute("class")
    press(widget, "Escape")
    assert "u-present" not in widget.get_attribute("class")


@every_widget
def test_it_says_what_it_shows_and_which_keys_it_knows(opened, name):
    widget = opened(name)
    said = widget.locator("[data-part='sentence'][aria-live='polite']")
    assert len(said.inner_text().split()) >= 4
    press(widget, "?")
    drawer = widget.locator(".u-drawer:visible")
    assert drawer.locator("kbd").count() >= 4
    assert drawer.get_by_role("button", name="Copy a link").is_visible()
    if widget.locator("[style*='--u-heat']").count():
        assert "The deeper the colour behind a number" in drawer.inner_text()


@every_widget
def test_it_is_accessible(opened, name):
    widget = opened(name)
    page = widget.page
    for state in ("as it opens", "acted on, with its table"):
        for rules, width in (("light", 1280), ("dark", 1280), ("narrow", 390)):
            theme = "dark" if rules == "dark" else "light"
            page.evaluate(
                "(name) => { document.documentElement.dataset.theme = name; }", theme
            )
            page.set_viewport_size({"width": width, "height": 900})
            settle(page)
            assert violations(page, rules) == [], state
        WIDGETS[name].act(widget)
        press(widget, "t")


# Texts in letters that are smaller than readers can read; an empty cell is none.
TOO_SMALL = """(w, least) => [...w.querySelectorAll("*")].filter((el) =>
    el.checkVisibility({ visibilityProperty: true }) &&
    [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) &&
    el.getBoundingClientRect().width > 1)
  .map((el) => {
    const svg = el.ownerSVGElement;
    const scale = svg ? svg.getScreenCTM().a : 1;
    return [parseFloat(getComputedStyle(el).fontSize) * scale, el.textContent];
  }).filter(([size]) => size < least)"""
# What stands out of the widget, and the boxes that what is in them stands out of.
CUT_OFF = """(w) => {
  const box = w.getBoundingClientRect();
  return [...w.querySelectorAll("button, input, text, b, td")].filter((el) => {
    if (!el.checkVisibility({ visibilityProperty: true })) return false;
    if (el.closest(".u-drawer, .u-scrolls, [data-scrolls]")) return false;
    const own = el.getBoundingClientRect();
    return own.width && (own.left < box.left - 1 || own.right > box.right + 1
      || el.matches("button, input") && el.scrollWidth > el.clientWidth + 1);
  }).map((el) => el.outerHTML.slice(0, 90)); }"""
# What scrolls and does not show it.
UNSEEN = """(w) => [...w.querySelectorAll(".u-frame *")].filter((el) => el.checkVisibility()
    && /auto|scroll/.test(getComputedStyle(el).overflow) && !el.matches("textarea")
    && (el.scrollWidth > el.clientWidth + 1 || el.scrollHeight > el.clientHeight + 1)
    && !/local/.test(getComputedStyle(el).backgroundAttachment)
  ).map((el) => el.className)"""
# Fields without room for a minus sign and six digits; counts are short.
TOO_NARROW = """(w) => [...w.querySelectorAll(
    ".u-field:not([inputmode=numeric])")].filter((field) => {
  field.value = "\u22121.23456";
  return field.checkVisibility() && field.scrollWidth > field.clientWidth + 1;
}).map((field) => field.outerHTML.slice(0, 90))"""


@every_widget
def test_nothing_is_cut_off_and_nothing_moves(opened, name):
    widget = opened(name)
    for width in (1280, 720, PHONE, 360):
        widget.page.set_viewport_size({"width": width, "height": 900})
        settle(widget.page)
        small = widget.evaluate(TOO_SMALL, SMALLEST - 0.05)
        assert small == [], width
        if width == PHONE:
            buttons = [b.bounding_box() for b in widget.locator("button:visible").all()]
            assert all(box["height"] >= FINGER for box in buttons)
        before = heights(widget, width)
        WIDGETS[name].act(widget)
        for letters, height in heights(widget, width).items():
            moved = abs(height - before[letters])
            assert moved <= (1 if width > 480 else 60), (width, letters)
        press(widget, "r")
    widget.page.set_viewport_size({"width": 320, "height": 640})
    for letters in each_kind(widget.page):
        assert widget.evaluate(TOO_NARROW) == [], letters
        assert sideways(widget.page) <= 0, letters
    assert widget.evaluate(CUT_OFF) == [], "at 320 px, in the book's letters"


def sideways(page: Page) -> float:
    """Give how much of a page stands out of the window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def heights(widget: Locator, width: int) -> dict[str, float]:
    """Insist that all fits, in every kind of letters; give how high the widget is then."""
    found, page = {}, widget.page
    for letters in each_kind(page):
        assert sideways(page) <= 0, (width, letters)
        assert widget.evaluate(CUT_OFF) == [], (width, letters)
        assert widget.evaluate(UNSEEN) == [], (width, letters)
        found[letters] = widget.bounding_box()["height"]
    return found


@every_widget
def test_it_says_in_print_what_it_shows(name):
    figure = WIDGETS[name].make().figure()
    assert any(character.isdigit() for character in figure)
    assert "<script" not in figure


@every_widget
def test_two_of_a_page_do_not_disturb_each_other(visit, tmp_path, name):
    case = WIDGETS[name]
    seen = visit(write_page(tmp_path / "two.html", case.make(), case.make()))
    first, second = (seen.page.locator(f"[data-key='{name}{n}']") for n in ("", 2))
    second.wait_for()
    before = numbers(second)
    case.act(first)
    assert numbers(second) == before
    assert f"{name}." in address_of(first.page)
    assert f"{name}2." not in address_of(first.page)


@every_widget
def test_bad_traits_are_answered_in_words(visit, tmp_path, name):
    widget = spoiled(WIDGETS[name].make(), **WIDGETS[name].bad)
    seen = visit(write_page(tmp_path / "bad.html", widget))
    said = seen.page.locator(".unrolled-failed > .unrolled-note")
    said.wait_for()
    assert "cannot be shown" in said.inner_text()
    assert seen.page.locator(".unrolled-static").is_visible()
