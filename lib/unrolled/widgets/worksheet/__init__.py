"""A worksheet: ticks of the Tape with numbers left blank, for the reader to work out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import traitlets

from ...recording.program import FORMAT, Program
from ...recording.traced import Traced
from ...teaching.wrong_paths import Detour, common
from ..base import PROGRAM, Widget
from ..front_end import module, sent, stylesheet
from .paper import codes, paper

Blank = tuple[Any, ...]  # name, step, entries: the last two may be left out
Mistake = tuple[Callable[[Detour], Any], str]
MOST_DIGITS = 6


class Worksheet(Widget):
    """Ask for numbers of a recorded program, and check them against the replayed values.

    A wrong number is compared with the results of common mistakes, and the mistake is
    named.  The mistakes are recorded operations, too (`unrolled.wrong_paths`), so that
    they hold for the numbers that a reader puts in.

    Parameters
    ----------
    program : Program
        From `unrolled.helo.program`, `unrolled.passes.program` or a `Recorder`.
    at : sequence of tuple
        What is left blank, in the order it is asked: the name of a value, or the code that
        computes it (``"U @ h_prev"``); its step, counted from 1, if it has one; and which
        of its entries, counted from 0 (a number or several), if not all.
    mistakes : dict, optional
        From what stands in `at` (without the entries) to pairs: a function of a `Detour`
        that makes the mistake with NumPy, and what to say about it.  Common ones are found
        without.
    digits : int
        How many decimals are asked for; numbers are given with one more.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If `at` names no value of the program or no entry of it, if a mistake has another
        shape or gives the right numbers, or if `digits` is not from 1 to 6.

    Examples
    --------
    >>> from unrolled import helo
    >>> sheet = Worksheet(helo.program(), at=[("a", 3, 0), ("h", 3, 0)])
    >>> [blank["entries"] for blank in sheet.blanks]
    [[0], [0]]
    """

    code = sent(module("worksheet/worksheet.js"))
    look = sent(stylesheet("kit/frame.css", "views/views.css", "worksheet/worksheet.css"))

    program = traitlets.Dict().tag(**PROGRAM)
    detours = traitlets.Dict().tag(sync=True)  # operations of the mistakes
    blanks: Any = traitlets.List().tag(sync=True)  # node, entries, mistakes: [node, words]
    digits = traitlets.Int(3).tag(sync=True)
    key = traitlets.Unicode("worksheet").tag(sync=True)

    def __init__(
        self,
        program: Program,
        at: Sequence[Blank],
        mistakes: Mapping[tuple[Any, ...], Iterable[Mistake]] | None = None,
        digits: int = 3,
        key: str = "worksheet",
    ) -> None:
        if not isinstance(program, Program) or program.data.get("format") != FORMAT:
            raise ValueError("a Program of this version is needed: record one first")
        if not 1 <= digits <= MOST_DIGITS:
            raise ValueError(f"digits is {digits}; it must be from 1 to {MOST_DIGITS}")
        if not at:
            raise ValueError("nothing is left blank: `at` is empty")
        given = {_key(blank): list(own) for blank, own in (mistakes or {}).items()}
        detour = Detour(program)
        asked = [_blank(program, *blank) for blank in at]
        unknown = set(given) - {_key(blank) for blank in at}
        if unknown:
            raise ValueError(
                f"there are mistakes for {sorted(unknown, key=str)}, which is not in `at`"
            )
        reach = 10.0**-digits
        paths = [
            _paths(detour, i, entries, given.get(_key(blank), ()), reach)
            for blank, (i, entries) in zip(at, asked, strict=True)
        ]
        detours, numbers = detour.taken([wrong.node for own in paths for wrong, _ in own])
        number = iter(numbers)
        super().__init__(
            program=program.data,
            detours=detours,
            blanks=[
                {
                    "node": i,
                    "entries": entries,
                    "mistakes": [[next(number), words] for _, words in own],
                }
                for (i, entries), own in zip(asked, paths, strict=True)
            ],
            digits=digits,
            key=key,
        )

    def figure(self) -> str:
        """Write a worksheet on paper: equations, the numbers given, and empty boxes."""
        return paper(self.program, self.blanks, self.digits)


def _key(blank: Blank) -> Blank:
    """Give name and step of a blank, without its entries."""
    return (*blank, None)[:2]


def _blank(
    program: Program,
    name: str,
    t: int | None = None,
    entries: int | Sequence[int] | None = None,
) -> tuple[int, list[int]]:
    """Find the node of a value and the entries that are left blank."""
    i = _find(program, name, t)
    size = int(np.prod(program.data["nodes"][i]["shape"]))
    chosen = range(size) if entries is None else np.atleast_1d(entries).tolist()
    for e in chosen:
        if not 0 <= e < size:
            raise ValueError(f"{name} has {size} entries, counted from 0; there is no {e}")
    return i, list(chosen)


def _find(program: Program, name: str, t: int | None) -> int:
    """Find a value by its name, or by the code that computes it."""
    data = program.data
    nodes = data["nodes"]
    named = {(n["name"], n.get("t")): i for i, n in enumerate(nodes) if "name" in n}
    computed = {
        (code, node.get("t")): i
        for i, node in enumerate(nodes)
        for code in codes(data, node)
    }
    found = named.get((name, t), computed.get((name, t)))
    if found is None and t is None:
        found = data["outputs"].get(name)
    if found is None:
        known = sorted({name for name, step in {**computed, **named} if step == t})
        where = "" if t is None else f" at step {t}"
        raise ValueError(f"no value {name!r}{where}; there are {', '.join(known)}")
    if "in" not in nodes[found]:
        raise ValueError(f"{name} is given, not computed: it cannot be left blank")
    return int(found)


def _paths(
    detour: Detour, i: int, entries: list[int], own: Iterable[Mistake], reach: float
) -> list[tuple[Traced, str]]:
    """Give the mistakes that can be told from the right numbers, and from each other."""
    right = detour.at(i)
    told: list[tuple[Traced, str]] = []
    for mistake, words in own:
        wrong = detour.recorder.lift(mistake(detour))
        if wrong.shape != right.shape:
            raise ValueError(
                f"the mistake “{words}” has shape {wrong.shape}; {right.shape} is needed"
            )
        if not _apart(wrong, right, entries, reach):
            raise ValueError(f"the mistake “{words}” gives the right numbers")
        told.append((wrong, words))
    for wrong, words in common(detour, i):
        known = [right, *(other for other, _ in told)]
        if all(_apart(wrong, other, entries, reach) for other in known):
            told.append((wrong, words))
    return told


def _apart(one: Traced, other: Traced, entries: list[int], reach: float) -> bool:
    """Whether two results differ, as the reader is to write them."""
    difference = (one.value - other.value).ravel()[entries]
    return bool(np.any(~(np.abs(difference) <= reach)))
