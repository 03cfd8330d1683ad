"""The museum's curves: what was kept is repeated in part, and says what the page says."""

import re

import numpy as np
import pytest

from unrolled import exhibits
from unrolled.lessons.exhibit_courses import COURSES
from unrolled.museum.bugs import BUGS
from unrolled.museum.mutants import mutant, original

SHOWN = exhibits.exhibits()


def first(library, course):
    """The first point of a curve, that is, of a few updates."""
    return exhibits.points(course.run(library, exhibits.SEED), course, 1)


@pytest.mark.parametrize("name", COURSES)
def test_a_right_program_begins_as_was_kept(name):
    kept = exhibits.measured()["right"][name]
    assert len(kept) == exhibits.POINTS and np.isfinite(kept).all()
    np.testing.assert_allclose(first(original(), COURSES[name]), kept[:1], atol=1e-4)


@pytest.mark.parametrize("name", SHOWN)
def test_a_wrong_program_begins_as_was_kept(name):
    shown = SHOWN[name]
    assert len(shown.wrong) == exhibits.POINTS and np.isfinite(shown.wrong).all()
    np.testing.assert_allclose(
        first(mutant(name), shown.course), shown.wrong[:1], atol=1e-4
    )


def test_every_bug_is_shown_but_the_one_that_needs_another_run():
    assert {bug.name for bug in BUGS} - SHOWN.keys() == {"vocabulary_of_a_set"}
    assert len(SHOWN) >= 24
    assert {course for own in exhibits.KINDS.values() for course in own.values()} == {
        *COURSES
    }


def shown_with(right, wrong, others, course="rnn"):
    full = [np.full(exhibits.POINTS, x) for x in (right, wrong)]
    return SHOWN["z_flipped"]._replace(
        right=full[0], wrong=full[1], others=others, course=COURSES[course]
    )


@pytest.mark.parametrize(
    ("wrong", "verdict"), [(2.0, "same"), (2.05, "among"), (1.8, "better"), (2.2, "worse")]
)
def test_the_verdict_compares_with_right_programs(wrong, verdict):
    assert shown_with(2.0, wrong, (1.9, 2.1)).verdict == verdict


def test_a_larger_share_is_better():
    assert shown_with(0.5, 0.9, (0.6,), "answers").verdict == "better"
    assert shown_with(0.5, 0.2, (0.6,), "answers").verdict == "worse"


def test_the_check_that_finds_a_bug_says_what_it_does():
    assert all(re.fullmatch(r"[A-Z].*\.", shown.found_by) for shown in SHOWN.values())
    assert SHOWN["two_to_the_nats"].found_by.startswith("Guess among K")


def test_threads_have_addresses_and_lectures_have_none():
    for bug in BUGS:
        for published in bug.published:
            found = exhibits.threads(published)
            plain = published.startswith(("lecture", "karpathy"))
            assert (not found[0][1]) == plain, published
            numbers = set(re.findall(r"\b\d+\b", published)) if not plain else set()
            linked = {a.rsplit("/", 1)[1] for _, a in found[1:]}
            assert numbers == linked, published
            assert all(
                re.fullmatch(r"https://github\.com/[\w./-]+", a) for _, a in found if a
            )


def test_a_name_that_is_not_shown():
    with pytest.raises(ValueError, match="there is no exhibit 'vocabulary_of_a_set'"):
        exhibits.exhibit("vocabulary_of_a_set")
