"""Whatever fails, a widget's figure stands in its place, and one sentence says why."""

from __future__ import annotations

import re

import pytest
from built_book import ROOT
from host_page import HOST, write_page

from unrolled.page.widgets import NOTE
from unrolled.widgets import Beam, Ledger

POLICY = "<meta http-equiv='Content-Security-Policy' content=\"script-src {}\">"
PLAIN = POLICY.replace("script-src {}", "style-src 'none'")  # no styles in the page
OLD = "This browser is too old for the widgets"
WITHOUT = "<script>{}</script>"
UNKNOWN = """const {{ supports }} = CSS;
  CSS.supports = (...all) => !String(all).includes("{}") && supports.apply(CSS, all);"""
NO_NOTE_YET = "(note) => note.getBoundingClientRect().height === 0"


@pytest.fixture
def page_of(visit, tmp_path):
    """Open a page of one widget whose text is changed before; give the page."""

    def open_page(change=lambda text: text, head="", **options):
        file = tmp_path / "page.html"
        write_page(file, Ledger(), head=head)
        text = file.read_text(encoding="utf-8")
        file.write_text(change(text), encoding="utf-8")
        return visit(file.as_uri(), **options).page

    return open_page


def without_host(text):
    """Take the host's script out of a page."""
    found = text.replace(HOST.read_text(encoding="utf-8"), "")
    assert len(found) < len(text)
    return found


def later(page):
    """Let the time pass after which the note is seen; give what it says."""
    page.evaluate("() => document.getAnimations().forEach((one) => one.finish())")
    note = page.locator(".unrolled-note")
    assert note.is_visible()
    return note.inner_text()


def test_a_widget_that_works_takes_the_place_of_its_figure(page_of):
    page = page_of()
    page.locator("[data-widget][data-ready]").wait_for()
    assert page.locator(".unrolled-static").is_hidden()
    assert page.locator(".unrolled-note").is_hidden()


@pytest.mark.parametrize(
    ("change", "head"),
    [
        (without_host, ""),
        (lambda text: text, POLICY.format("'none'")),
        (lambda text: text.replace('"use strict";', '"use strict"; {'), ""),
    ],
    ids=["no host", "no scripts at all", "a host that is not understood"],
)
def test_where_no_script_runs_the_figure_stands_and_the_note_comes_later(
    page_of, change, head
):
    page = page_of(change, head)
    assert page.locator(".unrolled-static").is_visible()
    assert page.locator(".unrolled-note").evaluate(NO_NOTE_YET)
    assert later(page) == NOTE


def test_without_a_theme_what_stands_in_a_box_can_be_read(visit, tmp_path):
    """Scripts set the theme, and its colours; where none runs, paper is the browser's."""
    address = write_page(tmp_path / "page.html", Beam())
    page = visit(address, java_script_enabled=False).page
    colours = "found => found.map((el) => getComputedStyle(el).fill)"
    boxes, texts = (
        set(page.locator(f".unrolled-picture {part}").evaluate_all(colours))
        for part in (".box", "text")
    )
    assert boxes and texts and not boxes & texts


def test_in_a_viewer_that_runs_no_script_it_is_the_same(visit, tmp_path):
    write_page(tmp_path / "page.html", Ledger())
    frame = '<iframe sandbox src="page.html" style="width: 1000px; height: 600px">'
    (tmp_path / "viewer.html").write_text(f"<!doctype html>{frame}</iframe>")
    page = visit((tmp_path / "viewer.html").as_uri()).page
    shown = page.frame_locator("iframe")
    assert shown.locator(".unrolled-static").is_visible()
    assert shown.locator(".unrolled-note").inner_text() == NOTE


@pytest.mark.parametrize(
    "missing",
    [
        "delete window.DecompressionStream",
        "delete window.ResizeObserver",
        "delete Array.prototype.findLast",
        UNKNOWN.format("color-mix"),
        UNKNOWN.format("container-type"),
        UNKNOWN.format(":has"),
        UNKNOWN.format("(&)"),
        "delete window.CSS",
    ],
)
def test_an_old_browser_is_told_which_one_will_do(page_of, missing):
    page = page_of(head=WITHOUT.format(missing))
    page.locator(".unrolled-failed").wait_for()
    assert page.locator(".unrolled-static").is_visible()
    assert OLD in page.locator(".unrolled-note").inner_text()
    assert "Firefox 121" in page.locator(".unrolled-note").inner_text()


@pytest.mark.parametrize(
    ("change", "head", "said"),
    [
        (lambda text: text.replace('{"state": {', "{", 1), "", "damaged"),
        (lambda text: text.replace('{"state": {', '{"shape": {', 1), "", "damaged"),
        (lambda text: text.replace("model0", "model9", 1), "", "missing from the page"),
        (lambda text: text.replace('"code": "', '"code": "}', 1), "", "could not start"),
        (lambda text: text, POLICY.format("'unsafe-inline'"), "policy"),
    ],
    ids=["table", "state", "model", "front end", "policy"],
)
def test_what_is_damaged_or_forbidden_is_said(page_of, change, head, said):
    page = page_of(change, head)
    page.locator(".unrolled-failed").wait_for()
    assert page.locator(".unrolled-static").is_visible()
    assert page.locator(".unrolled-note").count() == 1
    assert said in page.locator(".unrolled-note").inner_text()
    assert page.locator(".unrolled-drawn").count() == 0


def test_a_policy_against_styles_in_the_page_does_not_spoil_a_widget(page_of):
    page = page_of(head=PLAIN)
    body = page.locator("[data-widget][data-ready] .u-body")
    assert body.evaluate("(el) => getComputedStyle(el).display") == "grid"


def test_a_saved_page_opens_as_one_living_page(page_of, visit, tmp_path):
    page = page_of()
    page.locator("[data-widget][data-ready]").wait_for()
    saved = tmp_path / "saved.html"
    saved.write_text(page.content(), encoding="utf-8")
    seen = visit(saved.as_uri() + "?ledger.window=2")
    seen.wait_for_widgets()
    widget = seen.page.locator("[data-widget]")
    assert widget.count() == 1
    assert widget.get_attribute("data-key") == "ledger"
    assert widget.locator("input[data-name='window']").input_value() == "2"
    assert seen.errors == []


# What came into browsers after the floor that the notes name, and would be missed there.
NEWER = re.compile(
    r"Object\.groupBy|Map\.groupBy|withResolvers|Promise\.try|\.isSubsetOf\(|\.intersection\("
    r"|Iterator\.|light-dark\(|@starting-style|Array\.fromAsync|Intl\.Segmenter|@scope"
    r"|anchor-name|\bURL\.parse\(|RegExp\.escape|sibling-index|if\(media"
)


def test_nothing_is_used_that_is_newer_than_the_floor():
    scripts = [*(ROOT / "lib/unrolled/widgets").rglob("*.js"), *HOST.parent.glob("*.js")]
    sheets = [*(ROOT / "lib/unrolled").rglob("*.css")]
    assert len(scripts) > 60 and len(sheets) > 10
    for file in [*scripts, *sheets]:
        found = NEWER.search(file.read_text(encoding="utf-8"))
        assert found is None, f"{file.name}: {found}"
    floor = re.search(r"Chrome or Edge \d+, Firefox \d+, Safari [\d.]+", NOTE)
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert floor and floor[0] in HOST.read_text(encoding="utf-8")
    assert floor[0] in readme
