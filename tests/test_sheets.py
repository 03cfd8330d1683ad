"""No style of the screen depends on what an element holds.

For ``:has()``, a browser matches all that is around a change anew: with 17 such rules, a
key in a widget took twice as long.  A class says it instead.
"""

import re
from pathlib import Path

import pytest

LIB = Path(__file__).parents[1] / "lib/unrolled"
SHEETS = sorted(LIB.rglob("*.css"))


def on_screen(sheet: str) -> str:
    """Leave out what is for print alone, up to the brace that closes it."""
    before, found, rest = sheet.partition("@media print")
    if not found:
        return before
    depth = 0
    for brace in re.finditer(r"[{}]", rest):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return before + on_screen(rest[brace.end() :])
    return before


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_sheet_asks_no_element_what_it_holds(sheet):
    assert ":has(" not in on_screen(sheet.read_text(encoding="utf-8"))


def test_print_alone_may_ask():
    sheet = "a {} @media print { b:has(c) { d: e } } f:has(g) {} @media print { h {} }"
    assert on_screen(sheet).split() == ["a", "{}", "f:has(g)", "{}"]
