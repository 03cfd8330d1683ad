"""Problems of kinematics: a text to learn, written by a grammar, with an answer to each.

Lecture 001 lets a network of letters write such problems.  Its own text is not published;
this grammar has 35 kinds of problems in the manner of the lecture's sample.  Numbers are
drawn as they are printed, so a problem holds no more and no less than what its answer
needs; the sentences stand in `unrolled.templates`.

    >>> ball = match(
    ...     "A ball is thrown upward from a bridge with an initial velocity of 5.9 m/s. "
    ...     "It strikes the water after 2s. If g=9.8m/s2 What is the height of the bridge ?"
    ... )
    >>> ball.family, ball.answer, ball.unit
    ('bridge', 7.8, 'm')

Source: lecture 001, "RNN – kinematics problem generation" (E88).
"""

import math
import random
import re
from collections.abc import Iterable, Mapping
from functools import cache
from math import sqrt
from typing import Any, NamedTuple

from ..checks import whole
from .templates import (
    ANSWERS,
    FAMILIES,
    GRAMMAR,
    NUMBER,
    G,
    Given,
    expressions,
    filled,
    is_range,
    options,
)

COUNT, SEED = 320, 57  # the text of the book
TRIES = 50  # for a problem that is new
REMARK = re.compile(r" Take| If g| Neglect")
TOKEN = re.compile(r"[\w./]+|[?=]")


class Problem(NamedTuple):
    """A problem, and what is right."""

    family: str  # one of `FAMILIES`
    text: str
    answer: float  # to four decimals
    unit: str


class Draws(random.Random):
    """Random choices, and how much could have been chosen, in nats."""

    nats = 0.0

    def one(self, options: list[Any]) -> Any:
        """Choose one of several."""
        self.nats += math.log(len(options))
        return self.choice(options)

    def between(self, low: float, high: float, step: float) -> float:
        """Choose a number of a grid."""
        steps = round((high - low) / step)
        self.nats += math.log(steps + 1)
        return round(low + step * self.randint(0, steps), 6)

    def chance(self, p: float) -> bool:
        """Say yes with probability p."""
        self.nats += math.log(2)
        return self.random() < p

    def case(self, count: int) -> int:
        """Choose the question of a problem that has several."""
        if count == 2:
            return 0 if self.chance(0.5) else 1
        self.nats += math.log(count)
        return self.randrange(count) if count > 1 else 0


def problems(count: int = COUNT, seed: int = SEED) -> tuple[Problem, ...]:
    """Write problems, no two of them alike, of each family about as many.

    Raises
    ------
    ValueError
        If `count` is no whole number of at least 1.

    Examples
    --------
    >>> problems()[2].text[:58]
    'A speeding car passes a police car at rest with a constant'
    """
    draws, names = Draws(seed), sorted(FAMILIES)
    found: list[Problem] = []
    seen: set[Any] = set()
    count, turn = whole("count", count, least=1), 0
    while len(found) < count:
        family, turn = names[turn % len(names)], turn + 1
        for problem in (written(family, draws) for _ in range(TRIES)):
            bare = family, REMARK.split(problem.text)[0]  # another remark is nothing new
            if problem.text not in seen and bare not in seen:
                seen |= {problem.text, bare}
                found.append(problem)
                break
    draws.shuffle(found)
    return tuple(found)


def split(
    problems: Iterable[Problem], held_out: int = 32
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Give the problems to learn, and the last ones, held out.

    Raises
    ------
    ValueError
        If `held_out` is below 1, or leaves nothing to learn.
    """
    every = tuple(problems)
    if not 1 <= held_out < len(every):
        raise ValueError(f"held_out is {held_out}; it must be from 1 to {len(every) - 1}")
    return every[:-held_out], every[-held_out:]


def lines(problems: Iterable[Problem]) -> str:
    """Write problems as a network reads them, each ending a line."""
    return "".join(f"{problem.text}\n" for problem in problems)


def tokens(text: str) -> list[str]:
    """Cut a problem into words, numbers, units (``m/s2``), and the signs ? and =.

    >>> tokens("If g=9.8m/s2 find it.")
    ['If', 'g', '=', '9.8m/s2', 'find', 'it']
    """
    return TOKEN.findall(text.rstrip("."))


def entropy_bound(rounds: int = 40, seed: int = 1) -> float:
    """Bound the entropy of the grammar from above: nats for each letter, newline and all.

    What was chosen may be fewer texts than choices, so the entropy is at most the mean
    logarithm of the number of choices.  No model can lose less on new problems than the
    entropy.

    >>> round(entropy_bound(), 3)
    0.125
    """
    draws, letters = Draws(seed), 0
    for _ in range(rounds):
        for family in sorted(FAMILIES):
            letters += len(written(family, draws).text) + 1
    choosing = rounds * len(FAMILIES) * math.log(len(FAMILIES))
    return (draws.nats + choosing) / letters


# ---- writing ------------------------------------------------------------------------


def written(family: str, draws: Draws) -> Problem:
    """Write one problem."""
    kind = FAMILIES[family]
    given = _given(family, draws)
    say = kind.get("say")
    said = _situations(say, given) if say else ""
    text = draws.one(said) if isinstance(said, list) else said
    cases = kind.get("cases", [kind])
    case = draws.case(len(cases))
    text = text or cases[case]["say"]
    text += _more(kind.get("more", ""), draws)
    text = f"{text} {_question(kind, cases[case]['ask'], draws)}"
    text += draws.one(GRAMMAR["remarks"]) if kind.get("tags") else ""
    answer = round(ANSWERS[family][case](**given), 4)
    return Problem(family, filled(text, given), answer, cases[case]["unit"])


def _given(family: str, draws: Draws) -> Given:
    kind = FAMILIES[family]
    found: Given = {}
    ranges = {k: spec for k, spec in kind["given"].items() if is_range(spec)}
    for names, spec in kind["given"].items():
        found |= _drawn(family, names, spec, found, draws)
        if names == "t" and "within" in kind:
            low, high = kind["within"]
            while not low <= ANSWERS[family][0](**found) <= high:
                for name, own in ranges.items():
                    found |= _drawn(family, name, own, found, draws)
    return found | _following(family, found, draws)


def _drawn(
    family: str, names: str, spec: Any, found: Given, draws: Draws
) -> Mapping[str, Any]:
    """Draw what a line of ``given`` asks for."""
    if is_range(spec):
        low, high, step = (found[x] if isinstance(x, str) else x for x in spec)
        return {names: draws.between(low, high, step)}
    rows = options(spec)
    if spec in ("places", "waters"):
        height = found["h"] if "h" in found else ANSWERS[family][0](**found)
        rows = [row for row in rows if _fits(row[0], height)]
    row = draws.one(rows)
    return dict(zip(names.split(), row if isinstance(row, list) else [row], strict=True))


def _fits(place: str, height: float) -> bool:
    low, high = GRAMMAR["heights"][place]
    return bool(low <= height <= high)


def _following(family: str, found: Given, draws: Draws) -> Given:
    """Give what follows from what was drawn, or is drawn anew because of it."""
    if "dv" in found:
        return {"v": found["v0"] + found["dv"]}
    if family == "cliff_car":
        return {"d": round(found["v"] * sqrt(2 * found["h"] / G), 1)}
    if found.get("hh") == "table":
        return {"h": draws.between(0.6, 1.4, 0.05), "v": draws.between(0.5, 4, 0.1)}
    if family == "horizontal_throw" and found["h"] < 3:
        return {"h": found["h"] + 3}
    if found.get("who") == "A long jumper leaves the ground":
        return {"v": draws.between(7, 10, 0.1), "th": draws.one([18, 20, 22, 25])}
    return {}


def _situations(say: Any, given: Given) -> Any:
    return say.get(given["hh"], say["other"]) if isinstance(say, dict) else say


def _more(more: Any, draws: Draws) -> str:
    if isinstance(more, dict):
        return str(more["text"]) if draws.chance(more["chance"]) else ""
    return str(draws.one(more) if isinstance(more, list) else more)


def _question(kind: Mapping[str, Any], ask: Any, draws: Draws) -> str:
    ending = draws.one(GRAMMAR["endings"]) if kind.get("early") else ""
    asked = draws.one(ask) if isinstance(ask, list) else ask
    if asked[0].isupper():
        return str(asked)
    ending = ending or draws.one(GRAMMAR["endings"])
    return str(ending.replace("{q}", asked))


# ---- reading ------------------------------------------------------------------------


def match(text: str) -> Problem | None:
    """Find which template wrote a text, and solve it; None if none of them could.

    Any numbers will do, if the problem has an answer: a car may be as fast as it likes.
    """
    for family, case, unit, pattern in _patterns():
        if found := pattern.fullmatch(text):
            given = {k: _read(v) for k, v in found.groupdict().items()}
            try:
                answer = ANSWERS[family][case](**given)
            except (ValueError, ZeroDivisionError):  # it never comes down
                return None
            return Problem(family, text, round(answer, 4), unit)
    return None


def _read(word: str) -> str | float:
    return float(word) if re.fullmatch(NUMBER, word) else word


@cache
def _patterns() -> list[tuple[str, int, str, re.Pattern[str]]]:
    """Write each template as an expression that finds its words and numbers."""
    return [
        (family, case, own["unit"], re.compile(expression))
        for family, kind in FAMILIES.items()
        for case, own in enumerate(kind.get("cases", [kind]))
        for expression in expressions(kind, own)
    ]
