"""Widgets in a page without kernel: their state is in the page, and is there once.

MyST-NB writes the state of all widgets of a chapter as JSON.  Before it is written here,
what no view shows is left out, and what is large (a front end, a recorded program) moves
to one compressed table, to which ``{"$shared": key}`` refers: however many widgets use
it, the page carries it once.  Front ends are made of modules, and most share some: a long
text comes in parts with a seam between them, and ``{"$joined": [...]}``, with the names of
the parts, puts it together again.  The script ``static_widgets.js`` reads both and draws.

An output that brings a widget and also HTML keeps the HTML as its static figure: it stands
until the widget works, for readers without JavaScript, and in print.  With it stands a note
which is seen where no widget appears, whatever the reason.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

from .answers import is_question
from .packing import packed, unpacked
from .reach import reached

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
VIEW_SCRIPT = re.compile(rf'<script type="{re.escape(VIEW)}">(.*?)</script>', re.DOTALL)
STATE_SCRIPT = re.compile(rf'<script type="{re.escape(STATE)}">(.*?)</script>', re.DOTALL)
REFERENCE = re.compile(r"IPY_MODEL_(\w+)")
PLACE = "unrolled-widget"
# The last one makes the theme fold the page's contents while the widget is beside them.
WIDE = ["unrolled-wide", "tag_full-width"]
NOTE = (
    "This widget has not started: what stands here is a picture of it. It runs in "
    "Chrome or Edge 112, Firefox 121, Safari 16.5, or a newer one, with JavaScript "
    "allowed: open the page itself there, or load it again."
)
WORTH_SHARING = {"str": 80, "list": 400, "dict": 400}  # characters; less saves little

SEAM = "/*# part */\n"  # between the parts of a front end: see `unrolled.widgets.front_end`

Models = dict[str, dict[str, Any]]


class StaticFigures(SphinxPostTransform):
    """Put the HTML of an output beside its widget, before MyST-NB keeps only one."""

    default_priority = 3  # MyST-NB selects at 4
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Join the two renderings in one container."""
        bundles = (
            node
            for node in self.document.findall(nodes.container)
            if node.get("nb_element") == "mime_bundle"
        )
        for bundle in list(bundles):
            kinds = {child["mime_type"]: child for child in bundle.children}
            if VIEW not in kinds:
                continue
            view, figure = kinds[VIEW], kinds.get("text/html")
            place = nodes.container(classes=[PLACE])
            if not _is_text(figure):
                place["classes"] += WIDE
                bundle.parent["classes"].append("holds-wide")
            place += nodes.paragraph(text=NOTE, classes=["unrolled-note"])
            if figure is not None:
                static = nodes.container(classes=["unrolled-static"])
                static.extend(figure.children)
                place += static
            place.extend(view.children)
            view.children = []
            view += place


def _is_text(figure: nodes.Element | None) -> bool:
    """Whether a widget is a question, and as wide as the text around it."""
    return figure is not None and any(is_question(node) for node in figure.findall())


def shown(models: Models, views: list[str]) -> Models:
    """Keep the models that the views of a page need, and only what draws them.

    Layouts and styles of ipywidgets are left out, and so are links that have an end
    that is not in the page.

    Parameters
    ----------
    models : dict of str to dict
        Model id to its entry in the widget state.
    views : list of str
        The ids of the models that the page shows.
    """
    needed: Models = {}
    queue = list(views)
    while queue:
        name = queue.pop()
        if name in needed or name not in models or _is_look(models[name]):
            continue
        needed[name] = models[name]
        queue += REFERENCE.findall(json.dumps(models[name]["state"]))
    for name, model in models.items():
        ends = REFERENCE.findall(json.dumps(model["state"]))
        if model["model_name"].endswith("LinkModel") and set(ends) <= set(needed):
            needed[name] = model
    return {name: _drawn(model) for name, model in needed.items()}


def _is_look(model: dict[str, Any]) -> bool:
    name: str = model["model_name"]
    return name.endswith(("LayoutModel", "StyleModel"))


def _drawn(model: dict[str, Any]) -> dict[str, Any]:
    """Leave out what only a live front end reads; with `code`, `_esm` is a notebook's."""
    own = () if is_code(model["state"].get("code")) else ("_esm", "_css")
    state = {
        key: value
        for key, value in model["state"].items()
        if key in own
        or (
            not key.startswith("_")
            and key not in ("layout", "style", "tabbable", "tooltip")
        )
    }
    kept = {"model_name": model["model_name"], "state": state}
    return kept | ({"buffers": model["buffers"]} if model.get("buffers") else {})


class Table:
    """The large values of a page, each once, and the references that stand for them.

    Parameters
    ----------
    values : list of JSON values
        All values that will be asked for.

    Examples
    --------
    >>> text = "x" * 500
    >>> table = Table([text, [text], "short", "short"])
    >>> table.reference(text) == table.values[table.reference([text])["$shared"]][0]
    True
    >>> table.reference("short")
    'short'
    """

    def __init__(self, values: list[Any]) -> None:
        self.values: dict[str, Any] = {}
        self._names: dict[str, str] = {}  # by hash: short, as no hash can be compressed
        self._uses: Counter[str] = Counter()
        for value in values:
            self._count(value)

    def reference(self, value: Any) -> Any:
        """Return ``{"$shared": key}`` for a large value, and a small one as it is."""
        key = _key(value)
        if key is None:
            return value
        return {"$shared": self._name(key, value)}

    def _name(self, key: str, value: Any) -> str:
        """Keep a value, and give its name."""
        if key not in self._names:
            name = self._names[key] = f"{len(self._names):x}"
            parts = pieces(value) if isinstance(value, str) else []
            if len(parts) > 1:
                self.values[name] = {"$joined": [self._name(part, part) for part in parts]}
            else:
                self.values[name] = _rebuilt(value, self._part)
        return self._names[key]

    def _part(self, value: Any) -> Any:
        """Keep a part of a value where it is, unless it occurs elsewhere too."""
        if self._uses[_key(value) or ""] > 1:
            return self.reference(value)
        return _rebuilt(value, self._part)

    def _count(self, value: Any) -> None:
        key = _key(value)
        if key is None:
            return
        self._uses[key] += 1
        if self._uses[key] == 1:  # the parts of a repeated whole occur once
            for part in _parts(value):
                self._count(part)


def pieces(text: str) -> list[str]:
    r"""Take a front end apart into its modules or style sheets, each with its seam.

    >>> pieces("const $a = 1;\n/*# part */\nexport default 1;")
    ['const $a = 1;\n/*# part */\n', 'export default 1;']
    """
    *parts, last = text.split(SEAM)
    return [part + SEAM for part in parts] + ([last] if last else [])


def _key(value: Any) -> str | None:
    """Hash a value that is large enough for sharing."""
    least = WORTH_SHARING.get(type(value).__name__)
    text = json.dumps(value, sort_keys=True) if least else ""
    if least is None or len(text) < least:
        return None
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _rebuilt(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: change(part) for key, part in value.items()}
    return [change(part) for part in value] if isinstance(value, list) else value


def script(kind: str, value: Any) -> str:
    """Write a JSON value as a script element; no text in it can close the element."""
    text = json.dumps(value, separators=(",", ":")).replace("<", r"\u003c")
    return f'<script type="{kind}">{text}</script>\n'


def models_of(page: str) -> Models:
    """Read back the widget models of a built page, with all that their state refers to.

    Parameters
    ----------
    page : str
        The HTML of the page.

    Returns
    -------
    dict of str to dict
        Model id to ``{"model_name": ..., "state": {...}}``; empty without widgets.
    """
    table = unpacked(page)

    def whole(value: Any) -> Any:
        if isinstance(value, dict) and "$shared" in value:
            return whole(table[value["$shared"]])
        if isinstance(value, dict) and "$joined" in value:
            return "".join(table[name] for name in value["$joined"])
        return _rebuilt(value, whole)

    states = (json.loads(text)["state"] for text in STATE_SCRIPT.findall(page))
    return {name: whole(model) for state in states for name, model in state.items()}


def views_of(page: str) -> list[str]:
    """List the ids of the models that a page shows, in its order."""
    return [json.loads(unescape(v))["model_id"] for v in VIEW_SCRIPT.findall(page)]


def renamed(text: str, names: dict[str, str]) -> str:
    """Give models short names: those of Jupyter are numbers of 32 digits, and random."""
    for long, short in names.items():
        text = text.replace(long, short)
    return text


def leave_out(models: Models) -> None:
    """Leave out of front ends what no program of their page needs."""
    states = [model["state"] for model in models.values()]
    told = [{k: v for k, v in state.items() if not is_code(v)} for state in states]
    said = json.dumps(told, separators=(",", ":"))
    for state in states:
        for name, value in state.items():
            if is_code(value):
                state[name] = SEAM.join(reached(value.split(SEAM), said))


def is_code(value: Any) -> bool:
    """Whether the value of a trait is a front end or its style sheets."""
    return isinstance(value, str) and SEAM in value


def write_state(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Move the widget state from the head of a page to the end of its article."""
    scripts = {f: getattr(f, "attributes", {}) for f in context.get("script_files", [])}
    states = [f for f, attributes in scripts.items() if attributes.get("type") == STATE]
    if not states:
        return
    context["script_files"] = [f for f in context["script_files"] if f not in states]
    models: Models = {}
    for file in states:
        models |= json.loads(scripts[file]["body"])["state"]
    needed = shown(models, views_of(context["body"]))
    names = {name: f"m{n}" for n, name in enumerate(needed)}
    needed = json.loads(renamed(json.dumps(needed), names))
    context["body"] = renamed(context["body"], names)
    leave_out(needed)
    table = Table([v for model in needed.values() for v in model["state"].values()])
    for model in needed.values():  # traits are shared, never the state that holds them
        model["state"] = {k: table.reference(v) for k, v in model["state"].items()}
    embedded = {"version_major": 2, "version_minor": 0, "state": needed}
    context["body"] += script(STATE, embedded) + packed(table.values)


def use_own_host(app: Sphinx, config: Config) -> None:
    """Replace RequireJS and the widget manager from two CDNs by one small script."""
    config["nb_ipywidgets_js"] = {"static_widgets.js": {"defer": "defer"}}
    config["html_static_path"].append(str(Path(__file__).parent / "assets"))


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_post_transform(StaticFigures)
    app.connect("config-inited", use_own_host, priority=900)
    app.connect("html-page-context", write_state, priority=900)
