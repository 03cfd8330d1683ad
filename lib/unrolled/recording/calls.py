"""Where recorded operations stand: which line, inside which calls, at which time step.

The recorder asks when an operation runs; the answer comes from the frames of the running
functions, by the library's customs: a tag ends the line of an equation, ``t`` counts the
steps of a loop, after those of ``before``, and ``suffix`` says which cell of a network is
at work.

    >>> from unrolled import helo
    >>> first = helo.program().data["places"][0]
    >>> first["fn"], first["eq"]
    ('rnn.step', 'R1')
"""

import ast
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np

from .source import Place, place, source_lines, statement_of
from .typesetting import typeset

NOT_RECORDED = (  # what lies between NumPy code and its node
    str(Path(__file__).parent),
    str(Path(np.__file__).parent),
)


class Calls:
    """The calls and lines of one recording, numbered as they come.

    Parameters
    ----------
    root : frame
        Of whoever made the recorder; calls around it are not looked at.
    """

    def __init__(self, root: FrameType) -> None:
        self.groups: list[dict[str, Any]] = []
        self.places: list[dict[str, Any]] = []
        self.equations: dict[str, Place] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}  # of the places
        self._codes: dict[str, CodeType] = {}
        self._calls: dict[int, int] = {}  # id of a running frame -> its group
        self._frames: list[FrameType] = []  # kept alive, so that no id is used twice
        self._root = root

    def running(self) -> list[Place]:
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

    def where(self) -> dict[str, Any]:
        """Say where the running operation stands: place, group of calls, step, cell."""
        running = self.running()
        if not running:
            return {}
        tagged = [i for i, call in enumerate(running) if call.tag]
        outer = tagged[-1] if tagged else 0  # the step's equation, not that of a helper
        tag = running[outer].tag
        if tag:
            self.equations.setdefault(tag, running[outer])
        here: dict[str, Any] = {"at": self._at(running[0], tag)}
        if outer > 0:
            here["group"] = self._group(running[: outer + 1])
        t, suffix = innermost(running)
        here |= {} if t is None else {"t": t + 1}
        return here | ({} if suffix is None else {"cell": suffix})

    def _at(self, call: Place, tag: str | None) -> int:
        """Give a place its number, which the nodes of all steps share."""
        key = (call.fn, call.line, call.col, tag)
        if key not in self._numbers:
            self._numbers[key] = len(self.places)
            entry = {"fn": call.fn, "line": call.line, "col": list(call.col)}
            self.places.append(entry | ({"eq": tag} if tag else {}))
        return self._numbers[key]

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

    def has_equation(self, node: Mapping[str, Any]) -> bool:
        """Whether a node stands in a line that is an equation."""
        return "at" in node and "eq" in self.places[node["at"]]

    def name_block(self, node: dict[str, Any], k: int) -> None:
        """Name block `k` of a stacked parameter as the line that unpacks it does.

        It is the parameter itself: it stands in no step, and nothing is computed.
        """
        call = next(iter(self.running()), None)
        if call is None or "name" in node:
            return
        match statement_of(call.frame.f_code, call.line):
            case ast.Assign(targets=[ast.Tuple(elts=names)]) if k < len(names):
                node["name"] = ast.unparse(names[k]) + (innermost(self.running())[1] or "")
                node.pop("t", None)
                node.pop("at", None)

    def used(self, nodes: Sequence[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
        """Drop the groups and places that no node stands in, and renumber the rest."""
        used: set[int] = set()
        for g in (node.get("group") for node in nodes):
            while g is not None and g not in used:  # the call, and those around it
                used.add(g)
                g = self.groups[g]["parent"]
        groups = [dict(self.groups[g]) for g in sorted(used)]
        stands = sorted({x["at"] for x in [*nodes, *groups] if "at" in x})
        calls = {g: k for k, g in enumerate(sorted(used))}
        places = {p: k for k, p in enumerate(stands)}
        for entry in [*nodes, *groups]:
            for key, numbers in (("group", calls), ("parent", calls), ("at", places)):
                if entry.get(key) is not None:
                    entry[key] = numbers[entry[key]]
        return groups, [self.places[p] for p in stands]

    def told(
        self, nodes: Sequence[Mapping[str, Any]], places: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Give the equations and lines that nodes stand in, and the text around them."""
        stood = [places[node["at"]] for node in nodes if "at" in node]
        tags = sorted({place["eq"] for place in stood if "eq" in place})
        equations = {tag: self.equations[tag] for tag in tags}
        shown = {p["fn"] for p in places} | {e.fn for e in equations.values()}
        return {
            "equations": {tag: f"{e.fn}:{e.line}" for tag, e in equations.items()},
            "lines": self._typeset(places, equations.values()),
            "sources": {fn: self._source(fn) for fn in sorted(shown)},
        }

    def _source(self, fn: str) -> dict[str, Any]:
        source = source_lines(self._codes[fn])
        if source is None:
            return {"line": 0, "text": ""}
        text, first = source
        return {"line": first, "text": "".join(text)}

    def _typeset(
        self, places: Sequence[Mapping[str, Any]], equations: Iterable[Place]
    ) -> dict[str, Any]:
        """Write every line that an operation stands in as an equation."""
        lines = {}
        stands = {(p["fn"], p["line"]) for p in places}
        stands |= {(e.fn, e.line) for e in equations}
        for fn, line in sorted(stands):
            statement = statement_of(self._codes[fn], line)
            if statement is not None:
                lines[f"{fn}:{line}"] = typeset(statement)
        return lines


def innermost(running: Sequence[Place]) -> tuple[int | None, str | None]:
    """Find the time step and the cell's suffix in the running calls, from the inside out.

    A call has its own ``t`` and ``suffix``, or those of whoever called it; ``before`` says
    how many steps there were before those that are counted.
    """
    t, suffix, before = None, None, 0
    for call in running:
        names = call.frame.f_locals
        own = names.get("t")
        if t is None and isinstance(own, (int, np.integer)):
            t = int(own)
        if suffix is None and isinstance(names.get("suffix"), str):
            suffix = names["suffix"]
        if not before and isinstance(names.get("before"), int):
            before = names["before"]
    return None if t is None else t + before, suffix
