"""PyTorch's and Keras' parameters give their outputs and gradients in our cells."""

import json
from pathlib import Path

import numpy as np
import pytest

from cells import CELLS, problem
from checks import TIGHT
from unrolled import bptt, gru, lstm, rnn
from unrolled.cells.cell import variant
from unrolled.cells.convert import from_keras, from_torch, to_keras, to_torch
from unrolled.networks.network import Network

GOLDEN = json.loads((Path(__file__).parent / "golden" / "torch.json").read_text())
NEAR = {"rtol": 1e-12, "atol": 1e-13}
SINGLE = {"rtol": 1e-6, "atol": 1e-6}
AFTER = [variant(gru, reset="after", update=u) for u in gru.UPDATES]
BEFORE = [variant(gru, reset="before", update=u) for u in gru.UPDATES]
TORCH = [
    ("rnn", rnn),
    ("relu", variant(rnn, activation="relu")),
    ("lstm", lstm),
    *(("gru", cell) for cell in AFTER),
]
KERAS = [
    ("rnn", rnn),
    ("sigmoid", variant(rnn, activation="sigmoid")),
    ("lstm", lstm),
    *(("gru", cell) for cell in AFTER),
    *(("gru before", cell) for cell in BEFORE),
]


def arrays(value):
    if isinstance(value, dict):
        return {name: np.array(part) for name, part in value.items()}
    return [np.array(part) for part in value]


def run(cell, params, golden, start, near=NEAR):
    xs, weight = np.array(golden["xs"]), np.array(golden["weight"])
    trace = bptt.unroll(cell, params, xs, start)
    d_trace = bptt.backpropagate(cell, params, trace, weight)
    np.testing.assert_allclose(trace.h, golden["outputs"], **near)
    np.testing.assert_allclose(d_trace.x, golden["d_xs"], **near)
    return cell.parameter_gradients(trace, d_trace), d_trace


@pytest.mark.parametrize("kind, cell", TORCH, ids=str)
def test_outputs_and_gradients_are_those_of_pytorch(kind, cell):
    golden = GOLDEN["torch"][kind]
    start = tuple(part[0] for part in arrays(golden["states"]))
    found, d_trace = run(cell, from_torch(cell, golden["parameters"]), golden, start)
    written = to_torch(cell, found)
    expected = arrays(golden["gradients"])
    for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0"):
        np.testing.assert_allclose(written[name], expected[name], **NEAR, err_msg=name)
    if kind == "gru":
        H = len(found["b_U"])
        np.testing.assert_allclose(found["b_U"], expected["bias_hh_l0"][-H:], **NEAR)
    d_states = bptt.at(d_trace, 0).state_prev
    for part, d_start in zip(d_states, golden["d_states"], strict=True):
        np.testing.assert_allclose(part, d_start[0], **NEAR)


@pytest.mark.parametrize("kind, cell", [c for c in TORCH if c[0] != "relu"], ids=str)
def test_a_deep_bidirectional_network_is_that_of_pytorch(kind, cell):
    golden = GOLDEN["torch deep"][kind]
    net = Network(cell, 2, True)
    theirs = {"": "l0", "_reverse": "l0_reverse", "1": "l1", "1_reverse": "l1_reverse"}
    params, states = {}, {}
    for place, (ours, suffix) in enumerate(theirs.items()):
        own = from_torch(cell, golden["parameters"], suffix)
        params |= {name + ours: p for name, p in own.items()}
        for name, part in zip("hC", arrays(golden["states"]), strict=False):
            states[name + ours] = part[place]
    trace = net.forward(params, np.array(golden["xs"]), states)
    np.testing.assert_allclose(trace.outputs, golden["outputs"], **NEAR)
    found = net.backward(params, trace, np.array(golden["weight"]))
    np.testing.assert_allclose(found.inputs, golden["d_xs"], **NEAR)
    for place, (ours, suffix) in enumerate(theirs.items()):
        own = {name: found.parameters[name + ours] for name in cell.SHAPES}
        for part in ("weight_ih", "weight_hh", "bias_ih"):
            name = f"{part}_{suffix}"
            np.testing.assert_allclose(
                to_torch(cell, own, suffix)[name], golden["gradients"][name], **NEAR
            )
        for name, part in zip("hC", golden["d_states"], strict=False):
            np.testing.assert_allclose(found.state[name + ours], part[place], **NEAR)


@pytest.mark.parametrize("kind, cell", KERAS, ids=str)
def test_outputs_and_gradients_are_those_of_keras(kind, cell):
    golden = GOLDEN["keras"][kind]
    params = from_keras(cell, golden["parameters"])
    # the loop that Keras runs where there is no kernel for the cell rounds to float32
    near = NEAR if kind in ("lstm", "gru") else SINGLE
    found, _ = run(cell, params, golden, cell.zero_state(params), near)
    expected = arrays(golden["gradients"])
    W, U, b = to_keras(cell, found)
    np.testing.assert_allclose(W, expected[0], **near)
    np.testing.assert_allclose(U, expected[1], **near)
    if kind == "gru":  # one bias of z and r does the work of two
        np.testing.assert_allclose(b[0], expected[2][0], **near)
        H = len(found["b_U"])
        np.testing.assert_allclose(b[1, -H:], expected[2][1, -H:], **near)
    else:
        np.testing.assert_allclose(b, expected[2], **near)


@pytest.mark.parametrize("cell", CELLS, ids=repr)
@pytest.mark.parametrize("H", [1, 2])
def test_there_and_back_is_where_it_began(cell, H):
    if cell.options.get("peephole"):
        return
    params, *_ = problem(cell, np.random.default_rng(0), H=H)
    pairs = [(to_keras, from_keras)]
    if cell in [chosen for _, chosen in TORCH]:
        pairs.append((to_torch, from_torch))
    for to, back in pairs:
        again = back(cell, to(cell, params))
        assert again.keys() == params.keys()
        for name, p in params.items():
            np.testing.assert_array_equal(again[name], p)


def test_no_array_is_shared():
    params, *_ = problem(rnn, np.random.default_rng(0))
    for written in (to_torch(rnn, params).values(), to_keras(rnn, params)):
        for array in written:
            assert not any(np.shares_memory(array, p) for p in params.values())


def test_biases_may_be_missing():
    for kind, cell in TORCH:
        state = arrays(GOLDEN["torch"][kind]["parameters"])
        bare = {name: p for name, p in state.items() if "bias" not in name}
        params = from_torch(cell, bare)
        assert not params["b"].any() and params.keys() == cell.SHAPES.keys()
    for kind, cell in KERAS:
        params = from_keras(cell, arrays(GOLDEN["keras"][kind]["parameters"])[:2])
        assert not params["b"].any() and params.keys() == cell.SHAPES.keys()


def test_two_biases_of_pytorch_are_one_of_ours():
    golden = arrays(GOLDEN["torch"]["rnn"]["parameters"])
    total = golden["bias_ih_l0"] + golden["bias_hh_l0"]
    np.testing.assert_allclose(from_torch(rnn, golden)["b"], total, **TIGHT)


def test_what_has_no_equal_is_refused_in_words():
    """Erratum E68 is one of the cases."""
    peephole = variant(lstm, peephole=True)
    leaky = variant(rnn, activation="hard_tanh")
    state = arrays(GOLDEN["torch"]["rnn"]["parameters"])
    params, *_ = problem(lstm, np.random.default_rng(0))
    for call, message in (
        (lambda: to_torch(gru, {}), "reset='before' has no equal there"),
        (lambda: from_torch(gru, {}), "reset='before' has no equal there"),
        (lambda: to_torch(peephole, {}), "peepholes has no equal in PyTorch or Keras"),
        (lambda: to_keras(peephole, {}), "peepholes has no equal in PyTorch or Keras"),
        (lambda: to_torch(leaky, {}), "has tanh and relu, but not 'hard_tanh'"),
        (lambda: from_torch(lstm, state), r"the W of lstm would have shape \(2, 2\)"),
        (lambda: from_torch(rnn, {}), "weight_ih_l0 is missing"),
        (lambda: to_torch(gru_after(), params), "W has 4 blocks; it must have 3"),
        (lambda: from_keras(rnn, [np.eye(2)]), "there are 1 weights"),
        (lambda: from_keras(rnn, [np.eye(2)] * 3), r"bias has shape \(2, 2\)"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def gru_after():
    return variant(gru, reset="after")
