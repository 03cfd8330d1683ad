"""Writing: draw the next token from what a model expects, and read it as the next input.

How a token is drawn is in `unrolled.sampling`; here a model goes on from what it drew.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Params, Rng, finite
from ..checks import generator, whole
from ..networks.network import States
from ..text.letters import Vocabulary, one_hot
from ..text.streams import Ids
from ..text.words import WordVocabulary
from .model import Given, Model
from .sampling import check_options, distribution, draw


class Drawn(NamedTuple):
    """One drawn token, and all that decided it."""

    id: int
    u: float  # the random number
    logits: Array  # (K,) scores
    probs: Array  # (K,) that it was drawn from
    states: States  # that the scores were read from, by name: (H,)


def sample(
    given: Given,
    params: Params,
    rng: Rng,
    prefix: Ids,
    states: States | None = None,
    **options: Any,
) -> Iterator[Drawn]:
    """Read the ids `prefix`, then draw token after token, for ever.

    Parameters
    ----------
    given : Model, Network or cell
        Such as `unrolled.rnn`; of one direction, and with as many outputs as inputs.
    params : dict of ndarray
    rng : numpy.random.Generator
        Gives one number in [0, 1) for each token.
    prefix : sequence of int
        At least one id.
    states : dict of ndarray (H,), optional
        Before the prefix; what is left out is trainable, or else zero.
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
    >>> letters = sample(rnn, helo.parameters(), np.random.default_rng(0), [0])
    >>> [(letter.id, round(letter.u, 3)) for letter in islice(letters, 3)]
    [(1, 0.637), (0, 0.27), (0, 0.041)]
    """
    model = Model.of(given)
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
    begin = model.network.start(params)
    for name, state in (states or {}).items():
        if name not in begin or np.shape(state) != np.shape(begin[name]):
            needed = {n: np.shape(s) for n, s in begin.items()}
            raise ValueError(
                f"state {name} has shape {np.shape(state)}; there are {needed}"
            )
        finite(name, state)
    check_options(**options)
    xs = one_hot(prefix, K).astype(params["V"].dtype)
    return _drawn(model, params, generator(rng), xs, begin | (states or {}), options)


def _drawn(
    model: Model,
    params: Params,
    rng: np.random.Generator,
    xs: np.ndarray,
    states: States,
    options: dict[str, Any],
) -> Iterator[Drawn]:
    for x in xs:
        states = model.network.step(params, x, states)
    while True:
        h = states[model.network.top]
        logits = params["V"] @ h + params["c"]
        probs = distribution(logits, **options)
        u = rng.random()
        i = int(draw(probs, u))
        yield Drawn(i, u, logits, probs, states)
        token = one_hot([i], xs.shape[1])[0].astype(xs.dtype)
        states = model.network.step(params, token, states)


def write(
    given: Given,
    params: Params,
    vocabulary: Vocabulary | WordVocabulary,
    rng: Rng,
    prefix: Any,
    length: int,
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
    >>> rng, params = np.random.default_rng(0), helo.parameters()
    >>> write(rnn, params, helo.VOCABULARY, rng, "hell", 3, top_k=1)
    'hellhhh'
    """
    length = whole("length", length, least=0)
    _, K = Model.of(given).sizes(params)
    if len(vocabulary) != K:
        raise ValueError(f"the vocabulary has {len(vocabulary)} tokens, but V gives {K}")
    drawn = sample(given, params, rng, vocabulary.encode(prefix), **options)
    return prefix + vocabulary.decode(token.id for token in islice(drawn, length))
