"""Sampling: draw the next letter from what a model expects, and read it as the next input.

Scores become probabilities at a temperature; a low one sharpens, a high one flattens:

    z     = logits / temperature                                         (P1)
    probs = softmax(z)                                                   (P2)

Letters that may not be drawn get the score -inf.  Top-k keeps the k best (Fan, Lewis &
Dauphin, ACL 2018); top-p the best ones that reach the mass p together (the nucleus of
Holtzman et al., ICLR 2020).  Of letters with equal scores the earlier is the better.

A letter is drawn with one random number u in [0, 1): it is the first one at which the
running sum of the probabilities exceeds u.

    drawn = number of letters whose running sum is at most u             (P3)
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from .cell import Array, Cell, Params, Rng, State, sizes, vectors
from .language_model import SHAPES
from .losses import softmax
from .recording import Traced
from .text import Vocabulary, one_hot


class Drawn(NamedTuple):
    """One drawn letter, and all that decided it."""

    id: int
    u: float  # the random number
    logits: Array  # (K,) scores
    probs: Array  # (K,) that it was drawn from
    state: State  # that the scores were read from


def distribution(
    logits: Array,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Array:
    """Turn scores (K,) into the probabilities (K,) of drawing each letter.

    Parameters
    ----------
    logits : ndarray (K,)
    temperature : float
        Above 0.
    top_k : int, optional
        How many letters may be drawn, at least 1; ``top_k=1`` takes the best.
    top_p : float, optional
        The mass that the letters which may be drawn must reach, above 0 and at most 1;
        it is measured after `top_k`.

    Raises
    ------
    ValueError
        If an option is out of its range.

    Examples
    --------
    >>> distribution(np.log([0.5, 0.25, 0.125, 0.125]), top_k=2).round(4)
    array([0.6667, 0.3333, 0.    , 0.    ])
    >>> distribution(np.log([0.5, 0.25, 0.125, 0.125]), top_p=0.8).round(4)
    array([0.5714, 0.2857, 0.1429, 0.    ])
    """
    _options(temperature, top_k, top_p)
    z = (logits - np.max(logits)) / temperature  # (P1)
    if top_k is not None:
        z = np.where(ranks(logits) < top_k, z, -np.inf)
    if top_p is not None:
        rank = ranks(logits)
        better = np.where(rank < np.reshape(rank, (-1, 1)), softmax(z), 0.0)
        z = np.where(np.sum(better, axis=1) < top_p, z, -np.inf)
    return softmax(z)  # (P2)


def ranks(scores: Array) -> Array:
    """Count, for each of the scores (K,), how many are better: 0 for the best.

    Every pair is compared, K * K comparisons, so that a recording needs no sorting.

    >>> ranks(np.array([0.1, 0.7, 0.1, 0.3]))
    array([2., 0., 3., 1.])
    """
    places = np.arange(len(scores))
    mine = np.reshape(scores, (-1, 1))
    equal = np.where(places < places[:, None], 1.0, 0.0) * np.where(
        scores == mine, 1.0, 0.0
    )
    return np.sum(np.where(scores > mine, 1.0, 0.0) + equal, axis=1)


def draw(probs: Array, u: float) -> Array:
    """Give the id that the random number `u` in [0, 1) draws from `probs` (K,).

    >>> [int(draw(np.array([0.2, 0.0, 0.8]), u)) for u in (0.0, 0.19, 0.2, 0.999)]
    [0, 0, 2, 2]
    """
    if not isinstance(u, Traced) and not 0 <= u < 1:
        raise ValueError(f"u is {u}; it must be from 0 to below 1")
    running = np.cumsum(probs)
    # the last sum, which rounding may have moved from one, is never reached by u times it
    return np.sum(np.where(running <= u * running[-1], 1, 0))  # (P3)


def sample(
    cell: Cell,
    params: Params,
    rng: Rng,
    prefix: Sequence[int],
    state: State | None = None,
    **options: Any,
) -> Iterator[Drawn]:
    """Read the ids `prefix`, then draw letter after letter, for ever.

    Parameters
    ----------
    cell : module
        Such as `unrolled.rnn`.
    params : dict of ndarray
        The cell's parameters and V (K, H), c (K,), with D = K.
    rng : numpy.random.Generator
        Gives one number in [0, 1) for each letter.
    prefix : sequence of int
        At least one id.
    state : tuple of ndarray (H,), optional
        The state before the prefix; zeros if it is left out.
    **options
        `temperature`, `top_k` and `top_p`, as `distribution` takes them.

    Raises
    ------
    ValueError
        If the prefix is empty, an id unknown, an option out of its range, or if a shape
        does not fit.
    """
    size = sizes(params, {**cell.SHAPES, **SHAPES})
    if size["D"] != size["K"]:
        raise ValueError(
            f"inputs have D = {size['D']} and outputs K = {size['K']}; a drawn letter is "
            "read again, so they must be equal"
        )
    if len(prefix) == 0:
        raise ValueError("the prefix is empty; at least one letter is needed")
    state = cell.zero_state(params) if state is None else state
    vectors("state", state, size["H"], "H")
    _options(**{"temperature": 1.0, "top_k": None, "top_p": None} | options)
    return _drawn(cell, params, rng, one_hot(prefix, size["K"]), state, options)


def _drawn(
    cell: Cell,
    params: Params,
    rng: Rng,
    xs: np.ndarray,
    state: State,
    options: dict[str, Any],
) -> Iterator[Drawn]:
    letters = np.eye(xs.shape[1])
    for x in xs:
        state = cell.step(params, x, state).state
    while True:
        logits = params["V"] @ state[0] + params["c"]
        probs = distribution(logits, **options)
        u = rng.random()
        i = int(draw(probs, u))
        yield Drawn(i, u, logits, probs, state)
        state = cell.step(params, letters[i], state).state


def write(
    cell: Cell,
    params: Params,
    vocabulary: Vocabulary,
    rng: Rng,
    prefix: str,
    length: int,
    **options: Any,
) -> str:
    """Continue the text `prefix` by `length` letters; `sample` explains the options."""
    drawn = sample(cell, params, rng, vocabulary.encode(prefix), **options)
    return prefix + vocabulary.decode(letter.id for letter in islice(drawn, length))


def _options(temperature: Any, top_k: Any, top_p: Any) -> None:
    """Insist on the ranges of the options; the recorder's stand-ins pass as they are."""
    for name, value, good, wanted in (
        ("temperature", temperature, lambda v: 0 < v < np.inf, "above 0"),
        ("top_k", top_k, lambda v: v >= 1 and v == int(v), "a whole number of at least 1"),
        ("top_p", top_p, lambda v: 0 < v <= 1, "above 0 and at most 1"),
    ):
        if value is not None and not isinstance(value, Traced) and not good(value):
            raise ValueError(f"{name} is {value}; it must be {wanted}")
