"""Lecture 001's experiment: its text, its checkpoints, and the log of their training."""

import hashlib
from itertools import islice

import numpy as np
import pytest

from unrolled import helo, rnn, write
from unrolled.gradients.slips import slip, surprises
from unrolled.lessons import char_rnn
from unrolled.teaching.measurements import measured
from unrolled.text.copies import known_words, longest_copy
from unrolled.training.evaluation import evaluate

LOG = measured("kinematics")["results"]


def logged(cell, epoch):
    return next(one for one in LOG if (one["cell"], one["epoch"]) == (cell, epoch))


def test_the_text_is_the_one_that_was_learned():
    found = hashlib.sha256(char_rnn.TEXT.encode()).hexdigest()
    assert found.startswith("2dbad0d192cdabdf")
    assert len({*char_rnn.TEXT.splitlines()}) == char_rnn.TEXT.count("\n") == 320


@pytest.mark.parametrize("cell", char_rnn.CELLS)
def test_the_first_epochs_come_out_as_logged(cell):
    for epoch in islice(char_rnn.course(cell), 2 if cell == "rnn" else 1):
        expected = logged(cell, epoch.number)["running"]
        assert epoch.running == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("name", char_rnn.CHECKPOINTS)
def test_a_checkpoint_has_the_loss_that_was_logged(name):
    model, params = char_rnn.checkpoint(name)
    held = char_rnn.VOCABULARY.encode(char_rnn.HELD_OUT)
    single = {k: p.astype(np.float32) for k, p in params.items()}
    expected = logged(*char_rnn.CHECKPOINTS[name])["held_out"]
    assert evaluate(model, single, held).loss == pytest.approx(expected, abs=2e-3)


def test_all_weights_are_light():
    assert char_rnn.WEIGHTS.stat().st_size <= 300_000
    assert {k for k, _ in char_rnn.CHECKPOINTS.values()} == set(char_rnn.CELLS)
    with pytest.raises(ValueError, match="name is 'lstm'"):
        char_rnn.checkpoint("lstm")


def test_a_slip_is_the_difference_of_two_readings():
    params, ids = helo.parameters(), helo.VOCABULARY.encode("hello")
    spoiled = np.array([0, 1, 0, 2, 3])
    before, after = (surprises(rnn, params, text) for text in (ids, spoiled))
    np.testing.assert_allclose(slip(rnn, params, ids, 2, 0), (after - before)[2:])
    with pytest.raises(ValueError, match="place is 4; of 5 letters"):
        slip(rnn, params, ids, 4, 0)
    with pytest.raises(ValueError, match="1 letters"):
        surprises(rnn, params, [0])


def test_copies_are_found():
    assert longest_copy("", "abc") == longest_copy("xyz", "abc") == ""
    assert longest_copy("xxabcabx", "zabcz") == "abc"
    assert known_words("The ball is.", "the") == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="0 words"):
        known_words("?", "a")


def test_written_text_is_golden():
    """The same seed writes the same text, on any machine."""
    told = {}
    for name in ("rnn 5 %", "rnn 25 %"):
        model, params = char_rnn.checkpoint(name)
        options = {"rng": 1, "temperature": 0.5}
        told[name] = write(model, params, char_rnn.VOCABULARY, "\n", 60, **options)
    assert told == {
        "rnn 5 %": "\nAn ravelo it moris ancengre from a cliff the distance certhe",
        "rnn 25 %": "\nAn ulckestant streight up with an initial velocity of 1.8 m/",
    }
