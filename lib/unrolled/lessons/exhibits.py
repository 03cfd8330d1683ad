"""The museum's exhibits: published bugs, each with a curve of the wrong program.

Every bug of `unrolled.museum.bugs` is here but `vocabulary_of_a_set`, which no curve of one
run can show.  The same small program (`exhibit_courses`) ran with the library as it is and
with the bug in it, from the same weights, on the same data.  The right one also ran from
other weights, to say how much that alone changes.

    >>> shown = exhibit("target_not_shifted")
    >>> shown.bug.title, shown.verdict
    ('The letter to be predicted is the one that was just read.', 'better')

`benchmarks/train_museum.py` wrote ``exhibits.json``, and repeats it.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..museum.bugs import bug
from ..museum.conformance import CHECKS
from ..museum.edits import Bug
from .exhibit_courses import COURSES, SHARE, Course

#: The name of each bug and of the course that shows it, by what is wrong.
KINDS = {
    "gradients": {
        "missing_transpose": "rnn",
        "value_for_slope": "lstm",
        "slope_at_the_wrong_state": "rnn",
        "state_off_by_one": "rnn",
        "carry_never_updated": "rnn",
        "one_use_counted": "rnn",
        "inputs_see_one_loss": "two layers",
        "mean_forward_sum_back": "cbow",
        "one_softmax_for_many": "skip-gram",
        "clipped_per_entry": "by norm",
        "every_entry_becomes_one": "by value",
    },
    "states": {
        "output_from_the_input": "rnn",
        "no_nonlinearity": "rnn",
        "z_flipped": "gru",
        "reset_after_for_before": "gru",
        "inputs_to_every_layer": "two layers",
        "cell_state_upwards": "two of lstm",
        "last_output_for_both": "summary",
        "reverse_not_turned_back": "cloze",
        "reverse_reads_forward": "cloze",
        "state_reset_per_character": "drawn",
    },
    "losses": {
        "mean_for_sum": "printed",
        "unshifted_softmax": "rnn",
        "two_to_the_nats": "perplexity",
    },
    "attention": {
        "blind_attention": "general",
        "softmax_over_the_wrong_axis": "general",
        "additive_without_tanh": "additive",
        "context_overwritten": "answers",
    },
    "data": {
        "target_not_shifted": "rnn",
        "reads_the_future": "one layer",
    },
}
POINTS = 60  # of a curve
LAST = 10  # points whose mean is where a curve ends
SEED, OTHERS = 0, (1, 2, 3)  # of the first weights: of both curves, and of other runs
CLOSE = 1e-3  # curves this near are the same line
MEASURED = Path(__file__).with_suffix(".json")
THREAD = re.compile(r"(issues?|pull request) (\d+)(?: and (\d+))?")


class Exhibit(NamedTuple):
    """A published bug, and what the right and the wrong program print."""

    bug: Bug
    kind: str  # a key of `KINDS`
    course: Course
    right: np.ndarray  # (POINTS,)
    wrong: np.ndarray  # (POINTS,)
    others: tuple[float, ...]  # where right programs of other first weights end

    @property
    def verdict(self) -> str:
        """How the wrong curve looks beside right ones.

        It is the ``same`` line; or it ends ``among`` right programs that began elsewhere,
        so that nobody can tell; or ``better`` than all of these, or ``worse``.
        """
        if np.max(np.abs(self.right - self.wrong)) <= CLOSE:
            return "same"
        ends, wrong = [end(self.right), *self.others], end(self.wrong)
        if min(ends) <= wrong <= max(ends):
            return "among"
        return "better" if (wrong > max(ends)) == (self.course.prints == SHARE) else "worse"

    @property
    def found_by(self) -> str:
        """What the check does that finds it, in a sentence."""
        return (CHECKS[self.bug.killed_by].__doc__ or "").partition("\n")[0]


def points(numbers: Iterator[float], course: Course, count: int = POINTS) -> np.ndarray:
    """Give the first points (count,) of a curve: means of what a course prints."""
    each = [[next(numbers) for _ in range(course.each)] for _ in range(count)]
    means: np.ndarray = np.mean(each, axis=1)
    return means.round(4)


def end(curve: np.ndarray) -> float:
    """Give where a curve ends: the mean of its last points."""
    return float(np.mean(curve[-LAST:]))


@cache
def measured() -> Any:
    """Read what was measured: ``right`` and ``others`` by course, ``wrong`` by bug."""
    return json.loads(MEASURED.read_text(encoding="utf-8"))


@cache
def exhibits() -> dict[str, Exhibit]:
    """Give all exhibits by the names of their bugs, in the order of `KINDS`."""
    known = measured()
    return {
        name: Exhibit(
            bug(name),
            kind,
            COURSES[course],
            np.array(known["right"][course]),
            np.array(known["wrong"][name]),
            tuple(known["others"][course]),
        )
        for kind, own in KINDS.items()
        for name, course in own.items()
    }


def exhibit(name: str) -> Exhibit:
    """Find an exhibit by the name of its bug.

    Raises
    ------
    ValueError
        If it is not shown; the message lists all that are.
    """
    if name not in exhibits():
        raise ValueError(f"there is no exhibit {name!r}; there are {[*exhibits()]}")
    return exhibits()[name]


def threads(published: str) -> list[tuple[str, str]]:
    """Say where a bug was published: texts and their addresses, empty where there is none.

    >>> threads("d2l-ai/d2l-en pull request 642")
    [('d2l-ai/d2l-en', 'https://github.com/d2l-ai/d2l-en'), \
('pull request 642', 'https://github.com/d2l-ai/d2l-en/pull/642')]
    >>> threads("lecture 001, 'Gradient clipping' (E59)")
    [("lecture 001, 'Gradient clipping' (E59)", '')]
    """
    repository = re.match(r"[\w-]+/[\w.-]+", published)
    if not repository:
        return [(published, "")]
    home = f"https://github.com/{repository[0].rstrip(',')}"
    found = [(repository[0].rstrip(","), home)]
    for kind, *numbers in THREAD.findall(published):
        place = "pull" if kind.startswith("pull") else "issues"
        word = kind.removesuffix("s")
        found += [(f"{word} {n}", f"{home}/{place}/{n}") for n in numbers if n]
    return found
