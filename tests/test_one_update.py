"""Training in the page: the same course as NumPy's, and what the Trainer refuses."""

import json
import math
import shutil
import subprocess
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from unrolled import gru, helo, language_model, lstm, one_update, rnn
from unrolled.cells.cell import variant
from unrolled.models.ngrams import NGrams
from unrolled.text.streams import Stream
from unrolled.training import train
from unrolled.training.optimizers import Momentum
from unrolled.widgets import Trainer

RUNNER = Path(__file__).parent / "js" / "run_training.mjs"
HELLO = Stream(helo.VOCABULARY.encode("hello"), length=4)
UPDATES = 1000
LECTURE = helo.parameters()
DRAWN = language_model.init(rnn, 1, 4, 3)

# name -> (weights, whether U is tied, settings)
RUNS = {
    "as it opens": (LECTURE, False, {}),
    "with momentum": (LECTURE, False, {"momentum": 0.5}),
    "clipped": (LECTURE, False, {"max_norm": 1.0, "learning_rate": 0.2}),
    "from random weights": (DRAWN, False, {}),
    "tied": (LECTURE, True, {}),
    "tied and clipped": (LECTURE, True, {"max_norm": 0.5}),
}


@pytest.fixture(scope="module")
def replayed():
    """Train all runs as the page does, in one Node process."""
    node = shutil.which("node")
    assert node, "Node is missing: apt-get install nodejs"
    trainer = Trainer()
    tasks = []
    for name, (params, is_tied, settings) in RUNS.items():
        given = one_update.tied(params) if is_tied else params
        tasks.append(
            {
                "name": name,
                "program": trainer.tied if is_tied else trainer.program,
                "weights": {k: np.ravel(p).tolist() for k, p in given.items()},
                "settings": one_update.SETTINGS | settings,
                "updates": UPDATES,
            }
        )
    done = subprocess.run(
        [node, RUNNER], input=json.dumps(tasks), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def by_the_library(params, learning_rate=0.1, momentum=0.0, max_norm=None):
    """Train with `unrolled.training`: losses, norms, and the weights at the end."""
    updates = train(
        rnn,
        params,
        HELLO,
        stateful=False,
        optimizer=Momentum(learning_rate, momentum),
        max_norm=max_norm,
    )
    done = list(islice(updates, UPDATES))
    L, norms = [4 * one.loss for one in done], [one.norm for one in done]
    return L, norms, done[-1].snapshot.params


def by_repeating(params, **settings):
    """Train by calling the update that is recorded, on plain arrays."""
    training = one_update.course("hello", helo.VOCABULARY, params, **settings)
    done = list(islice(training, UPDATES))
    last = {k: done[-1]["next"][f"{k}_next"] for k in params}
    L = [float(now["done"].L) for now in done]
    return L, [float(now["norm"]) for now in done], last


@pytest.mark.parametrize("name", RUNS)
def test_a_thousand_updates_in_the_page_are_those_of_numpy(replayed, name):
    params, is_tied, settings = RUNS[name]
    if is_tied:
        L, norms, last = by_repeating(one_update.tied(params), **settings)
    else:
        L, norms, last = by_the_library(params, **settings)
    done = replayed[name]
    assert len(done["L"]) == UPDATES + 1
    np.testing.assert_allclose(done["L"][:-1], L, rtol=0, atol=1e-9)
    np.testing.assert_allclose(done["norm"][:-1], norms, rtol=0, atol=1e-9)
    for k, p in last.items():
        np.testing.assert_allclose(done["leaves"][k], np.ravel(p), rtol=0, atol=1e-9)


@pytest.mark.parametrize("cell", [lstm, gru, variant(gru, reset="after")])
def test_any_cell_is_trained_by_the_same_update(cell):
    params = helo.parameters(cell)
    updates = train(cell, params, HELLO, stateful=False, optimizer=Momentum(0.1, 0.0))
    done = [one.loss for one in islice(updates, 20)]
    course = one_update.course("hello", helo.VOCABULARY, params, cell)
    np.testing.assert_allclose(
        [now["mean"] for now in islice(course, 20)], done, rtol=1e-12
    )
    trainer = Trainer(cell=cell)
    assert trainer.tied == {}
    assert {leaf["name"] for leaf in trainer.program["leaves"]} >= set(params)
    assert "readable" in [start["label"] for start in trainer.starts]


@pytest.mark.parametrize("name", RUNS)
def test_any_update_can_be_gone_back_to(replayed, name):
    done = replayed[name]
    assert done["first"] == done["L"][0]
    assert helo.VOCABULARY.decode(done["said"]) == helo.TARGETS
    assert not done["broken"]


def test_a_tied_weight_stays_one_number():
    tied = one_update.tied(LECTURE)
    np.testing.assert_array_equal(one_update.untied(tied)["U"], LECTURE["U"])
    full = helo.learn().gradients
    shared = one_update.shared(tied, full)
    assert shared["u"] == pytest.approx(np.trace(full["U"]), abs=1e-15)
    slope = loss_of(tied["u"] + 1e-6) - loss_of(tied["u"] - 1e-6)
    assert shared["u"] == pytest.approx(slope / 2e-6, abs=1e-8)


def loss_of(u):
    return helo.predict(LECTURE | {"U": u * np.eye(3)}).L


def test_what_it_is_compared_with_is_counted():
    uniform, bigram = Trainer().rules
    assert uniform["perplexity"] == pytest.approx(4, abs=1e-12)
    assert uniform["L"] == pytest.approx(4 * math.log(4), abs=1e-12)
    assert bigram["perplexity"] == NGrams.of("hello", n=2).perplexity("hello")
    assert bigram["perplexity"] == pytest.approx(math.sqrt(2), abs=1e-12)
    assert bigram["text"] == "bigram floor √2"
    assert bigram["L"] == pytest.approx(2 * math.log(2), abs=1e-12)


def test_the_starts_are_the_lecture_s_and_seeds():
    starts = Trainer().starts
    assert [start["label"] for start in starts] == ["lecture", "seed 1", "seed 2", "seed 3"]
    assert starts[0]["values"]["W"] == LECTURE["W"].ravel().tolist()
    assert starts[0]["values"]["u"] == [helo.RECURRENT]
    assert starts[1]["values"]["U"] == DRAWN["U"].ravel().tolist()


@pytest.mark.parametrize(
    "word, steps", [("hello", (3, 4)), ("abc", (1, 2)), ("abac", (1, 3))]
)
def test_two_steps_are_compared_that_read_the_same_and_say_another_letter(word, steps):
    assert one_update.twins(word) == steps


def test_any_word_and_any_weights_can_be_trained():
    trainer = Trainer("banana", hidden_size=2)
    assert trainer.starts[0]["label"] == "seed 1"
    assert trainer.rules[0]["text"] == "uniform 3.00"
    params = language_model.init(rnn, 5, 3, 2)
    assert Trainer("banana", params).starts[0]["label"] == "yours"


def test_what_cannot_be_trained_is_said():
    with pytest.raises(ValueError, match="'ab' has 2 letters; at least 3"):
        Trainer("ab")
    with pytest.raises(ValueError, match="D = 4; the word has 3 letters"):
        Trainer("banana", LECTURE)


def test_it_says_in_print_how_training_goes():
    figure = Trainer().figure()
    for words in ("hhhh", "ello", "6.811", "5.489", "uniform 4.00", "bigram floor √2"):
        assert words in figure
    assert "<i>" not in Trainer("<i>").figure()
