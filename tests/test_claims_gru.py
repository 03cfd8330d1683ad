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


@says(
    "Most of the old is still there.",
    "No unit can leave the space between its old state and its candidate.",
)
def test_a_state_lies_between_old_and_new(chapter):
    trace = helo.predict(cell=gru).trace
    low, high = np.minimum(trace.h_prev, trace.n), np.maximum(trace.h_prev, trace.n)
    assert ((low <= trace.h) & (trace.h <= high)).all()
    assert trace.z[1, 0] < 0.2


@says(
    "an error shrinks more than 1,000 times.",
    "In the plain cell it was less than a thousandth.",
)
def test_the_plain_cell_forgets(chapter):
    J = diagnostics.step_jacobians(rnn, helo.parameters(), helo.predict().trace)
    way, error = J[3] @ J[2] @ J[1], helo.learn().d_output.h_out[3]
    assert 1000 * np.linalg.norm(error @ way) < np.linalg.norm(error)
    assert way[0, 0] < 0.001


@says("Unit 1 is nearly open at its letter, the other two are nearly shut.")
def test_the_update_gate_at_h(chapter):
    z = helo.predict(cell=gru).trace.z[0]
    assert z[0] > 0.85
    assert z[1:].max() < 0.15


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


@says("every unit has one, and all are positive.")
def test_all_candidates_at_e_are_positive(chapter):
    assert (helo.predict(cell=gru).trace.n[1] > 0).all()


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
    "In the table of states each unit is small until its letter comes, and changes "
    "little afterwards.",
    "it is [written at h](step:gru?at=h1), and then $z$ moves it only a little (about a "
    "seventh of the way each time),",
    "Each unit is written at its own letter, and changes little afterwards.",
)
def test_gates_open_at_their_letters(chapter):
    trace = helo.predict(cell=gru).trace
    assert trace.z[OWN].min() > 0.8 > 0.2 > trace.z[~OWN].max()
    assert max(trace.h[0, 1:].max(), trace.h[1, 2]) < 0.2
    assert trace.h[0, 0] > 0.5 and trace.h[1, 1] > 0.5 and trace.h[2, 2] > 0.5
    later = np.concatenate([trace.z[1:, 0], trace.z[2:, 1]])
    assert abs(later - 1 / 7).max() < 0.03
    assert (abs(trace.h[1:, 0] - trace.h[0, 0]) < 0.12).all()
    assert (abs(trace.h[2:, 1] - trace.h[1, 1]) < 0.04).all()


@says(
    "At h and e it overwrites nearly everything. At [the first l]"
    "(step:gru?program=trained&at=z3&unit=3) it moves about half the way, and unit 3 less:"
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
    "[z = 0](step:wardrobe?z=0), **then move r.** The candidate walks, and you do not.",
    "A nearly shut gate",
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


@says(
    "At h and e it overwrites nearly everything. At [the first "
    "l](step:gru?program=trained&at=z3&unit=3) it moves about half the way, and unit 3 "
    "less: this way the state still tells the first l from the second.",
)
def test_what_the_trained_gates_do(chapter):
    done = helo.predict(helo.parameters(gru, trained=True), gru)
    z, h = done.trace.z, done.trace.h
    assert z[:2].min() > 0.8
    assert 0.4 < z[2, :2].mean() < 0.6 and z[2, 2] < 0.3
    assert np.linalg.norm(h[2] - h[3]) > 0.5
    assert done.output.probs[[2, 3], [2, 3]].min() > 0.95
