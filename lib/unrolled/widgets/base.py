"""What all widgets have in common in Python."""

from collections.abc import Iterable
from html import escape
from typing import Any

import anywidget

from ..recording.packed import to_page
from .front_end import module

#: How a trait that holds programs travels: packed, for a page to write out again.
PROGRAM = {"sync": True, "to_json": to_page}


class Widget(anywidget.AnyWidget):
    """A widget that can also be printed, and read where no script runs."""

    _esm = module("kit/first.js")

    def figure(self) -> str:
        """Write what the widget shows at first as HTML; text of readers is escaped."""
        raise TypeError(f"{type(self).__name__} must say how it looks in print: figure()")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Add the figure to what Jupyter shows; front ends prefer the widget itself."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return dict(data) | {"text/html": self.figure()}, metadata


class Html(str):
    """Text that is HTML already."""


def figure_table(
    heads: Iterable[str],
    rows: Iterable[Iterable[str]],
    caption: str,
    above: Iterable[str] = (),
    picture: str = "",
) -> str:
    """Write a static table, all text escaped that is no `Html`.

    The first cell of a row is its head; each of the lines `above` is a paragraph.  A
    `picture` in SVG stands over the table, and scrolls where it is wider than the page.
    """

    def cell(tag: str, text: str, scope: str = "") -> str:
        if not text:
            return "<td></td>"
        return f"<{tag}{f' scope={scope!r}' if scope else ''}>{escaped(text)}</{tag}>"

    drawing = f"<div class='figure-scroll'>{picture}</div>" if picture else ""
    lines = "".join(f"<p>{escaped(text)}</p>" for text in above)
    head = "".join(cell("th", text, "col") for text in heads)
    body = "".join(
        f"<tr>{cell('th', first, 'row')}{''.join(cell('td', text) for text in rest)}</tr>"
        for first, *rest in rows
    )
    return (
        f"<figure class='unrolled-figure'>{drawing}{lines}<table>"
        f"{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"
        f"<figcaption>{escaped(caption)}</figcaption></figure>"
    )


def escaped(text: str) -> str:
    """Give text as HTML."""
    return text if isinstance(text, Html) else escape(text)
