"""Firefox and WebKit show what Chromium shows: from disk, on every page, tick by tick."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import drivers
import pytest
from built_book import PAGES
from drivers import Driver
from host_page import write_page
from playwright.sync_api import Page

from unrolled import helo
from unrolled.widgets import Tape

PATIENCE = 60_000  # milliseconds
pytestmark = pytest.mark.xdist_group("others")  # started once, by one of pytest's workers
# Waits for all widgets of a page; gives those that did not start, and what they show.
READY = f"""(async () => {{
  const places = [...document.querySelectorAll(".unrolled-widget")];
  const done = () => places.every((w) => w.matches(".unrolled-live, .unrolled-failed"));
  const end = performance.now() + {PATIENCE};
  while (!done() && performance.now() < end) await new Promise((go) => setTimeout(go, 50));
  const works = (w) => w.matches(".unrolled-live") && w.clientHeight > 0;
  return {{
    count: places.length,
    dead: places.filter((w) => !works(w)).map((w) => w.innerText.slice(0, 200)),
    wide: document.documentElement.scrollWidth - innerWidth,
    shown: [...document.querySelectorAll("[data-widget] [data-value]")].map((el) =>
      [el.closest("[data-key]")?.dataset.key, el.dataset.name, el.dataset.value]
        .map((text) => text ?? "")),
  }};
}})()"""
# Walks the first Tape to its end; gives what it shows at every tick.
WALK = """(async () => {
  const tape = document.querySelector("[data-widget=tape]");
  const seen = [];
  for (let n = 0; n < Number(tape.dataset.ticks); n++) {
    const values = [...tape.querySelectorAll("[data-part=numbers] [data-value]")];
    seen.push([tape.querySelector(".u-say").textContent, tape.dataset.tick,
      ...values.map((el) => el.dataset.value)]);
    tape.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  }
  return seen;
})()"""
# Styles that a browser drops without a word if it does not know how they are written.
STYLES = """(() => {
  const of = (selector) => getComputedStyle(document.querySelector(selector));
  const leaf = of("[data-widget=tape] button[data-value]");
  const middle = (selector) => {
    const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
    return (top + bottom) / 2; };
  return { line: leaf.textDecorationLine, look: leaf.textDecorationStyle,
    beside: Math.abs(middle(".u-switch .u-about") - middle(".u-switch .u-choice")) < 3 };
})()"""


@pytest.fixture(scope="module")
def others() -> Iterator[dict[str, Driver]]:
    with drivers.firefox() as firefox, drivers.webkit() as webkit:
        yield {"Firefox": firefox, "WebKit": webkit}


@pytest.fixture(scope="module")
def chromium(browser: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def alike(one: Any, other: Any) -> bool:
    """Compare texts, and numbers but for digits in which browsers' tanh and exp differ."""
    if isinstance(one, list):
        same = isinstance(other, list) and len(one) == len(other)
        return same and all(map(alike, one, other))
    try:
        return float(one) == pytest.approx(float(other), rel=1e-9, abs=1e-12, nan_ok=True)
    except ValueError:
        return one == other


@pytest.mark.parametrize("name", PAGES)
def test_a_page_works_from_disk_as_in_chromium(html, others, chromium, name):
    address = f"{html.as_uri()}/{name}"
    chromium.goto(address)
    expected = chromium.evaluate(READY)
    for browser, driver in others.items():
        driver.open(address)
        found = driver.run(READY)
        assert found["dead"] == expected["dead"] == [], browser
        assert found["count"] == expected["count"], browser
        assert found["wide"] <= 0, browser
        assert len(found["shown"]) == len(expected["shown"]), browser
        pairs = zip(found["shown"], expected["shown"], strict=True)
        assert [pair for pair in pairs if not alike(*pair)] == [], browser


@pytest.mark.parametrize("name", ["book/forward_pass.html", "book/bptt.html"])
def test_the_tape_walks_as_in_chromium(html, others, chromium, name):
    address = f"{html.as_uri()}/{name}"
    chromium.goto(address)
    chromium.evaluate(READY)
    expected = chromium.evaluate(WALK)
    for browser, driver in others.items():
        driver.open(address)
        driver.run(READY)
        found = driver.run(WALK)
        assert len(found) == len(expected) > 30, browser
        pairs = zip(found, expected, strict=True)
        assert [pair for pair in pairs if not alike(*pair)] == [], browser


def test_what_can_be_changed_has_dots_and_what_is_asked_stands_beside_its_buttons(
    others, tmp_path
):
    programs = {"one": helo.program(), "other": helo.program()}
    address = write_page(tmp_path / "page.html", Tape(programs))
    for browser, driver in others.items():
        driver.open(f"{address}?tape.tick=2")
        driver.run(READY)
        expected = {"line": "underline", "look": "dotted", "beside": True}
        assert driver.run(STYLES) == expected, browser
