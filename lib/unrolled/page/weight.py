"""What pages need not carry: marks without effect, colours no eye tells, unused files."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image
from sphinx.application import Sphinx

# Names, punctuation and space in code have the colour of the code around them, in the
# light and in the dark style; marking them up makes code three times as long.
PLAIN = re.compile(r'<span class="[npw]">([^<]*)</span>')


def lighten_page(page: Path) -> None:
    """Remove the marks of plain code from a page."""
    text = page.read_text(encoding="utf-8")
    page.write_text(PLAIN.sub(r"\1", text), encoding="utf-8")


def lighten_image(file: Path) -> None:
    """Give an opaque PNG a palette of 256 colours if that makes it smaller."""
    with Image.open(file) as opened:
        image = opened.convert("RGBA")
    if image.getchannel("A").getextrema() != (255, 255):
        return
    small = file.with_suffix(".small")
    image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    small.replace(file) if small.stat().st_size < file.stat().st_size else small.unlink()


def finish(app: Sphinx, error: Exception | None) -> None:
    """Lighten the built book."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for page in out.rglob("*.html"):
        lighten_page(page)
    for image in (out / "_images").glob("*.png"):
        lighten_image(image)
    for unused in [*out.rglob("*.map"), out / "_static" / "scripts" / "fontawesome.js"]:
        unused.unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.connect("build-finished", finish)
