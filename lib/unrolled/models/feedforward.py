"""A feed-forward language model: score the next word from the n - 1 words before it.

Each word x_i of the context (one-hot) is replaced by its embedding; one matrix W_E
serves all places of the context:

    e_i     = W_E x_i                                                    (F1)
    q       = [e_1; e_2; ...]                                            (F2)
    a       = W_I q + b_I                                                (F3)
    h       = tanh(a)                                                    (F4)
    logits  = W_O h + b_O                                                (F5)
    probs   = softmax(logits)                                            (F6)
    loss    = cross_entropy(logits, y)                                   (F7)

Backward:

    d_out   = probs - y                     the error at the output      (F8)
    dW_O    = d_out h^T,   db_O = d_out                                  (F9)
    dh      = W_O^T d_out                                                (F10)
    d       = (1 - h**2) dh                 the error at a               (F11)
    dW_I    = d q^T,       db_I = d                                      (F12)
    dq      = W_I^T d                                                    (F13)
    dW_E    = sum_i dq_i x_i^T              one share from each place    (F14)

A text is read window by window, and the losses are added up.  Each parameter p is used in
every window t, so its gradient is a sum of shares:

    dp      = sum_t dp_t                                                 (F15)

h is computed, not learned (E20), and the biases are learned with the matrices.

Source: Bengio et al., JMLR 3 (2003); lecture 001, as in Jurafsky & Martin, chapter 7.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params, Rng, Vectors, sizes, vectors
from ..cells.activations import tanh_slope
from ..cells.cell import time_sum, uniform
from ..checks import generator
from ..networks.bptt import stacked
from .language_model import total
from .losses import cross_entropy, softmax

# N is (n - 1) D: the embeddings of the context, one below the other
SHAPES = {"W_E": "DK", "W_I": "HN", "b_I": "H", "W_O": "KH", "b_O": "K"}


class Prediction(NamedTuple):
    """All that one prediction computes."""

    q: Array  # ((n-1) D,) embeddings of the context
    a: Array  # (H,) pre-activation
    h: Array  # (H,) hidden layer, in (-1, 1)
    logits: Array  # (K,) scores
    probs: Array  # (K,) probabilities
    loss: Array  # () surprise at the target, in nats


class DPrediction(NamedTuple):
    """Gradients of what one prediction computes."""

    q: Array
    a: Array
    h: Array
    logits: Array


class BothWays(NamedTuple):
    """One prediction, forward and back."""

    forward: Prediction
    d_forward: DPrediction
    gradients: Params  # by the names of the parameters


def init(
    rng: Rng, vocabulary_size: int, context: int, embedding_size: int, hidden_size: int
) -> Params:
    """Draw W_E (D, K), W_I (H, context·D) and W_O (K, H); the biases start at zero.

    Raises
    ------
    ValueError
        If a size is below 1.
    """
    K, D, H = vocabulary_size, embedding_size, hidden_size
    if min(K, D, H, context) < 1:
        raise ValueError(f"sizes are {(K, context, D, H)}; each must be at least 1")
    rng = generator(rng)
    return {
        "W_E": rng.normal(size=(D, K)),
        "W_I": uniform(rng, context * D, H, context * D),
        "b_I": np.zeros(H),
        "W_O": uniform(rng, H, K, H),
        "b_O": np.zeros(K),
    }


def forward(params: Params, xs: Vectors, y: Array) -> Prediction:
    """Read the context `xs` and compare the prediction with the target `y` (K,).

    Parameters
    ----------
    params : dict of ndarray
        By the names and shapes of `init`.
    xs : sequence of n - 1 vectors (K,), or ndarray (n - 1, K)
        One-hot, the oldest word first.
    y : ndarray (K,)
        Adding up to one.

    Raises
    ------
    ValueError
        If a shape does not fit or a number is not finite; the message names both sides.
    """
    size = sizes(params, SHAPES)
    vectors("xs", xs, size["K"], "K")
    vectors("y", [y], size["K"], "K")
    if len(xs) * size["D"] != size["N"]:
        raise ValueError(
            f"the context has {len(xs)} words of D = {size['D']}; "
            f"W_I has {size['N']} columns, which are {size['N'] / size['D']:g} words"
        )
    W_E, W_I, W_O = params["W_E"], params["W_I"], params["W_O"]
    e = []
    for x in xs:
        embedding = W_E @ x  # (F1)
        e.append(embedding)
    q = np.concatenate(e)  # (F2)
    a = W_I @ q + params["b_I"]  # (F3)
    h = np.tanh(a)  # (F4)
    logits = W_O @ h + params["b_O"]  # (F5)
    probs = softmax(logits)  # (F6)
    loss = cross_entropy(logits, y)  # (F7)
    return Prediction(q, a, h, logits, probs, loss)


def run(params: Params, xs: Vectors, y: Array) -> BothWays:
    """Go forward as `forward` does, and back; see there for the arguments."""
    done = forward(params, xs, y)
    q, h, probs = done.q, done.h, done.probs
    W_O, W_I, D = params["W_O"], params["W_I"], params["W_E"].shape[0]
    d_out = probs - y  # (F8)
    dW_O = np.outer(d_out, h)  # (F9)
    dh = W_O.T @ d_out  # (F10)
    d = tanh_slope(h) * dh  # (F11)
    dW_I = np.outer(d, q)  # (F12)
    dq = W_I.T @ d  # (F13)
    dW_E: Array = 0.0
    for i in range(len(xs)):
        dW_E = dW_E + np.outer(dq[i * D : (i + 1) * D], xs[i])  # (F14)
    gradients = {"W_E": dW_E, "W_I": dW_I, "b_I": d, "W_O": dW_O, "b_O": d_out}
    return BothWays(done, DPrediction(dq, d, dh, d_out), gradients)


class Slide(NamedTuple):
    """All windows of a text, forward and back; what each computes has a window axis."""

    forward: Prediction  # of each window
    L: Array  # () sum of the losses
    d_forward: DPrediction
    gradients: Params  # of L


def slide(params: Params, xs: Vectors, ys: Vectors) -> Slide:
    """Read a text of T words window by window, forward and back.

    Parameters
    ----------
    params : dict of ndarray
        By the names and shapes of `init`; they say how many words a window has.
    xs : sequence of T vectors (K,)
    ys : sequence of vectors (K,)
        What follows each window, T - n + 2 of them for windows of n - 1 words.

    Raises
    ------
    ValueError
        If there is not one target for each window; and as for `forward`.
    """
    size = sizes(params, SHAPES)
    width = size["N"] // size["D"]
    before = width - 1  # words that are read before the first window is full
    if not 0 < len(ys) == len(xs) - before:
        raise ValueError(
            f"there are {len(ys)} targets for {len(xs) - before} windows of {width} words"
        )
    done = [run(params, xs[t : t + width], ys[t]) for t in range(len(ys))]
    first = stacked([one.forward for one in done])
    second = stacked([one.d_forward for one in done])
    shares = {name: np.stack([one.gradients[name] for one in done]) for name in SHAPES}
    gradients = {name: summed(own) for name, own in shares.items()}
    return Slide(first, total(first.loss), second, gradients)


def summed(shares: Array) -> Array:
    """Add up what the windows (T, ...) contribute to a gradient."""
    return time_sum(shares)  # (F15)


def contexts(ids: Sequence[int], context: int) -> Iterator[tuple[Sequence[int], int]]:
    """Slide over a text: yield each run of `context` ids, and the id that follows it.

    Raises
    ------
    ValueError
        If the text is too short for one run and what follows it.

    Examples
    --------
    >>> list(contexts([3, 1, 4, 1], context=2))
    [([3, 1], 4), ([1, 4], 1)]
    """
    if context < 1 or len(ids) <= context:
        raise ValueError(
            f"the text has {len(ids)} words; {context} of context and the next one are "
            f"{context + 1}"
        )
    return ((ids[i : i + context], ids[i + context]) for i in range(len(ids) - context))
