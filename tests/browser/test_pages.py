"""Every page of the built book: quiet, offline, accessible, light, and its links hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from accessible import violations
from built_book import PAGES
from flow import measure
from letters import each_kind
from settled import COMPLETE, settle

from chapters import CHAPTERS
from unrolled.page.packing import unpacked
from unrolled.page.widgets import STATE, STATE_SCRIPT, models_of, pieces

BUDGET = 500_000  # bytes that a page may transfer beyond what an empty page does
BUDGETS = {"book/intro.html": 250_000, "book/generation.html": 800_000}


LISTS = ("book/errata.html", "genindex.html")
WITHOUT_LESSON = {"intro", "api_lessons", "errata", "lessons", "notation", "speed"}
LESSONS = {f"book/{name}.html" for name in {*CHAPTERS} - WITHOUT_LESSON}
EVERY_PAGE = [*PAGES, "genindex.html", "search.html"]


def quiet(seen):
    """Insist that a page asked nobody, missed nothing and has drawn all its widgets."""
    seen.wait_for_widgets()
    assert (seen.foreign, seen.failed, seen.errors) == ([], [], [])
    assert seen.page.locator(".unrolled-failed").count() == 0


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


# What is wider than a sheet of A4 has, between margins of a centimetre.
PAPER = 718
CUT = """() => [...document.querySelectorAll("article *")].filter((el) =>
  el.checkVisibility() && !el.closest("svg, mjx-assistive-mml") && el.clientWidth > 1
    && el.scrollWidth > el.clientWidth + 2 && getComputedStyle(el).overflowX !== "visible",
).map((el) => el.textContent.slice(0, 60))"""


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_page_is_complete_from_disk_and_on_paper(visit, html, name):
    seen = visit(html.as_uri() + "/" + name)
    quiet(seen)
    seen.page.set_viewport_size({"width": PAPER, "height": 1000})
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate(CUT) == []


@pytest.fixture(scope="module")
def empty_size(browser, server):
    """The bytes of a page without content: of the index, less its entries."""
    context = browser.new_context()
    page, answers = context.new_page(), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(server + "genindex.html", wait_until="load")
    entries = page.locator("article").first.inner_html()
    size = sum(len(answer.body()) for answer in answers) - len(entries.encode())
    context.close()
    return size


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_page_is_light_calm_accessible_and_fits(visit, server, empty_size, name):
    seen = visit(server + name)
    quiet(seen)
    if name in LESSONS:
        assert (flow := measure(seen.page)).is_calm, flow.row()
    extra = seen.size - empty_size
    if name in PAGES:
        assert extra <= BUDGETS.get(name, BUDGET), f"{extra} bytes beyond an empty page"
    page = seen.page
    found = []
    looks = [("light", 1280), ("dark", 1280), ("narrow", 360)]
    asked = looks
    if "/api_" in name or name in LISTS:  # of one make: one look each, all by turns
        asked = [looks[EVERY_PAGE.index(name) % 3]]
    for rules, width in looks:
        colours = "dark" if rules == "dark" else "light"
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        theme = page.evaluate("document.documentElement.dataset.theme")
        assert theme == colours, "the page does not follow the system's colours"
        for letters in each_kind(page):
            assert overflow(page) <= 0, f"too wide at {width} px, {letters} letters"
        page.evaluate("() => dispatchEvent(new Event('resize'))")  # the letters changed
        if (rules, width) in asked:
            found += violations(page, rules)
    assert found == []


def test_one_pale_word_among_many_alike_is_found(visit, server):
    page = visit(server + "book/errata.html").page
    word = page.locator(".errata-list a:visible").last
    word.evaluate("(el) => { el.style.color = '#ccc'; }")
    assert [found.split(": ")[1] for found in violations(page)] == ["color-contrast"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_carries_each_front_end_and_program_once(html, name):
    text = (html / name).read_text(encoding="utf-8")
    states = [model["state"] for model in models_of(text).values()]
    table = json.dumps(unpacked(text), separators=(",", ":"))
    carried = "".join([table, *STATE_SCRIPT.findall(text)])
    sources = {state[key] for state in states for key in ("code", "look") if key in state}
    parts = {part for source in sources for part in pieces(source) if len(part) >= 80}
    assert [carried.count(json.dumps(part)) for part in parts] == [1] * len(parts)
    programs = {json.dumps(found) for state in states for found in programs_in(state)}
    assert carried.count('"format":"unrolled-program/1"') == len(programs)


def programs_in(value: object) -> Iterator[dict]:
    """Find the recorded programs inside a trait."""
    if isinstance(value, dict) and value.get("format") == "unrolled-program/1":
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from programs_in(part)


class Links(HTMLParser):
    """The ids of a page, what it links to, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if "src" in given:
            self.loaded.add(given["src"])
        if "href" in given:
            (self.links if tag == "a" else self.loaded).add(given["href"])


def test_links_and_anchors_hold(html):
    pages = [p for p in html.rglob("*.html") if "_static" not in p.parts]
    found = {page: Links(page.read_text(encoding="utf-8")) for page in pages}
    broken = []
    for page, links in found.items():
        broken += [f"{page.name} loads {u}" for u in links.loaded if urlsplit(u).netloc]
        for link in links.links | links.loaded:
            url = urlsplit(link)
            if url.scheme or url.netloc:
                continue
            target: Path = (page.parent / unquote(url.path)).resolve() if url.path else page
            anchor = unquote(url.fragment)
            if not target.is_file():
                broken.append(f"{page.name}: no file for {link}")
            elif anchor and target in found and anchor not in found[target].ids:
                broken.append(f"{page.name}: no anchor for {link}")
    assert broken == []


def test_a_widget_has_a_static_figure_without_javascript_and_in_print(visit, html, server):
    pages = [n for n in PAGES if STATE in (html / n).read_text(encoding="utf-8")]
    assert pages, "no page has a widget"
    plain = visit(server + pages[0], java_script_enabled=False)
    assert plain.page.locator(".unrolled-static").first.is_visible()
    live = visit(server + pages[0])
    live.wait_for_widgets()
    assert live.page.locator(".unrolled-static").first.is_hidden()
    live.page.emulate_media(media="print")
    assert live.page.locator(".unrolled-static").first.is_visible()


def test_a_dark_page_is_printed_light(visit, server):
    page = visit(server + "book/intro.html", color_scheme="dark").page
    page.evaluate(
        """() => addEventListener("beforeprint", () => {
             const { color, backgroundColor: paper } = getComputedStyle(document.body);
             window.printed = [document.documentElement.dataset.theme, color, paper];
           })"""
    )
    page.pdf()
    theme, ink, paper = page.evaluate("window.printed")
    assert theme == "light"
    assert ink != paper == "rgb(255, 255, 255)"
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")


BEGUN = """() => document.addEventListener("unrolled-begun", () => {
  const later = [...document.querySelectorAll("[data-later]")].length;
  window.begun ??= [later, document.querySelectorAll(".unrolled-live").length]; })"""


def test_the_themes_scripts_come_after_the_first_widget(browser, html):
    page = browser.new_page()
    page.add_init_script(f"({BEGUN})()")
    page.goto((html / "book/bptt.html").as_uri())
    page.wait_for_function(COMPLETE)
    assert page.evaluate("window.begun") == [2, 1]
    page.close()


@pytest.mark.parametrize("host", ["there", "lost"])
def test_the_themes_scripts_come_without_a_widget(browser, html, tmp_path, host):
    """Where there is none, and where none can start."""
    name = {"there": "genindex.html", "lost": "book/clipping.html"}[host]
    page = browser.new_page()
    page.route("**/static_widgets.js*", lambda route: route.abort())
    page.goto((html / name).as_uri())
    page.wait_for_function(COMPLETE)
    page.keyboard.press("Control+k")
    assert page.locator("#pst-search-dialog").is_visible()
    page.close()


def test_no_page_but_that_of_the_search_loads_the_index_of_the_search(html):
    have = [name for name in EVERY_PAGE if "searchindex.js" in (html / name).read_text()]
    assert have == ["search.html"]


def test_light_or_dark_is_known_before_the_first_word(browser, html):
    page = browser.new_page(color_scheme="dark")
    page.add_init_script(
        """new MutationObserver((seen, observer) => {
             if (!document.body) return;
             window.first = document.documentElement.dataset.theme;
             observer.disconnect();
           }).observe(document, { subtree: true, childList: true });"""
    )
    page.goto((html / "book/intro.html").as_uri())
    assert page.evaluate("window.first") == "dark"
    page.close()


def test_letters_are_asked_for_before_the_first_word(browser, html):
    page = browser.new_page()
    page.add_init_script(
        """window.asked = [];
           const { load } = FontFace.prototype;
           FontFace.prototype.load = function () {
             window.asked.push([this.family.replaceAll('"', ""), document.body === null]);
             return load.call(this);
           };"""
    )
    page.goto(html.as_uri() + "/book/intro.html")
    asked = page.evaluate("window.asked")
    page.close()
    assert [early for _, early in asked] == [True] * 4
    assert {family for family, _ in asked} == {
        f"Unrolled {name}" for name in ("Text", "Code", "Math", "Signs")
    }
