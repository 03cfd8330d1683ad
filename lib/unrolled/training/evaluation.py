"""How well a model predicts a text that it did not learn from.

The mean loss over a text, in nats per letter, and its perplexity, as in (N2) and (N3) of
`unrolled.ngrams`, but with the probabilities of a recurrent network.

    >>> from unrolled import helo, rnn
    >>> round(evaluate(rnn, helo.parameters(), helo.VOCABULARY.encode("hello")).loss, 3)
    1.703
"""

from typing import NamedTuple

from ..arrays import NamedState, Params
from ..checks import whole
from ..models.losses import perplexity
from ..models.model import AnyModel, Model
from ..text.streams import Ids, Windows
from .engines import Fused, score, without_fast_path
from .preflight import as_text, check_steps


class Evaluation(NamedTuple):
    """How well a model predicts a text or a series."""

    loss: float  # mean per step: in nats, or half the sum of squares over K
    perplexity: float | None  # e to that; none of a squared error
    tokens: int  # that were predicted: letters, words or steps


def evaluate(
    model: AnyModel, params: Params, text: Ids | Windows, window: int = 256
) -> Evaluation:
    """Measure how well a model predicts each token of a text from all before it.

    The state is carried through the whole text, from zeros or from a trainable state, by
    the fast path where there is one.  `window` tokens are held in memory at a time, which
    changes nothing else; a bidirectional network reads everything at once.

    Parameters
    ----------
    model : Model, Network or cell
    params : dict of ndarray
    text : sequence of int, or Series, Stream, Sequences or Sentences
        A series or stream is read as one strand; each of several sequences begins anew.
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
    model, window = Model.of(model), whole("window", window)
    text = text if isinstance(text, Windows) else as_text("text", text)
    check_steps(model, params, "text", text)
    read = score if without_fast_path(model, params) else Fused().score
    state: NamedState = {}
    L, tokens = 0.0, 0
    for batch in text.once(None if model.network.bidirectional else window):
        total, state = read(model, params, batch, {} if batch.fresh else state)
        L, tokens = L + total, tokens + batch.tokens
    return Evaluation(L / tokens, perplexity_of(model, L / tokens), tokens)


def perplexity_of(model: Model, loss: float) -> float | None:
    """Give e to the loss, where that means something."""
    return None if model.loss == "squared_error" else perplexity(loss)
