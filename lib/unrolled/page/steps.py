"""Steps: a link of the text shows a widget of the page in a certain state.

A chapter writes it as a link whose scheme is ``step``, with the key of the widget and the
fields that are to differ from its start, as they stand in the page's address:

    [h₂](step:tape?at=h2) is the third state; [the start](step:tape) has none.

In the page it becomes an ordinary link to the same page, ``?tape.at=h2#widget-tape``, which
works without further help.  ``steps.js`` follows it without loading the page again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from .widgets import VIEW_SCRIPT, unpacked, views_of

SCHEME = "step:"


def address(step: str) -> str:
    """Write the address within the page that a step stands for.

    >>> address("step:tape?at=h2&unit=3")
    '?tape.at=h2&tape.unit=3#widget-tape'
    >>> address("step:ledger?loss=3&amp;use=1")
    '?ledger.loss=3&ledger.use=1#widget-ledger'
    >>> address("step:tape")
    '?#widget-tape'

    Raises
    ------
    ValueError
        If a field has no value, or if there is no key.
    """
    url = urlsplit(unescape(step))  # MyST writes & as &amp;
    if not url.path:
        raise ValueError(f"{step} names no widget: write step:tape?at=h2")
    fields = parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query))
    query = urlencode([(f"{url.path}.{name}", text) for name, text in fields], safe=":,")
    return f"?{query}#widget-{url.path}"


class Steps(SphinxPostTransform):
    """Make the links with the scheme ``step`` links of the page."""

    default_priority = 21

    def run(self, **kwargs: Any) -> None:
        """Replace each link."""
        for link in list(self.document.findall(nodes.reference)):
            if link.get("refuri", "").startswith(SCHEME):
                step = nodes.reference(
                    "",
                    "",
                    *link.children,
                    internal=True,
                    refuri=address(unescape(link["refuri"])),  # MyST has escaped it
                    classes=["u-step"],
                    reftitle="Show this in the widget",
                )
                link.replace_self(step)


def keys(page: str) -> Iterator[tuple[int, str]]:
    """Give where each widget with a key stands in a page, and the key it will have.

    The second widget of a key gets a 2 behind it, as `kit/link.js` does it.
    """
    models = unpacked(page)
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
