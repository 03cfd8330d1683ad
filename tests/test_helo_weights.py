"""Weights of h-e-l-o for every cell: fitting, the same in all conventions, and trained."""

import json

import numpy as np
import pytest

from unrolled import gru, helo, helo_weights, lstm, rnn
from unrolled.arrays import sizes
from unrolled.cells.cell import variant

CELLS = (
    rnn,
    lstm,
    gru,
    variant(lstm, peephole=True),
    *(variant(gru, reset=r, update=u) for r in gru.RESETS for u in gru.UPDATES),
)


@pytest.mark.parametrize("cell", CELLS, ids=str)
@pytest.mark.parametrize("trained", [False, True])
def test_weights_fit_their_cell(cell, trained):
    found = sizes(helo.parameters(cell, trained), {**cell.SHAPES, "V": "KH", "c": "K"})
    assert found == {"H": 3, "D": 4, "K": 4}


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_what_was_trained_writes_ello(cell):
    probs = helo.predict(helo.parameters(cell, trained=True), cell).output.probs
    assert helo.VOCABULARY.decode(probs.argmax(axis=1)) == "ello"
    assert probs.max(axis=1).min() > 0.99


@pytest.mark.parametrize("reset", gru.RESETS)
@pytest.mark.parametrize("trained", [False, True])
def test_both_conventions_of_z_are_one_network(reset, trained):
    overwrite, keep = (variant(gru, reset=reset, update=u) for u in gru.UPDATES)
    one, other = (helo.predict(helo.parameters(c, trained), c) for c in (overwrite, keep))
    np.testing.assert_allclose(one.trace.h, other.trace.h, rtol=1e-15, atol=1e-15)
    np.testing.assert_allclose(one.trace.z, 1 - other.trace.z, atol=1e-15)


def test_the_orders_of_the_reset_are_two_networks():
    params, after = helo.parameters(gru), variant(gru, reset="after")
    one, other = (
        helo.predict(params, gru),
        helo.predict(params | {"b_U": np.zeros(3)}, after),
    )
    assert abs(one.trace.h - other.trace.h).max() > 0.01


def test_the_candidate_and_the_readout_are_the_lecture_s():
    printed = helo.parameters()
    for cell in (lstm, gru):
        params = helo.parameters(cell)
        for name in "Vc":
            np.testing.assert_array_equal(params[name], printed[name])
        for name in "Wb":
            np.testing.assert_array_equal(params[name][-1], printed[name])
        assert set(np.unique(params["W"][:-1])) <= {-2, -1, 0, 1, 2}


def test_training_anew_gives_the_weights_of_the_file():
    written = json.loads(helo_weights.FILE.read_text())
    for name, params in helo_weights.train_all().items():
        for key, value in params.items():
            np.testing.assert_allclose(value, written[name][key], atol=0.0011)


def test_a_cell_without_weights_is_named():
    with pytest.raises(ValueError, match=r"no weights for .*relu"):
        helo.parameters(variant(rnn, activation="relu"))
