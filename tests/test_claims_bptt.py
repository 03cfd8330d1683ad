"""What the chapter on backpropagation through time says of its results."""

import numpy as np

from claims import claims
from unrolled import helo, ledger, losses, rnn, sizes

says = claims("bptt")


@says(
    "A model with five million weights would need ten million runs.", "Two runs for each."
)
def test_nudging_takes_two_runs_for_each_weight(chapter):
    assert (
        round(sizes.parameter_count(**sizes.LECTURE, biases=False).total, -6) == 5_000_000
    )
    asked = next(
        task for question, task in chapter.asked.items() if "How many runs" in question
    )
    assert asked["number"] == 2 * sum(value.size for value in helo.parameters().values())


@says("Backpropagation finds all slopes with about as much work as *two more* runs.")
def test_the_way_back_costs_about_two_runs(chapter):
    """One product forward is two on the way back; inputs are not asked for theirs."""
    D, H, K = 4, 3, 4
    forward = H * D + H * H + K * H
    back = (H * D) + (H * H + H * H) + (K * H + K * H)  # shares; U and V are crossed, too
    assert 1.5 <= back / forward <= 2


def reached():
    """Which losses (rows) reach which steps."""
    done = helo.learn()
    kept = ledger.ledger(rnn, helo.parameters(), done.trace, done.d_output.h_out)["b"]
    return abs(kept).sum(axis=2) > 0


@says("One for each use: at steps 1, 2, 3 and 4.")
def test_four_chains(chapter):
    assert reached()[3].sum() == 4
    assert reached().sum() == 10


@says(
    "h₁ went into every later state, so it changes all four losses.",
    "it is the last state: only the last loss can depend on it",
)
def test_all_losses_come_back_through_the_first_state(chapter):
    assert reached().sum(axis=0).tolist() == [4, 3, 2, 1]


@says(
    "What it said, minus what was right.",
    r"So $\partial \ell / \partial \zeta_k = \hat y_k - y_k$.",
)
def test_the_error_at_the_scores(chapter):
    done = helo.learn()
    for t, y in enumerate(np.eye(4)[[1, 2, 2, 3]]):
        scores, d = done.output.logits[t], done.d_output.logits[t]
        slopes = [
            losses.cross_entropy(scores + 1e-30j * unit, y).imag / 1e-30
            for unit in np.eye(4)
        ]
        np.testing.assert_allclose(slopes, losses.softmax(scores) - y, atol=1e-15)
        np.testing.assert_allclose(d, slopes, atol=1e-15)


@says(r"$\ell = \ln \sum_j e^{\zeta_j} - \zeta_r$", "that is $\\hat y_k$ again.")
def test_the_five_lines(chapter):
    scores, right = helo.predict().output.logits[0], 1
    total = np.exp(scores).sum()
    loss = losses.cross_entropy(scores, np.eye(4)[right])
    np.testing.assert_allclose(loss, np.log(total) - scores[right], atol=1e-14)
    np.testing.assert_allclose(np.exp(scores) / total, losses.softmax(scores), atol=1e-15)


@says("So its slope is *the error at its end times the state at its beginning*")
def test_the_slope_of_a_weight(chapter):
    done, k, i = helo.learn(), 2, 1
    nudge = (
        chapter["loss_with"]("V", (k, i), 1e-5) - chapter["loss_with"]("V", (k, i), -1e-5)
    ) / 2e-5
    shares = done.d_output.logits[:, k] * done.trace.h[:, i]
    assert abs(nudge - shares.sum()) < 1e-8


@says(r"= \begin{pmatrix} 6 & 8 & 10 \\ -3 & -4 & -5 \end{pmatrix}")
def test_the_example_of_an_outer_product(chapter):
    assert np.outer([2, -1], [3, 4, 5]).tolist() == [[6, 8, 10], [-3, -4, -5]]


@says("At [the last step](step:tape?at=dh4) nothing comes from later.")
def test_the_last_state_feels_its_own_loss_only(chapter):
    done = helo.learn()
    np.testing.assert_array_equal(done.d_trace.h[3], done.d_output.h_out[3])


@says("the unit is nearly saturated, so little gets through.")
def test_little_gets_through_at_the_end(chapter):
    assert 1 - helo.predict().trace.h[3, 0] ** 2 < 0.2


@says("In the first place stands the very number that the nudge gave us at the start.")
def test_the_nudge_and_the_walk_agree(chapter):
    nudge = (
        chapter["loss_with"]("U", (0, 0), 1e-4) - chapter["loss_with"]("U", (0, 0), -1e-4)
    ) / 2e-4
    assert abs(nudge - helo.learn().gradients["U"][0, 0]) < 1e-8


@says(
    "Too long a step leaves the tangent; too short a one drowns in rounding.",
    "So there is a best one, in the middle.",
)
def test_the_best_nudge_is_in_the_middle(chapter):
    true = helo.learn().gradients["U"][0, 0]

    def error(step):
        loss = chapter["loss_with"]
        return abs((loss("U", (0, 0), step) - loss("U", (0, 0), -step)) / (2 * step) - true)

    assert error(1e-5) < error(0.1)
    assert error(1e-5) < error(1e-13)


@says(r"= \frac{\mathrm{Im}\,L(\theta + i\varepsilon)}{\varepsilon} + O(\varepsilon^2)")
def test_an_imaginary_step_is_off_by_its_square(chapter):
    true = helo.learn().gradients["U"][0, 0]

    def error(step):
        moved = helo.parameters()["U"].astype(complex)
        moved[0, 0] += 1j * step
        return abs(helo.predict(helo.parameters() | {"U": moved}).L.imag / step - true)

    assert 90 < error(0.1) / error(0.01) < 110


@says("h-e-l-l holds no o, so x never has a 1 in its place, and its column was never used.")
def test_column_o_is_zero(chapter):
    assert not helo.learn().gradients["W"][:, 3].any()


@says("The slope is negative, and descent goes against the slope.")
def test_u_should_go_up(chapter):
    assert helo.learn().gradients["U"][0, 0] < 0


@says(
    "In h-e-l-o the last loss is {glue:text}`near:.3f` strong at its own state, and "
    "only {glue:text}`far:.4f`"
)
def test_it_fades_fast(chapter):
    assert chapter.glued["near"] > 1000 * chapter.glued["far"]
