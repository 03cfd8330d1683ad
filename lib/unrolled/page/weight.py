"""What pages need not carry: marks without effect, colours no eye tells, unused files."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image
from sphinx.application import Sphinx

WASTE = [
    # Names, punctuation and space in code have the colour of the code around them, in the
    # light and in the dark style; marking them up makes code three times as long.
    (r'<span class="[npw]">([^<]*)</span>', r"\1"),
    (r"<pre><span></span>", "<pre>"),  # for Internet Explorer
    # Marks that no style sheet and no script asks for; of links, but for those below.
    (r'(?<!has-children"><a) class="reference internal"', ""),
    (r'class="reference internal nav-link"', 'class="nav-link"'),
    (r"toc-h\d nav-item", "nav-item"),
    (r'<span class="(?:std std-\w+|doc)">([^<]*)</span>', r"\1"),
    (r' type="text/css"', ""),
    (r' class="(?:row-(?:odd|even)|head(?: stub)?)"', ""),
    (r" tag_remove-(?:input|output)\b", ""),
    (r' role="presentation"(?=><i class="fa)', ""),
    (r'<meta name="docsearch:[^>]*>', ""),
    # The only paragraph of a cell.
    (r"(?s)(<t[dh]\b[^>]*>)<p>((?:(?!</?p\b|</t[dh]>).)*)</p>(?=</t[dh]>)", r"\1\2"),
    # What scripts ask for early that the page has no use for, or not yet.
    (r'<link rel="preload" as="script"[^>]*>', ""),
    (r"(?s)<script data-sd-tabs[^>]*></script>(?!.*sd-tab-set)", ""),
    (r"(theme-switch fa-solid fa-[a-z-]+) +", r"\1 "),
    # What is empty: places for advertisements, for lists of pages, and for a script.
    (r'(?s)<div id="ethical-ad-placement".*?</div>', ""),
    (r'<div class="(?:toctree-wrapper compound|footer-item)">\s*</div>', ""),
    (r'<script type="text/plain"[^>]*></script>', ""),
    (r'defer="defer"', "defer"),
]
# What folds boxes, and a box that it folds.
FOLDING = re.compile(
    r"<link [^>]*togglebutton\.css[^>]*>|<script [^>]*togglebutton\.js[^>]*></script>"
    r"|<script>(?:let toggle|var togglebutton)[^<]*</script>"
)
FOLDED = re.compile(
    r'class="(?=[^"]*\badmonition\b)[^"]*\bdropdown\b|class="(?:[^"]* )?toggle[" ]'
)
LISTED = re.compile(r' class="toctree-l\d"|toctree-l\d (?=has-children")')  # unused there
BODY = '<main id="main-content"'
COMMENT = re.compile(r"(?s)<!--.*?-->")
# Of a space with a line break: one, but for what is never part of a line.
SPACE = re.compile(
    r"[ \t]*\n[ \t\n]*(</?(?:li|ul|link|meta|t[rdh]|thead|tbody|table|div|p)\b)?"
)
AS_IT_IS = re.compile(r"(?s)(<(pre|script|style|textarea)\b.*?</\2>)")


def lighten_page(page: Path) -> None:
    """Remove marks and space without effect from a page."""
    text = page.read_text(encoding="utf-8")
    for waste, kept in WASTE:
        text = re.sub(waste, kept, text)
    if not FOLDED.search(text):
        text = FOLDING.sub("", text)
    navigation, *body = text.partition(BODY)
    text = LISTED.sub("", navigation) + "".join(body)
    page.write_text(without_space(text), encoding="utf-8")


def without_space(html: str) -> str:
    r"""Make a line break of each space that has one, and leave out comments.

    >>> without_space("<p>a\n\n  b</p><!-- why -->\n<pre>c\n\n  d</pre>")
    '<p>a\nb</p>\n<pre>c\n\n  d</pre>'
    """
    parts = AS_IT_IS.split(html)  # between them, those that stay, and their kind
    thin = (COMMENT.sub("", part) for part in parts[::3])
    parts[::3] = [SPACE.sub(lambda found: found[1] or "\n", part) for part in thin]
    del parts[2::3]
    return "".join(parts)


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
