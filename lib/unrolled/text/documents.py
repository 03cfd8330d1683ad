"""Documents as vectors: bags of words, and words weighed by how rare they are.

A bag of words counts words and forgets their order.  Over N documents,

    TF(x, d)    = how often word x occurs in document d                  (X1)
    IDF(x)      = 1 + ln(N / number of documents that hold x)            (X2)
    TFIDF(x, d) = TF(x, d) IDF(x)                                        (X3)

Two documents are as alike as the angle between their vectors is small:

    cos(u, v)   = u . v / (|u| |v|)                                      (X4)

Source: lecture 003, "Modeling of natural language", which leaves the base of the logarithm
open (E26): here it is natural.  Libraries differ: scikit-learn adds one to both counts, as
if one more document held every word (``smooth=True``), and makes each document's vector
one long (``unit=True``).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ..arrays import Array, finite
from .words import words


class Bags(NamedTuple):
    """Documents as counts of words."""

    vocabulary: tuple[str, ...]  # K words
    counts: np.ndarray  # (N, K)


def bags_of_words(
    documents: Sequence[str], vocabulary: Iterable[str] | None = None, binary: bool = False
) -> Bags:
    """Count the words of each document; case and punctuation do not matter.

    Parameters
    ----------
    documents : sequence of N str
    vocabulary : iterable of K str, optional
        The words to count; all words of the documents, sorted, if it is left out.
    binary : bool
        Whether to say only if a word occurs (1) or not (0).

    Raises
    ------
    ValueError
        If there is no document, or no word in any of them.

    Examples
    --------
    >>> bags = bags_of_words(["This phone is no good", "No this phone is good!"])
    >>> bags.vocabulary
    ('good', 'is', 'no', 'phone', 'this')
    >>> bags.counts
    array([[1., 1., 1., 1., 1.],
           [1., 1., 1., 1., 1.]])
    """
    if isinstance(documents, str) or len(documents) == 0:
        raise ValueError(
            f"documents are {documents!r}; a list of at least 1 text is needed"
        )
    texts = [words(document) for document in documents]
    found = {word for text in texts for word in text} if vocabulary is None else vocabulary
    known = tuple(sorted(found) if vocabulary is None else found)
    if not known:
        raise ValueError(f"there are 0 words in {len(texts)} documents; 1 is needed")
    counts = np.array([[text.count(x) for x in known] for text in texts], float)  # (X1)
    return Bags(known, np.minimum(counts, 1.0) if binary else counts)


def idf(counts: Array, smooth: bool = False) -> Array:
    """Weigh each word: counts (N, K) of N documents give K weights, the least being 1.

    Parameters
    ----------
    counts : ndarray (N, K)
    smooth : bool
        Whether one more document is supposed to hold every word, as in scikit-learn.

    Raises
    ------
    ValueError
        If a word occurs in no document, which leaves its weight undefined unless it is
        smoothed, or if `counts` is not a table of finite numbers.

    Examples
    --------
    >>> idf(np.array([[1.0, 2.0], [1.0, 0.0]])).round(4)
    array([1.    , 1.6931])
    """
    _counts(counts)
    found = holding(counts)
    if not smooth and isinstance(found, np.ndarray) and not found.all():
        missing = int(np.argmin(found))
        raise ValueError(
            f"word {missing} occurs in 0 of {len(counts)} documents; 1 is needed"
        )
    return weights(found, len(counts), float(smooth))


def holding(counts: Array) -> Array:
    """Count the documents that hold each word: counts (N, K) give K numbers."""
    return np.sum(np.where(counts > 0, 1.0, 0.0), axis=0)


def weights(holding: Array, N: int, more: Array = 0.0) -> Array:
    """Weigh words by how many of N documents hold them, and of `more` that hold all.

    A word that no document holds says nothing: its weight is 0.

    >>> weights(np.array([2.0, 1.0, 0.0]), N=2).round(4)
    array([1.    , 1.6931, 0.    ])
    """
    known, total = holding + more, N + more
    held = np.where(known > 0, known, 1.0)
    found = 1 + np.log(total / held)  # (X2)
    return np.where(known > 0, found, 0.0)


def tf_idf(counts: Array, weights: Array | None = None, unit: bool = False) -> Array:
    """Weigh the counts (N, K); by their own `idf`, or by `weights` (K,) of a collection.

    Parameters
    ----------
    counts : ndarray (N, K)
    weights : ndarray (K,), optional
    unit : bool
        Whether to make each document's vector one long.

    Raises
    ------
    ValueError
        If the shapes do not fit, or if a number is not finite; and as for `idf`.
    """
    _counts(counts)
    weights = idf(counts) if weights is None else weights
    if np.shape(weights) != np.shape(counts)[1:]:
        raise ValueError(f"weights have shape {np.shape(weights)} for {np.shape(counts)}")
    vectors = counts * weights  # (X3)
    return vectors / lengths(vectors)[:, None] if unit else vectors


def lengths(vectors: Array) -> Array:
    """Give the lengths (N,) of N vectors (N, K), and 1 for those of zeros alone."""
    norms = np.sqrt(np.sum(vectors * vectors, axis=1))
    return np.where(norms > 0, norms, 1.0)


def cosines(query: Array, vectors: Array) -> Array:
    """Compare a vector (K,) with N others (N, K): the cosines (N,), 0 for one of zeros.

    >>> cosines(np.array([1.0, 1.0]), np.array([[2.0, 2.0], [0.0, 3.0]])).round(4)
    array([1.    , 0.7071])
    """
    norms = lengths(vectors) * lengths(np.stack([query]))
    return vectors @ query / norms  # (X4)


def _counts(counts: Array) -> None:
    if np.ndim(counts) != 2:
        raise ValueError(f"counts have shape {np.shape(counts)}; (N, K) is needed")
    finite("counts", counts)


def similarities(query: str, documents: Sequence[str]) -> np.ndarray:
    """Compare a query with N documents: the cosines (N,) between TF-IDF vectors.

    A word of the query that no document holds says nothing, since its IDF is undefined.

    >>> similarities("good phone", ["I like this phone", "this is good", "no"]).round(2)
    array([0.38, 0.45, 0.  ])
    """
    vocabulary, counts = bags_of_words(documents)
    own = idf(counts)
    q = tf_idf(bags_of_words([query], vocabulary).counts, own)[0]
    similar: np.ndarray = cosines(q, tf_idf(counts, own))
    return similar
