"""Optimizers: each rule against its formula, written out by hand or in another form."""

import copy
import dataclasses
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import numbers
from unrolled import helo, language_model, rnn
from unrolled.gradients.clipping import clip_by_global_norm
from unrolled.recording import Recorder
from unrolled.training import optimizers
from unrolled.training.optimizers import SGD, Adagrad, Adam, Momentum, RMSProp
from unrolled.training.schedules import cosine, halving, inverse_root, warm_up

ALL = [SGD(0.1), Momentum(0.1), Adagrad(0.1), RMSProp(0.1), Adam(0.1)]
every_optimizer = pytest.mark.parametrize("optimizer", ALL, ids=lambda o: type(o).__name__)


def path(optimizer, gradients, p=2.0):
    """Positions of one number under these gradients."""
    params, places = {"p": np.array([p])}, []
    state = optimizer.init(params)
    for g in gradients:
        params, state = optimizer.update(params, {"p": np.array([g])}, state)
        places.append(float(params["p"][0]))
    return places


GRADIENTS = st.lists(st.floats(-3, 3, allow_subnormal=False), min_size=1, max_size=6)


def test_gradient_descent_by_hand():
    assert path(SGD(0.5), [1.0, -2.0]) == [1.5, 2.5]


def test_momentum_by_hand():
    # u = 1, then 0.5 * 1 + 1 = 1.5
    assert path(Momentum(0.5, momentum=0.5), [1.0, 1.0]) == [1.5, 0.75]


def test_adagrad_by_hand():
    # s = 9, then 9 + 16 = 25: steps 3/3 and 4/5
    assert path(Adagrad(1.0, eps=1e-300), [3.0, 4.0]) == [1.0, 1.0 - 4 / 5]


def test_rmsprop_by_hand():
    # s = 0.25 * 16 = 4: step 4/2
    assert path(RMSProp(1.0, decay=0.75, eps=1e-300), [4.0]) == [0.0]


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient():
    for g in (1e-6, 1.0, 1e6):
        assert path(Adam(0.25, eps=1e-300), [g]) == [1.75]
        assert path(Adam(0.25, eps=1e-300), [-g]) == [2.25]


@given(GRADIENTS)
def test_a_velocity_is_the_discounted_sum_of_all_gradients(gradients):
    p = 2.0
    for n in range(1, len(gradients) + 1):
        p -= 0.1 * sum(0.8 ** (n - i) * g for i, g in enumerate(gradients[:n], start=1))
    assert path(Momentum(0.1, 0.8), gradients)[-1] == pytest.approx(p, abs=1e-12)


@given(GRADIENTS)
def test_adam_averages_with_weights_that_add_up_to_one(gradients):
    p = 2.0
    for n in range(1, len(gradients) + 1):
        w = np.array([0.9 ** (n - i) for i in range(1, n + 1)])
        q = np.array([0.99 ** (n - i) for i in range(1, n + 1)])
        g = np.array(gradients[:n])
        p -= 0.1 * (w @ g / w.sum()) / (math.sqrt(q @ g**2 / q.sum()) + 1e-8)
    found = path(Adam(0.1, b1=0.9, b2=0.99), gradients)[-1]
    assert found == pytest.approx(p, rel=1e-9, abs=1e-9)


@given(GRADIENTS)
def test_adagrad_never_forgets_and_rmsprop_does(gradients):
    g = np.array(gradients)
    p, r = 2.0, 2.0
    for n in range(1, len(g) + 1):
        p -= 0.1 * g[n - 1] / (math.sqrt((g[:n] ** 2).sum()) + 1e-8)
        mean_square = sum(0.1 * 0.9 ** (n - i) * g[i - 1] ** 2 for i in range(1, n + 1))
        r -= 0.1 * g[n - 1] / (math.sqrt(mean_square) + 1e-8)
    assert path(Adagrad(0.1), gradients)[-1] == pytest.approx(p, rel=1e-9, abs=1e-9)
    assert path(RMSProp(0.1), gradients)[-1] == pytest.approx(r, rel=1e-9, abs=1e-9)


@every_optimizer
def test_nothing_is_changed_in_place(optimizer):
    params, gradients = {"p": np.ones(3)}, {"p": np.full(3, 0.5)}
    state = optimizer.init(params)
    kept = {k: np.copy(v) for k, v in state.items()}
    optimizer.update(params, gradients, state)
    np.testing.assert_array_equal(params["p"], np.ones(3))
    np.testing.assert_array_equal(gradients["p"], np.full(3, 0.5))
    assert state.keys() == kept.keys()
    for name, value in kept.items():
        np.testing.assert_array_equal(state[name], value)


@every_optimizer
def test_in_place_gives_the_same_to_the_last_bit(optimizer, monkeypatch):
    monkeypatch.setattr(optimizers, "PIECE", 7)
    rng = np.random.default_rng(0)
    params = {"W": rng.normal(size=(5, 6)), "b": rng.normal(size=3).astype(np.float32)}
    state = optimizer.init(params)
    own, kept = copy.deepcopy((params, state))
    for _ in range(3):
        gradients = {k: rng.normal(size=p.shape).astype(p.dtype) for k, p in own.items()}
        gradients["W"] = gradients["W"].T.copy().T  # in another order in memory
        params, state = optimizer.update(params, gradients, state)
        optimizer.update_in_place(own, gradients, kept)
    for after, mine in ((params, own), (state, kept)):
        assert after.keys() == mine.keys()
        for name, x in after.items():
            np.testing.assert_array_equal(mine[name], x, strict=name != "n")


@every_optimizer
def test_in_place_changes_all_or_nothing(optimizer):
    params = {"b": np.ones(2), "W": np.ones((2, 3)).T}
    state = optimizer.init(params)
    with pytest.raises(ValueError, match="W or its state is no contiguous array"):
        optimizer.update_in_place(
            params, {k: np.ones_like(p) for k, p in params.items()}, state
        )
    assert state["n"] == 0 and all((p == 1).all() for p in params.values())


@every_optimizer
def test_every_step_goes_downhill_at_first(optimizer):
    assert path(optimizer, [0.7])[0] < 2.0 < path(optimizer, [-0.7])[0]


@every_optimizer
def test_a_gradient_of_zero_moves_nothing(optimizer):
    assert path(optimizer, [0.0, 0.0]) == [2.0, 2.0]


@every_optimizer
def test_a_parabola_is_descended(optimizer):
    params = {"p": np.array([2.0, -1.0])}
    state = optimizer.init(params)
    for _ in range(300):
        params, state = optimizer.update(params, {"p": 2 * params["p"]}, state)
    assert np.abs(params["p"]).max() < 0.5


@every_optimizer
def test_a_parameter_without_a_gradient_stays(optimizer):
    params = {"p": np.ones(2), "c": np.ones(3)}
    new, state = optimizer.update(params, {"p": np.ones(2)}, optimizer.init(params))
    assert new["c"] is params["c"] and state.keys() == optimizer.init(params).keys()


@every_optimizer
def test_single_precision_stays_single(optimizer):
    optimizer = dataclasses.replace(optimizer, learning_rate=np.float64(0.1))
    params = {"p": np.ones(2, np.float32)}
    new, state = optimizer.update(params, {"p": params["p"]}, optimizer.init(params))
    assert new["p"].dtype == np.float32
    assert {v.dtype for k, v in state.items() if k != "n"} <= {np.dtype(np.float32)}


@every_optimizer
@given(x=numbers(2, 3))
def test_an_update_is_recorded_bit_for_bit(optimizer, x):
    params, gradients = {"p": x}, {"p": x[::-1] + 0.5}
    state = optimizer.init(params)
    expected, expected_state = optimizer.update(params, gradients, state)

    recorder = Recorder()
    settings = {
        field.name: recorder.leaf(
            "hyperparameter", field.name, getattr(optimizer, field.name)
        )
        for field in dataclasses.fields(optimizer)
    }
    leaves = {k: recorder.leaf("state", k, v) for k, v in state.items()}
    traced = {k: recorder.leaf("parameter", k, v) for k, v in params.items()}
    slopes = {k: recorder.leaf("input", f"d{k}", v) for k, v in gradients.items()}
    new, new_memory = type(optimizer)(**settings).update(traced, slopes, leaves)
    np.testing.assert_array_equal(new["p"].value, expected["p"])
    for name, value in expected_state.items():
        np.testing.assert_array_equal(new_memory[name].value, value)
    result = {f"{k}_next": v for k, v in {**new, **new_memory}.items()}
    data = recorder.program(result).data
    assert data["outputs"].keys() == result.keys()
    assert all(tag.startswith("O") for tag in data["equations"])
    json.dumps(data, allow_nan=False)


def test_a_whole_update_of_the_worked_example_is_recorded():
    """Forward, back, clip, Adam: what a page replays to train."""
    params, optimizer = helo.parameters(), Adam(0.05)
    done = helo.learn()
    clipped = clip_by_global_norm(done.gradients, 1.0)
    expected, _ = optimizer.update(params, clipped.gradients, optimizer.init(params))

    recorder = Recorder()
    traced = recorder.parameters(params)
    state = {k: recorder.leaf("state", k, v) for k, v in optimizer.init(params).items()}
    rate = recorder.leaf("hyperparameter", "learning_rate", 0.05)
    limit = recorder.leaf("hyperparameter", "max_norm", 1.0)
    xs = recorder.sequence("input", "x", helo.VOCABULARY.one_hot(helo.INPUTS))
    ys = recorder.sequence("target", "y", helo.VOCABULARY.one_hot(helo.TARGETS))
    run = language_model.run(rnn, traced, xs, ys, rnn.zero_state(params))
    short = clip_by_global_norm(run.gradients, limit)
    new, state = Adam(rate).update(traced, short.gradients, state)
    program = recorder.program({f"{k}_next": v for k, v in (new | state).items()})
    for name, value in expected.items():
        np.testing.assert_array_equal(new[name].value, value)
    tags = set(program.data["equations"])
    assert {"R1", "M7", "B1", "C2", "C3", "C4"} | {f"O{i}" for i in range(8, 13)} <= tags


@pytest.mark.parametrize("kind", [SGD, Momentum, Adagrad, RMSProp, Adam])
@pytest.mark.parametrize("bad", [0, -1.0, math.inf, math.nan, "fast", True, None])
def test_a_learning_rate_that_cannot_be_is_named(kind, bad):
    with pytest.raises(ValueError, match=r"learning_rate is .* above 0"):
        kind(bad)


@pytest.mark.parametrize("bad", [-0.1, 1.0, math.nan])
def test_a_share_that_cannot_be_is_named(bad):
    for make in (
        lambda: Momentum(0.1, momentum=bad),
        lambda: RMSProp(0.1, decay=bad),
        lambda: Adam(0.1, b1=bad),
        lambda: Adam(0.1, b2=bad),
    ):
        with pytest.raises(ValueError, match="from 0 to below 1"):
            make()


def test_what_does_not_fit_is_named():
    adam, params = Adam(), {"p": np.ones(2)}
    state = adam.init(params)
    with pytest.raises(ValueError, match=r"gradient q has no parameter; there are \['p'\]"):
        adam.update(params, {"q": np.ones(2)}, state)
    with pytest.raises(ValueError, match=r"shape \(3,\); the parameter has \(2,\)"):
        adam.update(params, {"p": np.ones(3)}, state)
    with pytest.raises(ValueError, match="the state needs m_p"):
        adam.update(params, {"p": np.ones(2)}, Momentum().init(params))


# ---- schedules -----------------------------------------------------------------------


def test_the_learning_rate_may_follow_a_schedule():
    assert path(SGD(halving(1.0, every=2)), [1.0] * 4) == [1.0, 0.0, -0.5, -1.0]


@given(st.integers(1, 200), st.integers(1, 100))
def test_schedules_fall_and_stay_positive(n, updates):
    for rate in (halving(0.5, updates), inverse_root(0.5), cosine(0.5, updates, last=0.1)):
        assert 0 < rate(n + 1) <= rate(n) <= 0.5


@given(st.integers(1, 100), st.integers(1, 100))
def test_a_warm_up_rises_to_what_it_warms_up(n, updates):
    rate = warm_up(inverse_root(0.5), updates)
    assert 0 < rate(n) <= inverse_root(0.5)(n)
    assert rate(updates + n) == inverse_root(0.5)(updates + n)


@pytest.mark.parametrize(
    "make",
    [
        lambda: halving(0.0, 1),
        lambda: halving(1.0, 0),
        lambda: inverse_root(-1.0),
        lambda: cosine(1.0, 0),
        lambda: cosine(1.0, 5, last=2.0),
        lambda: warm_up(0.1, 0),
        lambda: warm_up(-0.1, 3),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(make):
    with pytest.raises(ValueError, match="must be"):
        make()
