"""Losses and their gradients, in nats (natural logarithms) where there is a logarithm.

    softmax(z)_k       = exp(z_k) / sum_j exp(z_j)                       (S1)
    log_softmax(z)_k   = z_k - ln sum_j exp(z_j)                         (S2)
    cross_entropy(z,y) = -sum_k y_k ln softmax(z)_k                      (S3)
    its gradient in z  = softmax(z) - y          (if y sums to one)      (S4)
    squared_error(p,y) = 1/2 sum_k (p_k - y_k)**2                        (S5)
    its gradient in p  = p - y                                           (S6)
    surprise(p)        = -ln p   for the probability p of what came      (S7)
    its slope in p     = -1/p                                            (S8)

The largest entry is subtracted before `exp`, which changes nothing but overflow.  Scores of
several steps, (…, K), are taken step by step; a target may be a class id instead of y.

Source: Bridle, "Probabilistic interpretation of feedforward classification network
outputs", 1990, who named the softmax.
"""

import cmath
import math

import numpy as np

from ..arrays import Array, floats, is_stand_in
from ..checks import above, at_least
from ..text.letters import one_hot


def softmax(scores: Array) -> Array:
    """Turn scores (…, K) into probabilities that add up to one over the last axis (S1).

    Raises
    ------
    ValueError
        If there is no score, or if no best one is a finite number.

    Examples
    --------
    >>> softmax(np.array([1e4, 1e4, -1e4]))
    array([0.5, 0.5, 0. ])
    >>> softmax(np.zeros((2, 4))).shape
    (2, 4)
    """
    scores = scores_of(scores)
    if scores.ndim > 1:
        return np.stack([softmax(row) for row in scores])
    e = np.exp(scores - np.max(scores))
    return e / np.sum(e)


def log_softmax(scores: Array) -> Array:
    """Logarithms of the probabilities of scores (…, K), finite even where those are 0 (S2).

    Raises
    ------
    ValueError
        If there is no score, or if no best one is a finite number.

    Examples
    --------
    >>> log_softmax(np.array([1e4, 0.0]))
    array([     0., -10000.])
    """
    scores = scores_of(scores)
    if scores.ndim > 1:
        return np.stack([log_softmax(row) for row in scores])
    shifted = scores - np.max(scores)
    return shifted - np.log(np.sum(np.exp(shifted)))


def cross_entropy(scores: Array, y: Array) -> Array:
    """Surprise, in nats, at the target `y` given `scores` (S3).

    Parameters
    ----------
    scores : ndarray (K,), or (…, K) for several steps
        A score of -inf forbids a class; its loss is infinite.
    y : ndarray of the same shape, or ids: whole numbers, one for each step
        Vectors add up to one each, or the gradient would be another.

    Returns
    -------
    ndarray
        () for one step, (…) for several: their losses are not added up.

    Raises
    ------
    ValueError
        If `scores` and `y` do not fit, if no best score is a finite number, if a target
        does not add up to one, or if an id is not in 0 … K-1.

    Examples
    --------
    >>> float(cross_entropy(np.log([0.5, 0.25, 0.25]), 1).round(3))
    1.386
    >>> cross_entropy(np.zeros((2, 4)), [3, 0]).round(3)
    array([1.386, 1.386])
    """
    scores, y = _pair(scores, y)
    if scores.ndim > 1:
        return np.stack(
            [cross_entropy(row, own) for row, own in zip(scores, y, strict=True)]
        )
    scores = _asked(scores, y)
    return -np.sum(y * log_softmax(scores))


def cross_entropy_gradient(scores: Array, y: Array) -> Array:
    """Gradient of `cross_entropy` in the scores, for `y` adding up to one or ids (S4).

    Raises
    ------
    ValueError
        As for `cross_entropy`.

    Examples
    --------
    >>> cross_entropy_gradient(np.zeros(4), 2)
    array([ 0.25,  0.25, -0.75,  0.25])
    """
    scores, y = _pair(scores, y)
    return softmax(scores) - y


def squared_error(p: Array, y: Array) -> Array:
    """Half the sum of squared differences of `p` and `y` (S5).

    Both have K entries along the last axis; the result has one for each of the others.

    Raises
    ------
    ValueError
        If `p` and `y` have not the same K.
    """
    p, y = floats("p", p), floats("y", y)
    if np.shape(p)[-1:] != np.shape(y)[-1:]:
        raise ValueError(f"p has shape {np.shape(p)}, y has {np.shape(y)}")
    return 0.5 * np.sum((p - y) ** 2, axis=-1)


def squared_error_gradient(p: Array, y: Array) -> Array:
    """Gradient (K,) of `squared_error` in `p` (S6).

    Raises
    ------
    ValueError
        If `p` and `y` have not the same shape.
    """
    p, y = floats("p", p), floats("y", y)
    _alike("p", p, y)
    return p - y


def scores_of(scores: Array) -> Array:
    """Insist on scores, as floats, of which the best are finite: it is subtracted.

    Raises
    ------
    ValueError
        If there is no score, or if no best one is a finite number.
    """
    scores = floats("scores", scores)
    if scores.ndim < 1 or scores.size < 1:
        raise ValueError(f"scores have shape {scores.shape}; (…, K) are needed")
    if scores.ndim > 1 or is_stand_in(scores):  # of several steps, each is looked at
        return scores
    if not cmath.isfinite(best := np.maximum.reduce(scores)):
        raise ValueError(f"the best of {len(scores)} scores is {best}, not finite")
    return scores


def _pair(scores: Array, y: Array) -> tuple[Array, Array]:
    """Give scores, and targets with as many axes: ids become one-hot vectors."""
    scores = floats("scores", scores)
    if scores.ndim < 1:
        return scores_of(scores), y
    y = y if is_stand_in(y) else np.asarray(y)
    if y.ndim == scores.ndim - 1 and y.dtype.kind in "iu":
        K = scores.shape[-1]
        y = one_hot(y.ravel(), K).reshape((*y.shape, K))
    y = floats("y", y)
    _alike("scores", scores, y)
    if y.ndim != 1 or is_stand_in(y):  # of several steps, each is looked at
        return scores, y
    if not abs((total := np.add.reduce(y)) - 1) < 1e-4:
        raise ValueError(f"y adds up to {total}; a target adds up to 1")
    return scores, y


def _asked(scores: Array, y: Array) -> Array:
    """Replace what is forbidden and not asked for, so that 0 times it is 0 in the sum."""
    if is_stand_in(scores) or is_stand_in(y):
        return scores
    if cmath.isfinite(np.minimum.reduce(scores)):
        return scores
    best = scores.max()
    low = best - max(1e4, abs(best) / 2)  # e to the difference is 0
    return np.where((y == 0) & (scores == -np.inf), low, scores)


def _alike(name: str, values: Array, y: Array) -> None:
    """Insist on a target of the same shape: nothing is silently repeated."""
    if np.shape(values) != np.shape(y):
        raise ValueError(f"{name} has shape {np.shape(values)}, y has {np.shape(y)}")


def surprise(p: Array) -> Array:
    """Surprise, in nats, at something of probability `p`, above 0 and at most 1 (S7).

    It is what `cross_entropy` comes to where one entry of the target is 1.

    >>> round(float(surprise(0.25)), 3)
    1.386
    """
    return -np.log(p)


def surprise_slope(p: Array) -> Array:
    """Slope of `surprise` in `p`, in nats: -1 or steeper (S8)."""
    return -1 / p


def perplexity(mean_loss: float, base: float = math.e) -> float:
    """Turn a mean loss per symbol into perplexity: the number of equally likely choices.

    Parameters
    ----------
    mean_loss : float
        Mean cross-entropy per symbol, at least 0.  It may be so large that the perplexity
        is no number any more: then it is infinite.
    base : float
        Base of the logarithm that `mean_loss` was measured with: e for nats, 2 for bits.

    Raises
    ------
    ValueError
        If `mean_loss` is negative or not a number, or if `base` is not above 1.

    Examples
    --------
    >>> round(perplexity(math.log(4)), 12), perplexity(2.0, base=2)
    (4.0, 4.0)
    """
    loss, base = at_least("mean_loss", mean_loss, 0), above("base", base, 1)
    try:
        choices: float = base**loss
    except OverflowError:
        return math.inf
    return choices
