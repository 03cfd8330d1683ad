"""Loss and gradients of every cell against automatic differentiation.

golden/autograd.json is written by golden/make_autograd_golden.py: the cells once more, in
PyTorch, for a batch of sequences of different lengths, one of which is empty.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from cells import CELLS
from unrolled import bptt, gru, language_model, lstm, rnn
from unrolled.cell import variant
from unrolled.convert import from_torch, to_torch
from unrolled.fused import Workspace
from unrolled.network import Network

GOLDEN = json.loads((Path(__file__).parent / "golden" / "autograd.json").read_text())
LENGTHS = GOLDEN["lengths"]
NEAR = {"rtol": 1e-12, "atol": 1e-14}
LAYERS = {"rnn": rnn, "lstm": lstm, "gru": variant(gru, reset="after")}
every_cell = pytest.mark.parametrize("cell", CELLS, ids=repr)


def arrays(parts):
    if isinstance(parts, dict):
        return {name: np.array(part) for name, part in parts.items()}
    return [np.array(part) for part in parts]


def test_every_cell_has_its_golden_values():
    assert GOLDEN["cells"].keys() == {repr(cell) for cell in CELLS}
    assert {0, 1} < set(LENGTHS)


@every_cell
def test_the_textbook_path_sequence_by_sequence(cell):
    golden = GOLDEN["cells"][repr(cell)]
    params, xs, ys = (
        arrays(golden["parameters"]),
        *map(np.array, (golden["xs"], golden["ys"])),
    )
    loss, gradients = 0.0, {name: np.zeros_like(p) for name, p in params.items()}
    d_xs, d_start = np.zeros_like(xs), arrays(golden["start"])
    for part in d_start:
        part[:] = 0
    for b, length in enumerate(LENGTHS):
        if length:
            start = tuple(part[b] for part in arrays(golden["start"]))
            targets = np.eye(len(params["V"]))[ys[:length, b]]
            done = language_model.run(cell, params, xs[:length, b], targets, start)
            loss += done.L
            gradients = {name: g + done.gradients[name] for name, g in gradients.items()}
            d_xs[:length, b] = done.d_trace.x
            for part, d in zip(d_start, bptt.at(done.d_trace, 0).state_prev, strict=True):
                part[b] = d
    np.testing.assert_allclose(loss, golden["loss"], **NEAR)
    np.testing.assert_allclose(d_xs, golden["d_xs"], **NEAR)
    np.testing.assert_allclose(d_start, golden["d_start"], **NEAR)
    for name, expected in golden["gradients"].items():
        np.testing.assert_allclose(gradients[name], expected, **NEAR, err_msg=name)


@every_cell
def test_the_fused_path_all_at_once(cell):
    golden = GOLDEN["cells"][repr(cell)]
    xs, ys = np.array(golden["xs"]), np.array(golden["ys"])
    work = Workspace(cell, arrays(golden["parameters"]), *ys.shape, vectors=True)
    loss = work.forward(xs, ys, [tuple(arrays(golden["start"]))], LENGTHS)
    gradients = work.backward()
    np.testing.assert_allclose(loss, golden["loss"], **NEAR)
    np.testing.assert_allclose(work.d_state[0], golden["d_start"], **NEAR)
    for name, expected in golden["gradients"].items():
        np.testing.assert_allclose(gradients[name], expected, **NEAR, err_msg=name)


@pytest.mark.parametrize("merge", ["concatenate", "sum"])
@pytest.mark.parametrize("kind", LAYERS)
def test_a_bidirectional_network_on_sequences_of_different_lengths(kind, merge):
    golden, cell = GOLDEN["packed"][f"{kind} {merge}"], LAYERS[kind]
    net = Network(cell, 2 if merge == "concatenate" else 1, True, merge)
    suffixes = {
        ours: f"l{layer}{'_reverse' if 'reverse' in ours else ''}"
        for layer in range(net.layers)
        for ours in net.suffixes(layer)
    }
    params = {
        name + ours: p
        for ours, suffix in suffixes.items()
        for name, p in from_torch(cell, golden["parameters"], suffix).items()
    }
    xs, outputs, weight, d_xs = (
        np.array(golden[name]) for name in ("xs", "outputs", "weight", "d_xs")
    )
    total = {name: np.zeros_like(p) for name, p in params.items()}
    for b, length in enumerate(LENGTHS[:2]):
        trace = net.forward(params, xs[:length, b])
        np.testing.assert_allclose(trace.outputs, outputs[:length, b], **NEAR)
        found = net.backward(params, trace, weight[:length, b])
        np.testing.assert_allclose(found.inputs, d_xs[:length, b], **NEAR)
        total = {name: g + found.parameters[name] for name, g in total.items()}
    for ours, suffix in suffixes.items():
        own = {name: total[name + ours] for name in cell.SHAPES}
        written = to_torch(cell, own, suffix)
        for part in ("weight_ih", "weight_hh", "bias_ih"):
            expected = golden["gradients"][f"{part}_{suffix}"]
            np.testing.assert_allclose(written[f"{part}_{suffix}"], expected, **NEAR)
