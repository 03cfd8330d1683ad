"""Chapters in JupyterLab as ``make lab`` starts it, and as downloads: opened, run, used."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from built_book import HTML, ROOT
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from jupyters import PATIENCE, Jupyter, running, wait_for

pytestmark = pytest.mark.xdist_group("lab")  # one server for all


@dataclass
class Lab(Jupyter):
    """A JupyterLab as ``make lab`` starts it, its readers' folder elsewhere."""

    folder: Path

    def at(self, path: str) -> str:
        """Give the address of one of its pages."""
        return f"{self.address}/{path}"


@pytest.fixture(scope="module")
def lab(html: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    root = tmp_path_factory.mktemp("lab")
    folder = root / "my"

    def command(flags: str) -> list[str]:
        return ["make", "lab", f"MY={folder}", f"LAB_FLAGS={flags}"]

    with running(command, root, ROOT) as server:
        yield Lab(server.address, folder)


# JupyterLab draws only what is in sight: scroll on, and from the end to the start again.
SCROLL = """() => {
  const view = document.querySelector(".jp-NotebookPanel .jp-WindowedPanel-outer");
  const end = view.scrollTop + view.clientHeight >= view.scrollHeight - 5;
  view.scrollTop = end ? 0 : view.scrollTop + view.clientHeight / 2;
  return false;
}"""


def git_status() -> str:
    """Say what differs from the last commit."""
    done = subprocess.run(
        ["git", "status", "--short"], cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout


def opened(visit: Callable[..., Any], lab: Lab, chapter: str) -> Any:
    """Open a chapter from the start page."""
    seen = visit(lab.at("unrolled"), height=1000)
    seen.page.set_default_timeout(PATIENCE * 1000)
    seen.page.locator(f'a[href$="/open/{chapter}"]').click()
    seen.page.locator(".jp-NotebookPanel .jp-CodeCell").first.wait_for()
    return seen


def test_the_start_page_is_the_contents_of_the_book(visit, lab):
    seen = visit(lab.at(""))
    titles = json.loads((HTML / "_sources" / "chapters.json").read_text())
    links = seen.page.locator("ol a")
    assert links.all_inner_texts() == [chapter["title"] for chapter in titles]
    assert (seen.foreign, seen.errors, seen.failed) == ([], [], [])
    seen.page.get_by_role("link", name="the built book").click()
    seen.page.locator("article.bd-article").wait_for()
    assert (seen.foreign, seen.errors) == ([], [])


def test_a_chapter_is_opened_run_and_saved_and_the_checkout_stays_as_it_is(visit, lab):
    before = git_status()
    seen = opened(visit, lab, "forward_pass")
    page = seen.page
    wait_for(lab.has_idle_kernel, "the kernel")
    solution = page.locator("details", has_text="Solution to exercise")
    wait_for(lambda: solution.count() or page.evaluate(SCROLL), "a solution")
    assert solution.first.get_attribute("open") is None

    lab.run_all(page)
    tape = page.locator('[data-widget="tape"][data-ready]').first
    wait_for(lambda: tape.count() or page.evaluate(SCROLL), "the Tape")
    tape.scroll_into_view_if_needed()
    tick = tape.get_attribute("data-tick")
    tape.focus()
    page.keyboard.press("ArrowRight")
    expect(tape).not_to_have_attribute("data-tick", tick)
    wait_for(lab.has_idle_kernel, "the last cell")
    assert page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0

    page.keyboard.press("Control+s")
    file = lab.folder / "forward_pass.ipynb"
    wait_for(lambda: "tags" in file.read_text() and tick is not None, "the saved copy")
    assert git_status() == before
    assert (seen.foreign, seen.errors) == ([], [])


def test_a_changed_copy_says_so_and_goes_back(visit, lab):
    file = lab.folder / "clipping.ipynb"
    mine = json.loads(file.read_text())
    mine["cells"][1]["source"] = "# My own clipping"
    file.write_text(json.dumps(mine))
    page = visit(lab.at("unrolled")).page
    row = page.locator("li", has_text="Clipping")
    expect(row).to_contain_text("with your changes")
    row.get_by_role("button", name="Back to the book's").click()
    page.locator(".jp-NotebookPanel").wait_for(timeout=PATIENCE * 1000)
    assert "My own clipping" not in file.read_text()
    [kept] = lab.folder.glob("clipping (mine*")
    assert "My own clipping" in kept.read_text()


# From `late` on the time limit of anywidget, two seconds for a widget, is over at once.
LATE = """const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => ms !== 2000 || !globalThis.late ? timeout(ms)
  : { addEventListener: (_, over) => over() };"""


def test_a_widget_that_was_late_still_hears_the_kernel_and_is_no_error(visit, lab):
    cells = ["from unrolled import Predict, Tape\nPredict('1 + 1?', number=2)",
             "t = Tape.of('ab')\nt", "t.problem = 'heard'"]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    code = [new_code_cell(source) for source in cells]
    notebook = new_notebook(cells=code, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "late.ipynb")
    seen = visit(lab.at("static/book/notation.html"))
    page = seen.page
    page.set_default_timeout(PATIENCE * 1000)
    page.add_init_script(LATE)
    page.goto(lab.at("lab/tree/late.ipynb"))
    panel = page.locator(".jp-NotebookPanel", has_text="t.problem")
    panel.locator(".jp-CodeCell").first.click()
    wait_for(lab.has_idle_kernel, "the kernel")
    page.keyboard.press("Shift+Enter")
    panel.locator('[data-widget="predict"][data-ready]').wait_for()
    page.evaluate("late = true")
    with page.expect_event("console", lambda said: "gave it up" in said.text):
        page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(panel.locator(".u-error:not([hidden])")).to_have_text(
        "heard", timeout=PATIENCE * 1000
    )
    assert seen.errors == []


@pytest.mark.parametrize("reader", ["", "user/me/"])
def test_the_built_page_opens_its_chapter_where_a_lab_answers(visit, lab, reader):
    """Binder's server has a path for each reader: here it is the same one, renamed."""
    page = visit(lab.at("static/index.html")).page
    if reader:
        real = f"**/{reader}**"
        page.route(real, lambda r: r.continue_(url=r.request.url.replace(reader, "")))
    page.goto(lab.at(f"{reader}static/book/bptt.html"))
    button = page.locator(".btn-open-lab-button")
    button.wait_for(timeout=PATIENCE * 1000)
    assert button.get_attribute("href") == f"/{reader}unrolled/open/bptt"


@pytest.mark.parametrize("source", ["disk", "server"])
def test_a_page_elsewhere_has_no_such_button_and_downloads_its_notebook(
    visit, html, server, source, tmp_path
):
    """The download knows where its book is, and with it the wheel of the library."""
    address = (
        f"{server}book/bptt.html"
        if source == "server"
        else (html / "book/bptt.html").as_uri()
    )
    seen = visit(address)
    page = seen.page
    assert page.locator(".btn-open-lab-button").count() == 0
    page.get_by_role("button", name="Download this page").first.click()
    with page.expect_download() as download:
        page.locator(".btn-download-notebook-button").click()
    assert download.value.suggested_filename == "bptt.ipynb"
    download.value.save_as(tmp_path / "bptt.ipynb")
    first = json.loads((tmp_path / "bptt.ipynb").read_text())["cells"][0]["source"]
    assert f'"{address.removesuffix("book/bptt.html")}"' in "".join(first)
    assert seen.errors == []
