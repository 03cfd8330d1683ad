"""Known-wrong libraries must die, each by the check that is named for it."""

import inspect

import numpy as np
import pytest

from checks import complex_step
from unrolled.museum.bugs import BUGS, bug
from unrolled.museum.conformance import CHECKS, TOLERANCE, survives
from unrolled.museum.edits import Edit
from unrolled.museum.mutants import _load, edited, mutant, original

each_bug = pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
each_check = pytest.mark.parametrize("check", CHECKS)


unrolled = original()


@each_check
def test_the_library_passes(check):
    assert CHECKS[check](unrolled) < TOLERANCE / 100  # no mistake hides in the tolerance
    assert survives(unrolled, check)


@each_bug
def test_a_bug_dies_by_the_check_that_is_named_for_it(bug):
    assert not survives(mutant(bug.name), bug.killed_by)


@each_check
def test_a_copy_without_a_bug_passes(check):
    assert survives(_load("unrolled_unchanged", ()), check)


@pytest.mark.parametrize(
    "name",
    [
        "additive_without_tanh",
        "context_overwritten",
        "no_nonlinearity",
        "reads_the_future",
        "reset_after_for_before",
        "state_reset_per_character",
        "z_flipped",
    ],
)
def test_a_wrong_model_can_have_right_gradients(name):
    assert survives(mutant(name), "gradients")


def test_an_output_from_the_input_has_right_gradients_too():
    wrong = mutant("output_from_the_input")
    rng = np.random.default_rng(0)
    params = wrong.language_model.init(wrong.rnn, rng, 3, 4)
    xs, ys, state = np.eye(3)[[0, 2, 1]], np.eye(3)[[1, 0, 0]], (rng.normal(size=4),)
    found = wrong.language_model.run(wrong.rnn, params, xs, ys, state).gradients
    for name, value in params.items():
        expected = complex_step(
            lambda p, name=name: (
                wrong.language_model.forward(wrong.rnn, params | {name: p}, xs, ys, state).L
            ),
            value,
        )
        np.testing.assert_allclose(found[name], expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    "name",
    [
        "cell_state_upwards",
        "reads_the_future",
        "reverse_not_turned_back",
        "reverse_reads_forward",
    ],
)
def test_a_wrong_network_can_have_right_gradients(name):
    wrong = mutant(name)
    net = wrong.Network(wrong.lstm, layers=2, bidirectional=name.startswith("re"))
    rng = np.random.default_rng(0)
    params, xs = net.init(rng, 3, 3), rng.normal(size=(4, 3))
    done = net.forward(params, xs)
    weights = rng.normal(size=done.outputs.shape)
    found = net.backward(params, done, weights).parameters
    for part, value in params.items():
        expected = complex_step(
            lambda p, part=part: np.sum(
                weights * net.forward(params | {part: p}, xs).outputs
            ),
            value,
        )
        np.testing.assert_allclose(found[part], expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("score", ["dot", "general", "additive"])
@pytest.mark.parametrize(
    "name", ["additive_without_tanh", "blind_attention", "softmax_over_the_wrong_axis"]
)
def test_a_wrong_attention_can_have_right_gradients(name, score):
    wrong = mutant(name)
    model = wrong.Translator(wrong.rnn, score=score)
    rng, read, write = np.random.default_rng(0), [0, 1, 2], [2, 1, 0]
    drawn = model.init(rng, 3, 4)
    params = {part: rng.normal(size=p.shape) for part, p in drawn.items()}
    found = model.run(params, read, write).gradients
    for part, value in params.items():
        expected = complex_step(
            lambda p, part=part: model.forward(params | {part: p}, read, write).L, value
        )
        np.testing.assert_allclose(found[part], expected, rtol=1e-11, atol=1e-13)


def test_a_library_that_cannot_run_a_check_does_not_survive_it():
    assert not survives(mutant("output_from_the_input"), "gradients")


def test_right_parameters_can_come_with_wrong_input_gradients():
    assert survives(mutant("inputs_see_one_loss"), "gradients")


def test_every_check_is_needed_for_a_bug():
    assert {bug.killed_by for bug in BUGS} == CHECKS.keys()


def test_there_are_at_least_twenty_four_and_no_two_of_a_name():
    names = [bug.name for bug in BUGS]
    assert len(set(names)) == len(names) >= 24


@each_bug
def test_a_bug_says_where_it_was_published(bug):
    assert bug.published and all(bug.published) and bug.title.endswith(".")
    assert bug.killed_by in CHECKS and bug.edits


def test_a_mutant_leaves_the_library_alone():
    wrong = mutant("missing_transpose")
    assert wrong.rnn is not unrolled.rnn and wrong is mutant("missing_transpose")
    assert "U.T @ d" in inspect.getsource(unrolled.rnn.step_backward)
    assert "dh_prev = U @ d" in inspect.getsource(wrong.rnn.step_backward)
    assert wrong.language_model.bptt is wrong.bptt


def test_a_mutant_of_one_module_is_used_by_all_others():
    wrong = mutant("unshifted_softmax")
    with np.errstate(all="ignore"):
        assert np.isnan(wrong.language_model.softmax(np.array([1e4, 0.0]))).any()


@pytest.mark.parametrize("right", ["no such line", "np"])
def test_an_edit_must_find_one_line(right):
    with pytest.raises(ValueError, match=r"occurs \d+ times in rnn; once is needed"):
        edited(inspect.getsource(unrolled.rnn), [Edit("rnn", right, "")])


def test_names_that_do_not_exist():
    with pytest.raises(ValueError, match="there is no bug 'perfect'"):
        bug("perfect")
    with pytest.raises(ValueError, match="there is no check 'taste'"):
        survives(unrolled, "taste")
