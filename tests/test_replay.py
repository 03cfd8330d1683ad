"""The replay in JavaScript computes what NumPy computes: primitive by primitive.

Programs are recorded here, replayed in one Node process, and compared value by value:
as recorded, and after edits of their leaves, which NumPy evaluates anew.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from unrolled import helo, primitives
from unrolled.recording import Recorder, encoded

CHECKER = Path(__file__).parent / "js" / "check_programs.mjs"
EXAMPLES = 400
MAX_SIZE = 200  # entries of one value; larger ones only cost time

nan, inf = np.nan, np.inf
SPECIAL = np.array(
    [
        nan,
        inf,
        -inf,
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        1 / 3,
        2.0,
        -3.0,
        1e-300,
        5e-324,
        1e308,
        -1e308,
    ]
)
MILD = np.array([nan, inf, -inf, 0.0, -0.0, 1.0, -2.0, 0.5])  # no order of adding overflows

Function = Callable[..., Any]


def run_checker(items: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Replay all `items` in one Node process and give the reports by name."""
    node = shutil.which("node")
    if node is None:
        pytest.fail(
            "Node.js is needed to compare the replay with NumPy, and `node` is not found"
        )
    done = subprocess.run(
        [node, str(CHECKER)],
        input=json.dumps(items),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return {report["name"]: report for report in json.loads(done.stdout)}


def assert_equal(report: dict[str, Any], about: str = "") -> None:
    """Insist that a report has nothing to complain about."""
    assert "error" not in report, f"{report['error']}\n{about}"
    assert not report["failures"], f"{report['failures'][:5]}\n{about}"


def edit(program: dict[str, Any], values: dict[str, Any], expected: dict[str, Any]) -> dict:
    """Describe an edit, by name: new values of leaves, and what the outputs then are."""
    leaves = {leaf["name"]: leaf["node"] for leaf in program["leaves"]}
    return {
        "set": [[leaves[name], encoded(np.asarray(x))] for name, x in values.items()],
        "expected": [
            [node, encoded(np.asarray(expected[name]))]
            for name, node in program["outputs"].items()
        ],
    }


# ---- one primitive on special values -------------------------------------------------


@dataclass
class Case:
    """A function of plain arrays, and the special values to try it on."""

    function: Function
    special: tuple[np.ndarray, ...]

    def item(self, name: str) -> dict[str, Any]:
        """Record the function on ones, and edit its leaves to the special values."""
        recorder = Recorder()
        names = [f"x{i}" for i in range(len(self.special))]
        leaves = [
            recorder.leaf("input", n, np.ones(x.shape))
            for n, x in zip(names, self.special, strict=True)
        ]
        program = recorder.program({"out": self.function(*leaves)}).data
        with np.errstate(all="ignore"):
            expected = {"out": self.function(*self.special)}
        edits = [edit(program, dict(zip(names, self.special, strict=True)), expected)]
        return {"name": name, "program": program, "edits": edits}


def signed(function: Function) -> Function:
    """Follow with a division, which tells 0 from -0."""
    return lambda *xs: np.stack([1.0 * function(*xs), np.divide(1.0, function(*xs))]) * 1.0


def special_cases() -> dict[str, Case]:
    """Every primitive that computes, on NaN, infinities, both zeros and huge numbers."""
    x, y = (part.ravel() for part in np.meshgrid(SPECIAL, SPECIAL))
    mild = np.random.default_rng(0).permuted(np.resize(MILD, (4, 5, 8)), axis=2)
    cases = {name: Case(signed(getattr(np, name)), (SPECIAL,)) for name in primitives.UNARY}
    for name in primitives.BINARY - {"maximum", "minimum"}:
        cases[name] = Case(signed(getattr(np, name)), (x, y))
    for name in (
        "maximum",
        "minimum",
    ):  # which of 0 and -0 they give depends on the processor
        cases[name] = Case(getattr(np, name), (x, y))
    cases["where"] = Case(signed(np.where), (x, y, y[::-1]))
    for axis in (None, 0, 1, 2):
        for name in ("sum", "max", "min", "mean", "prod", "argmax", "argmin", "cumsum"):
            function = getattr(np, name)
            cases[f"{name}, axis {axis}"] = Case(
                lambda a, f=function, k=axis: f(a, axis=k) * 1.0, (mild,)
            )
        cases[f"norm, axis {axis}"] = Case(lambda a, k=axis: euclidean(a, k), (mild,))
    for order in (1, inf):
        cases[f"norm, order {order}"] = Case(
            lambda a, o=order: np.linalg.norm(a, ord=o, axis=1), (mild,)
        )
        cases[f"argsort, axis {axis}"] = Case(lambda a, k=axis: sorting(a, k), (mild,))
    cases["take"] = Case(lambda a: np.take(a, sorting(a, None)), (mild,))
    cases["matmul"] = Case(np.matmul, (mild, np.moveaxis(mild, 1, 2)))
    for shape in ((1, 5), (5, 1), (2, 2), (4, 6), (6, 4), (8, 8), (3, 5, 5)):
        cases[f"svdvals, shape {shape}"] = Case(singular_values, (graded(shape),))
    cases["svdvals, zeros"] = Case(singular_values, (np.zeros((3, 3)),))
    cases["svdvals, singular"] = Case(singular_values, (np.ones((4, 4)),))
    cases["svdvals, tiny"] = Case(singular_values, (1e-200 * graded((5, 5)),))
    cases["svdvals, huge"] = Case(singular_values, (1e200 * graded((5, 5)),))
    cases["norm, spectral"] = Case(lambda a: np.linalg.norm(a, 2), (graded((4, 5)),))
    cases["outer"] = Case(np.outer, (SPECIAL, SPECIAL[::-1]))
    return cases


def euclidean(a: Any, axis: int | None) -> Any:
    """Euclidean norm, of all entries for no axis (which NumPy gives for up to two axes)."""
    return np.linalg.norm(np.ravel(a)) if axis is None else np.linalg.norm(a, axis=axis)


def sorting(a: Any, axis: int | None) -> Any:
    """Where sorted numbers come from: of equal ones, the first comes first."""
    return np.argsort(a, axis=axis, kind="stable")


def singular_values(a: Any) -> Any:
    """Singular values beside the largest, so that tiny matrices are compared as well."""
    found = np.linalg.svd(a, compute_uv=False)
    return np.stack([found, found / np.maximum(found.max(), 1e-300)]) * 1.0


def graded(shape: tuple[int, ...]) -> np.ndarray:
    """Draw matrices whose columns differ in size by many orders."""
    rng = np.random.default_rng(shape)
    return rng.normal(size=shape) * 10.0 ** rng.uniform(-12, 1, shape[-1])


CASES = special_cases()


@pytest.fixture(scope="module")
def special_items() -> list[dict[str, Any]]:
    """Every primitive that computes, with special values as the edit."""
    return [case.item(name) for name, case in CASES.items()]


@pytest.fixture(scope="module")
def special_reports(special_items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """All special cases, replayed in one process."""
    return run_checker(special_items)


@pytest.mark.parametrize("name", sorted(CASES))
def test_special_values(name: str, special_reports: dict[str, dict[str, Any]]) -> None:
    """NaN, infinities, both zeros and the largest numbers go through as in NumPy."""
    assert_equal(special_reports[name])


# ---- random programs -----------------------------------------------------------------
#
# Rounding differs between the two sides by a unit in the last place, so a random program
# must not blow that up: its functions neither grow fast nor have poles, and functions with
# jumps are applied only to values that both sides know exactly.

EXACT_UNARY: list[Function] = [
    np.negative, np.absolute, np.sign, np.square, np.floor, np.ceil, np.logical_not,
    np.isnan, np.isfinite, np.isinf,
    lambda x: np.sqrt(np.absolute(x)),
    lambda x: np.reciprocal(1.0 + np.absolute(x)),
]  # fmt: skip
SMOOTH_UNARY: list[Function] = [
    np.tanh, np.sin, np.cos,
    lambda x: np.exp(-np.square(x)),
    lambda x: np.expm1(np.tanh(x)),
    lambda x: np.log(1.0 + x * x),
    lambda x: np.log1p(np.absolute(x)),
    lambda x: np.sinh(np.tanh(x)),
    lambda x: np.cosh(np.tanh(x)),
    lambda x: np.clip(x, -0.5, 1.0),
    lambda x: (1.0 + x**2) ** -0.5,
]  # fmt: skip
EXACT_BINARY: list[Function] = [
    np.add, np.subtract, np.maximum, np.minimum, np.greater, np.greater_equal, np.less,
    np.less_equal, np.equal, np.not_equal, np.logical_and, np.logical_or,
    lambda x, y: np.multiply(x, np.minimum(np.absolute(y), 2.0)),
    lambda x, y: np.divide(x, 1.0 + np.absolute(y)),
    lambda x, y: np.where(x, y, 0.5),
    lambda x, y: np.where(np.less(x, 0.25), x, y),
]  # fmt: skip
SMOOTH_BINARY: list[Function] = [
    lambda x, y: x + y,
    lambda x, y: x - 0.5 * y,
    lambda x, y: x * np.tanh(y),
    lambda x, y: np.maximum(x, y),
    lambda x, y: np.power(1.0 + np.absolute(x), np.tanh(y)),
]


@dataclass
class Value:
    """A value of a random program; `exact` if both sides agree on every bit."""

    array: np.ndarray
    exact: bool


@dataclass
class Expression:
    """Plain NumPy code as data: each step is a function of earlier values."""

    leaves: list[np.ndarray]
    edits: list[dict[int, np.ndarray]]
    steps: list[tuple[Function, list[int]]] = field(default_factory=list)

    def evaluate(self, leaves: Sequence[Any]) -> dict[str, Any]:
        """Run the steps on arrays, or on what stands in for them, and give every value."""
        values = list(leaves)
        for function, operands in self.steps:
            values.append(function(*(values[i] for i in operands)))
        return {f"v{i}": value for i, value in enumerate(values) if i >= len(leaves)}

    def item(self, name: str) -> dict[str, Any]:
        """Record the expression, and let NumPy say what each edit must lead to."""
        recorder = Recorder()
        traced = [recorder.leaf("input", f"x{i}", a) for i, a in enumerate(self.leaves)]
        program = recorder.program(self.evaluate(traced)).data
        edits, leaves = [], list(self.leaves)
        for changed in self.edits:
            leaves = [changed.get(i, leaf) for i, leaf in enumerate(leaves)]
            new = {f"x{i}": leaf for i, leaf in changed.items()}
            edits.append(edit(program, new, self.evaluate(leaves)))
        return {"name": name, "program": program, "edits": edits}


def numbers(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    """Draw moderate numbers, some of them whole and some of them equal."""
    rng = np.random.default_rng(seed)
    return np.where(
        rng.random(shape) < 0.3, rng.integers(-2, 3, shape), rng.normal(size=shape)
    )


@st.composite
def expressions(draw: st.DrawFn) -> Expression:
    """Draw a program of a few steps on three arrays whose shapes broadcast."""
    seeds = st.integers(0, 2**32 - 1)
    shapes = draw(
        hnp.mutually_broadcastable_shapes(num_shapes=3, min_side=1, max_side=4, max_dims=3)
    ).input_shapes
    leaves = [numbers(draw(seeds), shape) for shape in shapes]
    edits = [
        {
            i: numbers(draw(seeds), shapes[i])
            for i in draw(st.sets(st.integers(0, 2), min_size=1))
        }
        for _ in range(2)
    ]
    expression = Expression(leaves, edits)
    pool = [Value(leaf, True) for leaf in leaves]
    kinds = st.sampled_from(
        [unary, binary, reduction, position, product, movement, selection, joint]
    )
    for _ in range(draw(st.integers(4, 15))):
        i = draw(st.integers(0, len(pool) - 1))
        step = draw(kinds)(draw, pool, i)
        if step is None:
            continue
        function, operands, exact = step
        array = np.asarray(function(*(pool[k].array for k in operands)))
        if array.size <= MAX_SIZE:
            pool.append(
                Value(array.astype(float), exact and all(pool[k].exact for k in operands))
            )
            expression.steps.append((floating(function), operands))
    expression.steps.append((np.negative, [len(pool) - 1]))  # what is recorded at least
    return expression


def floating(function: Function) -> Function:
    """Turn truth values and positions into floats, which all that follows can take."""

    def as_float(*operands: Any) -> Any:
        result = function(*operands)
        return result if result.dtype == float else 1.0 * result

    return as_float


Step = tuple[Function, list[int], bool] | None


def unary(draw: st.DrawFn, pool: list[Value], i: int) -> Step:
    """Draw a function of one value."""
    if pool[i].exact and draw(st.integers(0, 3)):
        return draw(st.sampled_from(EXACT_UNARY)), [i], True
    return draw(st.sampled_from(SMOOTH_UNARY)), [i], False


def binary(draw: st.DrawFn, pool: list[Value], i: int) -> Step:
    """Draw a function of two values that broadcast."""
    j = draw(st.sampled_from([j for j in range(len(pool)) if broadcasts(pool[i], pool[j])]))
    if pool[i].exact and pool[j].exact and draw(st.integers(0, 3)):
        return draw(st.sampled_from(EXACT_BINARY)), [i, j], True
    return draw(st.sampled_from(SMOOTH_BINARY)), [i, j], False


def broadcasts(x: Value, y: Value) -> bool:
    """Whether the two shapes fit."""
    pairs = zip(reversed(x.array.shape), reversed(y.array.shape), strict=False)
    return all(m == n or 1 in (m, n) for m, n in pairs)


def reduction(draw: st.DrawFn, pool: list[Value], i: int) -> Step:
    """Draw a reduction over no, one or several axes."""
    ndim = pool[i].array.ndim
    some = st.sets(st.integers(0, ndim - 1), min_size=1).map(tuple)
    axes = draw(st.none() | some) if ndim else None
    options: dict[str, Any] = {"axis": axes, "keepdims": draw(st.booleans())}
    name = draw(st.sampled_from(["sum", "max", "min", "mean", "prod", "norm"]))
    if name == "norm" and ndim and (axes is None or len(axes) == 1):
        axis = axes[0] if axes else 0
        order = draw(st.sampled_from([None, 1, 2, inf]))
        keep = options["keepdims"]
        return lambda x: np.linalg.norm(x, ord=order, axis=axis, keepdims=keep), [i], False
    if name == "norm" and axes is not None and len(axes) == 2:
        return lambda x: np.linalg.norm(x, **options), [i], False
    if name == "prod":
        return lambda x: np.prod(np.tanh(x), **options), [i], False
    function = np.sum if name == "norm" else getattr(np, name)
    return lambda x: function(x, **options), [i], name in ("max", "min")


def position(draw: st.DrawFn, pool: list[Value], i: int) -> Step:
    """Draw a search along an axis, or a running sum."""
    ndim = pool[i].array.ndim
    axis = draw(st.none() | st.integers(-ndim, ndim - 1)) if ndim else None
    names = ["argmax", "argmin", "cumsum", *["argsort", "take"] * (ndim > 0)]
    name = draw(st.sampled_from(names))
    if name == "cumsum" or not pool[i].exact:
        return lambda x: np.cumsum(x, axis=axis), [i], False
    if name == "take":  # at computed places, from the end too
        return lambda x: np.take(x, sorting(x, axis) - x.shape[-1]), [i], True
    function = sorting if name == "argsort" else getattr(np, name)
    return lambda x: function(x, axis=axis), [i], True


def product(draw: st.DrawFn, pool: list[Value], i: int) -> Step:
    """Draw a product of vectors, matrices or stacks of matrices."""
    if draw(st.integers(0, 3)) == 0:
        return (
            lambda x, y: np.outer(x, np.tanh(y)),
            [i, draw(st.integers(0, len(pool) - 1))],
            False,
        )
    fitting = [j for j in range(len(pool)) if multiplies(pool[i].array, pool[j].array)]
    if fitting:
        return lambda x, y: np.tanh(x) @ y, [i, draw(st.sampled_from(fitting))], False
    if pool[i].array.ndim >= 2:
        if draw(st.booleans()):
            return lambda x: np.linalg.svd(np.tanh(x), compute_uv=False), [i], False
        axes = [*range(pool[i].array.ndim - 2), -1, -2]
        return lambda x: np.tanh(x) @ np.transpose(x, axes), [i], False
    return None


def multiplies(x: np.ndarray, y: np.ndarray) -> bool:
    """Whether NumPy would give ``x @ y``."""
    try:
        np.matmul(x, y)
    except ValueError:
        return False
    return True


def movement(draw: st.DrawFn, pool: list[Value], i: int) -> Step:
    """Draw another shape or order for the same entries."""
    shape = pool[i].array.shape
    kind = draw(
        st.sampled_from(["transpose", "ravel", "reshape", "expand", "squeeze", "broadcast"])
    )
    if kind == "transpose":
        axes = draw(st.permutations(range(len(shape))))
        return lambda x: np.transpose(x, axes), [i], True
    if kind == "ravel":
        return np.ravel, [i], True
    if kind == "reshape":
        return lambda x: np.reshape(x, (*shape[::-1], 1)), [i], True
    if kind == "expand":
        axis = draw(st.integers(0, len(shape)))
        return lambda x: np.expand_dims(x, axis), [i], True
    if kind == "squeeze":
        return np.squeeze, [i], True
    wider = (2, *(draw(st.sampled_from([n, 3])) if n == 1 else n for n in shape))
    return lambda x: np.broadcast_to(x, wider), [i], True


def selection(draw: st.DrawFn, pool: list[Value], i: int) -> Step:
    """Draw an index: numbers, slices either way, new axes, an ellipsis or a list."""
    shape = pool[i].array.shape
    key: Any = draw(hnp.basic_indices(shape, allow_newaxis=True, max_dims=4))
    parts: list[Any] = list(key) if isinstance(key, tuple) else [key]
    if len(shape) and draw(st.booleans()):  # one list of places, and slices around it
        axis = draw(st.integers(0, len(shape) - 1))
        plain = [slice(None), slice(None, None, -1), slice(1)]
        parts = [draw(st.sampled_from(plain)) for _ in range(axis)]
        places = st.integers(-shape[axis], shape[axis] - 1)
        parts.append(draw(st.lists(places, min_size=1, max_size=4)))
        parts += [draw(st.sampled_from(plain)) for _ in shape[axis + 1 :]]
    chosen = tuple(parts)
    if pool[i].array[chosen].size == 0:
        return None  # most reductions of nothing are errors
    return lambda x: x[chosen], [i], True


def joint(draw: st.DrawFn, pool: list[Value], i: int) -> Step:
    """Draw a concatenation, a stack, or a piece of a split."""
    shape = pool[i].array.shape
    same = [j for j in range(len(pool)) if pool[j].array.shape == shape]
    operands = [i, *draw(st.lists(st.sampled_from(same), max_size=2))]
    kind = draw(st.sampled_from(["concatenate", "stack", "split"]))
    if kind == "stack" or not shape:
        axis = draw(st.integers(-len(shape) - 1, len(shape)))
        return lambda *xs: np.stack(xs, axis=axis), operands, True
    axis = draw(st.integers(-len(shape), len(shape) - 1))
    if kind == "concatenate":
        return lambda *xs: np.concatenate(xs, axis=axis), operands, True
    return lambda x: np.split(x, shape[axis], axis=axis)[-1], [i], True


def random_items() -> list[dict[str, Any]]:
    """Record the same random programs in every run of the tests."""
    items: list[dict[str, Any]] = []

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(expressions())
    def collect(expression: Expression) -> None:
        items.append(expression.item(f"random {len(items)}"))

    collect()
    return items


@pytest.fixture(scope="module")
def items() -> list[dict[str, Any]]:
    """Random programs with edits."""
    return random_items()


def test_random_programs(items: list[dict[str, Any]]) -> None:
    """Random programs replay as recorded, and follow edits of their leaves."""
    reports = run_checker(items)
    assert len(reports) == len(items) >= EXAMPLES
    for item in items:
        nodes = [(n["op"], n.get("in"), n["shape"]) for n in item["program"]["nodes"]]
        assert_equal(reports[item["name"]], f"{item['name']}: {nodes}")


def test_no_primitive_is_left_out(
    items: list[dict[str, Any]], special_items: list[dict[str, Any]]
) -> None:
    """The tests above record every operation there is."""
    programs = [item["program"] for item in items + special_items]
    others = (
        "leaf const matmul outer where transpose reshape broadcast index concatenate stack "
        "sum max min mean prod argmax argmin argsort take cumsum norm svdvals"
    )
    every = primitives.UNARY | primitives.BINARY | set(others.split())
    assert {node["op"] for program in programs for node in program["nodes"]} == every


# ---- the worked example --------------------------------------------------------------


def test_helo_replays_and_can_be_edited() -> None:
    """Edits of the lecture's weights give what recording with these weights gives."""
    rng = np.random.default_rng(1)
    items = []
    for backward in (False, True):
        program = helo.program(backward).data
        edits = []
        for name, size in ((name, np.shape(p)) for name, p in helo.parameters().items()):
            params = helo.parameters() | {name: rng.normal(size=size)}
            changed = helo.program(backward, params).data["values"]  # node by node
            leaves = [leaf for leaf in program["leaves"] if leaf["name"] in params]
            new = [[leaf["node"], changed[leaf["node"]]] for leaf in leaves]
            edits.append({"set": new, "expected": list(enumerate(changed))})
        items.append({"name": f"backward {backward}", "program": program, "edits": edits})
    for report in run_checker(items).values():
        assert_equal(report)


# ---- the checker itself --------------------------------------------------------------


def test_checker_sees_a_wrong_value_and_a_broken_program() -> None:
    """The comparison itself can fail."""
    program = Recorder()
    x = program.leaf("input", "x", [1.0, 2.0])
    good = program.program({"y": np.tanh(x)}).data
    wrong = good | {"values": [good["values"][0], [good["values"][1][0], 0.5]]}
    other = good | {"format": "unrolled-program/0"}
    reports = run_checker(
        [
            {"name": n, "program": p}
            for n, p in (("good", good), ("wrong", wrong), ("other", other))
        ]
    )
    assert_equal(reports["good"])
    (failure,) = reports["wrong"]["failures"]
    assert (failure["node"], failure["op"], failure["index"]) == (1, "tanh", 1)
    assert failure["expected"] == 0.5 and failure["got"] == pytest.approx(np.tanh(2.0))
    assert 'format "unrolled-program/0"' in reports["other"]["error"]
