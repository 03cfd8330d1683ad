"""What built pages carry, in Node: programs give NumPy's numbers, questions answer."""

import json
import shutil
import subprocess

import pytest
from built_book import PAGES, ROOT

from unrolled.page.widgets import models_of

CHECKERS = ROOT / "tests" / "js"


def states_of(html, name):
    """States of the widgets of a page."""
    models = models_of((html / name).read_text(encoding="utf-8")).values()
    return [model["state"] for model in models]


def programs_in(value):
    """Programs in a part of a widget's state, however deep they lie."""
    if not isinstance(value, dict):
        return []
    if "nodes" in value:
        return [value]
    return [program for part in value.values() for program in programs_in(part)]


def programs_of(html, name):
    """Programs that a page carries, each as often as a widget shows it."""
    return [found for state in states_of(html, name) for found in programs_in(state)]


def checked(checker, items):
    """Give items to one of the checkers in Node."""
    node = shutil.which("node")
    assert node, "Node is missing: apt-get install nodejs"
    done = subprocess.run(
        [node, CHECKERS / checker],
        input=json.dumps(items),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", PAGES)
def test_the_programs_of_a_page_replay_to_the_recorded_values(html, name):
    items = [
        {"name": f"{name} {n}", "program": program}
        for n, program in enumerate(programs_of(html, name))
        if program.get("sums") is not None  # those of any size have no values
    ]
    if not items:
        return
    for report in checked("check_programs.mjs", items):
        assert report["nodes"] > 3, report
        assert not report["failures"], report
        assert report["worst"] <= 1e-12, report


def test_the_forward_pass_is_among_them(html):
    programs = programs_of(html, "book/forward_pass.html")
    assert any(program["outputs"].get("L") for program in programs)


@pytest.mark.parametrize("name", PAGES)
def test_every_wrong_answer_that_a_question_knows_gets_its_hint(html, name):
    tasks = [state["task"] for state in states_of(html, name) if "task" in state]
    for task, report in zip(tasks, checked("check_questions.mjs", tasks), strict=True):
        question = task["question"]
        hints = [why for _, why in task["mistakes"]]
        if "choices" in task:
            assert len(hints) == len(task["choices"]) - 1, f"a hint is missing: {question}"
        for answer in report["right"]:
            assert answer["verdict"] == "right", (question, answer)
        for hint, (in_full, *as_asked) in zip(hints, report["mistakes"], strict=True):
            assert (in_full["verdict"], in_full["why"]) == ("wrong", hint), question
            # as precisely as it is asked for, two mistakes may look the same
            assert all(answer["why"] in hints for answer in as_asked), (question, hint)


def test_there_are_questions_enough(html):
    tasks = [s["task"] for name in PAGES for s in states_of(html, name) if "task" in s]
    assert len(tasks) > 100
