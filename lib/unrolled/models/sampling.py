"""Sampling: what may be drawn of what a model expects, and the draw.

Scores become probabilities at a temperature; a low one sharpens, a high one flattens:

    z     = logits / temperature                                         (P1)
    probs = softmax(z)                                                   (P2)

Tokens that may not be drawn get the score -inf.  Top-k keeps the k best (Fan, Lewis &
Dauphin, ACL 2018); top-p the fewest best ones that reach the mass p together (the nucleus
of Holtzman et al., ICLR 2020).  Of tokens with equal scores the earlier in the vocabulary
is the better, so that exactly k are kept, and the same ones each time.

A token is drawn with one random number u in [0, 1): it is the first one at which the
running sum of the probabilities exceeds u.

    drawn = number of tokens whose running sum is at most u              (P3)
"""

from typing import Any

import numpy as np

from ..arrays import Array, floats, is_stand_in
from ..checks import positive, share, whole
from .losses import scores_of, softmax


def distribution(
    logits: Array,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Array:
    """Turn scores (K,) into the probabilities (K,) of drawing each token.

    Sorting makes it K log K.

    Parameters
    ----------
    logits : ndarray (K,)
        A score of -inf forbids a token.
    temperature : float
        Above 0.
    top_k : int, optional
        How many tokens may be drawn, at least 1; ``top_k=1`` takes the best.
    top_p : float, optional
        The mass that the tokens which may be drawn must reach, above 0 and at most 1;
        it is measured after `top_k`.

    Raises
    ------
    ValueError
        If an option is out of its range, or if no best score is a finite number.

    Examples
    --------
    >>> distribution(np.log([0.5, 0.25, 0.125, 0.125]), top_k=2).round(4)
    array([0.6667, 0.3333, 0.    , 0.    ])
    >>> distribution(np.log([0.5, 0.25, 0.125, 0.125]), top_p=0.8).round(4)
    array([0.5714, 0.2857, 0.1429, 0.    ])
    """
    check_options(temperature, top_k, top_p)
    logits = scores_of(logits)
    z = (logits - logits.max()) / temperature  # (P1)
    if top_k is not None or top_p is not None:
        z = _cut(z, logits, top_k, top_p)
    return softmax(z)  # (P2)


def _cut(z: Array, logits: Array, top_k: int | None, top_p: float | None) -> Array:
    """Forbid the tokens that top-k and top-p leave out: their scores become -inf."""
    order = np.argsort(-logits, kind="stable")  # the best first
    rank = ranks(order)
    if top_k is not None:
        z = np.where(rank < top_k, z, -np.inf)
    if top_p is not None:
        z = np.where(mass_of_better(softmax(z), order, rank) < top_p, z, -np.inf)
    return z


def ranks(order: Array) -> Array:
    """Count, for each of K tokens, how many stand before it in an order (K,).

    >>> ranks(np.array([2, 0, 1]))
    array([1, 2, 0])
    """
    if is_stand_in(order):
        return np.argsort(order, kind="stable")
    rank = np.empty_like(order)  # written in order, not sorted again
    rank[order] = np.arange(len(order))
    return rank


def mass_of_better(probs: Array, order: Array, rank: Array) -> Array:
    """Add up, for each of the probabilities (K,), those that stand before it in an order.

    >>> order = np.array([1, 0, 2])
    >>> mass_of_better(np.array([0.25, 0.5, 0.25]), order, ranks(order))
    array([0.5 , 0.  , 0.75])
    """
    running = np.cumsum(np.take(probs, order))
    return np.take(np.concatenate([np.zeros(1), running[:-1]]), rank)


def draw(probs: Array, u: float) -> Array:
    """Give the id that a random number draws from probabilities.

    Parameters
    ----------
    probs : ndarray (K,)
    u : float
        In [0, 1).

    Raises
    ------
    ValueError
        If `u` is not, or if the probabilities are none: they add up to one, to six digits.

    Examples
    --------
    >>> [int(draw(np.array([0.2, 0.0, 0.8]), u)) for u in (0.0, 0.19, 0.2, 0.999)]
    [0, 0, 2, 2]
    """
    share("u", u)
    if not is_stand_in(probs):
        probs = floats("probs", probs)
        if probs.ndim != 1 or not (np.min(probs, initial=0) >= 0 and _is_one(probs)):
            raise ValueError(
                f"probs are {probs}; (K,) of at least 0, together 1, are needed"
            )
    running = np.cumsum(probs)
    # the last sum, which rounding may have moved from one, is never reached by u times it
    return np.sum(np.where(running <= u * running[-1], 1, 0))  # (P3)


def _is_one(probs: np.ndarray) -> bool:
    return bool(abs(np.sum(probs) - 1) < 1e-6 * (1 if probs.dtype == float else 100))


def check_options(temperature: Any = 1.0, top_k: Any = None, top_p: Any = None) -> None:
    """Insist on the ranges of the options; the recorder's stand-ins pass as they are."""
    positive("temperature", temperature)
    if top_k is not None:
        whole("top_k", top_k)
    if top_p is not None and not is_stand_in(top_p) and not 0 < top_p <= 1:
        raise ValueError(f"top_p is {top_p}; it must be above 0 and at most 1")
