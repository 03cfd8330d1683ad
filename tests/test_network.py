"""Deep and bidirectional networks, embeddings, and where they start from."""

import numpy as np
import pytest

from cells import CELLS, GRUS, LSTMS
from checks import TIGHT, complex_step
from unrolled import Model, bptt, gru, lstm, rnn
from unrolled.networks.network import Network
from unrolled.text.letters import one_hot

T, D, H, K = 4, 3, 2, 5
SHAPES = [
    pytest.param(layers, both, merge, id=f"{layers}-{merge if both else 'forward'}")
    for layers in (1, 2, 3)
    for both, merge in ((False, "sum"), (True, "concatenate"), (True, "sum"))
]


def setup(net, embedding=False, trainable=False, T=T, seed=0):
    rng = np.random.default_rng(seed)
    params = net.init(rng, D, H, K if embedding else None, trainable)
    params = {name: p + 0.2 * rng.normal(size=p.shape) for name, p in params.items()}
    width = 2 * H if net.bidirectional and net.merge == "concatenate" else H
    return params, rng.normal(size=(T, K if embedding else D)), rng.normal(size=(T, width))


def drawn(net, T=T):
    """Draw parameters, vectors to read, and a weight for each number that comes out."""
    rng = np.random.default_rng(3)
    params = net.init(rng, D, H, trainable_states=True)
    params = {name: p + 0.2 * rng.normal(size=p.shape) for name, p in params.items()}
    return params, rng.normal(size=(T, D)), rng.normal(size=(T, net.out_width(H)))


def check_all_gradients(net, params, xs, weight, states=None):
    def loss(xs=xs, states=states, **changed):
        return (weight * net.forward(params | changed, xs, states).outputs).sum()

    trace = net.forward(params, xs, states)
    found = net.backward(params, trace, weight)
    assert found.parameters.keys() == params.keys()
    for name, p in params.items():
        expected = complex_step(lambda p, name=name: loss(**{name: p}), p)
        np.testing.assert_allclose(found.parameters[name], expected, **TIGHT, err_msg=name)
    if trace.read is None:
        expected = complex_step(lambda xs: loss(xs=xs), xs)
        np.testing.assert_allclose(found.inputs, expected, **TIGHT)
    for name, state in (states or {}).items():
        expected = complex_step(
            lambda state, name=name: loss(states=states | {name: state}), state
        )
        np.testing.assert_allclose(found.state[name], expected, **TIGHT)


@pytest.mark.parametrize("cell", CELLS, ids=repr)
@pytest.mark.parametrize("layers, both, merge", SHAPES)
def test_gradients_of_everything(cell, layers, both, merge):
    net = Network(cell, layers, both, merge)
    check_all_gradients(net, *setup(net, embedding=True, trainable=True))


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
@pytest.mark.parametrize("layers, both, merge", SHAPES)
@pytest.mark.parametrize("steps", [1, T])
def test_gradients_of_dense_inputs_and_carried_states(cell, layers, both, merge, steps):
    net = Network(cell, layers, both, merge)
    params, xs, weight = setup(net, T=steps)
    states = net.forward(params, xs).state
    check_all_gradients(net, params, xs, weight, states)


@pytest.mark.parametrize("t", [0, T - 1], ids=["first", "last"])
@pytest.mark.parametrize("cell", [rnn, *LSTMS, *GRUS], ids=str)
def test_gradients_of_a_loss_at_one_step_only(cell, t):
    net = Network(cell, 2, True)
    params, xs, weight = setup(net)
    weight[np.arange(T) != t] = 0
    check_all_gradients(net, params, xs, weight)


@pytest.mark.parametrize("cell", CELLS, ids=repr)
@pytest.mark.parametrize("layers, both, merge", SHAPES)
def test_central_differences_agree(cell, layers, both, merge):
    net = Network(cell, layers, both, merge)
    params, xs, weight = setup(net, embedding=True, trainable=True)
    found = net.backward(params, net.forward(params, xs), weight).parameters
    rng = np.random.default_rng(1)
    for name, p in params.items():
        way = rng.normal(size=p.shape)
        up, down = (
            (weight * net.forward(params | {name: p + s * way}, xs).outputs).sum()
            for s in (1e-6, -1e-6)
        )
        assert (up - down) / 2e-6 == pytest.approx(
            (found[name] * way).sum(), rel=1e-6, abs=1e-8
        )


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
@pytest.mark.parametrize("layers, both, merge", SHAPES)
def test_gradients_with_skip_connections(cell, layers, both, merge):
    net = Network(cell, layers, both, merge, skip=True)
    check_all_gradients(net, *drawn(net))


def test_skip_connections_are_those_of_graves():
    """Each layer reads letter and layer below, and the scores are a sum over layers."""
    model = Model(Network(rnn, 3, skip=True))
    params = model.init(0, D, H)
    xs = np.random.default_rng(1).normal(size=(T, D))
    h, scores = np.zeros((3, H)), np.zeros((T, D))
    V = np.split(params["V"], 3, axis=1)
    for t, x in enumerate(xs):
        for n in range(3):
            W, U, b = (params[name + (str(n) if n else "")] for name in "WUb")
            a = W[:, :D] @ x + U @ h[n] + b
            h[n] = np.tanh(a + W[:, D:] @ h[n - 1] if n else a)
            scores[t] += V[n] @ h[n]
    done = model.forward(params, xs, [0] * T)
    np.testing.assert_allclose(done.output.logits, scores + params["c"], rtol=1e-13)
    assert model.sizes(params) == (D, D)


def test_layers_of_different_sizes_may_be_skipped():
    net = Network(rnn, 2, skip=True)
    params, xs, _ = drawn(Network(rnn))
    upper = rnn.init(0, D + H, 5)
    params |= {f"{name}1": p for name, p in upper.items()}
    check_all_gradients(net, params, xs, np.random.default_rng(0).normal(size=(T, H + 5)))


def test_one_layer_has_nothing_to_skip():
    params, xs, _ = drawn(Network(gru))
    plain, skipping = (Network(gru, skip=s).forward(params, xs) for s in (False, True))
    np.testing.assert_array_equal(plain.outputs, skipping.outputs)


def test_one_layer_in_one_direction_is_the_cell():
    net = Network(gru)
    params, xs, _ = setup(net)
    trace = bptt.unroll(gru, params, xs, gru.zero_state(params))
    np.testing.assert_array_equal(net.forward(params, xs).outputs, trace.h)


def test_a_second_layer_reads_the_states_of_the_first():
    net = Network(rnn, 2)
    params, xs, _ = setup(net)
    trace = net.forward(params, xs)
    np.testing.assert_array_equal(trace.layers["1"].x, trace.layers[""].h)


def test_the_reverse_cell_reads_from_the_end():
    """Each direction sees one side; both together see everything."""
    net = Network(rnn, 1, True)
    params, xs, weight = setup(net)
    for side, seen in ((slice(0, H), [0, 1]), (slice(H, 2 * H), [1, 2, 3])):
        only = np.zeros_like(weight)
        only[1, side] = 1
        d = net.backward(params, net.forward(params, xs), only).inputs
        assert np.flatnonzero(d.any(axis=1)).tolist() == seen


def test_a_palindrome_reads_the_same_with_swapped_directions():
    net = Network(lstm, 1, True)
    params, xs, _ = setup(net)
    xs = np.concatenate([xs, xs[::-1]])
    for name in lstm.SHAPES:
        params[f"{name}_reverse"] = params[name]
    outputs = net.forward(params, xs).outputs
    np.testing.assert_array_equal(outputs[:, :H], outputs[::-1, H:])


def test_merging_by_sum_adds_the_two_directions():
    params, xs, _ = setup(Network(gru, 1, True))
    pair, total = (
        Network(gru, 1, True, m).forward(params, xs).outputs for m in ("concatenate", "sum")
    )
    np.testing.assert_array_equal(total, pair[:, :H] + pair[:, H:])


@pytest.mark.parametrize("embedding", [False, True])
def test_ids_are_one_hot_vectors(embedding):
    net, size = Network(rnn), K if embedding else D
    params, _, weight = setup(net, embedding)
    ids = [2, 0, 1, 2]
    one = net.forward(params, ids)
    other = net.forward(params, one_hot(ids, size))
    np.testing.assert_array_equal(one.outputs, other.outputs)
    if embedding:
        np.testing.assert_array_equal(one.inputs, params["E"][ids])
        dE = net.backward(params, one, weight).parameters["E"]
        assert not dE[[3, 4]].any() and dE[:3].all()  # only what was read learns


def test_a_carried_state_continues_the_sequence():
    net = Network(lstm, 2)
    params, xs, _ = setup(net)
    first = net.forward(params, xs[:2])
    second = net.forward(params, xs[2:], first.state)
    whole = net.forward(params, xs)
    parts = np.concatenate([first.outputs, second.outputs])
    np.testing.assert_array_equal(parts, whole.outputs)
    assert whole.state.keys() == {"h", "C", "h1", "C1"}


def test_trainable_states_start_at_zero_and_are_used():
    net = Network(lstm)
    rng = np.random.default_rng(0)
    params = net.init(rng, D, H, trainable_states=True)
    xs = rng.normal(size=(T, D))
    assert not params["h"].any() and not params["C"].any()
    start = {"h": np.ones(H), "C": -np.ones(H)}
    own = params | start
    np.testing.assert_array_equal(
        net.forward(own, xs).outputs, net.forward(params, xs, start).outputs
    )


def test_a_trainable_state_that_was_not_used_has_no_gradient():
    net = Network(lstm, 2)
    params, xs, weight = setup(net, trainable=True)
    check_all_gradients(net, params, xs, weight, {"h": np.ones(H), "C1": np.ones(H)})
    found = net.backward(params, net.forward(params, xs, {"h": np.ones(H)}), weight)
    assert not found.parameters["h"].any() and found.parameters["C"].all()
    assert found.state["h"].all()


def test_the_names_are_those_of_the_cell_and_a_number():
    params = Network(rnn, 2, True).init(np.random.default_rng(0), D, H, K)
    cells = [f"{p}{n}{way}" for n in ("", "1") for way in ("", "_reverse") for p in "WUb"]
    assert [*params] == ["E", *cells] and params["E"].shape == (K, D)


@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize("cell", [rnn, lstm, gru])
def test_stepping_is_reading_one_token_at_a_time(cell, skip):
    net = Network(cell, 2, skip=skip)
    params, xs, _ = setup(net, embedding=True, trainable=True)
    states = net.initial_state(params)
    for x in xs:
        states = net.step(params, x, states)
    done = net.forward(params, xs)
    for name, state in done.state.items():
        np.testing.assert_array_equal(states[name], state)
    np.testing.assert_array_equal(net.out(states), done.outputs[-1])


def test_what_does_not_fit_is_named():
    net = Network(rnn, 2)
    params, xs, weight = setup(net)
    trace = net.forward(params, xs)
    for call, message in (
        (lambda: Network(rnn, 0), "layers is 0; .* at least 1"),
        (lambda: Network(rnn, 2, "sum"), "bidirectional is 'sum'; it must be one of"),
        (lambda: Network(rnn, merge="mean"), "merge is 'mean'; it must be one of"),
        (lambda: Network(rnn, skip=2), "skip is 2; it must be one of"),
        (
            lambda: Model(Network(rnn, 2, skip=True)).sizes(
                params | {"V": np.ones((D, H)), "c": np.ones(D)}
            ),
            "W1 reads D = 2, but 5 come in",
        ),
        (lambda: net.forward(params, []), "inputs are empty"),
        (lambda: net.forward(params, [0, D]), f"id {D} is not in 0 … {D - 1}"),
        (lambda: net.forward(params, xs[:, 1:]), r"xs\[0\] has shape \(2,\)"),
        (lambda: net.forward(params | {"E": np.ones((K, D))}, xs), "E has I = 5"),
        (lambda: net.forward({"W": np.ones((H, D))}, xs), "U is missing"),
        (
            lambda: net.forward(params, xs, {"C": np.ones(H)}),
            r"state C is .* \['h', 'h1'\]",
        ),
        (
            lambda: Network(rnn).forward(params, xs),
            r"parameter W1 is unknown; Network\(rnn\) has \['E', 'U', 'V', ",
        ),
        (lambda: Network(rnn, 3).forward(params, xs), "W2 is missing"),
        (lambda: net.backward(params, trace, weight[1:]), r"shape \(3, 2\), not \(4, 2\)"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
