"""The reference: every module is in it, and explains itself."""

import doctest
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from docutils.nodes import literal

import unrolled
from unrolled.page import api

BOOK = Path(__file__).parents[1] / "book"
PAGES = sorted(BOOK.glob("api*.md"))


def documented():
    text = "".join(page.read_text() for page in PAGES)
    return re.findall(r"^\.\. automodule:: unrolled\.([\w.]+)$", text, re.MULTILINE)


def test_every_module_is_in_the_reference_once():
    assert sorted(documented()) == sorted([*api.MODULES, "widgets"])


def test_every_page_of_the_reference_is_in_the_table_of_contents():
    toc = (BOOK.parent / "_toc.yml").read_text()
    listed = re.findall(r"file: book/(api\w*)$", toc, re.MULTILINE)
    assert sorted(listed) == [page.stem for page in PAGES]


def test_the_package_names_its_modules():
    """All but the parts of a room that is used as a whole."""
    named = {name for name in unrolled.__all__ if inspect.ismodule(getattr(unrolled, name))}
    whole = [m for m in api.MODULES if m.split(".")[0] == "fused"]
    inner = {"recording.recorder", "training.loop", *whole}
    assert named == {m.split(".")[-1] for m in {*api.MODULES} - inner} | {
        "fused", "recording", "text", "training", "widgets",
    }  # fmt: skip


@pytest.mark.parametrize("name", unrolled.__all__)
def test_a_name_of_the_package_is_what_it_says(name):
    found = getattr(unrolled, name)
    assert found.__name__.split(".")[-1] == name
    assert name in dir(unrolled)


def test_the_package_loads_a_module_when_it_is_asked_for():
    code = (
        "import sys, unrolled; assert 'numpy' not in sys.modules; unrolled.training; "
        "unrolled.fused.Workspace; assert not {'matplotlib', 'IPython'} & {*sys.modules}; "
        "assert 'plotting' in dir(unrolled); unrolled.nothing"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "AttributeError: module 'unrolled' has no attribute 'nothing'" in done.stderr


@pytest.mark.parametrize("name", api.MODULES)
def test_a_module_has_a_short_example(name):
    module = importlib.import_module(f"unrolled.{name}")
    found = [
        test.examples for test in doctest.DocTestFinder().find(module) if test.examples
    ]
    assert found, f"{name} has no example"
    shortest = min(sum(e.source.count("\n") for e in examples) for examples in found)
    assert shortest <= 5


@pytest.mark.parametrize(
    ("docstring", "shown"),
    [
        ("Forward:\n\n    h = W x    (R1)\n\nEnd.", ".. code-block:: text"),
        ("Use:\n\n    h = step(x)", ".. code-block:: python"),
        ("List:\n\n 1. one\n    goes on\n 2. two", "1. one\n   goes on\n2. two"),
        ("Try:\n\n    >>> 1 + 1\n    2", "\n>>> 1 + 1\n2"),
    ],
)
def test_an_indented_block_is_shown_as_it_stands(docstring, shown):
    assert shown in "\n".join(api.marked(docstring.split("\n")))


def test_parameters_are_left_to_napoleon():
    lines = ["Add.", "", "Parameters", "----------", "x : int", "    One.", "", "    Two."]
    before = list(lines)
    api.as_written(None, "function", "f", None, None, lines)
    assert lines == before


def test_fields_are_told_by_their_comments():
    assert api.field_comment("unrolled.training.loop.Update.number") == "counted from 1"
    assert api.field_comment("unrolled.training.checkpoints.Snapshot.params") == ""


def test_a_signature_keeps_the_names_of_its_types():
    from unrolled import bptt, helo

    written = api.signature(None, "function", "", bptt.unroll, None, "", "")
    assert written[0].startswith("(cell: ~unrolled.cells.cell.Cell, params: Params")
    assert api.signature(None, "function", "", helo.predict, None, "", "")[1] == (
        "~unrolled.models.language_model.Forward"
    )


class Reference(dict):
    """What Sphinx asks to be resolved."""


@pytest.mark.parametrize("name", ["rnn.setp", "unrolled.nothing"])
def test_a_name_that_looks_like_the_library_s_and_is_not_is_left_to_warn(name):
    env = type("Environment", (), {"domaindata": {"py": {"objects": {}}}})
    node = Reference(refdomain="py", reftarget=name)
    assert api.resolve(None, env, node, literal()) is None


def test_other_code_is_no_link():
    env = type("Environment", (), {"domaindata": {"py": {"objects": {}}}})
    node, code = Reference(refdomain="py", reftarget="numpy.sum"), literal()
    assert api.resolve(None, env, node, code) is code
