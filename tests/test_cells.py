"""What all cells in all variants have in common: exact gradients, and the contract."""

import inspect
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cells import CELLS, GRUS, LSTMS, loss, problem
from checks import SIZES, TIGHT, complex_step
from unrolled import bptt, gru, language_model, lstm, passes, rnn
from unrolled.cells.cell import STATE_NAMES, Variant, variant
from unrolled.gradients.gradient_check import central_difference
from unrolled.text.letters import Vocabulary

every_cell = pytest.mark.parametrize("cell", CELLS, ids=repr)


def gradients(cell, params, xs, start, weight):
    trace = bptt.unroll(cell, params, xs, start)
    d_trace = bptt.backpropagate(cell, params, trace, weight)
    return cell.parameter_gradients(trace, d_trace), d_trace


def check_all_gradients(cell, params, xs, start, weight):
    found, d_trace = gradients(cell, params, xs, start, weight)
    assert found.keys() == params.keys()
    for name, p in params.items():
        expected = complex_step(
            lambda p, name=name: loss(cell, params | {name: p}, xs, start, weight), p
        )
        np.testing.assert_allclose(found[name], expected, **TIGHT, err_msg=name)
    expected = complex_step(lambda xs: loss(cell, params, xs, start, weight), xs)
    np.testing.assert_allclose(d_trace.x, expected, **TIGHT)
    for k, part in enumerate(start):

        def of_start(part, k=k):
            changed = (*start[:k], part, *start[k + 1 :])
            return loss(cell, params, xs, changed, weight)

        expected = complex_step(of_start, part)
        np.testing.assert_allclose(bptt.at(d_trace, 0).state_prev[k], expected, **TIGHT)


@every_cell
@settings(max_examples=12)
@given(T=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 999))
def test_gradients_of_everything(cell, T, D, H, seed):
    check_all_gradients(cell, *problem(cell, np.random.default_rng(seed), T, D, H))


@every_cell
@pytest.mark.parametrize("t", [0, 3], ids=["first", "last"])
def test_gradients_of_a_loss_at_one_step_only(cell, t):
    params, xs, start, weight = problem(cell, np.random.default_rng(2))
    at_t = np.zeros_like(weight)
    at_t[t] = weight[t]
    check_all_gradients(cell, params, xs, start, at_t)
    _, d_trace = gradients(cell, params, xs, start, at_t)
    assert not d_trace.x[t + 1 :].any()  # what comes later cannot have mattered


@every_cell
def test_gradients_by_central_differences(cell):
    params, xs, start, weight = problem(cell, np.random.default_rng(3))
    found, d_trace = gradients(cell, params, xs, start, weight)
    found |= {"xs": d_trace.x}
    found |= dict(zip(STATE_NAMES, bptt.at(d_trace, 0).state_prev, strict=False))
    everything = params | {"xs": xs} | dict(zip(STATE_NAMES, start, strict=False))

    def nudged(value, name):
        now = everything | {name: value}
        begin = tuple(now[part] for part in STATE_NAMES[: len(start)])
        return loss(cell, {p: now[p] for p in params}, now["xs"], begin, weight)

    for name, value in everything.items():
        expected = central_difference(lambda v, name=name: nudged(v, name), value, 1e-6)
        np.testing.assert_allclose(found[name], expected, rtol=1e-6, atol=1e-8)


@every_cell
def test_a_gradient_that_comes_from_beyond_the_sequence(cell):
    """Cutting a sequence in two and handing the gradient over changes nothing."""
    params, xs, start, weight = problem(cell, np.random.default_rng(4))
    found, d_trace = gradients(cell, params, xs, start, weight)
    first = bptt.unroll(cell, params, xs[:2], start)
    second = bptt.unroll(cell, params, xs[2:], bptt.at(first, -1).state)
    d_second = bptt.backpropagate(cell, params, second, weight[2:])
    d_last = bptt.at(d_second, 0).state_prev
    d_first = bptt.backpropagate(cell, params, first, weight[:2], d_last)
    for name in params:
        parts = [
            cell.parameter_gradients(a, b)[name]
            for a, b in ((first, d_first), (second, d_second))
        ]
        np.testing.assert_allclose(sum(parts), found[name], **TIGHT)
    np.testing.assert_allclose(d_first.x, d_trace.x[:2], **TIGHT)


@every_cell
@given(D=SIZES, H=SIZES)
@settings(max_examples=10)
def test_init_draws_the_shapes_that_the_cell_declares(cell, D, H):
    one, other = (cell.init(np.random.default_rng(7), D, H) for _ in range(2))
    expected = {
        name: tuple({"D": D, "H": H}.get(a) or int(a) for a in axes)
        for name, axes in cell.SHAPES.items()
    }
    assert {name: p.shape for name, p in one.items()} == expected
    assert all((one[name] == other[name]).all() for name in one)
    state = cell.zero_state(one)
    assert [part.shape for part in state] == [(H,)] * len(state)
    assert not np.any(state)


@every_cell
def test_a_step_changes_nothing_that_it_is_given(cell):
    params, xs, start, weight = problem(cell, np.random.default_rng(0))
    for array in (*params.values(), xs, *start, weight):
        array.flags.writeable = False
    s = cell.step(params, xs[0], start)
    d = cell.step_backward(params, s, tuple(weight[: len(start)]))
    assert [part.shape for part in d] == [part.shape for part in s]
    assert s.state_prev == start
    names = STATE_NAMES[: len(start)]
    assert s.state == tuple(getattr(s, name) for name in names)


@every_cell
def test_a_pass_is_recorded_with_its_names(cell):
    """Names of the record name the nodes; nothing in a cell stops the recorder."""
    rng, word = np.random.default_rng(0), Vocabulary("helo")
    params = language_model.init(cell, rng, 4, 3)
    program = passes.program(cell, params, word, "hell", "ello", backward=True)
    xs, ys = word.one_hot("hell"), word.one_hot("ello")
    done = language_model.run(cell, params, xs, ys, cell.zero_state(params))
    for name, values in done.trace._asdict().items():
        if not name.endswith("_prev"):
            for t in range(4):
                np.testing.assert_array_equal(program.value(name, t + 1), values[t])
    for name, value in done.gradients.items():
        np.testing.assert_array_equal(program.value(f"d{name}"), value)
    states = [leaf["name"] for leaf in program.data["leaves"] if leaf["role"] == "state"]
    assert states == list(STATE_NAMES[: len(cell.zero_state(params))])


# ---- variants ----------------------------------------------------------------------


def test_a_variant_says_what_it_is():
    cell = variant(gru, reset="after")
    assert (cell.cell, cell.options, repr(cell)) == (
        gru,
        {"reset": "after"},
        "gru(reset='after')",
    )
    assert cell == variant(gru, reset="after") != variant(gru)
    assert hash(cell) == hash(variant(gru, reset="before"))
    assert isinstance(cell, Variant)


def test_a_variant_without_options_is_the_module():
    for module in (rnn, lstm, gru):
        params, xs, start, _ = problem(module, np.random.default_rng(0))
        assert variant(module).SHAPES == module.SHAPES == module.shapes()
        for a, b in zip(
            bptt.unroll(module, params, xs, start),
            bptt.unroll(variant(module), params, xs, start),
            strict=True,
        ):
            np.testing.assert_array_equal(a, b)


def test_a_variant_refuses_what_the_cell_does_not_offer():
    for module, options, message in (
        (lstm, {"reset": "after"}, "option 'reset' is unknown"),
        (gru, {"reset": "never"}, "reset is 'never'; it must be one of 'before', 'after'"),
        (gru, {"update": "half"}, "update is 'half'; it must be one of"),
        (lstm, {"peephole": "no"}, "peephole is 'no'; it must be one of False, True"),
        (rnn, {"activation": "step"}, "activation is 'step'; it must be one of 'tanh'"),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            variant(module, **options)


@pytest.mark.parametrize(
    "module, option",
    [(lstm, "peephole"), (gru, "reset"), (gru, "update"), (rnn, "activation")],
)
def test_every_function_of_a_cell_refuses_a_choice_that_there_is_not(module, option):
    params, xs, start, _ = problem(module, np.random.default_rng(0))
    step = module.step(params, xs[0], start)
    given = {
        "shapes": (),
        "init": (0, 2, 3),
        "step": (params, xs[0], start),
        "step_backward": (params, step, step.state),
        "parameter_gradients": (bptt.stacked([step]), bptt.stacked([step])),
    }
    takers = [
        part
        for part in given
        if option in inspect.signature(getattr(module, part)).parameters
    ]
    assert {"shapes", "step", "step_backward"} <= {*takers}
    for part in takers:
        with pytest.raises(ValueError, match=f"{option} is 'wrong'; it must be one of"):
            getattr(module, part)(*given[part], **{option: "wrong"})


@pytest.mark.parametrize("cell", [*LSTMS, *GRUS], ids=repr)
def test_parameters_of_another_cell_are_refused(cell):
    params, xs, start, _ = problem(cell, np.random.default_rng(0))
    params["W"] = params["W"][:2]
    with pytest.raises(ValueError, match=r"W has 2 blocks; it must have [34]"):
        bptt.unroll(cell, params, xs, start)


def test_a_state_of_another_cell_is_refused():
    params, xs, (h, _), _ = problem(lstm, np.random.default_rng(0))
    with pytest.raises(ValueError, match="state has 1 parts; this cell's state has 2"):
        bptt.unroll(lstm, params, xs, (h,))


def test_a_seed_is_a_generator_of_random_numbers():
    """Of one seed W and U are drawn one after the other, and not twice the same."""
    for cell in CELLS:
        one, other = cell.init(7, 3, 3), cell.init(np.random.default_rng(7), 3, 3)
        for name, p in one.items():
            np.testing.assert_array_equal(other[name], p)
        assert not np.array_equal(one["W"], one["U"])
    for wrong in (-1, 0.5, True, None, "0", np.random):
        with pytest.raises(ValueError, match=r"rng is .*; it must be a numpy\.random\.Gen"):
            rnn.init(wrong, 3, 3)
