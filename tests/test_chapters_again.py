"""Chapters as notebooks: any cell runs again at any time, and needs no hidden name."""

import re

import pytest

from chapters import CHAPTERS, read, run

every_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


@every_chapter
def test_any_cell_runs_again_and_shows_the_same(chapter):
    """From the last to the first, when every name has its last meaning."""
    ran = run(chapter)
    for cell in reversed(ran.cells):
        assert cell.run(dict(ran.names)) == cell.shown, cell.source


@every_chapter
def test_what_readers_see_needs_nothing_they_do_not_see(chapter):
    names = {}
    for cell in read(chapter).cells:
        if not cell.hidden:
            cell.run(names)


@every_chapter
def test_the_check_of_an_exercise_is_not_true_by_itself(chapter):
    ran = run(chapter)
    text = "\n".join(ran.prose)
    checks = len(re.findall(r"check\b[^.]*?\bsays `True`", text))
    unsolved = [cell for cell in ran.cells if cell.shown == "False"]
    assert len(unsolved) >= checks
    for cell in unsolved:
        assert cell.run(dict(ran.names)) == "False", cell.source
