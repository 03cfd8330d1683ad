"""Attention: its equations, its gradients, and what a mask leaves."""

import json
from pathlib import Path

import numpy as np
import pytest

from checks import TIGHT, complex_step
from unrolled import attention, softmax

J, S, H = 4, 2, 3
GOLDEN = json.loads((Path(__file__).with_name("golden") / "attention.json").read_text())
MASKS = {"all": None, "masked": np.array([True, True, False, True])}


def problem(score):
    rng = np.random.default_rng(3)
    states = H if score == "dot" else S
    params = {
        n: rng.normal(size=p.shape) for n, p in attention.init(0, score, states, H).items()
    }
    return params, rng.normal(size=states), rng.normal(size=(J, H)), rng.normal(size=H)


def scored(params, score, s, h):
    """Score one vector, as the papers write it."""
    if score == "dot":
        return s @ h
    if score == "general":
        return s @ params["A"] @ h
    return params["w"] @ np.tanh(params["A_s"] @ s + params["A_h"] @ h)


@pytest.mark.parametrize("score", attention.SCORES)
def test_forward_is_its_equations(score):
    params, s, hs, _ = problem(score)
    done = attention.ask(params, score, s, hs)
    beta = [scored(params, score, s, h) for h in hs]
    np.testing.assert_allclose(done.beta, beta, **TIGHT)
    alpha = np.exp(beta) / np.exp(beta).sum()
    np.testing.assert_allclose(done.alpha, alpha, **TIGHT)
    context = sum(a * h for a, h in zip(alpha, hs, strict=True))
    np.testing.assert_allclose(done.kappa, context, **TIGHT)


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize("score", attention.SCORES)
def test_gradients(score, mask):
    params, s, hs, d = problem(score)

    def value(s=s, hs=hs, **changed):
        return attention.ask(params | changed, score, s, hs, mask).kappa @ d

    done = attention.ask(params, score, s, hs, mask)
    inside, behind = attention.ask_backward(params, score, s, hs, done, d)
    assert behind.gradients.keys() == params.keys()
    np.testing.assert_allclose(behind.s, complex_step(lambda s: value(s=s), s), **TIGHT)
    expected = complex_step(lambda hs: value(hs=hs), hs)
    np.testing.assert_allclose(inside.values + behind.hs, expected, **TIGHT)
    for name, p in params.items():
        expected = complex_step(lambda p, name=name: value(**{name: p}), p)
        np.testing.assert_allclose(behind.gradients[name], expected, **TIGHT)


@pytest.mark.parametrize("which", MASKS)
@pytest.mark.parametrize("score", attention.SCORES)
def test_it_agrees_with_pytorch(score, which):
    params = {n: np.array(p) for n, p in GOLDEN["parameters"][score].items()}
    s, hs, d = (np.array(GOLDEN[name]) for name in ("s", "hs", "d"))
    mask = np.array(GOLDEN["mask"]) if which == "masked" else None
    done = attention.ask(params, score, s, hs, mask)
    inside, behind = attention.ask_backward(params, score, s, hs, done, d)
    found = {"s": behind.s, "hs": inside.values + behind.hs, **behind.gradients}
    expected = GOLDEN[which][score]
    np.testing.assert_allclose(done.kappa, expected["kappa"], rtol=1e-11)
    assert found.keys() == expected["gradients"].keys()
    for name, gradient in expected["gradients"].items():
        np.testing.assert_allclose(found[name], gradient, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("score", attention.SCORES)
def test_it_knows_no_order(score):
    """Who moves the vectors moves the weights with them, and leaves the context."""
    params, s, hs, _ = problem(score)
    order = [2, 0, 3, 1]
    done, moved = (attention.ask(params, score, s, one) for one in (hs, hs[order]))
    np.testing.assert_allclose(moved.alpha, done.alpha[order], **TIGHT)
    np.testing.assert_allclose(moved.kappa, done.kappa, **TIGHT)


@pytest.mark.parametrize("score", attention.SCORES)
def test_what_is_masked_might_as_well_not_be_there(score):
    params, s, hs, _ = problem(score)
    mask = MASKS["masked"]
    done = attention.ask(params, score, s, hs, mask)
    without = attention.ask(params, score, s, hs[mask])
    assert done.alpha[~mask] == 0
    np.testing.assert_allclose(done.alpha[mask], without.alpha, **TIGHT)
    np.testing.assert_allclose(done.kappa, without.kappa, **TIGHT)


def test_weights_that_are_certain_learn_nothing():
    """(K8) is zero where one weight is 1: the softmax is flat there."""
    hs, query = np.eye(3), np.array([1e3, 0.0, 0.0])
    done = attention.attend(query, hs, hs)
    d = attention.attend_backward(done, hs, np.array([1.0, -2.0, 0.5]))
    assert done.alpha.tolist() == [1, 0, 0]
    assert not d.beta.any()
    assert not d.query.any()


KEYS, NONE = np.ones((4, 2)), np.zeros(4, bool)
WRONG = {
    "keys is empty": ("attend", np.ones(2), KEYS[:0], KEYS[:0]),
    r"keys\[0\] has shape \(2,\)": ("attend", np.ones(3), KEYS, KEYS),
    "4 keys and 3 values": ("attend", np.ones(2), KEYS, KEYS[:3]),
    r"mask has shape \(3,\)": ("attend", np.ones(2), KEYS, KEYS, NONE[:3]),
    "nothing to look at": ("attend", np.ones(2), KEYS, KEYS, NONE),
    "score is 'cosine'": ("ask", {}, "cosine", np.ones(2), KEYS),
    "score is 'sum'": ("init", 0, "sum", 2, 2),
    "dot needs states of one size; there are 2 and 3": ("init", 0, "dot", 2, 3),
    "state_size": ("init", 0, "general", 0, 3),
    "source_size is 2.5": ("init", 0, "general", 3, 2.5),
    "parameter A is missing": ("ask", {}, "general", np.ones(2), KEYS),
    r"hs\[0\] has shape \(2,\)": (
        "ask",
        {"A": np.ones((2, 3))},
        "general",
        np.ones(2),
        KEYS,
    ),
    r"s\[0\] has shape \(2,\)": (
        "ask",
        {"A": np.ones((3, 2))},
        "general",
        np.ones(2),
        KEYS,
    ),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_does_not_fit_is_named(words):
    with pytest.raises(ValueError, match=words):
        getattr(attention, WRONG[words][0])(*WRONG[words][1:])


def test_E75_each_step_has_weights_and_a_context_of_its_own():
    rng = np.random.default_rng(0)
    h, s = rng.normal(size=(5, 4)), rng.normal(size=(3, 4))
    alpha = np.array([softmax(row) for row in s @ h.T])
    np.testing.assert_allclose(alpha.sum(axis=1), 1, rtol=1e-14)
    contexts = alpha @ h
    assert min(abs(contexts[i] - contexts[j]).max() for i, j in ((0, 1), (1, 2))) > 0.1
    assert abs((s @ h.T)[0].sum() + 1.465) < 5e-4  # raw scores add up to anything
