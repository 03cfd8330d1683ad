"""Text as numbers: letters, their places in a vocabulary, one-hot vectors."""

import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from reprlib import repr as short
from unicodedata import category

import numpy as np

from ..checks import letters as enough
from .streams import token_ids

MARK = "\ufeff"  # what a file in UTF-8 need not begin with, but may


def one_hot(ids: Iterable[int], size: int) -> np.ndarray:
    """Replace each id by a unit vector: T ids become an array (T, K).

    Raises
    ------
    ValueError
        If an id is not in 0 … K-1, or is not a whole number.

    Examples
    --------
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    places = known_ids(ids, size)
    rows = np.zeros((len(places), size))
    rows[np.arange(len(places)), places] = 1
    return rows


def known_ids(ids: Iterable[int], size: int) -> np.ndarray:
    """Give ids as an array, and insist that all are in 0 … `size` - 1.

    Raises
    ------
    ValueError
        If one is not; the message names it.
    """
    places = token_ids(ids if isinstance(ids, np.ndarray) else list(ids))
    if places.size and (places.min() < 0 or places.max() >= size):
        bad = places[(places < 0) | (places >= size)][0]
        raise ValueError(f"id {bad} is not in 0 … {size - 1}")
    return places


def smallest(size: int) -> np.dtype:
    """Give the smallest type of whole numbers that holds all ids below `size`."""
    return np.min_scalar_type(size - 1)


def plain(text: str) -> str:
    """Give a text without the byte order mark that some editors put in front of it.

    It is no letter of the text; a warning says that it is left out.

    Raises
    ------
    ValueError
        If the text is no str.
    """
    if not isinstance(text, str):
        raise ValueError(f"the text is {short(text)}; a str is needed, decoded from bytes")
    if not text.startswith(MARK):
        return text
    warnings.warn(
        "the text begins with a byte order mark, which is left out; "
        'open its file with encoding="utf-8-sig"',
        stacklevel=3,
    )
    return text[1:]


def places_of(tokens: Sequence[str], kind: str) -> dict[str, int]:
    """Say where each token of a vocabulary stands; `kind` is what a token is called.

    Raises
    ------
    ValueError
        If there is no token, or if one stands twice.
    """
    if not tokens:
        raise ValueError(f"a vocabulary needs at least one {kind}; the text is empty")
    places: dict[str, int] = {}
    for token in tokens:
        if token in places:
            raise ValueError(f"{token!r} stands twice in the vocabulary {short(tokens)}")
        places[token] = len(places)
    return places


FLAG = "\U0001f1e6-\U0001f1ff"  # two of these letters make one
SKIN = "\U0001f3fb-\U0001f3ff"
TAGS = "\U000e0020-\U000e007f"  # of the flags of Wales and others
STAYS = re.compile(f"[{SKIN}{TAGS}\u200c\u200d\uff9e\uff9f]")  # and all marks
VIRAMAS = "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d"  # join two consonants of India
HANGUL = "[\u1100-\u115f]*[\uac00-\ud7a3]?[\u1160-\u11a7]*[\u11a8-\u11ff]*"  # a syllable
WHOLE = re.compile(f"\r\n|[{FLAG}]{{2}}|{HANGUL}")


def graphemes(text: str) -> list[str]:
    """Cut a text into what readers see as one letter: accents stay, and an emoji is whole.

    >>> flag, pilot = "\U0001f1e9\U0001f1ea", "\U0001f469\u200d\U0001f680"
    >>> [len(letter) for letter in graphemes(f"ne\u0301e {flag}{pilot}")]
    [1, 2, 1, 1, 2, 3]
    """
    parts: list[str] = []
    for one in text:
        if parts and _belongs(parts[-1], one):
            parts[-1] += one
        else:
            parts.append(one)
    return parts


def _belongs(letter: str, one: str) -> bool:
    """Whether a character goes on with the letter before it."""
    if WHOLE.fullmatch(letter + one):
        return True
    first, last = letter[0], letter[-1]
    if category(last) in ("Cc", "Cf", "Zl", "Zp") and not STAYS.match(last):
        return False
    if category(one)[0] == "M" or STAYS.match(one):
        return True
    if last == "\u200d" and category(first) == category(one) == "So":
        return not re.search(f"[{FLAG}]", first + one)
    joined = any(c in VIRAMAS for c in letter[1:])
    return joined and all("\u0904" <= c <= "\u0d7f" for c in (first, one))


def spelled(word: str, least: int, why: str) -> list[str]:
    """Give the letters of a word of the reader's, at least so many; see `graphemes`.

    A byte order mark in front of it is left out, with a warning.

    Raises
    ------
    ValueError
        If there are fewer, or if the word is no str.
    """
    parts = graphemes(plain(word))
    enough(parts, least, why)
    return parts


@dataclass(frozen=True)
class Vocabulary:
    """The letters a model knows; an id is a place in this order.

    Each is a character, or where they are given one by one, what readers see as one letter:
    see `graphemes`.

    Raises
    ------
    ValueError
        If there is no letter, or if one stands twice.

    Examples
    --------
    >>> v = Vocabulary.of("banana")
    >>> v.letters, v.encode("nab"), v.decode([2, 0, 1])
    ('abn', array([2, 0, 1], dtype=uint8), 'nab')
    """

    letters: Sequence[str]
    _places: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        short_ones = all(len(letter) == 1 for letter in self.letters)
        own = "".join(self.letters) if short_ones else tuple(self.letters)
        object.__setattr__(self, "letters", own)
        object.__setattr__(self, "_places", places_of(own, "letter"))

    @classmethod
    def of(cls, text: str) -> "Vocabulary":
        """Collect the letters of `text` in sorted order, the same on every machine.

        Raises
        ------
        ValueError
            If the text is empty, or no str.
        """
        text = plain(text)
        return cls("".join(sorted(set(text))))

    def __len__(self) -> int:
        return len(self.letters)

    def encode(self, text: str) -> np.ndarray:
        """Replace letters by ids, whole numbers of the smallest type that holds them.

        Raises
        ------
        ValueError
            If a letter is not in the vocabulary; the message names it and its place.
        """
        text = plain(text)
        parts = text if isinstance(self.letters, str) else graphemes(text)
        try:
            places = map(self._places.__getitem__, parts)
            return np.fromiter(places, smallest(len(self)), len(parts))
        except KeyError:
            place = next(i for i, letter in enumerate(parts) if letter not in self._places)
        raise ValueError(
            f"letter {parts[place]!r} (place {place + 1} of {short(text)}) is not in the "
            f"vocabulary {short(self.letters)}"
        )

    def decode(self, ids: Iterable[int]) -> str:
        """Replace ids by letters.

        Raises
        ------
        ValueError
            If an id is not in 0 … K-1.
        """
        return "".join(self.letters[i] for i in known_ids(ids, len(self)))

    def one_hot(self, text: str) -> np.ndarray:
        """Replace letters by unit vectors: T letters become an array (T, K).

        Raises
        ------
        ValueError
            As for `encode`.
        """
        return one_hot(self.encode(text), len(self))
