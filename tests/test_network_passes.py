"""Networks of several cells, recorded: the library's numbers under names of their own."""

import json
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from test_replay import assert_equal, edit, run_checker
from unrolled import (
    Model,
    Network,
    Recorder,
    Translator,
    gru,
    helo,
    lstm,
    network_passes,
    one_hot,
    rnn,
    translation,
)

HERE = Path(__file__).parent
XS, YS = (helo.VOCABULARY.one_hot(word) for word in ("hell", "ello"))
NETWORKS = {
    "layers": Network(rnn, 2),
    "three layers": Network(rnn, 3),
    "directions": Network(rnn, 1, True),
    "both": Network(rnn, 2, True),
    "sum": Network(rnn, 2, True, "sum"),
    "gates": Network(lstm, 2),
    "gates both ways": Network(lstm, 1, True),
    "gru": Network(gru, 2, True),
    "skip": Network(rnn, 2, skip=True),
    "skip both ways": Network(rnn, 2, True, skip=True),
}


def recorded(name):
    return network_passes.program(
        NETWORKS[name], helo.VOCABULARY, "hell", "ello", backward=True, seed=1
    )


PROGRAMS = {name: recorded(name) for name in NETWORKS} | {
    "translation": translation.program(
        Translator(rnn), helo.VOCABULARY, "helo", "oleh", backward=True
    )
}
every_network = pytest.mark.parametrize("name", NETWORKS)
every_program = pytest.mark.parametrize("name", PROGRAMS)


@every_network
def test_a_network_is_recorded_as_it_is(name):
    """Every state, gate and gradient of each cell, at its own place in the sequence."""
    model, program = Model(NETWORKS[name]), PROGRAMS[name]
    params = model.init(1, 4, network_passes.HIDDEN)
    done = model.run(params, XS, YS)
    for suffix, trace in done.trace.layers.items():
        for field in set(trace._fields) - {"x", "h_prev", "C_prev"}:
            for t in range(4):
                np.testing.assert_array_equal(
                    program.value(field + suffix, t + 1), getattr(trace, field)[t]
                )
        for t in range(4):
            d = done.d_trace.layers[suffix].h[t]
            np.testing.assert_array_equal(program.value(f"dh{suffix}", t + 1), d)
    for parameter, gradient in done.gradients.items():
        np.testing.assert_array_equal(program.value(f"d{parameter}"), gradient)
    assert program.value("L") == done.L


@every_program
def test_no_two_values_share_a_name_and_a_step(name):
    nodes = PROGRAMS[name].data["nodes"]
    named = Counter((n["name"], n.get("t")) for n in nodes if "name" in n)
    assert [key for key, count in named.items() if count > 1] == []
    cells = {n["cell"] for n in nodes if "cell" in n}
    for node in nodes:
        if node.get("cell") and "name" in node:
            assert node["name"].endswith(node["cell"])
    assert cells == PROGRAMS[name].data["called"].keys() - {"out"}


@every_program
def test_every_symbol_that_a_line_needs_is_known(name):
    data = PROGRAMS[name].data
    for suffix in data["called"].keys() - {"out"}:
        assert {f"{n}{suffix}" for n in "WUbh"} <= data["symbols"].keys()
    parameters = {leaf["name"] for leaf in data["leaves"] if leaf["role"] == "parameter"}
    written = {
        (s["glyph"], s.get("sup")) for n, s in data["symbols"].items() if n in parameters
    }
    assert len(written) == len(parameters)


def test_an_embedding_with_ids_is_recorded_too():
    model = Model(Network(rnn, 2))
    params = model.init(0, 5, 3, embedding_size=2)
    ids, targets = [4, 0, 2, 2], [0, 2, 2, 1]
    recorder = Recorder()
    done = model.run(recorder.parameters(params), ids, targets)
    program = recorder.program(done)
    plain = model.run(params, ids, targets)
    for name, gradient in plain.gradients.items():
        np.testing.assert_allclose(program.value(f"d{name}"), gradient, rtol=1e-15)
    with_vectors = Recorder()
    traced = with_vectors.parameters(params)
    xs = with_vectors.sequence("input", "x", one_hot(ids, 5))
    ys = with_vectors.sequence("target", "y", one_hot(targets, 5))
    assert with_vectors.program(model.run(traced, xs, ys)).value("L") == plain.L


def test_many_to_one_and_a_mask_are_recorded():
    model = Model(Network(lstm, 1, True))
    params = model.init(0, 4, 3)
    for targets, mask in (([0, 1, 2, 3], [0, 1, 1, 0]), (3, None)):
        recorder = Recorder()
        done = model.run(recorder.parameters(params), [0, 1, 2, 2], targets, mask=mask)
        plain = model.run(params, [0, 1, 2, 2], targets, mask=mask)
        assert recorder.program(done).value("L") == plain.L


def test_squared_errors_are_recorded():
    model = Model(Network(gru, 2), "squared_error")
    params = model.init(0, 4, 3)
    recorder = Recorder()
    traced = recorder.parameters(params)
    ys = recorder.sequence("target", "y", YS)
    program = recorder.program(model.run(traced, XS, ys))
    assert program.value("L") == model.run(params, XS, YS).L


def test_encoder_and_decoder_share_one_time_axis():
    nodes = PROGRAMS["translation"].data["nodes"]
    steps = {
        name: sorted(n["t"] for n in nodes if n.get("name") == name and n.get("t"))
        for name in ("h", "h_decoder", "dh", "dh_decoder", "x", "y", "loss")
    }
    assert steps["h"] == steps["dh"] == [1, 2, 3, 4]
    assert steps["h_decoder"] == steps["dh_decoder"] == steps["loss"] == [5, 6, 7, 8]
    assert steps["x"] == list(range(1, 9)) and steps["y"] == [5, 6, 7, 8]


def test_all_of_them_replay_as_recorded_and_when_edited():
    items = []
    for name, network in NETWORKS.items():
        model = Model(network)
        params = model.init(2, 4, network_passes.HIDDEN)
        other = network_passes.program(
            network, helo.VOCABULARY, "hell", "ello", params, backward=True
        )
        program = PROGRAMS[name].data
        edits = [edit(program, params, {n: other.value(n) for n in program["outputs"]})]
        items.append({"name": name, "program": program, "edits": edits})
    whole = {"name": "translation", "program": PROGRAMS["translation"].data, "edits": []}
    items.append(whole)
    for report in run_checker(items).values():
        assert_equal(report)


@pytest.fixture(scope="module")
def drawn():
    """Ticks and places of every program, from Node."""
    asked = [program.data for program in PROGRAMS.values()]
    done = subprocess.run(
        ["node", str(HERE / "js" / "networks.mjs")],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(zip(PROGRAMS, json.loads(done.stdout), strict=True))


@every_program
def test_a_tick_comes_after_all_that_it_needs(name, drawn):
    nodes, ticks = PROGRAMS[name].data["nodes"], drawn[name]["ticks"]
    when = {i: n for n, tick in enumerate(ticks) for i in tick["nodes"]}
    assert len(when) > len(nodes) / 2
    for n, tick in enumerate(ticks):
        stands = {(nodes[i].get("cell"), nodes[i].get("t")) for i in tick["nodes"]}
        assert stands <= {(tick.get("cell"), tick["t"])} or tick["t"] is None
        for i in tick["nodes"]:
            for j in nodes[i]["in"]:
                assert when.get(j, -1) <= n, f"{tick['code']} at step {tick['t']}"


@every_program
def test_every_value_of_the_way_forward_has_its_place(name, drawn):
    """And no two of them the same one, on a wide screen and on a narrow one."""
    data = PROGRAMS[name].data
    forward = [n for n in data["nodes"] if n.get("t") and not n.get("back")]
    named = {n["name"] for n in forward if "name" in n}
    named -= {"x", "y"}
    for room, plan in drawn[name]["plans"].items():
        assert {place["name"] for place in plan} == named - {"loss"}, room
        for k, a in enumerate(plan):
            for b in plan[k + 1 :]:
                beside = abs(a["x"] - b["x"]) >= (a["wide"] + b["wide"]) / 2 - 1e-9
                above = abs(a["y"] - b["y"]) >= (a["tall"] + b["tall"]) / 2 - 1e-9
                assert beside or above, f"{a} lies on {b}"


def test_a_cell_that_reads_from_the_end_starts_on_the_right(drawn):
    for room, plan in drawn["directions"]["plans"].items():
        last = max(p["x"] for p in plan)
        (start,) = [p["x"] for p in plan if (p["name"], p["t"]) == ("h_reverse", 0)]
        assert start == last, room
