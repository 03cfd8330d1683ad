"""Copies: how much of a text stands in another one, letter by letter and word by word.

>>> longest_copy("the rest of it", "at rest, of course")
' rest'
"""

from .words import words


def longest_copy(text: str, corpus: str) -> str:
    """Find the longest run of letters of `text` that stands in `corpus`; the first of them.

    Every run is looked for once: about as many searches as `text` has letters.

    Examples
    --------
    >>> longest_copy("banana", "a nan, an ant")
    'nan'
    """
    best, start = "", 0
    for end in range(1, len(text) + 1):
        while text[start:end] not in corpus:
            start += 1
        if end - start > len(best):
            best = text[start:end]
    return best


def known_words(text: str, corpus: str) -> float:
    """Give the share of the words of a text that occur in a corpus.

    Raises
    ------
    ValueError
        If the text has no word.

    Examples
    --------
    >>> known_words("a ball is thrawn", "A ball is thrown.")
    0.75
    """
    found, known = words(text.lower()), set(words(corpus.lower()))
    if not found:
        raise ValueError("the text has 0 words; at least 1 is needed")
    return sum(word in known for word in found) / len(found)
