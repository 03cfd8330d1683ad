"""How a static figure writes a program: symbols with their steps, code, and numbers."""

import re
from html import escape
from typing import Any
from unicodedata import category

from .base import Html

SIGNS = {" ": "␣", "\n": "⏎", "\r\n": "⏎", "\t": "⇥", "\u00a0": "⍽"}
HIDDEN = "⬚"
# what has no ink of its own, though its category does not say so
FILLERS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def sign(letter: str) -> str:
    """Write a letter so that it can be seen, as ``engine/letters.js`` does in the page.

    >>> sign("a"), sign(" "), sign(chr(0x200B))
    ('a', '␣', '⬚')
    """
    if letter in SIGNS:
        return SIGNS[letter]
    if all(map(_has_no_ink, letter)):
        return HIDDEN
    return f"◌{letter}" if category(letter[0]) in ("Mn", "Me") else letter


def _has_no_ink(one: str) -> bool:
    kind, code = category(one), ord(one)
    nothing = kind[0] == "Z" or kind in ("Cc", "Cs", "Co") or bool(FILLERS.match(one))
    return nothing or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


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
        return _as_used(data, i)
    start, end = place["col"]
    tokens = [one for one in source["tokens"] if one[0] >= start and one[1] <= end]
    if not tokens:
        return _as_used(data, i)
    whole = len(tokens) == len(source["tokens"]) and source["target"]
    return line(data, whole or tokens, node.get("t"))


def _as_used(data: dict[str, Any], i: int) -> Html:
    """Write what the line that uses a value calls it: its one name that no operand has."""
    for user in data["nodes"]:
        place = (
            data["places"][user["at"]] if i in user.get("in", ()) and "at" in user else {}
        )
        source = data["lines"].get(f"{place.get('fn')}:{place.get('line')}")
        if source is not None:
            others = {name for j in user["in"] if j != i for name in _names(data, j)}
            start, end = place["col"]
            own = [one for one in source["tokens"] if one[0] >= start and one[1] <= end]
            left = [one for one in own if one[2].isidentifier() and one[2] not in others]
            if len(left) == 1:
                return line(data, left, None)
    return Html(escape(data["nodes"][i]["op"]))


def _names(data: dict[str, Any], i: int) -> set[str]:
    """Collect the names that a value is computed from, or its own."""
    node = data["nodes"][i]
    if "name" in node:
        return {node["name"]}
    return {name for j in node.get("in", ()) for name in _names(data, j)}


def places(data: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
    """List where an operation stands: in its function, in the caller, and so on."""
    groups, found = data["groups"], [node["at"]] if "at" in node else []
    group = node.get("group")
    while group is not None:
        found.append(groups[group]["at"])
        group = groups[group]["parent"]
    return [data["places"][at] for at in found]
