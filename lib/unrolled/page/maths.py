r"""Typeset formulas while the book is built: LaTeX in, MathML out, no script in the page.

The browser draws MathML by itself, so a formula costs a few hundred bytes instead of a
megabyte of JavaScript, and stands there before any script runs.

A display formula carries its tag at its right edge: ``\tag{R1}`` makes the anchor
``eq-R1``, and both ``[](#eq-R1)`` and ``{eq}`R1``` refer to it, from every chapter.
LaTeX that cannot be typeset is a warning that shows the formula, and a warning stops
the build of the book.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any, cast

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains.math import MathDomain
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.util.nodes import make_refnode

logger = logging.getLogger(__name__)

RENDERER = "unrolled-mathml"
TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
WHOLE = re.compile(r"\\begin\{equation\*?\}(.*)\\end\{equation\*?\}", re.DOTALL)
ROWS = re.compile(r"\\begin\{(?:align|alignat|gather|multline)\*?\}")
NUMBER_CELL = re.compile(r'(<mtd style="width: 50%;[^"]*")(>)<mtext>\(([^<]*)\)</mtext>')

# Where the converter's MathML is right and browsers draw it badly.
TOUCHES = [
    # The font raises its primes itself, and so does the index: too high, too small.
    (
        r"<mo>([′″‴])</mo>",
        r'<mpadded voffset="-0.25em"><mo style="font-size:1.4em">\1</mo></mpadded>',
    ),
    # Combining marks stand beside the letter, not above it.
    (r'(<mover accent="true">.*?)<mo stretchy="true">\u0332</mo>', r"\1<mo>‾</mo>"),
    (r'<mo stretchy="false">\u20d7</mo>', r'<mo stretchy="false">→</mo>'),
]

_plain = LatexToMathML(fancy_error=False)
_annotated = LatexToMathML(fancy_error=False, annotation=True)


def mathml(latex: str, *, display: bool, annotation: bool = True) -> str:
    r"""Typeset one formula.

    Parameters
    ----------
    latex : str
        The formula, without dollar signs and without ``\tag``.
    display : bool
        Whether it stands in its own line.
    annotation : bool
        Whether to keep the LaTeX inside the MathML, for those who copy it.

    Returns
    -------
    str
        A ``<math>`` element.

    Raises
    ------
    math_core.LatexError
        If the formula uses LaTeX that cannot be typeset.

    Examples
    --------
    >>> mathml("a^2", display=False, annotation=False)
    '<math><msup><mi>a</mi><mn>2</mn></msup></math>'
    """
    converter = _annotated if annotation else _plain
    source = latex.replace("{split}", "{aligned}")
    drawn = converter.convert_with_local_state(source, displaystyle=display)
    for wrong, right in TOUCHES:
        drawn = re.sub(wrong, right, drawn)
    return drawn


def split_tag(latex: str) -> tuple[str, str | None]:
    r"""Separate a display formula from its tag.

    Rows of an ``align`` keep their tags: they belong to single rows.

    >>> split_tag(r"a = W x \tag{R1}")
    ('a = W x', 'R1')
    >>> split_tag(r"\begin{equation} a = b \end{equation}")
    ('a = b', None)
    """
    whole = WHOLE.fullmatch(latex.strip())
    latex = whole[1].strip() if whole else latex.strip()
    found = TAG.findall(latex)
    if ROWS.search(latex) or len(found) != 1:
        return latex, None
    return TAG.sub("", latex).strip(), found[0]


class Tags(SphinxTransform):
    """Make every tag of a page the target of links."""

    default_priority = 800  # before MyST looks for what its links refer to

    def apply(self, **kwargs: Any) -> None:
        """Give formulas the anchors of their tags; a page's first use of a tag counts."""
        domain = cast(Equations, self.env.get_domain("math"))
        here = domain.tags.setdefault(self.env.docname, [])
        for node in self.document.findall(nodes.math_block):
            if "amsmath" in node["classes"]:
                node["ids"].clear()  # MyST's random anchor, another one in each build,
                node["number"] = None  # and a number that nothing refers to
            new = [tag for tag in TAG.findall(node.astext()) if tag not in here]
            here += new
            node["ids"] += map(anchor, new)
            if new:
                self.document.set_id(node)


def anchor(tag: str) -> str:
    """Name the anchor of a tag.

    >>> anchor("R1")
    'eq-R1'
    """
    return "eq-" + re.sub(r"[^\w.-]+", "-", tag)


class Equations(MathDomain):
    """Sphinx's domain of equations, which here also finds them by their tags."""

    @property
    def tags(self) -> dict[str, list[str]]:
        """The tags of every page."""
        found: dict[str, list[str]] = self.data.setdefault("tags", {})
        return found

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is about to be read again."""
        super().clear_doc(docname)
        self.tags.pop(docname, None)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element | None:
        """Link to a tag on the same page if it is there, else on the first page with it."""
        tag = target.removeprefix("eq-")
        pages = [page for page, tags in self.tags.items() if tag in tags]
        if not pages:
            return super().resolve_xref(
                env, fromdocname, builder, typ, target, node, contnode
            )
        order = [fromdocname, *reading_order(env)]
        page = min(pages, key=order.index)
        explicit = node.get("refexplicit") and contnode.astext()
        text = contnode if explicit else nodes.Text(f"({tag})")
        return make_refnode(builder, fromdocname, page, anchor(tag), text)


def reading_order(env: BuildEnvironment) -> list[str]:
    """List the pages in the order of the table of contents."""

    def walk(page: str) -> list[str]:
        children = env.toctree_includes.get(page, [])
        return [page, *(p for child in children for p in walk(child))]

    return walk(env.config.root_doc)


def visit_inline(translator: Any, node: nodes.math) -> None:
    """Write an inline formula."""
    body = _typeset(node.astext(), node, display=False)
    translator.body.append(f'<span class="math notranslate">{body}</span>')
    raise nodes.SkipNode


def visit_display(translator: Any, node: nodes.math_block) -> None:
    """Write a display formula: what is too wide scrolls, its number stays in sight."""
    latex, tag = split_tag(node.astext())
    body = _number_rows(_typeset(latex, node, display=True), set(TAG.findall(latex)))
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate"))
    translator.body.append(f'<div class="math-scroll">{body}</div>')
    number = tag
    if number is None and node.get("number"):
        number = get_node_equation_number(translator, node)
    if number is not None:
        translator.body.append(f'<span class="eqno">({escape(str(number))})')
        if node["ids"]:
            translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _typeset(latex: str, node: nodes.Element, *, display: bool) -> str:
    """Typeset, or warn with the formula and show its LaTeX."""
    tagged_rows = bool(TAG.search(latex))  # an annotation would narrow their table
    letter = latex.isalnum() and len(latex) == 1  # is its own LaTeX
    try:
        annotation = not (letter or tagged_rows or _in_title(node))
        return mathml(latex, display=display, annotation=annotation)
    except LatexError as error:
        logger.warning("cannot typeset %r: %s", latex, error, location=node)
        return f"<code>{escape(latex)}</code>"


def _in_title(node: nodes.Element) -> bool:
    """Whether the formula's text is also used without its markup, as in page titles."""
    up: nodes.Node | None = node
    while up is not None:
        if isinstance(up, nodes.title) or up.tagname == "compact_paragraph":
            return True
        up = up.parent
    return False


def _number_rows(body: str, tags: set[str]) -> str:
    """Keep the tags of an ``align``'s rows, and drop the numbers nobody asked for."""

    def cell(match: re.Match[str]) -> str:
        keep = match[3] in tags
        return match[1] + match[2] + (f"<mtext>({match[3]})</mtext>" if keep else "")

    return NUMBER_CELL.sub(cell, body)


def setup(app: Sphinx) -> None:
    """Register the renderer and the tags."""
    app.add_html_math_renderer(RENDERER, (visit_inline, None), (visit_display, None))
    app.add_transform(Tags)
    app.add_domain(Equations, override=True)
