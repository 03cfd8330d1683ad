"""The list of errata is complete, each entry has one box, and each box its proof."""

import re
from collections import Counter
from pathlib import Path

import pytest

from unrolled.page.maths import mathml
from unrolled.teaching.errata import ERRATA, KINDS, LECTURES

ROOT = Path(__file__).parents[1]
BOX = re.compile(
    r"^(`{3,})\{admonition\} (E\d\d)\n:class: erratum dropdown\n(.*?)^\1\n"
    r"(.*?)^% end of \2$",
    re.MULTILINE | re.DOTALL,
)
PAGES = sorted((ROOT / "book").glob("*.md"))
BOXES = [
    (page.stem, number, text, proof)
    for page in PAGES
    for _, number, text, proof in BOX.findall(page.read_text(encoding="utf-8"))
]
every_box = pytest.mark.parametrize(
    ("text", "proof"), [box[2:] for box in BOXES], ids=[box[1] for box in BOXES]
)


def test_the_list_has_the_92_checked_places():
    assert list(ERRATA) == [f"E{n:02}" for n in range(1, 93)]
    kinds = Counter(erratum.kind for erratum in ERRATA.values())
    assert kinds == {"mistake": 37, "claim": 33, "slip": 12, "checked": 10}
    assert set(kinds) == set(KINDS)


@pytest.mark.parametrize("number", ERRATA)
def test_an_entry_is_whole(number):
    erratum = ERRATA[number]
    assert erratum.where and set(erratum.where) <= set(LECTURES)
    for text in (*erratum.where.values(), erratum.line, erratum.says, erratum.right):
        assert text.strip() == text != ""
    assert not set("$*`\\") & set(erratum.line), "the line is plain text"
    for formula in re.findall(r"(?<!\\)\$(.+?)(?<!\\)\$", erratum.says + erratum.right):
        assert mathml(formula, display=False)


def test_each_erratum_has_its_box_once_where_the_list_says():
    placed = Counter((page, number) for page, number, *_ in BOXES)
    assert placed == Counter((e.chapter, number) for number, e in ERRATA.items())


def test_every_start_of_a_box_has_its_end():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        starts = len(re.findall(r"^:class: .*\berratum\b", text, re.MULTILINE))
        assert starts == len(BOX.findall(text)) == text.count("\n% end of E"), page.stem


@every_box
def test_a_box_says_something_and_proves_it(text, proof):
    assert text.strip()
    assert proof.count("```{code-cell}") >= 1
    assert "remove-" not in proof, "a proof is seen"
    assert max(map(len, proof.splitlines())) <= 76, "a box is narrow"
    assert not re.sub(r"^```\{code-cell\}.*?^```$", "", proof, flags=re.M | re.S).strip()


def test_only_errata_of_the_list_are_named():
    for page in PAGES:
        named = set(re.findall(r"\bE\d\d\b", page.read_text(encoding="utf-8")))
        assert named <= set(ERRATA), page.stem
