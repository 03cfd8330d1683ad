"""What the chapter on the GRU says of its results."""

import numpy as np

from claims import claims
from unrolled import diagnostics, gru, helo, losses, lstm, rnn

says = claims("gru")
OWN = np.array(
    [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]], bool
)  # unit of a letter of hell


def memory(cell):
    """Size of d(last state) / d(input k) for each letter k."""
    trace = helo.predict(helo.parameters(cell), cell).trace
    return np.linalg.norm(
        diagnostics.memory(cell, helo.parameters(cell), trace)[3], axis=(1, 2)
    )


def learned(chapter, lag, cell):
    return next(
        r for r in chapter["task"]["results"] if (r["lag"], r["cell"]) == (lag, cell)
    )


@says(
    "an error shrinks more than 1,000 times.",
    "In the plain cell it was less than a thousandth.",
)
def test_the_plain_cell_forgets(chapter):
    J = diagnostics.step_jacobians(rnn, helo.parameters(), helo.predict().trace)
    way, error = J[3] @ J[2] @ J[1], helo.learn().d_output.h_out[3]
    assert 1000 * np.linalg.norm(error @ way) < np.linalg.norm(error)
    assert way[0, 0] < 0.001


@says(
    "Unit 1 has just been written, and is turned down to a third; the other two are "
    "heard better, but have little to say."
)
def test_what_the_reset_gate_does_at_e(chapter):
    trace = helo.predict(cell=gru).trace
    r, before = trace.r[1], trace.h_prev[1]
    assert round(r[0], 1) == 0.3
    assert min(r[1:]) > 2 * r[0]
    assert max(before[1:]) < 0.2 * before[0]


@says(
    "answer=between",
    "The units write one after the other, so scores stay closer together.",
    "its states are smaller, so it is less sure of what is wrong",
)
def test_between_the_plain_cell_and_a_guess(chapter):
    plain, gated = helo.predict(), helo.predict(cell=gru)
    assert 4 < losses.perplexity(gated.L / 4) < losses.perplexity(plain.L / 4)
    assert (
        np.ptp(gated.output.logits, axis=1).mean()
        < np.ptp(plain.output.logits, axis=1).mean()
    )
    assert abs(gated.trace.h).mean() < abs(plain.trace.h).mean()


@says(
    "unit 1 has {z_h:.2f} at h, unit 2 has {z_e:.2f} at e, unit 3 has about "
    "{z_l:.1f} at both l's, and all others are below {z_rest:.1f}.",
    "In the table of states each unit is small until its letter comes, and keeps its "
    "value afterwards.",
    "Watch unit 1: it is written at h, and then $z$ leaves it alone.",
)
def test_gates_open_at_their_letters(chapter):
    trace = helo.predict(cell=gru).trace
    assert trace.z[OWN].min() > 0.8 > 0.2 > trace.z[~OWN].max()
    assert max(trace.h[0, 1:].max(), trace.h[1, 2]) < 0.2
    assert trace.h[0, 0] > 0.5 and trace.h[1, 1] > 0.5 and trace.h[2, 2] > 0.5
    assert (abs(trace.h[1:, 0] - trace.h[0, 0]) < 0.2).all()
    assert (abs(trace.h[2:, 1] - trace.h[1, 1]) < 0.2).all()


@says(
    "At h and e it overwrites nearly everything. At the first l it moves about half "
    "the way, and unit 3 less:"
)
def test_the_trained_gates(chapter):
    z = helo.predict(helo.parameters(gru, trained=True), gru).trace.z
    assert z[:2].min() > 0.9
    assert all(0.4 < x < 0.6 for x in z[2, :2])
    assert z[2, 2] < 0.3


@says(
    "Most of what arrives in unit 1 has come along the first road.",
    "Units 2 and 3 are overwritten on the way: less arrives there, and less should.",
)
def test_roads_back(chapter):
    trace = helo.predict(cell=gru).trace
    J = diagnostics.jacobian_products(
        diagnostics.step_jacobians(gru, helo.parameters(gru), trace)
    )[1]
    kept = np.prod(1 - trace.z[1:], axis=0)
    assert kept[0] > 0.9 * J[0, 0]
    assert max(J[1, 1], J[2, 2]) < 0.25 * J[0, 0]


@says(
    "The gate does not abolish vanishing.",
    "keeps at most {glue:text}`kept100:.3f` of an error over 100 steps.",
)
def test_an_even_gate_keeps_most(chapter):
    rng = np.random.default_rng(0)
    for width in (0.01, 0.05):
        z = 0.05 + rng.uniform(-width, width, 100)
        z += 0.05 - z.mean()
        assert np.prod(1 - z) <= chapter.glued["kept100"]
    np.testing.assert_allclose(0.95**100, chapter.glued["kept100"])


@says(
    "For the plain cell it falls from {plain_l:.1g} at the second l to {plain_h:.1g} at h. "
    "For the GRU it stays between {gru_least:.1g} and {gru_most:.1g}, for the LSTM "
    "it falls to {lstm_h:.1g}."
)
def test_memory_of_three_cells(chapter):
    plain, gated, long = map(memory, (rnn, gru, lstm))
    assert (np.diff(plain) > 0).all()
    assert plain[0] < 0.01 * plain[3]
    assert gated.min() > 0.2 * gated.max()
    assert long[0] == long.min() == chapter.glued["lstm_h"]
    assert gated[0] > long[0] > plain[0]


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


@says("yes, exactly 3 to 4", "three quarters of the weights.")
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
    "Who has forgotten can only guess one of four letters (dotted line).",
)
def test_one_run_of_three_cells(chapter):
    tens, guess = chapter["tens"], np.log(4)
    assert max(tens["GRU"][-1], tens["LSTM"][-1]) < 0.1
    assert tens["plain cell"][-1] > 0.1
    leaves = {name: int((loss < 0.8 * guess).argmax()) for name, loss in tens.items()}
    assert leaves["plain cell"] == max(leaves.values())


@says(
    "it never does from a lag of 10 on",
    "the plain cell, which never learned a lag of 10 or more.",
)
def test_plain_cells_never_learn_a_lag(chapter):
    results = chapter["task"]["results"]
    assert not any(r["learned"] for r in results if r["cell"] == "rnn" and r["lag"] >= 10)


@says(
    "the GRU needed about half the updates at every lag from 10 on", "may still be chance"
)
def test_the_gru_learns_in_half_the_updates(chapter):
    for lag in {r["lag"] for r in chapter["task"]["results"]} - {5}:
        share = (
            learned(chapter, lag, "gru")["updates"]
            / learned(chapter, lag, "lstm")["updates"]
        )
        assert 0.35 < share < 0.65, lag


@says(
    "2. **z = 0, then move r.** The candidate walks, and you do not.", "A nearly shut gate"
)
def test_what_the_morning_shows(chapter):
    def day(z, r, yesterday, weather=-1.0):
        candidate = np.tanh(weather + r * yesterday)
        return (1 - z) * yesterday + z * candidate, candidate

    closed, open_ = day(0.0, 0.0, 1.0), day(0.0, 1.0, 1.0)
    assert closed[0] == open_[0] == 1
    assert closed[1] != open_[1]
    worn = 1.0
    for _ in range(200):
        worn, candidate = day(0.1, 0.0, worn)
    assert abs(worn - candidate) < 1e-6
