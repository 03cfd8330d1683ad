"""One face: the same arguments, the same state and the same names above every cell."""

import inspect

import numpy as np
import pytest

from cells import CELLS
from unrolled import (
    Model,
    Network,
    bptt,
    evaluate,
    forward_batch,
    gru,
    helo,
    language_model,
    lstm,
    rnn,
    sample,
    train,
    variant,
    write,
)
from unrolled.training.engines import Fused, score, textbook

K, H = 4, 3
PEEPHOLE, AFTER = variant(lstm, peephole=True), variant(gru, reset="after")


def test_what_is_computed_comes_first_then_its_parameters_then_what_it_reads():
    orders = {
        function: [*inspect.signature(function).parameters]
        for function in (
            *(Model.forward, Model.run, Network.forward, forward_batch),
            *(sample, write, train, evaluate, textbook, score, Fused.__call__),
        )
    }
    for function, names in orders.items():
        assert names[0] in ("self", "model") and "params" in names[:3], function
        assert not {"given", "states", "start", "carry", "learned", "memory"} & {*names}
    for function in (Model.forward, Model.run):
        assert orders[function] == ["self", "params", "inputs", "targets", "state", "mask"]
    for function in (language_model.forward, language_model.run):
        names = [*inspect.signature(function).parameters]
        assert names == ["cell", "params", "xs", "ys", "state"]
    for function in (Network.forward, forward_batch):
        assert orders[function][1:4] == ["params", "inputs", "state"]


@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_a_cell_is_run_as_a_model_is(cell):
    """Ids or vectors, a state by name, as the cell gives it, or none: the same numbers."""
    params = language_model.init(cell, 0, K, H)
    ids, targets = [0, 3, 1], [3, 1, 2]
    zeros = cell.zero_state(params)
    named = dict(zip("hC", zeros, strict=False))
    runs = [
        language_model.run(cell, params, ids, targets),
        language_model.run(cell, params, np.eye(K)[ids], np.eye(K)[targets], zeros),
        language_model.run(cell, params, ids, targets, named),
        language_model.run(cell, params, np.array(ids), targets, {"h": named["h"]}),
        Model(cell).run(params, ids, targets),
        Model(Network(cell)).run(params, ids, targets, named),
    ]
    for done in runs:
        assert done.L == runs[0].L and type(done) is language_model.Pass
        for name, g in runs[0].gradients.items():
            np.testing.assert_array_equal(done.gradients[name], g)


def test_a_state_is_carried_by_name_through_everything():
    model = Model(Network(lstm, 2))
    params = model.init(0, K, H)
    done = model.forward(params, [0, 1], [1, 2])
    state = done.trace.state
    assert [*state] == ["h", "C", "h1", "C1"]
    rows = {name: part[None] for name, part in state.items()}
    batch = forward_batch(model, params, [[2]], rows)
    token = next(sample(model, params, [2], state, rng=0))
    np.testing.assert_allclose(batch.scores[0, 0], token.logits, rtol=1e-13)
    for name, part in token.state.items():
        np.testing.assert_allclose(batch.state[name][0], part, rtol=1e-13)


def test_a_seed_is_taken_wherever_a_generator_is():
    params = helo.parameters()
    for make in (
        lambda rng: Model(Network(lstm, 2, True)).init(rng, K, H, embedding_size=2),
        lambda rng: language_model.init(gru, rng, K, H),
        lambda rng: {"ids": [d.id for d, _ in zip(drawn(rng), range(9), strict=False)]},
        lambda rng: {"text": write(rnn, params, helo.VOCABULARY, "h", 9, rng=rng)},
    ):
        one, other = make(7), make(np.random.default_rng(7))
        for name, value in one.items():
            np.testing.assert_array_equal(other[name], value)
        with pytest.raises(ValueError, match=r"rng is -1; it must be a numpy.random.Gen"):
            make(-1)


def drawn(rng):
    return sample(rnn, helo.parameters(), [0], rng=rng)


@pytest.mark.parametrize(
    "value, name",
    [
        (Network(lstm), "Network(lstm)"),
        (Network(PEEPHOLE, 2, True), "Network(lstm(peephole=True), layers=2, "),
        (Network(gru, 1, True, "sum"), "Network(gru, bidirectional=True, merge='sum')"),
        (Model(rnn, "squared_error"), "Model(Network(rnn), 'squared_error')"),
        (variant(gru), "gru"),
    ],
)
def test_a_cell_is_called_by_its_name(value, name):
    assert repr(value).startswith(name) and "module" not in repr(value)


@pytest.mark.parametrize(
    "cell, made_for, message",
    [
        (lstm, PEEPHOLE, r"parameter P belongs to lstm\(peephole=True\), not to lstm"),
        (gru, AFTER, r"parameter b_U belongs to gru\(reset='after'\), not to gru"),
        (PEEPHOLE, lstm, "parameter P is missing"),
        (AFTER, gru, "parameter b_U is missing"),
    ],
)
def test_a_forgotten_variant_is_named(cell, made_for, message):
    params = Model(made_for).init(0, K, H)
    xs, batch = np.eye(K)[[0, 1]], np.zeros((2, 1), int)
    for call in (
        lambda: bptt.unroll(cell, params, xs, cell.zero_state(params)),
        lambda: language_model.run(cell, params, [0, 1], [1, 2]),
        lambda: Model(cell).run(params, [0, 1], [1, 2]),
        lambda: forward_batch(cell, params, batch),
        lambda: write(cell, params, helo.VOCABULARY, "h", 3, rng=0),
        lambda: evaluate(cell, params, [0, 1, 2]),
    ):
        with pytest.raises(ValueError, match=message):
            call()


@pytest.mark.parametrize("name", ["w", "Wh", "U2", "bias", "h_reverse", "C"])
def test_a_mistyped_parameter_is_named(name):
    params = Model(rnn).init(0, K, H) | {name: np.zeros(H)}
    for call in (
        lambda: language_model.forward(rnn, params, [0, 1], [1, 2]),
        lambda: Model(rnn).forward(params, [0, 1], [1, 2]),
        lambda: Network(rnn).forward(params, [0, 1]),
        lambda: forward_batch(rnn, params, np.zeros((2, 1), int)),
        lambda: write(rnn, params, helo.VOCABULARY, "h", 3, rng=0),
    ):
        with pytest.raises(ValueError, match=f"parameter {name} is unknown; .*rnn.*'W'"):
            call()
