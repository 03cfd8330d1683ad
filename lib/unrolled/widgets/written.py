"""How a static figure writes a program: symbols with their steps, code, and numbers."""

from html import escape
from typing import Any

from .base import Html


def number(x: float, digits: int) -> str:
    """Write a number with so many decimals; zero is short.

    >>> number(-0.5, 3), number(0, 3)
    ('−0.500', '0')
    """
    return "0" if x == 0 else f"{x:.{digits}f}".replace("-", "−")


def symbol(data: dict[str, Any], name: str, t: int | None = None) -> Html:
    """Write a name of the code as its symbol, with its step if there is one."""
    about = data.get("symbols", {}).get(name)
    if about is None:
        return Html(escape(name))
    glyph = escape(about["glyph"])
    time = about.get("time", 0)
    index = "" if t is None or time is None else f"<sub>{t + time}</sub>"
    if "_" not in glyph:
        above = f"<sup>{escape(about['sup'])}</sup>" if "sup" in about else ""
        return Html(f"<i>{glyph}</i>{above}{index}")
    later = index.replace("<sub>", "<sub>&gt;")
    return Html(f"<i>{glyph.replace('&gt;_', later).replace('_', index)}</i>")


def line(data: dict[str, Any], tokens: list[Any], t: int | None) -> Html:
    """Write tokens of a line of code."""
    parts = (
        symbol(data, text, t) if known else escape(text) for _, _, text, known in tokens
    )
    return Html("".join(parts))


def name(data: dict[str, Any], i: int) -> Html:
    """Write the name of a value: its symbol, or the expression that gives it."""
    node = data["nodes"][i]
    if "name" in node:
        return symbol(data, node["name"], node.get("t"))
    place = next(iter(places(data, node)[::-1]), None)
    source = None if place is None else data["lines"].get(f"{place['fn']}:{place['line']}")
    if place is None or source is None:
        return Html(escape(node["op"]))
    start, end = place["col"]
    tokens = [one for one in source["tokens"] if one[0] >= start and one[1] <= end]
    whole = len(tokens) == len(source["tokens"]) and source["target"]
    return line(data, whole or tokens, node.get("t"))


def places(data: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
    """List where an operation stands: in its function, in the caller, and so on."""
    groups, found = data["groups"], [node["at"]] if "at" in node else []
    group = node.get("group")
    while group is not None:
        found.append(groups[group]["at"])
        group = groups[group]["parent"]
    return [data["places"][at] for at in found]
