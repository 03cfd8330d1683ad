"""Which vectors lie near each other, and what vectors say of analogies.

Near means a small angle, the cosine of which is `documents.cosines`' (X4).  An analogy is a
parallelogram: a is to b as c is to the word nearest to b - a + c, each of length one.

Source: Mikolov, Yih & Zweig, "Linguistic regularities in continuous space word
representations", 2013; lecture 001 has such analogies.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from ..arrays import Array, finite
from ..checks import whole
from ..text.documents import cosines, lengths

Near = list[tuple[str, float]]  #: Words with their cosines, the nearest first.


class Compared(NamedTuple):
    """A sum of words, compared with each of K words."""

    cosines: Array  # (K,)
    one_hot: Array  # (K,) distances of the one-hot codes, which know nothing


def compared(vectors: Array, weights: Array) -> Compared:
    """Add up words, each of length one, and compare the sum with every word.

    Parameters
    ----------
    vectors : ndarray (K, H)
    weights : ndarray (K,)
        How often each word is in the sum: 1 for one word alone, -1 for what is taken off.

    Examples
    --------
    >>> plane = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    >>> [x.round(3).tolist() for x in compared(plane, np.array([1.0, 0.0, 0.0]))]
    [[1.0, 0.707, 0.0], [0.0, 1.414, 1.414]]
    """
    units = vectors / lengths(vectors)[:, None]
    apart = np.sum(weights * weights) + 1 - 2 * weights
    return Compared(cosines(weights @ units, vectors), np.sqrt(apart))


def neighbours(
    vectors: Array, words: Sequence[str], word: str, count: int = 5, centred: bool = False
) -> Near:
    """Find the words nearest to a word, which is not one of them.

    Parameters
    ----------
    vectors : ndarray (K, H)
    words : sequence of K str
    word : str
    count : int
    centred : bool
        Whether the mean of all vectors is taken off before.

    Raises
    ------
    ValueError
        If there are not as many vectors as words, if `word` is none of them, or if `count`
        is no whole number of at least 1.

    Examples
    --------
    >>> plane = np.array([[1.0, 0.0], [2.0, 0.1], [0.0, 1.0]])
    >>> [near for near, _ in neighbours(plane, ["a", "b", "c"], "a")]
    ['b', 'c']
    """
    found = _checked(vectors, words, [word])
    found = found - found.mean(axis=0) if centred else found
    ranked = compared(found, _one_hot(words, word)).cosines
    return _nearest(ranked, words, without={word})[: whole("count", count)]


def analogy(
    vectors: Array, words: Sequence[str], a: str, b: str, c: str, exclude: bool = True
) -> Near:
    """Rank what fits: a is to b as c is to it.

    Parameters
    ----------
    vectors : ndarray (K, H)
    words : sequence of K str
    a, b, c : str
    exclude : bool
        Whether a, b and c themselves are left out, as programs do without saying so.

    Raises
    ------
    ValueError
        As for `neighbours`; and if one of the three has no length.

    Examples
    --------
    >>> plane = np.array([[1.0, 0.0], [1.0, 1.0], [0.2, 1.0], [-1.0, 1.0]])
    >>> analogy(plane, ["man", "king", "queen", "rat"], "man", "king", "queen")[0][0]
    'rat'
    """
    found = _checked(vectors, words, [a, b, c])
    for word in (a, b, c):
        if not found[list(words).index(word)].any():
            raise ValueError(f"{word!r} has the vector 0, which has no direction")
    weights = _one_hot(words, b) - _one_hot(words, a) + _one_hot(words, c)
    ranked = compared(found, weights).cosines
    return _nearest(ranked, words, {a, b, c} if exclude else ())


def _one_hot(words: Sequence[str], word: str) -> np.ndarray:
    return np.array([float(other == word) for other in words])


def _checked(vectors: Array, words: Sequence[str], asked: Sequence[str]) -> np.ndarray:
    found = np.asarray(vectors, float)
    if found.ndim != 2 or len(found) != len(words):
        raise ValueError(f"vectors have shape {found.shape} for {len(words)} words")
    for word in asked:
        if word not in words:
            raise ValueError(f"{word!r} is not among the {len(words)} words")
    finite("vectors", found)
    return found


def _nearest(ranked: Array, words: Sequence[str], without: Collection[str]) -> Near:
    order = np.argsort(-ranked, kind="stable")
    return [(words[i], float(ranked[i])) for i in order if words[i] not in without]
