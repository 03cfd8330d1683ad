"""Shapes of tasks: two rows of switches on the same cell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import TIGHT, complex_step
from unrolled import Model, bptt, gru, helo, language_model, lstm, rnn
from unrolled import sequence_programs as programs
from unrolled.models import shapes
from unrolled.models.shapes import SHAPES, Shape, run, shaped

K, H, T = 4, 3, 5
CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}
ROW = st.lists(st.integers(0, 1), min_size=T, max_size=T)


def problem(cell=rnn, seed=0):
    rng = np.random.default_rng(seed)
    params = language_model.init(cell, rng, K, H)
    xs, ys = np.eye(K)[rng.integers(K, size=(2, T))]
    return params, xs, ys, tuple(rng.normal(size=H) for _ in cell.zero_state(params))


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_with_all_switches_on_it_is_the_letter_model_bit_for_bit(cell):
    params, xs, ys, start = problem(cell)
    ours = run(cell, params, xs, ys, [1] * T, [1] * T, start)
    plain = language_model.run(cell, params, xs, ys, start)
    assert ours.L == plain.L
    for a, b in ((ours.d_trace, plain.d_trace), (ours.d_output, plain.d_output)):
        for one, other in zip(a, b, strict=True):
            np.testing.assert_array_equal(one, other)
    for name, gradient in plain.gradients.items():
        np.testing.assert_array_equal(ours.gradients[name], gradient)


@given(ROW, ROW)
def test_gradients_of_every_shape(reads, says):
    params, xs, ys, start = problem()
    done = run(rnn, params, xs, ys, reads, says, start)

    def loss(xs=xs, reads=reads, says=says, **changed):
        return run(rnn, params | changed, xs, ys, reads, says, start).L

    for name, p in params.items():
        expected = complex_step(lambda p, name=name: loss(**{name: p}), p)
        np.testing.assert_allclose(done.gradients[name], expected, **TIGHT)
    # what was not read has no gradient, what was read that of its letter
    expected = complex_step(lambda xs: loss(xs=xs), xs)
    np.testing.assert_allclose(np.c_[reads] * done.d_trace.x, expected, **TIGHT)
    # a switch of what is said is the price of its loss
    expected = complex_step(lambda says: loss(says=says), np.array(says, float))
    np.testing.assert_allclose(done.output.loss, expected, **TIGHT)


@given(ROW.filter(any))
def test_it_is_the_model_with_a_mask(says):
    params, xs, ys, _ = problem()
    ours = run(rnn, params, xs, ys, [1] * T, says)
    masked = Model(rnn).run(params, xs, ys, mask=says)
    assert ours.L == masked.L
    for name, gradient in masked.gradients.items():
        np.testing.assert_array_equal(ours.gradients[name], gradient)


def test_many_to_one_is_the_walk_back_from_one_state():
    params, xs, ys, start = problem()
    done = run(rnn, params, xs, ys, [1] * T, [0] * (T - 1) + [1], start)
    dhs = np.zeros((T, H))
    dhs[-1] = params["V"].T @ (done.output.probs[-1] - ys[-1])
    back = bptt.backpropagate(rnn, params, done.trace, dhs)
    np.testing.assert_array_equal(done.d_trace.h, back.h)
    assert (done.d_output.h_out[:-1] == 0).all() and done.d_trace.h.all()


def test_what_is_not_read_and_not_said_can_be_anything():
    params, xs, ys, start = problem()
    reads, says = [1, 0, 1, 0, 1], [0, 1, 1, 0, 1]
    one = run(rnn, params, xs, ys, reads, says, start)
    xs, ys = xs.copy(), ys.copy()
    xs[[1, 3]], ys[[0, 3]] = 7.0, np.eye(K)[2]
    other = run(rnn, params, xs, ys, reads, says, start)
    assert one.L == other.L
    for name, gradient in one.gradients.items():
        np.testing.assert_array_equal(other.gradients[name], gradient)


def test_the_five_shapes():
    assert {name: (sum(s.reads), sum(s.says)) for name, s in SHAPES.items()} == {
        "one to one": (1, 1),
        "one to many": (1, 4),
        "many to one": (4, 1),
        "many to many, aligned": (4, 4),
        "many to many, unaligned": (4, 4),
    }
    assert all(len(s.reads) == len(s.says) == 8 for s in SHAPES.values())
    apart = SHAPES["many to many, unaligned"]
    assert not any(np.multiply(*apart)), "it says nothing before it has read all"


def test_a_shape_is_cut_to_its_steps():
    assert shaped("hell", SHAPES["many to one"]) == ((1, 1, 1, 1), (0, 0, 0, 1))
    with pytest.raises(ValueError, match="4 steps; this shape needs at least 8"):
        shaped("hell", SHAPES["many to many, unaligned"])
    with pytest.raises(ValueError, match="1 steps; this shape needs at least 2"):
        shaped("h", Shape((1, 1), (1, 0)))


def test_complaints():
    params, xs, ys, _ = problem()
    on = [1] * T
    with pytest.raises(ValueError, match="reads has 4 switches; 5 steps need 5"):
        run(rnn, params, xs, ys, on[1:], on)
    with pytest.raises(ValueError, match=r"says\[1\].* is nan; it must be finite"):
        run(rnn, params, xs, ys, on, [1, np.nan, 1, 1, 1])


@pytest.mark.parametrize("name", SHAPES)
def test_a_recorded_shape_is_the_shape(name):
    params = helo.parameters()
    program = programs.shape(params, name)
    xs, ys = map(helo.VOCABULARY.encode, (programs.READ, programs.SAID))
    done = run(rnn, params, xs, ys, *SHAPES[name])
    assert program.value("L") == done.L
    for parameter, gradient in done.gradients.items():
        np.testing.assert_array_equal(program.value(f"d{parameter}"), gradient)
    for t, (read, said) in enumerate(zip(*SHAPES[name], strict=True), start=1):
        assert (program.value("reads", t), program.value("says", t)) == (read, said)
        np.testing.assert_array_equal(program.value("x", t), done.trace.x[t - 1])
    ahead = programs.shape(params, name, backward=False)
    assert ahead.value("L") == done.L and "dV" not in ahead.data["outputs"]


def test_all_shapes_are_one_program_with_other_numbers():
    """A page needs sixteen numbers to turn one into another."""
    nodes = [programs.shape(helo.parameters(), name).data["nodes"] for name in SHAPES]
    assert all(other == nodes[0] for other in nodes)
    with pytest.raises(ValueError, match="name is 'none'; it must be one of 'one to one'"):
        programs.shape(helo.parameters(), "none")
    assert shapes.ROWS.keys() == SHAPES.keys()
