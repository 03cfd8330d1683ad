"""Figures of cells become parts of their pages: in the book's letters, light and dark.

Matplotlib writes colours as numbers; here they become the names of the look that all
widgets share, so a style sheet says what they are.  Words stay words, to be found, copied
and enlarged, and numbers have two decimals.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from .. import plotting
from .outlines import LOOKS, brief

COLOURS = "colours.css"
NAMES = {value: name for name, value in reversed(plotting.LIGHT.items())}
NAMES["#ffffff"] = NAMES[plotting.PAPER]  # as Matplotlib writes it
THEMES = {  # which colours where; a page is printed as it is in the light
    "light": "html {{\n{}\n}}\n",
    "dark": '@media screen {{\nhtml[data-theme="dark"] {{\n{}\n}}\n}}\n',
}
# What drawings repeat, say of themselves, or turn by nothing.
WASTE = [
    (r"(?s)\A.*?(?=<svg)", ""),
    (r"(?s)\s*<metadata>.*?</metadata>|<!--.*?-->", ""),
    (r'(?s)<style type="text/css">.*?</style>', ""),  # would be one of the whole page
    (r' (?:xmlns(?::xlink)?|version)="[^"]*"', ""),
    (r' transform="rotate\(-?0 [^"]*"', ""),
    (r"font-style: italic;? ?", ""),  # of symbols: their class says it
    (r"font-family: 'STIXGeneral'(.*?)\">", r'\1" class="symbol">'),
    (r"font-family: [^;\"]*;? ?", ""),
    (r"; *(?=\")", ""),
    (r"xlink:href", "href"),
    (r">\s+<", "><"),
    (r"<defs></defs>|<defs/>", ""),
]
PLACE = re.compile(r' (?:d|x|y)="[^"]*"')
COORDINATE = re.compile(r"-?\d+\.\d{3,}")
GROUP = re.compile(r"(?s)<g>((?:(?!</?g\b).)*)</g>")  # of nothing
HEAD = re.compile(r'<svg width="([\d.]+)pt" height="[\d.]+pt"')
WIDTH_OF_PIXEL = 0.75  # points


def inlined(svg: str, name: str, alt: str) -> str:
    """Write a drawing of Matplotlib as a part of a page.

    Parameters
    ----------
    svg : str
        The file.
    name : str
        What its marks begin with: those of a page must differ.
    alt : str
        What the drawing shows, in words.

    Returns
    -------
    str
        HTML, with colours as variables of CSS.
    """
    for waste, kept in WASTE:
        svg = re.sub(waste, kept, svg)
    svg = PLACE.sub(lambda place: COORDINATE.sub(_short, place[0].replace("\n", "")), svg)
    svg = re.sub(r"#[0-9a-f]{6}\b", lambda found: _variable(found[0]), svg)
    svg = brief(_marked(svg.strip(), name))
    label = f'class="figure-drawing" role="img" aria-label="{escape(alt)}"'
    return HEAD.sub(lambda head: f'<svg {label} style="width: {_pixels(head[1])}"', svg)


def _short(number: re.Match[str]) -> str:
    """Write a coordinate with two decimals."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _pixels(points: str) -> str:
    return f"{float(points) / WIDTH_OF_PIXEL:.0f}px"


def _variable(value: str) -> str:
    """Name a colour of the look; other colours stay what they are."""
    return f"var(--u-{NAMES[value]})" if value in NAMES else value


def _marked(svg: str, name: str) -> str:
    """Keep the marks that the drawing itself refers to, with its name before them."""
    used = set(re.findall(r'(?:url\(|href=")#([\w-]+)', svg))
    for mark in re.findall(r' id="([^"]*)"', svg):
        if mark not in used:
            svg = svg.replace(f' id="{mark}"', "", 1)
    while (flatter := GROUP.sub(r"\1", svg)) != svg:
        svg = flatter
    names = {mark: f"{name}-{n}" for n, mark in enumerate(sorted(used))}
    marks = re.compile(r'((?: id="|url\(#|href="#))([\w-]+)')
    return marks.sub(lambda found: found[1] + names[found[2]], svg)


class Inline(SphinxPostTransform):
    """Put the drawings of cells into their page."""

    default_priority = 6  # after their alt texts are filled in
    formats = ("html",)

    def run(self, **options: object) -> None:
        """Look at every figure of the page."""
        for number, image in enumerate(list(self.document.findall(nodes.image)), start=1):
            file = Path(self.app.srcdir, image["uri"].lstrip("/"))
            if "jupyter_execute" in file.parts and file.suffix == ".svg":
                svg = file.read_text(encoding="utf-8")
                html = inlined(svg, f"figure{number}", image.get("alt", ""))
                scroll = f'<div class="figure-scroll">{html}</div>'
                image.replace_self(nodes.raw("", scroll, format="html"))


def colours() -> str:
    """Write the colours of the look, and what drawings name, as a style sheet for pages."""
    sheet = ""
    for theme, rule in THEMES.items():
        named = [
            f"  --u-{name}: {value};" for name, value in plotting.tokens(theme).items()
        ]
        sheet += rule.format("\n".join(named))
    looks = [f".figure-drawing .{name} {{ {look} }}\n" for name, look in LOOKS.items()]
    return sheet + "".join(looks)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Write the colours beside the pages."""
    if not error and app.builder.format == "html":
        (Path(app.outdir) / "_static" / COLOURS).write_text(colours(), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_css_file(COLOURS)
    app.add_post_transform(Inline)
    app.connect("build-finished", finish)
