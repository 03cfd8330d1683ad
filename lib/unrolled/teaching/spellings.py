"""Spellings: the letters of the book beside those of each lecture and of other libraries.

``spellings.toml`` is the list; pages and tests read it through this module.

    >>> LETTERS[1]["book"], LETTERS[1]["002"], LETTERS[1]["torch"]
    ('W', 'U', 'weight_ih_l0')
"""

import tomllib
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any

DATA: dict[str, Any] = tomllib.loads(
    (resources.files(__package__) / "spellings.toml").read_text(encoding="utf-8")
)
LETTERS: list[dict[str, Any]] = DATA["letter"]
OTHERS: list[dict[str, Any]] = DATA["other"]
SIGNS: list[dict[str, str]] = DATA["sign"]
ORDERS: dict[str, dict[str, list[str]]] = DATA["order"]
LECTURES = {"001": "000, 001", "002": "002", "003": "003", "004": "004"}
LIBRARIES = {"torch": "PyTorch", "keras": "Keras", "d2l": "d2l"}
TEX = {"book", "shape", *LECTURES}  # what is written as a formula; other names are code


def table(columns: dict[str, str], letters: Iterable[dict[str, Any]] = LETTERS) -> str:
    """Write some columns of the list as a table of Markdown.

    Parameters
    ----------
    columns : dict of str to str
        Keys of the list, and the heads of their columns.
    letters : iterable of dict
        What has none of the columns but those of the book is left out.
    """
    theirs = [key for key in columns if key in (*LECTURES, *LIBRARIES)]
    rows = [
        [_cell(key, letter.get(key, "")) + _mark(key, letter) for key in columns]
        for letter in letters
        if not theirs or any(key in letter for key in theirs)
    ]
    return markdown([*columns.values()], rows)


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of Markdown.

    >>> print(markdown(["a", "b"], [["1", "2"]]), end="")
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = [heads, *rows]
    text = [f"| {' | '.join(line)} |\n" for line in lines]
    return "".join([text[0], "|---" * len(heads) + "|\n", *text[1:]])


def _mark(key: str, letter: dict[str, Any]) -> str:
    """Mark a letter of the book that also stands for something else."""
    return " †" if key == "book" and letter.get("changes") else ""


def _cell(key: str, text: str) -> str:
    """Write one spelling: a formula, code, or words."""
    if not text or key == "words":
        return text
    if key in TEX:
        return f"${text}$".replace("|", r"\vert ")
    return ", ".join(f"`{name}`" for name in text.split(", "))
