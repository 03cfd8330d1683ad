"""What the book quotes stands in the lectures, word for word."""

import re

import pytest

from quotations import pages, plain, prose, quotations, used, verified
from unrolled.lessons.applications import APPLICATIONS
from unrolled.teaching.errata import ERRATA

VERIFIED = verified()
TITLES = '"Forward pass I" and "Size of the RNN network"'


def test_every_quotation_was_compared_with_the_lectures():
    known = VERIFIED["lectures"].keys() | VERIFIED["others"].keys()
    unknown = {what: where for what, where in used().items() if what not in known}
    assert not unknown, "run tests/golden/make_quotations.py"


def test_nothing_is_kept_that_nobody_quotes():
    assert VERIFIED["lectures"].keys() | VERIFIED["others"].keys() <= used().keys()


def test_what_is_no_lecture_s_is_a_paper_or_the_book_s_own():
    assert set(VERIFIED["others"].values()) <= {"paper", "own words"}


@pytest.mark.parametrize("number", ERRATA)
def test_an_erratum_quotes_the_lectures_it_is_about(number):
    erratum = ERRATA[number]
    having = VERIFIED["lectures"]
    for lecture, place in erratum.where.items():
        assert all(lecture in having[title] for title in quotations(place))
    for said in quotations(erratum.says):
        assert set(having[said]) & set(erratum.where), said


@pytest.mark.parametrize("name", APPLICATIONS)
def test_an_application_is_named_by_its_lectures(name):
    for lecture, words in APPLICATIONS[name].where.items():
        assert lecture in VERIFIED["lectures"][words]


def test_time_marks_are_those_of_the_lecture():
    places = " ".join(place for e in ERRATA.values() for place in e.where.values())
    texts = [prose(page) for page in pages()] + [places]
    marks = {mark for text in texts for mark in re.findall(r"\b\d\d:\d\d\b", text)}
    assert marks
    assert marks <= set(VERIFIED["marks"])


def test_quotations_are_found_in_text_and_not_in_code(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        'Says "one thing".\n\n```{code-cell} ipython3\nf("a cell")\n```\n\n'
        '````{admonition} E01\n:class: erratum\nSays "a\nbox", `g("code")`.\n````\n\n'
        '```\nplain "code"\n```\n'
    )
    assert quotations(prose(page))[:2] == ["one thing", "a box"]
    assert "a cell" not in prose(page) and "g(" not in prose(page)


def test_a_changed_word_is_noticed_and_a_changed_dash_is_not():
    assert plain("Tanh – to overcome") == plain("Tanh- to overcome")
    assert plain("Tanh to overcome") != plain("Tanh will overcome")
    assert plain("$U^{[47]}$") != plain("$U^{[7]}$")
