"""PyTorch's and Keras' parameters give their outputs and gradients in our cells."""

import json
from pathlib import Path

import numpy as np
import pytest

from cells import CELLS, problem
from checks import TIGHT
from unrolled import bptt, gru, lstm, rnn
from unrolled.cells.cell import variant
from unrolled.models.convert import from_keras, from_torch, to_keras, to_torch
from unrolled.models.model import Model
from unrolled.networks.network import Network

GOLDEN = json.loads((Path(__file__).parent / "golden" / "torch.json").read_text())
NEAR = {"rtol": 1e-12, "atol": 1e-13}
CELLS_OF_TWO = ("", "_reverse", "1", "1_reverse")  # layers, as PyTorch has their states
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
    params, states = from_torch(net, golden["parameters"]), {}
    for place, ours in enumerate(CELLS_OF_TWO):
        for name, part in zip("hC", arrays(golden["states"]), strict=False):
            states[name + ours] = part[place]
    trace = net.forward(params, np.array(golden["xs"]), states)
    np.testing.assert_allclose(trace.outputs, golden["outputs"], **NEAR)
    found = net.backward(params, trace, np.array(golden["weight"]))
    np.testing.assert_allclose(found.inputs, golden["d_xs"], **NEAR)
    written = to_torch(net, found.parameters)
    assert written.keys() == golden["gradients"].keys()
    for name, expected in golden["gradients"].items():
        if "bias_hh" not in name:
            np.testing.assert_allclose(written[name], expected, **NEAR, err_msg=name)
    for place, ours in enumerate(CELLS_OF_TWO):
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
        (lambda: to_torch(gru_after(), params | {"b_U": 0}), "has 4 blocks; it must"),
        (lambda: from_keras(rnn, [np.eye(2)]), "there are 1 weights"),
        (lambda: from_keras(lstm, [np.eye(2)] * 3), r"bias has shape \(2, 2\)"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def gru_after():
    return variant(gru, reset="after")


# ---- whole networks --------------------------------------------------------------------


MODULES = json.loads((Path(__file__).parent / "golden" / "network.json").read_text())
TAGGERS = {"rnn": rnn, "lstm": lstm, "gru": variant(gru, reset="after")}


class Tensor:
    """As much of a tensor as needs a gradient, and is no array for NumPy before."""

    def __init__(self, values, ready=False):
        self.values, self.ready = values, ready

    def __array__(self, *args, **kwargs):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")

    def detach(self):
        return self

    cpu = double = detach

    def numpy(self):
        return np.array(self.values)


@pytest.mark.parametrize("kind", TAGGERS)
def test_a_whole_module_is_that_of_pytorch(kind):
    """Scores, loss and gradients of all entries, with prefixes that it was not told."""
    golden, model = MODULES[kind], Model(Network(TAGGERS[kind], 2, True))
    state = {name: Tensor(values) for name, values in golden["state"].items()}
    params = from_torch(model, state)
    ids, targets = golden["ids"], golden["targets"]
    names = {"rnn": "encoder", "embedding": "words", "linear": "labels"}
    found = model.run(params, ids, targets)
    np.testing.assert_allclose(found.output.logits, golden["scores"], **NEAR)
    for which, done in (("all", found), ("last", model.run(params, ids, targets[-1]))):
        assert done.L == pytest.approx(golden[which]["loss"], rel=1e-12)
        written = to_torch(model, done.gradients, **names)
        assert written.keys() == golden["state"].keys()
        for name, expected in golden[which]["gradients"].items():
            if "bias_hh" not in name:
                np.testing.assert_allclose(written[name], expected, **NEAR, err_msg=name)
    again = from_torch(model, to_torch(model, params, **names), **names)
    assert [*again] == [*params]
    for name, p in params.items():
        np.testing.assert_array_equal(again[name], p)


@pytest.mark.parametrize("kind", TAGGERS)
def test_the_names_of_a_single_cell_are_known(kind):
    golden, cell = GOLDEN["torch"][kind]["parameters"], TAGGERS[kind]
    state = {f"cell.{name.removesuffix('_l0')}": p for name, p in golden.items()}
    expected = from_torch(cell, golden)
    for name, p in from_torch(cell, state).items():
        np.testing.assert_array_equal(p, expected[name])
    with pytest.raises(ValueError, match="several layers or directions; a cell has one"):
        from_torch(Network(cell, 2), state)


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
@pytest.mark.parametrize("embedded", [True, False], ids=["embedded", "vectors"])
@pytest.mark.parametrize("layers, both", [(1, False), (2, False), (1, True), (2, True)])
@pytest.mark.parametrize("kind, cell", KERAS, ids=str)
def test_a_whole_model_of_keras_is_one_list(kind, cell, layers, both, embedded, bias):
    model = Model(Network(cell, layers, both))
    rng = np.random.default_rng(0)
    params = model.init(rng, 7, 3, 5, 4 if embedded else None)
    params = {name: rng.normal(size=p.shape) for name, p in params.items()}
    if not bias:
        params = {n: p * (not n.startswith("b")) for n, p in params.items()}
    weights = to_keras(model, params)
    if not bias:  # use_bias=False: the biases of the cells are not there
        ends = [*weights[:1]] * embedded, weights[-2:]
        weights = [w for i, w in enumerate(weights[embedded:-2]) if i % 3 < 2]
        weights = [*ends[0], *weights, *ends[1]]
    again = from_keras(model, weights)
    assert again.keys() == params.keys()
    for name, p in params.items():
        np.testing.assert_array_equal(again[name], p)


def keras(**changed):
    """A configuration of Keras, as `get_config` gives it, of an LSTM."""
    layer = {"units": 3, "activation": "tanh", "recurrent_activation": "sigmoid"}
    layer |= {"recurrent_initializer": {"class_name": "Orthogonal"}, "go_backwards": False}
    return {"layers": [{"class_name": "LSTM", "config": layer | changed}]}


def test_settings_that_weights_do_not_tell_are_refused_by_name():
    params = lstm.init(0, 4, 3)
    weights = to_keras(lstm, params)
    both = Network(lstm, 1, True)
    pair = to_keras(both, both.init(0, 4, 3))
    backward = {"layer": keras(), "backward_layer": keras(go_backwards=True)}
    for right in (None, keras(), {"class_name": "Embedding", "mask_zero": False}):
        np.testing.assert_array_equal(from_keras(lstm, weights, right)["W"], params["W"])
    assert from_keras(both, pair, backward | {"merge_mode": "concat"})
    for cell, given, config, message in (
        (
            lstm,
            weights,
            keras(recurrent_activation="hard_sigmoid"),
            "'hard_sigmoid' in Keras",
        ),
        (lstm, weights, keras(activation="relu"), "activation is 'relu'"),
        (lstm, weights, keras(go_backwards=True), "go_backwards is True"),
        (lstm, weights, {"mask_zero": True}, "mask_zero is True"),
        (lstm, weights, {"class_name": "Masking"}, "'Masking' in Keras; .* has no equal"),
        (both, pair, backward | {"merge_mode": "ave"}, "merge_mode is 'ave'.*'concat'"),
    ):
        with pytest.raises(ValueError, match=message):
            from_keras(cell, given, config)


def test_what_belongs_to_nothing_or_to_two_is_named():
    state = arrays(MODULES["lstm"]["state"])
    model = Model(Network(lstm, 2, True))
    shallow, one_way = Network(lstm, 1, True), Network(lstm, 2)
    twice = state | {"decoder.weight_ih_l0": np.ones((8, 3))}
    bare = {name: p for name, p in state.items() if name != "labels.bias"}
    alike = bare | {"labels.weight": np.ones((4, 3))}
    for call, message in (
        (lambda: from_torch(shallow, state), "encoder.weight_ih_l1 is there, but Network"),
        (lambda: from_torch(one_way, state), "weight_ih_l0_reverse is there, but Network"),
        (
            lambda: from_torch(model.network, state),
            r"no part of Network\(lstm, lay",
        ),
        (lambda: from_torch(model, twice), r"rnn may be any of \['decoder', 'encoder'\]"),
        (lambda: from_torch(model, alike), "embedding may be any of .*embedding="),
        (
            lambda: from_torch(model, state, rnn="decoder"),
            "weight_ih_l0 is missing",
        ),
        (lambda: from_torch(model, state, embedding="x"), "x.weight is missing"),
        (lambda: from_torch(model, state, linear="x"), "x.weight is missing, the readout"),
        (
            lambda: from_torch(model, state | {"encoder.weight_hr_l0": np.ones((1, 2))}),
            r"no projections \(proj_size\)",
        ),
        (
            lambda: from_torch(model, state | {"more": np.ones(1)}),
            "more belongs to no",
        ),
        (
            lambda: from_torch(model, state | {"labels.weight": np.ones((4, 3))}),
            "V reads 3 numbers, but the network gives 4",
        ),
        (
            lambda: from_torch(model, state | {"words.weight": "E"}),
            "words.weight is str; numbers are needed",
        ),
        (
            lambda: to_torch(rnn, rnn.init(0, 2, 2) | {"h": np.zeros(2)}),
            "h is a trainable state",
        ),
        (lambda: to_torch(Network(rnn, 2, True, "sum"), {}), "concatenates two directions"),
        (lambda: from_keras(model, [np.eye(2)] * 4), "there are 4 weights"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def test_skip_connections_have_no_equal_elsewhere():
    model = Model(Network(rnn, 2, skip=True))
    params = model.init(0, 4, 3)
    for write in (to_torch, to_keras):
        with pytest.raises(ValueError, match=r"skip no layer; .*skip=True"):
            write(model, params)
