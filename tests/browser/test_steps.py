"""Step links in the built book: each fits the widget it names, and there is a way back."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from built_book import PAGES
from written import address_of

LINK = re.compile(r'<a class="u-step[^>]*>')
STEP = "a.u-step"
IN_SIGHT = """el => { const { top, bottom } = el.getBoundingClientRect();
  return bottom > 0 && top < innerHeight; }"""
NOT_THERE = """addEventListener("DOMContentLoaded", () => document.querySelectorAll(
  'script[type*="widget-view"]').forEach((el) => el.remove()))"""


LESSON = re.compile(r'<a [^>]*href="(\w+\.html)\?([^"]*)&amp;\w+\.present=1(#widget-\w+)"')
# What the plan of a lesson shows of a page, as links of the page itself.
ADD = """hrefs => hrefs.forEach((href) => {
  const link = document.createElement("a");
  link.className = "u-step";
  link.href = href;
  document.querySelector("article").append(link); })"""


def fields(url):
    return sorted(parse_qsl(urlsplit(url).query))


@pytest.fixture(scope="module")
def stepping(html):
    """The pages that have step links."""
    found = [name for name in PAGES if LINK.search((html / name).read_text("utf-8"))]
    assert found, "no page has a step link"
    return found


@pytest.fixture(scope="module")
def lessons(html):
    """The steps that plans of lessons show, by their pages."""
    found = {}
    for page, query, key in LESSON.findall((html / "book/lessons.html").read_text("utf-8")):
        steps = found.setdefault(f"book/{page}", [])
        steps.append(f"?{query.replace('&amp;', '&')}{key}")
    assert len(found) > 10
    return found


@pytest.mark.parametrize("name", [n for n in PAGES if n.startswith("book/")])
def test_every_step_says_what_its_widget_then_shows(visit, server, stepping, lessons, name):
    """What does not fit is left out of the address, and so is what is as at first."""
    if name not in stepping:
        return
    seen = visit(server + name, reduced_motion="reduce")
    seen.wait_for_widgets()
    page = seen.page
    page.evaluate(ADD, lessons.get(name, []))
    for link in page.locator(STEP).all():
        href = link.get_attribute("href")
        key = urlsplit(href).fragment.removeprefix("widget-")
        assert page.locator(f"#widget-{key} [data-key={key}]").count() == 1, href
        link.evaluate("el => el.click()")
        shown = [
            (f, text) for f, text in fields(address_of(page)) if f.startswith(f"{key}.")
        ]
        assert shown == fields(href), f"{name}: {href}, but the widget is at {shown}"
        page.keyboard.press("Escape")
        page.wait_for_function("() => !history.state?.step")
    assert seen.errors == []


@pytest.fixture
def page(visit, server):
    """The page on clipping, with its first step link in sight."""
    seen = visit(f"{server}book/clipping.html", reduced_motion="reduce")
    seen.wait_for_widgets()
    yield seen.page
    assert seen.errors == []


def go(page):
    """Follow the first step link by keyboard; give the link and its widget."""
    link = page.locator(STEP).first
    link.evaluate("el => { for (let up = el; up; up = up.parentElement) up.open = true; }")
    link.scroll_into_view_if_needed()
    key = urlsplit(link.get_attribute("href")).fragment
    link.focus()
    page.keyboard.press("Enter")
    return link, page.locator(f"#{key} [data-key]")


@pytest.mark.parametrize("way", ["chip", "Escape", "back"])
def test_a_step_shows_the_widget_and_there_is_a_way_back(page, way):
    link, widget = go(page)
    assert widget.evaluate("el => document.activeElement === el")
    assert widget.evaluate("el => el.classList.contains('u-stepped')")
    assert widget.evaluate(IN_SIGHT)
    if way == "chip":
        page.locator(STEP).first.evaluate("() => scrollTo(0, document.body.scrollHeight)")
        page.locator(".u-step-back").click()
    elif way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.go_back()
    page.wait_for_function("() => document.activeElement?.matches('a.u-step')")
    page.wait_for_function(f"el => ({IN_SIGHT})(el)", arg=link.element_handle())
    assert page.locator(".u-step-back").count() == 0
    # the widget stays
    assert fields(address_of(page)) == fields(link.get_attribute("href"))


def test_what_is_in_sight_does_not_scroll(page):
    link, widget = go(page)
    page.keyboard.press("Escape")
    address_of(page)
    page.set_viewport_size({"width": 1280, "height": 6000})
    page.evaluate("scrollTo(0, 0)")
    link.evaluate("el => el.click()")
    assert page.evaluate("scrollY") == 0
    assert widget.evaluate("el => document.activeElement === el")
    assert not page.locator(".u-step-back").is_visible()


def test_several_steps_are_one_way_back(page):
    length = page.evaluate("history.length")
    link, _ = go(page)
    link.evaluate("el => el.click()")
    link.evaluate("el => el.click()")
    assert page.evaluate("history.length") == length + 1


def test_before_the_widget_is_there_the_link_loads_the_page(visit, server):
    seen = visit("about:blank")
    page = seen.page
    page.add_init_script(NOT_THERE)
    page.goto(f"{server}book/clipping.html")
    link = page.locator(STEP).first
    href = link.get_attribute("href")
    link.evaluate("el => el.click()")
    page.wait_for_url(f"**/clipping.html{href}")


def test_a_step_link_opened_anew_shows_the_widget(visit, server, page):
    href = page.locator(STEP).first.get_attribute("href")
    again = visit(f"{server}book/clipping.html{href}")
    again.wait_for_widgets()
    assert fields(address_of(again.page)) == fields(href)
    key = urlsplit(href).fragment
    assert again.page.locator(f"#{key}").evaluate(IN_SIGHT)
