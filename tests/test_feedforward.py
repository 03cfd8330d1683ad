"""The feed-forward language model: equations, gradients, what it can and cannot do."""

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import SIZES, TIGHT, complex_step, numbers
from unrolled import feedforward, helo, windows
from unrolled.models.losses import softmax
from unrolled.recording import Recorder
from unrolled.text.letters import one_hot

GOLDEN = json.loads(
    (Path(__file__).parent / "golden" / "feedforward.json").read_text(encoding="utf-8")
)


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


@given(problems())
def test_a_slide_adds_up_its_windows(problem):
    """Each window has a loss of its own; the gradient is that of their sum."""
    params, xs, y, _ = problem
    width = len(xs)
    read = np.concatenate([xs, xs])
    said = np.roll(np.eye(len(y)), 1, axis=0)[np.arange(width + 1) % len(y)]
    done = feedforward.slide(params, read, said)
    parts = [feedforward.run(params, read[t : t + width], s) for t, s in enumerate(said)]
    np.testing.assert_allclose(done.L, sum(one.forward.loss for one in parts), **TIGHT)
    for name, gradient in done.gradients.items():
        expected = complex_step(
            lambda p, n=name: sum(
                loss(params | {n: p}, read[t : t + width], s) for t, s in enumerate(said)
            ),
            params[name],
        )
        np.testing.assert_allclose(gradient, expected, **TIGHT)


def test_windows_agree_with_pytorch_forward_and_back():
    """See golden/make_feedforward_golden.py."""
    params = {name: np.array(p) for name, p in GOLDEN["parameters"].items()}
    xs = [one_hot(window, 5) for window in GOLDEN["windows"]]
    ys = one_hot(GOLDEN["targets"], 5)
    runs = [feedforward.run(params, x, y) for x, y in zip(xs, ys, strict=True)]
    for name in ("q", "h", "logits"):
        found = [getattr(one.forward, name) for one in runs]
        np.testing.assert_allclose(found, GOLDEN[name], **TIGHT)
    losses = [one.forward.loss for one in runs]
    np.testing.assert_allclose(losses, GOLDEN["losses"], **TIGHT)
    text = np.concatenate([xs[0], [x[-1] for x in xs[1:]]])
    slide = feedforward.slide(params, text, ys)
    for name, expected in GOLDEN["gradients"].items():
        shares = [one.gradients[name] for one in runs]
        for found in (sum(shares), slide.gradients[name]):
            np.testing.assert_allclose(found, expected, **TIGHT)


def trained(context, updates=300):
    """Perplexity on the windows of hello after training."""
    params = feedforward.init(0, 4, context, 2, 3)
    course = windows.course(params, helo.VOCABULARY, "hello")
    *_, (_, _, reached) = islice(course, updates + 1)
    return reached


def test_two_letters_of_context_tell_hello_apart_and_one_does_not():
    assert 1 < trained(context=2) < 1.001
    assert trained(context=1) == pytest.approx(np.sqrt(2), abs=5e-4)  # the bigram's floor


@pytest.mark.parametrize("width", [1, 2, 3])
def test_the_windows_of_a_word_are_recorded_bit_for_bit(width):
    params = feedforward.init(width, 4, width, 2, 3)
    xs, ys = windows.pairs(params, helo.VOCABULARY, "hello")
    done = feedforward.slide(params, xs, ys)
    recorded = windows.program(params, helo.VOCABULARY, "hello")
    for t, h in enumerate(done.forward.h, start=width):
        np.testing.assert_array_equal(recorded.value("h", t=t), h)
    for name, gradient in done.gradients.items():
        np.testing.assert_array_equal(recorded.value(f"d{name}"), gradient)
    forward = windows.program(params, helo.VOCABULARY, "hello", backward=False)
    assert not any(node.get("back") for node in forward.data["nodes"])


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
    with pytest.raises(ValueError, match="there are 2 targets for 1 windows of 2 words"):
        feedforward.slide(params, one_hot([1, 2], 5), [y, y])
    with pytest.raises(ValueError, match="there are 0 targets for 0 windows"):
        feedforward.slide(params, one_hot([1], 5), [])
    with pytest.raises(ValueError, match="each must be at least 1"):
        feedforward.init(np.random.default_rng(0), 5, 0, 3, 4)
    with pytest.raises(ValueError, match=r"the text has 2 words; 2 of context .* 3"):
        feedforward.contexts([0, 1], 2)
