"""Templates of problems in kinematics: what may be said, what is asked, what is right.

The sentences stand in ``kinematics.toml``; a slot, ``{h}``, is a word or a number.  A
template is filled to write a problem, and turned into a regular expression to read one.

    >>> len(FAMILIES), ANSWERS["up_time"][0](v=9.8)
    (35, 2.0)
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from math import radians, sin, sqrt
from typing import Any

G = 9.8  # m/s2
SLOT = re.compile(r"\{(\w+)(?::(\d))?\}")
NUMBER = r"\d+(?:\.\d+)?"

GRAMMAR: dict[str, Any] = tomllib.loads(
    resources.files(__package__).joinpath("kinematics.toml").read_text("utf-8")
)
FAMILIES: dict[str, dict[str, Any]] = GRAMMAR["families"]

Given = dict[str, Any]  # words and numbers of a problem, by the names of its slots
Answer = Callable[..., float]


def fall_time(h: float, v: float = 0.0) -> float:
    """Give the seconds until what is thrown up with v from a height h is on the ground."""
    return (v + sqrt(v * v + 2 * G * h)) / G


ANSWERS: dict[str, tuple[Answer, ...]] = {  # one for each case
    "accelerate_speed": (lambda a, t, **_: a * t,),
    "accelerate_distance": (lambda a, t, **_: a * t * t / 2,),
    "find_acceleration": (lambda v0, v, t, **_: (v - v0) / t,),
    "distance_two_speeds": (lambda v0, v, t, **_: (v0 + v) * t / 2,),
    "acceleration_from_distance": (lambda v0, v, d, **_: (v * v - v0 * v0) / (2 * d),),
    "braking_distance": (lambda v0, a, **_: v0 * v0 / (2 * a),),
    "braking_time": (lambda v0, a, **_: v0 / a,),
    "deceleration": (lambda v0, d, **_: v0 * v0 / (2 * d),),
    "reaction": (lambda v0, tr, a, **_: v0 * tr + v0 * v0 / (2 * a),),
    "runway": (lambda v, a, **_: v * v / (2 * a),),
    "plane_time": (lambda a, t, **_: a * t * t / 2,),
    "constant_speed": (lambda v, t, **_: v * t,),
    "chase": (lambda v, a, **_: 2 * v / a, lambda v, a, **_: v * 2 * v / a),
    "two_stage": (lambda a, t1, t2, **_: a * t1 * t1 / 2 + a * t1 * t2,),
    "average_speed": (lambda d1, t1, d2, t2, **_: (d1 + d2) / (t1 + t2),),
    "drop_time": (lambda h, **_: fall_time(h),),
    "drop_speed": (lambda h, **_: sqrt(2 * G * h),),
    "drop_height": (lambda t, **_: G * t * t / 2,),
    "well": (lambda t, **_: G * t * t / 2,),
    "up_height": (lambda v, **_: v * v / (2 * G),),
    "up_time": (lambda v, **_: 2 * v / G,),
    "bridge": (lambda v, t, **_: G * t * t / 2 - v * t,),
    "throw_down": (
        lambda v, h, **_: sqrt(v * v + 2 * G * h),
        lambda v, h, **_: fall_time(h, -v),
    ),
    "up_from_cliff": (lambda v, h, **_: fall_time(h, v),),
    "balloon": (lambda v, h, **_: fall_time(h, v),),
    "jump": (lambda h, **_: sqrt(2 * G * h), lambda h, **_: 2 * sqrt(2 * h / G)),
    "moon": (lambda g, h, **_: sqrt(2 * h / g),),
    "cliff_car": (
        lambda h, d, **_: d / sqrt(2 * h / G),
        lambda h, v, **_: v * sqrt(2 * h / G),
    ),
    "horizontal_throw": (
        lambda h, v, **_: v * sqrt(2 * h / G),
        lambda h, **_: sqrt(2 * h / G),
    ),
    "projectile": (
        lambda v, th, **_: v * v * sin(2 * radians(th)) / G,
        lambda v, th, **_: (v * sin(radians(th))) ** 2 / (2 * G),
        lambda v, th, **_: 2 * v * sin(radians(th)) / G,
    ),
    "river": (lambda w, vb, **_: w / vb, lambda w, vb, vr, **_: vr * w / vb),
    "trains": (lambda d, v1, v2, **_: d / (v1 + v2),),
    "kmh": (lambda v, t, **_: v / 3.6 / t,),
    "bullet": (lambda v, d, **_: v * v / (2 * d),) * 2,
    "elevator": (lambda a, t, **_: a * t * t / 2,),
}


def filled(text: str, given: Given) -> str:
    """Put words and numbers into the slots of a text; {h:2} has at most two decimals.

    >>> filled("{h:2} m on {world}", {"h": 1.5, "world": "Mars"})
    '1.5 m on Mars'
    """

    def slot(match: re.Match[str]) -> str:
        value = given[match[1]]
        if isinstance(value, str):
            return value
        number = f"{value:.{match[2] or 1}f}"
        return number.rstrip("0").rstrip(".")

    return SLOT.sub(slot, text)


def is_range(spec: Any) -> bool:
    """Say whether a line of ``given`` is a grid of numbers."""
    return isinstance(spec, list) and len(spec) == 3 and not isinstance(spec[2], str)


def options(spec: Any) -> list[Any]:
    """Give the words, or the rows of words, of which one is drawn."""
    own: list[Any] = GRAMMAR["lists"][spec] if isinstance(spec, str) else spec
    return own


def expressions(kind: Mapping[str, Any], case: Mapping[str, Any]) -> Iterator[str]:
    """Write the templates of a case as regular expressions, one for each situation."""
    say = case.get("say") or kind["say"]
    if isinstance(say, dict):
        say = [text for texts in say.values() for text in texts]
    more = kind.get("more", "")
    more = ["", more["text"]] if isinstance(more, dict) else _listed(more)
    remarks = GRAMMAR["remarks"] if kind.get("tags") else [""]
    asks = [text for ask in _listed(case["ask"]) for text in _asked(ask)]
    for situation in _listed(say):
        seen: set[str] = set()
        parts = [[situation], more, [" "], asks, remarks]
        yield "".join(_any_of(texts, kind, seen) for texts in parts)


def _listed(texts: Any) -> list[str]:
    return texts if isinstance(texts, list) else [texts]


def _asked(ask: str) -> list[str]:
    whole_question = ask[0].isupper()
    return [ask] if whole_question else [e.replace("{q}", ask) for e in GRAMMAR["endings"]]


def _any_of(texts: list[str], kind: Mapping[str, Any], seen: set[str]) -> str:
    """Write an expression for one of several texts; a slot `seen` before says the same."""

    def slot(name: str) -> str:
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>{_words_of(name, kind)})"

    def expression(text: str) -> str:
        pieces = SLOT.split(text)  # text, name, digits, text, …
        names = map(slot, pieces[1::3])
        between = [re.escape(piece) for piece in pieces[::3]]
        return between[0] + "".join(n + b for n, b in zip(names, between[1:], strict=True))

    return f"(?:{'|'.join(map(expression, dict.fromkeys(texts)))})"


def _words_of(name: str, kind: Mapping[str, Any]) -> str:
    for names, spec in kind["given"].items():
        own = names.split()
        if name in own and not is_range(spec):
            rows = [row if isinstance(row, list) else [row] for row in options(spec)]
            words = {str(row[own.index(name)]) for row in rows}
            return NUMBER if name in ("th", "g") else "|".join(sorted(words, key=len)[::-1])
    return NUMBER
