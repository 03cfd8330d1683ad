"""The book's pages in other letters: wide ones, as on a plain Linux, and narrow ones.

Where web fonts are refused a reader sees what the machine has.  The extremes come from
installed packages, so that these pages too are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from playwright.sync_api import Page

from unrolled.page import fonts
from unrolled.page.fonts import Face

CONDENSED = {"wght": (400, 700), "wdth": 75}


def dejavu(family: str, file: str, weight: str = "400", style: str = "normal") -> Face:
    """Take a face of DejaVu, which is wide, and alone on a Debian without more fonts."""
    return Face(family, "matplotlib", f"DejaVu{file}.ttf", weight=weight, style=style)


FACES: dict[str, list[Face]] = {
    "wide": [
        dejavu("Unrolled Text", "Sans"),
        dejavu("Unrolled Text", "Sans-Bold", "600 900"),
        dejavu("Unrolled Code", "SansMono"),
        dejavu("Unrolled Code", "SansMono-Bold", "600 900"),
        dejavu("Unrolled Math", "Serif"),
        dejavu("Unrolled Math", "Serif-Italic", style="italic"),
    ],
    "narrow": [
        Face(family, fonts.TEXT.package, fonts.TEXT.file, CONDENSED, weight="400 700")
        for family in ("Unrolled Text", "Unrolled Code", "Unrolled Math")
    ],
    "own": [],
}


@cache
def sheet(kind: str) -> str:
    """Write the style sheet of some letters, with all that the library says."""
    if not FACES[kind]:
        return fonts.style_sheet()
    words = fonts.letters([])
    return "\n".join(fonts.rule(face, fonts.cut(face, words)) for face in FACES[kind])


def each_kind(page: Page) -> Iterator[str]:
    """Show an open page in wide and in narrow letters, and again in the book's."""
    for kind in FACES:
        page.evaluate(
            """async (letters) => {
                 const old = document.querySelectorAll("#letters, [href*='fonts.css']");
                 for (const element of old) element.remove();
                 const style = document.createElement("style");
                 Object.assign(style, { id: "letters", textContent: letters });
                 document.head.append(style);
                 document.body.offsetWidth; // asks for the fonts
                 await document.fonts.ready;
               }""",
            sheet(kind),
        )
        yield kind
