"""Engines: the fast one gives the numbers of the textbook, in all that it can."""

import numpy as np
import pytest

from cells import CELLS
from unrolled import gru, lstm, rnn
from unrolled.models.model import Model
from unrolled.networks.network import Network
from unrolled.text.streams import Batch, Series, Stream
from unrolled.training import train
from unrolled.training.engines import Fused, score, textbook
from unrolled.training.evaluation import evaluate
from unrolled.training.optimizers import Adam

T, I, D, H = 4, 6, 3, 5  # noqa: E741 - steps, tokens, embedded, units
NETWORKS = [(n, e, s) for n in (1, 2, 3) for e in (None, D) for s in (False, True)]


def setup(cell, layers, embedding_size, trainable, seed=0):
    model, rng = Model(Network(cell, layers)), np.random.default_rng(seed)
    params = model.init(rng, I, H, None, embedding_size, trainable)
    return model, {k: p + 0.2 * rng.normal(size=p.shape) for k, p in params.items()}


def windows(B, seed=1):
    ids = np.random.default_rng(seed).integers(0, I, (2, 2, T, B))
    return [Batch(xs, ys, False) for xs, ys in ids]


def near(one, other, tolerance=1e-12):
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert other[name].shape == value.shape
        np.testing.assert_allclose(other[name], value, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("B", [1, 3])
@pytest.mark.parametrize("layers, embedding_size, trainable", NETWORKS)
@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_both_engines_agree(cell, layers, embedding_size, trainable, B):
    """From the start, and from the state after it."""
    model, params = setup(cell, layers, embedding_size, trainable)
    fused, state = Fused(), {}
    for batch in windows(B):
        slow, fast = (engine(model, params, batch, state) for engine in (textbook, fused))
        assert fast.L == pytest.approx(slow.L, rel=1e-13)
        near(slow.gradients, fast.gradients)
        near(slow.state, fast.state)
        for read in (score, fused.score):
            L, after = read(model, params, batch, state)
            assert pytest.approx(slow.L, rel=1e-13) == L
            near(slow.state, after)
        state = slow.state


@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_both_engines_agree_for_every_option(cell):
    model, params = setup(cell, 2, D, True)
    for batch in windows(2):
        slow, fast = (engine(model, params, batch, {}) for engine in (textbook, Fused()))
        near(slow.gradients, fast.gradients)


def test_one_fast_engine_serves_several_models():
    fused = Fused()
    for cell in (rnn, gru, lstm, rnn):
        for layers in (1, 2):
            model, params = setup(cell, layers, None, False, seed=layers)
            for batch in windows(2):
                expected = textbook(model, params, batch, {})
                near(expected.gradients, fused(model, params, batch, {}).gradients)


def test_states_outlive_the_window():
    fused, (first, second) = Fused(), windows(2)
    model, params = setup(lstm, 2, D, False)
    state = fused(model, params, first, {}).state
    kept = {name: part.copy() for name, part in state.items()}
    fused(model, params, second, state)
    near(kept, state, 0)


def test_gradients_outlive_the_window():
    for engine in (textbook, Fused()):
        (first, second), (model, params) = windows(2), setup(lstm, 2, D, True)
        done = engine(model, params, first, {})
        kept = {name: g.copy() for name, g in done.gradients.items()}
        engine(model, params, second, done.state)
        near(kept, done.gradients, 0)


BATCH, HIDDEN = windows(3)[0], np.zeros((3, H))


@pytest.mark.parametrize(
    "batch, state, message",
    [
        (BATCH._replace(targets=BATCH.targets[:, :2]), {}, r"inputs .* targets \(4, 2\)"),
        (BATCH._replace(targets=BATCH.targets[1:]), {}, r"inputs .* targets \(3, 3\)"),
        (BATCH._replace(inputs=BATCH.inputs[0]), {}, r"inputs are \(3,\) and targets"),
        (BATCH._replace(lengths=np.array([4, -1, 2])), {}, "lengths holds -1; .* 0 … 4"),
        (BATCH._replace(lengths=np.array([4, 5, 2])), {}, "lengths holds 5; .* 0 … 4"),
        (BATCH._replace(lengths=np.array([4, 2])), {}, r"lengths is int64 \(2,\)"),
        (BATCH._replace(lengths=np.array([4, 2.0, 1])), {}, "lengths is float64"),
        (BATCH._replace(mask=np.ones((4, 2), bool)), {}, "mask is .* needed"),
        (BATCH, {"h": HIDDEN[:2]}, r"state h has shape \(2, 5\); it must be \(3, 5\)"),
        (BATCH, {"h": HIDDEN[:1]}, r"state h has shape \(1, 5\)"),
        (BATCH, {"h": HIDDEN[0]}, r"state h has shape \(5,\)"),
        (BATCH, {"h": HIDDEN + np.nan}, r"state h\[0, 0\] is nan; it must be finite"),
        (BATCH, {"h": HIDDEN - np.inf}, r"state h\[0, 0\] is -inf"),
        (BATCH, {"x": HIDDEN}, r"state x is unknown; there are \['h', 'C'\]"),
    ],
)
def test_a_window_that_does_not_fit_is_refused(batch, state, message):
    model, params = setup(lstm, 1, None, False)
    for engine in (textbook, Fused(), score, Fused().score):
        with pytest.raises(ValueError, match=message):
            engine(model, params, batch, state)


@pytest.mark.parametrize("kind", ["letters", "vectors"])
def test_dense_inputs_are_read_by_both(kind):
    model, params = setup(gru, 2, None, False)
    xs = np.random.default_rng(0).normal(size=(T, 2, I))
    batch = Batch(xs if kind == "vectors" else xs.argmax(2), windows(2)[0].targets, True)
    near(*(engine(model, params, batch, {}).gradients for engine in (textbook, Fused())))


@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_what_the_fast_path_trained_the_textbook_reads(cell):
    """A deep embedded network, trained fast: one set of names, and one loss."""
    ids = np.arange(90) * 7 % 11 % I
    model, params = setup(cell, 2, D, True)
    updates = train(model, params, Stream(ids, 3, 7), stateful=True, optimizer=Adam(0.02))
    snapshot = [next(updates) for _ in range(12)][-1].snapshot
    xs, ys = ids[:-1], ids[1:]
    expected = model.forward(snapshot.params, xs, ys).L / len(xs)
    found = evaluate(model, snapshot.params, ids, window=13)
    assert found.loss == pytest.approx(float(expected), rel=1e-12)
    assert found.loss < evaluate(model, params, ids).loss


@pytest.mark.parametrize("window", [1, 5, 29, 30, 100])
@pytest.mark.parametrize("dtype, tolerance", [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_an_evaluation_is_that_of_the_textbook(window, dtype, tolerance):
    ids = np.random.default_rng(2).integers(0, I, 30)
    model, params = setup(lstm, 2, D, True)
    params = {name: p.astype(dtype) for name, p in params.items()}
    batch = Batch(ids[:-1, None], ids[1:, None], True)
    expected = score(model, params, batch, {})[0] / 29
    assert evaluate(model, params, ids, window).loss == pytest.approx(
        expected, rel=tolerance
    )


def test_a_series_is_evaluated_by_its_own_targets():
    rng = np.random.default_rng(3)
    xs, ys = rng.normal(size=(20, 3)), rng.normal(size=(20, 2))
    for net in (Network(rnn, 2), Network(rnn, 1, True)):
        model = Model(net, "squared_error")
        params = model.init(rng, 3, H, 2)
        expected = model.forward(params, xs, ys).L / 20
        done = evaluate(model, params, Series(xs, ys, length=4), window=6)
        assert done.loss == pytest.approx(float(expected), rel=1e-13)
        assert done.perplexity is None and done.tokens == 20


def test_what_the_fast_engine_has_not_is_named():
    _, params = setup(rnn, 1, None, False)
    (batch, _) = windows(1)
    odd = type(
        "odd", (), {"SHAPES": rnn.SHAPES, "zero_state": staticmethod(rnn.zero_state)}
    )
    for model, message in (
        (Model(rnn, "squared_error"), "no squared_error; use textbook"),
        (Model(Network(rnn, bidirectional=True)), "no second direction"),
        (Model(Network(rnn, 2, skip=True)), "no skip connections"),
        (Model(odd), "no cell"),
    ):
        with pytest.raises(ValueError, match=message):
            Fused()(model, params, batch, {})
    whole = {name: p.astype(np.longdouble) for name, p in params.items()}
    with pytest.raises(ValueError, match=r"no (longdouble|float\d+);"):
        Fused()(Model(rnn), whole, batch, {})
