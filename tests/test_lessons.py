"""Each chapter has a plan of 50 minutes, which ends with a question."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from chapters import BOOK, run

ROOT = BOOK.parent
MINUTES = 50
EXIT = "the exit question"
ROW = re.compile(r"^\| (\d+) \| (.*?) \|", re.MULTILINE)
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n.*?^```$", re.MULTILINE | re.DOTALL)
TEXT = (BOOK / "lessons.md").read_text("utf-8")


def title(page):
    return re.search(r"^# (.*)$", (BOOK / f"{page}.md").read_text("utf-8"), re.M)[1]


def chapters():
    """Pages with a number, in the order of the book, each with those below it."""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["parts"]
    found = {}
    for chapter in (c for part in parts if part.get("numbered") for c in part["chapters"]):
        files = [one["file"] for one in (chapter, *chapter.get("sections", ()))]
        found[Path(files[0]).name] = [Path(file).name for file in files]
    return found


def plans(text):
    """Give the sections of a text by their headings."""
    _, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    return dict(section.split("\n", 1) for section in sections)


def number_of(call):
    return next((k.value for k in call.keywords if k.arg == "number"), None)


def problems(plan):
    """Say what a plan lacks."""
    rows = ROW.findall(plan)
    asked = [
        call
        for cell in CELL.findall(plan)
        for call in ast.walk(ast.parse("\n".join(cell.split("\n")[3:-1])))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Predict"
    ]
    if sum(int(minutes) for minutes, _ in rows) != MINUTES:
        yield f"its minutes are not {MINUTES}"
    if EXIT not in [what for _, what in rows][-1:] or len(asked) != 1:
        yield "no exit question at its end"
    if any(isinstance(number_of(call), ast.Constant) for call in asked):
        yield "its answer is typed"


@pytest.fixture(scope="module")
def asked():
    """The tasks of the exit questions, in the order of the page."""
    return list(run("lessons").asked.values())


def test_each_chapter_has_its_plan():
    assert list(plans(TEXT)) == [title(page) for page in chapters()]


@pytest.mark.parametrize("page", chapters())
def test_a_plan_has_its_minutes_and_ends_with_a_question(page):
    plan = plans(TEXT)[title(page)]
    assert list(problems(plan)) == []
    assert f"({page}.md)" in plan
    pages = chapters()[page]
    assert set(re.findall(r"\(step:(\w+)/", plan)) <= {*pages}
    chapter = "\n".join((BOOK / f"{one}.md").read_text("utf-8") for one in pages)
    named = re.findall(r"(?<!\*)\*([^*]+)\*", CELL.sub("", plan))
    assert [name for name in named if name not in chapter] == []


def test_a_wrong_answer_of_an_exit_question_says_what_it_shows(asked):
    assert len(asked) == len(chapters())
    for task in asked:
        assert len(task["mistakes"]) >= 2, task["question"]
        assert all(len(why.split()) > 2 for _, why in task["mistakes"]), task["question"]
        assert task["because"]


def test_a_plan_without_its_question_is_found():
    whole = plans(TEXT)[title("bptt")]
    assert list(problems(whole)) == []
    assert list(problems(CELL.sub("", whole))) == ["no exit question at its end"]
    shorter = whole.replace("| 4 | the exit question | | |\n", "")
    assert len(list(problems(shorter))) == 2
    typed = re.sub(r"number=[^\n]*?, tolerance", "number=1, tolerance", whole)
    assert list(problems(typed)) == ["its answer is typed"]
