"""The chapters run, stay short of breath, and agree with the library."""

import re
from pathlib import Path

import jupytext
import pytest

from chapters import questions, read, run
from unrolled import helo, widgets
from unrolled.teaching.errata import ERRATA

ROOT = Path(__file__).parents[1]
LONGEST = 12  # lines of one cell
TAG = re.compile(r"\(([A-Z]\d+)\)$", re.MULTILINE)  # at the end of a line of a docstring
FORWARD = {"R1", "R2", "M1", "M2", "M3", "M4"}
EXERCISES = 5  # at least
# pages that teach no lecture
REFERENCE = {"intro", "api", "api_lessons", "speed", "errata", "notation", "lessons"}
# second pages: the first one asks, and has exercises enough
SECOND = {"bptt_forms", "forward_pass_sizes", "generation_letters", "gru_forms", "losses"}
SECOND |= {"lstm_memory"}

CHAPTERS = sorted(
    path for path in (ROOT / "book").glob("*.md") if "{code-cell}" in path.read_text()
)
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)


def cells(chapter):
    """Code cells, each with its source and metadata."""
    notebook = jupytext.read(chapter)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def named(pattern, text):
    return set(re.findall(pattern, text, re.MULTILINE))


def forward_pass():
    return (ROOT / "book" / "forward_pass.md").read_text()


def test_the_chapters_are_found():
    assert {"intro", "forward_pass"} <= {chapter.stem for chapter in CHAPTERS}


@every_chapter
def test_a_chapter_opens_as_a_notebook(chapter):
    header = jupytext.read(chapter).metadata
    assert header["jupytext"]["text_representation"]["format_name"] == "myst"
    assert header["kernelspec"]["name"] == "python3"


@every_chapter
def test_cells_run_from_top_to_bottom(chapter):
    assert len(run(chapter.stem).cells) == len(cells(chapter))


@every_chapter
def test_questions_are_plain_text(chapter):
    """A question shows its text as it is: marks of Markdown and TeX would be seen."""
    sources = [cell.source for cell in read(chapter.stem).cells if "Predict" in cell.source]
    texts = [text for source in sources for text in questions(source)]
    assert not [text for text in texts if re.search(r"\*\w[^*]*\*|`|\$|\\", text)]


@every_chapter
def test_cells_are_short(chapter):
    lengths = [len(cell.source.splitlines()) for cell in cells(chapter)]
    assert lengths
    assert max(lengths) <= LONGEST


@every_chapter
def test_figures_say_in_words_what_they_show(chapter):
    for cell in cells(chapter):
        if "plotting.axes(" in cell.source:
            assert cell.metadata["mystnb"]["image"]["alt"]


@every_chapter
def test_equations_carry_tags_of_the_library(chapter):
    sources = (ROOT / "lib" / "unrolled").rglob("*.py")
    known = set().union(*(TAG.findall(path.read_text()) for path in sources))
    assert named(r"\\tag\{(.*?)\}", chapter.read_text()) <= known


@every_chapter
def test_every_exercise_has_a_solution(chapter):
    text = chapter.read_text()
    exercises = named(r"^`{3,}\{exercise\}.*\n:label: (\S+)$", text)
    assert len(exercises) == len(re.findall(r"\{exercise\}", text))
    assert exercises == named(r"^`{3,}\{solution(?:-start)?\} (\S+)$", text)


def test_the_forward_pass_shows_every_equation_of_the_way_forward():
    assert named(r"\\tag\{(.*?)\}", forward_pass()) >= FORWARD


def test_the_page_on_sizes_accounts_for_every_printed_digit():
    """Each number that the lecture prints is reproduced, or its erratum is discussed."""
    rows = helo.compare()
    assert len(rows) == sum(len(printed.digits) for printed in helo.PRINTED)
    for row in rows:
        assert row.agrees or ERRATA[row.erratum].chapter == "forward_pass_sizes", row


@every_chapter
def test_a_chapter_has_exercises_enough(chapter):
    found = re.findall(r"\{exercise\}", chapter.read_text())
    assert chapter.stem in REFERENCE | SECOND or len(found) >= EXERCISES


@every_chapter
def test_a_chapter_begins_with_questions_and_ends_with_sources(chapter):
    text = chapter.read_text()
    if chapter.stem in REFERENCE:
        return
    assert "\n## Summary" in text
    assert "\n## Sources" in text
    if chapter.stem not in SECOND:
        start = re.split("## Before you (?:start|go on)", text)[1].split("\n## ")[0]
        assert start.count("Predict(") == 3


@every_chapter
def test_a_chapter_has_a_worksheet(chapter):
    text = chapter.read_text()
    assert chapter.stem in REFERENCE | SECOND or "Worksheet(" in text


@every_chapter
def test_once_in_a_chapter_a_cell_takes_what_is_the_readers_own(chapter):
    """It follows its heading, and is one call of a widget with what they bring."""
    if chapter.stem in REFERENCE:
        return
    found = re.findall(
        r"^#+ Now yours$.*?^```\{code-cell\}[^\n]*\n(.*?)^```$",
        chapter.read_text(),
        re.MULTILINE | re.DOTALL,
    )
    assert len(found) == 1
    *_, shown = found[0].strip().splitlines()
    assert getattr(widgets, shown.split("(")[0].removesuffix(".of"))
