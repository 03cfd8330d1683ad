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
* the index of the loop over time is called ``t``;
* a function returns a record (`NamedTuple`), whose field names are the values' names; a
  field whose name starts with ``d_``, and ``gradients``, hold gradients of what they name.

    >>> recorder = Recorder()
    >>> x = recorder.leaf("input", "x", [3.0, 4.0])
    >>> program = recorder.program({"y": np.sqrt(np.sum(x * x))})
    >>> [node["op"] for node in program.data["nodes"]], program.value("y").item()
    (['leaf', 'multiply', 'sum', 'sqrt'], 5.0)
"""

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from .notation import GRADIENT_NAMES, typeset
from .primitives import (
    ARITHMETIC,
    BINARY,
    FUNCTIONS,
    REDUCTIONS,
    UNARY,
    WHOLE,
    normalised,
    reduction,
    reshape,
    transpose,
)
from .program import FORMAT, ROLES, Program, encoded
from .source import Place, place, source_lines, statement_at

HERE = Path(__file__).parent
NOT_RECORDED = tuple(  # the machinery between NumPy code and its node
    str(path)
    for path in (HERE / "recording.py", HERE / "primitives.py", Path(np.__file__).parent)
)


class RecordingError(TypeError):
    """Code that cannot be recorded; the message names the function and the line."""


class Traced(NDArrayOperatorsMixin):
    """An array whose operations are recorded."""

    __slots__ = ("node", "recorder", "value")

    def __init__(self, recorder: "Recorder", node: int, value: np.ndarray) -> None:
        self.recorder, self.node, self.value = recorder, node, value

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.value.ndim

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.value.size

    @property
    def dtype(self) -> np.dtype:
        """Type of the entries."""
        return self.value.dtype

    @property
    def T(self) -> "Traced":
        """The transpose."""
        return transpose(self.recorder, self)

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, key: Any) -> "Traced":
        return self.recorder.index(self, key)

    def sum(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        """Add up, as `numpy.sum`."""
        return reduction("sum")(self.recorder, self, axis=axis, keepdims=keepdims)

    def max(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        """Take the largest, as `numpy.max`."""
        return reduction("max")(self.recorder, self, axis=axis, keepdims=keepdims)

    def min(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        """Take the smallest, as `numpy.min`."""
        return reduction("min")(self.recorder, self, axis=axis, keepdims=keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        """Average, as `numpy.mean`."""
        return reduction("mean")(self.recorder, self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape: Any) -> "Traced":
        """Arrange in another shape, as `numpy.reshape`."""
        return reshape(self.recorder, self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> "Traced":
        """Permute the axes, as `numpy.transpose`."""
        return transpose(self.recorder, self, axes or None)

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any
    ) -> Any:
        recorder, name = self.recorder, ufunc.__name__
        if kwargs.get("out") is not None:
            raise recorder.error(f"`{name}` in place (such as +=); write `a = a + b`")
        reduces = method == "reduce" and name in REDUCTIONS
        if reduces and kwargs.keys() <= {"axis", "keepdims"}:
            return reduction(REDUCTIONS[name])(recorder, *inputs, **{"axis": 0} | kwargs)
        supported = name in UNARY or name in BINARY or name == "matmul"
        if method != "__call__" or not supported or kwargs:
            call = name if method == "__call__" else f"{name}.{method}"
            options = f" with {sorted(kwargs)}" if kwargs else ""
            raise recorder.error(f"`numpy.{call}`{options}")
        return recorder.apply(name, ufunc, inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        handler = FUNCTIONS.get(function)
        if handler is None:
            raise self.recorder.error(f"`{function.__module__}.{function.__name__}`")
        try:
            inspect.signature(handler).bind(self.recorder, *args, **kwargs)
        except TypeError as wrong:
            name = f"{function.__module__}.{function.__name__}"
            raise self.recorder.error(f"`{name}` called like this ({wrong})") from None
        return handler(self.recorder, *args, **kwargs)

    def _value_needed(self, what: str) -> RecordingError:
        return self.recorder.error(
            f"{what}, which depends on the value: the recording would be right for this "
            "value only. Use np.where, np.minimum or np.maximum"
        )

    def __bool__(self) -> bool:
        raise self._value_needed("a decision (if, while, and, or, not)")

    def __float__(self) -> float:
        raise self._value_needed("a conversion to float")

    def __int__(self) -> int:
        raise self._value_needed("a conversion to int")

    def __index__(self) -> int:
        raise self._value_needed("an index")

    def __array__(self, *args: Any, **kwargs: Any) -> np.ndarray:
        raise self.recorder.error("a conversion to a plain array (np.asarray, np.array)")

    def __setitem__(self, key: Any, value: Any) -> None:
        raise self.recorder.error("a write into an array (a[i] = …); build a new one")

    def __repr__(self) -> str:
        return f"Traced({self.value!r})"


class Recorder:
    """Collects the operations on its leaves; see the module for how to use it."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.values: list[np.ndarray] = []
        self.leaves: list[dict[str, Any]] = []
        self.groups: list[dict[str, Any]] = []
        self.places: list[dict[str, Any]] = []
        self._codes: dict[str, CodeType] = {}
        self._calls: dict[int, int] = {}  # id of a running frame -> its group
        self._frames: list[FrameType] = []  # kept alive, so that no id is used twice
        self._constants: dict[tuple[Any, ...], int] = {}
        self._views: dict[tuple[Any, ...], Traced] = {}  # transposes, blocks: one node each
        self._equations: dict[str, Place] = {}
        self._root = sys._getframe(1)

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
        """Compute one primitive operation and add its node."""
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
        return Traced(self, self._add(node | self._where(), result), result)

    def lift(self, x: Any) -> Traced:
        """Give the stand-in of a plain number or array: a constant of the program."""
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
        """Take a part; one step out of a stack is just the value that was stacked."""
        node = self.nodes[x.node]
        if isinstance(key, (int, np.integer)) and not isinstance(key, bool):
            if not -len(x) <= key < len(x):
                raise IndexError(f"index {key} is out of bounds for {len(x)} entries")
            if node["op"] == "stack" and not node.get("attrs", {}).get("axis"):
                source = node["in"][key]
                return Traced(self, source, self.values[source])
        attrs = {"key": normalised(self, key, x.shape)}
        if node["op"] in ("leaf", "const"):  # a gate's block is the same at every step
            return self.view("index", lambda a: a[key], x, attrs)
        return self.apply("index", lambda a: a[key], [x], attrs)

    def error(self, what: str) -> RecordingError:
        """Say what cannot be recorded, and where it stands."""
        place = next(iter(self._places()), None)
        where = f" in {place.fn}, line {place.line}" if place else ""
        return RecordingError(f"cannot record {what}{where}")

    def _add(self, node: dict[str, Any], value: np.ndarray) -> int:
        self.nodes.append(node | {"shape": list(value.shape)})
        self.values.append(value)
        return len(self.nodes) - 1

    # ---- where an operation stands -------------------------------------------------

    def _places(self) -> list[Place]:
        """List the running calls, from the innermost out to whoever made the recorder.

        Where that one is not among them, the code of a module or a notebook cell is the
        last: what runs that is not the reader's.
        """
        places = []
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame is not self._root:
            if not frame.f_code.co_filename.startswith(NOT_RECORDED):
                places.append(place(frame))
                self._codes.setdefault(places[-1].fn, frame.f_code)
            frame = None if frame.f_code.co_name == "<module>" else frame.f_back
        return places

    def _where(self) -> dict[str, Any]:
        """Say where the running operation stands: place, group of calls, time step."""
        running = self._places()
        if not running:
            return {}
        tagged = [i for i, call in enumerate(running) if call.tag]
        outer = tagged[-1] if tagged else 0  # the step's equation, not that of a helper
        tag = running[outer].tag
        if tag:
            self._equations.setdefault(tag, running[outer])
        here: dict[str, Any] = {"at": self._at(running[0], tag)}
        if outer > 0:
            here["group"] = self._group(running[: outer + 1])
        times = (call.frame.f_locals.get("t") for call in running)
        t = next((t for t in times if isinstance(t, (int, np.integer))), None)
        return here if t is None else here | {"t": int(t) + 1}

    def _at(self, call: Place, tag: str | None) -> int:
        """Give a place its number, which the nodes of all steps share."""
        entry = {"fn": call.fn, "line": call.line, "col": list(call.col)}
        entry |= {"eq": tag} if tag else {}
        if entry not in self.places:
            self.places.append(entry)
        return self.places.index(entry)

    def _group(self, running: Sequence[Place]) -> int:
        """Give the innermost call its number, and those around it up to the tagged line."""
        parent = None
        for call, caller in zip(running[-2::-1], running[:0:-1], strict=True):
            if id(call.frame) not in self._calls:
                self._calls[id(call.frame)] = len(self.groups)
                self._frames.append(call.frame)
                at = self._at(caller, running[-1].tag)
                self.groups.append({"fn": call.fn, "at": at, "parent": parent})
            parent = self._calls[id(call.frame)]
        assert parent is not None
        return parent

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
        outputs: dict[str, int] = {}
        self._name(result, outputs)
        equations = self._equations
        roots = set(outputs.values()) | {i for i, n in enumerate(self.nodes) if "name" in n}
        if not any(self.nodes[i]["op"] not in ("leaf", "const") for i in roots):
            raise ValueError("nothing was recorded: the result does not depend on a leaf")
        keep = sorted(self._needed(roots))
        forward = self._needed(i for i in roots if not self.nodes[i].get("gradient"))
        nodes = [self._written(i, keep, forward) for i in keep]
        groups, places = self._used(nodes)
        tags = {
            places[n["at"]]["eq"] for n in nodes if "at" in n and "eq" in places[n["at"]]
        }
        shown = {p["fn"] for p in places} | {equations[tag].fn for tag in tags}
        return Program(
            {
                "format": FORMAT,
                "nodes": nodes,
                "values": [encoded(self.values[i]) for i in keep],
                "leaves": [x | {"node": keep.index(x["node"])} for x in self.leaves],
                "outputs": {name: keep.index(i) for name, i in outputs.items()},
                "groups": groups,
                "places": places,
                "equations": {tag: self._line(equations[tag]) for tag in sorted(tags)},
                "lines": self._typeset(places, [equations[tag] for tag in tags]),
                "sources": {fn: self._source(fn) for fn in sorted(shown)},
                **about,
            }
        )

    def _written(self, i: int, keep: Sequence[int], forward: set[int]) -> dict[str, Any]:
        """Give node `i` as the program holds it, its operands numbered as in `keep`."""
        node = {k: v for k, v in self.nodes[i].items() if k != "gradient"}
        if node["op"] == "stack" and not self._tagged(node):
            del node["at"]  # a trace put together: nothing that a reader steps through
        if "in" in node:
            node["in"] = [keep.index(j) for j in node["in"]]
        return node if i in forward else node | {"back": True}

    def _used(self, nodes: Sequence[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
        """Drop the groups and places that no node stands in, and renumber the rest."""
        used = {node["group"] for node in nodes if "group" in node}
        for g in sorted(used, reverse=True):  # a parent is numbered before its children
            used |= {self.groups[g]["parent"]} - {None}
        used |= {self.groups[g]["parent"] for g in used} - {None}
        kept = sorted(used)
        groups = [dict(self.groups[g]) for g in kept]
        stands = sorted({x["at"] for x in [*nodes, *groups] if "at" in x})
        for group in groups:
            if group["parent"] is not None:
                group["parent"] = kept.index(group["parent"])
        for x in [*nodes, *groups]:
            if "at" in x:
                x["at"] = stands.index(x["at"])
            if "group" in x:
                x["group"] = kept.index(x["group"])
        return groups, [self.places[p] for p in stands]

    def _name(
        self, value: Any, outputs: dict[str, int], name: str = "", d: bool = False
    ) -> None:
        """Name the nodes in `value` after the fields and keys that lead to them."""
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            for field, part in zip(value._fields, value, strict=True):
                gradient = d or field.startswith("d_") or field == "gradients"
                self._name(part, outputs, field, gradient)
        elif isinstance(value, Mapping):
            for key, part in value.items():
                self._name(part, outputs, str(key), d)
        elif isinstance(value, (list, tuple)):
            for part in value:
                self._name(part, outputs, name, d)
        elif isinstance(value, Traced):
            full = GRADIENT_NAMES.get(name, f"d{name}") if d else name
            node = self.nodes[value.node]
            if node["op"] == "stack" and not self._tagged(node):  # a trace: name its steps
                for t, i in enumerate(node["in"], start=1):
                    self._name_node(i, full, d, t)
            else:
                self._name_node(value.node, full, d, node.get("t"))
                outputs[full] = value.node

    def _name_node(self, i: int, name: str, gradient: bool, t: int | None) -> None:
        """Name a node, if its own step computed it and it has no name yet."""
        node = self.nodes[i]
        if node["op"] in ("leaf", "const") or "name" in node or node.get("t") != t:
            return
        node["name"] = name
        if gradient:
            node["gradient"] = True

    def _tagged(self, node: Mapping[str, Any]) -> bool:
        return "at" in node and "eq" in self.places[node["at"]]

    def _needed(self, roots: Iterable[int]) -> set[int]:
        """All nodes that `roots` depend on, the leaves included."""
        needed = set(roots) | {leaf["node"] for leaf in self.leaves}
        for i in range(len(self.nodes) - 1, -1, -1):
            if i in needed:
                needed.update(self.nodes[i].get("in", ()))
        return needed

    def _source(self, fn: str) -> dict[str, Any]:
        source = source_lines(self._codes[fn])
        if source is None:
            return {"line": 0, "text": ""}
        text, first = source
        return {"line": first, "text": "".join(text)}

    @staticmethod
    def _line(where: Place | Mapping[str, Any]) -> str:
        """Name a line of code, as the keys of ``lines``: ``rnn.step:67``."""
        if isinstance(where, Place):
            return f"{where.fn}:{where.line}"
        return f"{where['fn']}:{where['line']}"

    def _typeset(self, places: Sequence[Any], equations: Sequence[Place]) -> dict[str, Any]:
        """Write every line that an operation stands in as an equation."""
        lines = {}
        stands = {(p["fn"], p["line"]) for p in places}
        stands |= {(e.fn, e.line) for e in equations}
        for fn, line in sorted(stands):
            source = source_lines(self._codes[fn])
            # two lambdas in one function share a name, and so one of their sources
            if source is None or not 0 <= line - source[1] < len(source[0]):
                continue
            statement = statement_at(*source, line)
            if statement is not None:
                lines[f"{fn}:{line}"] = typeset(statement)
        return lines
