"""Many sequences at once, and losses of some steps only: equal to one after the other."""

import numpy as np
import pytest

from cells import CELLS
from checks import TIGHT, complex_step
from unrolled import (
    Adam,
    Model,
    Network,
    Sequences,
    evaluate,
    forward_batch,
    gru,
    lstm,
    rnn,
    train,
)
from unrolled.text.streams import Batch
from unrolled.training.engines import Fused, textbook

T, B, I, D, H, K = 4, 3, 5, 3, 2, 4  # noqa: E741 - I tokens are read
SHAPES = [(1, False), (2, False), (1, True), (2, True)]
NEAR = {"rtol": 1e-12, "atol": 1e-13}


def drawn(model, embedded=False, seed=0):
    """Draw parameters, none of them zero, with trainable states and a readout."""
    rng = np.random.default_rng(seed)
    params = model.init(rng, I, H, K, D if embedded else None, trainable_states=True)
    return {name: p + 0.3 * rng.normal(size=p.shape) for name, p in params.items()}, rng


@pytest.mark.parametrize("embedded", [False, True], ids=["ids", "embedded"])
@pytest.mark.parametrize("layers, both", SHAPES)
@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_a_batch_is_its_sequences_one_by_one(cell, layers, both, embedded):
    net = Network(cell, layers, both)
    params, rng = drawn(Model(net), embedded)
    ids, lengths = rng.integers(0, I, (T, B)), [4, 0, 2]
    begin = net.initial_state(params)
    state = {"h": rng.normal(size=(B, H))}
    found = forward_batch(net, params, ids, state, lengths)
    for b, length in enumerate(lengths):
        assert not found.outputs[length:, b].any() and not found.scores[length:, b].any()
        one = {"h": state["h"][b]}
        if length:
            done = net.forward(params, ids[:length, b], one)
            scores = done.outputs @ params["V"].T + params["c"]
            np.testing.assert_allclose(found.outputs[:length, b], done.outputs, **NEAR)
            np.testing.assert_allclose(found.scores[:length, b], scores, **NEAR)
        for name, part in (done.state if length else begin | one).items():
            np.testing.assert_allclose(found.state[name][b], part, **NEAR)


@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_vectors_are_read_without_a_readout_and_in_their_precision(cell):
    net = Network(cell, 2)
    params, rng = net.init(0, D, H), np.random.default_rng(1)
    xs = rng.normal(size=(T, B, D))
    found = forward_batch(net, params, xs)
    assert found.scores is None
    for b in range(B):
        expected = net.forward(params, xs[:, b]).outputs
        np.testing.assert_allclose(found.outputs[:, b], expected, **NEAR)
    single = {name: p.astype(np.float32) for name, p in params.items()}
    assert forward_batch(net, single, xs).outputs.dtype == np.float32


def test_what_stands_behind_the_end_is_read_by_nobody():
    params = Network(rnn).init(0, D, H)
    xs = np.ones((T, B, D))
    xs[2:, 1] = np.nan
    found = forward_batch(rnn, params, xs, lengths=[4, 2, 4])
    assert np.isfinite(found.outputs).all()
    kept = found.outputs.copy()
    forward_batch(rnn, params, 2 * np.ones((T, B, D)))
    np.testing.assert_array_equal(found.outputs, kept)  # what was returned stays


def test_a_batch_that_does_not_fit_is_named():
    params, ids = Network(lstm).init(0, I, H), np.zeros((T, B), int)
    for call, message in (
        (
            lambda: forward_batch(lstm, params, ids[0]),
            r"inputs have shape \(3,\)",
        ),
        (lambda: forward_batch(lstm, params, ids + I), "id 5|holds 5"),
        (
            lambda: forward_batch(lstm, params, ids, lengths=[1, 2]),
            r"lengths is .*\(2,\)",
        ),
        (lambda: forward_batch(lstm, params, ids, lengths=[-1, 2, 5]), "lengths holds -1"),
        (lambda: forward_batch(lstm, params, ids, {"h": np.ones(H)}), "state h has"),
        (
            lambda: forward_batch(lstm, params, ids, {"h1": np.ones(H)}),
            "h1 is unknown",
        ),
        (
            lambda: forward_batch(lstm, params, np.full((T, B, I), np.nan)),
            "is nan; it",
        ),
    ):
        with pytest.raises(ValueError, match=message):
            call()


# ---- a loss at the last step, or at some -----------------------------------------------


@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
@pytest.mark.parametrize("layers, both", SHAPES)
@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_gradients_of_a_target_at_the_last_step_alone(cell, layers, both, loss):
    model = Model(Network(cell, layers, both), loss)
    params, rng = drawn(model)
    xs = rng.normal(size=(T, I))
    target = 2 if loss == "cross_entropy" else rng.normal(size=K)
    found = model.run(params, xs, target)
    whole = model.forward(params, xs, [target] * T)
    assert (
        found.L == whole.output.loss[-1] and found.L == model.forward(params, xs, target).L
    )
    for name, p in params.items():
        expected = complex_step(
            lambda p, name=name: model.forward(params | {name: p}, xs, target).L, p
        )
        np.testing.assert_allclose(found.gradients[name], expected, **TIGHT, err_msg=name)


@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_gradients_of_some_steps(cell):
    model = Model(Network(cell, 2))
    params, rng = drawn(model, embedded=True)
    ids, targets, mask = rng.integers(0, I, T), rng.integers(0, K, T), [1, 0, 0, 1]
    found = model.run(params, ids, targets, mask=mask)
    losses = model.forward(params, ids, targets).output.loss
    assert found.L == pytest.approx(losses[0] + losses[3], rel=1e-15)
    for name, p in params.items():
        expected = complex_step(
            lambda p, name=name: (
                model.forward(params | {name: p}, ids, targets, mask=mask).L
            ),
            p,
        )
        np.testing.assert_allclose(found.gradients[name], expected, **TIGHT, err_msg=name)


def test_a_mask_that_does_not_fit_is_named():
    model = Model(rnn)
    params = model.init(0, K, H)
    for mask in ([1, 0], [0, 0, 0], [1, 2, 0], [1, np.nan, 0], "abc"):
        with pytest.raises(ValueError, match=r"mask is .* 3 truth values"):
            model.run(params, [0, 1, 2], [1, 2, 3], mask=mask)
    with pytest.raises(ValueError, match="mask must be None"):
        model.run(params, [0, 1, 2], 3, mask=[1, 1, 1])


@pytest.mark.parametrize("layers, both", SHAPES)
@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_gradients_of_the_last_state(cell, layers, both):
    """Of a loss of the last state alone, and of one that outputs enter as well."""
    net = Network(cell, layers, both)
    params, rng = drawn(Model(net))
    params = {name: p for name, p in params.items() if name not in "Vc"}
    xs = rng.normal(size=(T, I))
    trace = net.forward(params, xs)
    d_last = {name: rng.normal(size=H) for name in trace.state}
    weight = rng.normal(size=trace.outputs.shape)
    for d_outputs in (None, weight):

        def loss(done, d_outputs=d_outputs):
            total = sum((d * done.state[name]).sum() for name, d in d_last.items())
            return total + (0 if d_outputs is None else (d_outputs * done.outputs).sum())

        found = net.backward(params, trace, d_outputs, d_last)
        for name, p in params.items():
            expected = complex_step(
                lambda p, name=name: loss(net.forward(params | {name: p}, xs)), p
            )
            np.testing.assert_allclose(found.parameters[name], expected, **TIGHT)
        expected = complex_step(lambda xs: loss(net.forward(params, xs)), xs)
        np.testing.assert_allclose(found.inputs, expected, **TIGHT)


def test_a_gradient_of_the_last_state_that_does_not_fit_is_named():
    net = Network(rnn)
    params = net.init(0, I, H)
    trace = net.forward(params, [0, 1])
    for d_last, message in (
        ({"C": np.ones(H)}, r"d_last C is unknown; there are \['h'\]"),
        ({"h": np.ones(3)}, r"d_last h has shape \(3,\); it must be \(2,\)"),
        ({"h": np.full(H, np.nan)}, r"d_last h\[0\] is nan"),
    ):
        with pytest.raises(ValueError, match=message):
            net.backward(params, trace, d_last=d_last)


@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_both_engines_count_the_same_steps(cell):
    model = Model(Network(cell, 2))
    params, rng = drawn(model)
    ids, targets = rng.integers(0, I, (T, B)), rng.integers(0, K, (T, B))
    mask = np.array([[1, 0, 1], [0, 0, 1], [1, 0, 0], [1, 0, 1]], bool)
    batch = Batch(ids, targets, True, np.array([4, 3, 2]), mask)
    assert batch.tokens == 5
    one, other = textbook(model, params, batch, {}), Fused()(model, params, batch, {})
    assert one.L == pytest.approx(other.L, rel=1e-13)
    expected = sum(
        model.forward(params, ids[:n, b], targets[:n, b]).output.loss[mask[:n, b]].sum()
        for b, n in ((0, 4), (2, 2))
    )
    assert one.L == pytest.approx(expected, rel=1e-13)
    for name, g in one.gradients.items():
        np.testing.assert_allclose(other.gradients[name], g, **NEAR, err_msg=name)
    for name, part in one.state.items():
        np.testing.assert_allclose(other.state[name], part, **NEAR)


@pytest.mark.parametrize("both", [False, True])
def test_a_sequence_learns_its_one_label(both):
    """Whether its first letter was a 1, which only the state can tell at the last step."""
    rng = np.random.default_rng(0)
    ids = [rng.integers(0, 2, rng.integers(2, 5)) for _ in range(24)]
    labelled = Sequences(ids, [x[0] for x in ids], batch_size=8)
    assert labelled.batch(0).tokens == 8
    model = Model(Network(gru, bidirectional=both))
    params = model.init(0, 2, 4)
    updates = train(model, params, labelled, average=True, optimizer=Adam(0.05))
    before = evaluate(model, params, labelled).loss
    after = [next(updates) for _ in range(60)][-1].snapshot.params
    assert evaluate(model, after, labelled).loss < 0.8 * before
