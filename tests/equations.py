"""Reads the equations of docstrings, as they are written there, and computes them.

Names side by side are a product: of a matrix and a vector, of a column and a row (`x^T`),
entry by entry of two vectors.  `sum_t` runs over the first axis of all names that end in
`_t`; `h_{t-1}` is `h_prev` at t.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from unrolled import activations
from unrolled.models.losses import cross_entropy, log_softmax, softmax, squared_error

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "tanh": np.tanh,
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "exp": np.exp,
    "ln": np.log,
    "sqrt": np.sqrt,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "cross_entropy": cross_entropy,
    "squared_error": squared_error,
    "phi": activations.hard_tanh,
    "phi'": lambda a: (abs(a) < 1) * 1.0,
}
TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?(?:/\d+)?)"
    r"|(?P<sum>sum_[a-z])|(?P<ln>ln)(?= )|(?P<call>[A-Za-z]\w*'?(?=\())"
    r"|(?P<name>[A-Za-z]\w*(?:\{t-1\})?)|(?P<index>_[a-z]\b)"
    r"|(?P<mark>\*\*|\^T|[-+/()\[\];,])|(?P<space> +)"
)
Value = Callable[[Mapping[str, Any]], Any]


def evaluate(text: str, values: Mapping[str, Any]) -> Any:
    """Compute an equation's right side with these values."""
    return Reader(text).whole()(values)


class Reader:
    """A recursive descent; each method gives a function of the values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens, end = [], 0
        for match in TOKEN.finditer(text):
            assert match.start() == end, f"{text!r}: {text[end:]!r} cannot be read"
            end = match.end()
            if match.lastgroup != "space":
                self.tokens.append((match.lastgroup, match[0]))
        assert end == len(text), f"{text!r}: {text[end:]!r} cannot be read"

    def next(self) -> tuple[str | None, str]:
        return self.tokens[0] if self.tokens else (None, "")

    def took(self, *marks: str) -> str:
        """Take the next token if it is one of these."""
        return self.tokens.pop(0)[1] if self.next()[1] in marks else ""

    def whole(self) -> Value:
        value = self.sum()
        assert not self.tokens, f"{self.text!r} goes on: {self.tokens}"
        return value

    def sum(self) -> Value:
        first = self.took("-")
        total = self.product()
        if first:
            total = (lambda v: lambda at: -v(at))(total)
        while sign := self.took("+", "-"):
            total = added(total, self.product(), 1 if sign == "+" else -1)
        return total

    def product(self) -> Value:
        value = self.power()
        while True:
            if self.took("/"):
                value = (lambda a, b: lambda at: a(at) / b(at))(value, self.power())
            elif self.next()[0] in ("number", "sum", "ln", "call", "name") or (
                self.next()[1] in ("(", "[")
            ):
                value = (lambda a, b: lambda at: times(a(at), b(at)))(value, self.power())
            else:
                return value

    def power(self) -> Value:
        value = self.atom()
        while True:
            if self.took("^T"):
                value = (lambda v: lambda at: transposed(v(at)))(value)
            elif self.took("**"):
                value = (lambda a, b: lambda at: a(at) ** b(at))(value, self.atom())
            elif self.next()[0] == "index":
                index = self.tokens.pop(0)[1][1:]
                value = (lambda v, i: lambda at: v(at)[at[i]])(value, index)
            else:
                return value

    def atom(self) -> Value:
        kind, token = self.tokens.pop(0)
        if kind == "number":
            above, _, below = token.partition("/")
            number = float(above) / float(below or 1)
            return lambda at: number
        if kind == "sum":
            index, body = token[-1], self.product()
            return lambda at: summed(body, index, at)
        if kind == "ln":
            body = self.product()
            return lambda at: np.log(body(at))
        if kind == "call":
            self.tokens.pop(0)
            arguments = [self.sum()]
            while self.took(","):
                arguments.append(self.sum())
            assert self.took(")")
            return lambda at: {**FUNCTIONS, **at}[token](*(a(at) for a in arguments))
        if kind == "name":
            return lambda at: looked_up(token, at)
        assert token == "(", f"{self.text!r}: {token!r} where a value is needed"
        inner = self.sum()
        assert self.took(")")
        return inner


def added(a: Value, b: Value, sign: int) -> Value:
    return lambda at: a(at) + sign * b(at)


def times(a: Any, b: Any) -> Any:
    """Multiply as the shapes say: a matrix or a row with what follows, else by entry."""
    a, b = np.asarray(a), np.asarray(b)
    if a.ndim == 2 and b.ndim:
        return a @ b
    return np.outer(a, b) if b.ndim == 2 and a.ndim else a * b


def transposed(a: Any) -> Any:
    return a.T if np.ndim(a) == 2 else a[None]


def summed(body: Value, index: str, at: Mapping[str, Any]) -> Any:
    """Add up over the length of the names that carry the index."""
    length = at["lengths"][index]
    return sum(body({**at, index: i}) for i in range(length))


def looked_up(name: str, at: Mapping[str, Any]) -> Any:
    """Find a value, or the entry of it that its index picks."""
    if name in at and not (name.endswith("_t") and "t" in at):
        return at[name]
    if name.endswith("{t-1}"):
        return at[name.removesuffix("_{t-1}") + "_prev"][at["t"]]
    base, _, index = name.rpartition("_")
    assert base and index in at, f"{name} has no value"
    return at[base][at[index]]
