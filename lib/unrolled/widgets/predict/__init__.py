"""A question to answer before the page goes on."""

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import traitlets

from ..base import Widget
from ..front_end import module, sent, stylesheet


class Predict(Widget):
    """Ask for a guess, say whether it is right, and then give the reason.

    The page remembers the guess and says how precise it is to be.  A common mistake is
    recognised and named, where it agrees with the digits typed; a guess that is right as
    far as it goes is close.

    Parameters
    ----------
    question : str
    choices : sequence of str
        What to choose from; or give `number`.
    answer : str
        The right choice.
    number : float
        The right number.
    tolerance : float
        How far a guess may be from `number`; also says how many decimals are shown.
    unit : str
        What stands behind the number, such as ``"nats"`` or ``"%"``.
    mistakes : sequence of (wrong guess, str)
        What to say to a certain wrong guess.
    because : str
        The reason, shown with the answer.

    Raises
    ------
    ValueError
        If there are both or neither of `choices` and `number`, if the answer is not a
        choice or not finite, or if a mistake is none or could never be named.

    Examples
    --------
    >>> Predict("1 + 1 = ?", number=2, mistakes=[(11, "that glues them together")]).state
    'open'
    """

    code = sent(module("predict/predict.js"))
    look = sent(stylesheet("predict/predict.css"))

    task = traitlets.Dict().tag(sync=True)  # the arguments, as plain data
    guess = traitlets.Unicode().tag(sync=True)  # what the reader has committed to
    state = traitlets.Unicode("open").tag(sync=True)  # open, right, close or wrong

    def __init__(
        self,
        question: str,
        choices: Sequence[str] = (),
        answer: str | None = None,
        number: float | None = None,
        tolerance: float = 0.0,
        unit: str = "",
        mistakes: Sequence[tuple[Any, str]] = (),
        because: str = "",
    ) -> None:
        if bool(choices) == (number is not None):
            raise ValueError("a question has either choices or a number as its answer")
        task: dict[str, Any] = {"question": question, "unit": unit, "because": because}
        if number is None:
            task |= _choice(choices, answer, mistakes)
        else:
            task |= _number(float(number), float(tolerance), mistakes)
        super().__init__(task=task)

    def figure(self) -> str:
        """Write the question and its choices as HTML."""
        choices = "".join(f"<li>{escape(c)}</li>" for c in self.task.get("choices", ()))
        asked = escape(self.task["question"])
        question = f"<p class='unrolled-question'><strong>Predict:</strong> {asked}</p>"
        return question + (f"<ul>{choices}</ul>" if choices else "")


def _choice(
    choices: Sequence[str], answer: str | None, mistakes: Sequence[tuple[Any, str]]
) -> dict[str, Any]:
    """Check a question with choices; choices are referred to by their places."""
    if len(set(choices)) != len(choices):
        raise ValueError(f"a choice stands twice in {list(choices)}")
    if answer is None or answer not in choices:
        raise ValueError(f"the answer {answer!r} is not one of the choices {list(choices)}")
    _once(guess for guess, _ in mistakes)
    for guess, _ in mistakes:
        if guess == answer or guess not in choices:
            raise ValueError(f"the mistake {guess!r} is not one of the wrong choices")
    return {
        "choices": list(choices),
        "answer": list(choices).index(answer),
        "mistakes": [[list(choices).index(guess), why] for guess, why in mistakes],
    }


def _number(
    number: float, tolerance: float, mistakes: Sequence[tuple[Any, str]]
) -> dict[str, Any]:
    """Check a question with a number."""
    if not math.isfinite(number):
        raise ValueError(f"number is {number}; it must be finite")
    if not 0 <= tolerance < math.inf:
        raise ValueError(f"tolerance is {tolerance}; it must be at least 0 and finite")
    _once(float(guess) for guess, _ in mistakes)
    for guess, _ in mistakes:
        if not abs(float(guess) - number) > tolerance:
            raise ValueError(f"the mistake {guess} is within {tolerance} of {number}")
    return {
        "number": number,
        "tolerance": tolerance,
        "mistakes": [[float(guess), why] for guess, why in mistakes],
    }


def _once(guesses: Iterable[Any]) -> None:
    """Check that no mistake hides another."""
    known = list(guesses)
    for guess in known:
        if known.count(guess) > 1:
            raise ValueError(f"the mistake {guess!r} stands twice: one is never named")
