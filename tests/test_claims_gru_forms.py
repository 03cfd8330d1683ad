"""What the page on forms of the GRU, and the LSTM beside it, says of its results."""

import numpy as np

from claims import claims
from unrolled import gru, helo, lstm, rnn

says = claims("gru_forms")


def learned(chapter, lag, cell):
    return next(
        r for r in chapter["task"]["results"] if (r["lag"], r["cell"]) == (lag, cell)
    )


@says(
    "h-e-l-o's block of z is negated with the convention, so the network is the same.",
    "r and the candidate do not know z",
)
def test_the_other_convention_is_the_same_network(chapter):
    keep = chapter["keep"]
    one, other = (
        helo.predict(cell=gru).trace,
        helo.predict(helo.parameters(keep), keep).trace,
    )
    np.testing.assert_allclose(one.h, other.h, atol=1e-15)
    np.testing.assert_allclose(one.z, 1 - other.z, atol=1e-15)
    np.testing.assert_allclose(one.n, other.n, atol=1e-15)


@says(
    "For all other matrices these are two different networks.",
    "The reset has two places: these are two networks.",
)
def test_reset_before_and_after_differ(chapter):
    assert chapter["apart"](helo.parameters(gru)["U"][2]) > 0.001
    assert chapter["apart"](np.diag([0.3, -0.5, 0.9])) < 1e-15


@says("| fewer parameters | yes, exactly 3 to 4 |", "three quarters of the weights.")
def test_three_quarters_of_the_weights(chapter):
    count = chapter["count"]
    assert 4 * count(gru) == 3 * count(lstm) == 12 * count(rnn)


@says(
    "(in float64 {glue:text}`low_float64:.2f` to {glue:text}`high_float64:.2f`, with "
    "Adam {glue:text}`low_Adam:.2f` to {glue:text}`high_Adam:.2f`)",
    "All this is float32 with plain gradient descent.",
    "not always true of the clock.",
)
def test_speed(chapter):
    told = chapter.glued
    assert max(chapter["ratios"]["fused"]) == told["high"]
    assert told["torch_high"] > 1 > told["torch_float64"]


@says(
    "The plain cell leaves the line late and ends at {plain_end:.1g}. GRU and LSTM "
    "come down to 0, the {first} first.",
    "Who has forgotten can only guess one of four letters (dashed line).",
)
def test_one_run_of_three_cells(chapter):
    tens, guess = chapter["tens"], np.log(4)
    assert max(tens["GRU"][-1], tens["LSTM"][-1]) < 0.1
    assert tens["plain cell"][-1] > 0.1
    leaves = {name: int((loss < 0.8 * guess).argmax()) for name, loss in tens.items()}
    assert leaves["plain cell"] == max(leaves.values())


@says(
    "within 500 updates it never does from a lag of 10 on",
    "the plain cell, which learned no lag of 10 or more within 500 updates.",
    "is well beyond guessing ({glue:text}`guessed:.2f`), but it is not learned.",
)
def test_plain_cells_never_learn_a_lag(chapter):
    assert 2 * chapter.glued["guessed"] < chapter.glued["plain_right"] < 0.95
    results = chapter["task"]["results"]
    assert not any(r["learned"] for r in results if r["cell"] == "rnn" and r["lag"] >= 10)


@says(
    "the GRU needed about half the updates at every lag from 10 on, where they learned it",
    "may still be chance",
)
def test_the_gru_learns_in_half_the_updates(chapter):
    for lag in {r["lag"] for r in chapter["task"]["results"]} - {5}:
        share = (
            learned(chapter, lag, "gru")["updates"]
            / learned(chapter, lag, "lstm")["updates"]
        )
        assert 0.35 < share < 0.65, lag


@says(
    "On a task that needs memory both learn, sooner and at longer lags, what takes a "
    "plain cell much longer."
)
def test_both_learn_what_a_plain_cell_does_not(chapter):
    for lag in {r["lag"] for r in chapter["task"]["results"]} - {5}:
        assert learned(chapter, lag, "gru")["learned"] > 0
        assert learned(chapter, lag, "lstm")["learned"] > 0
        assert learned(chapter, lag, "rnn")["learned"] == 0


@says(
    "In PyTorch it takes up to {glue:text}`torch_high:.1f` times as *long*:",
    "in PyTorch up to {glue:text}`torch_high:.1f` times as long",
    "Three quarters of the weights are not always three quarters of the time.",
)
def test_three_quarters_of_the_weights_are_no_three_quarters_of_the_time(chapter):
    assert chapter.glued["torch_high"] == max(chapter["ratios"]["torch_eager"])
    every = [ratio for own in chapter["ratios"].values() for ratio in own]
    assert min(every) < 0.75 < max(every)
