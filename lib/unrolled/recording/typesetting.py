"""Lines of code as equations, in the letters of the book's notation.

`typeset` turns a line of the library into the equation that it is, so that the equation
shown beside a number is the code that computed it.
"""

import ast
from collections.abc import Iterator
from typing import Any

from ..notation import SYMBOLS

# calls that are written otherwise than as name(arguments)
TEMPLATES: dict[str, list[str | int]] = {
    "tanh_slope": ["(1 − ", 0, "²)"],
    "cross_entropy": ["−", 1, "⊤ ln softmax(", 0, ")"],
    "outer": [0, " ", 1, "⊤"],
    "outer_sum": ["Σ ", 0, " ", 1, "⊤"],
    "product_sum": ["Σ ", 0, " ⊙ ", 1],
    "time_sum": ["Σ ", 0],
    "sum": ["Σ ", 0],
}
OPERATORS: dict[type, str] = {
    ast.Add: " + ",
    ast.Sub: " − ",
    ast.Div: " / ",
    ast.MatMult: " ",
}
# how tightly an expression holds together, and how tightly an operator's sides must
SUM, PRODUCT, MATRIX_PRODUCT, ATOM = range(4)
BOUND_BY: dict[type, tuple[int, int]] = {
    ast.Add: (SUM, SUM),
    ast.Sub: (SUM, PRODUCT),
    ast.Div: (PRODUCT, ATOM),
    ast.MatMult: (MATRIX_PRODUCT, MATRIX_PRODUCT),
}

# first column, column after the last, text, is it a symbol
Token = tuple[int, int, str, bool]


def typeset(statement: ast.stmt | ast.expr) -> dict[str, Any]:
    """Write a line of code as an equation.

    Parameters
    ----------
    statement : ast node
        An assignment (``a = W @ x + b``), a return or an expression, with the line and
        column numbers of its source.

    Returns
    -------
    dict
        ``target``: the tokens left of the equals sign, and ``tokens``: those right of it.
        A token is its text with the columns of the sub-expression it stands for; the text
        of a symbol is its name in the code, which `SYMBOLS` explains.

    Examples
    --------
    >>> line = ast.parse("a = W @ x + U @ h_prev + b").body[0]
    >>> "".join(text for _, _, text, _ in typeset(line)["tokens"])
    'W x + U h_prev + b'
    """
    target: list[Token] = []
    value: ast.AST | None = statement
    if isinstance(statement, ast.Assign):
        target, value = list(_write(statement.targets[0])), statement.value
    elif isinstance(statement, ast.AnnAssign):
        target, value = list(_write(statement.target)), statement.value
    elif isinstance(statement, ast.Return | ast.Expr):
        value = statement.value
    assert isinstance(value, ast.expr)
    return {"target": target, "tokens": list(_write(value))}


def _write(node: ast.expr) -> Iterator[Token]:
    """Yield the tokens of an expression; punctuation carries the span of its expression."""
    match node:
        case ast.Attribute(value=value, attr="T"):
            yield from _bracketed(value, ATOM)
            yield _token(node, "⊤")
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield _token(node, name, symbol=name in SYMBOLS)
        case ast.Subscript(slice=ast.Constant(value=str(name))):  # params["b"]
            yield _token(node, name, symbol=name in SYMBOLS)
        case ast.Subscript(value=value):
            yield from _write(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield _token(node, "−")
            yield from _bracketed(operand, PRODUCT)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            yield from _product(node, left, right)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=2)):
            yield from _bracketed(left, ATOM)
            yield _token(node, "²")
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            first, second = BOUND_BY[type(op)]
            yield from _bracketed(left, first)
            yield _token(node, OPERATORS[type(op)])
            yield from _bracketed(right, second)
        case ast.Call(func=func, args=args):
            name = func.attr if isinstance(func, ast.Attribute) else ast.unparse(func)
            commas = [part for i in range(len(args)) for part in (", ", i)][1:]
            template = TEMPLATES.get(name, [f"{name}(", *commas, ")"])
            bound = ATOM if name in TEMPLATES else SUM
            for part in template:
                if isinstance(part, int):
                    last = part is template[-1]  # as in Σ x y, which needs no brackets
                    yield from _bracketed(args[part], PRODUCT if last else bound)
                else:
                    yield _token(node, part)
        case ast.Constant(value=value):
            yield _token(node, str(value))
        case _:
            yield _token(node, ast.unparse(node))


def _token(node: ast.expr, text: str, symbol: bool = False) -> Token:
    return (node.col_offset, node.end_col_offset or node.col_offset, text, symbol)


def _binding(node: ast.expr) -> int:
    """Say how tightly the parts of an expression hold together as written."""
    match node:
        case ast.UnaryOp(op=ast.USub()) | ast.BinOp(op=ast.Add() | ast.Sub()):
            return SUM
        case ast.BinOp(op=ast.MatMult()):
            return MATRIX_PRODUCT
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return ATOM if ast.dump(left) == ast.dump(right) else PRODUCT
        case ast.BinOp(op=ast.Div()):
            return PRODUCT
    return ATOM


def _bracketed(node: ast.expr, bound: int) -> Iterator[Token]:
    """Write a part of an expression, in brackets if what surrounds it binds tighter."""
    brackets = _binding(node) < bound
    if brackets:
        yield _token(node, "(")
    yield from _write(node)
    if brackets:
        yield _token(node, ")")


def _product(node: ast.BinOp, left: ast.expr, right: ast.expr) -> Iterator[Token]:
    """Write an elementwise product: a square, a multiple, or ⊙ between arrays."""
    if ast.dump(left) == ast.dump(right):
        yield from _bracketed(left, ATOM)
        yield _token(node, "²")
        return
    number = any(isinstance(side, ast.Constant) for side in (left, right))
    yield from _bracketed(left, PRODUCT)
    yield _token(node, " " if number else " ⊙ ")
    yield from _bracketed(right, PRODUCT)
