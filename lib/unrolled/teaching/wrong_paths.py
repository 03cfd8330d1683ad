"""Wrong paths to a recorded value: what comes out if one operation on the way is wrong.

A `Detour` goes on from a recorded program: NumPy code may use its values, and what that
code does is recorded behind the program.  So a wrong result is a replayed value like the
right one, and stays the result of the same mistake when a reader changes numbers.

`common` finds the mistakes that any equation invites: a term left out, a matrix not
transposed, an activation skipped or applied twice, the value of another step, a turned
sign.  What to say about one is text in which ``{7}`` stands for the name of node 7.

    >>> from unrolled import helo
    >>> detour = Detour(helo.program())
    >>> a = detour("W") @ detour("x", 1) + detour("h", 0)  # without U and b
    >>> a.value.round(2)
    array([0.29, 0.9 , 0.54])
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..recording import Recorder
from ..recording.program import Program, encoded
from ..recording.traced import RecordingError, Traced

Path = tuple[Traced, str]  # a wrong result, and what was done to get it

REDUCED = {"sum", "mean", "max", "min", "norm"}
ENTRYWISE = {
    "add", "subtract", "multiply", "divide", "negative", "exp", "log", "sqrt", "tanh",
    "square", "maximum", "minimum", "absolute",
}  # fmt: skip
AGAIN = REDUCED | ENTRYWISE | {"matmul", "outer", "transpose"}  # what can be done once more
FUNCTIONS = {"tanh", "exp", "log", "sqrt"}


class Detour:
    """A recorded program to go on from.

    Called with a name and a time step, it gives the stand-in of that value, for NumPy.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Program) -> None:
        self.data = program.data
        self.nodes = program.data["nodes"]
        self.find = program.find
        self.recorder = Recorder()
        self.recorder.nodes = list(self.nodes)
        self.recorder.values = [
            np.array([float(x) for x in values]).reshape(node["shape"])
            for node, values in zip(self.nodes, program.data["values"], strict=True)
        ]

    def __call__(self, name: str, t: int | None = None) -> Traced:
        """Give the stand-in of the value called `name` (at step `t`, counted from 1)."""
        return self.at(self.find(name, t))

    def at(self, i: int) -> Traced:
        """Give the stand-in of node `i`."""
        return Traced(self.recorder, i, self.recorder.values[i])

    def taken(self, ends: list[int]) -> tuple[dict[str, Any], list[int]]:
        """Give the operations that lead to `ends`, and the numbers that `ends` get.

        Returns
        -------
        dict, list of int
            ``operations`` and their ``values``, as a `Program` has them; they are numbered
            on from its nodes.
        """
        first, nodes = len(self.nodes), self.recorder.nodes
        kept = {i for i in ends if i >= first}
        for i in range(len(nodes) - 1, first - 1, -1):
            if i in kept:
                kept.update(j for j in nodes[i].get("in", ()) if j >= first)
        order = sorted(kept)
        number = {i: first + n for n, i in enumerate(order)}
        plain = [{k: nodes[i][k] for k in _WRITTEN if k in nodes[i]} for i in order]
        for node in plain:
            if "in" in node:
                node["in"] = [number.get(j, j) for j in node["in"]]
        values = [encoded(self.recorder.values[i]) for i in order]
        return {"operations": plain, "values": values}, [number.get(i, i) for i in ends]


_WRITTEN = ("op", "in", "attrs", "shape")


def common(detour: Detour, i: int) -> Iterator[Path]:
    """Yield the results of common mistakes on the way to node `i`, each of its shape.

    The way is the equation that node `i` stands in: from the values with a name, and those
    of other equations, to node `i`.

    >>> from unrolled import helo
    >>> program = helo.program()
    >>> for _, words in common(Detour(program), program.find("h", 1)):
    ...     print(words)  # nodes stand in braces
    tanh was not applied
    tanh was applied twice
    that takes {22} where {17} is meant
    the sign is turned
    """
    right = detour.at(i)
    for wrong, words in _ways(detour, i):
        if wrong.shape == right.shape and np.isfinite(wrong.value).all():
            yield wrong, words
    yield -right, "the sign is turned"


def _ways(detour: Detour, i: int) -> Iterator[Path]:
    node = detour.nodes[i]
    if node["op"] not in AGAIN:
        return
    operands = [detour.at(j) for j in node["in"]]
    yield from _done_wrong(detour, node, operands)
    for place, j in enumerate(node["in"]):
        inner = _ways(detour, j) if _same_line(detour, node, j) else _mistaken(detour, j)
        for wrong, words in inner:
            changed = [wrong if n == place else x for n, x in enumerate(operands)]
            if node["in"].count(j) > 1:  # a square has the same mistake in both
                changed = [wrong for _ in operands]
            result = _again(detour, node, changed)
            if result is not None:
                yield result, words


def _done_wrong(
    detour: Detour, node: dict[str, Any], operands: list[Traced]
) -> Iterator[Path]:
    """Yield what a single operation gives if it is left out or turned round."""
    op, a, b = node["op"], operands[0], operands[-1]
    one, other = f"{{{a.node}}}", f"{{{b.node}}}"
    if op in FUNCTIONS:
        name = {"log": "ln"}.get(op, op)
        yield a, f"{name} was not applied"
        yield from _tried(
            detour,
            op,
            [detour.recorder.apply(op, getattr(np, op), [a])],
            f"{name} was applied twice",
        )
    elif op == "negative":
        yield a, "the minus sign is missing"
    elif op == "add":
        yield a, f"{other} was left out"
        yield b, f"{one} was left out"
    elif op == "subtract":
        yield a, f"{other} was not subtracted"
        yield b, f"{one} − was left out"
        yield b - a, f"the difference is turned round: it is {one} − {other}"
    elif op in ("multiply", "square") and a.node == b.node:
        yield a, f"{one} was not squared"
    elif op == "multiply":
        yield a, f"it was not multiplied by {other}"
        yield b, f"it was not multiplied by {one}"
        yield from _tried(
            detour, "add", operands, f"{one} and {other} are multiplied, not added"
        )
    elif op == "divide":
        yield a, f"it was not divided by {other}"
    elif op == "sum" and "attrs" not in node:
        yield a.mean(), "that is the mean; the sum is asked for"
    elif op == "matmul":
        yield b, f"{other} was not multiplied by {one}"
        yield from _transposed(detour, a, b)


def _transposed(detour: Detour, a: Traced, b: Traced) -> Iterator[Path]:
    """Yield the product with the transpose, where its shape fits."""
    node = detour.nodes[a.node]
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        return
    if node["op"] == "transpose":
        plain = node["in"][0]
        yield detour.at(plain) @ b, f"that is {{{plain}}} where {{{a.node}}} is meant"
    else:
        yield a.T @ b, f"that is {{{a.node}}}⊤ where {{{a.node}}} is meant"


def _mistaken(detour: Detour, j: int) -> Iterator[Path]:
    """Yield what may be mistaken for a named value: another step's, or its input's."""
    node = detour.nodes[j]
    name, t = node.get("name"), node.get("t")
    if name is None or t is None:
        return
    if node["op"] in FUNCTIONS:
        before = node["in"][0]
        yield detour.at(before), f"that takes {{{before}}} where {{{j}}} is meant"
    for step in (t - 1, t + 1):
        for k, other in enumerate(detour.nodes):
            if other.get("name") == name and other.get("t") == step:
                yield detour.at(k), f"that takes {{{k}}} where {{{j}}} is meant"


def _same_line(detour: Detour, node: dict[str, Any], j: int) -> bool:
    """Whether node `j` is a step on the way to `node`, inside its equation."""
    inner, places = detour.nodes[j], detour.data["places"]
    if inner["op"] not in AGAIN or "name" in inner:
        return False
    if "at" not in inner or "at" not in node:
        return bool(inner["op"] == "transpose")
    same: bool = inner.get("t") == node.get("t") and (
        places[inner["at"]].get("eq") == places[node["at"]].get("eq")
    )
    return same


def _again(detour: Detour, node: dict[str, Any], operands: list[Traced]) -> Traced | None:
    """Do an operation once more, with other operands; None where they do not fit."""
    op, attrs = node["op"], node.get("attrs", {})
    try:
        if op in REDUCED:
            axis = attrs.get("axis")
            options = {"axis": tuple(axis)} if axis is not None else {}
            function: Any = np.linalg.norm if op == "norm" else getattr(np, op)
            reduced: Traced = function(*operands, **options, **_kept(attrs))
            return reduced
        again: Traced = getattr(np, op)(*operands)
        return again
    except (ValueError, RecordingError):
        return None


def _kept(attrs: dict[str, Any]) -> dict[str, Any]:
    return {"keepdims": True} if attrs.get("keepdims") else {}


def _tried(detour: Detour, op: str, operands: list[Traced], words: str) -> Iterator[Path]:
    """Yield an operation on these operands, if their shapes fit."""
    result = _again(detour, {"op": op}, operands)
    if result is not None:
        yield result, words
