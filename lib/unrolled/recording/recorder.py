"""Record plain NumPy code as a program that a page can replay.

    recorder = Recorder()
    W = recorder.leaf("parameter", "W", [[1.0, 2.0]])     an array that remembers
    program = recorder.program({"y": np.tanh(W @ x)})      the operations behind y

`Traced` stands in for an array.  NumPy hands every operation on it to `Recorder.apply`
(through ``__array_ufunc__`` and ``__array_function__``), which computes the value and adds
a node to the program: what was done, to which nodes, and where in the source it stands.
Nothing in the library knows that it is being recorded; the recorder knows the library's
customs instead:

* a line of an equation ends in its tag, ``# (R1)``;
* the index of the loop over time is called ``t``, and what the names of a network's cell
  end with ``suffix``; steps that come after others have their number as ``before``;
* a sum over the steps begins as ``total = 0.0`` and goes on as ``total = total + …``, by
  which a page knows the share of each step;
* a function returns a record (`NamedTuple`), whose field names are the values' names; a
  field whose name starts with ``d_``, and ``gradients``, hold gradients of what they name.

The array is in `unrolled.traced`, where its operations stand is found by `unrolled.calls`,
and `unrolled.closing` makes the program.

    >>> recorder = Recorder()
    >>> x = recorder.leaf("input", "x", [3.0, 4.0])
    >>> program = recorder.program({"y": np.sqrt(np.sum(x * x))})
    >>> [node["op"] for node in program.data["nodes"]], program.value("y").item()
    (['leaf', 'multiply', 'sum', 'sqrt'], 5.0)
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from .calls import Calls
from .closing import closed
from .indices import normalised
from .primitives import ARITHMETIC, WHOLE
from .program import FORMAT, ROLES, Program, encoded
from .traced import RecordingError, Traced

__all__ = ["FORMAT", "Program", "Recorder", "RecordingError", "Traced", "encoded"]


class Recorder:
    """Collects the operations on its leaves; see the module for how to use it."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.values: list[np.ndarray] = []
        self.leaves: list[dict[str, Any]] = []
        self.calls = Calls(sys._getframe(1))
        self._constants: dict[tuple[Any, ...], int] = {}
        self._views: dict[tuple[Any, ...], Traced] = {}  # transposes, blocks: one node each

    # ---- leaves ------------------------------------------------------------------

    def leaf(
        self,
        role: str,
        name: str,
        value: Any,
        t: int | None = None,
        bounds: tuple[float, float] = (-2.0, 2.0),
        step: float = 0.01,
    ) -> Traced:
        """Add an array that the reader may edit, and give its stand-in.

        Parameters
        ----------
        role : {"parameter", "input", "target", "state", "hyperparameter"}
        name : str
            As in the notation: ``"W"``, ``"x"``.
        value : array_like of float
        t : int, optional
            Time step it belongs to, counted from 1; 0 for the initial state.
        bounds, step : float
            Range and grain of the editor's slider; typing may leave the range.

        Raises
        ------
        ValueError
            If the value is not made of finite numbers, or if `role` is unknown.
        """
        if role not in ROLES:
            raise ValueError(f"role {role!r} is unknown; the roles are {', '.join(ROLES)}")
        array = np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise ValueError(f"leaf {name} holds {array.dtype}; real numbers are needed")
        array = array.astype(float)
        if not np.isfinite(array).all():
            raise ValueError(
                f"leaf {name} holds {array[~np.isfinite(array)][0]}, not a number"
            )
        node = self._add(
            {"op": "leaf", "name": name} | ({} if t is None else {"t": t}), array
        )
        low, high = bounds
        self.leaves.append(
            {
                "node": node,
                "name": name,
                "role": role,
                "min": low,
                "max": high,
                "step": step,
            }
            | ({} if t is None else {"t": t})
        )
        return Traced(self, node, array)

    def sequence(self, role: str, name: str, values: Iterable[Any]) -> list[Traced]:
        """Add one leaf for each time step, counted from 1."""
        return [self.leaf(role, name, value, t) for t, value in enumerate(values, start=1)]

    def parameters(self, params: Mapping[str, Any]) -> dict[str, Traced]:
        """Add a leaf for each named parameter."""
        return {name: self.leaf("parameter", name, value) for name, value in params.items()}

    # ---- operations --------------------------------------------------------------

    def apply(
        self,
        op: str,
        compute: Callable[..., Any],
        inputs: Sequence[Any],
        attrs: Mapping[str, Any] | None = None,
    ) -> Traced:
        """Compute one primitive operation and add its node.

        Raises
        ------
        TypeError
            A `RecordingError`, if a page would compute something else: in truth values,
            whole numbers, or floats of another size.
        """
        operands = [self.lift(x) for x in inputs]
        values = [x.value for x in operands]
        if op in ARITHMETIC and all(v.dtype == bool for v in values):
            raise self.error(f"`{op}` of truth values; use np.logical_and, np.logical_or")
        if op in WHOLE and all(v.dtype.kind in "iu" for v in values):
            raise self.error(f"`{op}` of whole numbers")
        with np.errstate(all="ignore"):
            result = np.asarray(compute(*values))
        if result.dtype not in (float, int, bool):  # such as float16, from np.exp(x > 0)
            raise self.error(f"`{op}` in {result.dtype}; use floats")
        node: dict[str, Any] = {"op": op, "in": [x.node for x in operands]}
        # axis 0 stays: it equals False, but is not the same as no axis
        if attrs := {
            k: v for k, v in (attrs or {}).items() if v is not None and v is not False
        }:
            node["attrs"] = attrs
        return Traced(self, self._add(node | self.calls.where(), result), result)

    def lift(self, x: Any) -> Traced:
        """Give the stand-in of a plain number or array: a constant of the program.

        Raises
        ------
        TypeError
            If it belongs to another recorder, or does not hold real numbers.
        """
        if isinstance(x, Traced):
            if x.recorder is not self:
                raise self.error("arrays of two recorders in one operation")
            return x
        value = np.asarray(x)
        if value.dtype.kind not in "fiub":
            raise self.error(f"a constant of type {value.dtype}")
        key = (value.shape, value.dtype.kind, value.astype(float).tobytes())
        if key not in self._constants:
            self._constants[key] = self._add({"op": "const"}, value)
        node = self._constants[key]
        return Traced(self, node, self.values[node])

    def view(self, op: str, compute: Callable[..., Any], x: Traced, attrs: Any) -> Traced:
        """Add a node that only looks at `x` in another way, but only once."""
        key = (op, x.node, str(attrs))
        if key not in self._views:
            self._views[key] = self.apply(op, compute, [x], attrs)
        return self._views[key]

    def index(self, x: Traced, key: Any) -> Traced:
        """Take a part; one step out of a stack is just the value that was stacked.

        Raises
        ------
        IndexError, TypeError
            If there is no such place, or if such an index is not recorded.
        """
        node = self.nodes[x.node]
        if isinstance(key, (int, np.integer)) and not isinstance(key, bool):
            if not -len(x) <= key < len(x):
                raise IndexError(f"index {key} is out of bounds for {len(x)} entries")
            if node["op"] == "stack" and not node.get("attrs", {}).get("axis"):
                source = node["in"][key]
                return Traced(self, source, self.values[source])
        attrs = {"key": normalised(self, key, x.shape)}
        if node["op"] not in ("leaf", "const"):
            return self.apply("index", lambda a: a[key], [x], attrs)
        block = self.view("index", lambda a: a[key], x, attrs)  # the same at every step
        if isinstance(key, (int, np.integer)) and self._is_parameter(x.node):
            self.calls.name_block(self.nodes[block.node], int(key) % len(x))
        return block

    def _is_parameter(self, node: int) -> bool:
        return any(x["node"] == node and x["role"] == "parameter" for x in self.leaves)

    def error(self, what: str) -> RecordingError:
        """Say what cannot be recorded, and where it stands."""
        place = next(iter(self.calls.running()), None)
        where = f" in {place.fn}, line {place.line}" if place else ""
        return RecordingError(f"cannot record {what}{where}")

    def _add(self, node: dict[str, Any], value: np.ndarray) -> int:
        self.nodes.append(node | {"shape": list(value.shape)})
        self.values.append(value)
        return len(self.nodes) - 1

    # ---- the program ---------------------------------------------------------------

    def program(self, result: Any, **about: Any) -> "Program":
        """Close the recording: name what `result` holds, drop what it does not need.

        Parameters
        ----------
        result : record, dict, sequence or Traced
            What the recorded code returned; its field names and keys name the nodes.
        **about
            More for the page, made of plain Python values (``vocabulary=[...]``).

        Raises
        ------
        ValueError
            If nothing in `result` was recorded, so that there is nothing to replay.
        """
        return closed(self, result, about)
