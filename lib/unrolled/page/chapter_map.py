"""The map of chapters: what leads to what, what each is about, and how long it takes.

The directive ``chapter-map`` draws it from what stands elsewhere: parts, order and numbers
in ``_toc.yml``, titles and reading times in the pages.  A page says what it is about in
its head, in a line that search engines show, too, and after which page it can be read if
that is not the one before:

    description: Why the last error hardly reaches the first letter.
    after: bptt

A page below a chapter is in the map if it has such a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from .reading import is_timed, load

logger = logging.getLogger(__name__)


class Map(nodes.General, nodes.Element):
    """The place of the map."""


class ChapterMap(SphinxDirective):
    """Leave a place for the map: it can be drawn when all pages are read."""

    def run(self) -> list[nodes.Node]:
        """Give the place."""
        return [Map()]


class Maps(SphinxPostTransform):
    """Draw the map of a page that has a place for it."""

    default_priority = 2

    def run(self, **kwargs: Any) -> None:
        """Replace each place by a list for each part of the book."""
        for place in list(self.document.findall(Map)):
            drawn = nodes.container(classes=["chapter-map"])
            for part in vars(self.env)["external_site_map"].root.subtrees:
                drawn += nodes.paragraph("", part.caption, classes=["part"])
                drawn += self.listed(part.items)
            place.replace_self(drawn)

    def listed(self, pages: Iterable[str]) -> nodes.bullet_list:
        """List pages, and what is below them."""
        found = nodes.bullet_list()
        for page in pages:
            item = nodes.list_item("", *self.told(page))
            if below := list(_below(self.env, page)):
                item += self.listed(below)
            found += item
        return found

    def told(self, page: str) -> Iterator[nodes.Node]:
        """Tell number and title of a page, what it is about, and how long it takes."""
        title = nodes.paragraph(classes=["title"])
        if number := _number(self.env, page):
            title += nodes.inline("", number, classes=["number"])
        title += self.link(page, self.env.titles[page].astext())
        yield title
        yield nodes.paragraph("", _about(self.env, page))
        if time := list(self.time(page)):
            yield nodes.paragraph("", "", *time, classes=["time"])

    def time(self, page: str) -> Iterator[nodes.Node]:
        """Tell how long a chapter takes, and what it follows if not the one before."""
        found = load(self.env.get_doctree(page))
        timed = found.questions and is_timed(self.env, page)
        if timed:
            yield nodes.Text(f"{found.minutes} minutes")
        if number := _number(self.env, before := _before(self.env, page)):
            yield nodes.Text(", after " if timed else "after ")
            yield self.link(before, number)

    def link(self, page: str, text: str) -> nodes.reference:
        """Write a link to a page."""
        here, said = self.env.docname, nodes.Text(text)
        return make_refnode(self.app.builder, here, page, None, said)


def _head(env: BuildEnvironment, page: str) -> dict[str, str]:
    return env.metadata.get(page, {})


def _about(env: BuildEnvironment, page: str) -> str:
    return _head(env, page).get("description", "")


def _before(env: BuildEnvironment, page: str) -> str:
    """Give the page that one says it follows."""
    after = _head(env, page).get("after", "")
    return PurePosixPath(page).with_name(after).as_posix() if after else ""


def _number(env: BuildEnvironment, page: str) -> str:
    return ".".join(map(str, env.toc_secnumbers.get(page, {}).get("", ())))


def _below(env: BuildEnvironment, page: str) -> Iterator[str]:
    """Give the pages below one that say what they are about."""
    below = env.toctree_includes.get(page, [])
    yield from (name for name in below if _about(env, name))


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of a page that follows none of the numbered ones before it."""
    numbers = {page: found[""] for page, found in env.toc_secnumbers.items() if found}
    for page, number in numbers.items():
        before = _before(env, page)
        if before and not numbers.get(before, number) < number:
            logger.warning("%s is no chapter before this one", before, location=page)


def redraw(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the front page anew: what it says of others may have changed."""
    return [env.config.root_doc]


def describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell search engines what a page is about."""
    if about := _about(app.env, page):
        tag = f'<meta name="description" content="{escape(about)}" />'
        context["metatags"] = context.get("metatags", "") + tag


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_node(Map)
    app.add_directive("chapter-map", ChapterMap)
    app.add_post_transform(Maps)
    app.connect("env-check-consistency", check)
    app.connect("env-updated", redraw)
    app.connect("html-page-context", describe)
