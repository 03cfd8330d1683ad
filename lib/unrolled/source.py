"""Where running code stands: its function, its line, the very sub-expression, its tag."""

import ast
import inspect
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType, FrameType

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
    code = frame.f_code
    module = frame.f_globals.get("__name__", "").split(".")[-1]
    fn = f"{module}.{code.co_qualname}"
    line, end_line, start, end = positions(code)[frame.f_lasti // 2]
    line, end_line = line or frame.f_lineno, end_line or line or frame.f_lineno
    source = source_lines(code)
    if source is None:
        return Place(frame, fn, line, (0, 0), None)
    text, first = source
    here, last = text[line - first], text[end_line - first]
    # the columns count bytes of UTF-8; a page counts characters
    columns = [len(here.encode()[: n or 0].decode(errors="ignore")) for n in (start, end)]
    col = (columns[0], columns[1] if end_line == line else len(here.rstrip()))
    match = TAG.search(last) or TAG.search(here)
    return Place(frame, fn, line, col, match[1] if match else None)


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
        text, first = inspect.getsourcelines(code)
    except (OSError, TypeError):
        return None
    return text, max(first, 1)


def statement_at(text: Sequence[str], first: int, line: int) -> ast.stmt | ast.expr:
    """Find the assignment, or the entry of a dict, that stands at `line`.

    Its column numbers are those of the file, so that they match the recorded ones.
    """
    block = "".join(text)
    indent = len(text[0]) - len(text[0].lstrip())
    tree = ast.parse(textwrap.dedent(block))
    ast.increment_lineno(tree, first - 1)
    for node in ast.walk(tree):
        if hasattr(node, "col_offset"):
            node.col_offset += indent
            node.end_col_offset += indent
    found: ast.stmt | ast.expr | None = None
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if value.lineno <= line <= value.end_lineno and isinstance(
                    key, ast.Constant
                ):
                    target = ast.Name(id=f"d{key.value}", ctx=ast.Store())
                    ast.copy_location(target, key)
                    entry = ast.Assign(targets=[target], value=value)
                    return ast.copy_location(entry, value)
        if isinstance(node, ast.stmt) and node.lineno <= line <= node.end_lineno:
            found = node
    assert found is not None
    return found
