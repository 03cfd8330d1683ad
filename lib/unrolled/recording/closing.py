"""From a recording to a program: name what came out, and drop what it does not need.

Values are named after the fields and keys that lead to them in the result.  Nodes that
nothing named depends on are left out, and the rest is numbered anew.

    >>> from unrolled.recording import Recorder
    >>> recorder = Recorder()
    >>> x = recorder.leaf("input", "x", [1.0, 2.0])
    >>> unused, kept = x * 2, x + 1
    >>> [n["op"] for n in recorder.program({"y": kept}).data["nodes"]]
    ['leaf', 'const', 'add']
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..notation import GRADIENT_NAMES
from .contract import Recording
from .program import FORMAT, Program, encoded
from .traced import Traced


def closed(recorder: Recording, result: Any, about: Mapping[str, Any]) -> Program:
    """Make the program of what `result` holds; see `Recorder.program`.

    Raises
    ------
    ValueError
        If nothing in it depends on a leaf.
    """
    outputs: dict[str, int] = {}
    name_all(recorder, result, outputs)
    recorded, calls = recorder.nodes, recorder.calls
    roots = set(outputs.values()) | {i for i, n in enumerate(recorded) if "name" in n}
    if not any(recorded[i]["op"] not in ("leaf", "const") for i in roots):
        raise ValueError("nothing was recorded: the result does not depend on a leaf")
    kept = sorted(needed(recorder, roots))
    numbers = {i: k for k, i in enumerate(kept)}
    forward = needed(recorder, roots - made_of_gradients(recorder))
    nodes = [written(recorder, i, numbers, forward) for i in kept]
    groups, places = calls.used(nodes)
    return Program(
        {
            "format": FORMAT,
            "nodes": nodes,
            "values": [encoded(recorder.values[i]) for i in kept],
            "leaves": [x | {"node": numbers[x["node"]]} for x in recorder.leaves],
            "outputs": {name: numbers[i] for name, i in outputs.items()},
            "groups": groups,
            "places": places,
            **calls.told(nodes, places),
            **about,
        }
    )


def written(
    recorder: Recording, i: int, numbers: Mapping[int, int], forward: set[int]
) -> dict[str, Any]:
    """Give node `i` as the program holds it, its operands by their new `numbers`."""
    node = {k: v for k, v in recorder.nodes[i].items() if k != "gradient"}
    if node["op"] == "stack" and not recorder.calls.has_equation(node):
        del node["at"]  # a trace put together: nothing that a reader steps through
    if "in" in node:
        node["in"] = [numbers[j] for j in node["in"]]
    return node if i in forward else node | {"back": True}


def needed(recorder: Recording, roots: Iterable[int]) -> set[int]:
    """All nodes that `roots` depend on, the leaves included."""
    found = set(roots) | {leaf["node"] for leaf in recorder.leaves}
    for i in range(len(recorder.nodes) - 1, -1, -1):
        if i in found:
            found.update(recorder.nodes[i].get("in", ()))
    return found


def made_of_gradients(recorder: Recording) -> set[int]:
    """All gradients, and what is computed from one, such as the next weights."""
    found: set[int] = set()
    for i, node in enumerate(recorder.nodes):
        if node.get("gradient") or not found.isdisjoint(node.get("in", ())):
            found.add(i)
    return found


def name_all(
    recorder: Recording,
    value: Any,
    outputs: dict[str, int],
    name: str = "",
    d: bool = False,
    before: int = 0,
) -> None:
    """Name the nodes in `value` after the fields and keys that lead to them.

    A trace of steps may begin with a later one than the first: after those `before`.
    """
    if isinstance(value, Traced):
        name_value(recorder, value.node, outputs, name, d, before)
    before = steps_before(recorder, value)
    for own, part, gradient in parts_of(value, name, d):
        name_all(recorder, part, outputs, own, gradient, before)
        if isinstance(value, Mapping) and isinstance(part, Traced) and not d:
            outputs[own] = part.node  # asked for as a whole, too


def parts_of(value: Any, name: str, d: bool) -> Iterator[tuple[str, Any, bool]]:
    """List what a value holds: the name of a part, the part, whether it is a gradient."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        for field, part in zip(value._fields, value, strict=True):
            yield field, part, d or field.startswith("d_") or field == "gradients"
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield str(key), part, d
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield name, part, d


def steps_before(recorder: Recording, value: Any) -> int:
    """Count the steps before the trace that a record is: what it computed last says it."""
    ends = [0]
    for field in value if isinstance(value, tuple) else ():
        if isinstance(field, Traced) and recorder.nodes[field.node]["op"] == "stack":
            steps = recorder.nodes[field.node]["in"]
            ends.append(recorder.nodes[steps[-1]].get("t", 0) - len(steps))
    return max(ends)


def name_value(
    recorder: Recording,
    i: int,
    outputs: dict[str, int],
    name: str,
    d: bool,
    before: int = 0,
) -> None:
    """Name node `i`, or the steps of the trace that it is."""
    full = GRADIENT_NAMES.get(name, f"d{name}") if d else name
    node = recorder.nodes[i]
    if node["op"] == "stack" and not recorder.calls.has_equation(node):
        for t, step in enumerate(node["in"], start=before + 1):
            name_node(recorder.nodes[step], full, d, t)
        return
    name_node(node, full, d, node.get("t"))
    outputs[full] = i
    if d and node["op"] == "stack":
        name_blocks(recorder.nodes, name, node["in"])


def name_blocks(nodes: Sequence[dict[str, Any]], name: str, parts: Sequence[int]) -> None:
    """Name the parts of a stacked gradient after the blocks of its parameter."""
    for block in nodes:
        if block["op"] == "index" and "name" in block:
            k, parameter = block["attrs"]["key"][0], nodes[block["in"][0]]
            if parameter.get("name") == name and isinstance(k, int):
                part = nodes[parts[k]]
                name_node(part, f"d{block['name']}", True, part.get("t"))


def name_node(node: dict[str, Any], name: str, gradient: bool, t: int | None) -> None:
    """Name a node, if its own step computed it and it has no name yet.

    In a network the name ends with the suffix of the cell that computed it.
    """
    if node["op"] in ("leaf", "const") or "name" in node or node.get("t") != t:
        return
    cell = node.get("cell", "")
    node["name"] = name if name.endswith(cell) else name + cell
    if gradient:
        node["gradient"] = True
