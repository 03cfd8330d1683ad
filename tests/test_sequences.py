"""Sequences of different lengths: what stands behind their ends does not count."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cells import CELLS
from checks import TIGHT, complex_step
from unrolled import gru, lstm, rnn
from unrolled.gradients.gradient_check import slope_along
from unrolled.models.model import Model
from unrolled.networks.network import Network
from unrolled.text.sequences import Sentences, Sequences
from unrolled.training import train
from unrolled.training.engines import Fused, score, textbook
from unrolled.training.evaluation import evaluate
from unrolled.training.optimizers import Adam

K, H = 5, 3
TEXTS = st.lists(st.lists(st.integers(0, K - 1), min_size=2, max_size=6), min_size=1)
SENTENCES = [[0, 1, 2, 3, 4], [4, 2], [1, 3, 0], [2, 2, 2, 2], [3, 1]]


def params_of(model, seed=0):
    rng = np.random.default_rng(seed)
    params = model.init(rng, K, H, None, 4, trainable_states=True)
    return {name: p + 0.2 * rng.normal(size=p.shape) for name, p in params.items()}


@given(TEXTS, st.integers(1, 4))
def test_every_token_is_predicted_once_in_a_pass(texts, batch_size):
    sentences, seen = Sentences(texts, batch_size), []
    for number in range(len(sentences)):
        batch = sentences.batch(number)
        assert batch.fresh and batch.tokens == batch.lengths.sum()
        for b, length in enumerate(batch.lengths):
            if length:
                xs, ys = batch.inputs[:, b], batch.targets[:, b]
                seen.append([*xs[:length], ys[length - 1]])
                assert not xs[length:].any() and not ys[length:].any()
                np.testing.assert_array_equal(ys[: length - 1], xs[1:length])
    assert seen == texts


@pytest.mark.parametrize("engine", [textbook, Fused()], ids=["textbook", "fused"])
@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_a_batch_is_the_sum_of_its_sequences(cell, engine):
    """The last batch holds one sequence, and one of no steps."""
    model = Model(Network(cell, 2))
    params, sentences = params_of(model), Sentences(SENTENCES, batch_size=2)
    for number in range(len(sentences)):
        own = SENTENCES[2 * number : 2 * number + 2]
        alone = [model.run(params, s[:-1], s[1:]) for s in own]
        done = engine(model, params, sentences.batch(number), {})
        assert done.L == pytest.approx(float(sum(a.L for a in alone)), rel=1e-13)
        for name, g in done.gradients.items():
            expected = sum(a.gradients[name] for a in alone)
            np.testing.assert_allclose(g, expected, rtol=1e-11, atol=1e-14)
        for b, a in enumerate(alone):
            for name, state in a.trace.state.items():
                np.testing.assert_allclose(done.state[name][b], state, rtol=1e-12)


@pytest.mark.parametrize("cell", CELLS, ids=repr)
@pytest.mark.parametrize("layers, both", [(1, False), (2, False), (1, True), (2, True)])
def test_gradients_of_sequences_of_different_lengths(cell, layers, both):
    """By the complex step, by central differences, and on the fast path where there is one.

    Of the four places in the batch one is empty; one sequence has a single step.
    """
    model, rng = Model(Network(cell, layers, both)), np.random.default_rng(2)
    params = params_of(model)
    ids = [rng.integers(0, K, T) for T in (3, 1, 2)]
    batch = Sequences(ids, [x[::-1] for x in ids], batch_size=4).batch(0)
    assert batch.lengths.tolist() == [3, 1, 2, 0]
    found = textbook(model, params, batch, {})

    def alone(p, name):
        return sum(model.forward(params | {name: p}, x, x[::-1]).L for x in ids)

    def together(p, name):
        return score(model, params | {name: p}, batch, {})[0]

    for name, p in params.items():
        expected = complex_step(partial(alone, name=name), p)
        np.testing.assert_allclose(found.gradients[name], expected, **TIGHT, err_msg=name)
        way = rng.normal(size=p.shape)
        slope = slope_along(partial(together, name=name), p, way, 1e-6)
        assert slope == pytest.approx(np.sum(way * expected), rel=1e-6, abs=1e-8)
    if not both:
        fast = Fused()(model, params, batch, {})
        assert fast.L == pytest.approx(found.L, rel=1e-13)
        for name, g in found.gradients.items():
            np.testing.assert_allclose(fast.gradients[name], g, rtol=1e-11, atol=1e-13)


def test_both_directions_end_where_the_sequence_ends():
    model = Model(Network(lstm, 2, True), "squared_error")
    rng = np.random.default_rng(1)
    params = model.init(rng, 2, H, 1)
    xs, ys = ([rng.normal(size=(T, n)) for T in (4, 1, 2)] for n in (2, 1))
    batch = Sequences(xs, ys, batch_size=3).batch(0)
    alone = [model.run(params, x, y) for x, y in zip(xs, ys, strict=True)]
    done = textbook(model, params, batch, {})
    assert done.L == pytest.approx(float(sum(a.L for a in alone)), rel=1e-13)
    assert score(model, params, batch, {})[0] == pytest.approx(done.L, rel=1e-13)
    for name, g in done.gradients.items():
        np.testing.assert_allclose(g, sum(a.gradients[name] for a in alone), rtol=1e-12)


@pytest.mark.parametrize("batch_size", [1, 2, 5, 7])
def test_the_loss_of_sentences_does_not_depend_on_the_batch(batch_size):
    model = Model(gru)
    params, tokens = params_of(model), sum(len(s) - 1 for s in SENTENCES)
    expected = sum(model.forward(params, s[:-1], s[1:]).L for s in SENTENCES) / tokens
    done = evaluate(model, params, Sentences(SENTENCES, batch_size))
    assert done.loss == pytest.approx(float(expected), rel=1e-13) and done.tokens == tokens


def test_sentences_are_learned():
    params, sentences = params_of(Model(rnn)), Sentences(SENTENCES, batch_size=2)
    settings = {"optimizer": Adam(0.05), "average": True, "held_out": sentences}
    updates = train(rnn, params, sentences, stateful=False, every=120, **settings)
    last = [next(updates) for _ in range(120)][-1]
    assert last.held_out < 0.5 * evaluate(rnn, params, sentences).loss


def test_what_cannot_be_is_refused():
    ones = np.ones((3, 2))
    for call, message in (
        (lambda: Sentences([]), "the shortest of 0 texts has 0 tokens; at least 2"),
        (lambda: Sentences([[0, 1], [2]]), "the shortest of 2 texts has 1 tokens"),
        (lambda: Sentences([[0, 1.5]]), "whole numbers"),
        (lambda: Sentences([[0, 1]], batch_size=0), "batch_size is 0"),
        (lambda: Sequences([], []), "there are 0 sequences"),
        (lambda: Sequences([[], [1]], [[], [1]]), "the shortest of 0 steps"),
        (lambda: Sequences([[0]], []), "1 inputs and 0 targets"),
        (lambda: Sequences([[0, 1]], [[0]]), "2 inputs and 1 targets"),
        (
            lambda: Sequences([ones, ones[:, :1]], [[0] * 3] * 2),
            r"shapes \[\(3, 2\), \(3, 1",
        ),
        (lambda: Sequences([ones * np.nan], [[0] * 3]), r"inputs\[0\]\[0, 0\] is nan"),
        (
            lambda: train(rnn, params_of(Model(rnn)), Sentences(SENTENCES), stateful=True),
            "stateful is True, but sequences begin anew",
        ),
        (
            lambda: train(
                Network(rnn, bidirectional=True),
                params_of(Model(Network(rnn, bidirectional=True))),
                Sentences(SENTENCES),
                stateful=False,
            ),
            "has read the token that it should predict",
        ),
    ):
        with pytest.raises(ValueError, match=message):
            call()
