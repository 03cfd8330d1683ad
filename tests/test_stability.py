"""Extreme numbers: no warning, nothing infinite, nothing that is not a number."""

import numpy as np
import pytest

from cells import CELLS
from checks import SPURIOUS
from unrolled import bptt, diagnostics, feedforward, language_model, ledger, rnn, rtrl
from unrolled.cells.cell import variant
from unrolled.models.losses import perplexity

pytestmark = pytest.mark.filterwarnings("error", f"ignore:{SPURIOUS}")
K, H = 4, 3
UNBOUNDED = ("relu", "leaky_relu", "identity")  # their states grow with what they read
every_cell = pytest.mark.parametrize("cell", CELLS, ids=repr)


def problem(cell, T, seed=0):
    """Draw a letter model that neither forgets at once nor explodes, and a text."""
    rng = np.random.default_rng(seed)
    params = language_model.init(cell, rng, K, H)
    params = {name: p + 0.1 * rng.normal(size=p.shape) for name, p in params.items()}
    if cell.options.get("activation") in UNBOUNDED:
        params["U"] = params["U"] * 0.9 / diagnostics.singular_values(params["U"])[0]
    ids = rng.integers(0, K, T + 1)
    return params, np.eye(K)[ids[:-1]], np.eye(K)[ids[1:]], cell.zero_state(params)


def all_finite(value):
    if isinstance(value, dict):
        return all(all_finite(part) for part in value.values())
    if isinstance(value, tuple):
        return all(all_finite(part) for part in value)
    return np.isfinite(value).all()


@every_cell
@pytest.mark.parametrize("size", [1e4, -1e4, 1e308, -1e308])
def test_pre_activations_of_any_size(cell, size):
    params, xs, ys, state = problem(cell, T=4)
    if cell.options.get("activation") in UNBOUNDED:
        size = np.clip(size, -1e4, 1e4)
    params["b"] = params["b"].copy()
    params["b"][..., 0], params["b"][..., 1] = size, -size
    assert all_finite(language_model.run(cell, params, xs, ys, state))


@every_cell
def test_scores_of_ten_thousand_and_scores_that_are_all_equal(cell):
    params, xs, ys, state = problem(cell, T=4)
    params["c"] = np.array([1e4, -1e4, 1e4, 0.0])
    assert all_finite(language_model.run(cell, params, xs, ys, state))
    blind = params | {"V": np.zeros((K, H)), "c": np.full(K, -1e4)}
    done = language_model.run(cell, blind, xs, ys, state)
    np.testing.assert_array_equal(done.output.probs, 1 / K)
    assert perplexity(done.L / 4) == pytest.approx(K, rel=1e-14)
    assert all_finite(done)


@every_cell
def test_ten_thousand_steps(cell):
    params, xs, ys, state = problem(cell, T=10_000)
    assert all_finite(language_model.run(cell, params, xs, ys, state))


def test_ten_thousand_steps_of_real_time_recurrent_learning():
    params, xs, ys, state = problem(variant(rnn), T=10_000)
    done = language_model.run(rnn, params, xs, ys, state)
    found = rtrl.gradients(params, xs, state, done.d_output.h_out)
    for name in rnn.SHAPES:
        np.testing.assert_allclose(found[name], done.gradients[name], rtol=1e-9, atol=1e-9)
    d_trace = bptt.truncated(rnn, params, done.trace, done.d_output.h_out, window=100)
    assert all_finite(d_trace)


def test_a_product_of_ten_thousand_jacobians_vanishes_to_zero():
    cell = variant(rnn)
    params, xs, _, state = problem(cell, T=10_000)
    trace = bptt.unroll(cell, params, xs, state)
    products = diagnostics.jacobian_products(
        diagnostics.step_jacobians(cell, params, trace)
    )
    lengths = diagnostics.singular_values(products)[:, 0]
    assert all_finite(products) and lengths[0] == 0 < lengths[-2]
    assert (lengths <= diagnostics.norm_bound(params["U"], 10_000) + 1e-12).all()


@pytest.mark.parametrize("size", [0.0, 0.5, 2.0])
def test_a_bound_over_ten_thousand_steps(size):
    bound = diagnostics.norm_bound(size * np.eye(2), 10_000)
    assert bound[0] == (np.inf if size > 1 else 0) and bound[-1] == 1


@pytest.mark.parametrize("size", [1e4, 1e308])
def test_saturated_units_have_jacobians_and_a_ledger(size):
    params, xs, ys, state = problem(variant(rnn), T=4)
    params["b"] = np.array([size, -size, 0.0])
    done = language_model.run(rnn, params, xs, ys, state)
    jacobians = diagnostics.step_jacobians(rnn, params, done.trace)
    assert all_finite(jacobians) and not jacobians[:, :2].any()
    assert all_finite(ledger.ledger(rnn, params, done.trace, done.d_output.h_out))
    assert all_finite(diagnostics.memory(rnn, params, done.trace))


@pytest.mark.parametrize("size", [1e4, -1e4, 1e308, -1e308])
def test_a_feed_forward_model_of_any_size(size):
    params = feedforward.init(np.random.default_rng(0), K, 2, 3, H)
    params["b_I"], params["b_O"] = np.array([size, -size, 0]), np.array([1e4, -1e4, 0, 0])
    assert all_finite(feedforward.run(params, np.eye(K)[:2], np.eye(K)[2]))
