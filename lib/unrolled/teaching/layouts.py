"""How a cell is drawn: where each of its values stands, and what part it plays.

One description for each cell; the page draws from it and knows no cell.  A cell without
one is drawn in the order in which its values are computed, one above the other.

    >>> from unrolled import layouts, lstm
    >>> [belt["name"] for belt in layouts.of(lstm)["belts"]], layouts.of(lstm)["gates"]
    (['C'], ['i', 'f', 'o'])
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Block = tuple[str, ...]  # names, one above the other, the last computed first
Row = tuple[Block, ...]  # side by side

CELLS = __name__.partition(".")[0] + ".cells"  # the room of those that are described

# What a value does, in the words of a comparison of two cells, in the order of telling.
PARTS = {
    "keep": "how much is kept",
    "write": "how much is written",
    "reset": "how much of the memory the candidate sees",
    "proposal": "the candidate",
    "memory": "the memory itself",
    "show": "how much is shown",
    "state": "what the cell says",
}


@dataclass(frozen=True)
class Mark:
    """Something that is done to what travels on the belt."""

    sign: str
    by: tuple[str, ...]  # the values that do it


@dataclass(frozen=True)
class Belt:
    """The value that travels through the steps in a straight line."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Layout:
    """Where the values of one step stand, from the input up."""

    rows: tuple[Row, ...]
    parts: Mapping[str, str]  # name of a value -> the part it plays, one of `PARTS`
    gates: tuple[str, ...] = ()  # drawn as dials, shut at 0 and open at 1
    belts: tuple[Belt, ...] = ()
    inside: tuple[str, ...] = ()  # not drawn: what is computed on the way to another


LAYOUTS = {
    "rnn": Layout(
        rows=((("a",),), (("h",),)),
        parts={"a": "proposal", "h": "proposal"},  # and says it as it is
    ),
    "lstm": Layout(
        rows=(
            (("i", "a_i"), ("o", "a_o")),
            (("f", "a_f"), ("g", "a_C")),
            (("C",),),
            (("h",),),
        ),
        gates=("i", "f", "o"),
        belts=(Belt("C", (Mark("×", ("f",)), Mark("+", ("i", "g")))),),
        parts={
            **{"a_f": "keep", "f": "keep", "a_i": "write", "i": "write"},
            **{"a_C": "proposal", "g": "proposal", "C": "memory"},
            **{"a_o": "show", "o": "show", "h": "state"},
        },
    ),
    "gru": Layout(
        rows=(
            (("r", "a_r"), ("z", "a_z")),
            (("m",), ("n", "a_h")),
            (("h",),),
        ),
        gates=("z", "r"),
        belts=(Belt("h", (Mark("×", ("z",)), Mark("+", ("n",)))),),
        parts={
            **{"a_z": "write", "z": "write", "a_r": "reset", "r": "reset", "m": "reset"},
            # what is kept is at once what the cell says: no gate stands between
            **{"a_h": "proposal", "n": "proposal", "h": "memory"},
        },
    ),
}

# a block of a Transformer: all that it computes, from the input up, but for these
BLOCK = Layout(rows=(), parts={}, inside=("spread", "unit", "a_in", "spread1", "unit1"))


def of(cell: Any) -> dict[str, Any] | None:
    """Describe a cell, a module or a variant of one, as plain data; None if unknown."""
    package, _, name = getattr(cell, "cell", cell).__name__.rpartition(".")
    if package != CELLS or name not in LAYOUTS:  # such as an lstm of the reader's own
        return None
    layout: dict[str, Any] = _plain(asdict(LAYOUTS[name]))
    return layout | {"cell": name}


def of_network(network: Any) -> dict[str, Any] | None:
    """Describe a network: its layers one above the other, its directions side by side.

    >>> from unrolled import Network, rnn
    >>> of_network(Network(rnn, layers=2))["rows"]
    [[['a']], [['h']], [['a1']], [['h1']]]
    >>> of_network(Network(rnn, bidirectional=True))["rows"]
    [[['h', 'a'], ['h_reverse', 'a_reverse']]]
    """
    layers = range(network.layers)
    return of_cells(network.cell, [network.suffixes(layer) for layer in layers])


def of_cells(cell: Any, layers: Sequence[Sequence[str]]) -> dict[str, Any] | None:
    """Describe cells of one kind by what their names end with: layers of directions."""
    own = of(cell)
    if own is None:
        return None
    cells = [suffix for layer in layers for suffix in layer]
    rows = [row for layer in layers for row in _side_by_side(own["rows"], layer)]
    return own | {
        "rows": rows,
        "parts": {n + suffix: p for suffix in cells for n, p in own["parts"].items()},
        "gates": [name + suffix for suffix in cells for name in own["gates"]],
        # what travels in a straight line needs a row to itself
        "belts": [
            _belt(belt, layer[0])
            for layer in layers
            for belt in own["belts"]
            if len(layer) == 1
        ],
    }


def of_block() -> dict[str, Any]:
    """Describe a block of a Transformer: attention, perceptron, and a norm after each.

    >>> "alpha" in of_block()["inside"], "spread" in of_block()["inside"]
    (False, True)
    """
    layout: dict[str, Any] = _plain(asdict(BLOCK))
    return layout


def _side_by_side(rows: list[list[list[str]]], layer: Sequence[str]) -> list[Any]:
    """Give the rows of a layer; of plain cells of two directions, one block for each."""
    if len(layer) > 1 and all(len(row) == 1 for row in rows):
        names = [name for row in reversed(rows) for name in row[0]]
        return [[[name + suffix for name in names] for suffix in layer]]
    return [
        [[name + suffix for name in block] for suffix in layer for block in row]
        for row in rows
    ]


def _belt(belt: dict[str, Any], suffix: str) -> dict[str, Any]:
    marks = [
        {"sign": mark["sign"], "by": [name + suffix for name in mark["by"]]}
        for mark in belt["marks"]
    ]
    return {"name": belt["name"] + suffix, "marks": marks}


def _plain(value: Any) -> Any:
    """Turn tuples into lists, as JSON has them."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
