"""The book's notation: how a name of the code is written, and what it means.

One letter has one meaning (and one colour, by its role) in text, code and widgets.
`typeset` turns a line of the library into the equation that it is, so that the equation
shown beside a number is the code that computed it.
"""

import ast
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Symbol:
    """How one name is written."""

    glyph: str  # its index follows, or stands wherever there is a _
    role: str  # input, recurrent, state, output, loss, gradient or gate: its colour
    words: str  # what to call it in a sentence
    axes: str = ""  # letters of its axes: D input, H hidden, K vocabulary
    time: int | None = 0  # step relative to the running one; None: the same at every step
    sup: str = ""


SYMBOLS = {
    "W": Symbol("W", "input", "input weights", "HD", None),
    "U": Symbol("U", "recurrent", "recurrent weights", "HH", None),
    "V": Symbol("V", "output", "output weights", "KH", None),
    "b": Symbol("b", "state", "hidden bias", "H", None),
    "c": Symbol("c", "output", "output bias", "K", None),
    "x": Symbol("x", "input", "input", "D"),
    "a": Symbol("a", "state", "pre-activation", "H"),
    "h": Symbol("h", "state", "state", "H"),
    "h_prev": Symbol("h", "state", "state before", "H", -1),
    "logits": Symbol("ζ", "output", "scores", "K"),
    "probs": Symbol("ŷ", "output", "probabilities", "K"),
    "y": Symbol("y", "loss", "target", "K"),
    "loss": Symbol("ℓ", "loss", "surprise"),
    "L": Symbol("L", "loss", "total loss", time=None),
    "d_out": Symbol("δ", "gradient", "error at the output", "K", sup="out"),
    "d": Symbol("δ", "gradient", "error at a", "H"),
    "dx": Symbol("∂L/∂x", "gradient", "gradient of the input", "D"),
    "dh": Symbol("∂L/∂h", "gradient", "gradient of the state", "H"),
    "dh_out": Symbol("∂ℓ_/∂h_", "gradient", "share of this step's loss", "H"),
    "dhs": Symbol("∂ℓ_/∂h_", "gradient", "shares of the losses, each in its state", "H"),
    "dh_prev": Symbol("∂L>_/∂h_", "gradient", "share of all later losses", "H", -1),
    "d_next": Symbol("∂L>_/∂h_", "gradient", "share of all later losses", "H"),
    "dW": Symbol("dW", "gradient", "gradient of W", "HD", None),
    "dU": Symbol("dU", "gradient", "gradient of U", "HH", None),
    "dV": Symbol("dV", "gradient", "gradient of V", "KH", None),
    "db": Symbol("db", "gradient", "gradient of b", "H", None),
    "dc": Symbol("dc", "gradient", "gradient of c", "K", None),
}

# the gates of LSTM and GRU, and what they hold or let through
SYMBOLS |= {
    "i": Symbol("i", "gate", "input gate", "H"),
    "f": Symbol("f", "gate", "forget gate", "H"),
    "o": Symbol("o", "gate", "output gate", "H"),
    "g": Symbol("C̃", "state", "candidate for the cell state", "H"),
    "C": Symbol("C", "state", "cell state", "H"),
    "C_prev": Symbol("C", "state", "cell state before", "H", -1),
    "z": Symbol("z", "gate", "update gate", "H"),
    "r": Symbol("r", "gate", "reset gate", "H"),
    "m": Symbol("m", "state", "memory that the reset gate leaves", "H"),
    "n": Symbol("h̃", "state", "candidate for the state", "H"),
    "b_U": Symbol("b", "state", "bias inside the reset", "H", None, "U"),
    "P": Symbol("P", "gate", "peephole weights", "3H", None),
}
# a block of the stacked parameters belongs to one gate or candidate, and so do a and δ
for _block in "ifoCzrh":
    SYMBOLS |= {
        f"{_name}_{_block}": Symbol(
            SYMBOLS[_name].glyph,
            SYMBOLS[_name].role,
            f"{SYMBOLS[_name].words} of the block {_block}",
            SYMBOLS[_name].axes,
            SYMBOLS[_name].time,
            _block,
        )
        for _name in "WUbad"
    }
SYMBOLS |= {
    f"P_{_block}": Symbol("P", "gate", f"peephole weights of {_block}", "H", None, _block)
    for _block in "ifo"
}
SYMBOLS |= {
    f"d{_name}": Symbol(
        f"d{_of.glyph}", "gradient", f"gradient of {_of.words}", _of.axes, None, _of.sup
    )
    for _name, _of in SYMBOLS.copy().items()
    if _name[0] in "WUbP" and _name[1:2] == "_"
}
SYMBOLS |= {
    f"d{_name}": Symbol(f"∂L/∂{_of.glyph}", "gradient", f"gradient of: {_of.words}", "H")
    for _name in "ifogCzrmn"
    for _of in [SYMBOLS[_name]]
}
SYMBOLS |= {  # what comes back along the cell state, the state being held
    "dC_prev": Symbol("∂L>_/∂C_", "gradient", "share of all later losses", "H", -1),
    "dC_next": Symbol("∂L>_/∂C_", "gradient", "share of all later losses", "H"),
}

# gradients with a letter of their own: dL/da is δ, dL/dlogits is δ with "out"
GRADIENT_NAMES = {"a": "d", "logits": "d_out"}
GRADIENT_NAMES |= {f"a_{_block}": f"d_{_block}" for _block in "ifoCzrh"}

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


def symbols(names: set[str]) -> dict[str, dict[str, Any]]:
    """Describe those of `names` that the notation knows, as plain data without defaults.

    Where the gradient of a name is among them, its name is told as ``gradient``.
    """
    plain = {field.name: field.default for field in fields(Symbol)}
    described = {
        name: {k: v for k, v in asdict(SYMBOLS[name]).items() if v != plain[k]}
        for name in sorted(names & SYMBOLS.keys())
    }
    for name, about in described.items():
        gradient = GRADIENT_NAMES.get(name, f"d{name}")
        if gradient in names:
            about["gradient"] = gradient
    return described


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
