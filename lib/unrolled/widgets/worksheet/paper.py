"""A worksheet on paper: equations, the numbers that are given, and boxes."""

from typing import Any

from ..base import Html, figure_table
from ..written import line, name, number, places

BOX = (
    "<span role='img' aria-label='box' style='display: inline-block; width: 4.5em; "
    "height: 1.5em; border: 1px solid; vertical-align: middle'></span>"
)


def codes(data: dict[str, Any], node: dict[str, Any]) -> list[str]:
    """Give the code of an operation, and that of the calls that it stands in."""
    return [_code(data, place) for place in places(data, node)]


def _code(data: dict[str, Any], place: dict[str, Any]) -> str:
    source = data["sources"].get(place["fn"])
    if source is None:
        return ""
    own: str = source["text"].split("\n")[place["line"] - source["line"]]
    return own[slice(*place["col"])]


def paper(data: dict[str, Any], blanks: list[dict[str, Any]], digits: int) -> str:
    """Write the equations of the blanks, the numbers that they need, and boxes."""
    hidden = {(blank["node"], e) for blank in blanks for e in blank["entries"]}
    shown = dict.fromkeys(j for blank in blanks for j in _needs(data, blank["node"]))
    order = dict.fromkeys([*shown, *(blank["node"] for blank in blanks)])
    lines = dict.fromkeys(_equation(data, blank["node"]) for blank in blanks)
    rows = [(name(data, i), _value(data, i, hidden, digits)) for i in order]
    caption = f"Fill in the boxes, to {digits} decimals."
    return figure_table([], rows, caption, above=filter(None, lines))


def _needs(data: dict[str, Any], i: int) -> list[int]:
    """List the values that the equation of node `i` starts from."""
    nodes, places = data["nodes"], data["places"]
    tag = places[nodes[i]["at"]].get("eq") if "at" in nodes[i] else None
    found: list[int] = []
    for j in nodes[i]["in"]:
        node = nodes[j]
        inside = node["op"] == "transpose" or (
            "name" not in node and "at" in node and places[node["at"]].get("eq") == tag
        )
        if node["op"] != "const":
            found += _needs(data, j) if inside else [j]
    return list(dict.fromkeys(found))


def _value(data: dict[str, Any], i: int, hidden: set[tuple[int, int]], digits: int) -> Html:
    """Write a value row by row, with boxes for what is hidden."""
    values, shape = data["values"][i], data["nodes"][i]["shape"]
    cells = [
        BOX if (i, e) in hidden else number(float(x), digits + 1)
        for e, x in enumerate(values)
    ]
    width = shape[1] if len(shape) == 2 else len(cells)
    rows = (cells[start : start + width] for start in range(0, len(cells), width))
    return Html("<br>".join("&emsp;".join(row) for row in rows))


def _equation(data: dict[str, Any], i: int) -> Html:
    """Write the line that node `i` stands in, if its source is known."""
    node = data["nodes"][i]
    if "at" not in node:
        return Html()
    tag = data["places"][node["at"]].get("eq")
    own = data["lines"].get(data["equations"].get(tag, ""))
    if own is None:
        return Html()
    sides = (line(data, tokens, node.get("t")) for tokens in (own["target"], own["tokens"]))
    return Html(" = ".join(side for side in sides if side))
