"""The chapter of all errata: "the slide says, we compute", and the way to each box.

A division with the class ``errata-list`` becomes the list of `unrolled.teaching.errata`;
what the source has in it is for JupyterLab, which knows divisions and no lists of errata.
Without scripts all entries are there; ``errata.js`` adds the choice by lecture, kind and
chapter.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.parsers.docutils_ import Parser
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from unrolled.teaching.errata import ERRATA, KINDS, Erratum

from .errata import homes

logger = logging.getLogger(__name__)


class Entry(nodes.General, nodes.Element):
    """What the list says of one erratum."""


class Head(nodes.Part, nodes.TextElement):
    """Number and line of an entry."""


class Lists(SphinxTransform):
    """Write the list where a page has a place for it."""

    default_priority = 15

    def apply(self, **kwargs: Any) -> None:
        """Put all entries, in the order of their numbers, in place of what is there."""
        for place in list(self.document.findall(nodes.container)):
            if "errata-list" in place["classes"]:
                self.env.__dict__["unrolled_errata_list"] = self.env.docname
                place.clear()
                place.extend(map(entry, ERRATA.values()))


def entry(erratum: Erratum) -> nodes.Node:
    """Write one entry."""
    places = [f"lecture {number}: {place}" for number, place in erratum.where.items()]
    about = f"{KINDS[erratum.kind][0]} · {'; '.join(places)}"
    pairs = nodes.definition_list(classes=["errata-pair"])
    for term, said in (("The slide says", erratum.says), ("We compute", erratum.right)):
        item = nodes.definition_list_item("", nodes.term("", term))
        item += nodes.definition("", *parsed(said))
        pairs += item
    written = Entry(ids=[f"list-{erratum.number}"], number=erratum.number)
    written += Head("", f"{erratum.number} {erratum.line}")
    written += nodes.paragraph("", about, classes=["errata-where"])
    written += pairs
    return written


def parsed(text: str) -> list[nodes.Node]:
    """Read MyST with formulas."""
    settings = {"myst_enable_extensions": ["dollarmath"]}
    document = publish_doctree(text, parser=Parser(), settings_overrides=settings)
    return list(document.children)


class Ways(SphinxPostTransform):
    """End each entry with the way to its box."""

    default_priority = 19  # before the numbers in the list become links

    def run(self, **kwargs: Any) -> None:
        """Add a paragraph to each entry; an erratum without a box is a warning."""
        for entry in list(self.document.findall(Entry)):
            number = entry["number"]
            home = homes(self.env).get(number)
            if home is None:
                logger.warning("%s has no box on any page", number)
                continue
            entry["home"] = home.rsplit("/", 1)[-1]
            entry["title"] = self.env.titles[home].astext()
            here = self.env.docname
            text = "below" if home == here else f"in the chapter “{entry['title']}”"
            link = make_refnode(
                self.app.builder, here, home, number, nodes.Text(f"Box and proof {text}")
            )
            entry += nodes.paragraph("", "", link, classes=["errata-way"])


def visit_entry(translator: Any, node: Entry) -> None:
    """Open an entry; its data are what it can be chosen by."""
    erratum = ERRATA[node["number"]]
    data = {
        "data-lectures": " ".join(erratum.lectures),
        "data-kind": KINDS[erratum.kind][0],
        "data-chapter": node.get("home", ""),
        "data-title": node.get("title", ""),
    }
    translator.body.append(
        translator.starttag(node, "article", CLASS="errata-entry", **data)
    )


def depart_entry(translator: Any, node: Entry) -> None:
    """Close an entry."""
    translator.body.append("</article>\n")


def visit_head(translator: Any, node: Head) -> None:
    """Open the heading of an entry, which is none of the page's contents."""
    translator.body.append('<h3 class="errata-head">')


def depart_head(translator: Any, node: Head) -> None:
    """Close the heading."""
    translator.body.append("</h3>\n")


def complete(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of what has its box on another page than the list of errata says."""
    for number, erratum in ERRATA.items():
        home = homes(env).get(number)
        if home is not None and home.rsplit("/", 1)[-1] != erratum.chapter:
            logger.warning("%s has its box in %s, not %s", number, home, erratum.chapter)


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_node(Entry, html=(visit_entry, depart_entry))
    app.add_node(Head, html=(visit_head, depart_head))
    app.add_transform(Lists)
    app.add_post_transform(Ways)
    app.connect("env-check-consistency", complete)
