"""The map of chapters: taken from the table of contents and the heads of pages."""

import re

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_colors

from chapters import BOOK, CHAPTERS

CONF = """
extensions = ["myst_nb", "sphinx_external_toc", "unrolled.page.maths",
              "unrolled.page.answers", "unrolled.page.reading",
              "unrolled.page.chapter_map"]
nb_execution_mode = "off"
suppress_warnings = ["myst-nb.lexer"]
html_theme = "basic"
html_math_renderer = "unrolled-mathml"
"""
TOC = """format: jb-book
root: front
parts:
  - caption: The way
    numbered: 1
    chapters:
      - file: one
        sections: [{file: aside}, {file: small}]
      - file: two
  - caption: Further
    numbered: 1
    chapters:
      - file: three
      - file: end
"""
HEADS = {
    "front": "",
    "one": "description: The first & only.\n",
    "aside": "description: Beside the way.\n",
    "small": "",
    "two": "description: Not needed.\n",
    "three": "description: The last.\nafter: one\n",
    "end": "description: An end.\n",
}


@pytest.fixture
def build(tmp_path):
    """Build a book of pages with these heads."""

    def built(heads):
        (tmp_path / "conf.py").write_text(CONF)
        (tmp_path / "_toc.yml").write_text(TOC)
        for name, head in heads.items():
            text = f"---\n{head}kernelspec:\n  name: python3\n---\n\n# About {name}\n"
            text += "\n```{chapter-map}\n```\n" if name == "front" else ""
            (tmp_path / f"{name}.md").write_text(text)
        app = SphinxTestApp("html", srcdir=tmp_path)
        app.build()
        said = strip_colors(app.warning.getvalue())
        app.cleanup()
        pages = {name: (app.outdir / f"{name}.html").read_text() for name in heads}
        return pages, re.findall(r"WARNING: (.*)", said)

    return built


def told(html):
    """What the map says, line by line."""
    start = html.index("chapter-map")
    body = html[html.index(">", start) : html.index("</div>", start)]
    lines = re.findall(r"<p[^>]*>(.*?)</p>", body, re.DOTALL)
    return [re.sub(r"<[^>]*>", " ", line).strip() for line in lines]


def test_the_map_says_what_the_pages_say(build):
    pages, warnings = build(HEADS)
    assert warnings == []
    assert [re.sub(r"\s+", " ", line) for line in told(pages["front"])] == [
        "The way",
        "1 About one",
        "The first &amp; only.",
        "About aside",
        "Beside the way.",
        "2 About two",
        "Not needed.",
        "Further",
        "3 About three",
        "The last.",
        "after 1",
        "4 About end",
        "An end.",
    ]
    assert '<meta name="description" content="The first &amp; only." />' in pages["one"]
    assert '<meta name="description"' not in pages["small"]


@pytest.mark.parametrize("after", ["nowhere", "end", "three", "aside"])
def test_a_page_follows_one_before_it(build, after):
    three = f"description: The last.\nafter: {after}\n"
    assert build(HEADS | {"three": three})[1] == [f"{after} is no chapter before this one"]


def test_every_chapter_says_what_it_is_about():
    for chapter in CHAPTERS:
        if not chapter.startswith("api_"):
            head = (BOOK / f"{chapter}.md").read_text().split("---\n")[1]
            assert re.search(r"^description: \S.{10,90}\.$", head, re.MULTILINE), chapter
