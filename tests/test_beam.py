"""Beam search: it is greedy at width 1, tries everything when wide, and stops in time."""

from itertools import product

import numpy as np
import pytest

from unrolled import Translator, beam, reversing, rnn

MODEL = Translator(rnn, score="general")
PARAMS = {
    name: np.random.default_rng(3).normal(size=p.shape)
    for name, p in MODEL.init(0, 4, 3).items()
}
READ = [0, 1, 2, 3]
LOGS = beam.of_translator(MODEL, PARAMS, READ)


def log_prob(ids, logs=LOGS):
    return sum(logs(tuple(ids[:i]))[k] for i, k in enumerate(ids))


def answers(limit, end=None):
    """Everything that can be written."""
    for length in range(1, limit + 1):
        for ids in product(range(4), repeat=length):
            if end not in ids[:-1] and (length == limit or ids[-1] == end):
                yield ids


def test_what_is_expected_is_what_the_network_says():
    ids = (3, 0, 2)
    done = MODEL.forward(PARAMS, READ, ids)
    assert log_prob(ids) == pytest.approx(-float(done.L), rel=1e-12)


def test_a_width_of_one_is_greedy():
    (one,) = beam.search(LOGS, 1, limit=4)
    assert list(one.ids) == MODEL.translate(PARAMS, READ, limit=4)
    assert one.log_prob == pytest.approx(log_prob(one.ids), rel=1e-12)


@pytest.mark.parametrize("end", [None, 2])
@pytest.mark.parametrize("per_letter", [False, True])
def test_wide_enough_it_finds_the_best_of_all(end, per_letter):
    best = beam.search(LOGS, 256, 4, end, per_letter)[0]
    divided = {
        ids: log_prob(ids) / (len(ids) if per_letter else 1) for ids in answers(4, end)
    }
    assert best.ids == max(divided, key=divided.get)
    assert beam.value(best, per_letter) == pytest.approx(max(divided.values()), rel=1e-12)


PUSHED_OUT = {
    (): [0.5, 0.4, 0.1],
    (0,): [0.34, 0.33, 0.33],
    (1,): [0.5, 0.45, 0.05],
    (0, 0): [1 - 2e-9, 1e-9, 1e-9],
}


def test_a_wider_beam_may_find_a_less_likely_answer():
    """It is no rule that wider is better: what would have led on may be pushed out."""

    def logs(ids):
        return np.log(PUSHED_OUT.get(ids, [0.4, 0.3, 0.3]))

    found = [np.exp(beam.search(logs, width, 3)[0].log_prob) for width in (1, 2, 27)]
    np.testing.assert_allclose(found, [0.17, 0.08, 0.17], atol=1e-8)


TOLD = {(): [0.6, 0.4], (1,): [0.999, 0.001]}


@pytest.mark.parametrize(("per_letter", "asked"), [(False, 1), (True, 2)])
def test_it_stops_when_nothing_open_can_overtake(per_letter, asked):
    """Certain letters to come do not lift a log-probability, but they do lift its mean."""
    seen = []

    def logs(ids):
        seen.append(ids)
        return np.log(TOLD.get(ids, [0.001, 0.999]))

    found = beam.search(logs, 2, limit=3, end=0, per_letter=per_letter)
    assert len(seen) == asked
    assert found[0].ended


def test_lengths_are_those_of_what_is_written():
    answer = beam.Answer((1, 2), -3.0, True)
    assert beam.value(answer, per_letter=True) == -1.5
    assert beam.value(answer) == -3


def test_the_trained_network_finds_the_word_at_any_width():
    network = reversing.models()["clear"], reversing.weights("clear")
    logs = beam.of_translator(*network, READ)
    assert {beam.search(logs, width, 4)[0].ids for width in (1, 2, 3)} == {(3, 2, 1, 0)}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"width": 0, "limit": 4}, "width"),
        ({"width": 1, "limit": 0}, "limit"),
        ({"width": 1, "limit": 2.5}, "limit is 2.5; it must be a whole number"),
        ({"width": 1, "limit": 4, "per_letter": 3}, "per_letter"),
    ],
)
def test_what_cannot_be_searched_is_named(options, words):
    with pytest.raises(ValueError, match=words):
        beam.search(LOGS, **options)
