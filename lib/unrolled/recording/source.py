"""Where running code stands: its function, its line, the very sub-expression, its tag.

>>> from unrolled import helo
>>> helo.program().data["equations"]["R1"].split(":")[0]
'rnn.step'
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType, FrameType

Equation = ast.Assign | ast.AnnAssign | ast.Return | ast.Expr
TAG = re.compile(r"#\s*\(([A-Z]+\d+[a-z]?)\)")


@dataclass(frozen=True)
class Place:
    """A running call, and the sub-expression of it that runs."""

    frame: FrameType
    fn: str  # module.function
    line: int
    col: tuple[int, int]  # first column of the sub-expression, and the one after its last
    tag: str | None  # of the equation that stands in this line


def place(frame: FrameType) -> Place:
    """Find out where `frame` stands."""
    module = frame.f_globals.get("__name__", "").split(".")[-1]
    return Place(frame, *_stands(frame.f_code, frame.f_lasti, frame.f_lineno, module))


@cache
def _stands(
    code: CodeType, instruction: int, row: int, module: str
) -> tuple[str, int, tuple[int, int], str | None]:
    """Find function, line, columns and tag of an instruction, once for all its runs."""
    fn = f"{module}.{code.co_qualname}"
    line, end_line, start, end = positions(code)[instruction // 2]
    line, end_line = line or row, end_line or line or row
    source = source_lines(code)
    text, first = source or ([], line)
    if not first <= line <= end_line < first + len(text):  # no source, or a part of it
        return fn, line, (0, 0), None
    here, last = text[line - first], text[end_line - first]
    stop = character(here, end) if end_line == line else len(here.rstrip())
    col = (character(here, start), stop)
    match = TAG.search(last) or TAG.search(here)
    return fn, line, col, match[1] if match else None


@cache
def positions(
    code: CodeType,
) -> list[tuple[int | None, int | None, int | None, int | None]]:
    """First and last line and column of every instruction of `code`."""
    return list(code.co_positions())


@cache
def source_lines(code: CodeType) -> tuple[list[str], int] | None:
    """Text and first line of a function, or None where there is no source."""
    try:
        if code.co_name == "<module>":  # such as the top of a notebook's cell
            return inspect.findsource(code)[0], 1
        return inspect.getsourcelines(code)
    except (OSError, TypeError):
        return None


@cache
def statement_of(code: CodeType, line: int) -> Equation | None:
    """Find what stands at a line of a function, once for all recordings.

    None also where there is no such line: two lambdas in one function share a name, and
    so one of their sources.
    """
    text, first = source_lines(code) or ([], line)
    return statement_at(text, first, line) if 0 <= line - first < len(text) else None


def statement_at(text: Sequence[str], first: int, line: int) -> Equation | None:
    """Find the assignment, the result or the entry of a dict that stands at `line`.

    Its column numbers are those of the file, so that they match the recorded ones.  None
    stands at the head of a loop, or where a lambda was cut out of a longer statement.
    """
    try:
        tree = ast.parse(textwrap.dedent("".join(text)))
    except SyntaxError:
        return None
    indent = len(text[0]) - len(text[0].lstrip())
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt):
            last = node.end_lineno or node.lineno
            end = (node.end_col_offset or node.col_offset) + indent
            node.end_col_offset = character(text[last - 1], end)
            node.col_offset = character(text[node.lineno - 1], node.col_offset + indent)
    row = line - first + 1
    name = getattr(tree.body[0], "name", "")
    prefix = "d" if name.endswith("gradients") else ""
    found = None
    for node in ast.walk(tree):  # from the outermost inwards
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and _stands_at(row, value):
                    entry = ast.Name(f"{prefix}{key.value!s}", ast.Store())
                    target = ast.copy_location(entry, key)
                    return ast.copy_location(ast.Assign([target], value), value)
        if isinstance(node, ast.stmt) and _stands_at(row, node):
            found = node
    return found if isinstance(found, Equation) else None


def _stands_at(row: int, node: ast.stmt | ast.expr) -> bool:
    return node.lineno <= row <= (node.end_lineno or node.lineno)


def character(line: str, byte: int | None) -> int:
    """Turn a column in bytes of UTF-8, as Python counts, into one in characters."""
    return len(line.encode()[: byte or 0].decode(errors="ignore"))
