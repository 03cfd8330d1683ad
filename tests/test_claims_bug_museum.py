"""What the museum says of its exhibits."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest

from claims import claims, said
from unrolled import (
    Adam,
    conformance,
    exhibits,
    helo,
    language_model,
    lstm,
    mutants,
    rnn,
)
from unrolled.gradients.gradient_check import complex_step, error

says = claims("bug_museum")
SHOWN = exhibits.exhibits()
WORDS = np.eye(4)[[1, 0, 2, 2]], np.eye(4)[[0, 2, 2, 3]]  # hello, of the letters ehlo
LIVING = {
    "missing_transpose": {"W", "U", "b"},
    "value_for_slope": {"W", "U", "b"},
    "slope_at_the_wrong_state": {"W", "U", "b"},
    "state_off_by_one": {"U"},
    "carry_never_updated": {"W", "U", "b"},
    "one_use_counted": {"V"},
    "mean_for_sum": {"W", "U", "V", "b", "c"},
}


def wrong_gradients(library, cell, params):
    """The parameters whose gradient is not that of the loss, in the run of the page."""
    own, model = getattr(library, cell), library.language_model
    found = model.run(own, params, *WORDS).gradients
    return {
        name
        for name, value in params.items()
        if error(
            found[name],
            complex_step(
                lambda p, name=name: model.forward(own, params | {name: p}, *WORDS).L, value
            ),
        )
        > 1e-9
    }


def end(name):
    return exhibits.end(SHOWN[name].wrong)


@says("It falls, a little more slowly.")
def test_the_first_bug_learns(chapter):
    one = SHOWN["missing_transpose"]
    assert one.wrong[0] - end("missing_transpose") > 1
    assert 0 < end("missing_transpose") - exhibits.end(one.right) < 0.2


@says(
    "those that are given an easier task",
    "two of these do, by a little; others do so by far",
    "Both losses fall to a small part of what any right program reaches",
)
def test_what_looks_better(chapter):
    better = {name for name, one in SHOWN.items() if one.verdict == "better"}
    by_gradient = {name for name in better if SHOWN[name].kind == "gradients"}
    assert by_gradient == {"mean_forward_sum_back", "clipped_per_entry"}
    gains = {name: end(name) / min(SHOWN[name].others) for name in better}
    assert min(gains[name] for name in by_gradient) > 0.9
    assert sum(gain < 0.6 for gain in gains.values()) >= 4
    for name in ("target_not_shifted", "reads_the_future"):
        assert end(name) < min(SHOWN[name].others) / 10


@says(
    "nothing is learned across time, and the first half of a training hardly shows it",
    "and one that learns nearly as well",
    "learns just as well",
    "print the same curve as the right program",
    "learn to turn words round, and faster",
)
def test_what_the_rooms_show(chapter):
    half = exhibits.POINTS // 2
    for name, close in (("carry_never_updated", 0.05), ("no_nonlinearity", 0.05)):
        one = SHOWN[name]
        assert np.mean(abs(one.right[:half] - one.wrong[:half])) < close
        assert 0 < end(name) - exhibits.end(one.right) < 0.1
    assert SHOWN["z_flipped"].verdict == "among"
    assert {SHOWN[n].verdict for n in ("mean_for_sum", "unshifted_softmax")} == {"same"}
    blind = SHOWN["blind_attention"]
    assert np.all(blind.wrong[20:] < blind.right[20:]) and blind.wrong[-1] < 0.01


@says(
    "A wrong program often learns as well as a right one, sometimes better.",
    "At least half of the wrong programs do not look worse than a right one.",
)
def test_many_wrong_programs_do_not_look_worse(chapter):
    assert sum(one.verdict != "worse" for one in SHOWN.values()) >= len(SHOWN) / 2


@says(
    "Six more live in the cells below.",
    "those of `V` and `c` agree",
    "Where `U` alone is wrong, its own product of error and state is.",
    "Where `W`, `U` and `b` are wrong together, it is the error that reaches them all.",
    "Where `V` alone is wrong, the cell is right, and its readout is not.",
)
def test_each_living_program_is_wrong_where_the_check_says_so(chapter):
    asked = re.findall(r"of_bug\((\d+)", said("bug_museum"))
    assert {list(SHOWN)[int(number) - 1] for number in asked} == LIVING.keys()
    for name, wrong in LIVING.items():
        cell = "lstm" if name == "value_for_slope" else "rnn"
        drawn = language_model.init(lstm, 0, 4, 2) if cell == "lstm" else chapter["drawn"]
        params = dict(drawn)
        assert wrong_gradients(mutants.mutant(name), cell, params) == wrong
        assert wrong_gradients(mutants.original(), cell, params) == set()


@says("Wrong are the gradients of", "W, U and b")
def test_what_a_carry_of_zeros_spoils(chapter):
    assert LIVING["carry_never_updated"] == {"W", "U", "b"}


@says("The lecture's U is a number times the unit matrix.", "The check passes. Why?")
def test_the_lecture_s_weights_hide_the_first_bug(chapter):
    wrong, params = mutants.mutant("missing_transpose"), helo.parameters()
    assert wrong_gradients(wrong, "rnn", params) == set()
    np.testing.assert_array_equal(params["U"], params["U"][0, 0] * np.eye(3))


@says(
    "Four letters are read, and each predicts the next one.",
    "where all five are off by one factor, it is the loss",
)
def test_by_how_much_a_mean_and_a_sum_differ(chapter):
    wrong, params = mutants.mutant("mean_for_sum"), language_model.init(rnn, 0, 4, 3)
    done = wrong.language_model.run(wrong.rnn, params, *WORDS)
    right = language_model.run(rnn, params, *WORDS)
    assert done.L == pytest.approx(right.L / 4)
    for name, g in right.gradients.items():
        np.testing.assert_array_equal(done.gradients[name], g)


@says("So Adam hides mistakes of scale.")
def test_adam_takes_steps_of_one_length(chapter):
    params, g = {"b": np.zeros(3)}, np.array([0.3, -2.0, 0.01])
    rule = Adam(0.1)
    for scale in (1, 4):
        moved, _ = rule.update(params, {"b": scale * g}, rule.init(params))
        np.testing.assert_allclose(moved["b"], -0.1 * np.sign(g), rtol=1e-5)


@says("These seven pass a gradient check, since their gradients are right, of a wrong loss")
def test_a_gradient_check_is_blind_to_seven(chapter):
    assert len(chapter["blind"]) == 7
    for name in chapter["blind"]:
        assert conformance.survives(mutants.mutant(name), "gradients")
        assert SHOWN[name].bug.killed_by != "gradients"


@says("which Python draws anew whenever it starts")
def test_the_order_of_a_set_is_another_one_in_another_run(chapter):
    code = (
        "from unrolled.museum.mutants import mutant;"
        "print(mutant('vocabulary_of_a_set').Vocabulary.of('the quick brown fox').letters)"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 2


STEPS = {
    "was not shifted": "target_not_shifted",
    "reads the future": "reads_the_future",
    "what comes back from later steps": "carry_never_updated",
    "Without tanh": "no_nonlinearity",
    "update gate is flipped": "z_flipped",
    "reported mean": "mean_for_sum",
    "would overflow": "unshifted_softmax",
    "do not look at what was read": "blind_attention",
}


@says("Some walks through the rooms:")
def test_steps_lead_to_the_exhibits_they_speak_of(chapter):
    found = dict(
        re.findall(r"\[([^\]]*)\]\(step:museum\?shown=(\d+)\)", said("bug_museum"))
    )
    names = [*SHOWN]
    assert {text: names[int(n) - 1] for text, n in found.items()} == STEPS
