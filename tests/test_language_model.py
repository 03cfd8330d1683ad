"""The letter model: its equations, its gradients, its complaints."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import SIZES, TIGHT, complex_step, numbers
from unrolled import bptt, language_model, passes, rnn
from unrolled.models.losses import softmax
from unrolled.text.letters import Vocabulary, one_hot

K, H, T = 4, 3, 4


@st.composite
def problems(draw):
    """Parameters, inputs, targets and a start; the inputs need not be one-hot."""
    T, D, H, K = (draw(SIZES) for _ in range(4))
    shapes = {"W": (H, D), "U": (H, H), "b": (H,), "V": (K, H), "c": (K,)}
    params = {name: draw(numbers(*shape, size=1.0)) for name, shape in shapes.items()}
    ys = one_hot(draw(st.lists(st.integers(0, K - 1), min_size=T, max_size=T)), K)
    return params, draw(numbers(T, D)), ys, draw(numbers(H, size=1.0))


@pytest.fixture
def problem():
    rng = np.random.default_rng(1)
    params = language_model.init(rnn, rng, K, H)
    return params, one_hot([0, 1, 2, 2], K), one_hot([1, 2, 2, 3], K), rng.normal(size=H)


@given(problems())
def test_forward_is_its_equations(problem):
    params, xs, ys, h = problem
    done = language_model.forward(rnn, params, xs, ys, (h,))
    L = 0.0
    for t in range(len(xs)):
        h = np.tanh(params["W"] @ xs[t] + params["U"] @ h + params["b"])
        logits = params["V"] @ h + params["c"]
        probs = np.exp(logits) / np.exp(logits).sum()
        loss = -(ys[t] * np.log(probs)).sum()
        L += loss
        np.testing.assert_allclose(done.trace.h[t], h, **TIGHT)
        np.testing.assert_allclose(done.output.logits[t], logits, **TIGHT)
        np.testing.assert_allclose(done.output.probs[t], probs, **TIGHT)
        np.testing.assert_allclose(done.output.loss[t], loss, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(done.L, L, rtol=1e-12, atol=1e-13)


@given(problems())
def test_the_total_is_the_sum_of_the_losses(problem):
    params, xs, ys, start = problem
    done = language_model.forward(rnn, params, xs, ys, (start,))
    assert done.output.loss.shape == (len(xs),)
    assert done.L == np.sum(done.output.loss)
    assert np.shape(done.L) == ()


@settings(max_examples=40)
@given(problems())
def test_gradients_of_everything(problem):
    params, xs, ys, start = problem

    def loss(xs=xs, start=start, **changed):
        return language_model.forward(rnn, params | changed, xs, ys, (start,)).L

    done = language_model.run(rnn, params, xs, ys, (start,))
    assert done.gradients.keys() == params.keys()
    for name, p in params.items():
        expected = complex_step(lambda p, name=name: loss(**{name: p}), p)
        np.testing.assert_allclose(done.gradients[name], expected, **TIGHT)
    expected = complex_step(lambda xs: loss(xs=xs), xs)
    np.testing.assert_allclose(done.d_trace.x, expected, **TIGHT)
    expected = complex_step(lambda start: loss(start=start), start)
    np.testing.assert_allclose(done.d_trace.h_prev[0], expected, **TIGHT)


@given(problems())
def test_run_goes_forward_exactly_as_forward_does(problem):
    params, xs, ys, start = problem
    one = language_model.forward(rnn, params, xs, ys, (start,))
    other = language_model.run(rnn, params, xs, ys, (start,))
    assert one.L == other.L
    for a, b in zip((*one.trace, *one.output), (*other.trace, *other.output), strict=True):
        np.testing.assert_array_equal(a, b)


@given(numbers(5, 3), numbers(3), numbers(5), st.integers(0, 4))
def test_gradients_at_one_output(V, h, c, target):
    params, y = {"V": V, "c": c}, one_hot([target], 5)[0]
    out = language_model.output(params, h, y)
    back = language_model.output_backward(params, out.probs, y)

    def loss(h, c):
        return language_model.output(params | {"c": c}, h, y).loss

    np.testing.assert_allclose(back.logits, complex_step(lambda c: loss(h, c), c), **TIGHT)
    np.testing.assert_allclose(back.h_out, complex_step(lambda h: loss(h, c), h), **TIGHT)


def test_the_readout_s_share_and_what_comes_back_make_the_gradient_of_a_state(problem):
    params, xs, ys, start = problem
    done = language_model.run(rnn, params, xs, ys, (start,))
    later = np.vstack([done.d_trace.h_prev[1:], np.zeros((1, H))])
    np.testing.assert_array_equal(done.d_trace.h, done.d_output.h_out + later)


def test_a_single_letter_is_enough(problem):
    params, xs, ys, start = problem
    done = language_model.run(rnn, params, xs[:1], ys[:1], (start,))
    assert done.L == done.output.loss[0]
    np.testing.assert_array_equal(
        done.gradients["V"], np.outer(done.d_output.logits[0], done.trace.h[0])
    )


@given(SIZES, SIZES)
def test_init_adds_the_readout_to_the_cell(K, H):
    params = language_model.init(rnn, 0, K, H)
    shapes = {"W": (H, K), "U": (H, H), "b": (H,), "V": (K, H), "c": (K,)}
    assert {name: p.shape for name, p in params.items()} == shapes
    assert abs(params["V"]).max() <= H**-0.5 and not params["c"].any()


def test_a_step_down_the_gradient_lowers_the_loss(problem):
    params, xs, ys, start = problem
    done = language_model.run(rnn, params, xs, ys, (start,))
    lower = {name: p - 0.01 * done.gradients[name] for name, p in params.items()}
    assert language_model.forward(rnn, lower, xs, ys, (start,)).L < done.L


# ---- what is refused ---------------------------------------------------------------


@pytest.mark.parametrize("function", [language_model.forward, language_model.run])
@pytest.mark.parametrize(
    "change, message",
    [
        ({"xs": np.eye(K)[:3]}, "there are 3 inputs and 4 targets; one each is needed"),
        ({"ys": np.eye(K)[:0]}, "ys is empty; at least one time step is needed"),
        ({"xs": np.eye(K)[:0]}, "there are 0 inputs and 4 targets"),
        ({"ys": np.eye(3)}, r"ys\[0\] has shape \(3,\); it must be \(4,\), K = 4"),
        ({"xs": np.eye(K + 1)[:T]}, r"xs\[0\] has shape \(5,\); it must be \(4,\), D = 4"),
        ({"V": np.ones((K, H + 1))}, "V has H = 4, but W has H = 3"),
        ({"c": np.ones(K + 1)}, "c has K = 5, but V has K = 4"),
        ({"V": None}, "parameter V is missing; there are"),
        ({"c": np.full(K, np.nan)}, r"c\[0\] is nan; it must be finite"),
        ({"ys": np.full((T, K), np.inf)}, r"ys\[0\]\[0\] is inf; it must be finite"),
        (
            {"start": np.ones(H - 1)},
            r"state\[0\] has shape \(2,\); it must be \(3,\), H = 3",
        ),
    ],
)
def test_what_does_not_fit_is_named(problem, function, change, message):
    params, xs, ys, start = problem
    whole = dict(zip(("xs", "ys", "start"), (xs, ys, start), strict=True)) | params | change
    xs, ys, start = (whole.pop(name) for name in ("xs", "ys", "start"))
    params = {name: p for name, p in whole.items() if p is not None}
    with pytest.raises(ValueError, match=message):
        function(rnn, params, xs, ys, (start,))


@pytest.mark.parametrize(
    "inputs, targets, message",
    [
        ("hex", "elo", r"letter 'x' \(place 3 of 'hex'\) is not in the vocabulary 'helo'"),
        ("hel", "ell!", r"letter '!' \(place 4 of 'ell!'\)"),
        ("hel", "el", "there are 3 inputs and 2 targets"),
        ("", "", "empty; at least one time step"),
    ],
)
def test_a_word_that_cannot_be_recorded_is_refused(problem, inputs, targets, message):
    with pytest.raises(ValueError, match=message):
        passes.program(rnn, problem[0], Vocabulary("helo"), inputs, targets)


def test_a_vocabulary_of_another_size_is_refused(problem):
    with pytest.raises(ValueError, match=r"it must be \(4,\), K = 4"):
        passes.program(rnn, problem[0], Vocabulary("abc"), "ab", "bc")


def test_a_distribution_may_be_the_target(problem):
    params, xs, _, start = problem
    ys = softmax(np.arange(4.0)) * np.ones((T, 1))
    done = language_model.run(rnn, params, xs, ys, (start,))
    expected = complex_step(
        lambda c: language_model.forward(rnn, params | {"c": c}, xs, ys, (start,)).L,
        params["c"],
    )
    np.testing.assert_allclose(done.gradients["c"], expected, **TIGHT)
    assert bptt.at(done.trace, 0).h.shape == (H,)
