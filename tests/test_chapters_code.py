"""What a beginner reads in a chapter's cells: short lines, one result, nothing unseen.

Lines are looked at wherever a reader can see them; the rest where no click is needed:
proofs of errata, code of figures and solutions are closed at first.
"""

import ast
import builtins
import re

import pytest

from chapters import CHAPTERS, Cell, read, run

LONGEST = 76  # characters that fit into the column at 1280 pixels
DECIMALS = re.compile(r"\d\.\d{7}")
NESTS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def lines(chapter: str) -> list[str]:
    """Lines that do not fit."""
    seen = [cell for cell in read(chapter).cells if not cell.hidden]
    return [n for cell in seen for n in cell.source.splitlines() if len(n) > LONGEST]


def riddles(chapter: str) -> list[str]:
    """Functions without a name, and comprehensions inside one another."""
    found = []
    for cell in plain(chapter):
        for node in ast.walk(ast.parse(cell.source)):
            inside = isinstance(node, NESTS) and any(
                isinstance(other, NESTS) for other in ast.walk(node) if other is not node
            )
            if inside or isinstance(node, ast.Lambda):
                found.append(ast.unparse(node))
    return found


def results(chapter: str) -> list[str]:
    """Cells that show several things."""
    return [cell.source for cell in plain(chapter) if several(ast.parse(cell.source))]


def several(tree: ast.Module) -> bool:
    """Whether the last line is a tuple, or more is printed than one line."""
    calls = [node for node in ast.walk(tree) if named(node) == "print"]
    last = tree.body[-1].value if isinstance(tree.body[-1], ast.Expr) else None
    shows = last is not None and named(last) != "print"
    return isinstance(last, ast.Tuple) or len(calls) + shows > 1


def named(node: ast.AST) -> str:
    """Name of the function that is called."""
    return getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""


def digits(chapter: str) -> list[str]:
    """Results with more decimals than anybody reads."""
    ran = run(chapter).cells
    return [cell.source for cell in ran if cell.plain and DECIMALS.search(cell.shown)]


def unseen(chapter: str) -> list[str]:
    """Names that stand in plain cells, and come from none."""
    known, missing = set(dir(builtins)), []
    for cell in plain(chapter):
        tree = ast.parse(cell.source)
        used = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        known |= {node.id for node in used if isinstance(node.ctx, ast.Store)}
        known |= set(bound(tree))
        missing += [node.id for node in used if node.id not in known]
    return missing


def bound(tree: ast.Module) -> list[str]:
    """Names that are imported, defined or passed."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.alias):
            found.append((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.arg):
            found.append(node.arg)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.append(node.name)
    return found


def plain(chapter: str) -> list[Cell]:
    """Cells that a reader sees without a click."""
    return [cell for cell in read(chapter).cells if cell.plain]


RULES = [lines, riddles, results, digits, unseen]
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


@every_chapter
def test_a_beginner_can_read_the_code(chapter: str) -> None:
    faults = {rule.__name__: found for rule in RULES if (found := rule(chapter))}
    assert faults == {}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a, b = 1, 2\na, b", True),
        ("print(1)\nprint(2)", True),
        ("print(1)\n2", True),
        ("try:\n    f()\nexcept ValueError as e:\n    print(e)", False),
        ("a = 1, 2\nmax(a)", False),
    ],
)
def test_several_results_are_found(source: str, told: bool) -> None:
    assert several(ast.parse(source)) == told
