"""What a page is told of a recorded word: how its values are written, and what they are.

>>> from unrolled import helo, rnn
>>> helo.program().data["labels"]["D"], helo.program().data["roles"]["state"]
(['h', 'e', 'l', 'o'], 'h')
"""

from collections.abc import Iterable
from typing import Any

from ..cells.cell import STATE_NAMES, Cell
from ..models.attention import Attention
from ..models.language_model import Forward, Output
from ..notation import symbols
from ..recording import Program
from ..teaching import layouts
from ..text.letters import Vocabulary
from ..text.words import WordVocabulary


def described(
    program: Program,
    vocabulary: Vocabulary | WordVocabulary,
    cell: Cell | None = None,
    names: Iterable[str] = (),
    **more: Any,
) -> Program:
    """Add symbols, letters and roles to a recording, and how its cell is drawn.

    Parameters
    ----------
    program : Program
    vocabulary : Vocabulary or WordVocabulary
        Its letters or words stand along the axes D and K.
    cell : module or Variant, optional
        The cell that is drawn; none if it is left out.
    names : iterable of str
        What is written nowhere else, but wants a symbol.
    **more
        What else the page is to know, such as ``word``.
    """
    data = program.data
    found = {node["name"] for node in data["nodes"] if "name" in node}
    lines = data["lines"].values()
    tokens = (one for line in lines for one in (*line["tokens"], *line["target"]))
    written = {text for _, _, text, known in tokens if known}
    one = {}
    if isinstance(vocabulary, WordVocabulary):
        letters, one = list(vocabulary.words), {"one": "word"}
    else:
        letters = list(vocabulary.letters)
    layout = None if cell is None else layouts.of(cell)
    told = {
        "symbols": symbols(found | written | {*names}),
        "labels": {"D": letters, "K": letters},
        "roles": roles(found),
        **({"layout": layout} if layout else {}),
        **one,
    }
    return Program(data | told | more)


def roles(names: Iterable[str]) -> dict[str, str]:
    """Say which of the values called `names` plays which role, as the records have it.

    >>> roles({"W", "h", "logits"})
    {'state': 'h', 'scores': 'logits'}
    """
    played = {"input": "x", "target": "y", "state": STATE_NAMES[0]}
    played |= dict(zip(("scores", "probs", "loss"), Output._fields, strict=True))
    played |= {"switch": "says", "total": Forward._fields[-1]}
    played |= {"looks": Attention._fields[3]}  # its entries are the steps from the first on
    known = set(names)
    return {role: name for role, name in played.items() if name in known}
