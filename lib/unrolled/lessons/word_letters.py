"""CBOW and skip-gram on the letters of a word, recorded for the Tape.

The vectors are numbers of lecture 004: E is two columns of its V, V two rows of its U.

>>> round(float(program("cbow").value("probs", t=2)[1]), 4)  # e, from h and l
0.3194
"""

from typing import Any

import numpy as np

from ..arrays import Array, Params
from ..models import embeddings
from ..recording import Program, Recorder
from ..text import cooccurrence
from ..text.words import WordVocabulary
from . import helo
from .described import described

WORD = "helo"


def parameters() -> Params:
    """Give the lecture's numbers: E and V (4, 2)."""
    params = helo.parameters()
    return {"E": params["V"][:, :2], "V": params["W"][:2].T}


def places(model: str, word: str = WORD, window: int = 1) -> tuple[Array, Array]:
    """Give what is read and what is said at each place of a word, rows of (K,).

    Raises
    ------
    ValueError
        If a letter is none of h-e-l-o; and as for `cooccurrence.contexts`.
    """
    letters = WordVocabulary(tuple(helo.VOCABULARY.letters))
    around, own = cooccurrence.bags(cooccurrence.contexts([[*word]], window), letters)
    return (around, own) if model == "cbow" else (own, around)


def program(model: str, word: str = WORD, window: int = 1, merge: str = "mean") -> Program:
    """Record the places of a word one after another, forward and back.

    Parameters
    ----------
    model : "cbow" or "skip_gram"
    word : str
        Of the letters h, e, l, o.
    window : int
    merge : "mean", "sum" or "word2vec"

    Raises
    ------
    ValueError
        If an option is none of these; and as for `places`.
    """
    xs, ys = places(model, word, window)
    recorder = Recorder()
    traced = recorder.parameters(parameters())
    read = recorder.sequence("input", "x", xs)
    said = recorder.sequence("target", "y", ys)
    done: Any = embeddings.read(traced, read, said, model, merge)
    return described(recorder.program(done), helo.VOCABULARY)


def bag(letters: str) -> np.ndarray:
    """Count letters: a bag (4,).

    >>> bag("hl")
    array([1., 0., 1., 0.])
    """
    return np.asarray(helo.VOCABULARY.one_hot(letters).sum(axis=0))
