"""How well a model predicts a text that it did not learn from.

The mean loss over a text, in nats per letter, and its perplexity, as in (N2) and (N3) of
`unrolled.ngrams`, but with the probabilities of a recurrent network.

    >>> from unrolled import helo, rnn
    >>> round(evaluate(rnn, helo.parameters(), helo.VOCABULARY.encode("hello")).loss, 3)
    1.703
"""

import math
from typing import NamedTuple

from . import bptt, language_model
from .cell import Cell, Params, sizes
from .losses import perplexity
from .text import Ids, one_hot


class Evaluation(NamedTuple):
    """How well a model predicts a text."""

    loss: float  # mean, in nats per letter
    perplexity: float  # e to that
    letters: int  # that were predicted


def evaluate(cell: Cell, params: Params, ids: Ids, window: int = 256) -> Evaluation:
    """Measure how well a model predicts each letter of a text from all before it.

    The state is carried through the whole text, from zeros; `window` letters are held in
    memory at a time, which changes nothing else.

    Raises
    ------
    ValueError
        If the text has less than two letters, so that there is nothing to predict.
    """
    if len(ids) < 2 or window < 1:
        raise ValueError(
            f"the text has {len(ids)} letters and the window {window}; at least 2 and 1 "
            "are needed"
        )
    size = sizes(params, {**cell.SHAPES, **language_model.SHAPES})
    state, L = cell.zero_state(params), 0.0
    for first in range(0, len(ids) - 1, window):
        last = min(first + window, len(ids) - 1)
        xs = one_hot(ids[first:last], size["D"])
        ys = one_hot(ids[first + 1 : last + 1], size["K"])
        done = language_model.forward(cell, params, xs, ys, state)
        state = bptt.at(done.trace, len(xs) - 1).state
        L += float(done.L)
    mean = L / (len(ids) - 1)
    return Evaluation(mean, perplexity_of(mean), len(ids) - 1)


def perplexity_of(loss: float) -> float:
    """Give e to the loss, which an exploding model may carry beyond all numbers."""
    try:
        return perplexity(loss)
    except OverflowError:
        return math.inf
