"""The letters of formulas: which ones the pages need, and the italic ones by a feature.

MathML wants a font with a ``MATH`` table (sizes of brackets, places of indices), and draws
a name of one letter with the mathematical italic of that letter, a character of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from itertools import product
from string import ascii_letters, digits
from unicodedata import normalize

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont

FORMULA = re.compile(r"<math[ >].*?</math>", re.DOTALL)
ROOT = re.compile(r"<(?:msqrt|mroot)[ >]")
MARKUP = re.compile(r"<annotation.*?</annotation>|<[^>]*>", re.DOTALL)

GREEK = "αβγδεζηθκλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩ"
ACCENTS = "\u0302\u0303\u20d6"  # hat, tilde, an arrow to the left
OPERATORS = " ()[]{}|+-=<>,.:;/_−×·±√∂∞≠′²³"
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


def characters(pages: Iterable[str]) -> str:
    """Collect what the formulas of some HTML texts are made of."""
    used = {" "}
    for page in pages:
        for formula in FORMULA.findall(page):
            used.update(unescape(MARKUP.sub("", formula)))
            if ROOT.search(formula):
                used.add("√")  # no text: the browser draws it
    return "".join(sorted(used | set(map(italic, used))))


def symbols(text: Iterable[str]) -> set[str]:
    """Collect what the names and numbers in a text may be made of.

    >>> {"ŷ", "δ"} < symbols("ŷü→δ")
    True
    """
    parts = {*ascii_letters, *digits, *GREEK, *ACCENTS, *OPERATORS}
    return {c for c in text if parts.issuperset(normalize("NFD", c))} | set(ACCENTS)


def add_italics(font: TTFont) -> None:
    """Give a font the feature ``ital``, which draws letters as a formula does.

    What is no formula, as the symbols of a widget, keeps plain letters in its text and
    looks the same.  Accents go where the ``MATH`` table would put them.
    """
    glyphs = font.getBestCmap()
    drawn = {letter: glyphs[ord(italic(letter))] for letter in ascii_letters + GREEK}
    rules = [f"sub {glyphs[ord(letter)]} by {drawn[letter]};" for letter in drawn]
    for accent, letter in product(ACCENTS, drawn):
        both = normalize("NFC", letter + accent)
        if len(both) == 1 and ord(both) in glyphs:
            parts = f"{drawn[letter]} {glyphs[ord(accent)]}"
            rules.append(f"sub {glyphs[ord(both)]} by {parts};")
    places = accent_places(font, [*drawn.values()], [glyphs[ord(a)] for a in ACCENTS])
    addOpenTypeFeaturesFromString(
        font, f"feature ital {{ {' '.join(rules)} }} ital; {places}"
    )


def accent_places(font: TTFont, letters: list[str], accents: list[str]) -> str:
    """Write the feature that puts accents over letters: centred, and clear of tall ones."""
    maths = font["MATH"].table
    least = maths.MathConstants.AccentBaseHeight.Value
    tops = maths.MathGlyphInfo.MathTopAccentAttachment
    values = [attachment.Value for attachment in tops.TopAccentAttachment]
    middle = dict(zip(tops.TopAccentCoverage.glyphs, values, strict=True))
    rules = [f"markClass {a} <anchor {middle[a]} {least}> @ACCENT;" for a in accents]
    rules.append("feature mark {")
    for glyph in letters:
        x = middle.get(glyph, font["hmtx"][glyph][0] // 2)
        y = max(least, font["glyf"][glyph].yMax)
        rules.append(f"pos base {glyph} <anchor {x} {y}> mark @ACCENT;")
    return "\n".join([*rules, "} mark;"])
