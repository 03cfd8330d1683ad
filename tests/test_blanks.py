"""Lecture 003's blanks: floors, updates, and what the page gets."""

from itertools import islice

import numpy as np
import pytest

from checks import complex_step
from test_replay import assert_equal, edit, run_checker
from unrolled.lessons.blanks import LECTURE, SETTINGS, WAYS, Cloze, model

ways_to_read = pytest.mark.parametrize("ways", WAYS)


def test_the_floors_are_powers_of_two():
    """From the left one of four answers, two of them the same; both ways one of two."""
    assert np.exp(LECTURE.floor(1)) == pytest.approx(2 * np.sqrt(2), rel=1e-14)
    assert np.exp(LECTURE.floor(2)) == pytest.approx(np.sqrt(2), rel=1e-14)


@ways_to_read
def test_training_runs_into_the_floor_and_not_below(ways):
    for seed in range(3):
        now = [*islice(LECTURE.course(ways, LECTURE.init(ways, seed)), 201)]
        floor = np.exp(LECTURE.floor(ways))
        assert min(one["perplexity"] for one in now) >= floor - 1e-12
        assert now[-1]["perplexity"] == pytest.approx(floor, abs=0.005)


@ways_to_read
def test_the_floor_of_an_update_is_that_of_its_answers(ways):
    params = LECTURE.init(ways, 0)
    still = {f"u_{k}": np.zeros_like(p) for k, p in params.items()}
    for answers in ("happy not very very", "very not not very", "not not not not"):
        sentences = [
            (one.text, answer)
            for one, answer in zip(LECTURE.told, answers.split(), strict=True)
        ]
        right = np.eye(3)[LECTURE.answers.encode(answers.split())]
        now = LECTURE.update(ways, params, still, right, **SETTINGS)
        expected = np.exp(Cloze(sentences).floor(ways))
        assert now["floor"] == pytest.approx(expected, rel=1e-13)


@ways_to_read
def test_the_first_step_is_the_gradient_of_the_mean_loss(ways):
    params = LECTURE.init(ways, 1)
    still = {f"u_{k}": np.zeros_like(p) for k, p in params.items()}
    now = LECTURE.update(ways, params, still, **SETTINGS)
    for name, p in params.items():

        def loss(value, name=name):
            said = LECTURE.fill(ways, params | {name: value})
            return -np.mean(np.log(np.sum(said * LECTURE.right, axis=1)))

        gradient = complex_step(loss, p)
        step = p - now["next"][f"{name}_next"]
        np.testing.assert_allclose(step, 0.1 * gradient, rtol=1e-11, atol=1e-14)


def test_who_reads_from_the_left_says_the_same_in_every_sentence():
    said = LECTURE.fill(1, LECTURE.init(1, 0))
    assert (said == said[0]).all()
    both = LECTURE.fill(2, LECTURE.init(2, 0))
    assert (both[1] == both[2]).all() and not np.allclose(both[0], both[1])


@ways_to_read
def test_the_page_replays_an_update_also_with_other_answers(ways):
    params, other = LECTURE.init(ways, 0), LECTURE.init(ways, 5)
    program = LECTURE.program(ways, params)
    again = LECTURE.program(ways, other)
    expected = {n: again.value(n) for n in program.data["outputs"]}
    edits = [edit(program.data, other, expected)]
    items = [{"name": "blanks", "program": program.data, "edits": edits}]
    for report in run_checker(items).values():
        assert_equal(report)


@pytest.mark.parametrize(
    "sentences, message",
    [
        ([], "no sentences; at least one"),
        ([("no blank", "x")], "'no blank' has 0 blanks; one _ is needed"),
        ([("_ and _", "x")], "'_ and _' has 2 blanks; one _ is needed"),
    ],
)
def test_what_has_no_blank_is_refused(sentences, message):
    with pytest.raises(ValueError, match=message):
        Cloze(sentences)


def test_there_are_two_ways_to_read():
    for call in (model, LECTURE.floor):
        with pytest.raises(ValueError, match="ways is 3; it must be one of 1, 2"):
            call(3)
