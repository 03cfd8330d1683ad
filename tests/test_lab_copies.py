"""Readers' copies of chapters: whose version is whose, and nothing is ever lost."""

import json
import os
from types import SimpleNamespace

import nbformat
import pytest

from unrolled.page.lab.contents import load
from unrolled.page.lab.copies import chapters
from unrolled.page.portable import VIEW


def write(file, *sources):
    file.parent.mkdir(parents=True, exist_ok=True)
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), file)


@pytest.fixture
def copy(tmp_path):
    sources = tmp_path / "html" / "_sources"
    write(sources / "book" / "bptt.ipynb", "1 + 1")
    listed = [{"name": "bptt", "title": "Back", "file": "book/bptt.ipynb"}]
    (sources / "chapters.json").write_text(json.dumps(listed))
    return chapters(tmp_path / "html", tmp_path / "my")["bptt"]


def change(copy, source="2 + 2"):
    """Do what a reader does: change a cell and save."""
    mine = nbformat.read(copy.file, 4)
    mine.cells[0].source = source
    nbformat.write(mine, copy.file)


def sources(file):
    return [cell.source for cell in nbformat.read(file, 4).cells]


def test_a_chapter_is_copied_when_it_is_opened_first(copy):
    assert copy.state() == "new"
    assert sources(copy.prepare()) == ["1 + 1"]
    assert copy.state() == "same"


def test_running_changes_nothing_that_counts(copy):
    ran = nbformat.read(copy.prepare(), 4)
    ran.cells[0].outputs = [nbformat.v4.new_output("stream", text="2")]
    nbformat.write(ran, copy.file)
    assert copy.state() == "same"


def test_a_copy_that_nobody_changed_follows_the_book(copy):
    copy.prepare()
    write(copy.source, "1 + 2")
    assert copy.state() == "old"
    assert sources(copy.prepare()) == ["1 + 2"]


def test_a_changed_copy_stays_whatever_the_book_does(copy):
    copy.prepare()
    change(copy)
    assert copy.state() == "yours"
    write(copy.source, "1 + 2")
    assert copy.state() == "both"
    assert sources(copy.prepare()) == ["2 + 2"]
    assert sources(copy.beside()) == ["1 + 2"]


def test_going_back_keeps_what_the_reader_wrote(copy):
    copy.prepare()
    change(copy)
    copy.restore()
    assert copy.state() == "same"
    [mine] = copy.folder.glob("bptt (mine, *).ipynb")
    assert sources(mine) == ["2 + 2"]


def test_a_file_that_is_no_notebook_is_not_replaced(copy):
    copy.prepare().write_text("no notebook")
    assert copy.state() == "yours"
    assert copy.prepare().read_text() == "no notebook"
    copy.restore()
    assert [f.read_text() for f in copy.folder.glob("*mine*")] == ["no notebook"]


def test_in_a_new_lab_a_widget_has_left_its_figure_and_a_bar_nothing(copy, monkeypatch):
    ran = nbformat.read(copy.prepare(), 4)
    ran.cells[0].outputs = [
        nbformat.v4.new_output("display_data", {VIEW: {"model_id": "1"}, **told})
        for told in ({"text/html": "<figure>"}, {"text/plain": "0%|"})
    ] + [nbformat.v4.new_output("stream", text="2")]
    nbformat.write(ran, copy.file)
    other = copy.folder / "no_notebook.ipynb"
    other.write_text("none")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")  # what a reader has set stays
    web = SimpleNamespace(settings={"base_url": "/"}, add_handlers=lambda *_: None)
    book = [str(copy.source.parents[2])]
    load(SimpleNamespace(extra_static_paths=book, root_dir=copy.folder, web_app=web))
    figure, printed = nbformat.read(copy.file, 4).cells[0].outputs
    assert (figure.data, printed.text) == ({"text/html": "<figure>"}, "2")
    assert os.environ["OPENBLAS_NUM_THREADS"] == "2"
    assert (copy.state(), other.read_text()) == ("same", "none")
