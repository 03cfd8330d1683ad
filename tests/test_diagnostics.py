"""Diagnostics: Jacobians, the ledger, truncation, memory and the gradient check."""

import numpy as np
import pytest

from checks import TIGHT
from checks import complex_step as derivative
from unrolled import (
    bptt,
    diagnostics,
    gradient_check,
    gru,
    helo,
    language_model,
    ledger,
    lstm,
    rnn,
)
from unrolled.cells.cell import variant

D, H, K, T = 3, 2, 4, 5
CELLS = [
    rnn,
    variant(rnn, activation="sigmoid"),
    lstm,
    variant(lstm, peephole=True),
    gru,
    variant(gru, reset="after", update="keep"),
]
every_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda c: repr(c).split(" from")[0])


def problem(cell, seed=0):
    """Parameters of a letter model, inputs, targets and a start, all random."""
    rng = np.random.default_rng(seed)
    params = language_model.init(cell, rng, K, H) | cell.init(rng, D, H)
    params = {name: p + rng.normal(size=p.shape) / 2 for name, p in params.items()}
    state = tuple(rng.normal(size=H) for _ in cell.zero_state(params))
    return params, rng.normal(size=(T, D)), np.eye(K)[rng.integers(0, K, T)], state


def joined(state):
    return np.concatenate(state)


def parted(vector, state):
    return tuple(np.split(vector, len(state)))


def rows(f, x):
    """Jacobian of the vector function `f`, one complex step for each of its entries."""
    return np.stack([derivative(lambda v, i=i: f(v)[i], x) for i in range(len(f(x)))])


# ---- Jacobians ---------------------------------------------------------------------


@every_cell
def test_step_jacobians_and_their_products(cell):
    params, xs, _, state = problem(cell)
    trace = bptt.unroll(cell, params, xs, state)
    jacobians = diagnostics.step_jacobians(cell, params, trace)
    products = diagnostics.jacobian_products(jacobians)
    S = len(joined(state))
    assert jacobians.shape == (T, S, S) and products.shape == (T + 1, S, S)
    for k in range(T):
        before = joined(bptt.at(trace, k).state_prev)

        def after(s, stop, k=k):
            state_k = parted(s, state)
            for t in range(k, stop):
                state_k = cell.step(params, xs[t], state_k).state
            return joined(state_k)

        one = rows(lambda s, k=k, after=after: after(s, k + 1), before)
        np.testing.assert_allclose(jacobians[k], one, **TIGHT)
        to_the_end = rows(lambda s, after=after: after(s, T), before)
        np.testing.assert_allclose(products[k], to_the_end, **TIGHT)
    np.testing.assert_array_equal(products[T], np.eye(S))


@every_cell
def test_memory_is_a_derivative(cell):
    params, xs, _, state = problem(cell)
    trace = bptt.unroll(cell, params, xs, state)
    of_states = diagnostics.memory(cell, params, trace)
    of_logits = diagnostics.memory(cell, params, trace, params["V"])
    assert of_states.shape == (T, T, H, D) and of_logits.shape == (T, T, K, D)
    for t in range(T):
        for i in range(H):
            expected = derivative(
                lambda x, t=t, i=i: bptt.unroll(cell, params, x, state).h[t, i], xs
            )
            np.testing.assert_allclose(of_states[t, :, i], expected, **TIGHT)
    np.testing.assert_allclose(
        of_logits, np.einsum("kh,tshd->tskd", params["V"], of_states)
    )


def test_memory_wants_a_readout_that_fits():
    params, xs, _, state = problem(rnn)
    trace = bptt.unroll(rnn, params, xs, state)
    with pytest.raises(ValueError, match=r"shape \(2, 4\); it must be \(K, 2\)"):
        diagnostics.memory(rnn, params, trace, params["V"].T)


@pytest.mark.parametrize("activation", rnn.ACTIVATIONS)
@pytest.mark.parametrize("size", [0.3, 1.0, 3.0])
def test_no_product_is_longer_than_the_bound(activation, size):
    cell = variant(rnn, activation=activation)
    rng = np.random.default_rng(4)
    params = {"W": rng.normal(size=(H, D)), "U": size * rng.normal(size=(H, H))}
    params["b"] = np.zeros(H)
    trace = bptt.unroll(cell, params, rng.normal(size=(T, D)), cell.zero_state(params))
    products = diagnostics.jacobian_products(
        diagnostics.step_jacobians(cell, params, trace)
    )
    true = diagnostics.singular_values(products)[:, 0]
    bound = diagnostics.norm_bound(params["U"], T, activation)
    assert (true <= bound * (1 + 1e-12)).all()
    if activation == "identity":  # whose Jacobian is U itself at every step
        np.testing.assert_allclose(products[0], np.linalg.matrix_power(params["U"], T))


def test_every_activation_has_its_largest_slope():
    a = np.linspace(-4, 4, 801)
    for name, (phi, phi_slope) in rnn.ACTIVATIONS.items():
        np.testing.assert_allclose(phi_slope(phi(a)).max(), diagnostics.MAX_SLOPES[name])
    assert diagnostics.MAX_SLOPES.keys() == rnn.ACTIVATIONS.keys()


def test_the_bound_is_for_one_recurrent_matrix():
    with pytest.raises(ValueError, match=r"U has shape \(4, 2, 2\)"):
        diagnostics.norm_bound(np.ones((4, 2, 2)), 3)
    with pytest.raises(ValueError, match="activation is 'cube'; it must be one of"):
        diagnostics.norm_bound(np.eye(2), 3, "cube")


def test_singular_values_and_eigenvalues_of_a_stack():
    matrices = np.stack([np.diag([3.0, -4.0]), np.array([[0.0, 2.0], [-2.0, 0.0]])])
    np.testing.assert_allclose(diagnostics.singular_values(matrices), [[4, 3], [2, 2]])
    np.testing.assert_allclose(diagnostics.spectral_radius(matrices), [4, 2])


def test_the_last_loss_hardly_reaches_the_first_letter_of_hello():
    done, params = helo.learn(), helo.parameters()
    own = ledger.traces_by_loss(rnn, params, done.trace, done.d_output.h_out)
    norms = diagnostics.gradient_norms(own)
    np.testing.assert_allclose(norms[3], [0.00051, 0.00350, 0.0451, 0.621], rtol=0.01)
    assert 1200 < norms[3, 3] / norms[3, 0] < 1250
    diagonal = np.einsum("tii->ti", diagnostics.step_jacobians(rnn, params, done.trace))
    assert 0.04 < diagonal[1:].min() and diagonal.max() < 0.23
    np.testing.assert_allclose(
        diagnostics.gradient_norms(done.d_trace), np.linalg.norm(own.h.sum(0), axis=-1)
    )


# ---- the ledger --------------------------------------------------------------------


@every_cell
def test_the_ledger_adds_up_to_the_gradient(cell):
    params, xs, ys, state = problem(cell)
    done = language_model.run(cell, params, xs, ys, state)
    terms = ledger.ledger(cell, params, done.trace, done.d_output.h_out)
    assert terms.keys() == cell.SHAPES.keys()
    for name, gradient in ledger.total(terms).items():
        assert terms[name].shape == (T, T, *params[name].shape)
        np.testing.assert_allclose(gradient, done.gradients[name], **TIGHT)


@every_cell
def test_every_entry_is_the_derivative_of_one_loss_in_one_use(cell):
    params, xs, ys, state = problem(cell)
    done = language_model.run(cell, params, xs, ys, state)
    terms = ledger.ledger(cell, params, done.trace, done.d_output.h_out)

    def loss(value, name, t, k):
        """Loss at t where only step k uses another value of the parameter."""
        now = state
        for s in range(t + 1):
            used = params | {name: value} if s == k else params
            now = cell.step(used, xs[s], now).state
        return language_model.output(params, now[0], ys[t]).loss

    for name in cell.SHAPES:
        for t in range(T):
            for k in range(T):
                expected = derivative(
                    lambda p, name=name, t=t, k=k: loss(p, name, t, k), params[name]
                )
                np.testing.assert_allclose(terms[name][t, k], expected, **TIGHT)


@every_cell
def test_traces_by_loss_add_up_and_see_no_later_step(cell):
    params, xs, ys, state = problem(cell)
    done = language_model.run(cell, params, xs, ys, state)
    apart = ledger.traces_by_loss(cell, params, done.trace, done.d_output.h_out)
    for field, total in zip(apart, done.d_trace, strict=True):
        np.testing.assert_allclose(field.sum(axis=0), total, **TIGHT)
    later = np.triu_indices(T, 1)
    assert not apart.h[later].any() and not apart.x[later].any()


def test_a_ledger_needs_one_gradient_for_each_state():
    params, xs, _, state = problem(rnn)
    trace = bptt.unroll(rnn, params, xs, state)
    with pytest.raises(ValueError, match=r"shape \(4, 2\); the trace needs \(5, 2\)"):
        ledger.ledger(rnn, params, trace, np.ones((T - 1, H)))


# ---- truncation --------------------------------------------------------------------


@every_cell
@pytest.mark.parametrize(
    ("window", "stride"), [(1, 1), (2, 1), (2, 2), (3, 2), (5, 5), (9, 4)]
)
def test_the_terms_that_are_kept_are_those_of_truncated_backpropagation(
    cell, window, stride
):
    params, xs, ys, state = problem(cell)
    done = language_model.run(cell, params, xs, ys, state)
    terms = ledger.ledger(cell, params, done.trace, done.d_output.h_out)
    kept = ledger.kept_terms(T, window, stride)
    cut = ledger.total(terms, kept)
    shapes = {name: params[name].shape for name in cell.SHAPES}
    expected = {name: np.zeros(shape) for name, shape in shapes.items()}
    for first in range(0, T, stride):  # brute force: the losses of one stride at a time
        last = min(first + stride, T)
        start = max(first + stride - window, 0)
        entered = tuple(np.array(s) for s in bptt.at(done.trace, start).state_prev)

        def losses(value, name, first=first, last=last, start=start, entered=entered):
            used = params | {name: value}
            trace = bptt.unroll(cell, used, xs[start:last], entered)
            outputs = [
                language_model.output(params, trace.h[t - start], ys[t]).loss
                for t in range(first, last)
            ]
            return sum(outputs)

        for name in shapes:
            expected[name] += derivative(
                lambda p, name=name, losses=losses: losses(p, name), params[name]
            )
    for name in shapes:
        np.testing.assert_allclose(cut[name], expected[name], **TIGHT)
    dhs = done.d_output.h_out
    d_trace = bptt.truncated(cell, params, done.trace, dhs, window, stride)
    for name, gradient in cell.parameter_gradients(done.trace, d_trace).items():
        np.testing.assert_allclose(cut[name], gradient, **TIGHT)


def test_without_a_stride_every_loss_looks_back_over_the_window():
    np.testing.assert_array_equal(
        ledger.kept_terms(4, 2), [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]
    )
    assert ledger.kept_terms(1, 1).tolist() == [[True]]


def test_what_truncation_costs():
    terms = {"b": np.zeros((2, 2, 2)), "c": np.zeros((2, 2, 1))}
    terms["b"][0, 0], terms["b"][1, 1], terms["b"][1, 0] = [1, 0], [1, 0], [0, 2]
    cut = ledger.truncation(terms, 1)
    assert cut.window == 1 and cut.norm == 2
    np.testing.assert_allclose(cut.angle, 45)
    np.testing.assert_allclose(cut.norm_lost, 1 - 2 / 8**0.5)
    whole = ledger.truncation(terms, 2)
    assert whole.norm_lost == whole.angle == 0


def test_a_small_angle_keeps_its_digits():
    terms = {"b": np.zeros((2, 2, 2))}
    terms["b"][0, 0], terms["b"][1, 0] = [1, 0], [0, 1e-9]
    np.testing.assert_allclose(ledger.truncation(terms, 1).angle, np.degrees(1e-9))


@pytest.mark.parametrize(
    ("steps", "window", "stride", "message"),
    [
        (4, 2, 3, "stride is 3; it must be 1 … 2, the window"),
        (4, 2, 0, "stride is 0; it must be a whole number"),
        (4, 0, 1, "window is 0; it must be a whole number"),
        (0, 2, 1, "steps is 0; it must be a whole number"),
    ],
)
def test_windows_that_leave_something_out(steps, window, stride, message):
    with pytest.raises(ValueError, match=message):
        ledger.kept_terms(steps, window, stride)


def test_nothing_has_no_direction():
    with pytest.raises(ValueError, match="needs more than zero"):
        ledger.truncation({"b": np.zeros((2, 2, 1))}, 1)


# ---- the gradient check ------------------------------------------------------------


@every_cell
def test_the_error_curves_of_right_gradients(cell):
    params, xs, ys, state = problem(cell)

    def loss(p):
        return language_model.forward(cell, p, xs, ys, state).L

    gradients = language_model.run(cell, params, xs, ys, state).gradients
    epsilons = np.array([1e-1, 1e-5, 1e-13])
    curves = gradient_check.check_gradients(loss, params, gradients, epsilons)
    assert curves.keys() == params.keys()
    for large, middle, small in (curve.central for curve in curves.values()):
        assert middle < 1e-8 and middle < small  # a V: too small is as bad as too large
        assert middle < large
    assert max(curve.complex_step[2] for curve in curves.values()) < 1e-12


def test_the_error_curve_of_a_wrong_gradient_is_flat():
    def loss(p):
        return np.sum(p["W"] ** 2)

    W = np.array([1.0, 2.0])
    curve = gradient_check.check_gradients(loss, {"W": W}, {"W": W})["W"]
    np.testing.assert_allclose(curve.epsilons, gradient_check.EPSILONS)
    np.testing.assert_allclose(curve.complex_step[3:], 0.5)
    np.testing.assert_allclose(curve.central[3:8], 0.5, rtol=1e-6)


def test_both_ways_to_differentiate_agree_with_calculus():
    x = np.array([[0.5, 2.0]])
    exact = gradient_check.complex_step(lambda v: np.sum(np.exp(v)), x)
    np.testing.assert_allclose(exact, np.exp(x), **TIGHT)
    central = gradient_check.central_difference(lambda v: np.sum(np.exp(v)), x, 1e-5)
    np.testing.assert_allclose(central, np.exp(x), rtol=1e-9)


@pytest.mark.parametrize(
    ("gradients", "epsilons", "message"),
    [
        ({"Q": np.ones(2)}, [1e-5], r"there is no parameter Q; there are \['W'\]"),
        ({"W": np.ones(3)}, [1e-5], r"gradient of W has shape \(3,\), W has \(2,\)"),
        ({"W": np.ones(2)}, [1e-5, 0], "eps is 0; a step must be above zero"),
    ],
)
def test_what_cannot_be_checked(gradients, epsilons, message):
    with pytest.raises(ValueError, match=message):
        gradient_check.check_gradients(
            lambda p: p["W"].sum(), {"W": np.ones(2)}, gradients, epsilons
        )


def test_two_zeros_do_not_differ():
    assert gradient_check.error(np.zeros(2), np.zeros(2)) == 0
