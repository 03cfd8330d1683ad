"""Word vectors: CBOW says a word from its context, skip-gram the context from a word.

Each word has two vectors: its embedding, a row of E (K, H), for where it is read, and a row
of V (K, H), for where it is said.  CBOW reads a context as a bag, x_k words of kind k, and
says one word y.  It divides by width: the number of words in the context if their mean is
taken, 1 if their sum:

    h       = E^T x / width                                              (Z1)
    logits  = V h                                                        (Z2)
    probs   = softmax(logits)                                            (Z3)
    loss    = cross_entropy(logits, y)                                   (Z4)
    d_out   = probs - y                                                  (Z5)
    dV      = d_out h^T                                                  (Z6)
    dh      = V^T d_out                                                  (Z7)
    dE      = x dh^T / width                                             (Z8)

Skip-gram reads one word x and says its whole context, y_k words of kind k, count in all.
It has one softmax for all places, (Z2) and (Z3), and its way back is (Z6) to (Z8):

    h       = E^T x                                                      (Z9)
    loss    = -sum_k y_k log_softmax(logits)_k                           (Z10)
    d_out   = count probs - y                                            (Z11)

Many contexts at once, a row for each, have the mean loss of all that is said, total in all:

    L       = -sum of Y log_softmax(logits) / total                      (Z12)
    d_out   = (count probs - Y) / total      a row for each context      (Z13)

A table of counts can also be factorised, Z (N, H) for its rows and E (K, H) for its words:

    R       = Z E^T - counts                                             (Z14)
    L       = sum of R**2 / 2                                            (Z15)
    dZ      = R E                                                        (Z16)
    dE      = R^T Z                                                      (Z17)

The word2vec program divides by width on the way forward and not on the way back, so its dE
is no gradient of its loss (``merge="word2vec"``).

Sources: lecture 003, "Word Embedding" to "Skipgram model", whose U is E here and whose V is
the transpose of ours; Mikolov, Chen, Corrado & Dean, arXiv:1301.3781 (2013); Irsoy, Benton
& Stratos, "Corrected CBOW performs as well as skip-gram", 2021.
"""

from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Params, Rng, Vectors, finite, sizes, vectors
from ..checks import choice, generator, positive, whole
from ..networks.bptt import stacked
from .feedforward import summed
from .language_model import total as added
from .losses import cross_entropy, log_softmax, softmax

SHAPES = {"E": "KH", "V": "KH"}
# by what is divided on the way forward, and on the way back: 1 for the number of words
MERGES = {"mean": (1, 1), "sum": (0, 0), "word2vec": (1, 0)}
MODELS = ("cbow", "skip_gram")


class Prediction(NamedTuple):
    """All that one prediction computes."""

    h: Array  # (H,) what was read
    logits: Array  # (K,) scores
    probs: Array  # (K,) probabilities
    loss: Array  # () surprise at all that was to be said, in nats


class DPrediction(NamedTuple):
    """Gradients of what one prediction computes."""

    h: Array
    logits: Array


class BothWays(NamedTuple):
    """One prediction, forward and back; of several, each with an axis for them."""

    forward: Prediction
    d_forward: DPrediction
    gradients: Params  # by the names of the parameters


class Read(NamedTuple):
    """All places of a text, forward and back; what each computes has an axis for them."""

    forward: Prediction
    L: Array  # () sum of the losses
    d_forward: DPrediction
    gradients: Params  # of L


def init(rng: Rng, vocabulary_size: int, hidden_size: int, scale: float = 0.5) -> Params:
    """Draw E and V (K, H) from a normal distribution that is `scale` wide.

    Raises
    ------
    ValueError
        If a size is no whole number of at least 1, or if `scale` is not positive.
    """
    shape = whole("vocabulary_size", vocabulary_size), whole("hidden_size", hidden_size)
    rng, scale = generator(rng), positive("scale", scale)
    return {name: scale * rng.normal(size=shape) for name in SHAPES}


def widths(x: Array, merge: str) -> tuple[Array, Array]:
    """Say by what the bag `x` (…, K) is divided, on the way forward and on the way back.

    Raises
    ------
    ValueError
        If `merge` is not one of `MERGES`.

    Examples
    --------
    >>> [tuple(map(float, widths(np.array([2.0, 1.0]), merge))) for merge in MERGES]
    [(3.0, 3.0), (1.0, 1.0), (3.0, 1.0)]
    """
    choice("merge", merge, MERGES)
    return divisors(x, *MERGES[merge])


def divisors(x: Array, forward: Array, back: Array) -> tuple[Array, Array]:
    """Give the number of words of `x` (…, K) where it divides (1), and 1 where not (0)."""
    words = np.sum(x, axis=-1)
    return words**forward, words**back


def cbow(params: Params, x: Array, y: Array, merge: str = "mean") -> BothWays:
    """Say a word from the bag of its context, and go back.

    Parameters
    ----------
    params : dict of ndarray
        E and V (K, H).
    x : ndarray (K,)
        How often each word stands in the context.
    y : ndarray (K,)
        The word, one-hot.
    merge : "mean", "sum" or "word2vec"
        What is made of the vectors of the context; the last one is a mean with the way
        back of a sum, which is wrong and widespread.

    Raises
    ------
    ValueError
        If a shape does not fit, a number is not finite, or `merge` is none of these.
    """
    E, V = _known(params, x, y)
    width, width_back = widths(x, merge)
    h = E.T @ x / width  # (Z1)
    logits = V @ h  # (Z2)
    probs = softmax(logits)  # (Z3)
    loss = cross_entropy(logits, y)  # (Z4)
    d_out = probs - y  # (Z5)
    return _back(V, x, Prediction(h, logits, probs, loss), d_out, width_back)


def skip_gram(params: Params, x: Array, y: Array) -> BothWays:
    """Say the whole context of a word, and go back.

    Parameters
    ----------
    params : dict of ndarray
        E and V (K, H).
    x : ndarray (K,)
        The word, one-hot.
    y : ndarray (K,)
        How often each word stands in its context.

    Raises
    ------
    ValueError
        If a shape does not fit, or a number is not finite.
    """
    E, V = _known(params, x, y)
    h = E.T @ x  # (Z9)
    logits = V @ h
    probs = softmax(logits)
    loss = -np.sum(y * log_softmax(logits))  # (Z10)
    count = np.sum(y)
    d_out = count * probs - y  # (Z11)
    return _back(V, x, Prediction(h, logits, probs, loss), d_out, 1.0)


def _known(params: Params, x: Array, y: Array) -> tuple[Array, Array]:
    """Insist on shapes that fit, and give E and V."""
    size = sizes(params, SHAPES)
    vectors("x", [x], size["K"], "K")
    vectors("y", [y], size["K"], "K")
    return params["E"], params["V"]


def _back(V: Array, x: Array, done: Prediction, d_out: Array, width: Array) -> BothWays:
    """Go back from the error at the output to both vectors."""
    h = done.h
    dV = np.outer(d_out, h)  # (Z6)
    dh = V.T @ d_out  # (Z7)
    dE = np.outer(x, dh) / width  # (Z8)
    return BothWays(done, DPrediction(dh, d_out), {"E": dE, "V": dV})


def read(
    params: Params, xs: Vectors, ys: Vectors, model: str = "cbow", merge: str = "mean"
) -> Read:
    """Go through the places of a text one by one, and add up what they contribute.

    Parameters
    ----------
    params : dict of ndarray
        E and V (K, H).
    xs, ys : sequences of T vectors (K,)
        What is read at each place, and what is to be said.
    model : "cbow" or "skip_gram"
    merge : str
        As for `cbow`.

    Raises
    ------
    ValueError
        If there are not as many targets as places; and as for `cbow`.
    """
    choice("model", model, MODELS)
    if not 0 < len(xs) == len(ys):
        raise ValueError(f"there are {len(ys)} targets for {len(xs)} places")
    done = [
        cbow(params, xs[t], ys[t], merge)
        if model == "cbow"
        else skip_gram(params, xs[t], ys[t])
        for t in range(len(xs))
    ]
    forward = stacked([one.forward for one in done])
    back = stacked([one.d_forward for one in done])
    shares = {name: np.stack([one.gradients[name] for one in done]) for name in SHAPES}
    gradients = {name: summed(own) for name, own in shares.items()}
    return Read(forward, added(forward.loss), back, gradients)


def together(
    params: Params, X: Array, Y: Array, width: Array = 1.0, width_back: Array = 1.0
) -> BothWays:
    """Read many bags at once, and compare each with all that follows it; and go back.

    With X the unit matrix and Y a table of pairs this is skip-gram on all of them; with the
    bags of all contexts and one-hot rows Y it is CBOW.

    Parameters
    ----------
    params : dict of ndarray
        E and V (K, H).
    X : ndarray (N, K)
        What is read.
    Y : ndarray (N, K)
        How often each word is to be said, in each row.
    width, width_back : float or ndarray (N,)
        As `widths` gives them.

    Returns
    -------
    BothWays
        The loss is the mean of all that is said, in nats, and the gradients are its own.

    Raises
    ------
    ValueError
        If the shapes of X and Y do not fit; and as for `arrays.sizes`.
    """
    E, V = _fitting(params, X, Y)
    h = (X @ E) / _column(width)
    logits = h @ V.T
    logs = log_softmax(logits)
    probs = np.exp(logs)
    total, count = np.sum(Y), np.sum(Y, axis=1)[:, None]
    L = -np.sum(Y * logs) / total  # (Z12)
    d_out = (count * probs - Y) / total  # (Z13)
    dh = d_out @ V
    gradients = {"E": X.T @ (dh / _column(width_back)), "V": d_out.T @ h}
    done = Prediction(h, logits, probs, L)
    return BothWays(done, DPrediction(dh, d_out), gradients)


def _fitting(params: Params, X: Array, Y: Array) -> tuple[Array, Array]:
    """Insist on as many columns as words, and give E and V."""
    K = sizes(params, SHAPES)["K"]
    for name, table in (("X", X), ("Y", Y)):
        if np.ndim(table) != 2 or np.shape(table) != (len(X), K):
            raise ValueError(
                f"{name} has shape {np.shape(table)}; it must be ({len(X)}, {K})"
            )
        finite(name, table)
    return params["E"], params["V"]


def _column(width: Array) -> Array:
    """Stand the widths of many rows below each other."""
    return width[:, None] if np.ndim(width) else width


class Factors(NamedTuple):
    """What a factorisation leaves over, and its gradients."""

    R: Array  # (N, K) what is missing
    L: Array  # () half the sum of squares
    gradients: dict[str, Any]  # of Z and E


def factorise(params: Params, counts: Array) -> Factors:
    """Compare a table with the product of two factors, and go back.

    Parameters
    ----------
    params : dict of ndarray
        Z (N, H) for the rows, E (K, H) for the words.
    counts : ndarray (N, K)

    Raises
    ------
    ValueError
        If the shapes do not fit, or a number is not finite.

    Examples
    --------
    >>> ones = {"Z": np.ones((2, 1)), "E": np.ones((3, 1))}
    >>> float(factorise(ones, np.ones((2, 3))).L)
    0.0
    """
    size = sizes(params, {"Z": "NH", "E": "KH"})
    if np.shape(counts) != (size["N"], size["K"]):
        needed = (size["N"], size["K"])
        raise ValueError(f"counts have shape {np.shape(counts)}; the factors have {needed}")
    finite("counts", counts)
    Z, E = params["Z"], params["E"]
    R = Z @ E.T - counts  # (Z14)
    L = np.sum(R**2) / 2  # (Z15)
    dZ = R @ E  # (Z16)
    dE = R.T @ Z  # (Z17)
    return Factors(R, L, {"Z": dZ, "E": dE})
