"""A memory made of outputs: its equations, its gradients, and the floor it meets."""

import json
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from checks import TIGHT, complex_step
from unrolled import helo
from unrolled import output_recurrence as fed_back
from unrolled import sequence_programs as programs
from unrolled.models.floors import floor
from unrolled.models.losses import softmax

K, H, T = 4, 3, 5
GOLDEN = Path(__file__).with_name("golden") / "output_recurrence.json"


@pytest.fixture
def problem():
    rng = np.random.default_rng(2)
    params = {n: rng.normal(size=p.shape) for n, p in fed_back.init(0, K, H).items()}
    xs, ys = np.eye(K)[rng.integers(K, size=(2, T))]
    return params, xs, ys, rng.dirichlet(np.ones(K))


@pytest.mark.parametrize("feed", fed_back.FEEDS)
def test_forward_is_its_equations(problem, feed):
    params, xs, ys, fed = problem
    done = fed_back.run(params, xs, ys, feed, fed)
    for t in range(T):
        np.testing.assert_array_equal(done.trace.fed[t], fed)
        h = np.tanh(params["W"] @ xs[t] + params["U"] @ fed + params["b"])
        probs = softmax(params["V"] @ h + params["c"])
        np.testing.assert_allclose(done.output.probs[t], probs, **TIGHT)
        fed = ys[t] if feed == "target" else done.output.probs[t]
    assert done.L == done.output.loss.sum()


@pytest.mark.parametrize("feed", fed_back.FEEDS)
def test_gradients(problem, feed):
    params, xs, ys, first = problem

    def loss(xs=xs, first=first, **changed):
        return fed_back.run(params | changed, xs, ys, feed, first).L

    done = fed_back.run(params, xs, ys, feed, first)
    assert done.gradients.keys() == params.keys()
    for name, p in params.items():
        expected = complex_step(lambda p, name=name: loss(**{name: p}), p)
        np.testing.assert_allclose(done.gradients[name], expected, **TIGHT)
    expected = complex_step(lambda xs: loss(xs=xs), xs)
    np.testing.assert_allclose(done.d_trace.x, expected, **TIGHT)
    expected = complex_step(lambda first: loss(first=first), first)
    np.testing.assert_allclose(done.d_trace.fed[0], expected, **TIGHT)


@pytest.mark.parametrize("feed", fed_back.FEEDS)
def test_gradients_are_those_of_a_second_hand(problem, feed):
    """The chain rule once more, written without the library and in another order."""
    params, xs, ys, first = problem
    W, U, b, V, c = (params[name] for name in "WUbVc")
    jacobian = {name: np.zeros((K, p.size)) for name, p in params.items()}  # of what is fed
    total, fed = dict.fromkeys(params, 0.0), first
    for t in range(T):
        h = np.tanh(W @ xs[t] + U @ fed + b)
        slope = np.diag(1 - h**2)
        scores = V @ h + c
        probs = np.exp(scores) / np.exp(scores).sum()
        direct = {"W": np.kron(np.eye(H), xs[t]), "U": np.kron(np.eye(H), fed)}
        direct["b"] = np.eye(H)
        at_scores = {}
        for name in params:
            own = direct.get(name, np.zeros((H, params[name].size)))
            at_scores[name] = V @ slope @ (own + U @ jacobian[name])
        at_scores["V"] = at_scores["V"] + np.kron(np.eye(K), h)
        at_scores["c"] = at_scores["c"] + np.eye(K)
        softness = np.diag(probs) - np.outer(probs, probs)
        for name in params:
            total[name] = total[name] + (probs - ys[t]) @ at_scores[name]
            jacobian[name] = (softness if feed == "own" else 0 * softness) @ at_scores[name]
        fed = probs if feed == "own" else ys[t]
    done = fed_back.run(params, xs, ys, feed, first)
    for name, gradient in done.gradients.items():
        np.testing.assert_allclose(gradient.ravel(), total[name], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("feed", fed_back.FEEDS)
def test_pytorch_agrees(feed):
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    params = {name: np.array(p) for name, p in golden["parameters"].items()}
    done = fed_back.run(params, golden["xs"], golden["ys"], feed)
    assert done.L == pytest.approx(golden[feed]["L"], rel=1e-12)
    for name, gradient in golden[feed]["gradients"].items():
        np.testing.assert_allclose(done.gradients[name], gradient, rtol=1e-10, atol=1e-13)


def test_with_the_right_answers_no_step_feels_a_later_one(problem):
    params, xs, ys, first = problem
    alone = fed_back.run(params, xs[:2], ys[:2], "target", first)
    longer = fed_back.run(params, xs, ys, "target", first)
    np.testing.assert_array_equal(longer.d_trace.h[:2], alone.d_trace.h)
    alone, longer = (fed_back.run(params, xs[:n], ys[:n], "own", first) for n in (2, T))
    assert abs(longer.d_trace.h[:2] - alone.d_trace.h).max() > 0.001


@pytest.mark.parametrize("hidden_size", [3, 8])
def test_teacher_forcing_ends_at_the_floor_of_a_bigram_and_own_outputs_below(hidden_size):
    lowest = np.exp(floor(pairwise("hello")))
    for seed in range(3):
        start = fed_back.init(seed, K, hidden_size)
        reached = {}
        for feed in fed_back.FEEDS:
            *_, (_, _, reached[feed]) = islice(programs.course(start, feed), 601)
        assert lowest < reached["target"] < lowest + 0.002
        assert 1 < reached["own"] < 1.2


@pytest.mark.parametrize("feed", fed_back.FEEDS)
def test_a_recording_is_the_run(feed):
    params = fed_back.init(0, K, H)
    program = programs.fed_back(params, feed)
    xs, ys = map(helo.VOCABULARY.encode, (helo.INPUTS, helo.TARGETS))
    done = fed_back.run(params, xs, ys, feed)
    assert program.value("L") == done.L
    for name, gradient in done.gradients.items():
        np.testing.assert_array_equal(program.value(f"d{name}"), gradient)
    ahead = programs.fed_back(params, feed, backward=False)
    assert ahead.value("L") == done.L and "dV" not in ahead.data["outputs"]


def test_complaints(problem):
    params, xs, ys, _ = problem
    with pytest.raises(
        ValueError, match="feed is 'mine'; it must be one of 'target', 'own'"
    ):
        fed_back.run(params, xs, ys, "mine")
    with pytest.raises(ValueError, match="5 inputs and 4 targets"):
        fed_back.run(params, xs, ys[:-1])
    with pytest.raises(ValueError, match=r"first\[0\] has shape \(3,\); it must be \(4,\)"):
        fed_back.run(params, xs, ys, first=np.zeros(H))
    with pytest.raises(ValueError, match="V has K = 4, but U has K = 3"):
        fed_back.run(params | {"U": np.zeros((H, H))}, xs, ys)
