"""Answers: what tells the result of a prediction is closed until the reader has answered.

A chapter marks the cell whose output answers the question before it with the tag
``answer``, and sentences (and cells among them) that tell the result with two comments:

    ```{code-cell}
    :tags: [answer]
    ```

    % answer

    It is smaller, since ...

    % end of answer

What is marked and stands together becomes one closed ``<details>``.  ``answers.js`` opens
it when the question before it is answered, or when the reader has given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

logger = logging.getLogger(__name__)

TAG = "tag_answer"  # as MyST-NB writes the tag of a cell
START, END = "answer", "end of answer"
QUESTION = "class='unrolled-question'"  # in the static figure of a Predict
SUMMARY = "Answer the question above, or look"


class Answer(nodes.General, nodes.Element):
    """What answers a question."""


class Answers(SphinxTransform):
    """Join what is marked as an answer, and stands together, in one box."""

    default_priority = 16  # after the boxes of errata, which may be part of an answer

    def apply(self, **kwargs: Any) -> None:
        """Make the boxes."""
        marked = [node for node in self.document.findall() if _marked(node)]
        for parent in {id(node.parent): node.parent for node in marked}.values():
            children = list(_joined(parent.children))
            parent.children = []
            parent.extend(children)
        self.check()

    def check(self) -> None:
        """Warn of an answer without a question, and of a comment without the other."""
        asked = 0
        for node in self.document.findall():
            asked += is_question(node)
            if isinstance(node, Answer) and not asked:
                logger.warning("an answer has no question before it", location=node[0])
            if isinstance(node, nodes.comment) and node.astext() in (START, END):
                logger.warning("'%s' stands alone", node.astext(), location=node)


def is_question(node: nodes.Node) -> bool:
    """Whether a node is the figure of a question."""
    return isinstance(node, nodes.raw) and QUESTION in node.astext()


def _is_comment(node: nodes.Node, text: str) -> bool:
    return isinstance(node, nodes.comment) and node.astext() == text


def _is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and TAG in node.get("classes", ())


def _marked(node: nodes.Node) -> bool:
    return _is_cell(node) or _is_comment(node, START)


def _joined(children: list[nodes.Node]) -> Iterator[nodes.Node]:
    """Give the children of a parent, those that are an answer in boxes."""
    box: Answer | None = None
    rest = list(children)
    while rest:
        found = _taken(rest)
        if not found:
            if box:
                yield box
                box = None
            yield rest.pop(0)
            continue
        box = box or Answer()
        box.extend(found)
    if box:
        yield box


def _taken(rest: list[nodes.Node]) -> list[nodes.Node]:
    """Take what is marked off the front: a cell, or all between two comments."""
    if _is_cell(rest[0]):
        return [rest.pop(0)]
    ends = [i for i, node in enumerate(rest) if _is_comment(node, END)]
    if not (_is_comment(rest[0], START) and ends):
        return []
    found = rest[1 : ends[0]]
    del rest[: ends[0] + 1]
    return found


def visit_answer(translator: Any, node: Answer) -> None:
    """Open the box."""
    translator.body.append(
        f'<details class="answer"><summary>{SUMMARY}</summary><div class="answer-body">\n'
    )


def depart_answer(translator: Any, node: Answer) -> None:
    """Close the box."""
    translator.body.append("</div></details>\n")


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.add_node(Answer, html=(visit_answer, depart_answer))
    app.add_transform(Answers)
    app.add_css_file("answers.css")
    app.add_js_file("answers.js", loading_method="defer")
