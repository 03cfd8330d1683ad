"""What a page shows stands in its notebook, too: numbers, equations, links, widgets."""

import pytest

from front_ends import CHAPTERS, FRONT_ENDS, book, is_there, notebook


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_a_front_end_shows_what_the_book_shows(chapter, front_end):
    if not is_there(front_end):
        pytest.skip("make lite was not run")
    assert notebook(front_end, chapter) == book(chapter)


def test_what_is_compared_is_there():
    pages = [book(chapter) for chapter in CHAPTERS]
    for element in pages[0]:
        assert sum(page[element].total() for page in pages) > 20
