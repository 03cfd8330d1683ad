"""Attention: ask a question of many vectors, and take their weighted mean.

What is asked, the query q, is held against one key m for each vector h_j (j = 1 … J):

    beta    = m q                           the scores                   (K4)
    alpha   = softmax(beta)                 the weights; they add to 1   (K5)
    kappa   = sum_j alpha_j h_j             the context                  (K6)

Where a decoder with the state s asks, there are three ways to score, each by its query and
its keys; where no key is named, it is h_j itself:

    q       = s                             dot                          (K1)
    q       = A^T s                         general                      (K2)
    m_j     = tanh(A_s s + A_h h_j), q = w  additive                     (K3)

Backward, given d_kappa:

    d_alpha = h d_kappa                     an inner product for each j  (K7)
    d_beta  = alpha (d_alpha - alpha^T d_alpha)                          (K8)
    dh_j    = alpha_j d_kappa               as a part of the context     (K9)
    dq      = sum_j d_beta_j m_j                                         (K10)
    dm_j    = d_beta_j q                                                 (K11)

and through the score, for general

    ds      = A dq                                                       (K12)
    dA      = s dq^T                                                     (K13)

and for additive, where dw is dq,

    e_j     = (1 - m_j**2) dm_j                                          (K14)
    ds      = A_s^T sum_j e_j                                            (K15)
    dh_j    = A_h^T e_j                     beside (K9)                 (K16)
    dA_s    = (sum_j e_j) s^T                                            (K17)
    dA_h    = sum_j e_j h_j^T                                            (K18)

A masked vector has the weight 0: its score is -inf, before the softmax.  A weight set to 0
after it would leave weights that do not add up to one.

Sources: lecture 003, "Attention with RNN"; Bahdanau, Cho & Bengio, arXiv:1409.0473 (2014),
additive; Luong, Pham & Manning, arXiv:1508.04025 (2015), dot and general.

    >>> hs = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> attend(np.array([3.0, 0.0]), hs, hs).alpha.round(3)
    array([0.953, 0.047])
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params, Rng, is_stand_in, sizes, vectors
from ..cells.activations import tanh_slope
from ..cells.cell import uniform
from ..checks import choice, generator, whole
from .losses import softmax

#: The axes of each score's parameters: S of the state, H of the vectors, P of the keys.
SCORES: dict[str, dict[str, str]] = {
    "dot": {},
    "general": {"A": "SH"},
    "additive": {"A_s": "PS", "A_h": "PH", "w": "P"},
}


class Attention(NamedTuple):
    """One question and what comes of it."""

    query: Array  # (P,)
    keys: Array  # (J, P)
    beta: Array  # (J,) scores
    alpha: Array  # (J,) weights
    kappa: Array  # (M,) context


class DAttention(NamedTuple):
    """Gradients of `Attention`, and of the vectors whose mean was taken."""

    query: Array  # (P,)
    keys: Array  # (J, P)
    values: Array  # (J, M)
    beta: Array  # (J,)
    alpha: Array  # (J,)


class Asked(NamedTuple):
    """Gradients behind a score."""

    s: Array  # (S,) what comes to the state that asked
    hs: Array  # (J, H) what comes to the vectors, by the score alone
    gradients: Params  # of the score's parameters


def attend(
    query: Array,
    keys: Array,
    values: Array,
    mask: Array | None = None,
    given: Array | None = None,
) -> Attention:
    """Take the mean of `values`, weighted by how well each key fits the query.

    Parameters
    ----------
    query : ndarray (P,)
    keys : ndarray (J, P)
    values : ndarray (J, M)
    mask : ndarray (J,) of bool, optional
        False for vectors that must not be looked at.
    given : ndarray (J,), optional
        Weights that overrule those of the scores; all zeros overrule nothing.

    Raises
    ------
    ValueError
        If shapes do not fit, if there is no vector, or if all are masked; the message names
        what does not fit.

    Examples
    --------
    >>> hs = np.array([[1.0], [2.0], [6.0]])
    >>> attend(np.zeros(1), hs, hs, mask=np.array([True, True, False])).kappa
    array([1.5])
    """
    vectors("keys", keys, len(query), "P")
    if len(values) != len(keys):
        raise ValueError(
            f"there are {len(keys)} keys and {len(values)} values; as many of both"
        )
    beta = keys @ query  # (K4)
    if mask is not None:
        beta = masked(beta, mask)
    alpha = softmax(beta)  # (K5)
    if given is not None:
        alpha = overruled(alpha, given)
    kappa = alpha @ values  # (K6)
    return Attention(query, keys, beta, alpha, kappa)


def overruled(alpha: Array, given: Array) -> Array:
    """Give other weights (J,) in place of `alpha`, unless all of them are 0.

    Raises
    ------
    ValueError
        If there is not one weight for each vector.

    Examples
    --------
    >>> overruled(np.array([0.5, 0.5]), np.array([0.0, 1.0]))
    array([0., 1.])
    """
    if np.shape(given) != np.shape(alpha):
        raise ValueError(f"given has shape {np.shape(given)}; it must be {np.shape(alpha)}")
    return np.where(np.sum(given) > 0, given, alpha)


def masked(beta: Array, mask: Array) -> Array:
    """Give the scores (J,) with -inf where `mask` is False.

    Raises
    ------
    ValueError
        If there is not one truth value for each score, or none is True.
    """
    if np.shape(mask) != np.shape(beta):
        raise ValueError(
            f"mask has shape {np.shape(mask)}; the scores have {np.shape(beta)}"
        )
    if not is_stand_in(mask) and not np.any(mask):
        raise ValueError("mask leaves nothing to look at; one entry at least must be True")
    return np.where(mask, beta, -np.inf)


def attend_backward(done: Attention, values: Array, d_kappa: Array) -> DAttention:
    """Turn the gradient of the context (M,) into those of all that `attend` was given."""
    alpha = done.alpha
    d_alpha = values @ d_kappa  # (K7)
    d_beta = alpha * (d_alpha - np.sum(alpha * d_alpha))  # (K8)
    d_values = np.outer(alpha, d_kappa)  # (K9)
    d_query = d_beta @ done.keys  # (K10)
    d_keys = np.outer(d_beta, done.query)  # (K11)
    return DAttention(d_query, d_keys, d_values, d_beta, d_alpha)


def init(rng: Rng, score: str, state_size: int, source_size: int) -> Params:
    """Draw what a score learns: for general A (S, H); for additive A_s, A_h and w; P is H.

    Raises
    ------
    ValueError
        If there is no such score, a size is no whole number of at least 1, or, for dot,
        both sizes differ.
    """
    rng = generator(rng)
    choice("score", score, SCORES)
    S, H = whole("state_size", state_size), whole("source_size", source_size)
    if score == "dot" and S != H:
        raise ValueError(f"dot needs states of one size; there are {S} and {H}")
    size = {"S": S, "H": H, "P": H}
    drawn = {}
    for name, axes in SCORES[score].items():
        shape = [size[axis] for axis in axes]
        drawn[name] = uniform(rng, shape[-1], *shape)
    return drawn


def ask(
    params: Params,
    score: str,
    s: Array,
    hs: Array,
    mask: Array | None = None,
    given: Array | None = None,
) -> Attention:
    """Let the state `s` (S,) ask the vectors `hs` (J, H); the rest is as for `attend`.

    Raises
    ------
    ValueError
        If there is no such score, or as for `attend`.

    Examples
    --------
    >>> hs = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> ask({"A": np.eye(2)}, "general", np.array([0.0, 3.0]), hs).alpha.round(3)
    array([0.047, 0.953])
    """
    choice("score", score, SCORES)
    return attend(*_compared(params, score, s, hs), hs, mask, given)


def _compared(params: Params, score: str, s: Array, hs: Array) -> tuple[Array, Array]:
    """Give the query of a state and the keys of the vectors."""
    size = sizes(params, SCORES[score])
    vectors("s", [s], size.get("S", len(s)), "S")
    vectors("hs", hs, size.get("H", len(s)), "H")
    if score == "dot":
        query = s  # (K1)
        return query, hs
    if score == "general":
        query = params["A"].T @ s  # (K2)
        return query, hs
    A_s, A_h, w = params["A_s"], params["A_h"], params["w"]
    keys = np.tanh(A_s @ s + hs @ A_h.T)  # (K3)
    return w, keys


def ask_backward(
    params: Params, score: str, s: Array, hs: Array, done: Attention, d_kappa: Array
) -> tuple[DAttention, Asked]:
    """Turn the gradient of the context (H,) into those of all that `ask` was given.

    Returns
    -------
    DAttention
        Of what `attend` did; its ``values`` are a part of the gradient of `hs`.
    Asked
        Its ``hs`` are the other part: add both.
    """
    d = attend_backward(done, hs, d_kappa)
    if score == "dot":
        return d, Asked(d.query, d.keys, {})
    if score == "general":
        ds = params["A"] @ d.query  # (K12)
        dA = np.outer(s, d.query)  # (K13)
        return d, Asked(ds, d.keys, {"A": dA})
    e = tanh_slope(done.keys) * d.keys  # (K14)
    total = np.sum(e, axis=0)
    ds = params["A_s"].T @ total  # (K15)
    dhs = e @ params["A_h"]  # (K16)
    dA_s = np.outer(total, s)  # (K17)
    dA_h = e.T @ hs  # (K18)
    return d, Asked(ds, dhs, {"A_s": dA_s, "A_h": dA_h, "w": d.query})
