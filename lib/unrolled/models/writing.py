"""Writing: draw the next token from what a model expects, and read it as the next input.

How a token is drawn is in `unrolled.sampling`; here a model goes on from what it drew.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, NamedState, Params, Rng
from ..checks import generator, whole
from ..networks.network import check_parts
from ..text.letters import Vocabulary, one_hot
from ..text.streams import Ids
from ..text.words import WordVocabulary
from .model import AnyModel, Model
from .sampling import check_options, distribution, draw


class Drawn(NamedTuple):
    """One drawn token, and all that decided it."""

    id: int
    u: float  # the random number
    logits: Array  # (K,) scores
    probs: Array  # (K,) that it was drawn from
    state: NamedState  # that the scores were read from: (H,)


def sample(
    model: AnyModel,
    params: Params,
    prefix: Ids,
    state: NamedState | None = None,
    *,
    rng: Rng,
    **options: Any,
) -> Iterator[Drawn]:
    """Read the ids `prefix`, then draw token after token, for ever.

    Parameters
    ----------
    model : Model, Network or cell
        Such as `unrolled.rnn`; of one direction, and with as many outputs as inputs.
    params : dict of ndarray
    prefix : sequence of int
        At least one id.
    state : dict of ndarray (H,), optional
        Before the prefix; what is left out is trainable, or else zero.
    rng : numpy.random.Generator, or the seed of one
        Gives one number in [0, 1) for each token.
    **options
        `temperature`, `top_k` and `top_p`, as `distribution` takes them.

    Raises
    ------
    ValueError
        If the prefix is empty, an id unknown, an option out of its range, or if a shape
        does not fit.

    Examples
    --------
    >>> from unrolled import helo, rnn
    >>> letters = sample(rnn, helo.parameters(), [0], rng=0)
    >>> [(letter.id, round(letter.u, 3)) for letter in islice(letters, 3)]
    [(1, 0.637), (0, 0.27), (0, 0.041)]
    """
    model = Model.of(model)
    D, K = model.sizes(params)
    if D != K:
        raise ValueError(
            f"inputs have D = {D} and outputs K = {K}; a drawn token is read again, so "
            "they must be equal"
        )
    if model.network.bidirectional or model.loss != "cross_entropy":
        raise ValueError(f"{model} gives no probabilities of what comes next")
    if len(prefix) == 0:
        raise ValueError("the prefix is empty; at least one token is needed")
    begin = model.network.initial_state(params)
    check_parts("state", state, begin)
    check_options(**options)
    xs = one_hot(prefix, K).astype(params["V"].dtype)
    return _drawn(model, params, generator(rng), xs, begin | (state or {}), options)


def _drawn(
    model: Model,
    params: Params,
    rng: np.random.Generator,
    xs: np.ndarray,
    state: NamedState,
    options: dict[str, Any],
) -> Iterator[Drawn]:
    for x in xs:
        state = model.network.step(params, x, state)
    while True:
        h = model.network.out(state)
        logits = params["V"] @ h + params["c"]
        probs = distribution(logits, **options)
        u = rng.random()
        i = int(draw(probs, u))
        yield Drawn(i, u, logits, probs, state)
        token = one_hot([i], xs.shape[1])[0].astype(xs.dtype)
        state = model.network.step(params, token, state)


def write(
    model: AnyModel,
    params: Params,
    vocabulary: Vocabulary | WordVocabulary,
    prefix: Any,
    length: int,
    *,
    rng: Rng,
    **options: Any,
) -> Any:
    """Continue the text `prefix` by `length` tokens; `sample` explains the options.

    Letters are one str, words a list of them.

    Raises
    ------
    ValueError
        If `length` is no whole number from 0 up, if the vocabulary has another size than
        the model, or as for `sample`.

    Examples
    --------
    >>> from unrolled import helo, rnn
    >>> write(rnn, helo.parameters(), helo.VOCABULARY, "hell", 3, rng=0, top_k=1)
    'hellhhh'
    """
    length = whole("length", length, least=0)
    _, K = Model.of(model).sizes(params)
    if len(vocabulary) != K:
        raise ValueError(f"the vocabulary has {len(vocabulary)} tokens, but V gives {K}")
    drawn = sample(model, params, vocabulary.encode(prefix), rng=rng, **options)
    return prefix + vocabulary.decode(token.id for token in islice(drawn, length))
