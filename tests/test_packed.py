"""A program as a page carries it: small, whole, and checked when it opens."""

import gzip
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from test_replay import random_items
from unrolled import (
    Model,
    Network,
    Recorder,
    Tape,
    check_program,
    cliff,
    clips,
    flow_program,
    gru,
    helo,
    language_model,
    ledger_program,
    lstm,
    network_passes,
    one_hot,
    one_update,
    rnn,
    sizes,
)
from unrolled.recording import packed
from unrolled.recording.packed import rounded

SCRIPT = Path(__file__).parent / "js" / "unpack.mjs"
HELO = (helo.parameters(), helo.VOCABULARY, "hello")
PROGRAMS = {
    "helo": helo.program(backward=True),
    "helo, lstm": helo.program(backward=True, cell=lstm),
    "ledger": ledger_program.program(rnn, *HELO),
    "check": check_program.program(rnn, *HELO),
    "cliff": cliff.program(),
    "plane": clips.plane_program(),
    "update": clips.update_program(),
    "flow": flow_program.program(4),
    "sizes": sizes.program(4, 3, 4),
    "training": one_update.program("hello", helo.VOCABULARY, helo.parameters()),
    "network": network_passes.program(
        Network(rnn, 2, True), helo.VOCABULARY, "hell", "ello", backward=True
    ),
}


def opened(*pages):
    """Open packed programs in Node."""
    done = subprocess.run(
        ["node", str(SCRIPT)], input=json.dumps(pages),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def weight(data):
    """Bytes of a program, compressed as pages are."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return len(gzip.compress(text.encode(), 9, mtime=0))


def close(found, recorded):
    got, expected = (np.array([float(x) for x in xs]) for xs in (found, recorded))
    gap = np.abs(got - expected) / np.maximum(1, np.abs(expected))
    return bool(
        np.all((gap <= 1e-9) | (got == expected) | (np.isnan(got) & np.isnan(expected)))
    )


def test_every_lesson_is_written_out_again():
    pages = [packed.packed(program.data) for program in PROGRAMS.values()]
    for name, found in zip(PROGRAMS, opened(*pages), strict=True):
        data = PROGRAMS[name].data
        assert found.get("error") is None, (name, found)
        assert found["nodes"] == data["nodes"], name
        for node, got, recorded in zip(
            data["nodes"], found["values"], data["values"], strict=True
        ):
            assert close(got, recorded), (name, node)
            if "in" not in node:
                assert [*map(float, got)] == [*map(float, recorded)], (name, node)


def test_random_programs_are_written_out_again():
    items = random_items()[:150]
    pages = [packed.packed(item["program"]) for item in items]
    for item, found in zip(items, opened(*pages), strict=True):
        assert found.get("error") is None, (item["name"], found)
        assert found["nodes"] == item["program"]["nodes"]
        for got, recorded in zip(found["values"], item["program"]["values"], strict=True):
            assert close(got, recorded)


def test_a_wrong_number_is_noticed():
    page = packed.packed(helo.program().data)
    sums = page["sums"]
    for k in range(len(sums)):
        wrong = page | {"sums": [s + 1e-6 * (i == k) for i, s in enumerate(sums)]}
        (found,) = opened(wrong)
        assert "other numbers than NumPy did" in found["error"], k


@pytest.mark.parametrize(
    ("form", "array"),
    [
        ("f2", np.float16([np.pi, -0.0, 6e-8, 65504.0, 1e-5] * 5).astype(float)),
        ("f4", np.float32([np.pi, -1e-40, 3e38, 0.1] * 5).astype(float)),
        ("f8", np.linspace(-np.pi, 1e300, 25)),
        ("f8", np.array([-0.0, 0.1, 5e-324] * 9)),
    ],
)
def test_numbers_lose_nothing(form, array):
    recorder = Recorder()
    x = recorder.leaf("input", "x", array)
    page = packed.packed(recorder.program({"y": x + 1}).data)
    assert list(page["values"][0]) == [form]
    (found,) = opened(page)
    np.testing.assert_array_equal(np.array(found["values"][0], float), array)
    assert np.array_equal(
        np.signbit(np.array(found["values"][0], float)), np.signbit(array)
    )


@pytest.mark.parametrize(
    ("form", "key", "error"), [("float16", "f2", 5e-4), ("int8", "i1", 4e-3)]
)
def test_rounded_weights_travel_briefly_and_come_back_as_they_are(form, key, error):
    params = language_model.init(rnn, 0, 9, 8)
    short = rounded(params, form)
    for name, p in params.items():
        assert short[name].shape == p.shape
        largest = np.abs(p).max(initial=0)
        np.testing.assert_allclose(short[name], p, atol=error * largest)
    recorder = Recorder()
    W = recorder.leaf("parameter", "W", short["W"])
    page = packed.packed(recorder.program({"y": np.tanh(W)}).data)
    assert key in page["values"][0]
    (found,) = opened(page)
    np.testing.assert_array_equal(found["values"][0], short["W"].ravel())


def test_there_are_two_ways_to_round():
    with pytest.raises(ValueError, match="form is 'int4'; it must be one of"):
        rounded({}, "int4")


def test_the_worked_example_is_small():
    assert weight(packed.packed(helo.program(backward=True).data)) <= 9_000


def without_weights(data):
    """Leave out the numbers of the parameters."""
    page = packed.packed(data)
    leaves = {leaf["node"] for leaf in data["leaves"] if leaf["role"] == "parameter"}
    given = [i for i, node in enumerate(data["nodes"]) if "in" not in node]
    kept = zip(given, page["values"], strict=True)
    return page | {"values": [x for i, x in kept if i not in leaves]}


def update(cell, H=75, K=54, T=25):
    """Record a training update of the size that a page trains."""
    ids = np.random.default_rng(0).integers(0, K, T + 1)
    params = language_model.init(cell, 0, K, H)
    recorder = Recorder()
    traced = recorder.parameters(params)
    xs = recorder.sequence("input", "x", one_hot(ids[:-1], K))
    ys = recorder.sequence("target", "y", one_hot(ids[1:], K))
    done = language_model.run(cell, traced, xs, ys, cell.zero_state(params))
    new = {f"{n}_next": p - 0.1 * done.gradients[n] for n, p in traced.items()}
    return recorder.program({"done": done, **new}).data


@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=lambda cell: cell.__name__)
def test_an_update_of_75_units_weighs_at_most_20_kB_beside_its_weights(cell):
    assert weight(without_weights(update(cell))) <= 20_000


def test_a_step_of_two_layers_of_75_gated_units_weighs_at_most_20_kB_beside_its_weights():
    model = Model(Network(lstm, 2))
    params = model.init(0, 54, 75)
    recorder = Recorder()
    traced = recorder.parameters(params)
    x = recorder.leaf("input", "x", one_hot([3], 54)[0])
    state = {
        name: recorder.leaf("state", name, part)
        for name, part in model.network.initial_state(params).items()
    }
    after = model.network.step(traced, x, state)
    logits = traced["V"] @ after["h1"] + traced["c"]
    named = {f"{name}_next": part for name, part in after.items()}
    data = recorder.program({"logits": logits, **named}).data
    assert weight(without_weights(data)) <= 20_000


def test_a_widget_sends_its_programs_packed_and_keeps_them_whole():
    tape = Tape({"a": helo.program(), "b": helo.program(cell=gru)})
    state = tape.get_state(["program", "programs"])
    assert state["program"] == packed.packed(tape.program)
    assert "kinds" in state["programs"]["b"]["nodes"]
    assert isinstance(tape.programs["b"]["nodes"], list)
