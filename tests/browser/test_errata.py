"""Errata in the built book: closed, remembered, reached by links, chosen from, printed."""

import re

import pytest
from host_page import REFUSING
from playwright.sync_api import expect

from unrolled.teaching.errata import ERRATA

OPEN = "details.erratum[open]"
BLOCKED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no storage", "SecurityError"); } });"""


def numbers(page, selector):
    return page.locator(selector).evaluate_all("found => found.map((el) => el.id)")


def shown(page):
    return [
        name.removeprefix("list-") for name in numbers(page, ".errata-entry:not([hidden])")
    ]


def test_boxes_are_closed_and_what_was_opened_is_remembered(visit, server):
    page = visit(f"{server}book/bptt.html").page
    own = [number for number, erratum in ERRATA.items() if erratum.chapter == "bptt"]
    assert page.locator("details.erratum").count() == len(own)
    assert numbers(page, OPEN) == []
    page.locator("#E33 > summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("localStorage.getItem('unrolled-errata') === 'E33'")
    page.reload()
    assert numbers(page, OPEN) == ["E33"]
    page.locator("#E33 > summary").click()
    page.wait_for_function("localStorage.getItem('unrolled-errata') === ''")
    page.reload()
    assert numbers(page, OPEN) == []


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_link_opens_its_box(visit, html, server, scheme):
    base = server if scheme == "http" else html.as_uri() + "/"
    seen = visit(f"{base}book/errata.html#list-E32")
    page = seen.page
    page.locator("#list-E32 .errata-way a").click()
    page.wait_for_selector("#E32[open]")
    assert page.locator("#E32 > summary").bounding_box()["y"] < 300
    page.locator("#E32 .erratum-back a").click()
    page.wait_for_selector("#list-E32")
    assert page.url.endswith("errata.html#list-E32")
    page.go_back()
    page.wait_for_selector("#E32[open]")
    page.evaluate("location.hash = '#E41'")
    page.wait_for_selector("#E41[open]")
    assert seen.errors == []


def test_a_number_in_a_text_leads_to_its_box(visit, server):
    page = visit(f"{server}book/bptt.html").page
    link = page.locator(".erratum-moved a", has_text="E36").first
    assert ERRATA["E36"].line in link.get_attribute("title")
    link.click()
    page.wait_for_selector("#E36[open]")


def test_the_address_and_a_button_open_all(visit, server):
    page = visit(f"{server}book/clipping.html?errata=open").page
    assert numbers(page, OPEN) == ["E59", "E60"]
    page.goto(f"{server}book/clipping.html#E60")
    page.get_by_role("button", name="open all on this page").click()
    assert numbers(page, OPEN) == ["E59", "E60"]


def test_a_teacher_opens_all_pages_at_once(visit, server):
    page = visit(f"{server}book/errata.html").page
    page.get_by_label("Open all errata on every page").check()
    page.goto(f"{server}book/clipping.html")
    assert numbers(page, OPEN) == ["E59", "E60"]
    page.goto(f"{server}book/errata.html")
    page.get_by_label("Open all errata on every page").uncheck()
    page.goto(f"{server}book/clipping.html")
    assert numbers(page, OPEN) == []


def test_boxes_open_where_nothing_may_be_remembered(visit, server):
    seen = visit("about:blank")
    page = seen.page
    page.add_init_script(BLOCKED)
    page.goto(f"{server}book/clipping.html#E59")
    assert numbers(page, OPEN) == ["E59"]
    page.locator("#E60 > summary").click()
    assert numbers(page, OPEN) == ["E59", "E60"]
    page.goto(f"{server}book/errata.html#E89")
    assert numbers(page, OPEN) == ["E89"]
    page.get_by_label("Open all errata on every page").check()
    page.get_by_label("Kind").select_option("Checked")
    assert len(shown(page)) == 10
    assert [error for error in seen.errors if "errata" in error] == []


def test_a_choice_that_may_not_be_written_into_the_address_is_written_later(visit, server):
    seen = visit(f"{server}book/errata.html")
    page = seen.page
    page.evaluate(REFUSING)
    page.get_by_label("Lecture").select_option("002")
    assert page.url.endswith("errata.html")
    page.wait_for_url("**?lecture=002")
    assert seen.errors == []


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_list_is_chosen_from_by_lecture_kind_and_chapter(visit, html, server, scheme):
    base = server if scheme == "http" else html.as_uri() + "/"
    seen = visit(f"{base}book/errata.html")
    page = seen.page
    assert shown(page) == list(ERRATA)
    page.get_by_label("Lecture").select_option("002")
    expected = [n for n, e in ERRATA.items() if "002" in e.where]
    assert shown(page) == expected
    assert page.locator(".errata-choice output").inner_text() == f"{len(expected)} of 92"
    page.locator("select[name=chapter]").focus()
    page.keyboard.type("Back")  # propagation through time
    expected = [n for n in expected if ERRATA[n].chapter == "bptt"]
    assert shown(page) == expected
    assert page.url.endswith("?lecture=002&chapter=bptt")
    page.reload()
    assert shown(page) == expected
    assert seen.errors == []


def test_without_scripts_the_list_is_whole_and_boxes_open(visit, html):
    page = visit(f"{html.as_uri()}/book/errata.html", java_script_enabled=False).page
    assert page.locator(".errata-entry").count() == 92
    assert page.locator(".errata-choice").count() == 0
    box = page.locator("#E89")
    assert not box.locator(".erratum-body").is_visible()
    box.locator("summary").click()
    assert box.locator(".erratum-body").is_visible()


def test_print_shows_what_is_closed(visit, server, html):
    page = visit(f"{server}book/clipping.html").page
    page.emulate_media(media="print")
    assert page.locator("#E59 .erratum-body").bounding_box()["height"] > 100
    page.emulate_media(media="screen")
    before = numbers(page, "article [id]")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert numbers(page, OPEN) == ["E59", "E60"]
    last = page.locator("article > section > section").last
    assert last.locator("h2").inner_text() == "Appendix: the slides, checked"
    assert numbers(last, OPEN) == ["E59", "E60"]
    assert "(E59, in the appendix)" in page.locator(".erratum-moved").first.inner_text()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.evaluate("() => new Promise((r) => setTimeout(r, 50))")
    assert numbers(page, OPEN) == []
    assert numbers(page, "article [id]") == before
    assert page.evaluate("localStorage.getItem('unrolled-errata')") is None


def test_a_number_in_what_a_question_says_is_a_link(visit, html):
    page = visit(f"{html.as_uri()}/book/gru.html").page
    question = page.locator("[data-widget=predict]", has_text="z to 1")
    question.get_by_label("z to 1").check()
    question.get_by_role("button", name="Check").click()
    link = question.get_by_role("link", name="E66")
    link.click()
    assert page.url == f"{html.as_uri()}/book/errata.html#list-E66"
    expect(page.locator("#list-E66")).to_be_visible()


def test_every_number_in_the_text_of_a_page_is_a_link(html):
    for file in sorted((html / "book").glob("*.html")):
        text = file.read_text(encoding="utf-8")
        article = text.split("<article", 1)[-1].rsplit("prev-next-footer", 1)[0]
        for quiet in ("script", "pre", "code", "dt", "a", "summary", "h1", "h2", "svg"):
            article = re.sub(rf"<{quiet}[ >].*?</{quiet}>", "", article, flags=re.S)
        own = r'<details class="erratum[^>]*id="(E\d\d)".*?</details>'
        article = re.sub(own, lambda box: box[0].replace(box[1], ""), article, flags=re.S)
        words = re.sub(r"<[^>]*>", " ", article)
        assert re.findall(r"\bE\d\d\b", words) == [], file.name
