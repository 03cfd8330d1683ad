"""The unrolled network as a picture: for print, and where no script runs."""

from collections.abc import Iterator
from html import escape
from typing import Any

from .base import Html, svg
from .net_plan import BOX, LINE, PAD, Box, Edge, Plan

LOOK = "font-size='11' text-anchor='middle'"
LINES = "fill='none' stroke='currentColor'"
HEADS = {
    "up": "m-3 6l3-6 3 6",
    "down": "m-3-6l3 6 3-6",
    "right": "m-6-3l6 3-6 3",
    "left": "m6-3l-6 3 6 3",
}


def network(data: dict[str, Any]) -> Html:
    """Draw the values of all steps, and the ways between them, as SVG.

    Colours are classes, by the roles of the symbols; without a style sheet it is black.

    Parameters
    ----------
    data : dict
        A recorded program with time steps.
    """
    return _Drawing(data).svg()


class _Drawing:
    """What is drawn of a plan: boxes with numbers, and ways between them."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.plan = Plan(data)
        self.symbols, self.named = data.get("symbols", {}), data.get("roles", {})
        rows = (row for row in self.plan.rows if len(row) > 1 or len(row[0]) > 1)
        self.crowd = {name for row in rows for block in row for name in block}

    def svg(self) -> Html:
        """Write the drawing."""
        plan = self.plan
        height = max(box.bottom for box in plan.boxes.values()) + 4
        ways = "".join(map(self._way, plan.edges))
        letters = "" if self.crowd else "".join(map(self._letter, plan.edges))
        names = dict.fromkeys(plan.nodes[i]["name"] for i in plan.shown)
        boxes = "".join(map(self._boxes, names))
        values = "".join(map(self._values, names))
        inside = f"<g {LINES}><path class='ways' d='{ways}'/>{boxes}</g>{letters}{values}"
        inside += "".join(self._names())
        return svg(inside, plan.width, height, self._alt(), LOOK)

    def _alt(self) -> str:
        """Say what the drawing shows."""
        plan = self.plan
        read = [plan.lines[i] for i, role in plan.roles.items() if role == "input"]
        losses = [plan.lines[i][0] for i in plan.called(self.named.get("loss", ""))]
        parts = [f"The network, unrolled over {plan.steps} steps"]
        if read and all(len(lines) == 1 for lines in read):
            parts.append(f"it reads {', '.join(line for (line,) in read)}")
        if losses:
            parts.append(f"the losses of the steps are {', '.join(losses)}")
        return "; ".join(parts) + "."

    # ---- boxes ----------------------------------------------------------------------

    def _boxes(self, name: str) -> str:
        """Draw the boxes of a name in one path."""
        path = ""
        for box in (self.plan.boxes[i] for i in self.plan.called(name)):
            path += f"M{box.x - BOX / 2:g} {box.top:g}h{BOX}v{box.high:g}h-{BOX}z"
        return f"<path class='box {self._role(name)}' d='{path}'/>"

    def _values(self, name: str) -> str:
        """Write what stands in the boxes of a name."""
        parts = []
        for i in self.plan.called(name):
            box = self.plan.boxes[i]
            for n, line in enumerate(self.plan.lines[i]):
                y = box.top + PAD + LINE * n + 10
                parts.append(f"<text x='{box.x:g}' y='{y:g}'>{escape(line)}</text>")
            if name in self.crowd or self.plan.nodes[i]["t"] == 0:
                parts.append(self._name(name, box.x - BOX / 2 - 4, box.top + 10, "end"))
        return "".join(parts)

    def _names(self) -> Iterator[str]:
        """Write the names of the rows with one value at the left, if they have no start."""
        for row in self.plan.rows:
            name = row[0][0]
            nodes = self.plan.called(name)
            starts = any(self.plan.nodes[i]["t"] == 0 for i in nodes)
            if name not in self.crowd and not starts:
                yield self._name(name, 2, self.plan.boxes[nodes[-1]].y + 4, "start")

    def _name(self, name: str, x: float, y: float, anchor: str = "middle") -> str:
        about = self.symbols.get(name, {})
        glyph = escape(about.get("glyph", name).replace(">_", "").replace("_", ""))
        above = f"<tspan dy='-4'>{escape(about['sup'])}</tspan>" if "sup" in about else ""
        role = self._role(name)
        side = "" if anchor == "middle" else f" text-anchor='{anchor}'"
        place = f"x='{x:g}' y='{y:g}'{side}"
        return f"<text class='name {role}' {place}>{glyph}{above}</text>"

    def _role(self, name: str) -> str:
        role: str = self.symbols.get(name, {}).get("role", "state")
        return role

    # ---- ways -----------------------------------------------------------------------

    def _way(self, edge: Edge) -> str:
        """Give the path of an edge: up or down within a step, sideways between two."""
        boxes = self.plan.boxes
        one, other = boxes[edge.start], boxes[edge.end]
        if self._crosses(edge):
            return across(one, other)
        if one.bottom < other.top:
            return way([(one.x, one.bottom)], (other.x, other.top - 2), "down")
        if one.x != other.x:
            y0, y1 = one.top - 14, other.bottom + 16
            bends = [(one.x, one.top), (one.x, y0), (other.x, y1)]
            return way(bends, (other.x, other.bottom + 2), "up")
        if any(other.bottom < box.y < one.top for box in boxes.values() if box.x == one.x):
            x = one.x + BOX / 2
            bends = [(x, one.y), (x + 18, one.y), (x + 18, other.y)]
            return way(bends, (x + 2, other.y), "left")
        return way([(one.x, one.top)], (other.x, other.bottom + 2), "up")

    def _crosses(self, edge: Edge) -> bool:
        """Whether an edge leads to another step."""
        nodes = self.plan.nodes
        return bool(nodes[edge.start]["t"] != nodes[edge.end]["t"])

    def _letter(self, edge: Edge) -> str:
        """Write a weight beside its way."""
        one, other = self.plan.boxes[edge.start], self.plan.boxes[edge.end]
        if edge.weight is None:
            return ""
        if self._crosses(edge):
            return self._name(edge.weight, (one.x + other.x) / 2 + 9, (one.y + other.y) / 2)
        return self._name(edge.weight, one.x + 12, (one.top + other.bottom) / 2 + 4)


def across(one: Box, other: Box) -> str:
    """Give a way to another step: on, or back where time runs so."""
    head, side = ("right", 1) if other.x > one.x else ("left", -1)
    x0, x1 = one.x + side * BOX / 2, other.x - side * (BOX / 2 + 2)
    middle = (x0 + x1) / 2
    bends = [(x0, one.y), (middle, one.y), (middle, other.y)]
    return way(bends, (x1, other.y), head)


def way(points: list[tuple[float, float]], end: tuple[float, float], head: str) -> str:
    """Give a line from one point, or a curve from the first of three, with a head."""
    first, *rest = (f"{x:g} {y:g}" for x, y in [*points, end])
    kind = "C" if len(rest) == 3 else "L"
    return f"M{first}{kind}{' '.join(rest)}{HEADS[head]}"
