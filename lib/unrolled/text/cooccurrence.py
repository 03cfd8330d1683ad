"""What stands around a word: its context, as lists of words, as pairs, or as a table.

The context of a word are the words up to `window` places before and after it; at the ends
of a text there are fewer.

    >>> contexts([["I", "like", "it"]], window=1)
    [(('like',), 'I'), (('I', 'it'), 'like'), (('like',), 'it')]

Source: lecture 003, "Word2Vec", whose width t is the window here.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from ..checks import whole
from .words import WordVocabulary

Texts = Iterable[Sequence[str]]  #: Texts, each a list of its words.
Contexts = list[tuple[tuple[str, ...], str]]  #: What stands around a word, and the word.


def contexts(texts: Texts, window: int) -> Contexts:
    """Give the context of each word that has one, and the word, in the order of the texts.

    Raises
    ------
    ValueError
        If `window` is no whole number of at least 1, or if no text has two words.
    """
    t = whole("window", window)
    found = [
        ((*text[max(0, i - t) : i], *text[i + 1 : i + 1 + t]), word)
        for text in texts
        for i, word in enumerate(text)
        if len(text) > 1
    ]
    if not found:
        raise ValueError("no text has two words; a word alone has no context")
    return found


def pairs(texts: Texts, window: int) -> list[tuple[str, str]]:
    """Give each word with each word of its context.

    Raises
    ------
    ValueError
        As for `contexts`.

    Examples
    --------
    >>> pairs([["I", "like", "it"]], window=1)
    [('I', 'like'), ('like', 'I'), ('like', 'it'), ('it', 'like')]
    """
    return [(word, other) for around, word in contexts(texts, window) for other in around]


def bags(contexts: Contexts, vocabulary: WordVocabulary) -> tuple[np.ndarray, np.ndarray]:
    """Count the words of each context, and mark the word: two arrays (N, K).

    Raises
    ------
    ValueError
        If a word is not in the vocabulary.

    Examples
    --------
    >>> seen, said = bags([(("a", "b", "a"), "b")], WordVocabulary(("a", "b")))
    >>> seen, said
    (array([[2., 1.]]), array([[0., 1.]]))
    """
    seen = [vocabulary.one_hot(around).sum(axis=0) for around, _ in contexts]
    return np.array(seen), vocabulary.one_hot(word for _, word in contexts)


def table(texts: Texts, window: int, vocabulary: WordVocabulary) -> np.ndarray:
    """Count how often each word stands in the context of each: (K, K), the same both ways.

    Raises
    ------
    ValueError
        If a word is not in the vocabulary; and as for `contexts`.

    Examples
    --------
    >>> table([["a", "b", "a"]], 1, WordVocabulary(("a", "b")))
    array([[0., 2.],
           [2., 0.]])
    """
    seen, said = bags(contexts(texts, window), vocabulary)
    return np.asarray(said.T @ seen)
