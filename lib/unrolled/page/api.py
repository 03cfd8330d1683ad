"""The API reference: docstrings become pages, as they are written.

They are written for who reads the code, so four things are done on the way:

* an indented block (equations, a table, a sketch of use) is shown as it stands;
* a signature keeps the names of its types, ``params: Params``;
* the comment behind a field of a record is what the reference says of it;
* a name between single backticks is a link where it names one thing of the library, and
  code elsewhere; one that starts like a module and is not there is a warning.
"""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

import unrolled

PACKAGE = Path(__file__).parent.parent
APART = ("page", "widgets")  # the book's own side, and the widgets, which have a page
PLACES = [
    file.relative_to(PACKAGE).with_suffix("").parts
    for file in sorted(PACKAGE.rglob("*.py"))
    if file.name != "__init__.py"
]
MODULES = [".".join(place) for place in PLACES if place[0] not in APART]
OURS = {"unrolled", *(part for place in PLACES for part in place)}
SETTINGS = {
    "autodoc_default_options": {"members": True, "member-order": "bysource"},
    "autodoc_typehints": "none",
    "napoleon_google_docstring": False,
    "napoleon_use_param": False,
    "napoleon_use_ivar": True,
    "napoleon_use_rtype": False,
    "add_module_names": False,
    "default_role": "py:obj",  # in reStructuredText, that is, in docstrings
    "toc_object_entries": False,  # the page's contents are its modules
    "modindex_common_prefix": ["unrolled."],
}
SECTION = re.compile(r"-{3,}$")
TAG = re.compile(r" {3,}\([A-Z]\d+\w*(, [A-Z]\d+\w*)?\)$")  # of an equation
ITEM = re.compile(r"\s*(>>>|\*|\d+\.)\s")


def configure(app: Sphinx, config: Config) -> None:
    """Set up autodoc and napoleon."""
    for name, value in SETTINGS.items():
        config[name] = value


def as_written(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Rewrite a docstring for reStructuredText, in place."""
    sections = [i for i, line in enumerate(lines) if SECTION.match(line)]
    end = sections[0] - 1 if sections else len(lines)
    lines[:end] = marked(lines[:end])


def marked(lines: list[str]) -> list[str]:
    """Mark indented blocks as code; move indented lists and examples to the margin.

    >>> marked(["Forward:", "", "    h = tanh(a)    (R2)", "", "That is all."])[2:5]
    ['.. code-block:: text', '', '    h = tanh(a)    (R2)']
    """
    out: list[str] = []
    while lines:
        indented = lines[0].startswith(" ")
        n = next(
            (i for i, s in enumerate(lines) if s and s.startswith(" ") != indented),
            len(lines),
        )
        block, lines = lines[:n], lines[n:]
        if not indented or (out and out[-1]):  # a text, or the next line of a list's item
            out += block
        elif ITEM.match(block[0]):
            out += dedent("\n".join(block)).split("\n")
        else:
            out += [f".. code-block:: {language(block)}", "", *block]
    return out


def language(block: list[str]) -> str:
    """Tell Python from tables and from equations, whose tags look like calls."""
    if any(TAG.search(line) for line in block):
        return "text"
    try:
        ast.parse(dedent("\n".join(block)))
    except SyntaxError:
        return "text"
    return "python"


def field(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Say of a record's field what its comment says, in place of its number."""
    if lines[:1] and lines[0].startswith("Alias for field number"):
        lines[:] = [field_comment(name), ""]


def field_comment(name: str) -> str:
    """Give the comment that stands behind a field of a record, or above it."""
    module, record, field = name.rsplit(".", 2)
    source = inspect.getsource(getattr(__import__(module, fromlist=["_"]), record))
    found = re.search(rf"^ +{field}:[^#\n]*?(?:# (.*))?$", source, re.MULTILINE)
    return (found and found[1]) or ""


def signature(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, args: str, result: str
) -> tuple[str, str | None] | None:
    """Write the signature of a function as it stands in its source."""
    if what == "class" and args == "(*args, **kwargs)":
        return "", None  # of a protocol or a widget: says nothing
    if what not in ("function", "method") or not inspect.isroutine(obj):
        return None
    try:
        tree = ast.parse(dedent(inspect.getsource(obj))).body[0]
    except (OSError, TypeError, SyntaxError):
        return None
    if not isinstance(tree, ast.FunctionDef):
        return None
    own = [*tree.args.posonlyargs, *tree.args.args]
    if what == "method" and own and own[0].arg in ("self", "cls"):
        (tree.args.posonlyargs or tree.args.args).pop(0)
    named = Named(inspect.unwrap(obj).__globals__)
    returned = ast.unparse(named.visit(tree.returns)) if tree.returns else None
    return f"({ast.unparse(named.visit(tree.args))})", returned


class Named(ast.NodeTransformer):
    """Give classes of the library their whole names, of which pages show the last part."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace ``Forward`` by ``~unrolled.language_model.Forward``."""
        found = self.names.get(node.id)
        home = getattr(found, "__module__", None) or ""
        if not isinstance(found, type) or not home.startswith("unrolled."):
            return node
        whole = ast.parse(f"~{home}.{found.__name__}", mode="eval").body
        return ast.copy_location(whole, node)


def skipped(
    app: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any
) -> bool | None:
    """Leave out NumPy's functions, which modules call by shorter names."""
    return True if isinstance(obj, np.ufunc) or inspect.isbuiltin(obj) else None


def resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: nodes.Element
) -> nodes.Node | None:
    """Link what names one thing of the library; what only looks so is a warning."""
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"].strip("'\"()")
    objects = env.domaindata["py"]["objects"]
    dotted = "." in target
    exact = [n for n in (target, whole_name(target)) if dotted and n in objects]
    ends = [n for n in objects if n.endswith(f".{target}") and objects[n][2] != "module"]
    if found := exact or ends * (len(ends) == 1):
        entry = objects[found[0]]
        return make_refnode(
            app.builder, node["refdoc"], entry.docname, entry.node_id, contnode, found[0]
        )
    return None if dotted and target.split(".")[0] in OURS else contnode


def whole_name(target: str) -> str:
    """Give the whole name of what the library calls `target`, whatever room it lives in.

    >>> whole_name("unrolled.rnn.step"), whole_name("fused.Workspace")
    ('unrolled.cells.rnn.step', 'unrolled.fused.workspace.Workspace')
    """
    found: Any = unrolled
    names = target.removeprefix("unrolled.").split(".")
    for name in names:
        found, owner = getattr(found, name, None), found
    if inspect.ismodule(found):
        return found.__name__
    home = getattr(found, "__module__", None) or getattr(owner, "__name__", "")
    return f"{home}.{getattr(found, '__qualname__', names[-1])}"


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.napoleon")
    app.connect("config-inited", configure, priority=900)
    app.connect("autodoc-process-docstring", as_written, priority=400)  # before napoleon
    app.connect("autodoc-process-docstring", field, priority=600)  # and after it
    app.connect("autodoc-process-signature", signature)
    app.connect("autodoc-skip-member", skipped)
    app.connect("missing-reference", resolve)
