"""Around the text: the theme made fast, accessible and self-contained.

The theme's templates are third-party; each thing they get wrong is one line of
``REPAIRS``, with its reason, applied to the finished HTML.
"""

from __future__ import annotations

import re
from pathlib import Path
from zlib import crc32

from sphinx.application import Sphinx
from sphinx.config import Config

from . import fonts, maths

HERE = Path(__file__).parent
FONTS = "fonts.css"

# What is wrong in the HTML of the theme and of extensions, and what it becomes.
REPAIRS = [
    # The accessible name of a control must contain its visible text (WCAG 2.5.3).
    (r'(<button class="btn search-button-field[^>]*?) aria-label="Search"', r"\1"),
    (r'(<span class="search-button__kbd-shortcut")>', r'\1 aria-hidden="true">'),
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    (r'(<i class="theme-switch[^>]*?) title="[^"]*"', r'\1 aria-hidden="true"'),
    # What unfolds the pages below one in the sidebar had no name.
    (r'<summary>(<span class="toctree-toggle")', r'<summary aria-label="Pages below">\1'),
    # All content belongs to a landmark; the logo in the sidebar was outside of any.
    (
        r'(<div id="pst-primary-sidebar")( class=)',
        r'\1 role="region" aria-label="Book navigation"\2',
    ),
    # A bibliography is a list; its entries had a deprecated role that no list may hold.
    (r' role="doc-biblioentry"', ' role="listitem"'),
    # HTML allows no paragraph in a summary.
    (
        r'<p class="(collapsed|expanded) admonition-title">(.*?)</p>',
        r'<span class="\1 admonition-title">\2</span>',
    ),
    # A label controls nothing.
    (r'<label aria-controls="[^"]*" class="sd-tab-label"', '<label class="sd-tab-label"'),
    # sphinx-exercise gives every box the same id.
    (r' id="(?:exercise|solution|proof)-content"', ""),
    # The theme's script folds the contents of the page beside a margin note or a widget,
    # and fails where a page has no contents.
    (
        r"(?s)\A(?!.*bd-sidebar-secondary)(.*)</body>",
        r'\1<div class="bd-sidebar-secondary" style="display:none"></div></body>',
    ),
    # Browsers break lines around a formula; what touches it must stay with it.
    (r"</math></span>([.,;:!?)’”]+)", r"</math>\1</span>"),
    (r'([(“]+)(<span class="math notranslate">)', r"\2\1"),
    # The viewport is declared twice more than needed; the last one stays.
    (r'<meta name="viewport" content="width=device-width, initial-scale=1" />', ""),
]


def configure(app: Sphinx, config: Config) -> None:
    """Set what the theme and the build need, so that ``_config.yml`` stays the book's."""
    config["templates_path"].append(str(HERE / "templates"))
    config["html_math_renderer"] = maths.RENDERER
    config["html_theme_options"].setdefault("navbar_persistent", [])  # else two searches


def finish(app: Sphinx, error: Exception | None) -> None:
    """Repair the pages, and write the fonts they need."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = [p for p in out.rglob("*.html") if "_static" not in p.parts]
    sheet = fonts.style_sheet(pages)
    (out / "_static" / FONTS).write_text(sheet, encoding="utf-8")
    version = f"{FONTS}?v={crc32(sheet.encode()):08x}"  # browsers keep what has this name
    for page in pages:
        text = page.read_text(encoding="utf-8").replace(FONTS, version, 1)
        page.write_text(repaired(text), encoding="utf-8")


def repaired(html: str) -> str:
    """Apply the table of repairs to a page."""
    for wrong, right in REPAIRS:
        html = re.sub(wrong, right, html)
    return html


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_css_file(FONTS)
    app.add_css_file("book.css")
    app.add_js_file("book.js", loading_method="defer")
    app.add_js_file("notebooks.js", loading_method="defer")
    app.connect("config-inited", configure, priority=900)
    app.connect("build-finished", finish)
