"""Where the values of a program stand in a picture of its steps, and what leads where.

Rows and blocks are the cell's own layout, which the page's graph follows, too: a column
for each step, a box for each named value, an edge wherever one is used for another.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from ..recording import Program
from .written import number, sign

BOX, LINE, PAD = 46, 13, 5  # width of a box, a line in it, room around the lines
BESIDE, UNDER, ABOVE = 22, 10, 24  # between boxes of a row, of a block, and between rows
WAY = 34  # between two steps
LEFT = 22  # the names of the rows
MOVES = ("transpose", "index")
MOST = 8  # lines of a box; what is below them is not shown


class Box(NamedTuple):
    """Where a value stands, in units of the drawing: its middle, its height."""

    x: float
    y: float
    high: float

    @property
    def top(self) -> float:
        """The upper side."""
        return self.y - self.high / 2

    @property
    def bottom(self) -> float:
        """The lower side."""
        return self.y + self.high / 2


class Edge(NamedTuple):
    """Nodes of two values, and the parameter on the way between them, if there is one."""

    start: int
    end: int
    weight: str | None


class Plan:
    """The boxes of a program, by node, from its first step to its last."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.program, self.data, self.nodes = Program(data), data, data["nodes"]
        self.roles = {leaf["node"]: leaf["role"] for leaf in data["leaves"]}
        self.shown = [i for i in range(len(self.nodes)) if self._is_shown(i)]
        self.steps = max(n.get("t", 0) for n in self.nodes)
        self.lines = {i: self._lines(i) for i in self.shown}
        self.rows = self._rows()
        self.wide = max(len(row) for row in self.rows) * (BOX + BESIDE) - BESIDE
        self.edges = list(self._edges())
        self.late = {i for i in self.shown if self._is_late(i)}
        self.boxes = dict(self._boxes())
        right = [self.middle(self.steps) + self.wide / 2]
        right += [self.boxes[i].x + BOX / 2 for i in self.late]
        self.width = max(right) + 26  # for what goes around on the right

    def _is_shown(self, i: int) -> bool:
        """Whether a node is a value that travels: a switch is none, nor is a gradient."""
        node = self.nodes[i]
        named = "name" in node and "t" in node and not node.get("back")
        inside = (self.data.get("layout") or {}).get("inside", [])
        drawn = named and node["name"] not in inside
        return drawn and self.roles.get(i) != "hyperparameter"

    def _lines(self, i: int) -> list[str]:
        """Write what stands in a box: a letter, or the numbers one below the other."""
        node = self.nodes[i]
        value = self.program.value(node["name"], node["t"]).ravel().tolist()
        labels = self.data.get("labels", {}).get("K", [])
        if len(labels) == len(value) and sorted(value) == [0] * (len(value) - 1) + [1]:
            return [sign(labels[value.index(1)])]
        lines = [number(x, 2) for x in value]
        return lines if len(lines) <= MOST else [*lines[: MOST - 1], "⋮"]

    def _is_late(self, i: int) -> bool:
        """Whether a start is that of a state which travels backward."""
        ends = [self.nodes[edge.end]["t"] for edge in self.edges if edge.start == i]
        start = self.nodes[i]["t"] == 0 and self.steps > 1
        return start and bool(ends) and all(t == self.steps for t in ends)

    # ---- rows -----------------------------------------------------------------------

    def _rows(self) -> list[list[list[str]]]:
        """List the rows from the top; in each its blocks, in each its names."""
        names = list(dict.fromkeys(self.nodes[i]["name"] for i in self.shown))
        leaves = {self.nodes[i].get("name"): role for i, role in self.roles.items()}
        own = (self.data.get("layout") or {}).get("rows", [])
        cell = [[[n for n in block if n in names] for block in row] for row in own]
        cell = [row for row in ([b for b in row if b] for row in cell) if row]
        placed = {name for row in cell for block in row for name in block}
        order = {"input": 0, "target": 2}
        rest = [n for n in names if n not in placed]
        rest.sort(key=lambda name: order.get(leaves.get(name, ""), 1))
        read = [n for n in rest if leaves.get(n) == "input"]
        above = [n for n in rest if n not in read]
        return [[[n]] for n in above[::-1]] + cell[::-1] + [[[n]] for n in read]

    def called(self, name: str) -> list[int]:
        """List the nodes of a name."""
        return [i for i in self.shown if self.nodes[i]["name"] == name]

    def middle(self, t: int) -> float:
        """Say where a step stands; the start is as wide as one box."""
        starts = any(self.nodes[i]["t"] == 0 for i in {*self.shown} - self.late)
        first = LEFT + (BOX + WAY if starts else 0) + self.wide / 2
        return LEFT + BOX / 2 if t == 0 else first + (t - 1) * (self.wide + WAY)

    def _boxes(self) -> Iterator[tuple[int, Box]]:
        bottom = 4.0
        for row in self.rows:
            blocks = [[self._height(name) for name in block] for block in row]
            tall = [sum(block) + UNDER * (len(block) - 1) for block in blocks]
            bottom += max(tall)
            for n, block in enumerate(row):
                dx = (n - (len(row) - 1) / 2) * (BOX + BESIDE)
                top = bottom - tall[n]
                for name, high in zip(block, blocks[n], strict=True):
                    yield from self._row(name, dx, top, high)
                    top += high + UNDER
            bottom += ABOVE

    def _row(
        self, name: str, dx: float, top: float, high: float
    ) -> Iterator[tuple[int, Box]]:
        for i in self.called(name):
            t = self.nodes[i]["t"]
            x = self.middle(t) + (dx if t else 0)
            if i in self.late:
                x = self.middle(self.steps) + self.wide / 2 + WAY + BOX / 2
            yield i, Box(x, top + high / 2, high)

    def _height(self, name: str) -> float:
        return 2 * PAD + LINE * max(len(self.lines[i]) for i in self.called(name))

    # ---- edges ----------------------------------------------------------------------

    def _edges(self) -> Iterator[Edge]:
        """Give each value that another is computed from, and the weight between."""
        for i in self.shown:
            found: dict[int, str | None] = {}
            for j, weight in self._origins(i, None):
                found.setdefault(j, weight)
            yield from (Edge(j, i, weight) for j, weight in found.items())

    def _origins(self, i: int, weight: str | None) -> Iterator[tuple[int, str | None]]:
        operands = self.nodes[i].get("in", [])
        own = weight or self._weight(i, operands)
        for j in operands:
            if self._is_shown(j):
                yield j, own
            else:
                yield from self._origins(j, own)

    def _weight(self, i: int, operands: Iterable[int]) -> str | None:
        if self.nodes[i]["op"] not in ("matmul", "multiply"):
            return None
        plain = (self._before(j, ("transpose",)) for j in operands)
        weights = (
            j for j in plain if self.roles.get(self._before(j, MOVES)) == "parameter"
        )
        return next((self.nodes[j].get("name") for j in weights), None)

    def _before(self, j: int, moves: Collection[str]) -> int:
        """Go back past operations that only move numbers."""
        while self.nodes[j]["op"] in moves:
            j = self.nodes[j]["in"][0]
        return j
