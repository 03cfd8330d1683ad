"""Documents: bags of words, their weights, and a query, every count of them editable."""

from collections.abc import Sequence
from typing import Any

import traitlets

from ...lessons import reviews
from ...text.documents import bags_of_words
from ..base import PROGRAM, Widget, figure_table
from ..front_end import module, sent, stylesheet
from ..written import number

MOST = {"documents": 8, "words": 24}


class Documents(Widget):
    """Compare documents with a query by TF-IDF, and change any count on the way.

    Parameters
    ----------
    documents : sequence of str, optional
        Those of lecture 004 if left out.
    query : str
        What is looked for.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If there is no word, or if there are too many documents or words.
    """

    code = sent(module("documents/documents.js"))
    look = sent(stylesheet("kit/frame.css", "documents/documents.css"))

    program = traitlets.Dict().tag(**PROGRAM)
    documents: traitlets.List[Any] = traitlets.List().tag(sync=True)
    words: traitlets.List[Any] = traitlets.List().tag(sync=True)
    query = traitlets.Unicode().tag(sync=True)
    key = traitlets.Unicode("documents").tag(sync=True)

    def __init__(
        self,
        documents: Sequence[str] | None = None,
        query: str = reviews.QUERY,
        *,
        key: str = "documents",
    ) -> None:
        told = reviews.REVIEWS if documents is None else documents
        vocabulary, _ = bags_of_words(told)
        for name, found in (("documents", len(told)), ("words", len(vocabulary))):
            if found > MOST[name]:
                raise ValueError(f"there are {found} {name}; at most {MOST[name]} fit")
        self._program = reviews.program(told, query)
        super().__init__(
            program=self._program.data,
            documents=list(told),
            words=list(vocabulary),
            query=query,
            key=key,
        )

    def figure(self) -> str:
        """Write the counts, the weights of the words, and the cosines as a table."""
        value = self._program.value
        rows = [
            (text, *(f"{x:.0f}" for x in counts), number(cosine, 3))
            for text, counts, cosine in zip(
                self.documents, value("counts"), value("cosines"), strict=True
            )
        ]
        rows.append(("idf", *(number(x, 2) for x in value("idf")), ""))
        caption = f"How often each word occurs, and how like “{self.query}” each text is."
        return figure_table(["", *self.words, "cosine"], rows, caption)
