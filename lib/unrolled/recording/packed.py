"""A program as a page carries it: nothing twice, and nothing that the page can compute.

Of the values only those of leaves and constants are kept; the page computes the others when
it opens, and compares their sums with NumPy's.  Nodes that are alike but for their step are
described once:

* ``nodes``: ``kinds`` (nodes without operands, step and call; ``in`` counts operands), and
  for each node ``kind``; ``in``, how far back each operand lies, or ``-1 - i`` for leaf or
  constant ``i``; ``t``, as runs of a step and a number of nodes; ``group``, how much is
  added to the last one, or None.
* ``values``: one entry for each leaf and constant: numbers as in a program, or the shortest
  of ``{"f2": …}``, ``{"f4": …}``, ``{"f8": …}`` (base64, little-endian) and ``{"i1": …,
  "scale": …}`` (a row's scale times whole numbers) that loses nothing.
* ``sums``: the sums of the other values, by step and way.

    >>> from unrolled import helo
    >>> page = packed(helo.program().data)
    >>> len(page["nodes"]["kind"]) == len(helo.program().data["nodes"])
    True
    >>> len(page["nodes"]["kinds"]) < len(page["nodes"]["kind"])
    True
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from itertools import groupby
from typing import Any

import numpy as np

SMALL = 16  # numbers that stay readable
# what may jump where a number differs in its last digit
JUMPS = {
    "argmax", "argmin", "argsort", "floor", "ceil", "sign", "take", "greater",
    "greater_equal", "less", "less_equal", "equal", "not_equal", "logical_and",
    "logical_or", "logical_not", "isnan", "isfinite", "isinf",
}  # fmt: skip


def packed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Pack the data of a program; what is none, such as an empty trait, stays as it is."""
    if not isinstance(data.get("nodes"), list):
        return dict(data)
    given = [i for i, node in enumerate(data["nodes"]) if "in" not in node]
    return {
        **data,
        "nodes": nodes_by_kind(data["nodes"]),
        "values": [
            numbers(data["values"][i], tuple(data["nodes"][i]["shape"])) for i in given
        ],
        "sums": sums(data),
    }


def to_page(value: Any, _: Any = None) -> Any:
    """Pack all programs in the value of a trait, however deep they lie in it."""
    if isinstance(value, Mapping):
        if isinstance(value.get("nodes"), list):
            return packed(value)
        return {key: to_page(part) for key, part in value.items()}
    return value


def nodes_by_kind(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """Describe nodes by kinds, and by what differs within a kind."""
    kinds: dict[str, int] = {}
    kind, operands, group = [], [], []
    last = 0
    for i, node in enumerate(nodes):
        own = {k: v for k, v in node.items() if k not in ("in", "t", "group")}
        own |= {"in": len(node["in"])} if "in" in node else {}
        kind.append(kinds.setdefault(json.dumps(own), len(kinds)))
        operands += [i - j if "in" in nodes[j] else -1 - j for j in node.get("in", ())]
        call = node.get("group")
        group.append(None if call is None else call - last)
        last = last if call is None else call
    steps = [(t, len([*run])) for t, run in groupby(node.get("t") for node in nodes)]
    return {
        "kinds": [json.loads(text) for text in kinds],
        "kind": kind,
        "in": operands,
        "t": [number for run in steps for number in run],
        "group": group,
    }


def numbers(values: list[Any], shape: tuple[int, ...]) -> Any:
    """Write the numbers of a leaf as briefly as nothing is lost."""
    if len(values) <= SMALL or all(isinstance(x, int) for x in values):
        return values
    array = np.array([float(x) for x in values])
    scaled = whole_times_scale(array.reshape(shape))
    if scaled is not None:
        return {"i1": based(scaled[0], "i1"), "scale": scaled[1].tolist()}
    for form in ("f2", "f4"):
        with np.errstate(over="ignore", under="ignore"):
            short = array.astype(form).astype(float)
        if np.array_equal(short, array, equal_nan=True):
            return {form: based(array, form)}
    return {"f8": based(array, "f8")}


def whole_times_scale(array: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Give whole numbers up to 127 and a scale for each row, if the array is made so."""
    rows = np.atleast_2d(array).reshape(-1, array.shape[-1])
    scale = np.abs(rows).max(axis=1, keepdims=True) / 127
    if not np.isfinite(scale).all():
        return None
    whole = np.rint(rows / np.where(scale == 0, 1, scale))
    signed_zero = np.signbit(rows) & (rows == 0)
    same = np.array_equal(whole * scale, rows) and not signed_zero.any()
    return (whole, scale.ravel()) if same else None


def rounded(params: Mapping[str, np.ndarray], form: str) -> dict[str, np.ndarray]:
    """Round parameters to what a page can carry briefly, without loss from then on.

    Parameters
    ----------
    params : mapping of str to ndarray
    form : {"float16", "int8"}
        Two bytes a number, or one and a scale for each row.

    Raises
    ------
    ValueError
        If `form` is none of its choices.

    Examples
    --------
    >>> W = np.array([[0.1, -0.3], [2.0, 1.0]])
    >>> rounded({"W": W}, "int8")["W"].round(4)
    array([[ 0.0992, -0.3   ],
           [ 2.    ,  1.0079]])
    """
    if form == "float16":
        return {n: np.asarray(p, np.float16).astype(float) for n, p in params.items()}
    if form != "int8":
        raise ValueError(f"form is {form!r}; it must be one of 'float16', 'int8'")
    found = {}
    for name, p in params.items():
        largest = np.abs(p).max(axis=-1, keepdims=True) if np.ndim(p) else np.abs(p)
        # few digits, so that 127 times the scale is exact
        scale = np.asarray(largest / 127, np.float32).astype(float)
        whole = np.rint(p / np.where(scale == 0, 1, scale)).clip(-127, 127)
        found[name] = whole * scale + 0.0  # no zero has a sign
    return found


def based(array: np.ndarray, form: str) -> str:
    """Write the bytes of an array, little-endian, as text."""
    return b64encode(array.astype(f"<{form}").tobytes()).decode()


def sums(data: Mapping[str, Any]) -> list[float]:
    """Add up what is computed, for each step of each way, in the order of the nodes."""
    total: dict[tuple[Any, bool], float] = {}
    for node, values in zip(data["nodes"], data["values"], strict=True):
        if "in" not in node or node["op"] in JUMPS:
            continue
        key = node.get("t"), node.get("back", False)
        found = np.array([x for x in values if not isinstance(x, str)], float)
        total[key] = total.get(key, 0.0) + float(found.sum())
    return [float(f"{x:.12g}") for x in total.values()]
