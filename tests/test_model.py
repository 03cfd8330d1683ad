"""Models: a readout and a loss over any network, and their gradients."""

import numpy as np
import pytest

from cells import CELLS
from checks import TIGHT, complex_step
from unrolled import gru, language_model, lstm, rnn
from unrolled.cells.cell import variant
from unrolled.models.losses import squared_error
from unrolled.models.model import LOSSES, Model
from unrolled.networks.network import Network

T, I, D, H, K = 3, 5, 3, 2, 4  # noqa: E741 - steps, tokens read, embedded, units, outputs
NETWORKS = [
    pytest.param(layers, both, merge, id=f"{layers}-{merge if both else 'forward'}")
    for layers in (1, 2)
    for both, merge in ((False, "sum"), (True, "concatenate"), (True, "sum"))
]


def setup(model, embedded=True, seed=0):
    rng = np.random.default_rng(seed)
    params = model.init(rng, I, H, K, D if embedded else None, trainable_states=True)
    params = {name: p + 0.2 * rng.normal(size=p.shape) for name, p in params.items()}
    xs = rng.integers(0, I, T) if embedded else rng.normal(size=(T, I))
    squared = model.loss == "squared_error"
    return params, xs, rng.normal(size=(T, K)) if squared else rng.integers(0, K, T)


def check_gradients(model, params, xs, ys, states=None):
    found = model.run(params, xs, ys, states)
    assert found.gradients.keys() == params.keys()
    assert found.L == model.forward(params, xs, ys, states).L
    for name, p in params.items():
        expected = complex_step(
            lambda p, name=name: model.forward(params | {name: p}, xs, ys, states).L, p
        )
        np.testing.assert_allclose(found.gradients[name], expected, **TIGHT, err_msg=name)
    if np.ndim(xs) == 2:
        expected = complex_step(lambda xs: model.forward(params, xs, ys, states).L, xs)
        np.testing.assert_allclose(found.d_trace.inputs, expected, **TIGHT)


@pytest.mark.parametrize("embedded", [False, True])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("layers, both, merge", NETWORKS)
@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_gradients_of_everything(cell, layers, both, merge, loss, embedded):
    model = Model(Network(cell, layers, both, merge), loss)
    check_gradients(model, *setup(model, embedded))


def test_gradients_when_some_states_are_carried():
    model = Model(Network(lstm, 2), "squared_error")
    carried = {"h": np.ones(H), "C1": -np.ones(H)}
    check_gradients(model, *setup(model), carried)


def test_central_differences_agree():
    model = Model(Network(lstm, 2, True), "squared_error")
    params, xs, ys = setup(model)
    found, rng = model.run(params, xs, ys).gradients, np.random.default_rng(1)
    for name, p in params.items():
        way = rng.normal(size=p.shape)
        up, down = (
            model.forward(params | {name: p + s * way}, xs, ys).L for s in (1e-6, -1e-6)
        )
        assert (up - down) / 2e-6 == pytest.approx((found[name] * way).sum(), rel=1e-6)


@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_one_layer_is_the_language_model(cell):
    rng = np.random.default_rng(0)
    params = language_model.init(cell, rng, K, H)
    again = Model(cell).init(np.random.default_rng(0), K, H)
    xs, ys = np.eye(K)[[0, 3, 1]], np.eye(K)[[3, 1, 2]]
    one = language_model.run(cell, params, xs, ys)
    other = Model(cell).run(again, xs, ys)
    assert one.L == other.L and one.gradients.keys() == other.gradients.keys()
    for name, g in one.gradients.items():
        np.testing.assert_array_equal(other.gradients[name], g)


def test_a_squared_error_is_that_of_the_numbers_read_out():
    model = Model(rnn, "squared_error")
    params, xs, ys = setup(model, embedded=False)
    done = model.forward(params, xs, ys)
    p = done.trace.outputs @ params["V"].T + params["c"]
    np.testing.assert_allclose(done.output.p, p, rtol=1e-14)
    expected = sum(squared_error(a, b) for a, b in zip(p, ys, strict=True))
    assert done.L == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("layers, both, merge", NETWORKS)
def test_sizes_are_those_of_what_is_read_and_given(layers, both, merge):
    model = Model(Network(variant(rnn), layers, both, merge))
    for embedded in (False, True):
        assert model.sizes(setup(model, embedded)[0]) == (I, K)


def test_what_does_not_fit_is_named():
    model = Model(Network(rnn, 2))
    params, xs, ys = setup(model)
    both = Model(Network(rnn, 1, True))
    wide = both.init(np.random.default_rng(0), 4, 2) | {
        name + "_reverse": p for name, p in rnn.init(np.random.default_rng(0), 4, 3).items()
    }
    numbers = Model(model.network, "squared_error")
    for call, message in (
        (lambda: Model(rnn, "absolute"), "loss is 'absolute'; it must be one of"),
        (lambda: model.forward(params, xs, ys[1:]), "3 inputs and 2 targets"),
        (lambda: model.forward(params, xs, [0, 1, K]), f"id {K} is not in 0 … {K - 1}"),
        (lambda: numbers.forward(params, xs, ys), r"target\[0\] has shape \(3,\)"),
        (
            lambda: numbers.forward(params, xs, np.full((T, K), np.nan)),
            r"targets\[0\]\[0\] is nan; it must be finite",
        ),
        (
            lambda: model.sizes(params | {"W1": np.ones((H, 7))}),
            "W1 reads D = 7, but 2",
        ),
        (
            lambda: model.sizes(params | {"U1": np.ones((3, 3))}),
            "U1 has H = 3, but W1",
        ),
        (lambda: model.sizes(params | {"h1": np.ones(3)}), "h1 has H = 3"),
        (lambda: model.sizes(params | {"E": np.ones((I, 7))}), "W has D = 3, but E"),
        (lambda: model.sizes(params | {"V": np.ones((K, 9))}), "V reads 9 numbers"),
        (lambda: both.sizes(wide), r"directions have H = \[2, 3\]"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
