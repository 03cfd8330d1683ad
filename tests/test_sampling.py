"""Sampling: which letters may be drawn, how often, and by which random number."""

import json
import warnings
from itertools import islice

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checks import SIZES, numbers
from unrolled import gru, helo, language_model, lstm, rnn
from unrolled.models.losses import softmax
from unrolled.models.model import Model
from unrolled.models.sampling import distribution, draw, mass_of_better, ranks
from unrolled.models.writing import sample, write
from unrolled.networks.network import Network
from unrolled.recording import Recorder
from unrolled.text.words import WordVocabulary

LOGITS = SIZES.flatmap(lambda K: numbers(K, size=5.0))
K = 4


def taken(n, drawn):
    return list(islice(drawn, n))


# ---- distribution --------------------------------------------------------------------


@given(LOGITS)
def test_without_options_it_is_softmax(z):
    np.testing.assert_allclose(distribution(z), softmax(z), rtol=1e-14)
    np.testing.assert_allclose(distribution(z, 1.0, len(z), 1.0), softmax(z), atol=1e-12)


@given(LOGITS, st.floats(0.05, 20))
def test_temperature_is_a_power_of_the_odds(z, temperature):
    p, q = softmax(z), distribution(z, temperature)
    np.testing.assert_allclose(q, p ** (1 / temperature) / (p ** (1 / temperature)).sum())


def test_a_low_temperature_takes_the_best_and_a_high_one_any():
    z = np.array([1.0, 3.0, 2.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(distribution(z, 1e-4), [0, 1, 0])
        np.testing.assert_array_equal(distribution(1e4 * z, 1e-4), [0, 1, 0])
        np.testing.assert_allclose(distribution(z, 1e9), [1 / 3] * 3, rtol=1e-8)


@given(LOGITS, st.integers(1, 5))
def test_top_k_keeps_the_k_best_in_their_proportions(z, k):
    p, q = softmax(z), distribution(z, top_k=k)
    best = np.argsort(-z, kind="stable")[:k]
    assert set(np.flatnonzero(q)) == set(best)
    np.testing.assert_allclose(q[best], p[best] / p[best].sum(), rtol=1e-12)


@given(LOGITS, st.floats(0.01, 0.99))
def test_top_p_keeps_the_fewest_that_reach_the_mass(z, mass):
    p, q = softmax(z), distribution(z, top_p=mass)
    order = np.argsort(-z, kind="stable")
    kept = np.flatnonzero(q)
    assert set(kept) == set(order[: len(kept)])
    assert p[kept].sum() >= mass - 1e-12
    assert p[order[: len(kept) - 1]].sum() < mass + 1e-12
    np.testing.assert_allclose(q[kept], p[kept] / p[kept].sum(), rtol=1e-12)


def test_top_p_is_measured_after_top_k():
    z = np.log([0.4, 0.3, 0.2, 0.1])
    # of the three best the first has 4/9 and the first two 7/9
    np.testing.assert_allclose(distribution(z, top_k=3, top_p=0.5), [4 / 7, 3 / 7, 0, 0])
    np.testing.assert_allclose(distribution(z, top_k=3, top_p=0.4), [1, 0, 0, 0])


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_ranks_are_places_in_a_stable_sorting(scores):
    order = np.argsort(-np.array(scores), kind="stable")
    expected = np.empty(len(scores))
    expected[order] = np.arange(len(scores))
    np.testing.assert_array_equal(ranks(order), expected)


MANY = st.lists(st.integers(-3, 3), min_size=1, max_size=12).map(
    lambda z: np.array(z, float)
)


@given(MANY, st.integers(1, 12), st.floats(0.01, 1.0), st.floats(0.1, 5.0))
def test_what_may_be_drawn_by_brute_force(z, k, mass, temperature):
    """Take the best one after the other, with many ties among them."""
    p, left, kept = softmax(z / temperature), [*range(len(z))], []
    while left and len(kept) < k:
        best = max(left, key=lambda i: (z[i], -i))
        left.remove(best)
        kept.append(best)
    p = np.where(np.isin(np.arange(len(z)), kept), p, 0) / p[kept].sum()
    few, reached = [], 0.0
    for i in kept:
        if reached < mass - 1e-12:
            few.append(i)
        assume(abs(reached - mass) > 1e-12 or reached == 0)  # there rounding decides
        reached += p[i]
    expected = np.where(np.isin(np.arange(len(z)), few), p, 0) / p[few].sum()
    found = distribution(z, temperature, k, mass)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@given(st.integers(1, 12), MANY)
def test_of_equal_scores_the_first_are_kept(k, z):
    kept = np.flatnonzero(distribution(np.full(len(z), 0.5), top_k=k))
    np.testing.assert_array_equal(kept, np.arange(min(k, len(z))))


@given(MANY)
def test_the_mass_of_better_ones_by_comparing_all_pairs(z):
    order, p = np.argsort(-z, kind="stable"), softmax(z)
    rank = ranks(order)
    mass = [p[rank < own].sum() for own in rank]
    np.testing.assert_allclose(mass_of_better(p, order, rank), mass, rtol=1e-12)
    better = (z > z[:, None]) | (z == z[:, None]) & np.tri(len(z), k=-1, dtype=bool)
    np.testing.assert_array_equal(rank, better.sum(axis=1))


def test_many_tokens_take_little_memory():
    z = np.random.default_rng(0).normal(size=200_000)  # of all pairs there are 4e10
    p = distribution(z, top_k=1000, top_p=0.5)
    assert p.sum() == pytest.approx(1) and 0 < np.count_nonzero(p) < 1000


def test_a_forbidden_token_is_not_drawn():
    z = np.array([1.0, -np.inf, 1.0])
    np.testing.assert_array_equal(distribution(z), [0.5, 0, 0.5])
    np.testing.assert_array_equal(distribution(z, top_k=3, top_p=1.0), [0.5, 0, 0.5])


@pytest.mark.parametrize("z", [[0.0, np.nan], [np.inf, 0.0], [-np.inf, -np.inf]])
def test_scores_without_a_best_one_are_refused(z):
    with pytest.raises(ValueError, match=r"the best of 2 scores is .*, not finite"):
        distribution(np.array(z))
    with pytest.raises(ValueError, match=r"scores have shape \(0,\); \(…, K\) are needed"):
        distribution(np.zeros(0))


def test_all_equal_scores_are_no_problem():
    z = np.full(4, 1e4)
    np.testing.assert_array_equal(distribution(z, top_k=2), [0.5, 0.5, 0, 0])
    np.testing.assert_array_equal(distribution(z, top_p=0.6), [1 / 3, 1 / 3, 1 / 3, 0])


@pytest.mark.parametrize(
    "options, message",
    [
        *[({"temperature": t}, "temperature is") for t in (0, -1.0, np.inf, np.nan)],
        *[({"top_k": k}, "top_k is") for k in (0, -1, 1.5)],
        *[({"top_p": p}, "top_p is") for p in (0.0, 1.1, -0.1, np.nan)],
    ],
)
def test_an_option_out_of_its_range_is_named(options, message):
    with pytest.raises(ValueError, match=message):
        distribution(np.zeros(3), **options)
    with pytest.raises(ValueError, match=message):
        sample(rnn, helo.parameters(), [0], rng=0, **options)


# ---- the draw ------------------------------------------------------------------------


@given(LOGITS, st.floats(0, 1, exclude_max=True))
def test_a_draw_is_where_the_running_sum_exceeds_u(z, u):
    p = softmax(z)
    i = int(draw(p, u))
    assert p[:i].sum() <= u + 1e-12 and u <= p[: i + 1].sum() + 1e-12


@given(st.integers(1, 60))
def test_the_largest_u_never_draws_what_is_not_there(n):
    p = np.append(np.full(n, 1 / n), [0.0, 0.0])
    assert draw(p, np.nextafter(1, 0)) == n - 1
    assert draw(p[::-1], 0.0) == 2


def test_draws_are_as_frequent_as_they_are_probable():
    rng, p = np.random.default_rng(0), np.array([0.1, 0.0, 0.6, 0.3])
    drawn = np.bincount([int(draw(p, u)) for u in rng.random(20_000)], minlength=4) / 20_000
    # four standard deviations of a frequency
    np.testing.assert_array_less(np.abs(drawn - p), 4 * np.sqrt(p * (1 - p) / 2e4) + 1e-9)
    assert drawn[1] == 0


@pytest.mark.parametrize("u", [-0.1, 1.0, np.nan])
def test_a_random_number_out_of_its_range_is_named(u):
    with pytest.raises(ValueError, match="from 0 to below 1"):
        draw(np.array([0.5, 0.5]), u)


# ---- a text --------------------------------------------------------------------------


@pytest.fixture
def params():
    return language_model.init(rnn, 3, K, 3)


def test_a_sample_is_scores_and_draws_by_hand(params):
    drawn = taken(5, sample(rnn, params, [0, 2], rng=1, temperature=0.5))
    rng, ids, h = np.random.default_rng(1), [0, 2], np.zeros(3)
    for letter in drawn:
        h = np.zeros(3)
        for i in ids:  # read everything again, from the start
            h = np.tanh(params["W"][:, i] + params["U"] @ h + params["b"])
        logits = params["V"] @ h + params["c"]
        u = rng.random()
        probs = softmax(2 * logits)
        assert letter.u == u and letter.id == np.searchsorted(np.cumsum(probs), u, "right")
        np.testing.assert_allclose(letter.logits, logits, rtol=1e-13)
        np.testing.assert_allclose(letter.probs, probs, rtol=1e-13)
        np.testing.assert_allclose(letter.state["h"], h, rtol=1e-13)
        ids.append(letter.id)


def test_the_same_seed_gives_the_same_text(params):
    one, other, third = (
        [d.id for d in taken(30, sample(rnn, params, [1], rng=seed))] for seed in (5, 5, 6)
    )
    assert one == other != third


@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_a_sample_goes_on_from_a_state(cell):
    params = language_model.init(cell, 3, K, 3)
    first = taken(4, sample(cell, params, [1], rng=2))
    rng = np.random.default_rng(2)
    rng.random(2)
    later = sample(cell, params, [first[1].id], rng=rng, state=first[1].state)
    assert [d.id for d in taken(2, later)] == [d.id for d in first[2:]]


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("embedding_size", [None, 2])
@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_a_deep_network_is_read_as_in_training(cell, layers, embedding_size):
    model, rng = Model(Network(cell, layers)), np.random.default_rng(4)
    params = model.init(rng, K, 3, None, embedding_size, trainable_states=True)
    params = {name: p + rng.normal(size=p.shape) for name, p in params.items()}
    drawn = taken(5, sample(model, params, [1, 2], rng=rng))
    ids = [1, 2] + [token.id for token in drawn]
    done = model.forward(params, ids[:-1], ids[1:])
    for t, token in enumerate(drawn, start=1):
        np.testing.assert_allclose(token.logits, done.output.logits[t], rtol=1e-13)
    for name, state in done.trace.state.items():
        np.testing.assert_allclose(drawn[-1].state[name], state, rtol=1e-13)
    again = taken(3, sample(model, params, ids[3:4], drawn[1].state, rng=rng))
    np.testing.assert_allclose(again[0].logits, drawn[2].logits, rtol=1e-13)


def test_words_are_written_as_a_list():
    vocabulary = WordVocabulary(("cat", "dog", "the"))
    params = language_model.init(rnn, 0, 3, 2)
    params["c"] = np.array([0.0, 9.0, 0.0])
    written = write(rnn, params, vocabulary, ["the"], 2, rng=0, top_k=1)
    assert written == ["the", "dog", "dog"]


def test_single_precision_stays_single():
    params = language_model.init(lstm, 0, 3, 2)
    params = {name: p.astype(np.float32) for name, p in params.items()}
    (token,) = taken(1, sample(lstm, params, [0, 1], rng=0))
    assert {v.dtype for v in (token.logits, *token.state.values())} == {np.dtype("f4")}


def test_the_best_letter_is_written_with_top_k_one():
    params = helo.parameters()
    text = write(rnn, params, helo.VOCABULARY, "hell", 3, rng=0, top_k=1)
    assert text == "hellhhh"  # the untrained example says h, whatever it reads


def test_what_cannot_be_read_is_refused_at_once(params):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="the prefix is empty; at least one token"):
        sample(rnn, params, [], rng=rng)
    with pytest.raises(ValueError, match="id 4 is not in 0 … 3"):
        sample(rnn, params, [4], rng=rng)
    with pytest.raises(ValueError, match="length is -1"):
        write(rnn, params, helo.VOCABULARY, "h", -1, rng=rng)
    with pytest.raises(ValueError, match="letter 'x'"):
        write(rnn, params, helo.VOCABULARY, "x", 3, rng=rng)
    with pytest.raises(ValueError, match=r"state h has shape \(2,\)"):
        sample(rnn, params, [0], rng=rng, state={"h": np.zeros(2)})
    with pytest.raises(ValueError, match="D = 3 and outputs K = 4"):
        sample(rnn, params | {"W": np.zeros((3, 3))}, [0], rng=rng)
    both = Model(Network(rnn, bidirectional=True))
    with pytest.raises(ValueError, match=r"bidirectional=True.* gives no probabilities"):
        sample(both, both.init(rng, K, 3), [0], rng=rng)


# ---- recorded ------------------------------------------------------------------------


@given(LOGITS, st.floats(0.1, 5), st.integers(1, 4), st.floats(0.1, 1), st.floats(0, 0.99))
def test_a_draw_is_recorded_bit_for_bit(z, temperature, top_k, top_p, u):
    recorder = Recorder()
    leaves = [
        recorder.leaf("hyperparameter", name, value)
        for name, value in [
            ("temperature", temperature),
            ("k", top_k),
            ("p", top_p),
            ("u", u),
        ]
    ]
    probs = distribution(recorder.leaf("input", "logits", z), *leaves[:3])
    drawn = draw(probs, leaves[3])
    expected = distribution(z, temperature, top_k, top_p)
    np.testing.assert_array_equal(probs.value, expected)
    assert drawn.value == draw(expected, u)
    data = recorder.program({"probs": probs, "drawn": drawn}).data
    assert set(data["equations"]) == {"P1", "P2", "P3"}
    json.dumps(data, allow_nan=False)
