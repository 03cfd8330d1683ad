"""Text as numbers: letters, their places in a vocabulary, one-hot vectors.

A long text is read as a `Stream` of windows, several places of it side by side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

Ids = Sequence[int] | np.ndarray  #: A text as places in a vocabulary.


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


class Batch(NamedTuple):
    """One window of several strands of text."""

    inputs: np.ndarray  # (T, B) ids
    targets: np.ndarray  # (T, B) ids; targets[t] comes after inputs[t]
    fresh: bool  # whether the strands start anew, so that a carried state must, too


@dataclass(frozen=True, eq=False)
class Stream:
    """A text cut into strands that are read side by side, one window after the other.

    The text `ids` is cut into `batch_size` strands of equal length; each window goes
    on in all strands where the one before it ended, so that a state can be carried over.
    Letters at the end that fill no window are left out.

    Parameters
    ----------
    ids : sequence of int
        The text, from a vocabulary's `encode`.
    batch_size : int
        B, the number of strands.
    length : int
        T, the letters of a window.

    Raises
    ------
    ValueError
        If the text is too short for one window; the message names both lengths.

    Examples
    --------
    >>> stream = Stream([0, 1, 2, 3, 4, 5, 6, 7, 8], batch_size=2, length=2)
    >>> len(stream), stream.batch(1).inputs.T.tolist(), stream.batch(1).targets.T.tolist()
    (2, [[2, 3], [6, 7]], [[3, 4], [7, 8]])
    """

    ids: Any  # given as `Ids`, kept as an array
    batch_size: int = 1
    length: int = 32

    def __post_init__(self) -> None:
        ids = np.asarray(self.ids)
        if ids.size and (ids.ndim != 1 or ids.dtype.kind not in "iu"):
            raise ValueError(
                f"ids are {ids.dtype} of shape {ids.shape}; one row of whole numbers is "
                "needed"
            )
        for name in ("batch_size", "length"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}; it must be at least 1")
        needed = self.batch_size * self.length + 1
        if len(ids) < needed:
            raise ValueError(
                f"the text has {len(ids)} letters; {self.batch_size} × {self.length} and "
                f"the one that follows are {needed}"
            )
        object.__setattr__(self, "ids", ids)

    def __len__(self) -> int:
        """Windows in one pass over the text."""
        return (len(self.ids) - 1) // self.batch_size // self.length

    def batch(self, number: int) -> Batch:
        """Give window `number`, counted from 0; after the last comes the first again."""
        strand = (len(self.ids) - 1) // self.batch_size
        start = number % len(self) * self.length
        places = np.arange(start, start + self.length)[:, None]
        places = places + strand * np.arange(self.batch_size)
        return Batch(self.ids[places], self.ids[places + 1], fresh=start == 0)


def split(ids: Iterable[int], held_out: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """Cut a text in two: the first part to learn from, the last part held out.

    Raises
    ------
    ValueError
        If a part would be empty, or if `held_out` is not a share between 0 and 1.

    Examples
    --------
    >>> [part.tolist() for part in split([3, 1, 4, 1, 5], held_out=0.4)]
    [[3, 1, 4], [1, 5]]
    """
    text = np.asarray(list(ids))
    if not 0 < held_out < 1:
        raise ValueError(f"held_out is {held_out}; it must be a share between 0 and 1")
    cut = len(text) - round(held_out * len(text))
    if not 0 < cut < len(text):
        raise ValueError(
            f"the text has {len(text)} letters; with held_out = {held_out} a part is empty"
        )
    return text[:cut], text[cut:]
