"""Chapters are calm: not too long, with enough prose, and their widget comes early."""

import pytest
from flow import measure

from chapters import CHAPTERS

SCREENS, PROSE, FIRST = 18, 0.20, 2.0
# they teach no lesson
PAGES_OF_THEIR_OWN = {"intro", "api_lessons", "errata", "lessons", "notation", "speed"}


@pytest.mark.parametrize("chapter", sorted({*CHAPTERS} - PAGES_OF_THEIR_OWN))
def test_a_chapter_flows(visit, server, chapter):
    flow = measure(visit(f"{server}book/{chapter}.html").page)
    missed = set()
    if flow.screens > SCREENS:
        missed.add("screens")
    if flow.shares["prose"] < PROSE:
        missed.add("prose")
    if flow.first is None or flow.first > FIRST:
        missed.add("first")
    assert not missed, flow.row()
