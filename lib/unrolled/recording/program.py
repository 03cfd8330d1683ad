"""A recorded program: plain data that a page replays, and that Python can look into.

``Program.data`` is a dict that JSON can carry:

* ``format``: the string `FORMAT`; a page refuses any other.
* ``nodes``: the operations in the order they ran, leaves and constants among them: ``op``,
  ``in`` (numbers of the operands), ``attrs`` (such as an axis), ``shape``; where known
  ``name``, ``t`` (time step from 1; 0 before the first), ``at`` (its place), ``group`` (the
  call it ran in), ``cell`` (of a network: what its names end with), ``back`` (only
  gradients need it).
* ``values``: what NumPy computed, one flat list for each node, row by row.
* ``leaves``: what a reader may edit: ``node``, ``name``, ``role``, ``min``, ``max``,
  ``step``.
* ``outputs``: name of a result that belongs to no step → node.
* ``places``: ``fn``, ``line``, ``col`` (the very sub-expression), ``eq`` (its tag).
* ``groups``: calls made by an equation: ``fn``, ``at`` (where it stands), ``parent``.
* ``lines``: ``function:line`` → the line as an equation, see `typesetting.typeset`.
* ``equations``: tag → ``function:line``.
* ``sources``: function → ``line`` (its first) and ``text``.
* ``symbols``: how names are written; ``labels``: letters along an axis; ``roles``: name
  of the ``input``, ``target``, ``state``, ``scores``, ``probs``, ``loss`` and ``total``,
  and of what a step ``looks`` at others with, an entry for each from the first on;
  ``layout``: how the cell is drawn, see `unrolled.layouts`; ``word``: what was read, and
  what was to come; ``called``: in a network, what the names in a line stand for in each of
  its cells; ``one``: what a label is, if it is no letter.  Each lesson adds those that
  its page asks for.

A page carries it packed, see `unrolled.packed`.

Booleans are 0 and 1; NaN and infinities are the strings "NaN", "Infinity", "-Infinity".

    >>> from unrolled import helo
    >>> program = helo.program()
    >>> program.data["nodes"][program.find("h", t=1)]["op"], program.value("h", t=1).shape
    ('tanh', (3,))
"""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

FORMAT = "unrolled-program/1"
STRANGE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}  # as JavaScript reads them
ROLES = ("parameter", "input", "target", "state", "hyperparameter")


@dataclass(frozen=True)
class Program:
    """A recorded program: plain data that a page replays."""

    data: dict[str, Any]

    def to_json(self) -> str:
        """Write as compact JSON."""
        return json.dumps(
            self.data, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )

    def find(self, name: str, t: int | None = None) -> int:
        """Find the number of the node called `name` (at step `t`, counted from 1).

        Raises
        ------
        KeyError
            If there is none; the message lists what there is.
        """
        if t is None and name in self.data["outputs"]:
            return int(self.data["outputs"][name])
        for i, node in enumerate(self.data["nodes"]):
            if node.get("name") == name and (t is None or node.get("t") == t):
                return i
        names = sorted({n["name"] for n in self.data["nodes"] if "name" in n})
        raise KeyError(f"no value {name!r} at step {t}; there are {', '.join(names)}")

    def value(self, name: str, t: int | None = None) -> np.ndarray:
        """Give the recorded value called `name` (at step `t`, counted from 1)."""
        i = self.find(name, t)
        numbers = [float(x) for x in self.data["values"][i]]
        return np.array(numbers).reshape(self.data["nodes"][i]["shape"])


def encoded(value: np.ndarray) -> list[float | int | str]:
    """Flatten to numbers that JSON can carry; whole numbers lose their ``.0``."""
    flat = value.astype(float).ravel()
    numbers: list[float | int | str] = flat.tolist()
    short = (np.trunc(flat) == flat) & (np.abs(flat) < 2**53)
    short &= (flat != 0) | ~np.signbit(flat)
    for i in np.flatnonzero(short).tolist():
        numbers[i] = int(numbers[i])
    for i in np.flatnonzero(~np.isfinite(flat)).tolist():
        numbers[i] = STRANGE[str(numbers[i])]
    return numbers


def checked(program: Any) -> dict[str, Any]:
    """Give the data of a program that can be stepped through."""
    if not isinstance(program, Program):
        raise ValueError(
            f"a Program is needed, not {type(program).__name__}: record one first"
        )
    data = program.data
    if data.get("format") != FORMAT:
        raise ValueError(
            f"this program has format {data.get('format')!r}; {FORMAT!r} is needed"
        )
    if not any(node.get("t") for node in data["nodes"]):
        raise ValueError(
            "this program has no time steps: the loop's index must be called t"
        )
    return data
