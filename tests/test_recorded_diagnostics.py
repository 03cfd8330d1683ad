"""What the diagnostics compute can be recorded, for a page to replay with other numbers."""

import numpy as np
import pytest

from cells import CELLS, problem
from unrolled import bptt, diagnostics, gradient_check, helo, language_model, ledger, rnn
from unrolled.models.language_model import readout_gradients
from unrolled.recording import Recorder, Traced

every_cell = pytest.mark.parametrize("cell", CELLS, ids=repr)


def compute(cell, params, xs, start, weight):
    """Compute all diagnostics that are built of the recorder's primitives."""
    trace = bptt.unroll(cell, params, xs, start)
    jacobians = diagnostics.step_jacobians(cell, params, trace)
    apart = ledger.traces_by_loss(cell, params, trace, weight)
    terms = ledger.ledger(cell, params, trace, weight)
    d_cut = bptt.truncated(cell, params, trace, weight, window=2)
    return {
        "jacobians": jacobians,
        "products": diagnostics.jacobian_products(jacobians),
        "norms": diagnostics.gradient_norms(apart),
        "memory": diagnostics.memory(cell, params, trace),
        **{f"term_{name}": value for name, value in terms.items()},
        **{f"total_{name}": value for name, value in ledger.total(terms).items()},
        **{
            f"cut_{name}": value
            for name, value in cell.parameter_gradients(trace, d_cut).items()
        },
    }


@every_cell
def test_diagnostics_are_recorded_bit_for_bit(cell):
    params, xs, start, weight = problem(cell, np.random.default_rng(0))
    recorder = Recorder()
    traced = compute(
        cell,
        recorder.parameters(params),
        recorder.sequence("input", "x", xs),
        tuple(recorder.leaf("state", f"s{k}", part) for k, part in enumerate(start)),
        recorder.leaf("hyperparameter", "weight", weight),
    )
    recorder.program(traced)
    for name, value in compute(cell, params, xs, start, weight).items():
        assert isinstance(traced[name], Traced), name
        np.testing.assert_array_equal(traced[name].value, value, err_msg=name)


@pytest.mark.parametrize("stride", [1, 2])
def test_the_window_of_a_truncation_may_be_moved(stride):
    done = helo.learn()
    terms = ledger.ledger(rnn, helo.parameters(), done.trace, done.d_output.h_out)
    recorder = Recorder()
    window = recorder.leaf("hyperparameter", "window", 2)
    kept = ledger.kept_terms(4, window, stride)
    cut = ledger.total(recorder.parameters(terms), kept)
    expected = ledger.total(terms, ledger.kept_terms(4, 2, stride))
    for name, value in expected.items():
        np.testing.assert_array_equal(cut[name].value, value)


def test_a_difference_quotient_is_recorded_with_its_step_and_its_way():
    params = helo.parameters()
    xs, ys = (helo.VOCABULARY.one_hot(word) for word in (helo.INPUTS, helo.TARGETS))
    way = np.zeros((3, 3))
    way[1, 2] = 1

    def slope(params, way, eps):
        def loss(U):
            changed = params | {"U": U}
            return language_model.forward(rnn, changed, xs, ys, (np.zeros(3),)).L

        return gradient_check.slope_along(loss, params["U"], way, eps)

    recorder = Recorder()
    traced = slope(
        recorder.parameters(params),
        recorder.leaf("hyperparameter", "way", way),
        recorder.leaf("hyperparameter", "eps", 1e-5),
    )
    assert len(recorder.program({"slope": traced}).data["nodes"]) < 200
    assert traced.value == slope(params, way, 1e-5)
    expected = helo.learn().gradients["U"][1, 2]
    np.testing.assert_allclose(traced.value, expected, rtol=1e-8)


def test_all_entries_of_a_gradient_are_recorded_by_differences():
    done = helo.learn()

    def loss(c):
        return language_model.total(
            np.stack(
                [
                    language_model.output(helo.parameters() | {"c": c}, h, y).loss
                    for h, y in zip(done.trace.h, np.eye(4)[[1, 2, 2, 3]], strict=True)
                ]
            )
        )

    recorder = Recorder()
    c = recorder.leaf("parameter", "c", np.zeros(4))
    traced = gradient_check.central_difference(loss, c, 1e-5)
    expected = readout_gradients(done.trace.h, done.d_output)["c"]
    np.testing.assert_allclose(traced.value, expected, rtol=1e-8)
