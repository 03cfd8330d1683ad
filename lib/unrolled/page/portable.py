"""A chapter that ran as a notebook that runs, and reads well, anywhere.

Its text is `plain` Markdown.  What the page closes (an erratum with its proof, a solution)
is one closed text here too, its code and what that gave in print: a cell would open itself
when all cells run.  The first cell installs the library where it is missing, from the wheel
that the book brings along.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nbformat

from ..teaching.errata import ERRATA
from . import plain
from .needed import needed

VIEW = "application/vnd.jupyter.widget-view+json"  # needs the kernel that made it
ANSWER = "The answer, when you have yours"
ANSWER_TAG = "answer"  # of a cell that answers the question before it
IMAGES = {"image/svg+xml": "svg", "image/png": "png"}
INSTALL = """\
# The library of this book. Nothing happens where it is installed already.
from importlib.util import find_spec
from pathlib import Path

WHEEL, BOOK = "{wheel}", "{book}"  # its file, and where the book is, if known
if find_spec("unrolled") is None:
    found = WHEEL if Path(WHEEL).exists() else f"{{BOOK}}_sources/{{WHEEL}}"
    if found != WHEEL and not BOOK:
        raise FileNotFoundError(f"Put {{WHEEL}}, which the book offers where it offers "
                                "this notebook, beside it, and run this cell again.")
    %pip install --quiet "{{found}}"\
"""


def portable(notebook: Any, page: plain.Page, wheel: str, book: str = "") -> Any:
    """Make a chapter as it ran a notebook that runs anywhere.

    Parameters
    ----------
    notebook : NotebookNode
        The chapter with MyST text and with outputs.
    page : Page
        What its text refers to.
    wheel : str
        The file name of the library's wheel.
    book : str
        The address of the built book, where it is known.

    Returns
    -------
    NotebookNode
        Valid, with the same ids in every build.
    """
    first = _hidden(INSTALL.format(wheel=wheel, book=book))
    cells = Cells(page).of(notebook)
    _say(page.runs, cells)
    made = nbformat.v4.new_notebook(
        cells=[first, *cells],
        metadata={
            "kernelspec": {
                "name": "python3",
                "display_name": "Python 3",
                "language": "python",
            },
            "language_info": {"name": "python"},
        },
    )
    for i, cell in enumerate(made.cells):
        cell.id = f"cell-{i}"
    return made


class Cells:
    """Goes through the cells of a chapter; what is closed in the book becomes one cell."""

    def __init__(self, page: plain.Page) -> None:
        self.page = page
        self.summary = ""  # the line of what is open just now: an erratum or a solution
        self.texts: list[str] = []  # what has been read since the last cell was given
        self.attached: dict[str, Any] = {}  # images in it

    def of(self, notebook: Any) -> list[Any]:
        """Give the cells of the portable notebook."""
        made: list[Any] = []
        left_out: dict[int, int] = {}  # of the code cells: where it would stand
        sources: list[str] = []
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                made += self.read(cell.source)
                continue
            if self.proof or "remove-cell" in cell.metadata.get("tags", ()):
                left_out[len(sources)] = len(made)
                self.texts += self.printed(cell) if self.proof else ()
            else:
                made += self.given()
                made += self.live(cell)
            sources.append(cell.source)
        for i, source in needed(sources, set(left_out)).items():  # the last one first
            made.insert(left_out[i], _hidden(f"# for cells below\n{source}"))
        return made

    @property
    def proof(self) -> bool:
        """Whether cells are printed: an answer's are run, and open themselves then."""
        return self.summary not in ("", ANSWER)

    def live(self, cell: Any) -> Iterator[Any]:
        """Give a cell that runs, and the caption of its figure."""
        new = _code(cell)
        if self.summary == ANSWER or ANSWER_TAG in cell.metadata.get("tags", ()):
            new.outputs, new.execution_count = [], None
        yield new
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if "caption" in figure:
            caption = plain.plain(figure["caption"], self.page)
            yield nbformat.v4.new_markdown_cell(f"*{caption}*")

    def read(self, source: str) -> Iterator[Any]:
        """Read a text cell; give a cell where something opens or closes, and at its end."""
        for part in plain.parts(source, self.page):
            if isinstance(part, str):
                self.texts.append(part)
            elif (opened := self.opened(part)) is None:
                self.texts.append(plain.directive(part, self.page))
            else:
                yield from self.given()
                self.summary = opened
                self.texts.append(plain.plain(part.body, self.page))
        if not self.summary:
            yield from self.given()

    def opened(self, part: plain.Directive) -> str | None:
        """Give the line of what a directive opens; an empty one where something ends."""
        if part.name == "solution-start":
            return f"Solution to exercise {self.page.exercises[part.title]}"
        if part.name == "admonition" and part.has("erratum"):
            return f"{part.title}: {ERRATA[part.title].headline}"
        if part.name == plain.COMMENT and part.title == "answer":
            return ANSWER
        ends = part.name == "solution-end" or part.title.startswith("end of ")
        return "" if ends else None

    def given(self) -> Iterator[Any]:
        """Give what has been read as a cell, if it is anything."""
        if text := plain.tidy("\n".join(self.texts)):
            written = plain.folded(self.summary, text) if self.summary else text
            cell = nbformat.v4.new_markdown_cell(written)
            if self.attached:
                cell.attachments = self.attached
            yield cell
        self.texts, self.attached = [], {}

    def printed(self, cell: Any) -> Iterator[str]:
        """Write a code cell and what it gave as text."""
        if "remove-input" not in cell.metadata.get("tags", ()):
            yield f"\n```python\n{cell.source}\n```\n"
        for output in cell.outputs:
            data = output.get("data", {})
            kind = next((kind for kind in IMAGES if kind in data), None)
            if kind:
                yield self.image(kind, data[kind])
            elif "text/html" in data:
                yield f"\n{data['text/html']}\n"
            else:
                said = output.get("text", data.get("text/plain", ""))
                yield f"\n```text\n{said.rstrip()}\n```\n"

    def image(self, kind: str, content: str) -> str:
        """Attach an image to the cell that is being written."""
        name = f"figure-{len(self.attached)}.{IMAGES[kind]}"
        self.attached[name] = {kind: content}
        return f"\n![](attachment:{name})\n"


def _say(line: str, cells: list[Any]) -> None:
    """Write a line below the title."""
    title = next((cell for cell in cells if cell.cell_type == "markdown"), None)
    if line and title:
        head, _, text = title.source.partition("\n")
        title.source = f"{head}\n\n*{line}*\n{text}".rstrip()


def _hidden(source: str) -> Any:
    """Make a cell whose code is folded."""
    cell = nbformat.v4.new_code_cell(source)
    cell.metadata["jupyter"] = {"source_hidden": True}
    return cell


def _code(cell: Any) -> Any:
    """Copy a cell with what of its outputs needs no kernel."""
    new = nbformat.v4.new_code_cell(cell.source, outputs=list(map(_kept, cell.outputs)))
    new.execution_count = cell.execution_count
    new.metadata = nbformat.from_dict(dict(cell.metadata))
    return new


def _kept(output: Any) -> Any:
    """Leave out a widget that is not alive; its static figure stays."""
    kept = nbformat.from_dict(output)
    if "text/html" in kept.get("data", {}):
        kept.data.pop(VIEW, None)
    return kept
