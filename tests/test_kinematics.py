"""Problems of kinematics: always the same ones, and their own parser solves each."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.text import kinematics
from unrolled.text.kinematics import match, problems, split
from unrolled.text.templates import ANSWERS, FAMILIES, G

BRIDGE = (
    "A ball is thrown upward from a bridge with an initial velocity of {v} m/s. "
    "It strikes water after {t}s. If g=9.8m/s2 What is the height of the bridge ?"
)


def digest(lines):
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def test_the_text_of_the_book_is_always_the_same():
    found = problems()
    assert digest(p.text for p in found) == "36d7edd1f49a3eca"
    solved = [f"{p.text} -> {p.answer} {p.unit}" for p in found]
    assert digest(solved) == "c04d6b1750685019"


def test_no_two_problems_are_alike_and_every_kind_comes():
    found = problems()
    assert len({p.text for p in found}) == 320
    assert {p.family for p in found} == FAMILIES.keys() == ANSWERS.keys()
    text = kinematics.lines(found)
    assert (len(text), len(set(text))) == (40_182, 53)


def test_some_are_learned_and_the_last_are_held_out():
    learned, held_out = split(problems())
    assert (len(learned), len(held_out)) == (288, 32)
    assert learned + held_out == problems()


@given(st.integers(0, 2**32))
def test_the_parser_finds_and_solves_what_the_grammar_writes(seed):
    for problem in problems(70, seed):
        assert match(problem.text) == problem


def test_E88_the_parser_solves_lecture_001s_sample_and_other_numbers():
    assert match(BRIDGE.format(v=5.9, t=2)).answer == 7.8
    assert len(BRIDGE.format(v=5.9, t=2)) == 149
    for v, t in ((5.9, 2), (3.3, 2.5)):
        found = match(BRIDGE.format(v=v, t=t))
        assert found.answer == pytest.approx(G * t * t / 2 - v * t, abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "What is the hid acceleration of the car pasking the car ski distance.",  # 001
        BRIDGE.format(v="fast", t=2),
        BRIDGE.format(v=5.9, t=2).replace("of the bridge", "of the tower"),
        BRIDGE.format(v=5.9, t=2) + " Find it.",
        "A car accelerates from rest at 0 m/s2. How far does the car move?",
        "A car going at 8 m/s comes to rest with a constant deceleration of 0 m/s2. "
        "Find the time the car takes to stop.",  # it never stops
    ],
)
def test_what_no_template_writes_is_no_problem(text):
    assert match(text) is None


def walked(v, a, until, x=0.0, dt=1e-4):
    """Go on in small steps; exact, since the acceleration is constant."""
    t = 0.0
    while not until(x, v, t):
        x, v, t = x + v * dt + a * dt * dt / 2, v + a * dt, t + dt
    return x, v, t


def number_in(text, unit):
    return float(re.search(rf"([\d.]+) ?{unit}\b", text)[1])


def test_answers_agree_with_what_small_steps_give():
    """By another route than a formula: a few kinds, from the printed numbers."""
    for problem in problems():
        text, g = problem.text, -G
        if problem.family == "drop_time":
            h = number_in(text, "m")
            found = walked(0, g, lambda x, v, t: x <= 0, x=h)[2]
        elif problem.family == "up_from_cliff":
            h, v = number_in(text, "m"), number_in(text, "m/s")
            h = float(re.search(r"([\d.]+) m high", text)[1])
            found = walked(v, g, lambda x, v, t: x <= 0, x=h)[2]
        elif problem.family == "up_height":
            found = walked(number_in(text, "m/s"), g, lambda x, v, t: v <= 0)[0]
        elif problem.family == "accelerate_distance":
            t_end = number_in(text, "s(?:econds)?")
            a = number_in(text, "m/s2")
            found = walked(0, a, lambda x, v, t, end=t_end: t >= end - 5e-5)[0]
        else:
            continue
        assert problem.answer == pytest.approx(found, rel=2e-3)


def test_the_entropy_of_the_grammar_is_bounded_by_its_choices():
    """About 16 nats for a problem of 125 letters, and the same by other problems."""
    bound = kinematics.entropy_bound()
    assert 15 < 125 * bound < 16.5
    assert kinematics.entropy_bound(seed=2) == pytest.approx(bound, rel=0.01)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: problems(0), "count is 0"),
        (lambda: split(problems(5), 5), "held_out is 5; it must be from 1 to 4"),
        (lambda: split(problems(5), 0), "held_out is 0"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
