"""What the page on three spellings of the gradient says of its results."""

import numpy as np

from claims import claims
from unrolled import bptt, helo, ledger, rnn, rtrl

says = claims("bptt_forms")


@says(
    "The slopes are small, so a loss has faded before it gets far back.",
    "Here it costs little",
)
def test_truncation_costs_little_here(chapter):
    done = helo.learn()
    terms = ledger.ledger(rnn, helo.parameters(), done.trace, done.d_output.h_out)["U"]
    assert ledger.truncation({"U": terms}, window=1).norm_lost < 0.1


@says(
    "On this page you see all three give the same numbers,",
    "On h-e-l-o they give the same numbers.",
    "Errors, recursion, double sum: one gradient.",
)
def test_three_forms_one_gradient(chapter):
    p, done = helo.parameters(), helo.learn()
    h, out, own = done.trace.h, done.d_output.logits, done.d_output.h_out
    walk = bptt.backpropagate(rnn, p, done.trace, own)
    gradient, states = p["V"].T @ out[3], []
    for t in (3, 2, 1, 0):
        states.insert(0, gradient)
        gradient = p["U"].T @ ((1 - h[t] ** 2) * gradient) + p["V"].T @ out[t - 1]
    double = ledger.ledger(rnn, p, done.trace, own)
    np.testing.assert_allclose(states, walk.h, atol=1e-15)
    for name in "WUb":
        np.testing.assert_allclose(
            double[name].sum(axis=(0, 1)), done.gradients[name], atol=1e-15
        )


@says("and brings nothing: there $U$ met a state of zeros.")
def test_the_first_use_of_u_brings_nothing(chapter):
    assert not helo.learn().trace.h_prev[0].any()
    assert not chapter["terms"][:, 0].any()


@says("so the six places above the diagonal are empty.")
def test_no_loss_blames_a_later_use(chapter):
    filled = abs(chapter["terms"]).sum(axis=(2, 3)) > 0
    assert not np.triu(filled, 1).any() and filled.size - len(filled) == 2 * 6


@says("(in thousandths, for little is left after two steps)")
def test_little_is_left_after_two_steps(chapter):
    far, near = abs(chapter["terms"][3, 1]).max(), abs(chapter["terms"][3, 3]).max()
    assert 0.0005 < far < 0.002 < 0.05 < near


@says("J₄, J₃ and J₂. The factor in between is as long as the way.")
def test_three_jacobians_lead_back_to_step_one(chapter):
    done, J = helo.learn(), chapter["J"]
    error = ledger.traces_by_loss(rnn, helo.parameters(), done.trace, done.d_output.h_out)
    reach = done.d_output.h_out[3] @ J[3] @ J[2] @ J[1]
    np.testing.assert_allclose(error.h[3, 0], reach, atol=1e-15)


@says("finds the gradient without going back, at the price of a large table.")
def test_the_gradient_without_going_back(chapter):
    p, done = helo.parameters(), helo.learn()
    xs, start = helo.VOCABULARY.one_hot("hell"), rnn.zero_state(p)
    carried = rtrl.gradients(p, xs, start, done.d_output.h_out)
    for name in "WUb":
        np.testing.assert_allclose(carried[name], done.gradients[name], atol=1e-15)


@says("Four on the diagonal, and three beside it.", "that is a window of 3")
def test_bars_that_a_window_leaves(chapter):
    late = np.subtract.outer(np.arange(4), np.arange(4))  # loss - use
    kept = [((late >= 0) & (late < window)).sum() for window in (1, 2, 3, 4)]
    assert kept == [4, 7, 9, 10]
