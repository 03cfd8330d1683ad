"""The code is short: functions, classes and modules, docstrings and JSDoc aside."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

import unrolled

HERE = Path(unrolled.__file__).parent
CLASS, MODULE, P90 = 250, 300, 20  # lines
NAMED = ast.FunctionDef | ast.ClassDef
PYTHON = {path: ast.parse(path.read_text(encoding="utf-8")) for path in HERE.rglob("*.py")}
SCRIPTS = {path: path.read_text(encoding="utf-8") for path in HERE.rglob("*.js")}
ROOMS = sorted({path.parent.relative_to(HERE).as_posix() for path in SCRIPTS})


# ---- Python --------------------------------------------------------------------------


def docstrings(node):
    """Number the lines of the docstrings in a module, a class or a function."""
    documented = (part for part in ast.walk(node) if isinstance(part, NAMED | ast.Module))
    first = (part.body[0] for part in documented if ast.get_docstring(part))
    return {line for doc in first for line in range(doc.lineno, doc.end_lineno + 1)}


def docstring_lines(node):
    """Count them."""
    return len(docstrings(node))


def lengths(kind):
    """Give the lines of all functions or classes, by module and name."""
    return {
        f"{path.relative_to(HERE)}: {node.name}, line {node.lineno}": (
            node.end_lineno - node.lineno + 1 - docstring_lines(node)
        )
        for path, tree in PYTHON.items()
        for node in ast.walk(tree)
        if isinstance(node, kind)
    }


def over(found, most):
    return {name: n for name, n in found.items() if n > most}


def test_nine_functions_of_ten_have_twenty_lines():
    assert np.percentile([*lengths(ast.FunctionDef).values()], 90) <= P90


def test_no_class_and_no_module_is_long():
    assert not over(lengths(ast.ClassDef), CLASS)
    modules = {
        path: len(path.read_text(encoding="utf-8").splitlines()) - docstring_lines(tree)
        for path, tree in PYTHON.items()
    }
    assert not over(modules, MODULE)


def test_what_the_fast_path_computes_with_is_read_in_one_sitting():
    """Cells, layers, and what is below and above them: under 400 lines of code."""
    code = []
    for name in ("cells", "layer", "ends", "ids"):
        path = HERE / f"fused/{name}.py"
        said = docstrings(PYTHON[path])
        lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        code += [
            line for n, line in lines if n not in said and re.match(r"\s*[^\s#]", line)
        ]
    assert len(code) < 400


# ---- JavaScript ----------------------------------------------------------------------
#
# A formatter wrote it: what a line opens is closed by the next line at its indentation.

CONTROL = r"(?!if|for|while|switch|catch|else|do|try|return|throw)"
HEAD = re.compile(
    r"(?P<indent> *)(?:export )?(?:default )?(?:(?P<class>class )|(?:async )?function\b"
    rf"|{CONTROL}(?:static |async |get |set )*[*#]?\w+\(|.*=>(?: \{{)?$)"
)


def blocks(text):
    """Give all functions and classes of a script: whether a class, and how many lines."""
    code = re.sub(r"(?s)[ ]*/\*\*.*?\*/\n", "", text).splitlines()
    for first, line in enumerate(code):
        head = HEAD.match(line)
        if head is None or (not line.endswith(("{", "=>", "(", "["))):
            continue
        last = first + 1
        while last < len(code) and (
            not code[last].strip()
            or re.match(head["indent"] + r"( |\) =>|\) \{$)", code[last])
        ):
            last += 1
        closes = last < len(code) and code[last].startswith(head["indent"] + "}")
        if closes or line.endswith("=>"):
            yield bool(head["class"]), last - first + closes


def script_lengths(room):
    """Give the lines of the longest module and of the longest class of a room."""
    own = [text for path, text in SCRIPTS.items() if path.parent == HERE / room]
    modules = [len(re.sub(r"(?s)[ ]*/\*\*.*?\*/\n", "", t).splitlines()) for t in own]
    classes = [n for text in own for is_class, n in blocks(text) if is_class]
    return max(modules), max(classes, default=0)


def test_functions_and_classes_of_a_script_are_found():
    text = """/**
 * What a module is.
 */
export class A extends B {
  #x = 1;

  /** Said. */
  constructor(a) {
    this.a = a;
  }

  static async of(
    a,
    b,
  ) {
    if (a) {
      return b.map((x) => {
        return x;
      });
    }
  }
}

const f = (x) =>
  x + 1;
export function g(x) {
  return x;
}
"""
    found = [(False, 3), (False, 10), (False, 3), (False, 2), (False, 3), (True, 18)]
    assert sorted(blocks(text)) == sorted(found)


@pytest.mark.parametrize("room", ROOMS)
def test_no_script_and_no_class_of_a_script_is_long(room):
    module, largest = script_lengths(room)
    assert module <= MODULE and largest <= CLASS


def test_nine_functions_of_ten_of_the_scripts_have_twenty_lines():
    found = [n for t in SCRIPTS.values() for is_class, n in blocks(t) if not is_class]
    assert np.percentile(found, 90) <= P90
