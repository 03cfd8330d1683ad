"""Chapters as a reader meets them: what their cells show, ask and glue, run once."""

import ast
import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import myst_nb
from matplotlib import pyplot as plt

from unrolled.lessons import memory_task
from unrolled.widgets import Predict

BOOK = Path(__file__).parents[1] / "book"
CHAPTERS = sorted(
    path.stem for path in BOOK.glob("*.md") if "{code-cell}" in path.read_text()
)
HIDDEN = {"remove-cell", "remove-input"}  # tags of cells whose code no reader sees
CLOSED = {"hide-cell", "hide-input"}  # tags of cells whose code is seen after a click
OPENS = r"\{admonition\} E\d|\{solution-start\}"  # what stands behind a click until it ends
ENDS = r"% end of E\d|\{solution-end\}"

memory_task.learn = cache(memory_task.learn)  # the same arguments, the same training


@dataclass
class Cell:
    """A code cell, and what it showed."""

    source: str
    metadata: dict[str, Any]
    shown: str = ""
    within: str = ""  # the mark of the box or of the solution it stands in

    @property
    def plain(self) -> bool:
        """Whether a reader sees its code without a click."""
        return not self.within and not self.hidden and not self.tagged(CLOSED)

    @property
    def hidden(self) -> bool:
        """Whether no reader sees its code."""
        return self.tagged(HIDDEN)

    def tagged(self, tags: set[str]) -> bool:
        """Whether it has one of these tags."""
        return bool(tags & set(self.metadata.get("tags", ())))

    @property
    def alt(self) -> str:
        """The text that stands for its figure."""
        return self.metadata.get("mystnb", {}).get("image", {}).get("alt", "")

    def run(self, names: dict[str, Any]) -> str:
        """Run it as a notebook does: what it prints, and the value of its last line."""
        plt.switch_backend("agg")
        tree, printed, value = ast.parse(self.source), io.StringIO(), None
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, "cell", "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        plt.close("all")
        told = value.task if isinstance(value, Predict) else value
        return re.sub(r" at 0x\w+", "", printed.getvalue() + repr(told))


@dataclass
class Chapter:
    """A chapter whose cells have run from top to bottom."""

    cells: list[Cell]
    prose: list[str]
    names: dict[str, Any] = field(default_factory=dict)
    glued: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)  # tasks by question

    def __getitem__(self, name: str) -> Any:
        """Give what a name of its cells stands for."""
        return self.names[name]


@contextlib.contextmanager
def _noting(chapter: Chapter) -> Iterator[None]:
    """Write down what is glued and what is asked meanwhile."""

    def noted(self, *args, **options):
        asks(self, *args, **options)
        chapter.asked[self.task["question"]] = self.task

    def glue(name, value, display=True):
        chapter.glued[name] = value

    asks, glues = Predict.__init__, myst_nb.glue
    Predict.__init__, myst_nb.glue = noted, glue
    try:
        yield
    finally:
        Predict.__init__, myst_nb.glue = asks, glues


def read(name: str) -> Chapter:
    """Read a chapter, without running it."""
    code, prose, within = [], [], ""
    for part in jupytext.read(BOOK / f"{name}.md").cells:
        if part.cell_type == "code":
            code.append(Cell(part.source, part.metadata, within=within))
            continue
        prose.append(part.source)
        for mark in re.findall(f"{OPENS}|{ENDS}", part.source):
            within = mark if re.match(OPENS, mark) else ""
    return Chapter(code, prose)


def questions(source: str) -> Iterator[str]:
    """Give every text and number that stands in the arguments of a Predict."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Predict":
            yield from (str(n.value) for n in ast.walk(call) if isinstance(n, ast.Constant))


@cache
def run(name: str) -> Chapter:
    """Read a chapter and run its cells, once in a test session."""
    chapter = read(name)
    with _noting(chapter):
        for cell in chapter.cells:
            cell.shown = cell.run(chapter.names)
    return chapter
