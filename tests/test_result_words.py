"""Words of results stand in sentences that are proved, or that are listed as stating none.

Looked at are the prose of every chapter, without errata, which have proofs of their own,
alt texts, and what is said to a right answer.  A word such as *largest*, *never* or *half*
lies within what a proof quotes (`claims`), or within a sentence of ``no_results.toml``, by
chapter and by why it states no result:

    definition    what a word means, how something is built or drawn
    argument      follows from a definition, an equation or the sentences around it
    task          sets a task, or says what a reader may do
    advice        what to do elsewhere, or what is believed
    source        what a lecture or a paper says
"""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from chapters import CHAPTERS, read
from claims import squeezed
from test_typed_numbers import NOT_PROSE

HERE = Path(__file__).parent
LISTED = tomllib.loads((HERE / "golden" / "no_results.toml").read_text("utf-8"))
WHY = {"definition", "argument", "task", "advice", "source"}
WORDS = re.compile(
    r"""(?ix)(?<![\w-])(
    larg(er|est) | small(er|est) | long(er|est) | short(er|est) | fast(er|est)
    | slow(er|est) | few(er|est) | less | least | better | best | worse | worst
    | earli(er|est) | high(er|est) | low(er|est) | most | (no\ )?more\ than | no\ more
    | never | always | half | twice | (three\ )?quarters? | thirds? | tenths? | nearly
    | almost | exactly | hardly | times\ as | doubles | (falls?|grows?|rises?)(?!\w)
    )(?![\w-])"""
)
ASKED = re.compile(r"([^.!?\n]|\?(?=\w))*\?(?!\w)")  # what is left of a question
ABOUT = {"intro", "errata", "notation", "lessons"}  # pages about the book; the others teach


@cache
def quoted(name):
    """What the proofs of a chapter quote."""
    file = HERE / f"test_claims_{name}.py"
    tree = ast.parse(file.read_text("utf-8")) if file.exists() else ast.Module([], [])
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [
        squeezed(said.value)
        for call in calls
        if getattr(call.func, "id", "") == "says"
        for said in call.args
        if isinstance(said, ast.Constant)
    ]


def prose(text):
    """What is said in sentences: no errata, no sources, no code, no questions' labels."""
    errata, sources, *_ = NOT_PROSE
    for pattern in (errata, sources, r"(?s)\$\$.*?\$\$", r"(?m)^(:\w+:|`{3,}|#|%).*$"):
        text = re.sub(pattern, "\n", text)
    return squeezed(text)


def told(name):
    """All that a chapter says in sentences, a line for each piece."""
    found = read(name)
    said = [prose("\n\n".join(found.prose)), *(squeezed(cell.alt) for cell in found.cells)]
    for cell in found.cells:
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.keyword) and node.arg == "because":
                said.append(squeezed(ast.get_source_segment(cell.source, node.value)))
    return "\n".join(said)


def bare(text, sentences):
    """The words of results in a text that stand in no question and in no sentence given."""
    spans = [
        range(m.start(), m.end())
        for sentence in sentences
        for m in re.finditer(re.escape(sentence), text)
    ]
    return [
        text[max(0, m.start() - 60) : m.end() + 40]
        for m in WORDS.finditer(text)
        if not ASKED.match(text, m.end()) and not any(m.start() in span for span in spans)
    ]


@pytest.mark.parametrize("name", sorted({*CHAPTERS} - ABOUT))
def test_a_word_of_a_result_is_proved_or_states_none(name):
    text = told(name)
    listed = [squeezed(one) for own in LISTED.get(name, {}).values() for one in own]
    assert bare(text, quoted(name) + listed) == []
    assert [one for one in listed if one not in text or not bare(one, ())] == []
    assert LISTED.get(name, {}).keys() <= WHY


def test_words_of_results_are_found():
    said = "It is never above half. It falls to the largest; the falls are a tenth."
    assert len(bare(said, ())) == 6
    assert len(bare(said, ["It is never above half."])) == 4
    assert bare("Is it larger than half?", ()) == []
