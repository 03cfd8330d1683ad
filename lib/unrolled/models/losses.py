"""Losses and their gradients, in nats (natural logarithms) where there is a logarithm.

    softmax(z)_k       = exp(z_k) / sum_j exp(z_j)                       (S1)
    log_softmax(z)_k   = z_k - ln sum_j exp(z_j)                         (S2)
    cross_entropy(z,y) = -sum_k y_k ln softmax(z)_k                      (S3)
    its gradient in z  = softmax(z) - y          (if y sums to one)      (S4)
    squared_error(p,y) = 1/2 sum_k (p_k - y_k)**2                        (S5)
    its gradient in p  = p - y                                           (S6)
    surprise(p)        = -ln p   for the probability p of what came      (S7)
    its slope in p     = -1/p                                            (S8)

The largest entry is subtracted before `exp`, which changes nothing but overflow.

Source: Bridle, "Probabilistic interpretation of feedforward classification network
outputs", 1990, who named the softmax.
"""

import math

import numpy as np

from ..arrays import Array, is_stand_in


def softmax(scores: Array) -> Array:
    """Turn scores (K,) into probabilities that add up to one (S1).

    Raises
    ------
    ValueError
        If the scores are not one vector.

    Examples
    --------
    >>> softmax(np.array([1e4, 1e4, -1e4]))
    array([0.5, 0.5, 0. ])
    """
    _one_vector(scores)
    e = np.exp(scores - np.max(scores))
    return e / np.sum(e)


def log_softmax(scores: Array) -> Array:
    """Logarithms of the probabilities of scores (K,), finite even where those are 0 (S2).

    Raises
    ------
    ValueError
        If the scores are not one vector.

    Examples
    --------
    >>> log_softmax(np.array([1e4, 0.0]))
    array([     0., -10000.])
    """
    _one_vector(scores)
    shifted = scores - np.max(scores)
    return shifted - np.log(np.sum(np.exp(shifted)))


def cross_entropy(scores: Array, y: Array) -> Array:
    """Surprise, in nats, at the target `y` (K,) given `scores` (K,) (S3).

    Raises
    ------
    ValueError
        If `scores` and `y` are not two vectors of one length.
    """
    _alike("scores", scores, y)
    return -np.sum(y * log_softmax(scores))


def cross_entropy_gradient(scores: Array, y: Array) -> Array:
    """Gradient (K,) of `cross_entropy` in the scores, for `y` adding up to one (S4).

    Raises
    ------
    ValueError
        If `scores` and `y` are not two vectors of one length.
    """
    _alike("scores", scores, y)
    return softmax(scores) - y


def squared_error(p: Array, y: Array) -> Array:
    """Half the sum of squared differences of `p` and `y` (S5).

    Both have K entries along the last axis; the result has one for each of the others.

    Raises
    ------
    ValueError
        If `p` and `y` have not the same K.
    """
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
    _alike("p", p, y)
    return p - y


def _one_vector(scores: Array) -> None:
    """Insist on scores of one step: those of several would share one sum."""
    shape = np.shape(scores)
    if len(shape) != 1 or shape[0] < 1:
        raise ValueError(f"scores have shape {shape}; one vector (K,) is needed")


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
        Mean cross-entropy per symbol, at least 0.
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
    if not is_stand_in(mean_loss) and not mean_loss >= 0:
        raise ValueError(f"mean_loss is {mean_loss}; a mean cross-entropy is at least 0")
    if not base > 1:
        raise ValueError(f"base is {base}; a base of logarithms must be above 1")
    return base**mean_loss
