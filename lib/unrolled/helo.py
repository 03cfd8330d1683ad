"""The lectures' worked example: read h, e, l, l and predict e, l, l, o.

Source: lecture 004, "Forward Pass with Example", steps 1 to 7.  Its letters differ from
the book's: its U is our W, its scalar W is our U = W times the identity (E79), its scalar
bias is our b = bias times ones, and there is no output bias, so c = 0.

    >>> from unrolled import helo
    >>> helo.predict().output.probs.shape  # four steps, four letters
    (4, 4)
"""

from typing import NamedTuple

import numpy as np

from . import rnn
from .cell import Params
from .language_model import Forward, Pass, forward, record, run
from .recording import Program
from .text import Vocabulary

VOCABULARY = Vocabulary("helo")  # in the order of the lecture
INPUTS, TARGETS = "hell", "ello"

RECURRENT = 0.427043  # the lecture's scalar recurrent weight
BIAS = 0.567001  # the lecture's scalar bias (its text has 0.56700: E80)


def parameters() -> Params:
    """Give the lecture's weights in the book's letters and shapes (H = 3, D = K = 4)."""
    return {
        "W": np.array(
            [
                [0.287027, 0.84606, 0.572392, 0.486813],
                [0.902874, 0.871522, 0.691079, 0.18998],
                [0.537524, 0.09224, 0.558159, 0.491528],
            ]
        ),
        "U": RECURRENT * np.eye(3),
        "b": np.full(3, BIAS),
        "V": np.array(
            [
                [0.37168, 0.974829459, 0.830034886],
                [0.39141, 0.282585823, 0.659835709],
                [0.64985, 0.09821557, 0.334287084],
                [0.91266, 0.32581642, 0.144630018],
            ]
        ),
        "c": np.zeros(4),
    }


def predict(params: Params | None = None) -> Forward:
    """Run h-e-l-l → e-l-l-o forward, with the lecture's weights unless others are given."""
    params = parameters() if params is None else params
    xs, ys = VOCABULARY.one_hot(INPUTS), VOCABULARY.one_hot(TARGETS)
    return forward(rnn, params, xs, ys, rnn.zero_state(params))


def learn(params: Params | None = None) -> Pass:
    """Run h-e-l-l → e-l-l-o forward and back through time."""
    params = parameters() if params is None else params
    xs, ys = VOCABULARY.one_hot(INPUTS), VOCABULARY.one_hot(TARGETS)
    return run(rnn, params, xs, ys, rnn.zero_state(params))


def program(backward: bool = False, params: Params | None = None) -> Program:
    """Record the example, forward alone or with all gradients, for a page to replay."""
    params = parameters() if params is None else params
    return record(rnn, params, VOCABULARY, INPUTS, TARGETS, backward=backward)


class Printed(NamedTuple):
    """One quantity as the lecture prints it, entry by entry."""

    step: int  # which letter, counted from 1
    quantity: str  # in the book's letters
    digits: tuple[str, ...]  # as printed
    erratum: str | None  # why entries differ in the last place, if some do


PRINTED = (
    Printed(1, "W x", ("0.287027", "0.902874", "0.537524"), None),
    Printed(1, "U h_prev + b", ("0.567001", "0.567001", "0.567001"), None),
    Printed(1, "a", ("0.854028", "1.469875", "1.104525"), None),
    Printed(1, "h", ("0.693168", "0.899554", "0.802118"), "E82"),
    Printed(2, "U h_prev + b", ("0.863013", "0.951149", "0.90954"), "E81"),
    Printed(2, "W x", ("0.84606", "0.871522", "0.09224"), None),
    Printed(2, "h", ("0.93653372", "0.94910403", "0.76234056"), "E82"),
    Printed(2, "logits", ("1.90607732", "1.13779113", "0.95666016", "1.27422602"), "E82"),
)


class Comparison(NamedTuple):
    """One printed number beside the computed one."""

    step: int
    quantity: str
    entry: int  # counted from 1
    printed: str
    computed: float
    agrees: bool  # to every printed digit
    erratum: str | None  # the erratum that lists the deviation, where it does not agree


def compare() -> list[Comparison]:
    """Put every number that the lecture prints beside the one the library computes."""
    params, done = parameters(), predict()
    rows = []
    for step, quantity, digits, erratum in PRINTED:
        x, h_prev = done.trace.x[step - 1], done.trace.h_prev[step - 1]
        values = {
            "W x": params["W"] @ x,
            "U h_prev + b": params["U"] @ h_prev + params["b"],
            "a": done.trace.a[step - 1],
            "h": done.trace.h[step - 1],
            "logits": done.output.logits[step - 1],
        }[quantity]
        for entry, (text, value) in enumerate(zip(digits, values, strict=True), start=1):
            places = len(text.split(".")[1])
            agrees = round(float(value), places) == float(text)
            note = None if agrees else erratum
            rows.append(Comparison(step, quantity, entry, text, float(value), agrees, note))
    return rows
