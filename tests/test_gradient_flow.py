"""Gradients on their way back: NumPy's, and those that a page replays."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from test_replay import assert_equal, run_checker
from unrolled import (
    bptt,
    diagnostics,
    flow_networks,
    gradient_flow,
    helo,
    language_model,
    ledger,
    rnn,
)
from unrolled.cells.cell import variant
from unrolled.lessons.flow_program import flow_of
from unrolled.widgets import Vanishing
from unrolled.widgets.vanishing import ACTIVATIONS, drawn, networks, programs

HERE = Path(__file__).parent


def test_what_arrives_is_the_product_of_jacobians():
    rng = np.random.default_rng(0)
    params, xs = rnn.init(rng, 4, 3), rng.normal(size=(6, 4))
    found = gradient_flow.flow(params, xs, (np.zeros(3),))
    trace = bptt.unroll(rnn, params, xs, (np.zeros(3),))
    J = diagnostics.step_jacobians(rnn, params, trace)
    np.testing.assert_allclose(found.arriving[2], J[5] @ J[4], rtol=1e-13)
    np.testing.assert_array_equal(found.arriving[0], np.eye(3))
    np.testing.assert_array_equal(found.h[1:], trace.h)
    assert (found.singular_values[:, 0] <= found.bound * (1 + 1e-12)).all()


def test_the_gradient_of_the_last_loss_of_helo():
    done, params = helo.learn(), helo.parameters()
    own = ledger.traces_by_loss(rnn, params, done.trace, done.d_output.h_out)
    xs, ys = (helo.VOCABULARY.one_hot(word) for word in (helo.INPUTS, helo.TARGETS))
    found = gradient_flow.flow_of_loss(params, xs, ys[-1], (np.zeros(3),))
    np.testing.assert_allclose(found.arriving[:4, 0][::-1], own.h[3], rtol=1e-12)
    np.testing.assert_allclose(
        found.singular_values[:4, 0], [0.621, 0.0451, 0.0035, 0.000506], rtol=2e-3
    )


@pytest.mark.parametrize("size", flow_networks.SIZES)
def test_a_scaled_matrix_has_the_radius_that_was_asked_for(size):
    for direction, own in flow_networks.matrices(size).values():
        U = flow_networks.scaled(direction, own, 0.7)
        np.testing.assert_allclose(diagnostics.spectral_radius(U), 0.7)
    U = flow_networks.matrices(size)["orthogonal"].direction
    np.testing.assert_allclose(U @ U.T, np.eye(size), atol=1e-15)
    np.testing.assert_allclose(np.linalg.det(U), 1)


def test_what_does_not_fit_is_refused():
    params = {"W": np.zeros((2, 1)), "U": np.eye(2), "b": np.zeros(2)}
    with pytest.raises(ValueError, match=r"start has shape \(2,\); it must be \(M, 2\)"):
        gradient_flow.flow(params, np.zeros((3, 1)), (np.zeros(2),), start=np.ones(2))
    with pytest.raises(ValueError, match=r"start\[0, 1\] is nan; it must be finite"):
        nothing = np.array([[0.0, np.nan]])
        gradient_flow.flow(params, np.zeros((3, 1)), (np.zeros(2),), start=nothing)
    with pytest.raises(ValueError, match="size is 0; it must be a whole number"):
        flow_networks.matrices(0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"network": "words"}, "network is 'words'; it must be one of"),
        ({"activation": "cube"}, "activation is 'cube'; it must be one of"),
        ({"size": 4}, r"size is 4; it must be one of \[2, 3, 8, 16\]"),
        ({"matrix": "lecture"}, "size is 8; the lecture's matrix needs size=2"),
        ({"radius": 2.5}, "radius is 2.5; it must be from 0 to 2"),
        ({"gain": -1.0}, "gain is -1.0; it must be from 0 to 5"),
        ({"steps": 101}, "steps is 101; it must be from 1 to 100"),
        ({"radius": float("nan")}, "radius is nan"),
    ],
)
def test_a_widget_that_cannot_be(arguments, message):
    with pytest.raises(ValueError, match=message):
        Vanishing(**arguments)


def test_the_programs_replay_as_recorded():
    items = [
        {"name": f"{which} {activation}", "program": program}
        for which, by_activation in programs().items()
        for activation, program in by_activation.items()
    ]
    for report in run_checker(items).values():
        assert_equal(report)


@pytest.fixture(scope="module")
def replayed(tmp_path_factory):
    """Flows of many settings, as the page's own module finds them, beside NumPy's."""
    rng = np.random.default_rng(3)
    settings = [
        {
            "network": network,
            "matrix": matrix,
            "activation": activation,
            "size": size,
            "radius": round(float(rng.uniform(0.1, 1.6)), 2),
            "steps": int(rng.integers(1, 60)),
            "gain": round(float(rng.uniform(0, 3)), 2),
        }
        for activation in ACTIVATIONS
        for network in ("steps", "sentence", "helo")
        for size in flow_networks.SIZES
        for matrix in ("random", "orthogonal", "lecture")
        if (matrix != "lecture" or size == 2) and (network != "helo" or size == 3)
    ]
    settings.append(settings[0] | {"radius": 0.0})  # nothing arrives
    node = shutil.which("node")
    assert node, "Node.js is needed to replay"
    told = {"programs": programs(), "networks": networks(), "drawn": drawn()}
    told["settings"] = settings
    done = subprocess.run(
        [node, HERE / "js" / "flows.mjs"],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(zip(settings, json.loads(done.stdout), strict=True))


def test_the_page_finds_what_numpy_finds(replayed):
    for setting, got in replayed:
        expected = flow_of(**setting)
        np.testing.assert_allclose(got["states"], expected.h, rtol=1e-9, atol=1e-12)
        bound = np.array(got["bound"], float)  # JSON writes 1e25 as a whole number
        np.testing.assert_allclose(bound, expected.bound, rtol=1e-11)
        for mine, own in zip(got["stretches"], expected.singular_values, strict=True):
            # of a product, rounding leaves no more than the size of the largest one
            mine = np.array(mine, float)
            np.testing.assert_allclose(mine, own, rtol=1e-9, atol=1e-13 * own[0])


def test_a_replayed_flow_forgets_what_it_was_set_to_before(replayed):
    first, last = replayed[0][0], replayed[-1][0]
    assert first | {"radius": 0.0} == last
    assert not np.any(replayed[-1][1]["stretches"][1:])


def test_the_figure_tells_the_numbers():
    figure = Vanishing("helo").figure()
    assert "<td>0.621</td>" in figure and "<td>0.000506</td>" in figure
    assert "3 units" in figure


def test_a_gradient_through_an_activation_that_is_flat_is_nothing():
    params = {"W": np.zeros((2, 1)), "U": np.eye(2), "b": -np.ones(2)}
    found = gradient_flow.flow(params, np.zeros((3, 1)), (np.zeros(2),), "relu")
    assert not found.arriving[1:].any() and found.bound[-1] == 1


def test_the_cell_of_a_flow_is_the_library_s():
    y = helo.VOCABULARY.one_hot("o")[0]
    params, xs = helo.parameters(), helo.VOCABULARY.one_hot("hell")
    found = gradient_flow.flow_of_loss(params, xs, y, (np.zeros(3),), "sigmoid")
    cell = variant(rnn, activation="sigmoid")
    done = language_model.run(cell, params, xs, np.stack([y] * 4), (np.zeros(3),))
    np.testing.assert_allclose(found.arriving[0, 0], done.d_output.h_out[-1], rtol=1e-13)
