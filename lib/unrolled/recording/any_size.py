"""A program for every size: its shapes are letters, and a page puts numbers for them.

A program is recorded at certain sizes, for NumPy computes with numbers.  Where nothing but
its shapes depends on them, it is the same program at any other; that this is so is found
out by recording it twice, at sizes that occur nowhere else.

The page gets what `unrolled.packed` makes, with three differences:

* a shape, or where a slice ends, may have a letter in place of a number, and the last entry
  is ``"K-1"``;
* ``values`` of leaves and constants are ``{"fill": 0.5}``, all entries alike, or ``{"up":
  true}``, the numbers from 0 up; the page sets the leaves itself;
* there are no ``sums``, and no ``labels``.

    >>> spelled_part({"start": 0, "stop": 53, "step": 1}, {53: "K"})
    {'start': 0, 'stop': 'K', 'step': 1}
"""

from collections.abc import Callable, Mapping
from typing import Any

from .packed import nodes_by_kind
from .program import Program

# sizes that no program has by itself: neither steps nor gates, nor the same twice
FIRST, SECOND = (29, 31, 37, 41), (43, 47, 53, 59)
LEAF = ("node", "name", "role", "t")  # what is kept of a leaf: its bounds are for sliders


def any_size(
    record: Callable[..., Program], letters: str, told: bool = False
) -> dict[str, Any]:
    """Record a program for every size.

    Parameters
    ----------
    record : callable
        Takes one size for each of the letters, in their order.
    letters : str
        Such as ``"KH"``: how the sizes are called in the shapes.
    told : bool
        Whether to keep what is said of the program, for a page that shows it.

    Raises
    ------
    ValueError
        If the program depends on a size otherwise than by its shapes.

    Examples
    --------
    >>> import numpy as np
    >>> from unrolled.recording import Recorder
    >>> def doubled(K):
    ...     recorder = Recorder()
    ...     x = recorder.leaf("input", "x", np.zeros(K))
    ...     return recorder.program({"y": 2.0 * x})
    >>> [kind["shape"] for kind in any_size(doubled, "K")["nodes"]["kinds"]]
    [['K'], [], ['K']]
    """
    first, second = (
        spelled(
            record(*sizes[: len(letters)]), dict(zip(sizes, letters, strict=False)), told
        )
        for sizes in (FIRST, SECOND)
    )
    if first != second:
        raise ValueError(
            f"the program depends on {', '.join(letters)} otherwise than by its shapes"
        )
    return first


def spelled(program: Program, letters: Mapping[int, str], told: bool) -> dict[str, Any]:
    """Write letters for sizes, and drop all that a page needs for showing alone."""
    data = program.data
    nodes = [sized(node, letters) for node in data["nodes"]]
    given = [
        alike(values, "in" not in node and node["op"] == "leaf")
        for node, values in zip(data["nodes"], data["values"], strict=True)
        if "in" not in node
    ]
    if told:
        about = {name: part for name, part in data.items() if name != "labels"}
        return about | {"nodes": nodes_by_kind(nodes), "values": given}
    leaves = [{k: leaf[k] for k in LEAF if k in leaf} for leaf in data["leaves"]]
    about = {name: data[name] for name in ("format", "outputs")}
    packed = nodes_by_kind([bare(node) for node in nodes])
    return {**about, "leaves": leaves, "nodes": packed, "values": given}


def bare(node: Mapping[str, Any]) -> dict[str, Any]:
    """Give a node without its place in the code."""
    return {k: v for k, v in node.items() if k not in ("at", "group", "cell", "back")}


def sized(node: Mapping[str, Any], letters: Mapping[int, str]) -> dict[str, Any]:
    """Give a node with its sizes spelled."""
    own = {**node, "shape": [letters.get(n, n) for n in node["shape"]]}
    if "key" in own.get("attrs", {}):
        own["attrs"] = {
            "key": [spelled_part(part, letters) for part in own["attrs"]["key"]]
        }
    return own


def spelled_part(part: Any, letters: Mapping[int, str]) -> Any:
    """Spell where a slice ends, and which entry is the last."""
    if not isinstance(part, Mapping):
        return f"{letters[part + 1]}-1" if part + 1 in letters else part
    return {**part, "stop": letters.get(part["stop"], part["stop"])}


def alike(values: list[Any], leaf: bool) -> dict[str, Any]:
    """Describe the numbers of a leaf, which the page sets, or of a constant."""
    if leaf:
        return {"fill": 0}
    if len(values) > 1 and values == [*range(len(values))]:
        return {"up": True}
    if any(x != values[0] for x in values):
        raise ValueError(f"a constant has {len(values)} different numbers")
    return {"fill": values[0]}
