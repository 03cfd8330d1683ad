"""What a published bug is: the lines of this library that go wrong in the same way.

>>> Edit("cells.rnn", right="dh_prev = U.T @ d", wrong="dh_prev = U @ d").module
'cells.rnn'
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """One line of the library, right and wrong."""

    module: str  # such as "cells.rnn"
    right: str  # part of a line that occurs once in the module
    wrong: str  # what takes its place


@dataclass(frozen=True)
class Bug:
    """A published mistake."""

    name: str
    title: str  # what goes wrong, in a sentence
    published: tuple[
        str, ...
    ]  # where: threads, repositories, or a lecture with its erratum
    edits: tuple[Edit, ...]
    killed_by: str  # a name in `conformance.CHECKS`
