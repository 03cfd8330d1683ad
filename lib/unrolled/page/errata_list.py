"""The chapter of all errata: "the slide says, we compute", and the way to each box.

The directive ``errata`` writes the list from `unrolled.teaching.errata`.  Without scripts
all entries are there; ``errata.js`` adds the choice by lecture, kind and chapter.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from unrolled.teaching.errata import ERRATA, KINDS, Erratum

from .errata import homes

logger = logging.getLogger(__name__)


class Entry(nodes.General, nodes.Element):
    """What the list says of one erratum."""


class Head(nodes.Part, nodes.TextElement):
    """Number and line of an entry."""


class Errata(SphinxDirective):
    """The list of all errata."""

    def run(self) -> list[nodes.Node]:
        """Write the entries in the order of their numbers."""
        self.env.__dict__["unrolled_errata_list"] = self.env.docname
        return [self.entry(erratum) for erratum in ERRATA.values()]

    def entry(self, erratum: Erratum) -> nodes.Node:
        """Write one entry."""
        entry = Entry(ids=[f"list-{erratum.number}"], number=erratum.number)
        entry += Head("", f"{erratum.number} {erratum.line}")
        places = [f"lecture {number}: {place}" for number, place in erratum.where.items()]
        about = f"{KINDS[erratum.kind][0]} · {'; '.join(places)}"
        entry += nodes.paragraph("", about, classes=["errata-where"])
        pairs = nodes.definition_list(classes=["errata-pair"])
        for term, said in (("The slide says", erratum.says), ("We compute", erratum.right)):
            item = nodes.definition_list_item("", nodes.term("", term))
            item += nodes.definition("", *self.parsed(said))
            pairs += item
        entry += pairs
        return entry

    def parsed(self, text: str) -> list[nodes.Node]:
        """Read MyST."""
        return self.parse_text_to_nodes(text)


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
    app.add_directive("errata", Errata)
    app.add_post_transform(Ways)
    app.connect("env-check-consistency", complete)
