"""The font of the formulas: the few glyphs of STIX Two Math that the book needs.

MathML wants a font with a ``MATH`` table (sizes of brackets, places of indices).  The
whole font weighs 1.5 MB; with the characters of this book's formulas, some 10 kB.  It
comes from an installed package, so nothing is fetched and nothing is committed.
"""

from __future__ import annotations

import re
from html import unescape
from importlib import metadata
from pathlib import Path

from fontTools import subset

FORMULA = re.compile(r"<math[ >].*?</math>", re.DOTALL)
ROOT = re.compile(r"<(?:msqrt|mroot)[ >]")
MARKUP = re.compile(r"<annotation.*?</annotation>|<[^>]*>", re.DOTALL)

ITALIC_A, ITALIC_ALPHA = 0x1D44E, 0x1D6FC  # mathematical italic small a, small alpha


def italic(letter: str) -> str:
    """Return the mathematical italic of a letter, as browsers draw a single-letter name.

    >>> italic("a"), italic("h"), italic("δ"), italic("1")
    ('𝑎', 'ℎ', '𝛿', '1')
    """
    if letter == "h":
        return "ℎ"  # it had its code point before its alphabet
    if "a" <= letter <= "z":
        return chr(ITALIC_A + ord(letter) - ord("a"))
    if "A" <= letter <= "Z":
        return chr(ITALIC_A - 26 + ord(letter) - ord("A"))
    if "α" <= letter <= "ω":
        return chr(ITALIC_ALPHA + ord(letter) - ord("α"))
    if "Α" <= letter <= "Ω":
        return chr(ITALIC_ALPHA - 26 + ord(letter) - ord("Α"))
    return letter


def characters(pages: list[Path]) -> str:
    """Collect what the formulas of some HTML pages are made of."""
    used = {" "}
    for page in pages:
        for formula in FORMULA.findall(page.read_text(encoding="utf-8")):
            used.update(unescape(MARKUP.sub("", formula)))
            if ROOT.search(formula):
                used.add("√")  # no text: the browser draws it
    return "".join(sorted(used | set(map(italic, used))))


def source() -> Path:
    """Find the font in the installed package that carries it."""
    files = metadata.files("ziamath") or []
    for file in files:
        if file.name == "STIXTwoMath-Regular.ttf":
            return Path(str(file.locate()))
    raise FileNotFoundError("STIXTwoMath-Regular.ttf is not in the package ziamath")


def write(target: Path, text: str) -> None:
    """Write the part of the font that draws a text, with its licence, as WOFF2."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []  # drawing indices a little bolder would double the size
    options.name_IDs = ["*"]
    options.hinting = False
    font = subset.load_font(str(source()), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)
