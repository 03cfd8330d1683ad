"""Steps: a link of the text shows a widget of the page in a certain state.

A chapter writes it as a link whose scheme is ``step``, with the key of the widget and the
fields that are to differ from its start, as they stand in the page's address:

    [h₂](step:tape?at=h2) is the third state; [the start](step:tape) has none.

In the page it becomes an ordinary link to the same page, ``?tape.at=h2#widget-tape``, which
works without further help.  ``steps.js`` follows it without loading the page again.

A link to a step of another page, ``step:bptt/tape?at=h2``, is for who teaches from it: it
opens that page with the widget in full screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from .widgets import VIEW_SCRIPT, models_of, views_of

logger = logging.getLogger(__name__)

SCHEME = "step:"


def address(step: str) -> str:
    """Write the address within the page that a step stands for.

    >>> address("step:tape?at=h2&unit=3")
    '?tape.at=h2&tape.unit=3#widget-tape'
    >>> address("step:ledger?loss=3&amp;use=1")
    '?ledger.loss=3&ledger.use=1#widget-ledger'
    >>> address("step:tape")
    '?#widget-tape'
    >>> address("step:bptt/tape?at=h2")
    '?tape.at=h2&tape.present=1#widget-tape'

    Raises
    ------
    ValueError
        If a field has no value, or if there is no key.
    """
    url = urlsplit(unescape(step))  # MyST writes & as &amp;
    elsewhere, _, key = url.path.rpartition("/")
    if not key:
        raise ValueError(f"{step} names no widget: write step:tape?at=h2")
    fields = parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query))
    fields += [("present", "1")] if elsewhere else []
    query = urlencode([(f"{key}.{name}", text) for name, text in fields], safe=":,")
    return f"?{query}#widget-{key}"


def page_of(step: str) -> str:
    """Tell the page whose widget a step is about; none is the page itself.

    >>> page_of("step:bptt/tape?at=h2"), page_of("step:tape?at=h2")
    ('bptt', '')
    """
    return urlsplit(step).path.rpartition("/")[0]


class Steps(SphinxPostTransform):
    """Make the links with the scheme ``step`` links of the page."""

    default_priority = 21

    def run(self, **kwargs: Any) -> None:
        """Replace each link."""
        for link in list(self.document.findall(nodes.reference)):
            if link.get("refuri", "").startswith(SCHEME):
                link.replace_self(self.linked(link))

    def linked(self, link: nodes.reference) -> nodes.reference:
        """Write the link as one of the page, or to another page."""
        step = unescape(link["refuri"])  # MyST has escaped it
        at, of = address(step), page_of(step)
        told = {"classes": ["u-step"], "reftitle": "Show this in the widget"}
        if of:
            page = PurePosixPath(self.env.docname).with_name(of).as_posix()
            if page not in self.env.found_docs:
                logger.warning("%s: there is no page %s", step, of, location=link)
            at = self.app.builder.get_relative_uri(self.env.docname, page) + at
            told = {"reftitle": "Show this in full screen"}
        return nodes.reference("", "", *link.children, internal=True, refuri=at, **told)


def keys(page: str) -> Iterator[tuple[int, str]]:
    """Give where each widget with a key stands in a page, and the key it will have.

    The second widget of a key gets a 2 behind it, as `kit/link.js` does it.
    """
    models = models_of(page)
    taken: Counter[str] = Counter()
    for script, name in zip(VIEW_SCRIPT.finditer(page), views_of(page), strict=True):
        key = models.get(name, {}).get("state", {}).get("key")
        if key:
            taken[key] += 1
            yield script.start(), key + (str(taken[key]) if taken[key] > 1 else "")


def add_anchors(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the place of each widget with a key the id that step links lead to."""
    body = context.get("body", "")
    for start, key in reversed(list(keys(body))):
        place = body.rfind("<div ", 0, body.rfind("unrolled-widget", 0, start))
        body = f'{body[:place]}<div id="widget-{key}" {body[place + 5 :]}'
    if body:
        context["body"] = body


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_post_transform(Steps)
    app.connect("html-page-context", add_anchors, priority=901)  # after the widgets' state
    app.add_css_file("steps.css")
    app.add_js_file("steps.js", loading_method="defer")
