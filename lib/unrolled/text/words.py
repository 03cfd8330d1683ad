"""Words as numbers: what a word is, and their places in a vocabulary."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from ..checks import whole
from .letters import known_ids, one_hot, places_of, plain, smallest

UNKNOWN = "<unk>"  # stands for every word that a vocabulary does not hold
WORD = re.compile(r"\w+(?:['’-]\w+)*")  # "start-up" and "don't" are one word each


def words(text: str, without: Collection[str] = ()) -> list[str]:
    """Split a text into lower-case words, leaving out stop words and punctuation.

    >>> words("The students' start-up: don't wait.", without={"the"})
    ['students', 'start-up', "don't", 'wait']
    """
    return [word for word in WORD.findall(plain(text).lower()) if word not in without]


@dataclass(frozen=True)
class WordVocabulary:
    """The words that a model knows; an id is a place in this order.

    Raises
    ------
    ValueError
        If there is no word, or if one stands twice.

    Examples
    --------
    >>> v = WordVocabulary.of(["the", "cat", "saw", "the", "dog"], size=2)
    >>> v.words, v.encode(["the", "dog"]), v.decode([1, 0])
    (('<unk>', 'the'), array([1, 0], dtype=uint8), ['the', '<unk>'])
    """

    words: tuple[str, ...]
    _places: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", places_of(self.words, "word"))

    @classmethod
    def of(cls, words: Iterable[str], size: int | None = None) -> "WordVocabulary":
        """Collect the words of a text, in sorted order.

        With `size`, keep the most frequent ones and put ``"<unk>"`` in place of the rest,
        `size` words with it; of equally frequent ones the first in sorted order.

        Raises
        ------
        ValueError
            If there is no word, or if `size` is no whole number of at least 2.
        """
        counts = Counter(words)
        if size is None or len(counts) <= size:
            return cls(tuple(sorted(counts)))
        size = whole("size", size, least=2)  # the unknown word, and one more
        del counts[UNKNOWN]
        frequent = sorted(counts, key=lambda word: (-counts[word], word))[: size - 1]
        return cls((UNKNOWN, *sorted(frequent)))

    def __len__(self) -> int:
        return len(self.words)

    def encode(self, words: Iterable[str]) -> np.ndarray:
        """Replace words by ids; a word that is not known by that of ``"<unk>"``.

        They are whole numbers of the smallest type that holds them.

        Raises
        ------
        ValueError
            If a word is not in a vocabulary without ``"<unk>"``; the message names it
            and its place.
        """
        return np.fromiter(self._ids(words), smallest(len(self)))

    def _ids(self, words: Iterable[str]) -> Iterator[int]:
        unknown = self._places.get(UNKNOWN)
        for place, word in enumerate(words, start=1):
            i = self._places.get(word, unknown)
            if i is None:
                raise ValueError(
                    f"word {word!r} (place {place}) is not among the {len(self)} words "
                    "of the vocabulary"
                )
            yield i

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Replace ids by words.

        Raises
        ------
        ValueError
            If an id is not in 0 … K-1.
        """
        return [self.words[i] for i in known_ids(ids, len(self))]

    def one_hot(self, words: Iterable[str]) -> np.ndarray:
        """Replace words by unit vectors: T words become an array (T, K).

        Raises
        ------
        ValueError
            As for `encode`.
        """
        return one_hot(self.encode(words), len(self))
