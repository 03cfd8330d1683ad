"""The letters of the book: parts of fonts that installed packages carry, in a style sheet.

Layout is the same on every machine because every glyph is the book's own.  Nothing is
fetched and nothing is committed; the style sheet holds the fonts themselves, so they are
there before a page is drawn first, from disk too, and nothing moves when they come.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from html import unescape
from io import BytesIO
from pathlib import Path
from string import printable

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from ..faces import CODE, MATH, SIGNS, TEXT, Face, source
from . import math_font

HERE = Path(__file__).parent
PACKAGE = HERE.parent
ASCII = set(printable.strip()) | {" "}
NAMES = {1: "{0}", 4: "{0}", 6: "{1}"}  # reserved names are for whole fonts
COPYRIGHT, LICENCE, ADDRESS = 0, 13, 14  # in a font's table of names


def style_sheet(pages: Iterable[Path] = ()) -> str:
    """Write the faces of the book, with what some pages and all widgets use.

    Parameters
    ----------
    pages : iterable of path
        Built HTML pages.

    Returns
    -------
    str
        CSS: the copyright and licence of each font, and the fonts.
    """
    texts = [page.read_text(encoding="utf-8") for page in pages]
    words = letters(math_font.FORMULA.sub("", text) for text in texts)
    plain = covered(TEXT) & covered(CODE)
    symbols = math_font.symbols(words) | set(math_font.characters(texts))
    needed = [
        (TEXT, words),
        (CODE, words),
        (MATH, symbols | set(map(math_font.italic, symbols)) | words - plain),
        (SIGNS, words - plain - covered(MATH)),
    ]
    return "\n".join(rule(face, cut(face, text)) for face, text in needed)


def letters(texts: Iterable[str]) -> set[str]:
    """Collect the characters of the library's texts and of some HTML texts."""
    found = set(ASCII)
    for suffix in ("*.py", "*.js"):
        for file in PACKAGE.rglob(suffix):
            if HERE not in file.parents:
                found |= set(file.read_text(encoding="utf-8"))
    return found.union(*map(unescape, texts))


def covered(face: Face) -> set[str]:
    """List the characters that a face can draw."""
    with TTFont(source(face), lazy=True) as font:
        return set(map(chr, font.getBestCmap()))


def cut(face: Face, text: Iterable[str]) -> bytes:
    """Cut the glyphs of a text out of a face; return a WOFF2 file."""
    options = subset.Options()
    options.layout_features = list(face.features)
    options.name_IDs = [COPYRIGHT, LICENCE, ADDRESS]
    options.hinting = False
    options.drop_tables.append("FFTM")  # when somebody last saved it
    with subset.load_font(str(source(face)), options) as font:
        if "ital" in face.features:
            math_font.add_italics(font)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted(text)))
        subsetter.subset(font)
        return packed(limited(font, face), face)


def limited(font: TTFont, face: Face) -> TTFont:
    """Keep only a part of what a variable font can vary."""
    if not face.axes:
        return font
    whole = BytesIO()
    font.save(whole)
    return instancer.instantiateVariableFont(TTFont(whole), face.axes)


def packed(font: TTFont, face: Face) -> bytes:
    """Name a font as the book does, and compress it."""
    for number, name in NAMES.items():
        text = name.format(face.family, face.family.replace(" ", ""))
        font["name"].setName(text, number, 3, 1, 0x409)
    font.flavor = "woff2"
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def rule(face: Face, file: bytes) -> str:
    """Write a font with its notices as a rule of a style sheet."""
    names = TTFont(BytesIO(file))["name"]
    notice, licence = names.getDebugName(COPYRIGHT), names.getDebugName(ADDRESS)
    return f"""/* {face.family}, from {face.file} of {face.package}: {notice}; {licence} */
@font-face {{
  font-family: "{face.family}";
  font-style: {face.style};
  font-weight: {face.weight};
  font-display: block;
  src: url(data:font/woff2;base64,{b64encode(file).decode()}) format("woff2");
}}
"""
