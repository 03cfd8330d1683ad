"""JupyterLite as ``make lite`` builds it: what comes from elsewhere, and that it runs."""

from __future__ import annotations

import json
from hashlib import sha256
from urllib.parse import quote

import pytest
from built_book import HTML
from playwright.sync_api import expect

from unrolled.page.lite import key

LITE = HTML / "lite"
PATIENCE = 120_000  # ms for Python to start in a page on a busy machine
SERVER = "https://cdn.jsdelivr.net/pyodide/v"
COMPILED = {"numpy", "matplotlib", "contourpy", "kiwisolver", "pillow"}
CELL = """
import anywidget, traitlets, unrolled
class Count(anywidget.AnyWidget):
    _esm = '''export default { render({ model, el }) {
      const button = document.createElement("button");
      const show = () => { button.textContent = "steps: " + model.get("n"); };
      button.onclick = () => { model.set("n", model.get("n") + 1); model.save_changes(); };
      model.on("change:n", show); show(); el.append(button); } }'''
    n = traitlets.Int(6).tag(sync=True)
count = Count()
count.observe(lambda change: setattr(count, "n", 10) if change["new"] == 7 else None, "n")
print("library", unrolled.__version__)
count
"""

pytestmark = pytest.mark.skipif(not LITE.exists(), reason="make lite was not run")


def listed():
    """Give Pyodide's list of packages, as it was built."""
    file = LITE / "static" / "pyodide" / "pyodide-lock.json"
    return json.loads(file.read_text("utf-8"))["packages"]


def test_all_that_chapters_need_lies_here_but_what_is_compiled():
    left, elsewhere, seen = ["unrolled", "ipython", "micropip"], set(), set()
    while left:
        name = key(left.pop())
        if name in seen:
            continue
        seen.add(name)
        entry = listed()[name]
        left += entry["depends"]
        if entry["file_name"].startswith(SERVER):
            elsewhere.add(name)
        else:
            assert (LITE / "static" / "pyodide" / entry["file_name"]).exists()
        assert len(entry["sha256"]) == 64
    assert elsewhere - COMPILED == set()
    assert "numpy" in elsewhere


def test_the_library_there_is_the_one_of_this_book():
    [wheel] = HTML.glob("_sources/*.whl")
    assert listed()["unrolled"]["sha256"] == sha256(wheel.read_bytes()).hexdigest()


def test_every_chapter_is_there_as_in_this_book_and_says_what_comes_from_elsewhere():
    names = {file.stem for file in (HTML / "_sources" / "book").glob("*.ipynb")}
    assert {file.stem for file in (LITE / "files").glob("*.ipynb")} == names
    for name in names:
        notebook = json.loads((LITE / "files" / f"{name}.ipynb").read_text("utf-8"))
        book = json.loads((HTML / "_sources/book" / f"{name}.ipynb").read_text("utf-8"))
        assert notebook["cells"][1:] == book["cells"][1:]
        assert SERVER in "".join(notebook["cells"][0]["source"])
        assert notebook["metadata"]["kernelspec"]["name"] == "python"


def test_every_chapter_links_to_its_notebook_there():
    for file in (LITE / "files").glob("*.ipynb"):
        page = (HTML / "book" / f"{file.stem}.html").read_text("utf-8")
        assert page.count(f'href="../lite/lab/index.html?path={file.name}"') == 1


@pytest.mark.xdist_group("lab")  # heavy: not beside the other one
def test_python_starts_imports_the_library_and_hears_a_widget(visit, server):
    """NumPy cannot be had without the internet: what asks for it is all that is foreign."""
    seen = visit(f"{server}lite/repl/index.html?kernel=python&code={quote(CELL)}&execute=1")
    page = seen.page
    button = page.get_by_role("button", name="steps: 6")
    button.wait_for(timeout=PATIENCE)
    assert page.get_by_text("library 0.1.0").count()
    button.click()
    expect(page.get_by_role("button", name="steps: 10")).to_be_visible(timeout=20_000)
    assert all(url.startswith(SERVER) for url in seen.foreign), seen.foreign
    asked = {url.rsplit("/", 1)[-1].split("-")[0] for url in seen.foreign}
    assert asked <= COMPILED


@pytest.mark.xdist_group("lab")
def test_the_button_of_a_page_opens_its_notebook(visit, server):
    page = visit(f"{server}book/clipping.html").page
    page.locator(".btn-open-lite-button").click()
    heading = page.locator(".jp-MarkdownOutput h1", has_text="Clipping")
    heading.wait_for(timeout=PATIENCE)
    assert page.url.startswith(f"{server}lite/lab/index.html")
