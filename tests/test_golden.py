"""Loss and gradients of every cell against automatic differentiation.

golden/autograd.json is written by golden/make_autograd_golden.py: the cells once more, in
PyTorch, for a batch of sequences of different lengths, one of which is empty, and with a
loss at every step, at the first alone, and at the last alone.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from cells import CELLS
from unrolled import bptt, gru, language_model, lstm, rnn
from unrolled.cells.cell import by_name, variant
from unrolled.fused import Workspace
from unrolled.models.convert import from_torch, to_torch
from unrolled.networks.network import Network

GOLDEN = json.loads((Path(__file__).parent / "golden" / "autograd.json").read_text())
LENGTHS = GOLDEN["lengths"]
NEAR = {"rtol": 1e-12, "atol": 1e-14}
LAYERS = {"rnn": rnn, "lstm": lstm, "gru": variant(gru, reset="after")}
T = max(LENGTHS)
ALL = slice(None)
COUNTED = {"all": ALL, "first": slice(0, 1), "last": slice(T - 1, T)}  # steps with a loss
every_cell = pytest.mark.parametrize("cell", CELLS, ids=repr)
every_loss = pytest.mark.parametrize("where", COUNTED)


def arrays(parts):
    if isinstance(parts, dict):
        return {name: np.array(part) for name, part in parts.items()}
    return [np.array(part) for part in parts]


def test_every_cell_has_its_golden_values():
    assert GOLDEN["cells"].keys() == {repr(cell) for cell in CELLS}
    assert {0, 1} < set(LENGTHS)


def of_sequence(cell, params, xs, ys, start, counted):
    """Give the loss of the counted steps and its gradients."""
    targets = np.eye(len(params["V"]))[ys]
    done = language_model.run(cell, params, xs, targets, start)
    if counted == ALL:
        return done.L, done.gradients, done.d_trace
    weights = np.zeros((len(xs), 1))
    weights[counted] = 1
    d_output = type(done.d_output)(*(weights * d for d in done.d_output))
    d_trace = bptt.backpropagate(cell, params, done.trace, d_output.h_out)
    gradients = cell.parameter_gradients(done.trace, d_trace)
    gradients |= language_model.readout_gradients(done.trace.h, d_output)
    return done.output.loss[counted].sum(), gradients, d_trace


@every_cell
@every_loss
def test_the_textbook_path_sequence_by_sequence(cell, where):
    given = GOLDEN["cells"][repr(cell)]
    golden, params = given[where], arrays(given["parameters"])
    xs, ys = np.array(given["xs"]), np.array(given["ys"])
    loss, gradients = 0.0, {name: np.zeros_like(p) for name, p in params.items()}
    d_xs, d_start = np.zeros_like(xs), [np.zeros_like(p) for p in arrays(given["start"])]
    for b, length in enumerate(LENGTHS):
        if length:
            start = tuple(part[b] for part in arrays(given["start"]))
            own = xs[:length, b], ys[:length, b], start
            L, found, d_trace = of_sequence(cell, params, *own, COUNTED[where])
            loss += L
            gradients = {name: g + found[name] for name, g in gradients.items()}
            d_xs[:length, b] = d_trace.x
            for part, d in zip(d_start, bptt.at(d_trace, 0).state_prev, strict=True):
                part[b] = d
    np.testing.assert_allclose(loss, golden["loss"], **NEAR)
    np.testing.assert_allclose(d_xs, golden["d_xs"], **NEAR)
    np.testing.assert_allclose(d_start, golden["d_start"], **NEAR)
    for name, expected in golden["gradients"].items():
        np.testing.assert_allclose(gradients[name], expected, **NEAR, err_msg=name)


def fused(cell, given, longest):
    """Run the fast path over the first steps: loss, gradients, those of the start."""
    xs, ys = np.array(given["xs"]), np.array(given["ys"])
    work = Workspace(cell, arrays(given["parameters"]), *ys.shape, vectors=True)
    lengths = [min(length, longest) for length in LENGTHS]
    loss = work.forward(xs, ys, by_name(tuple(arrays(given["start"]))), lengths)
    return loss, dict(work.backward()), np.array([*work.d_state.values()])


@every_cell
@every_loss
def test_the_fused_path_all_at_once(cell, where):
    """The loss of the last step is what it adds to that of the steps before."""
    given = GOLDEN["cells"][repr(cell)]
    golden = given[where]
    loss, gradients, d_start = fused(cell, given, 1 if where == "first" else T)
    if where == "last":
        before = fused(cell, given, T - 1)
        loss, d_start = loss - before[0], d_start - before[2]
        gradients = {name: g - before[1][name] for name, g in gradients.items()}
    np.testing.assert_allclose(loss, golden["loss"], **NEAR)
    np.testing.assert_allclose(d_start, golden["d_start"], **NEAR)
    for name, expected in golden["gradients"].items():
        np.testing.assert_allclose(gradients[name], expected, **NEAR, err_msg=name)


@pytest.mark.parametrize("merge", ["concatenate", "sum"])
@pytest.mark.parametrize("kind", LAYERS)
@every_loss
def test_a_bidirectional_network_on_sequences_of_different_lengths(kind, merge, where):
    given, cell = GOLDEN["packed"][f"{kind} {merge}"], LAYERS[kind]
    golden = given[where]
    net = Network(cell, 2 if merge == "concatenate" else 1, True, merge)
    params = from_torch(net, given["parameters"])
    xs, outputs, weight = (np.array(given[name]) for name in ("xs", "outputs", "weight"))
    d_outputs = np.zeros_like(weight)
    d_outputs[COUNTED[where]] = weight[COUNTED[where]]
    total = {name: np.zeros_like(p) for name, p in params.items()}
    for b, length in enumerate(LENGTHS[:2]):
        trace = net.forward(params, xs[:length, b])
        np.testing.assert_allclose(trace.outputs, outputs[:length, b], **NEAR)
        found = net.backward(params, trace, d_outputs[:length, b])
        expected = np.array(golden["d_xs"])[:length, b]
        np.testing.assert_allclose(found.inputs, expected, **NEAR)
        total = {name: g + found.parameters[name] for name, g in total.items()}
    written = to_torch(net, total)
    assert written.keys() == golden["gradients"].keys()
    for name, expected in golden["gradients"].items():
        if "bias_hh" not in name:
            np.testing.assert_allclose(written[name], expected, **NEAR, err_msg=name)
