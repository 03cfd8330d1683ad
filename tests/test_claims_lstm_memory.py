"""What the page on the LSTM's memory says of its results.

The cells of its last task are trained; what is asserted of them holds for every start and
processor: see `test_memory_task` for the task itself.
"""

import numpy as np

from claims import claims
from unrolled import diagnostics, helo, lstm, memory_task, sigmoid, variant

says = claims("lstm_memory")


def trace(trained=False):
    return helo.predict(helo.parameters(lstm, trained=trained), lstm).trace


@says("What was thrown away cannot have caused the error: f = 0 stops the gradient.")
def test_a_shut_forget_gate_stops_the_gradient(chapter):
    p = helo.parameters(lstm)
    p["b"][lstm.BLOCKS.index("f")] = -1000
    done = helo.learn(p, lstm)
    assert not done.d_trace.C_prev.any()
    assert done.d_trace.C.any()


@says(
    "Unit 3 keeps {glue:text}`belt3:.0%` of its gradient through three letters",
    "it has closed its gate twice, and that is right, for what it stored is gone.",
    "both roads together leave a little more than the belt alone",
)
def test_the_highway(chapter):
    t = trace()
    direct = t.f[1:].prod(axis=0)
    J = diagnostics.step_jacobians(lstm, helo.parameters(lstm), t)
    both = np.diag(diagnostics.jacobian_products(J)[1][3:, 3:])
    assert (both > direct).all()
    assert (both < 1.5 * direct + 0.01).all()
    assert chapter.glued["belt3"] > 100 * chapter.glued["plain3"]
    assert (t.f[1:, 1] < 0.5).sum() == 2


@says(
    "The plain network falls below 1e-20 after {gone} steps.",
    "fall much more slowly, to about {left1:.0e}, {left3:.1g} and {left5:.1g}. With a "
    "bias of 40 the line stays at 1.",
)
def test_what_forget_biases_leave(chapter):
    told = chapter.glued
    assert told["gone"] < 30
    assert 1e-20 < told["left1"] < told["left3"] < told["left5"] < 1
    held = chapter["read_long"](lstm, chapter["with_bias"](40)).f
    assert held.prod(axis=0).min() > 1 - 1e-9


@says(
    "A forget bias of 1 or more is common; our three starts do not measure how much it "
    "helps.",
    "a new LSTM forgets everything within a few letters.",
)
def test_a_bias_helps_at_the_start(chapter):
    left = [float(sigmoid(bias)) ** 20 for bias in (0.0, 1.0, 3.0, 5.0)]
    assert left[0] < 1e-5
    assert (np.diff(left) > 0).all()


@says('The belt grows, and tanh shows "full" for every unit, whatever was read before.')
def test_a_belt_that_is_never_cleared(chapter):
    C = chapter["full"]
    assert (np.diff(C, axis=0) > 0).all()
    assert np.tanh(C[2]).min() > 0.99


@says(
    "The forget gates at e, without and with peepholes of 0.5:",
    "A full unit holds its gate more open: unit 1 has something on the belt, and forgets "
    "less of it.",
)
def test_peepholes_hold_a_full_unit(chapter):
    peephole = variant(lstm, peephole=True)
    seen = helo.predict(helo.parameters(peephole), peephole).trace
    assert (helo.parameters(peephole)["P"] == 0.5).all()
    assert seen.f[1, 0] > trace().f[1, 0]


@says(
    "Forget gates: unit 3 keeps all at e, and only {kept:.0%} at the second l. Cell "
    "state: unit 3 is negative after e and the first l, "
    "and jumps to {jumps:.2f} at the second l. Units 1 and 2 climb steadily.",
    "a switch that was flipped.",
    "It is a switch, [flipped at the second l]",
    "When it is positive it speaks for o, when it is negative, for l.",
)
def test_the_trained_cell(chapter):
    t, V = trace(trained=True), helo.parameters(lstm, trained=True)["V"]
    assert t.f[1, 2] > 0.995
    assert t.f[3, 2] < 0.1
    assert (t.C[1:, 2] > 0).tolist() == [False, False, True]
    assert (np.diff(t.C[:, :2], axis=0) > 0).all()
    assert (np.sign(t.h[2]) != np.sign(t.h[3])).tolist() == [False, False, True]
    assert V[:, 2].argmax() == 3
    assert V[:, 2].argmin() == 2


@says(
    "All fall to ln 4 within 100 updates. The three plain networks stay there.",
    "Within these 500 updates no plain network gets beyond a guess (one letter is the "
    "right one in "
    "{glue:text}`common:.0%` of the texts).",
    'answer="no plain one, some LSTMs"',
    "an LSTM can remember, but whether it learns to, and when, still depends on luck",
)
def test_plain_networks_guess(chapter):
    runs, guess = chapter["runs"], np.log(4)
    assert all(
        run.loss[100:].min() < 1.1 * guess for three in runs.values() for run in three
    )
    assert all(
        run.loss[90:100].mean() < 1.2 * guess for three in runs.values() for run in three
    )
    for run in runs["plain"]:
        assert run.accuracy[-1] <= chapter.glued["common"]
        assert run.loss[-100:].mean() > 0.9 * guess
    learned = [
        run.accuracy[-1] == 1 for name in ("LSTM", "LSTM, bias 0") for run in runs[name]
    ]
    assert 0 < sum(learned) < 6


@says(
    "The plain network hears the last letters, and of the first next to nothing "
    "({glue:text}`reach_rnn`).",
    "For the plain network it falls from {plain_dot:.0f} at the dot to {reach_rnn} at the "
    "first letter. For the LSTM it stays between {least_reach:.1f} and {most_reach:.1f} "
    "throughout.",
    "The LSTM still hears the first letter ({glue:text}`reach_lstm:.1f`, the dot "
    "itself {glue:text}`reach_dot:.1f`).",
)
def test_how_far_back_they_hear(chapter):
    plain, long = chapter["reach"]["plain"], chapter["reach"]["LSTM"]
    assert plain[0] < 1e-4 * plain[-1]
    assert long[0] > 0.2 * long[-1]
    told = chapter.glued
    assert plain[-1] == told["plain_dot"] == plain.max()
    assert (long.min(), long.max()) == (told["least_reach"], told["most_reach"])


@says(
    "The cell has *learned* a gate that stays open.",
    "Here is what is left of a gradient along the belt after 21 steps",
)
def test_a_gate_that_stays_open(chapter):
    left = chapter["left_on_the_belt"]
    assert left(chapter["start"]) < 0.05
    assert left(chapter["after"]) > 0.9
    assert len(chapter["word"]) - 1 == memory_task.LAG + 1 == 21


@says(
    "After 500 updates on a task with a lag of 20, plain networks still guess. LSTMs can "
    "learn it, though "
    "not from every start, by keeping gates open."
)
def test_the_lag_is_20(chapter):
    assert memory_task.LAG == 20


@says(
    "To keep 1 % over 1000 steps, $f^{1000} \\ge 0.01$, every gate must be at least",
    "That does not abolish decay: to keep 1 % over 1000 steps takes $f \\ge$ "
    "{glue:text}`least:.4f`.",
)
def test_a_thousand_steps(chapter):
    assert abs(chapter.glued["least"] ** 1000 - 0.01) < 1e-9
