"""How long a chapter takes to read: one line below its title, counted when it is built.

What is closed at first is not counted: errata with their proofs, solutions, folded code.
The same line leads to the list of the book's letters.  A page that nobody reads from top to
bottom has ``untimed: true`` in its head, and no such line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from .answers import is_question
from .errata import Box

WORDS = 150  # a minute: prose with formulas is read slowly
LINES = 12  # of code a minute
QUESTIONS = 1.5  # minutes for each: one thinks first
STEP = 5  # minutes; more precise it is not
RUN = 10  # seconds; on another machine it is another time
LETTERS = "book/notation"  # the page that lists them


@dataclass
class Load:
    """What a chapter asks of its reader."""

    words: int = 0
    lines: int = 0
    questions: int = 0

    @property
    def minutes(self) -> int:
        """How long it takes, rounded.

        >>> str(Load(words=1500, lines=60, questions=4))
        'About 20 minutes: 1,500 words, 60 code lines, 4 questions.'
        """
        exact = self.words / WORDS + self.lines / LINES + self.questions * QUESTIONS
        return max(STEP, STEP * round(exact / STEP))

    def __str__(self) -> str:
        """Say it in one line."""
        counts = [
            (self.words, "word"),
            (self.lines, "code line"),
            (self.questions, "question"),
        ]
        told = [f"{n:,} {of}{'' if n == 1 else 's'}" for n, of in counts if n]
        return f"About {self.minutes} minutes: {', '.join(told)}."


def running(seconds: float) -> str:
    """Say how long all cells took when the book was made, rounded up.

    >>> running(12.3)
    'All cells ran in less than 20 seconds.'
    """
    return f"All cells ran in less than {RUN * (int(seconds // RUN) + 1)} seconds."


def is_timed(env: Any, page: str) -> bool:
    """Tell whether a page says how long it takes: it has code, and is read as a whole."""
    head = env.metadata.get(page, {})
    return "kernelspec" in head and "untimed" not in head


def seconds(env: Any, page: str) -> float | None:
    """Tell how long a page's cells took; the execution cache remembers it."""
    ran = NbMetadataCollector.get_exec_data(env, page)
    return ran["runtime"] if ran else None


def load(document: nodes.document) -> Load:
    """Count what is open in a page."""
    found = Load()
    for node in document.findall():
        if isinstance(node, nodes.Element) and _closed(node):
            continue
        found.questions += is_question(node)
        if isinstance(node, nodes.paragraph | nodes.term):
            found.words += len(re.findall(r"\w[\w’'.-]*", node.astext()))
        if isinstance(node, nodes.literal_block) and _is_input(node):
            found.lines += sum(bool(line.strip()) for line in node.astext().splitlines())
    return found


def _closed(node: nodes.Node) -> bool:
    """Whether a node stands in what is closed at first and no part of the way."""
    up: nodes.Node | None = node
    while up is not None:
        if isinstance(up, Box) or {"dropdown", "tag_hide-input", "tag_hide-cell"} & set(
            up.get("classes", ()) if isinstance(up, nodes.Element) else ()
        ):
            return not is_question(node)
        up = up.parent
    return False


def _is_input(node: nodes.Node) -> bool:
    return isinstance(node.parent, nodes.Element) and "cell_input" in node.parent["classes"]


class Reading(SphinxPostTransform):
    """Put the line below the title of a page with code, but for the front page."""

    default_priority = 2  # before MyST-NB keeps one kind of each output

    def run(self, **kwargs: Any) -> None:
        """Add the line to a chapter."""
        page = self.env.docname
        if page == self.config.root_doc or not is_timed(self.env, page):
            return
        title = next(iter(self.document.findall(nodes.title)))
        found = load(self.document)
        line = nodes.paragraph("", str(found), classes=["reading-time"])
        if found.questions:  # a chapter
            took = seconds(self.env, page)
            line += [nodes.Text(f" {running(took)}")] if took is not None else []
            line += [nodes.Text(" "), self._letters(page)]
        title.parent.insert(title.parent.index(title) + 1, line)

    def _letters(self, page: str) -> nodes.reference:
        """Link to the list of letters."""
        address = self.app.builder.get_relative_uri(page, LETTERS)
        return nodes.reference("", "Notation", refuri=address, internal=True)


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_post_transform(Reading)
