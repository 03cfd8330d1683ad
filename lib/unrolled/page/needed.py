"""What later cells need of cells that a notebook leaves out.

A notebook shows the code of a closed proof in print, and leaves out cells that only wrote
numbers into the text.  Where they give names to something that a later cell reads, those
statements stay.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def needed(cells: list[str], left_out: set[int]) -> dict[int, str]:
    r"""Cut cells that are left out down to the statements that later cells rely on.

    Parameters
    ----------
    cells : list of str
        The sources of all code cells, in order.
    left_out : set of int
        Which of them are left out.

    Returns
    -------
    dict of int to str
        For each cell that is left out and still needed, what has to run in its place.

    Examples
    --------
    >>> needed(["a = 1\nb = a\nprint(a)", "c = 3", "b"], {0, 1})
    {0: 'a = 1\nb = a'}
    """
    wanted: set[str] = set()
    found = {}
    for i in reversed(range(len(cells))):
        if i not in left_out:
            wanted |= _read(ast.parse(cells[i]))
            continue
        kept: list[str] = []
        for statement in reversed(ast.parse(cells[i]).body):
            if wanted.intersection(_named(statement)):
                wanted |= _read(statement)
                kept.insert(0, ast.get_source_segment(cells[i], statement) or "")
        if kept:
            found[i] = "\n".join(kept)
    return found


def _read(tree: ast.AST) -> set[str]:
    """Give all names that some code looks up."""
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _named(statement: ast.stmt) -> Iterator[str]:
    """Give all names to which a statement gives a meaning."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
