"""What the page on the LSTM's cell says of its results."""

import numpy as np

from claims import claims
from unrolled import diagnostics, helo, lstm, rnn

says = claims("lstm")
OWN = np.array(
    [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]], bool
)  # unit of a letter of hell


def trace(**held):
    """Run h-e-l-l, some biases held at a value."""
    p = helo.parameters(lstm)
    for block, value in held.items():
        p["b"][lstm.BLOCKS.index(block)] = value
    return helo.predict(p, lstm).trace


@says(
    "after three steps almost nothing is left",
    "Slope times weight: one step leaves a twentieth.",
    "Each of three steps leaves {min(left):.0%} to {max(left):.0%}.",
)
def test_steps_of_the_plain_network(chapter):
    J = diagnostics.step_jacobians(rnn, helo.parameters(), helo.predict().trace)
    assert 1 / 21 < J[1][0, 0] < 1 / 19
    assert abs(J[3] @ J[2] @ J[1]).max() < 0.002
    asked = chapter.asked
    [reason] = [
        task["because"] for task in asked.values() if "three steps" in task["because"]
    ]
    assert reason == "Each of three steps leaves 7% to 14%."


@says("Unit 1 has stored something at its letter h. The other two have hardly anything.")
def test_the_belt_before_e(chapter):
    C = trace().C[0]
    assert C[0] > 5 * C[1:].max()


@says("Unit 1 keeps {glue:text}`f1:.0%` of what it stored: its letter is over.")
def test_the_forget_gates_at_e(chapter):
    f = trace().f[1]
    assert chapter.glued["f1"] == f[0] < 0.5 < chapter.glued["f2"] == f[1]
    assert abs(f[1] - f[2]) < 0.005


@says(
    "Only unit 2 is open, for e is [its letter](step:forward?at=i2&unit=2).",
    "Input gates: each unit is open at its own letter.",
    "Each unit writes at its own letter.",
    "Unit 3 is written to twice.",
)
def test_input_gates(chapter):
    i = trace().i
    assert i[OWN].min() > 0.8 > 0.2 > i[~OWN].max()


@says(
    "This is the step of the plain network, with the same weights.",
    "The candidate {eq}`T7` is the plain cell",
)
def test_the_candidate_is_the_plain_cell(chapter):
    p, e = helo.parameters(), trace()
    inside = {name: helo.parameters(lstm)[name][3] for name in "WUb"}
    for name in "WUb":
        np.testing.assert_array_equal(inside[name], p[name])
    np.testing.assert_allclose(e.g[1], rnn.step(p, e.x[1], (e.h_prev[1],)).h, atol=1e-15)


@says("the new outweighs the old by far;", "a little more is kept than put on.")
def test_old_and_new_on_the_belt_at_e(chapter):
    kept, added = chapter["kept"], chapter["added"]
    assert added[1] > 5 * kept[1]
    assert added[0] < kept[0] < 2 * added[0]


@says(
    "The belt of unit 1 is full [at h](step:forward?at=C1), and most of it is gone "
    "[at e](step:forward?at=C2).",
    "Forget gates: unit 1 closes at e, unit 2 at both l's, unit 3 never.",
    "unit 1 falls from {C1:.2f} to {C1_end:.2f}, unit 2 peaks at e with {C2:.2f}, "
    "unit 3 grows to {C3:.2f} at the second l.",
)
def test_the_belt_of_all_letters(chapter):
    f, C = trace().f, trace().C
    assert (f < 0.5).tolist() == [
        [False] * 3,
        [True, False, False],
        [False, True, False],
        [False, True, False],
    ]
    assert C[0, 0] == C[:, 0].max() > C[3, 0]
    assert C[:, 1].argmax() == 1
    assert f[1, 0] < 0.5
    assert (np.diff(C[:, 2]) > 0).all()


@says(
    "Each step can add at most 1, so C can grow past 1:",
    "two l's are more than one.",
    "Three units by the letters h, e, l, l.",
)
def test_c_can_be_larger_than_1(chapter):
    C = trace().C[:, 2]
    assert C[3] > 1 > C[2]
    assert abs(trace().i * trace().g).max() < 1


@says("1. Every unit holds more than before, for each has kept all it was ever given,")
def test_nothing_leaves_the_belt(chapter):
    kept = trace(f=40.0)
    assert kept.f.min() > 1 - 1e-9
    assert (kept.C[3] > trace().C[3]).all()


@says(
    "2. Nothing is shown, $h_t = 0$. So all scores are 0, and every letter gets a quarter."
)
def test_a_silent_cell_guesses(chapter):
    p = helo.parameters(lstm)
    p["b"][lstm.BLOCKS.index("o")] = -40
    np.testing.assert_allclose(helo.predict(p, lstm).output.probs, 1 / 4)
    assert (trace(o=-40.0).C > 0).all()


@says("It has four times the numbers of a plain cell.")
def test_four_times_the_numbers(chapter):
    assert chapter["count"](lstm) == 4 * chapter["count"](rnn) == 4 * chapter.glued["block"]


@says(
    "Every unit holds more than before, for each has kept all it was ever given, even the "
    "little that leaked in at other letters."
)
def test_a_belt_that_nothing_leaves(chapter):
    kept, before = trace(f=40), trace()
    assert (kept.C[3] > before.C[3]).all()
    np.testing.assert_allclose(kept.C[3], (kept.i * kept.g).sum(axis=0), rtol=1e-12)


@says("The belt can hold more than is said.")
def test_a_state_says_less_than_its_belt(chapter):
    done = trace()
    assert (abs(done.h) < abs(done.C)).all()
