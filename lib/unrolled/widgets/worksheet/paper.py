"""A worksheet on paper: equations, the numbers that are given, and boxes."""

from html import escape
from typing import Any

BOX = (
    "<span role='img' aria-label='box' style='display: inline-block; width: 4.5em; "
    "height: 1.5em; border: 1px solid; vertical-align: middle'></span>"
)


def codes(data: dict[str, Any], node: dict[str, Any]) -> list[str]:
    """Give the code of an operation, and that of the calls that it stands in."""
    return [_code(data, place) for place in _places(data, node)]


def _places(data: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
    """List where an operation stands: in its function, in the caller, and so on."""
    groups, found = data["groups"], [node["at"]] if "at" in node else []
    group = node.get("group")
    while group is not None:
        found.append(groups[group]["at"])
        group = groups[group]["parent"]
    return [data["places"][at] for at in found]


def _code(data: dict[str, Any], place: dict[str, Any]) -> str:
    source = data["sources"].get(place["fn"])
    if source is None:
        return ""
    line: str = source["text"].split("\n")[place["line"] - source["line"]]
    return line[slice(*place["col"])]


def paper(data: dict[str, Any], blanks: list[dict[str, Any]], digits: int) -> str:
    """Write the equations of the blanks, the numbers that they need, and boxes."""
    hidden = {(blank["node"], e) for blank in blanks for e in blank["entries"]}
    shown = dict.fromkeys(j for blank in blanks for j in _needs(data, blank["node"]))
    order = dict.fromkeys([*shown, *(blank["node"] for blank in blanks)])
    lines = dict.fromkeys(_equation(data, blank["node"]) for blank in blanks)
    rows = "".join(
        f"<tr><th scope='row'>{_name(data, i)}</th><td>"
        + "<br>".join(_row(data, i, r, hidden, digits) for r in range(_rows(data, i)))
        + "</td></tr>"
        for i in order
    )
    return (
        "<figure class='unrolled-figure'>"
        + "".join(f"<p>{line}</p>" for line in lines if line)
        + f"<table><tbody>{rows}</tbody></table>"
        f"<figcaption>Fill in the boxes, to {digits} decimals.</figcaption></figure>"
    )


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


def _rows(data: dict[str, Any], i: int) -> int:
    shape = data["nodes"][i]["shape"]
    return shape[0] if len(shape) == 2 else 1


def _row(
    data: dict[str, Any], i: int, r: int, hidden: set[tuple[int, int]], digits: int
) -> str:
    values = data["values"][i]
    width = len(values) // _rows(data, i)
    cells = (
        BOX if (i, e) in hidden else _number(float(values[e]), digits + 1)
        for e in range(r * width, (r + 1) * width)
    )
    return "&emsp;".join(cells)


def _number(x: float, digits: int) -> str:
    return "0" if x == 0 else f"{x:.{digits}f}".replace("-", "−")


def _equation(data: dict[str, Any], i: int) -> str:
    """Write the line that node `i` stands in, if its source is known."""
    node = data["nodes"][i]
    if "at" not in node:
        return ""
    tag = data["places"][node["at"]].get("eq")
    line = data["lines"].get(data["equations"].get(tag, ""))
    if line is None:
        return ""
    sides = (
        _written(data, tokens, node.get("t")) for tokens in (line["target"], line["tokens"])
    )
    return " = ".join(side for side in sides if side)


def _written(data: dict[str, Any], tokens: list[Any], t: int | None) -> str:
    return "".join(_token(data, text, known, t) for _, _, text, known in tokens)


def _token(data: dict[str, Any], text: str, known: bool, t: int | None) -> str:
    about = data.get("symbols", {}).get(text)
    if not known or about is None:
        return escape(text)
    glyph = escape(about["glyph"])
    time = about.get("time", 0)
    index = "" if t is None or time is None else f"<sub>{t + time}</sub>"
    if "_" not in glyph:
        above = f"<sup>{escape(about['sup'])}</sup>" if "sup" in about else ""
        return f"<i>{glyph}</i>{above}{index}"
    later = index.replace("<sub>", "<sub>&gt;")
    return f"<i>{glyph.replace('&gt;_', later).replace('_', index)}</i>"


def _name(data: dict[str, Any], i: int) -> str:
    """Write the name of a value: its symbol, or the expression that gives it."""
    node = data["nodes"][i]
    if "name" in node:
        return _token(data, node["name"], True, node.get("t"))
    place = next(iter(_places(data, node)[::-1]), None)
    line = None if place is None else data["lines"].get(f"{place['fn']}:{place['line']}")
    if place is None or line is None:
        return escape(node["op"])
    start, end = place["col"]
    tokens = [token for token in line["tokens"] if token[0] >= start and token[1] <= end]
    whole = len(tokens) == len(line["tokens"]) and line["target"]
    return _written(data, whole or tokens, node.get("t"))
