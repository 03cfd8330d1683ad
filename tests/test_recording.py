"""Recording plain NumPy code: the same numbers, where each stands, what is refused."""

import inspect
import json
import math

import numpy as np
import pytest

from unrolled import helo, language_model, losses, rnn
from unrolled.cells.cell import outer_sum
from unrolled.recording import Program, Recorder, RecordingError, encoded
from unrolled.recording.source import _stands

A = np.array([[1.5, -2.0, 0.25], [0.5, 3.0, -1.0]])
B = np.array([[0.5, 1.0, -0.75], [2.0, -1.5, 1.25]])
V = np.array([0.5, -1.0, 2.0])


@pytest.fixture(scope="module")
def program():
    """The worked example, forward and back."""
    return helo.program(backward=True)


@pytest.fixture(scope="module")
def data(program):
    return program.data


def recorded(function, *values):
    """Record `function` of leaves with these values; give its result and its program."""
    recorder = Recorder()
    leaves = [recorder.leaf("input", f"x{i}", value) for i, value in enumerate(values)]
    result = function(*leaves)
    return result, recorder.program({"y": result}).data


def marked(data, node):
    """The very code that a node stands for."""
    place = data["places"][node["at"]]
    source = data["sources"][place["fn"]]
    line = source["text"].splitlines()[place["line"] - source["line"]]
    return line[slice(*place["col"])]


def named(data, name, t):
    return next(n for n in data["nodes"] if n.get("name") == name and n.get("t") == t)


# ---- the library, recorded as it is --------------------------------------------------


def test_the_library_gives_the_same_numbers_bit_for_bit(program):
    done = helo.learn()
    for trace, prefix in ((done.trace, ""), (done.d_trace, "d")):
        for field in ("a", "h"):
            name = {"da": "d"}.get(prefix + field, prefix + field)
            for t in range(4):
                value = getattr(trace, field)[t]
                np.testing.assert_array_equal(program.value(name, t + 1), value)
    for t in range(4):
        for name in ("logits", "probs", "loss"):
            value = getattr(done.output, name)[t]
            np.testing.assert_array_equal(program.value(name, t + 1), value)
        error = done.d_output.logits[t]
        np.testing.assert_array_equal(program.value("d_out", t + 1), error)
    assert program.value("L") == done.L
    for name, gradient in done.gradients.items():
        np.testing.assert_array_equal(program.value(f"d{name}"), gradient)


def test_every_function_of_the_losses_can_be_recorded():
    z, y = np.array([0.5, -1.0, 2.0]), np.array([0.0, 1.0, 0.0])
    for name in ("softmax", "log_softmax"):
        result, _ = recorded(getattr(losses, name), z)
        np.testing.assert_array_equal(result.value, getattr(losses, name)(z))
    for name in (
        "cross_entropy",
        "cross_entropy_gradient",
        "squared_error",
        "squared_error_gradient",
    ):
        result, _ = recorded(getattr(losses, name), z, y)
        np.testing.assert_array_equal(result.value, getattr(losses, name)(z, y))


def test_the_format_is_named(data):
    assert data["format"] == "unrolled-program/1"


def test_nodes_come_after_what_they_need(data):
    for i, node in enumerate(data["nodes"]):
        assert all(j < i for j in node.get("in", ()))
        assert math.prod(node["shape"]) == len(data["values"][i])


def test_leaves_come_with_their_roles(data):
    leaves = [(leaf["role"], leaf["name"], leaf.get("t")) for leaf in data["leaves"]]
    assert leaves == [
        *(("parameter", name, None) for name in "WUbVc"),
        ("state", "h", 0),
        *(("input", "x", t) for t in (1, 2, 3, 4)),
        *(("target", "y", t) for t in (1, 2, 3, 4)),
    ]
    for leaf in data["leaves"]:
        node = data["nodes"][leaf["node"]]
        assert node["op"] == "leaf" and node["name"] == leaf["name"]
        assert leaf["min"] < leaf["max"] and leaf["step"] > 0


@pytest.mark.parametrize("backward", [False, True])
def test_outputs_are_the_totals_and_the_gradients(backward):
    outputs = helo.program(backward).data["outputs"]
    expected = {"L", "dW", "dU", "db", "dV", "dc"} if backward else {"L"}
    assert outputs.keys() == expected


def test_values_are_named_by_the_fields_of_the_records(data):
    forward = {n.get("name") for n in data["nodes"] if "t" in n and "back" not in n}
    assert forward - {None} == {"x", "y", "h", "a", "logits", "probs", "loss"}
    backward = {n.get("name") for n in data["nodes"] if "back" in n} - {None}
    assert backward == {
        *("dW", "dU", "db", "dV", "dc"),
        *("d", "dx", "dh", "dh_prev", "d_out", "dh_out"),
    }


def test_each_name_occurs_once_at_a_step(data):
    names = [(n["name"], n.get("t")) for n in data["nodes"] if "name" in n]
    assert len(set(names)) == len(names)


def test_back_is_marked_on_gradients_only(data):
    nodes = data["nodes"]
    needed = [leaf["node"] for leaf in data["leaves"]]
    needed += [i for i, n in enumerate(nodes) if n.get("name") in {"L", "probs"}]
    forward = set()
    while needed:
        i = needed.pop()
        forward.add(i)
        needed += nodes[i].get("in", [])
    for i, node in enumerate(data["nodes"]):
        assert node.get("back", False) is (i not in forward)
        assert "back" not in node or node["back"] is True
    assert not any("back" in node for node in helo.program().data["nodes"])


def test_steps_are_counted_from_one(data):
    assert {n["t"] for n in data["nodes"] if "t" in n} == {0, 1, 2, 3, 4}
    times = [n["t"] for n in data["nodes"] if n.get("name") == "h"]
    assert times == [0, 1, 2, 3, 4]
    assert [n["t"] for n in data["nodes"] if n.get("name") == "dh"] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    "tag, name, t",
    [
        *[("R1", "a", 2), ("R2", "h", 2), ("M1", "logits", 4), ("M2", "probs", 1)],
        *[("M3", "loss", 3), ("M4", "L", None), ("R3", "d", 2), ("B1", "dh", 1)],
        *[("M5", "d_out", 1), ("M6", "dh_out", 1), ("R4", "dx", 1), ("R5", "dh_prev", 1)],
    ],
)
def test_a_value_carries_the_tag_of_its_equation(program, tag, name, t):
    node = program.data["nodes"][program.find(name, t)]
    assert program.data["places"][node["at"]]["eq"] == tag


def test_every_equation_of_the_modules_is_found(data):
    tags = {f"R{i}" for i in range(1, 9)} | {f"M{i}" for i in range(1, 9)} | {"B1"}
    assert set(data["equations"]) == tags
    for tag, line in data["equations"].items():
        fn, number = line.split(":")
        source = data["sources"][fn]
        text = source["text"].splitlines()[int(number) - source["line"]]
        assert text.endswith(f"# ({tag})")


# ---- where a value stands ------------------------------------------------------------


def test_the_parts_of_a_step_are_marked_in_its_line(data):
    t2 = [n for n in data["nodes"] if n.get("t") == 2 and "back" not in n and "at" in n]
    step = [n for n in t2 if data["places"][n["at"]]["fn"] == "rnn.step"]
    assert [marked(data, n) for n in step] == [
        "W @ x",
        "U @ h_prev",
        "W @ x + U @ h_prev",
        "W @ x + U @ h_prev + b",
        "np.tanh(a)",
    ]


def test_the_parts_of_a_gradient_are_marked_too(data):
    gradients = [n for n in data["nodes"] if n.get("back") and "name" in n]
    codes = {n["name"]: marked(data, n) for n in gradients}
    assert codes["dx"] == "W.T @ d"
    assert codes["dh_prev"] == "U.T @ d"
    assert codes["d"] == "tanh_slope(h) * dh"
    assert codes["dh"] == "dhs[t] + d_next[0]"
    assert codes["d_out"] == "probs - y"
    assert codes["dW"] == "total + np.outer(us[t], vs[t])"


def test_sources_are_those_that_inspect_gives(data):
    functions = {
        "rnn.step": rnn.step,
        "rnn.step_backward": rnn.step_backward,
        "losses.softmax": losses.softmax,
        "language_model.output": language_model.output,
        "cell.outer_sum": outer_sum,
    }
    for name, function in functions.items():
        text, line = inspect.getsourcelines(function)
        assert data["sources"][name] == {"line": line, "text": "".join(text)}


def test_every_marked_piece_of_code_is_an_expression(data):
    for node in data["nodes"]:
        if "at" in node:
            compile(marked(data, node), "marked", "eval")


def test_a_line_is_written_as_an_equation(data):
    line = data["lines"][data["equations"]["R1"]]
    assert "".join(token[2] for token in line["tokens"]) == "W x + U h_prev + b"
    assert [token[2] for token in line["target"]] == ["a"]
    places = {f"{p['fn']}:{p['line']}" for p in data["places"]}
    assert set(data["lines"]) == places | set(data["equations"].values())


def test_calls_inside_an_equation_form_groups(data):
    places = data["places"]

    def calls(node):
        chain, g = [], node.get("group")
        while g is not None:
            chain.append((data["groups"][g]["fn"], places[data["groups"][g]["at"]]["fn"]))
            g = data["groups"][g]["parent"]
        return chain

    assert calls(named(data, "probs", 1)) == [("losses.softmax", "language_model.output")]
    log = next(n for n in data["nodes"] if n["op"] == "log" and n["t"] == 1)
    assert calls(log) == [
        ("losses.log_softmax", "losses.cross_entropy"),
        ("losses.cross_entropy", "language_model.output"),
    ]
    assert calls(named(data, "a", 1)) == []


def test_a_group_is_one_call(data):
    softmaxes = [n["group"] for n in data["nodes"] if n["op"] == "divide"]
    assert len(set(softmaxes)) == len(softmaxes) == 4
    used = {n["group"] for n in data["nodes"] if "group" in n}
    parents = {g["parent"] for g in data["groups"]} - {None}
    assert used | parents == set(range(len(data["groups"])))


def test_columns_count_characters_beyond_ascii():
    def softplus(ζ):
        ŷ = np.log1p(np.exp(ζ)) + ζ  # (Z1) ≥ 0
        return ŷ

    _, data = recorded(softplus, V)
    codes = [marked(data, node) for node in data["nodes"] if "at" in node]
    assert codes == ["np.exp(ζ)", "np.log1p(np.exp(ζ))", "np.log1p(np.exp(ζ)) + ζ"]
    (line,) = data["lines"].values()
    text = inspect.getsource(softplus).splitlines()[1]
    assert [text[a:b] for a, b, *_ in line["target"]] == ["ŷ"]
    assert text[slice(*line["tokens"][-1][:2])] == "ζ"
    assert set(data["equations"]) == {"Z1"}


def test_an_expression_over_two_lines_is_marked_on_its_first():
    def long(x):
        return np.tanh(
            x * 2  # (Z2)
        )

    _, data = recorded(long, V)
    codes = [marked(data, node) for node in data["nodes"] if "at" in node]
    assert codes == ["x * 2", "np.tanh("]


def test_a_tag_may_stand_at_the_last_line_of_a_long_equation():
    def long(x):
        y = (
            x * 2
            + 1)  # (Z3)  # fmt: skip
        return y

    _, data = recorded(long, V)
    node = data["nodes"][data["outputs"]["y"]]
    assert data["places"][node["at"]]["eq"] == "Z3"
    tokens = data["lines"][data["equations"]["Z3"]]["tokens"]
    assert "".join(token[2] for token in tokens) == "x 2 + 1"


def test_a_lambda_and_a_nested_function_can_be_recorded():
    double = lambda x: x * 2  # noqa: E731

    def outer(x):
        def inner(x):
            return double(x) + 1

        return inner(x)

    result, data = recorded(outer, V)
    np.testing.assert_array_equal(result.value, V * 2 + 1)
    codes = [marked(data, n) for n in data["nodes"] if "at" in n]
    assert codes == ["x * 2", "double(x) + 1"]


def test_a_lambda_inside_a_longer_statement_can_be_recorded():
    table = {
        "double": lambda x: np.add(x, x),
        "halve": lambda x: x / 2,
    }
    for function in table.values():
        _, data = recorded(function, V)
        json.dumps(data)


def test_code_without_a_source_has_no_text():
    names = {"np": np}
    exec("def double(x):\n    y = x * 2  # (Q1)\n    return y", names)
    result, data = recorded(names["double"], V)
    np.testing.assert_array_equal(result.value, V * 2)
    assert [source["text"] for source in data["sources"].values()] == [""]
    assert data["lines"] == data["equations"] == {}


def test_code_of_a_notebook_cell_is_found(tmp_path):
    cell = tmp_path / "cell.py"
    cell.write_text("def double(x):\n    return x * 2  # (Q1)\n")
    names = {"np": np, "__name__": "__main__"}
    exec(compile(cell.read_text(), str(cell), "exec"), names)
    _, data = recorded(names["double"], V)
    (node,) = [n for n in data["nodes"] if "at" in n]
    assert marked(data, node) == "x * 2"
    assert set(data["equations"]) == {"Q1"}


def test_a_recording_may_go_on_in_the_next_cell_of_a_notebook(tmp_path):
    cells = [
        "recorder = Recorder()\nx = recorder.leaf('input', 'x', [1.0, 2.0])\n",
        "z = x * 2  # (Q1)\n\ny = np.tanh(z)  # (Q2)\n",
    ]
    names = {"np": np, "Recorder": Recorder, "__name__": "__main__"}
    for i, text in enumerate(cells):
        file = tmp_path / f"cell_{i}.py"
        file.write_text(text)
        exec(compile(text, str(file), "exec"), names)
    data = names["recorder"].program({"y": names["y"]}).data
    codes = [marked(data, node) for node in data["nodes"] if "at" in node]
    assert codes == ["x * 2", "np.tanh(z)"]
    assert set(data["equations"]) == {"Q1", "Q2"}
    assert "t" not in data["nodes"][data["outputs"]["y"]]


def test_operations_in_the_head_of_a_loop_have_no_equation():
    def total(x):
        s = 0.0
        for part in x * 2:
            s = s + part
        return s

    result, data = recorded(total, V)
    assert result.value == V.sum() * 2
    assert len(data["lines"]) == 1


# ---- what a program keeps ------------------------------------------------------------


def test_what_the_result_does_not_need_is_dropped():
    def wasteful(x, unused):
        np.exp(x) + unused  # dead code
        return np.tanh(x)

    _, data = recorded(wasteful, V, V)
    assert [n["op"] for n in data["nodes"]] == ["leaf", "leaf", "tanh"]
    assert len(data["places"]) == len(data["lines"]) == 1


def test_one_step_out_of_a_stack_is_what_was_stacked():
    def there_and_back(x):
        parts = [np.exp(x), np.tanh(x)]
        return np.stack(parts)[1] + np.stack(parts)[-2]

    result, data = recorded(there_and_back, V)
    np.testing.assert_array_equal(result.value, np.tanh(V) + np.exp(V))
    assert [n["op"] for n in data["nodes"]] == ["leaf", "exp", "tanh", "add"]


def test_a_column_out_of_a_stack_is_an_index():
    result, data = recorded(lambda x: np.stack([x, 2 * x])[:, 1], V)
    np.testing.assert_array_equal(result.value, [V[1], 2 * V[1]])
    assert data["nodes"][-1]["op"] == "index"
    result, _ = recorded(lambda x: np.stack([x, 2 * x], axis=1)[1], V)
    np.testing.assert_array_equal(result.value, [V[1], 2 * V[1]])


def test_equal_constants_are_one_node():
    _, data = recorded(lambda x: (x * 2.0 + 2.0) * 3.0 - 2, V)
    constants = [n for n in data["nodes"] if n["op"] == "const"]
    assert len(constants) == 3  # 2.0, 3.0, and the whole number 2
    _, data = recorded(lambda x: x * 0.0 + -0.0, V)
    assert data["values"][1] == [0] and data["values"][3] == [-0.0]
    assert math.copysign(1, data["values"][3][0]) == -1


def test_a_matrix_is_transposed_once_however_often_it_is_used():
    _, data = recorded(lambda x: x.T @ x + x.T @ x, A)
    assert [n["op"] for n in data["nodes"]].count("transpose") == 1


def test_what_is_told_about_a_program_goes_with_it():
    recorder = Recorder()
    x = recorder.leaf("input", "x", V)
    program = recorder.program({"y": 2 * x}, vocabulary=["a"], title="Double")
    assert program.data["vocabulary"] == ["a"] and program.data["title"] == "Double"


def test_results_may_be_records_lists_and_plain_arrays():
    recorder = Recorder()
    x = recorder.leaf("input", "x", V)
    trace = rnn.Step(x, x, a := np.exp(x), np.tanh(a))
    data = recorder.program([trace, {"z": x + 1}]).data
    assert {n["name"] for n in data["nodes"] if "name" in n} == {"x", "a", "h", "z"}
    assert data["outputs"].keys() >= {"a", "h", "z"}


def test_find_and_value_name_what_there_is(program):
    assert program.find("h", 2) == program.data["nodes"].index(named(program.data, "h", 2))
    with pytest.raises(KeyError, match=r"no value 'H' at step 2; there are .*logits"):
        program.find("H", 2)
    with pytest.raises(KeyError, match="no value 'h' at step 9"):
        program.value("h", 9)


# ---- JSON ----------------------------------------------------------------------------


def test_a_program_survives_json(program):
    again = Program(json.loads(program.to_json()))
    assert again.to_json() == program.to_json()
    np.testing.assert_array_equal(again.value("h", 3), program.value("h", 3))


def test_special_numbers_survive_json():
    special = [np.nan, np.inf, -np.inf, -0.0, 0.0, 1e308, 5e-324, 1 / 3, 2.0**60, -7.0]
    written = encoded(np.array(special))
    assert written[:3] == ["NaN", "Infinity", "-Infinity"]
    back = [float(x) for x in json.loads(json.dumps(written, allow_nan=False))]
    np.testing.assert_array_equal(back, special)
    np.testing.assert_array_equal(np.signbit(back), np.signbit(special))
    assert written[-1] == -7 and isinstance(written[-1], int)


def test_infinities_inside_a_program_are_recorded_without_warning():
    with np.errstate(all="raise"):
        recorder = Recorder()
        x = recorder.leaf("input", "x", [0.0, -1.0])
        program = recorder.program({"y": np.log(x), "z": 1 / x})
    np.testing.assert_array_equal(program.value("y"), [-np.inf, np.nan])
    again = Program(json.loads(program.to_json()))
    np.testing.assert_array_equal(again.value("z"), [np.inf, -1])


def test_two_recordings_of_the_same_thing_are_the_same_text():
    for backward in (False, True):
        one, other = (helo.program(backward).to_json() for _ in range(2))
        assert one == other


def test_a_second_recording_right_after_the_first_shares_no_groups(data):
    again = helo.program(backward=True).data
    assert again["groups"] == data["groups"]


# ---- the supported list --------------------------------------------------------------

SUPPORTED = {
    "where": lambda a, b: np.where(a > b, a, b * 2),
    "where, broadcast": lambda a, b: np.where(a[0] > 0, 1.0, b),
    "clip": lambda a, b: np.clip(a, -1, 1.25),
    "clip below": lambda a, b: np.clip(a, 0, None),
    "clip above": lambda a, b: np.clip(a, None, b),
    "concatenate": lambda a, b: np.concatenate([a, b]),
    "concatenate, axis": lambda a, b: np.concatenate((a, b), axis=-1),
    "stack": lambda a, b: np.stack([a, b]) * 1.0,  # a bare stack is taken for a trace
    "stack, axis": lambda a, b: np.stack([a, b], axis=-1) * 1.0,
    "split": lambda a, b: np.split(a, 3, axis=1)[2],
    "split at": lambda a, b: np.split(a, [1], axis=-1)[1],
    "outer": lambda a, b: np.outer(a[0], b[1]),
    "outer, flattened": lambda a, b: np.outer(a, b),
    "matrix product": lambda a, b: a @ b.T,
    "matrix and vector": lambda a, b: a @ b[0],
    "vector and matrix": lambda a, b: a[:, 0] @ b,
    "vectors": lambda a, b: a[0] @ b[0],
    "batches": lambda a, b: a[:, None] @ b[..., None],
    "constant and array": lambda a, b: np.eye(2) @ a,
    "dot": lambda a, b: np.dot(a, b[1]),
    "dot with a number": lambda a, b: np.dot(2.0, b),
    "transpose": lambda a, b: np.transpose(a),
    "transpose, axes": lambda a, b: np.transpose(np.stack([a, b]), (2, 0, 1)),
    "transpose, method": lambda a, b: np.stack([a, b]).transpose(-1, 0, 1),
    "T": lambda a, b: a.T * 2,
    "reshape": lambda a, b: np.reshape(a, (3, 2)),
    "reshape, method": lambda a, b: a.reshape(-1) + b.reshape((6,)),
    "ravel": lambda a, b: np.ravel(a),
    "expand_dims": lambda a, b: np.expand_dims(a, 1),
    "squeeze": lambda a, b: np.squeeze(a[:, None, :], axis=1),
    "broadcast_to": lambda a, b: np.broadcast_to(a[0], (4, 3)),
    "index": lambda a, b: a[1],
    "index, two": lambda a, b: a[1, 2],
    "index, negative": lambda a, b: a[-1, -2],
    "index, NumPy number": lambda a, b: a[np.int64(1)],
    "slice": lambda a, b: a[:, 1:],
    "slice, step": lambda a, b: a[:, ::2],
    "slice, reversed": lambda a, b: a[::-1, ::-1],
    "slice, negative": lambda a, b: a[:, -2:-1],
    "slice, empty": lambda a, b: a[:, 3:],
    "ellipsis": lambda a, b: a[..., 0],
    "ellipsis alone": lambda a, b: a[...] + 1,
    "newaxis": lambda a, b: a[:, None] * b[np.newaxis],
    "newaxis and ellipsis": lambda a, b: a[..., None, 0],
    "list": lambda a, b: a[:, [2, 0, 0]],
    "list, negative": lambda a, b: a[[-1]],
    "array of places": lambda a, b: a[np.array([1, 0, 1])],
    "iteration": lambda a, b: [row for row in a][1],
    "unpacking": lambda a, b: (lambda first, second: second - first)(*a),
    "sum": lambda a, b: np.sum(a),
    "sum, axis": lambda a, b: np.sum(a, axis=0),
    "sum, axes": lambda a, b: np.sum(a, axis=(0, -1)),
    "sum, keepdims": lambda a, b: np.sum(a, axis=-1, keepdims=True),
    "sum, method": lambda a, b: a.sum(axis=1, keepdims=True),
    "sum of truth values": lambda a, b: np.sum(a > 0, axis=1),
    "Python's sum": lambda a, b: sum(a),
    "max": lambda a, b: np.max(a, axis=1),
    "max, method": lambda a, b: a.max(axis=0, keepdims=True),
    "min": lambda a, b: np.min(a, axis=0) + a.min(),
    "mean": lambda a, b: np.mean(a, axis=1) + a.mean(),
    "prod": lambda a, b: np.prod(a, axis=0),
    "add.reduce": lambda a, b: np.add.reduce(a),
    "maximum.reduce": lambda a, b: np.maximum.reduce(a, axis=None),
    "argmax": lambda a, b: np.argmax(a, axis=1),
    "argmin": lambda a, b: np.argmin(a),
    "argsort": lambda a, b: np.argsort(a, axis=0, kind="stable"),
    "argsort, flat": lambda a, b: np.argsort(a, axis=None, stable=True),
    "take": lambda a, b: np.take(a, np.argsort(-a, kind="stable")),
    "cumsum": lambda a, b: np.cumsum(a, axis=1),
    "cumsum, flat": lambda a, b: np.cumsum(a),
    "minimum": lambda a, b: np.minimum(a, b),
    "maximum": lambda a, b: np.maximum(a, 0),
    "power": lambda a, b: a**2 + np.power(np.abs(a), 1.5),
    "number to a power": lambda a, b: 2.0**a,
    "square, sqrt": lambda a, b: np.sqrt(np.square(a)),
    "exp, log": lambda a, b: np.log(np.exp(a)) + np.log1p(np.expm1(a)),
    "hyperbolic": lambda a, b: np.tanh(a) + np.sinh(a) / np.cosh(a),
    "periodic": lambda a, b: np.sin(a) * np.cos(b),
    "rounding": lambda a, b: np.floor(a) + np.ceil(b) * np.sign(a),
    "arithmetic": lambda a, b: -(a + b) * a / (b - 3),
    "reflected": lambda a, b: (2 - a) / (1 + b) * 3 + np.float64(2) * a,
    "absolute": lambda a, b: abs(a) - np.abs(b) + np.absolute(a),
    "reciprocal": lambda a, b: np.reciprocal(a),
    "comparisons": lambda a, b: np.where((a > b) == (b <= a), a < 0, a != b) * 1.0,
    "logic": lambda a, b: np.logical_and(a > 0, np.logical_not(b > 0)) * 1.0,
    "logic, or": lambda a, b: np.where(np.logical_or(a > 2, b < -1), 1.0, 0.0),
    "finiteness": lambda a, b: np.where(np.isnan(a), 0, np.isfinite(a) * a) + np.isinf(b),
    "norm": lambda a, b: np.linalg.norm(a),
    "norm, axis": lambda a, b: np.linalg.norm(a, axis=1, keepdims=True),
    "norm, ord": lambda a, b: np.linalg.norm(a[0], 1) + np.linalg.norm(a[1], np.inf),
    "norm, ord 2": lambda a, b: np.linalg.norm(a[0], 2) + np.linalg.norm(a, 2, axis=0)[0],
    "zeros_like": lambda a, b: np.zeros_like(a) + np.ones_like(b) * a,
    "shape": lambda a, b: a * len(a) + a.shape[1] + a.ndim + a.size + np.shape(b)[0],
    "plain list": lambda a, b: a * [1, 2, 3],
}


@pytest.mark.parametrize("name", SUPPORTED)
def test_a_supported_operation_is_recorded_with_its_value(name):
    function = SUPPORTED[name]
    result, data = recorded(function, A, B)
    expected = np.asarray(function(A, B))
    assert result.shape == expected.shape
    np.testing.assert_array_equal(result.value, expected)
    y = data["outputs"]["y"]
    assert data["nodes"][y]["shape"] == list(expected.shape)
    assert data["values"][y] == encoded(expected)


def test_an_index_is_written_without_ellipses_and_negative_numbers():
    _, data = recorded(lambda a: a[None, ..., -1:] * 1.0, A)
    (node,) = [n for n in data["nodes"] if n["op"] == "index"]
    first, last = {"start": 0, "stop": 2, "step": 1}, {"start": 2, "stop": 3, "step": 1}
    assert node["attrs"]["key"] == [None, first, last]
    _, data = recorded(lambda a: a[-1, ::-1], A)
    assert data["nodes"][-1]["attrs"]["key"] == [1, {"start": 2, "stop": -1, "step": -1}]
    _, data = recorded(lambda a: a[:, [-1, 0]], A)
    assert data["nodes"][-1]["attrs"]["key"] == [first, {"take": [2, 0]}]


def test_an_index_outside_is_an_index_error_as_in_numpy():
    for outside in (lambda a: a[2], lambda a: a[:, -4], lambda a: a[0][3]):
        with pytest.raises(IndexError, match="out of bounds"):
            outside(A)
        with pytest.raises(IndexError, match="out of bounds"):
            recorded(outside, A)


# ---- what is refused -----------------------------------------------------------------


def in_place(a):
    a += 1
    return a


def written_into(a):
    a[0] = 1.0
    return a


def decides(a):
    if a[0, 0] > 0:
        return a
    return -a


REFUSED = {
    "if": (decides, r"a decision \(if, while, and, or, not\)"),
    "and": (lambda a: a[0, 0] > 0 and a, "a decision"),
    "max of Python": (lambda a: max(a[0, 0], a[1, 1]), "a decision"),
    "float": (lambda a: float(a[0, 0]), "a conversion to float"),
    "int": (lambda a: int(a[0, 0]), "a conversion to int"),
    "math": (lambda a: math.exp(a[0, 0]), "a conversion to float"),
    "index": (lambda a: [1, 2, 3][a[0, 0]], "an index, which depends on the value"),
    "+=": (in_place, r"`add` in place \(such as \+=\)"),
    "out=": (lambda a: np.exp(a, out=np.zeros((2, 3))), "`exp` in place"),
    "a[i] =": (written_into, r"a write into an array \(a\[i\] = …\)"),
    "einsum": (lambda a: np.einsum("ij->i", a), r"`numpy\.einsum`"),
    "sort": (lambda a: np.sort(a), r"`numpy\.sort`"),
    "svd": (lambda a: np.linalg.svd(a), r"`numpy\.linalg\.svd`"),
    "floor_divide": (lambda a: a // 2, r"`numpy\.floor_divide`"),
    "accumulate": (lambda a: np.add.accumulate(a), r"`numpy\.add\.accumulate`"),
    "ufunc dtype=": (lambda a: np.add(a, 1, dtype=float), r"`numpy\.add` with \['dtype'\]"),
    "ufunc where=": (lambda a: np.add(a, 1, where=True), r"`numpy\.add` with \['where'\]"),
    "reduce initial=": (
        lambda a: np.add.reduce(a, initial=1.0),
        r"`numpy\.add\.reduce` with \['initial'\]",
    ),
    "sum dtype=": (lambda a: np.sum(a, dtype=int), r"`numpy\.sum` .*'dtype'"),
    "sum out=": (lambda a: np.sum(a, out=np.zeros(())), r"`numpy\.sum` .*'out'"),
    "sum where=": (lambda a: np.sum(a, where=[True]), r"`numpy\.sum` .*'where'"),
    "sum initial=": (lambda a: np.sum(a, initial=1.0), r"`numpy\.sum` .*'initial'"),
    "reshape order=": (
        lambda a: np.reshape(a, (3, 2), order="F"),
        r"`numpy\.reshape` .*'order'",
    ),
    "where alone": (lambda a: np.where(a > 0), r"`numpy\.where` called like this"),
    "asarray": (lambda a: np.asarray(a), r"plain array \(np\.asarray, np\.array\)"),
    "array": (lambda a: np.array([a, a]), r"plain array \(np\.asarray, np\.array\)"),
    "index into an array": (lambda a: np.eye(3)[a[0]], "a conversion to a plain array"),
    "complex": (lambda a: 1j * a, "a constant of type complex128"),
    "text": (lambda a: a + np.array("one"), "a constant of type <U3"),
    "object": (lambda a: a == None, "a constant of type object"),  # noqa: E711
    "truth arithmetic": (lambda a: (a > 0) + (a > 1), "`add` of truth values"),
    "bitwise": (lambda a: (a > 0) & (a > 1), r"`numpy\.bitwise_and`"),
    "whole power": (lambda a: np.argmax(a) ** 2, "`power` of whole numbers"),
    "argsort": (lambda a: np.argsort(a), r"`numpy\.argsort` that is not stable"),
    "take at fractions": (lambda a: np.take(a, a), r"`numpy\.take` at places in float64"),
    "norm ord=3": (lambda a: np.linalg.norm(a[0], 3), "ord=3"),
    "mask": (lambda a: a[a > 0], "an index of type Traced"),
    "list of truth values": (lambda a: a[[True, False]], "an index of type list"),
    "two lists": (lambda a: a[[0, 1], [1, 0]], "more than one list of places"),
    "list and number": (lambda a: a[0, [1, 0]], "a list of places and a number"),
    "fraction as index": (lambda a: a[0.0], "an index of type float"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_recorded_is_named_with_function_and_line(name):
    function, message = REFUSED[name]
    code = function.__code__
    fn, first = rf"test_recording\.{code.co_qualname}", code.co_firstlineno
    pattern = f"cannot record .*{message}.* in {fn}, line"
    with pytest.raises(RecordingError, match=pattern) as e:
        recorded(function, A)
    line = int(str(e.value).rsplit(" ", 1)[1])
    assert first <= line <= first + 4


def test_a_write_into_a_plain_array_is_refused():
    def fill(x):
        filled = np.zeros(3)
        filled[0] = x[0]

    with pytest.raises(ValueError, match="setting an array element") as e:
        recorded(fill, V)
    assert isinstance(e.value.__cause__, RecordingError)


def test_two_recorders_do_not_mix():
    a, b = Recorder().leaf("input", "x", V), Recorder().leaf("input", "x", V)
    with pytest.raises(RecordingError, match="arrays of two recorders in one operation"):
        a + b
    with pytest.raises(RecordingError, match=r"two recorders .*<lambda>, line \d+"):
        (lambda: a + b)()


@pytest.mark.parametrize(
    "result", [lambda x: 1.0, lambda x: {"y": x}, lambda x: [], lambda x: None]
)
def test_a_recording_of_nothing_is_refused(result):
    recorder = Recorder()
    x = recorder.leaf("input", "x", V)
    with pytest.raises(ValueError, match="nothing was recorded"):
        recorder.program(result(x))


@pytest.mark.parametrize(
    "role, value, message",
    [
        ("weight", 1.0, "role 'weight' is unknown; the roles are parameter, input, target"),
        ("input", [1.0, np.nan], "leaf x holds nan, not a number"),
        ("input", [1.0, -np.inf], "leaf x holds -inf"),
        ("input", ["h"], "leaf x holds <U1; real numbers are needed"),
        ("input", 1j, "leaf x holds complex128; real numbers are needed"),
        ("input", [None], "leaf x holds object"),
    ],
)
def test_a_leaf_that_is_not_made_of_numbers_is_refused(role, value, message):
    with pytest.raises(ValueError, match=message):
        Recorder().leaf(role, "x", value)


def test_a_leaf_does_not_follow_the_array_it_was_made_of():
    array = np.ones(2)
    recorder = Recorder()
    x = recorder.leaf("input", "x", array)
    array[:] = 7.0
    np.testing.assert_array_equal(recorder.program({"y": x + 1}).value("x"), [1, 1])


def test_wrong_shapes_are_numpy_s_own_error():
    with pytest.raises(ValueError, match="mismatch"):
        recorded(lambda a: a @ a, A)


def test_a_block_of_a_leaf_is_taken_only_once():
    W, x = np.stack([A, B]), V

    def gates(W, x):
        W_i, W_f = W
        return [W_i @ x, W_f @ x, W[0] @ x, W[-2] @ x]

    _, data = recorded(gates, W, x)
    ops = [node["op"] for node in data["nodes"]]
    assert ops.count("index") == 2
    assert ops.count("matmul") == 4
    for node, value in zip(data["nodes"], data["values"], strict=True):
        if node["op"] == "index":
            np.testing.assert_array_equal(value, W[node["attrs"]["key"][0]].ravel())


def test_parts_of_what_is_computed_stay_apart():
    _, data = recorded(lambda x: [(x * 2)[0], (x * 3)[0]], V)
    assert [node["op"] for node in data["nodes"]].count("index") == 2


def test_a_line_is_looked_up_once_however_often_it_runs():
    """A long recording reads no more source than a short one."""

    def looked_up(letters):
        before = _stands.cache_info().misses
        params = helo.parameters()
        recorder = Recorder()
        traced = recorder.parameters(params)
        xs = helo.VOCABULARY.one_hot(letters)
        recorder.program(language_model.run(rnn, traced, xs, xs, rnn.zero_state(params)))
        return _stands.cache_info().misses - before

    looked_up("he")
    assert looked_up("hello" * 10) == looked_up("he") == 0
