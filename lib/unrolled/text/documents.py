"""Documents as vectors: bags of words, and words weighed by how rare they are.

A bag of words counts words and forgets their order.  Over N documents,

    TF(x, d)    = how often word x occurs in document d                  (X1)
    IDF(x)      = 1 + ln(N / number of documents that hold x)            (X2)
    TFIDF(x, d) = TF(x, d) IDF(x)                                        (X3)

Source: lecture 003, "Modeling of natural language", which leaves the base of the logarithm
open (E26): here it is natural.  Libraries differ: scikit-learn adds one to both counts and
makes each document's vector one long.
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


def idf(counts: Array) -> Array:
    """Weigh each word: counts (N, K) of N documents give K weights, the least being 1.

    Raises
    ------
    ValueError
        If a word occurs in no document, which leaves its weight undefined, or if `counts`
        is not a table of finite numbers.

    Examples
    --------
    >>> idf(np.array([[1.0, 2.0], [1.0, 0.0]])).round(4)
    array([1.    , 1.6931])
    """
    _counts(counts)
    holding = np.sum(np.where(counts > 0, 1.0, 0.0), axis=0)
    if isinstance(holding, np.ndarray) and not holding.all():
        missing = int(np.argmin(holding))
        raise ValueError(
            f"word {missing} occurs in 0 of {len(counts)} documents; 1 is needed"
        )
    return 1 + np.log(len(counts) / holding)  # (X2)


def tf_idf(counts: Array, weights: Array | None = None) -> Array:
    """Weigh the counts (N, K); by their own `idf`, or by `weights` (K,) of a collection.

    Raises
    ------
    ValueError
        If the shapes do not fit, or if a number is not finite; and as for `idf`.
    """
    _counts(counts)
    weights = idf(counts) if weights is None else weights
    if np.shape(weights) != np.shape(counts)[1:]:
        raise ValueError(f"weights have shape {np.shape(weights)} for {np.shape(counts)}")
    return counts * weights  # (X3)


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
    weights = idf(counts)
    q = tf_idf(bags_of_words([query], vocabulary).counts, weights)[0]
    vectors = tf_idf(counts, weights)
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(q)
    similar: np.ndarray = vectors @ q / np.where(lengths > 0, lengths, 1.0)
    return similar
