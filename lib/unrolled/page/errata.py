"""Errata: one closed line each, box and proof inside; every number is a link to its box.

A chapter writes the box as an admonition, which JupyterLab shows as one, and ends it with a
comment, which it does not show.  What stands between, the proof, belongs to the box:

    ```{admonition} E27
    :class: erratum dropdown
    What the slide has, and what is right.
    ```

    (cells of code)

    % end of E27

In the page it becomes one ``<details>`` with the id ``E27``, whose line comes from
`unrolled.teaching.errata`.  Three or more boxes in a row would be an interruption: they
move to the end of the page, and one line says where they went.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.addnodes import desc_signature
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from unrolled.teaching.errata import ERRATA

logger = logging.getLogger(__name__)

NUMBER = re.compile(r"\bE\d\d\b")
ROW = 3  # so many boxes in a row, or more, move to the end of the page
HEADING = "Appendix: the slides, checked"  # errata.js has it, too, for print


class Box(nodes.General, nodes.Element):
    """An erratum with its proof; its first child is the line that is always seen."""


class Line(nodes.Part, nodes.TextElement):
    """The line of a closed box."""


NO_LINKS = (
    nodes.literal, nodes.literal_block, nodes.raw, nodes.math, nodes.math_block,
    nodes.reference, nodes.title, desc_signature, Line,
)  # fmt: skip


def homes(env: BuildEnvironment) -> dict[str, str]:
    """Tell on which page each erratum has its box."""
    found: dict[str, str] = env.__dict__.setdefault("unrolled_errata", {})
    return found


class Boxes(SphinxTransform):
    """Join each erratum's admonition and all up to its end comment in one box."""

    default_priority = 15

    def apply(self, **kwargs: Any) -> None:
        """Make the boxes, then move those that stand in a row."""
        for start in list(self.document.findall(_starts)):
            self.box(start)
        for row in _rows(self.document):
            move(self.document, row)

    def box(self, start: nodes.admonition) -> None:
        """Replace an admonition and what follows it by a box."""
        number = start[0].astext()
        if problem := self.problem(number):
            logger.warning("%s: %s", number, problem, location=start)
            return
        parent = start.parent
        first = parent.index(start)
        after = parent.children[first + 1 :]
        proof = _until(after, number)
        if proof is None:
            logger.warning("no comment 'end of %s'", number, location=start)
            return
        box = Box(ids=[number], number=number)
        box += Line("", ERRATA[number].headline)
        box.extend([*start.children[1:], *proof])
        parent.children[first : first + len(proof) + 2] = [box]
        box.parent = parent
        self.document.set_id(box)
        homes(self.env)[number] = self.env.docname

    def problem(self, number: str) -> str | None:
        """Say why there cannot be a box of this number here, if so."""
        if number not in ERRATA:
            return "no erratum has this number"
        if number in homes(self.env):
            return f"there is a box already, in {homes(self.env)[number]}"
        return None


def _starts(node: nodes.Node) -> bool:
    return isinstance(node, nodes.admonition) and "erratum" in node["classes"]


def _until(after: list[nodes.Node], number: str) -> list[nodes.Node] | None:
    """Give the nodes before the comment that ends an erratum, if that comes next."""
    for i, node in enumerate(after):
        if isinstance(node, nodes.comment) and node.astext() == f"end of {number}":
            return after[:i]
        if _starts(node):
            break
    return None


def _rows(document: nodes.document) -> Iterator[list[Box]]:
    """Find boxes that follow each other, outside of the last section of the page."""
    sections = [node for node in document.findall(nodes.section) if _level(node) == 2]
    last = sections[-1] if sections else None
    for parent in {id(box.parent): box.parent for box in document.findall(Box)}.values():
        if last is not None and _inside(parent, last):
            continue
        for is_box, row in groupby(list(parent.children), lambda n: isinstance(n, Box)):
            found = list(row)
            if is_box and len(found) >= ROW:
                yield found


def _level(node: nodes.Node) -> int:
    return 0 if node.parent is None else 1 + _level(node.parent)


def _inside(node: nodes.Node | None, section: nodes.section) -> bool:
    while node is not None and node is not section:
        node = node.parent
    return node is section


def move(document: nodes.document, row: list[Box]) -> None:
    """Take boxes to the end of the page, and say so where they stood."""
    parent = row[0].parent
    numbers = [box["number"] for box in row]
    listed = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
    note = nodes.paragraph(classes=["erratum-moved"])
    note += nodes.Text(f"Checked on these slides: {listed}, at the end of this page.")
    parent.insert(parent.index(row[0]), note)
    for box in row:
        parent.remove(box)
    _end(document).extend(row)


def _end(document: nodes.document) -> nodes.section:
    """Give the section for moved boxes; make it if the page has none."""
    page = next(iter(document.findall(nodes.section)))
    last = page.children[-1]
    if isinstance(last, nodes.section) and last[0].astext() == HEADING:
        return last
    section = nodes.section(ids=[nodes.make_id(HEADING)], names=[])
    section += nodes.title("", HEADING)
    page += section
    return section


class Links(SphinxPostTransform):
    """Make every number of an erratum that stands in text a link to its box."""

    default_priority = 20

    def run(self, **kwargs: Any) -> None:
        """Replace text by text and links."""
        for text in list(self.document.findall(nodes.Text)):
            if NUMBER.search(text) and not _quiet(text):
                text.parent.replace(text, list(self.linked(text)))

    def linked(self, text: nodes.Text) -> Iterator[nodes.Node]:
        """Split a text at the numbers in it."""
        own = _own(text)
        end = 0
        for found in NUMBER.finditer(text):
            number = found[0]
            if number == own:
                continue
            yield nodes.Text(text[end : found.start()])
            yield self.link(number, text)
            end = found.end()
        yield nodes.Text(text[end:])

    def link(self, number: str, where: nodes.Text) -> nodes.Node:
        """Link to the box of an erratum."""
        home = homes(self.env).get(number)
        if home is None:
            logger.warning("%s has no box", number, location=where.parent)
            return nodes.Text(number)
        link = make_refnode(
            self.app.builder, self.env.docname, home, number, nodes.Text(number)
        )
        link["classes"] = ["erratum-link"]
        link["reftitle"] = ERRATA[number].headline
        return link


def _quiet(node: nodes.Node) -> bool:
    """Whether a text has no links: in code, links, titles and lines of boxes."""
    up: nodes.Node | None = node.parent
    while up is not None:
        if isinstance(up, NO_LINKS):
            return True
        up = up.parent
    return False


def _own(node: nodes.Node) -> str | None:
    """Give the number of the box that a text stands in."""
    up: nodes.Node | None = node
    while up is not None and not isinstance(up, Box):
        up = up.parent
    return None if up is None else up["number"]


def visit_box(translator: Any, node: Box) -> None:
    """Open the box."""
    kind = ERRATA[node["number"]].kind
    translator.body.append(
        translator.starttag(node, "details", CLASS=f"erratum erratum-{kind}")
    )


def depart_box(translator: Any, node: Box) -> None:
    """Close the box, with the way to the list of all errata."""
    env, number = translator.builder.env, node["number"]
    page = getattr(env, "unrolled_errata_list", None)
    if page:
        here = translator.builder.current_docname
        url = translator.builder.get_relative_uri(here, page)
        text = f"{number} in the list of errata"
        translator.body.append(
            f'<p class="erratum-back"><a href="{url}#list-{number}">{text}</a></p>'
        )
    translator.body.append("</div></details>\n")


def visit_line(translator: Any, node: Line) -> None:
    """Open the line; the number at its end is of the same line."""
    translator.body.append('<summary><span class="erratum-line">')


def depart_line(translator: Any, node: Line) -> None:
    """Close the line, and open what the box holds."""
    number = node.parent["number"]
    translator.body.append(
        f'</span> <span class="erratum-number">{number}</span></summary>'
        '<div class="erratum-body">'
    )


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the boxes of a page that is about to be read again."""
    for number in [n for n, page in homes(env).items() if page == docname]:
        del homes(env)[number]


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_node(Box, html=(visit_box, depart_box))
    app.add_node(Line, html=(visit_line, depart_line))
    app.add_transform(Boxes)
    app.add_post_transform(Links)
    app.connect("env-purge-doc", purge)
    app.add_css_file("errata.css")
    app.add_js_file("errata.js", loading_method="defer")
