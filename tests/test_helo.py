"""The lectures' worked example, against values computed without the library.

golden/helo.json is written by golden/make_golden.py: plain Python with 60 digits.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from unrolled import helo
from unrolled.models.losses import perplexity

GOLDEN = json.loads((Path(__file__).parent / "golden" / "helo.json").read_text("utf-8"))
PRECISE = {"rtol": 1e-12, "atol": 1e-15}


@pytest.fixture(scope="module")
def done():
    return helo.learn()


def golden(name):
    """One quantity of all four steps."""
    return np.array([step[name] for step in GOLDEN["steps"]])


# ---- forward -----------------------------------------------------------------------


def test_states_and_pre_activations(done):
    np.testing.assert_allclose(done.trace.a, golden("a"), **PRECISE)
    np.testing.assert_allclose(done.trace.h, golden("h"), **PRECISE)
    np.testing.assert_array_equal(done.trace.h_prev[0], np.zeros(3))


def test_outputs(done):
    np.testing.assert_allclose(done.output.logits, golden("logits"), **PRECISE)
    np.testing.assert_allclose(done.output.probs, golden("probs"), **PRECISE)
    np.testing.assert_allclose(done.output.loss, golden("loss"), **PRECISE)


def test_totals(done):
    np.testing.assert_allclose(done.L, GOLDEN["L"], **PRECISE)
    np.testing.assert_allclose(done.L / 4, GOLDEN["mean_loss"], **PRECISE)
    np.testing.assert_allclose(done.L / math.log(2), GOLDEN["L_bits"], **PRECISE)


def test_the_perplexity_is_5_489398_and_worse_than_a_blind_guess(done):
    assert perplexity(done.L / 4) == pytest.approx(GOLDEN["perplexity"], rel=1e-12)
    assert f"{perplexity(done.L / 4):.6f}" == "5.489398"
    bits = done.L / 4 / math.log(2)
    assert perplexity(bits, base=2) == pytest.approx(GOLDEN["perplexity"], rel=1e-12)
    assert perplexity(done.L / 4) > len(helo.VOCABULARY)


def test_predict_and_learn_go_forward_alike(done):
    forward = helo.predict()
    assert forward.L == done.L
    np.testing.assert_array_equal(forward.output.probs, done.output.probs)


# ---- back --------------------------------------------------------------------------


def test_errors_of_all_steps(done):
    np.testing.assert_allclose(done.d_output.logits, golden("d_out"), **PRECISE)
    np.testing.assert_allclose(done.d_trace.a, golden("d"), **PRECISE)


@pytest.mark.parametrize("name", ["W", "U", "b", "V", "c"])
def test_gradients(done, name):
    gradient = done.gradients[name]
    expected = np.reshape(GOLDEN["gradients"][name], gradient.shape)
    np.testing.assert_allclose(gradient, expected, **PRECISE)


def test_gradients_of_the_lecture_s_two_numbers(done):
    """Its scalar weight stands on the diagonal of U, its scalar bias in all of b."""
    recurrent, bias = np.trace(done.gradients["U"]), done.gradients["b"].sum()
    np.testing.assert_allclose(recurrent, GOLDEN["recurrent_gradient"], **PRECISE)
    np.testing.assert_allclose(bias, GOLDEN["bias_gradient"], **PRECISE)


def test_a_letter_that_is_never_read_gets_no_gradient(done):
    np.testing.assert_array_equal(done.gradients["W"][:, 3], np.zeros(3))


# ---- what the lecture prints ---------------------------------------------------------


def test_every_printed_number_is_compared():
    rows = [(row.step, row.quantity, row.printed) for row in helo.compare()]
    assert rows == [(p["step"], p["quantity"], p["printed"]) for p in GOLDEN["printed"]]


@pytest.mark.parametrize("i", range(len(GOLDEN["printed"])))
def test_a_printed_number_is_reproduced_or_a_listed_erratum(i):
    row, expected = helo.compare()[i], GOLDEN["printed"][i]
    places = len(row.printed.partition(".")[2])
    assert row.agrees == (expected["printed"] == expected["rounded"])
    assert f"{row.computed:.{places}f}" == expected["rounded"]
    assert (row.erratum is None) == row.agrees


@pytest.mark.parametrize("erratum, expected", [("E81", 1), ("E82", 8)])
def test_an_erratum_deviates_as_listed(erratum, expected):
    listed = zip(helo.compare(), GOLDEN["printed"], strict=True)
    rows = [(row, other) for row, other in listed if row.erratum == erratum]
    assert len(rows) == expected
    for row, other in rows:
        deviation = row.computed - float(row.printed)
        assert deviation == pytest.approx(other["deviation"], abs=1e-15)
        assert abs(deviation) < 4e-6


def test_E78_the_printed_states_include_the_bias(done):
    printed = [0.693168, 0.899554, 0.802118]
    np.testing.assert_allclose(done.trace.h[0], printed, atol=1e-6)
    without = helo.predict(helo.parameters() | {"b": np.zeros(3)}).trace.h[0]
    np.testing.assert_allclose(without, [0.279396, 0.717694, 0.491111], atol=5e-7)


def test_E79_a_scalar_times_a_vector_is_its_multiple_of_the_identity(done):
    params, h = helo.parameters(), done.trace.h[0]
    np.testing.assert_array_equal(params["U"], 0.427043 * np.eye(3))
    np.testing.assert_array_equal(params["U"] @ h, 0.427043 * h)
    with pytest.raises(ValueError, match="mismatch"):
        np.array([[0.427043]]) @ h  # the 1 x 1 matrix that the lecture speaks of
    assert sum(params[name].size for name in "WUbV") == 36


def test_E80_only_the_bias_of_the_table_reproduces_the_sums():
    printed = [0.854028, 1.469875, 1.104525]

    def first_sum(bias):
        params = helo.parameters() | {"b": np.full(3, bias)}
        return np.round(helo.predict(params).trace.a[0], 6)

    np.testing.assert_array_equal(first_sum(0.567001), printed)
    assert (first_sum(0.56700) != printed).all()


def test_E81_the_last_digit_was_cut_off_or_came_from_hidden_ones():
    (row,) = [row for row in helo.compare() if row.erratum == "E81"]
    assert (row.printed, f"{row.computed:.6f}") == ("0.863013", "0.863014")
    assert 0.8630135 < row.computed < 0.8630136
    p, h = helo.parameters(), helo.predict().trace.h
    half = 0.5e-6  # what the last printed digit may hide
    least = (helo.RECURRENT - half) * h[0, 0] + p["b"][0] - half
    assert f"{least:.6f}" == "0.863013"


def test_E82_deviations_stay_below_what_rounded_weights_explain():
    largest = {}
    for row in helo.compare():
        if row.erratum == "E82":
            off = abs(row.computed - float(row.printed))
            key = row.step, row.quantity
            largest[key] = max(off, largest.get(key, 0.0))
    assert largest == {
        (1, "h"): pytest.approx(5.3e-7, rel=0.01),
        (2, "h"): pytest.approx(1.8e-7, rel=0.01),
        (2, "logits"): pytest.approx(3.8e-6, rel=0.01),
    }


def test_E82_rounding_of_the_first_column_of_v_explains_the_printed_logits():
    params = helo.parameters()
    state = np.array([0.93653372, 0.94910403, 0.76234056])
    logits = np.array([1.90607732, 1.13779113, 0.95666016, 1.27422602])
    column = (logits - params["V"][:, 1:] @ state[1:]) / state[0]
    np.testing.assert_array_equal(np.round(column, 5), params["V"][:, 0])


def test_E83_h_wins_at_every_step(done):
    assert helo.VOCABULARY.decode(done.output.probs.argmax(axis=1)) == "hhhh"
    second = [0.419747, 0.194682, 0.162429, 0.223141]
    np.testing.assert_allclose(done.output.probs[1], second, atol=5e-7)


# ---- the recorded example ------------------------------------------------------------


def test_the_recorded_example_is_the_computed_one(done):
    program = helo.program(backward=True)
    assert program.value("L") == done.L
    for t in range(4):
        for name in ("a", "h"):
            value = getattr(done.trace, name)[t]
            np.testing.assert_array_equal(program.value(name, t + 1), value)
    for name, gradient in done.gradients.items():
        np.testing.assert_array_equal(program.value(f"d{name}"), gradient)


def test_other_weights_may_be_given():
    params = {name: 0 * p for name, p in helo.parameters().items()}
    assert helo.predict(params).L == pytest.approx(4 * math.log(4))
    assert helo.learn(params).L == pytest.approx(4 * math.log(4))
    assert helo.program(params=params).value("L") == pytest.approx(4 * math.log(4))


def test_nobody_can_spoil_the_weights_for_the_next():
    helo.parameters()["W"][:] = 0
    assert helo.parameters()["W"][0, 0] == 0.287027
