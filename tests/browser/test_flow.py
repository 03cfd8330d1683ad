"""Chapters are calm: not too long, with enough prose, and their widget comes early."""

import pytest
from flow import measure

from chapters import BOOK, CHAPTERS

SCREENS, PROSE, FIRST = 18, 0.20, 2.0
PAGES_OF_THEIR_OWN = {"intro", "errata", "speed"}  # no lesson with a widget
# What is not there yet; this list only gets shorter.
TO_COME = {
    "bptt": {"prose", "first"},
    "learning": {"first"},
    "lstm": {"screens", "first"},
    "gru": {"screens", "first"},
}


LESSONS = [name for name in CHAPTERS if not name.startswith("api_")]


@pytest.mark.parametrize("chapter", sorted({*LESSONS} - PAGES_OF_THEIR_OWN))
def test_a_chapter_flows(visit, server, chapter):
    flow = measure(visit(f"{server}book/{chapter}.html").page)
    missed = set()
    if flow.screens > SCREENS:
        missed.add("screens")
    if flow.shares["prose"] < PROSE:
        missed.add("prose")
    if flow.first is None or flow.first > FIRST:
        missed.add("first")
    assert missed <= TO_COME.get(chapter, set()), flow.row()


def test_what_is_to_come_is_a_chapter():
    assert {f"{name}.md" for name in TO_COME} <= {file.name for file in BOOK.glob("*.md")}
