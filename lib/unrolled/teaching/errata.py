"""The errata of the lectures: where a slide slips, what we compute, and where the proof is.

The list itself is ``errata.toml``; pages, links and tests read it through this module.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import NamedTuple

# What each kind is called, and how the line of a closed box begins.
KINDS = {
    "mistake": ("Mistake", "{} {slips} here"),
    "slip": ("Slip of the pen", "{} {slips} here"),
    "claim": ("More exactly", "{}, more exactly"),
    "checked": ("Checked", "Checked in {}"),
}
LECTURES = ("000", "001", "002", "003", "004")


class Erratum(NamedTuple):
    """A place of the lectures that was checked, and what came of it."""

    number: str  # E01
    where: dict[str, str]  # lecture to place: slide title, equation, time mark
    kind: str  # a key of KINDS
    line: str  # what the closed box says, plain text
    says: str  # what stands there, as MyST
    right: str  # what we compute, in the letters of the source, as MyST
    chapter: str  # the page that has the box
    proof: str  # the file in tests that proves it

    @property
    def lectures(self) -> list[str]:
        """The numbers of the lectures that it concerns."""
        return list(self.where)

    @property
    def headline(self) -> str:
        """The line of the closed box.

        >>> ERRATA["E01"].headline
        'Lecture 000 slips here: a sigmoid of a sigmoid'
        >>> ERRATA["E62"].headline
        'Lectures 001, 003 and 004, more exactly: which product?'
        """
        slips = "slips" if len(self.where) == 1 else "slip"
        named = lectures(self.lectures)
        beginning = KINDS[self.kind][1].format(named, slips=slips)
        return f"{beginning[0].upper()}{beginning[1:]}: {self.line}"


def lectures(numbers: list[str]) -> str:
    """Name some lectures in a sentence.

    >>> lectures(["001"]), lectures(["001", "003"])
    ('lecture 001', 'lectures 001 and 003')
    >>> lectures(list(LECTURES))
    'all five lectures'
    """
    if tuple(numbers) == LECTURES:
        return "all five lectures"
    *others, last = numbers
    if not others:
        return f"lecture {last}"
    return f"lectures {', '.join(others)} and {last}"


def _read() -> dict[str, Erratum]:
    text = resources.files(__package__).joinpath("errata.toml").read_text("utf-8")
    return {number: Erratum(number, **e) for number, e in tomllib.loads(text).items()}


ERRATA = _read()
