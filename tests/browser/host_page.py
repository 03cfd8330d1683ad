"""A page with widgets and nothing else, made as the book makes its pages."""

from __future__ import annotations

import json
from pathlib import Path

import ipywidgets
from built_book import ROOT
from letters import sheet

from unrolled.page.widgets import NOTE

ASSETS = ROOT / "lib" / "unrolled" / "page" / "assets"
HOST = ASSETS / "static_widgets.js"

# A browser that lets a page write its address seldom, and refuses twice at first.
REFUSING = """{
  const { replaceState } = history;
  window.refused = 2;
  history.replaceState = function (...all) {
    if (window.refused-- > 0) throw new DOMException("too often", "SecurityError");
    window.writings = (window.writings ?? 0) + 1;
    return replaceState.apply(this, all);
  };
  const { setTimeout } = window;
  window.setTimeout = (act, pause) => setTimeout(act, Math.min(pause, 400));
}"""


def figure(widget: object) -> str:
    """Give what stands in the place of a widget; a box of several has none."""
    return widget.figure() if hasattr(widget, "figure") else ""


def spoiled(widget: object, **traits: object) -> object:
    """Give a widget traits that do not fit; its figure was printed before."""
    printed = widget.figure()
    widget.figure = lambda: printed
    for name, value in traits.items():
        setattr(widget, name, value)
    return widget


def write_page(
    path: Path,
    *widgets: object,
    theme: str = "light",
    width: str = "1020px",
    head: str = "",
) -> str:
    """Write a page that shows `widgets`, one below the other; return its address."""
    state = {
        f"model{n}": {
            "model_name": "AnyModel",
            "state": widget.get_state(
                [
                    name
                    for name in widget.trait_names(sync=True)
                    if not isinstance(getattr(widget, name), ipywidgets.Widget)
                ]
            ),
        }
        for n, widget in enumerate(widgets)
    }
    kind = "application/vnd.jupyter.widget"

    def script(type: str, value: object) -> str:
        text = json.dumps(value).replace("<", r"\u003c")
        return f'<script type="{type}">{text}</script>'

    views = "<p>between</p>".join(
        '<div class="unrolled-widget">'
        + f'<p class="unrolled-note">{NOTE}</p>'
        + f'<div class="unrolled-static">{figure(widget)}</div>'
        + script(f"{kind}-view+json", {"model_id": f"model{n}"})
        + "</div>"
        for n, widget in enumerate(widgets)
    )
    path.write_text(
        f"<!doctype html><html lang='en' data-theme='{theme}'><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>Widgets</title><style id='letters'>{sheet('own')}</style>{head}"
        f"<style>{(ASSETS / 'book.css').read_text(encoding='utf-8')}</style>"
        "<style>body { margin: 0; } "
        f"main {{ max-width: {width}; margin: 10px auto; padding: 0 8px; }}</style>"
        f"<main><h1>Widgets</h1><a href='#x'>a link</a>{views}"
        "<input id='x' aria-label='x'></main>"
        + script(f"{kind}-state+json", {"state": state})
        + f"<script>{HOST.read_text(encoding='utf-8')}</script></html>",
        encoding="utf-8",
    )
    return path.as_uri()
