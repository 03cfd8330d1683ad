"""A Transformer's block: its equations, its gradients, and what it knows of order."""

import json
from pathlib import Path

import numpy as np
import pytest

from checks import TIGHT, complex_step
from unrolled import attention, transformer

T, D, M = 5, 4, 6
GOLDEN = json.loads((Path(__file__).with_name("golden") / "transformer.json").read_text())
MASKS = {"all": None, "causal": transformer.causal(T)}
both_masks = pytest.mark.parametrize("which", MASKS)


@pytest.fixture
def problem():
    rng = np.random.default_rng(4)
    drawn = transformer.init(0, D, M)
    params = {name: rng.normal(size=p.shape) for name, p in drawn.items()}
    return params, rng.normal(size=(T, D)), rng.normal(size=(T, D))


def normed(v, gain, shift):
    return gain * (v - v.mean()) / np.sqrt(v.var() + transformer.EPS) + shift


@both_masks
def test_forward_is_its_equations(which, problem):
    """Once more, all positions at once, as the paper writes it."""
    p, xs, _ = problem
    Q, K, V = (xs @ p[name].T for name in ("W_q", "W_k", "W_v"))
    scores = Q @ K.T / np.sqrt(D)
    if MASKS[which] is not None:
        scores = np.where(MASKS[which], scores, -np.inf)
    alpha = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    done = transformer.forward(p, xs, MASKS[which])
    np.testing.assert_allclose(done.alpha, alpha, **TIGHT)
    for x, kappa, one in zip(xs, alpha @ V, done.positions, strict=True):
        first = normed(x + kappa, p["gain"], p["shift"])
        np.testing.assert_allclose(one.norm.normed, first, **TIGHT)
        thought = p["W_out"] @ np.maximum(0, p["W_in"] @ first + p["b_in"]) + p["b_out"]
        second = normed(first + thought, p["gain1"], p["shift1"])
        np.testing.assert_allclose(one.norm1.normed, second, **TIGHT)


@both_masks
def test_gradients(which, problem):
    params, xs, d = problem
    mask = MASKS[which]

    def loss(xs=xs, **changed):
        return np.sum(transformer.forward(params | changed, xs, mask).output * d)

    back = transformer.backward(params, xs, transformer.forward(params, xs, mask), d)
    assert back.gradients.keys() == params.keys()
    close = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(back.xs, complex_step(lambda x: loss(xs=x), xs), **close)
    for name, p in params.items():
        expected = complex_step(lambda p, name=name: loss(**{name: p}), p)
        np.testing.assert_allclose(back.gradients[name], expected, **close)


@both_masks
def test_it_agrees_with_pytorch(which):
    params = {name: np.array(p) for name, p in GOLDEN["parameters"].items()}
    xs, d, expected = np.array(GOLDEN["x"]), np.array(GOLDEN["d"]), GOLDEN[which]
    done = transformer.forward(params, xs, MASKS[which])
    back = transformer.backward(params, xs, done, d)
    np.testing.assert_allclose(done.output, expected["output"], rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(back.xs, expected["xs"], rtol=1e-10, atol=1e-12)
    assert back.gradients.keys() == expected["gradients"].keys()
    for name, gradient in expected["gradients"].items():
        found = back.gradients[name]
        np.testing.assert_allclose(found, gradient, rtol=1e-10, atol=1e-12)


def test_who_moves_the_words_moves_what_comes_of_them(problem):
    params, xs, _ = problem
    order = [2, 0, 4, 3, 1]
    done, moved = (transformer.forward(params, one) for one in (xs, xs[order]))
    np.testing.assert_allclose(moved.output, done.output[order], **TIGHT)
    causal = MASKS["causal"]
    done, moved = (transformer.forward(params, one, causal) for one in (xs, xs[order]))
    assert abs(moved.output - done.output[order]).max() > 0.1


def test_no_position_sees_what_comes_after_it_under_a_causal_mask(problem):
    params, xs, _ = problem
    changed = np.concatenate([xs[:-1], [-xs[-1]]])
    done, other = (
        transformer.forward(params, x, MASKS["causal"]).output for x in (xs, changed)
    )
    np.testing.assert_array_equal(done[:-1], other[:-1])
    assert abs(done[-1] - other[-1]).max() > 0.01


def test_self_attention_is_attend_with_questions_from_the_words(problem):
    params, xs, _ = problem
    found = transformer.self_attention(params, xs)
    keys, values = xs @ params["W_k"].T, xs @ params["W_v"].T
    for x, one in zip(xs, found, strict=True):
        again = attention.attend(params["W_q"] @ x / 2, keys, values)
        np.testing.assert_allclose(one.kappa, again.kappa, **TIGHT)


def test_positions_are_waves_that_no_two_places_share():
    """Even entries are sines, odd ones cosines, of the same angle; the paper's formula."""
    found = transformer.positions(50, 6)
    for t in (0, 1, 7, 49):
        for i in range(3):
            angle = t / 10000 ** (2 * i / 6)
            expected = [np.sin(angle), np.cos(angle)]
            np.testing.assert_allclose(found[t, 2 * i : 2 * i + 2], expected, **TIGHT)
    apart = np.linalg.norm(found[:, None] - found[None], axis=2)
    assert apart[~np.eye(50, dtype=bool)].min() > 0.1


def test_a_norm_knows_neither_the_mean_nor_the_size_of_a_vector(problem):
    params, xs, _ = problem
    zero = np.zeros(D)
    one = transformer.add_and_norm(params, xs[0], zero)
    other = transformer.add_and_norm(params, 50 * xs[0] + 3, zero)
    np.testing.assert_allclose(one.normed, other.normed, rtol=1e-3, atol=1e-4)
    equal = transformer.add_and_norm(params, np.full(D, 3.0), zero)
    np.testing.assert_array_equal(equal.normed, params["shift"])


WEIGHTS = transformer.init(0, D, M)
XS = np.ones((T, D))
WRONG = {
    r"xs\[0\] has shape \(3,\)": ("forward", WEIGHTS, np.ones((T, 3))),
    "xs is empty": ("forward", WEIGHTS, XS[:0]),
    r"mask has shape \(5,\)": ("forward", WEIGHTS, XS, np.ones(T, bool)),
    "nothing to look at": ("self_attention", WEIGHTS, XS, np.zeros((T, T), bool)),
    "parameter W_q is missing": ("self_attention", {}, XS),
    "parameter gain is missing": (
        "forward",
        {n: p for n, p in WEIGHTS.items() if n != "gain"},
        XS,
    ),
    "size is 0": ("init", 0, 0, M),
    "hidden_size is 0": ("init", 0, D, 0),
    "count is 0": ("positions", 0, D),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_does_not_fit_is_named(words):
    with pytest.raises(ValueError, match=words):
        getattr(transformer, WRONG[words][0])(*WRONG[words][1:])
