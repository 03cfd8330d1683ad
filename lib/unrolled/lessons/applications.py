"""What the lectures name as applications of sequences, and which shape each has.

The list itself is ``applications.toml``.  What is said to a wrong choice follows from the
switches of `unrolled.shapes`: how many things are read, how many are said, and when.

    >>> len(APPLICATIONS), APPLICATIONS["sentiment"].shapes
    (20, ('many to one',))
    >>> APPLICATIONS["sentiment"].said_to("one to one")[1]
    'many things are read (the words of “There is nothing to like in this movie”)'

Source: lecture 001, "Applications" and "Multiple architectures of RNN"; lecture 003,
"Types of applications"; lecture 004, "Sequence Application Variation" and "Working with
Sequences".
"""

import tomllib
from importlib import resources
from typing import NamedTuple

from ..checks import choice
from ..models.shapes import SHAPES


class Application(NamedTuple):
    """What is read and said, and the shapes in which that can be built."""

    where: dict[str, str]  # lecture to its words
    reads: str
    says: str
    shapes: tuple[str, ...]  # keys of `unrolled.shapes.SHAPES`
    when: str = ""  # what decides, where many things are read and many are said

    def said_to(self, shape: str) -> tuple[bool, str]:
        """Judge a choice: whether the shape fits, and why or why not.

        Raises
        ------
        ValueError
            If there is no such shape.
        """
        choice("shape", shape, tuple(SHAPES))
        (reads, says), own = many(shape), many(self.shapes[0])
        if shape in self.shapes:
            what = f"{things(own[0])} read, {things(own[1])} said"
            return True, "; ".join(filter(None, (what, self.when)))
        wrong = []
        if reads != own[0]:
            wrong.append(f"{things(own[0])} read ({self.reads})")
        if says != own[1]:
            wrong.append(f"{things(own[1])} said ({self.says})")
        return False, ", and ".join(wrong) or self.when


def many(shape: str) -> tuple[bool, bool]:
    """Say whether more than one thing is read, and whether more than one is said."""
    reads, says = SHAPES[shape]
    return sum(reads) > 1, sum(says) > 1


def things(many: bool) -> str:
    """Put it into words."""
    return "many things are" if many else "one thing is"


def _listed() -> dict[str, Application]:
    text = resources.files(__package__).joinpath("applications.toml").read_text("utf-8")
    return {
        name: Application(**one | {"shapes": tuple(one["shapes"])})
        for name, one in tomllib.loads(text).items()
    }


#: What the lectures name, by a name of ours.
APPLICATIONS = _listed()
