"""The fast path gives the numbers of the textbook path, for every cell and option."""

import tracemalloc
import warnings
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import SPURIOUS
from unrolled import gru, language_model, lstm, rnn
from unrolled.cells.cell import by_name, variant
from unrolled.fused import Workspace
from unrolled.fused.batch import missing
from unrolled.fused.ids import sum_by_id
from unrolled.networks.network import Network

CELLS = [
    *(variant(rnn, activation=name) for name in rnn.ACTIVATIONS),
    lstm,
    variant(lstm, peephole=True),
    *(variant(gru, reset=r, update=u) for r in gru.RESETS for u in gru.UPDATES),
]
NUMBERS_BESIDES = 9  # for each step and sequence: ids, weights, sums
TOLERANCE = {np.float64: 1e-12, np.float32: 1e-5}


def drawn(cell, seed, K, H, D=None):
    """Draw all parameters at random, those that start at zero included."""
    rng = np.random.default_rng(seed)
    params = language_model.init(cell, rng, K, H)
    params |= cell.init(rng, D or K, H)
    return {name: rng.normal(0, 0.6, p.shape) for name, p in params.items()}, rng


def batch(rng, cell, params, T, B, dense):
    """Draw a batch: inputs, targets, the inputs as vectors, a state."""
    D, K = params["W"].shape[-1], len(params["V"])
    xs = rng.normal(size=(T, B, D)) if dense else rng.integers(0, D, (T, B))
    vectors = xs if dense else np.eye(D)[xs]
    zeros = by_name(cell.zero_state(params))
    state = {name: rng.normal(0, 0.5, (B, *p.shape)) for name, p in zeros.items()}
    return xs, rng.integers(0, K, (T, B)), vectors, state


def textbook(cell, params, vectors, ys, state, lengths):
    """Add up loss and gradients over the sequences, one at a time."""
    loss, gradients = 0.0, {name: np.zeros_like(p) for name, p in params.items()}
    d_state = {name: np.zeros_like(part) for name, part in state.items()}
    for b, n in enumerate(lengths):
        if n == 0:
            continue
        start = {name: part[b] for name, part in state.items()}
        done = language_model.run(cell, params, vectors[:n, b], ys[:n, b], start)
        loss += done.L
        for name, d in done.gradients.items():
            gradients[name] += d
        for part, d in zip(d_state.values(), done.d_trace.state_prev, strict=True):
            part[b] = d[0]
    return loss, gradients, d_state


def close(found, expected, tolerance, name=""):
    """Compare by the largest entry, or by one where all are smaller."""
    scale = max(1.0, np.abs(expected).max(initial=0))
    difference = np.abs(found - expected).max(initial=0) / scale
    assert difference <= tolerance, (name, difference)


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("cell", CELLS, ids=repr)
@settings(max_examples=12, deadline=None)
@given(
    T=st.integers(1, 5),
    B=st.integers(1, 4),
    H=st.integers(1, 5),
    K=st.integers(1, 6),
    seed=st.integers(0, 99),
    dense=st.booleans(),
    data=st.data(),
)
def test_equals_the_textbook_path(cell, dtype, T, B, H, K, seed, dense, data):
    params, rng = drawn(cell, seed, K, H, D=3 if dense else None)
    params = {name: p.astype(np.float32).astype(float) for name, p in params.items()}
    xs, ys, vectors, state = batch(rng, cell, params, T, B, dense)
    full = st.just(None)
    lengths = data.draw(full | st.lists(st.integers(0, T), min_size=B, max_size=B))
    work = Workspace(cell, params, T, B, dtype, dense)
    for _ in range(2):  # the second pass must not see anything of the first
        loss = work.forward(xs, ys, state, lengths)
        gradients = work.backward()
        counted = [T] * B if lengths is None else lengths
        L, expected, d_state = textbook(cell, params, vectors, ys, state, counted)
        close(loss, L, TOLERANCE[dtype], "L")
        for name, d in expected.items():
            close(gradients[name], d, TOLERANCE[dtype], name)
        for name, d in d_state.items():
            close(work.d_state[name], d, TOLERANCE[dtype], name)


@pytest.mark.parametrize("cell", CELLS, ids=repr)
@pytest.mark.parametrize("B", [1, 3])
def test_a_carried_state_continues_the_sequence(cell, B):
    params, rng = drawn(cell, 1, 5, 4)
    xs, ys, _, state = batch(rng, cell, params, 6, B, dense=False)
    whole, half = Workspace(cell, params, 6, B), Workspace(cell, params, 3, B)
    loss = half.forward(xs[:3], ys[:3], state)
    half.backward()  # overwrites the record, but not the state
    loss += half.forward(xs[3:], ys[3:], half.state)
    close(loss, whole.forward(xs, ys, state), 1e-13)
    for name, expected in whole.state.items():
        close(half.state[name], expected, 1e-13)


@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_a_sequence_ends_where_its_length_says(cell):
    params, rng = drawn(cell, 2, 5, 4)
    xs, ys, _, state = batch(rng, cell, params, 4, 3, dense=False)
    work, short = Workspace(cell, params, 4, 3), Workspace(cell, params, 2, 3)
    work.forward(xs, ys, state, [2, 0, 4])
    short.forward(xs[:2], ys[:2], state)
    for name, found in work.state.items():
        close(found[0], short.state[name][0], 1e-14)
        close(found[1], state[name][1], 0)


@pytest.mark.parametrize("B", [1, 3])
@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_layers_and_embedding_by_central_differences(cell, B):
    rng = np.random.default_rng(3)
    params = language_model.init(cell, rng, 5, 4) | cell.init(rng, 3, 4)
    params |= {f"{name}1": p for name, p in cell.init(rng, 4, 4).items()}
    params["E"] = rng.normal(size=(5, 3))
    xs, ys = rng.integers(0, 5, (2, 4, B))
    work = Workspace(cell, params, 4, B)
    work.forward(xs, ys)
    work.backward()
    gradient, theta = work.gradient.copy(), work.theta.copy()
    for i in rng.permutation(theta.size)[:80]:
        two = []
        for step in (1e-6, -1e-6):
            work.theta[:] = theta
            work.theta[i] += step
            two.append(work.forward(xs, ys))
        assert abs((two[0] - two[1]) / 2e-6 - gradient[i]) < 1e-7


EXTREME = [c for c in CELLS if getattr(c, "options", {}).get("activation") not in
           ("relu", "leaky_relu", "identity")]  # fmt: skip


@pytest.mark.parametrize("cell", EXTREME, ids=repr)
@pytest.mark.parametrize("B", [1, 2])
def test_extreme_numbers_give_no_warning(cell, B):
    params, rng = drawn(cell, 5, 4, 3)
    params["b"][..., 0], params["b"][..., 1] = 1e308, -1e308
    params["c"][:] = [1e4, -1e4, 1e4, 0]
    xs, ys = rng.integers(0, 4, (2, 5, B))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", SPURIOUS)
        work = Workspace(cell, params, 5, B)
        assert np.isfinite(work.forward(xs, ys))
        work.backward()
    assert np.isfinite(work.gradient).all()


@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=["rnn", "lstm", "gru"])
def test_ten_thousand_steps(cell):
    params, rng = drawn(cell, 6, 4, 3)
    xs, ys = rng.integers(0, 4, (2, 10_000, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", SPURIOUS)
        work = Workspace(cell, params, 10_000, 1)
        assert np.isfinite(work.forward(xs, ys))
        work.backward()
    assert np.isfinite(work.gradient).all()


@pytest.mark.parametrize("size", [7, 300])
def test_rows_are_summed_by_id(size):
    rng = np.random.default_rng(8)
    ids, rows = rng.integers(0, size, 40), rng.normal(size=(2, 40, 3))
    sums = np.empty((2, size, 3))
    sum_by_id(ids, rows, np.empty((40, 3)), sums)
    close(sums, np.eye(size)[ids].T @ rows, 1e-13)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"inputs": np.full((2, 1), 5)}, "inputs holds 5; it must be in 0 … 4"),
        ({"targets": np.full((2, 1), -1)}, "targets holds -1"),
        ({"inputs": np.zeros((3, 1), int)}, r"int64 \(3, 1\); whole numbers \(2, 1\)"),
        ({"targets": np.zeros((2, 1))}, "targets is float64"),
        ({"inputs": np.zeros((2, 1, 5))}, r"inputs is float64 \(2, 1, 5\)"),
        ({"mask": [True, False]}, r"mask has shape \(2,\); it must be \(2, 1\)"),
        ({"lengths": [3]}, "lengths holds 3; it must be in 0 … 2"),
        ({"state": {"h": np.zeros((1, 4))}}, r"h has shape \(1, 4\); it must be \(1, 3\)"),
        ({"state": {"C": np.zeros((1, 3))}}, r"state C is unknown; there are \['h'\]"),
    ],
)
def test_bad_input_is_named(change, message):
    params, _ = drawn(rnn, 9, 5, 3)
    good = {"inputs": np.zeros((2, 1), int), "targets": np.zeros((2, 1), int)}
    with pytest.raises(ValueError, match=message):
        Workspace(rnn, params, 2, 1).forward(**(good | change))


@pytest.mark.parametrize("xs", [np.full((2, 1, 5), np.nan), np.zeros((2, 1), int)])
def test_vectors_have_the_size_of_the_inputs_and_are_finite(xs):
    params, _ = drawn(rnn, 9, 5, 3)
    work = Workspace(rnn, params, 2, 1, vectors=True)
    with pytest.raises(ValueError, match=r"finite \(2, 1, 5\) is needed"):
        work.forward(xs, np.zeros((2, 1), int))


def test_each_way_back_needs_its_pass_forward():
    params, _ = drawn(rnn, 9, 5, 3)
    work = Workspace(rnn, params, 1, 1)
    for _ in range(2):
        with pytest.raises(ValueError, match="call forward"):
            work.backward()
        work.forward(np.zeros((1, 1), int), np.zeros((1, 1), int))
        work.backward()


@pytest.mark.parametrize(
    ("cell", "numbers"), [(rnn, 3), (lstm, 8), (gru, 8), (variant(gru, reset="after"), 7)]
)
def test_memory_is_as_stated(cell, numbers):
    B, H, K = 3, 8, 5
    params, _ = drawn(cell, 9, K, H)

    def memory(T):  # what NumPy holds for the workspace, in numbers of eight bytes
        tracemalloc.start()
        work = Workspace(cell, params, T, B)
        arrays = tracemalloc.DomainFilter(True, np.lib.tracemalloc_domain)
        found = tracemalloc.take_snapshot().filter_traces([arrays]).traces
        tracemalloc.stop()
        assert len(work.layers) == 1
        return sum(trace.size for trace in found) / 8

    assert memory(1000) - memory(600) == 400 * B * (numbers * H + 2 * K + NUMBERS_BESIDES)


def named_lstm():
    """Make a module of the reader's own that has the name and all else of the LSTM."""
    own = ModuleType("mine.lstm")
    vars(own).update({k: v for k, v in vars(lstm).items() if not k.startswith("__")})
    return own


def test_a_cell_of_ones_own_does_not_run_as_ours():
    params, _ = drawn(lstm, 9, 5, 3)
    with pytest.raises(ValueError, match="lstm in float64: only our"):
        Workspace(named_lstm(), params, 1, 1)
    assert missing(Network(named_lstm()), params).startswith("cell ")


def test_parameters_and_sizes_must_fit():
    params, _ = drawn(rnn, 9, 5, 3)
    with pytest.raises(ValueError, match="T is 0"):
        Workspace(rnn, params, 0, 1)
    with pytest.raises(ValueError, match="float16"):
        Workspace(rnn, params, 1, 1, np.float16)
    with pytest.raises(ValueError, match="V reads 4 numbers, but the network gives 3"):
        Workspace(rnn, params | {"V": np.zeros((5, 4))}, 1, 1)
    with pytest.raises(ValueError, match="D = 2"):
        Workspace(rnn, params | {"E": np.zeros((5, 2))}, 1, 1)
