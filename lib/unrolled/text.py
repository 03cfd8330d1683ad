"""Text as numbers: letters, their places in a vocabulary, one-hot vectors."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


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
    places = np.asarray(list(ids))
    if places.size == 0:
        return np.zeros((0, size))
    if places.dtype.kind not in "iu":
        raise ValueError(f"ids are {places.dtype}; whole numbers are needed")
    if places.min() < 0 or places.max() >= size:
        bad = places[(places < 0) | (places >= size)][0]
        raise ValueError(f"id {bad} is not in 0 … {size - 1}")
    return np.eye(size)[places]


@dataclass(frozen=True)
class Vocabulary:
    """The letters a model knows; an id is a place in this order.

    >>> v = Vocabulary.of("banana")
    >>> v.letters, v.encode("nab"), v.decode([2, 0, 1])
    ('abn', [2, 0, 1], 'nab')
    """

    letters: str

    def __post_init__(self) -> None:
        if not self.letters:
            raise ValueError("a vocabulary needs at least one letter; the text is empty")
        if len(set(self.letters)) != len(self.letters):
            twice = next(c for c in self.letters if self.letters.count(c) > 1)
            raise ValueError(f"{twice!r} stands twice in the vocabulary {self.letters!r}")

    @classmethod
    def of(cls, text: str) -> "Vocabulary":
        """Collect the letters of `text` in sorted order, the same on every machine."""
        return cls("".join(sorted(set(text))))

    def __len__(self) -> int:
        return len(self.letters)

    def encode(self, text: str) -> list[int]:
        """Replace letters by ids.

        Raises
        ------
        ValueError
            If a letter is not in the vocabulary; the message names it and its place.
        """
        for place, letter in enumerate(text):
            if letter not in self.letters:
                raise ValueError(
                    f"letter {letter!r} (place {place + 1} of {text!r}) is not in the "
                    f"vocabulary {self.letters!r}"
                )
        return [self.letters.index(letter) for letter in text]

    def decode(self, ids: Iterable[int]) -> str:
        """Replace ids by letters.

        Raises
        ------
        ValueError
            If an id is not in 0 … K-1.
        """
        letters = []
        for i in ids:
            if not 0 <= i < len(self):
                raise ValueError(f"id {i} is not in 0 … {len(self) - 1}")
            letters.append(self.letters[i])
        return "".join(letters)

    def one_hot(self, text: str) -> np.ndarray:
        """Replace letters by unit vectors: T letters become an array (T, K)."""
        return one_hot(self.encode(text), len(self))
