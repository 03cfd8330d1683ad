"""The feed-forward language model: equations, gradients, what it can and cannot do."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import SIZES, TIGHT, complex_step, numbers
from unrolled import feedforward
from unrolled.models.losses import softmax
from unrolled.recording import Recorder
from unrolled.text.letters import Vocabulary, one_hot
from unrolled.training.optimizers import Adam


@st.composite
def problems(draw):
    n, K, D, H = (draw(SIZES) for _ in range(4))
    shapes = {"W_E": (D, K), "W_I": (H, n * D), "b_I": (H,), "W_O": (K, H), "b_O": (K,)}
    params = {name: draw(numbers(*shape, size=1.0)) for name, shape in shapes.items()}
    ids = draw(st.lists(st.integers(0, K - 1), min_size=n, max_size=n))
    return params, one_hot(ids, K), one_hot([draw(st.integers(0, K - 1))], K)[0], ids


def loss(params, xs, y):
    """Write the model out once more, in one line each, for complex numbers."""
    q = np.concatenate([params["W_E"] @ x for x in xs])
    z = params["W_O"] @ np.tanh(params["W_I"] @ q + params["b_I"]) + params["b_O"]
    return -(y @ z) + np.log(np.exp(z).sum())


@given(problems())
def test_every_gradient_agrees_with_the_complex_step(problem):
    params, xs, y, _ = problem
    done = feedforward.run(params, xs, y)
    for name, gradient in done.gradients.items():
        expected = complex_step(
            lambda p, n=name: loss(params | {n: p}, xs, y), params[name]
        )
        np.testing.assert_allclose(gradient, expected, **TIGHT)
        assert gradient.shape == params[name].shape


@given(problems())
def test_forward_is_its_equations(problem):
    params, xs, y, ids = problem
    done = feedforward.forward(params, xs, y)
    q = np.concatenate([params["W_E"][:, i] for i in ids])  # one-hot selects a column
    np.testing.assert_array_equal(done.q, q)
    np.testing.assert_allclose(done.h, np.tanh(params["W_I"] @ q + params["b_I"]), **TIGHT)
    np.testing.assert_allclose(done.probs, softmax(done.logits), **TIGHT)
    np.testing.assert_allclose(done.loss, -np.log(done.probs[y.argmax()]), atol=1e-12)


@given(problems())
def test_the_gradient_of_a_shared_embedding_is_a_sum_over_places(problem):
    params, xs, y, ids = problem
    done = feedforward.run(params, xs, y)
    D, K = params["W_E"].shape
    expected = np.zeros((D, K))
    for place, i in enumerate(ids):
        expected[:, i] += done.d_forward.q[place * D : (place + 1) * D]
    np.testing.assert_allclose(done.gradients["W_E"], expected, **TIGHT)


def trained(context, updates=250):
    """Mean loss on h-e-l-l-o after training on each of its windows."""
    vocabulary = Vocabulary("helo")
    params = feedforward.init(np.random.default_rng(1), 4, context, 3, 6)
    optimizer, total = Adam(0.05), np.nan
    memory = optimizer.init(params)
    examples = list(feedforward.contexts(vocabulary.encode("hello"), context))
    for _ in range(updates):
        passes = [
            feedforward.run(params, one_hot(c, 4), one_hot([t], 4)[0]) for c, t in examples
        ]
        gradients = {k: sum(p.gradients[k] for p in passes) for k in params}
        params, memory = optimizer.update(params, gradients, memory)
        total = sum(p.forward.loss for p in passes) / len(passes)
    return total


def test_two_letters_of_context_tell_hello_apart_and_one_does_not():
    assert trained(context=2) < 0.05
    assert trained(context=1) == pytest.approx(
        np.log(4) / 4, abs=0.02
    )  # the bigram's floor


@pytest.mark.parametrize("context", [1, 3])
def test_a_pass_is_recorded_bit_for_bit(context):
    params = feedforward.init(np.random.default_rng(0), 4, context, 2, 3)
    xs, y = one_hot(range(context), 4), one_hot([3], 4)[0]
    recorder = Recorder()
    traced = recorder.parameters(params)
    inputs = [recorder.leaf("input", f"x{i}", x) for i, x in enumerate(xs)]
    done = feedforward.run(traced, inputs, recorder.leaf("target", "y", y))
    for name, gradient in feedforward.run(params, xs, y).gradients.items():
        np.testing.assert_array_equal(done.gradients[name].value, gradient)
    data = recorder.program(done).data
    assert set(data["equations"]) == {f"F{i}" for i in range(1, 15)}
    json.dumps(data, allow_nan=False)


def test_what_does_not_fit_is_named():
    params = feedforward.init(np.random.default_rng(0), 5, 2, 3, 4)
    y = one_hot([0], 5)[0]
    with pytest.raises(ValueError, match=r"3 words of D = 3; W_I has 6 .* 2 words"):
        feedforward.run(params, one_hot([1, 2, 3], 5), y)
    with pytest.raises(ValueError, match=r"xs\[0\] has shape \(4,\)"):
        feedforward.run(params, one_hot([1, 2], 4), y)
    with pytest.raises(ValueError, match=r"y\[0\] has shape \(4,\)"):
        feedforward.run(params, one_hot([1, 2], 5), one_hot([0], 4)[0])
    with pytest.raises(ValueError, match="parameter W_E is missing"):
        feedforward.run({}, one_hot([1, 2], 5), y)
    with pytest.raises(ValueError, match="each must be at least 1"):
        feedforward.init(np.random.default_rng(0), 5, 0, 3, 4)
    with pytest.raises(ValueError, match=r"the text has 2 words; 2 of context .* 3"):
        feedforward.contexts([0, 1], 2)
