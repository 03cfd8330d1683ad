"""What all widgets have in common in Python."""

from collections.abc import Iterable
from html import escape
from typing import Any

import anywidget


class Widget(anywidget.AnyWidget):
    """A widget that can also be printed, and read where no script runs."""

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


def figure_table(heads: Iterable[str], rows: Iterable[Iterable[str]], caption: str) -> str:
    """Write a static table, all text escaped; the first cell of a row is its head."""

    def cell(tag: str, text: str, scope: str = "") -> str:
        if not text:
            return "<td></td>"
        return f"<{tag}{f' scope={scope!r}' if scope else ''}>{escape(text)}</{tag}>"

    head = "".join(cell("th", text, "col") for text in heads)
    body = "".join(
        f"<tr>{cell('th', first, 'row')}{''.join(cell('td', text) for text in rest)}</tr>"
        for first, *rest in rows
    )
    return (
        f"<figure class='unrolled-figure'><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table><figcaption>{escape(caption)}</figcaption></figure>"
    )
