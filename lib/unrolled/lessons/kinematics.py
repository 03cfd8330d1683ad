"""The text of lecture 001's experiment: problems of kinematics, to learn and held out.

The lecture's own text is not published; this one was written by a grammar of 35 kinds of
problems in the manner of its sample, 320 of them.

    >>> len(LEARNED), len(HELD_OUT), len(VOCABULARY)
    (288, 32, 53)
    >>> PROBLEMS[2][:58]
    'A speeding car passes a police car at rest with a constant'

Source: lecture 001, "RNN – kinematics problem generation".
"""

import re
from collections.abc import Iterable
from pathlib import Path

from ..text.letters import Vocabulary

TEXT = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
PROBLEMS = TEXT.splitlines()
LEARNED, HELD_OUT = PROBLEMS[:288], PROBLEMS[288:]
VOCABULARY = Vocabulary.of(TEXT)
TOKEN = re.compile(r"[\w./]+|[?=]")


def lines(problems: Iterable[str]) -> str:
    """Write problems as a network reads them, each ending a line."""
    return "".join(f"{problem}\n" for problem in problems)


def as_words(problems: Iterable[str]) -> list[list[str]]:
    """Cut problems into words, numbers, units (``m/s2``), and the signs ? and =.

    >>> as_words(["Find g=9.8m/s2."])
    [['Find', 'g', '=', '9.8m/s2']]
    """
    return [TOKEN.findall(one.rstrip(".")) for one in problems]
