"""Words of the kinematics problems, which learn from their neighbours who is like whom.

Skip-gram on all pairs at once, with Adam; every number is #, but a gravity is a word.

    >>> heard("If g=9.8m/s2, it falls 2.5s.")
    ['if', 'g=9.8m/s2', 'it', 'falls', '#', 's', '.']

Source: lecture 003, "Word2Vec".
"""

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

import numpy as np

from ..checks import choice
from ..models import embeddings, floors, nearness
from ..recording import Program, Recorder
from ..recording.packed import rounded
from ..text import cooccurrence, kinematics
from ..text.words import WordVocabulary
from ..training.optimizers import Adam

WORD = re.compile(r"g=\d+(?:\.\d+)?m/s2|\d+(?:\.\d+)?|[a-z][\w/'-]*|[.?]")
NUMBER = "#"
LEAST = 5  # a word that occurs less often is left out
WINDOW, HIDDEN, UPDATES, RATE, SEED = 2, 16, 200, 0.05, 0


class Learned(NamedTuple):
    """Words and what was learned about them."""

    words: tuple[str, ...]  # K of them
    E: np.ndarray  # (K, 16) embeddings, in numbers of two bytes for a page to carry
    table: np.ndarray  # (K, K) counts of pairs
    loss: float  # nats a pair, at the end
    floor: float  # what no model gets below


def heard(text: str) -> list[str]:
    """Cut a problem into words, all numbers alike."""
    found = WORD.findall(text.lower())
    return [NUMBER if word[0].isdigit() else word for word in found]


@cache
def learned() -> Learned:
    """Train, which takes two or three seconds, once.

    >>> len(learned().words), learned().E.shape
    (216, (216, 16))
    """
    texts = [heard(problem.text) for problem in kinematics.problems()]
    counts = Counter(word for text in texts for word in text)
    vocabulary = WordVocabulary(tuple(sorted(w for w in counts if counts[w] >= LEAST)))
    kept = [[word for word in text if counts[word] >= LEAST] for text in texts]
    table = cooccurrence.table(kept, WINDOW, vocabulary)
    params, adam = embeddings.init(SEED, len(vocabulary), HIDDEN, 0.3), Adam(RATE)
    state, each = adam.init(params), np.eye(len(vocabulary))
    for _ in range(UPDATES):
        done = embeddings.together(params, each, table)
        params, state = adam.update(params, done.gradients, state)
    params = rounded(params, "float16")
    loss = float(embeddings.together(params, each, table).forward.loss)
    lowest = floors.conditional_entropy(table)
    return Learned(vocabulary.words, params["E"], table, loss, lowest)


def program(word: str = "ball") -> Program:
    """Record how a word is compared with all of them; a page sets the weights of others.

    Raises
    ------
    ValueError
        If the word is none of those that were learned.

    Examples
    --------
    >>> program("car").value("one_hot").round(3)[:3]
    array([1.414, 1.414, 1.414])
    """
    choice("word", word, learned().words)
    asked = [float(other == word) for other in learned().words]
    recorder = Recorder()
    E = recorder.leaf("parameter", "E", learned().E)
    weights = recorder.leaf("input", "weights", asked)
    return recorder.program(nearness.compared(E, weights)._asdict())
