"""The letters of pages that tests write: the book's, on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from playwright.sync_api import Page

from unrolled.page import fonts

FACES = ("book",)


@cache
def sheet(kind: str) -> str:
    """Write the style sheet of some letters, with all that the library says."""
    return fonts.style_sheet()


def each_kind(page: Page) -> Iterator[str]:
    """Show an open page in each kind of letters."""
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
