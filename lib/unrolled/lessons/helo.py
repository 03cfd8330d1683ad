"""The lectures' worked example: read h, e, l, l and predict e, l, l, o.

Source: lecture 004, "Forward Pass with Example", steps 1 to 7.  Its letters differ from
the book's: its U is our W, its scalar W is our U = W times the identity (E79), its scalar
bias is our b = bias times ones, and there is no output bias, so c = 0.

    >>> from unrolled import helo
    >>> helo.predict().output.probs.shape  # four steps, four letters
    (4, 4)
"""

from typing import NamedTuple

from ..arrays import Params
from ..cells import rnn
from ..cells.cell import Cell
from ..models.language_model import Forward, Pass, forward, run
from ..recording import Program
from ..text.letters import Vocabulary
from . import helo_weights, passes

VOCABULARY = Vocabulary("helo")  # in the order of the lecture
INPUTS, TARGETS = "hell", "ello"
RECURRENT = helo_weights.RECURRENT  # the lecture's scalar recurrent weight


def parameters(cell: Cell = rnn, trained: bool = False) -> Params:
    """Give the lecture's weights in the book's letters and shapes (H = 3, D = K = 4).

    For another cell, and for trained weights, see `unrolled.helo_weights`.
    """
    return helo_weights.trained(cell) if trained else helo_weights.readable(cell)


def predict(params: Params | None = None, cell: Cell = rnn) -> Forward:
    """Run h-e-l-l → e-l-l-o forward, with the weights of `parameters` or others."""
    params = parameters(cell) if params is None else params
    xs, ys = VOCABULARY.one_hot(INPUTS), VOCABULARY.one_hot(TARGETS)
    return forward(cell, params, xs, ys, cell.zero_state(params))


def learn(params: Params | None = None, cell: Cell = rnn) -> Pass:
    """Run h-e-l-l → e-l-l-o forward and back through time."""
    params = parameters(cell) if params is None else params
    xs, ys = VOCABULARY.one_hot(INPUTS), VOCABULARY.one_hot(TARGETS)
    return run(cell, params, xs, ys, cell.zero_state(params))


def program(
    backward: bool = False, params: Params | None = None, cell: Cell = rnn
) -> Program:
    """Record the example, forward alone or with all gradients, for a page to replay."""
    params = parameters(cell) if params is None else params
    return passes.program(cell, params, VOCABULARY, INPUTS, TARGETS, backward=backward)


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
