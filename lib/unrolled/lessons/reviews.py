"""Lecture 004's four reviews as a table of counts that a page can change.

    >>> REVIEWS[2], bags_of_words(REVIEWS).counts.shape
    ('This phone is not okay', (4, 13))

Source: lecture 004, "Why RNN?", whose table has two wrong rows (E84).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..arrays import Array
from ..recording import Program, Recorder
from ..text.documents import (
    bags_of_words,
    cosines,
    holding,
    lengths,
    tf_idf,
    weights,
)

REVIEWS = (
    "I like this phone",
    "This phone is good",
    "This phone is not okay",
    "I do not like this phone because battery is not charging properly",
)
QUERY = "good phone"
SWITCHES = ("binary", "smooth", "unit")  # as libraries differ


def found(
    counts: Array, query: Array, binary: Array, smooth: Array, unit: Array
) -> dict[str, Any]:
    """Weigh the counts (N, K) of documents, and compare them with a query (K,).

    Parameters
    ----------
    counts : ndarray (N, K)
    query : ndarray (K,)
    binary, smooth, unit : 0 or 1
        Whether a word counts once at most; whether one more document holds every word;
        whether vectors are made one long.

    Returns
    -------
    dict
        ``holding``, ``idf`` (K,), ``tf_idf`` (N, K), ``asked`` (K,), the query weighed,
        and ``cosines`` (N,).
    """
    once = [np.where(binary > 0, np.minimum(x, 1.0), x) for x in (counts, query)]
    table, question = once
    held = holding(table)
    idf = weights(held, len(counts), smooth)
    vectors, asked = tf_idf(table, idf), tf_idf(np.stack([question]), idf)
    long = [v / np.where(unit > 0, lengths(v), 1.0)[:, None] for v in (vectors, asked)]
    return {
        "holding": held,
        "idf": idf,
        "tf_idf": long[0],
        "asked": long[1][0],
        "cosines": cosines(long[1][0], long[0]),
    }


def program(documents: Sequence[str] = REVIEWS, query: str = QUERY) -> Program:
    """Record `found`; every count, the query and the switches are leaves.

    >>> program().value("cosines").round(3)
    array([0.139, 0.846, 0.111, 0.055])

    Raises
    ------
    ValueError
        If there is no word in the documents.
    """
    vocabulary, counts = bags_of_words(documents)
    asked = bags_of_words([query], vocabulary).counts[0]
    recorder = Recorder()
    table = recorder.leaf("input", "counts", counts, bounds=(0, 99))
    question = recorder.leaf("input", "query", asked, bounds=(0, 99))
    switches = {
        name: recorder.leaf("hyperparameter", name, 0.0, bounds=(0, 1)) for name in SWITCHES
    }
    return recorder.program(found(table, question, **switches))
