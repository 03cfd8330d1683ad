"""Clipping: what becomes shorter, what turns, what stays as it is (E59, E60)."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import numbers
from unrolled.gradients.clipping import clip_by_global_norm, clip_by_value, global_norm
from unrolled.recording import Recorder

LIMITS = st.floats(0.01, 10.0)


@st.composite
def gradients(draw):
    return {"U": draw(numbers(2, 3)), "b": draw(numbers(2))}


def flat(gradients):
    return np.concatenate([g.ravel() for g in gradients.values()])


def cosine(u, v):
    return u @ v / np.linalg.norm(u) / np.linalg.norm(v)


@given(gradients(), LIMITS)
def test_by_value_is_numpy_s_clip(g, limit):
    done = clip_by_value(g, limit)
    for name in g:
        np.testing.assert_array_equal(done.gradients[name], np.clip(g[name], -limit, limit))


def test_by_value_as_the_lecture_means_it():  # E59
    g = np.array([-3.0, -0.2, 0.0, 0.4, 2.0])
    np.testing.assert_array_equal(
        clip_by_value({"g": g}, 1.0).gradients["g"], [-1.0, -0.2, 0.0, 0.4, 1.0]
    )
    printed = np.where((g < 1) | (g > 1), 1.0, g)
    np.testing.assert_array_equal(printed, np.ones(5))


@given(gradients(), LIMITS)
def test_by_norm_never_leaves_more_than_the_norm(g, limit):
    done = clip_by_global_norm(g, limit)
    assert done.clipped_norm <= limit * (1 + 1e-12)
    assert done.clipped_norm == pytest.approx(np.linalg.norm(flat(done.gradients)))
    assert done.norm == pytest.approx(np.linalg.norm(flat(g)))


@given(gradients(), LIMITS)
def test_by_norm_leaves_a_short_gradient_bit_for_bit(g, limit):
    norm = float(global_norm(g))
    if norm <= limit:
        done = clip_by_global_norm(g, limit)
        for name in g:
            np.testing.assert_array_equal(done.gradients[name], g[name])


@given(gradients(), LIMITS)
def test_by_norm_is_the_lecture_s_rule_for_a_long_one(g, limit):
    norm = np.linalg.norm(flat(g))
    if norm > limit:
        done = clip_by_global_norm(g, limit)
        for name in g:
            np.testing.assert_allclose(
                done.gradients[name], limit / norm * g[name], rtol=1e-12
            )


def test_the_norm_keeps_the_direction_and_the_value_turns_it():  # E60
    g = {"g": np.array([6.0, 0.5])}
    by_norm = clip_by_global_norm(g, 1.0).gradients["g"]
    by_value = clip_by_value(g, 1.0).gradients["g"]
    np.testing.assert_allclose(by_norm, [0.9965, 0.083], atol=5e-5)
    np.testing.assert_array_equal(by_value, [1.0, 0.5])
    assert cosine(by_norm, g["g"]) == pytest.approx(1.0, abs=1e-15)
    assert cosine(by_value, g["g"]) == pytest.approx(0.9285, abs=5e-5)


def test_one_norm_is_taken_of_all_parameters():
    g = {"U": np.array([[3.0]]), "b": np.array([4.0])}
    done = clip_by_global_norm(g, 1.0)
    assert done.norm == 5.0
    np.testing.assert_allclose(done.gradients["U"], [[0.6]], rtol=1e-15)


def test_a_vanishing_gradient_is_not_helped():  # E60
    g = {"g": np.array([1e-14, 2e-15])}
    for clip in (clip_by_value, clip_by_global_norm):
        np.testing.assert_array_equal(clip(g, 1.0).gradients["g"], g["g"])


def test_no_gradient_at_all_has_norm_zero():
    done = clip_by_global_norm({"g": np.zeros(3)}, 1.0)
    assert done.norm == 0.0 and done.clipped_norm == 0.0


@pytest.mark.parametrize("size, dtype", [(1e300, np.float64), (1e30, np.float32)])
def test_an_exploding_gradient_is_clipped_without_a_warning(size, dtype):
    g = {"g": np.array([3, -4], dtype) * dtype(size)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done = clip_by_global_norm(g, 1.0)
    assert done.norm == pytest.approx(5 * size)
    np.testing.assert_allclose(done.gradients["g"], [0.6, -0.8], rtol=1e-6)
    assert done.gradients["g"].dtype == dtype


@given(gradients(), LIMITS)
def test_clipping_is_recorded_bit_for_bit(g, limit):
    for clip in (clip_by_value, clip_by_global_norm):
        recorder = Recorder()
        leaves = {k: recorder.leaf("input", f"d{k}", v) for k, v in g.items()}
        done = clip(leaves, recorder.leaf("hyperparameter", "limit", limit))
        for name, value in clip(g, limit).gradients.items():
            np.testing.assert_array_equal(done.gradients[name].value, value)
        assert {"C2"} <= set(recorder.program(done).data["equations"])


@pytest.mark.parametrize("clip", [clip_by_value, clip_by_global_norm])
@pytest.mark.parametrize("bad", [0.0, -1.0, np.inf, np.nan])
def test_a_limit_that_cannot_be_is_named(clip, bad):
    with pytest.raises(ValueError, match=f"is {bad}; it must be a number above 0"):
        clip({"g": np.ones(2)}, bad)


def test_nothing_cannot_be_clipped():
    with pytest.raises(ValueError, match="no gradient"):
        clip_by_global_norm({}, 1.0)
