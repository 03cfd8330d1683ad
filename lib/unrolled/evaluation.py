"""How well a model predicts what it did not learn from."""

import math
from typing import NamedTuple

from .cell import Params
from .engines import Fused, score, without_fast_path
from .fitting import steps_of
from .losses import perplexity
from .model import Given, Model
from .network import States
from .settings import whole
from .streams import Batch, Ids, Windows


class Evaluation(NamedTuple):
    """How well a model predicts a text or a series."""

    loss: float  # mean, in nats per token; or mean squared error per step, halved
    perplexity: float | None  # e to that; none of a squared error
    tokens: int  # that were predicted: letters, words or steps


def evaluate(
    given: Given, params: Params, text: Ids | Windows, window: int = 256
) -> Evaluation:
    """Measure how well a model predicts each token of a text from all before it.

    The state is carried through the whole text, from zeros or from a trainable state, by
    the fast path where there is one.  `window` tokens are held in memory at a time, which
    changes nothing else; a bidirectional network reads everything at once.

    Parameters
    ----------
    given : Model, Network or cell
    params : dict of ndarray
    text : sequence of int, or Series or Stream
        Of a stream, all its steps are read as one strand.
    window : int

    Raises
    ------
    ValueError
        If there is nothing to predict, or if the text does not fit the model.

    Examples
    --------
    >>> from unrolled import helo, rnn
    >>> done = evaluate(rnn, helo.parameters(), helo.VOCABULARY.encode("hello"))
    >>> round(done.perplexity, 3), done.tokens
    (5.489, 4)
    """
    model, window = Model.of(given), whole("window", window)
    inputs, targets = steps_of(model, params, "text", text)
    N = len(inputs)
    window = N if model.network.bidirectional else min(window, N)
    read = score if without_fast_path(model, params) else Fused().score
    state: States = {}
    L = 0.0
    for first in range(0, N, window):
        some = slice(first, first + window)
        batch = Batch(inputs[some, None], targets[some, None], first == 0)
        total, state = read(model, params, batch, state)
        L += total
    return Evaluation(L / N, perplexity_of(model, L / N), N)


def perplexity_of(model: Model, loss: float) -> float | None:
    """Give e to the loss, which an exploding model may carry beyond all numbers."""
    if model.loss == "squared_error":
        return None
    try:
        return perplexity(loss)
    except OverflowError:
        return math.inf
