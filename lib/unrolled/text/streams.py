"""Streams: a long sequence read window by window, several places of it side by side.

A sequence is cut into strands of equal length; each window goes on in all strands where
the one before it ended, so that a state can be carried over.  Steps at the end that fill
no window are left out.  Nothing is left to chance: the number of a window says what is
in it, so that a training can go on where it stopped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from ..arrays import finite
from ..checks import whole

Ids = Sequence[int] | np.ndarray  #: Tokens, letters or words, as places in a vocabulary


class Batch(NamedTuple):
    """One window of B strands of T steps."""

    inputs: np.ndarray  # (T, B) ids, or (T, B, D)
    targets: np.ndarray  # (T, B) ids, or (T, B, K)
    fresh: bool  # whether the strands start anew, so that a carried state must, too
    lengths: np.ndarray | None = None  # (B,) steps of each strand; all, if None
    mask: np.ndarray | None = None  # (T, B) which of them have a loss; all, if None

    @property
    def tokens(self) -> int:
        """Steps that have a loss, of all strands."""
        T, B = self.inputs.shape[:2]
        ends = np.full(B, T) if self.lengths is None else self.lengths
        if self.mask is None:
            return int(ends.sum())
        return int((self.mask & (np.arange(T)[:, None] < ends)).sum())


class Windows:
    """What all streams share; each has `inputs` and `targets` of N steps."""

    text: ClassVar[bool] = False  # whether a target is the token that is read next

    inputs: np.ndarray
    targets: np.ndarray
    batch_size: int
    length: int

    def __len__(self) -> int:
        """Windows in one pass over the sequence."""
        return len(self.inputs) // self.batch_size // self.length

    def batch(self, number: int) -> Batch:
        """Give window `number`, counted from 0; after the last comes the first again."""
        strand = len(self.inputs) // self.batch_size
        start = number % len(self) * self.length
        places = np.arange(start, start + self.length)[:, None]
        places = places + strand * np.arange(self.batch_size)
        return Batch(self.inputs[places], self.targets[places], fresh=start == 0)

    def once(self, length: int | None = None) -> Iterator[Batch]:
        """Read everything once, as one strand, in windows of `length` steps or in one."""
        N = len(self.inputs)
        for start in range(0, N, length or N):
            some = slice(start, start + (length or N))
            yield Batch(self.inputs[some, None], self.targets[some, None], start == 0)

    def _cut(self, has: str, needs: str, more: int = 0) -> None:
        """Insist on sizes, and on a sequence of at least one window."""
        for name in ("batch_size", "length"):
            object.__setattr__(self, name, whole(name, getattr(self, name)))
        needed = self.batch_size * self.length
        if len(self.inputs) < needed:
            window = f"{self.batch_size} × {self.length}"
            raise ValueError(f"{has}; {window} {needs} {needed + more}")


@dataclass(frozen=True, eq=False)
class Stream(Windows):
    """A text, to be predicted token by token: the target is what comes next.

    Parameters
    ----------
    ids : sequence of int
        The text, from a vocabulary's `encode`: letters or words.
    batch_size : int
        B, the number of strands.
    length : int
        T, the tokens of a window.

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

    text = True

    ids: Any  # `Ids`, kept as an array
    batch_size: int = 1
    length: int = 32

    def __post_init__(self) -> None:
        ids = token_ids(self.ids)
        object.__setattr__(self, "ids", ids)
        self._cut(f"the text has {len(ids)} tokens", "and the one that follows are", 1)

    @property
    def inputs(self) -> np.ndarray:  # type: ignore[override]
        """All tokens but the last."""
        ids: np.ndarray = self.ids[:-1]
        return ids

    @property
    def targets(self) -> np.ndarray:  # type: ignore[override]
        """All tokens but the first."""
        ids: np.ndarray = self.ids[1:]
        return ids


@dataclass(frozen=True, eq=False)
class Series(Windows):
    """A sequence with a target at each step: numbers to be met, or labels to be found.

    Parameters
    ----------
    inputs : ndarray (N, D), or sequence of N ids
    targets : ndarray (N, K) for a squared error, or sequence of N ids
    batch_size : int
        B, the number of strands.
    length : int
        T, the steps of a window.

    Raises
    ------
    ValueError
        If there are not as many targets as inputs, if a number is not finite, or if the
        series is too short for one window; the message names both.

    Examples
    --------
    >>> wave = np.sin(np.arange(9.0))[:, None]
    >>> series = Series(wave[:-1], wave[1:], batch_size=2, length=3)
    >>> len(series), series.batch(0).targets.shape
    (1, (3, 2, 1))
    """

    inputs: Any
    targets: Any
    batch_size: int = 1
    length: int = 32

    def __post_init__(self) -> None:
        for name in ("inputs", "targets"):
            object.__setattr__(self, name, steps(name, getattr(self, name)))
        paired(len(self.inputs), len(self.targets))
        self._cut(f"the series has {len(self.inputs)} steps", "are")


def steps(name: str, sequence: Any) -> np.ndarray:
    """Give ids, or finite vectors, as an array with one entry for each step.

    Raises
    ------
    ValueError
        If a number is not finite, or an id not whole.
    """
    values = np.asarray(sequence)
    if values.ndim != 2:
        return token_ids(values)
    finite(name, values)
    return values


def paired(inputs: int, targets: int) -> None:
    """Insist on as many targets as inputs."""
    if inputs != targets:
        raise ValueError(
            f"there are {inputs} inputs and {targets} targets; one each is needed"
        )


def token_ids(ids: Any) -> np.ndarray:
    """Give a row of whole numbers as an array; no number at all is a row, too.

    Raises
    ------
    ValueError
        If there is something else in it, or another number of axes.
    """
    row = np.asarray(ids)
    if row.size == 0 and row.ndim == 1:
        return row.astype(int)
    if row.ndim != 1 or row.dtype.kind not in "iu":
        raise ValueError(
            f"ids are {row.dtype} of shape {row.shape}; one row of whole numbers is needed"
        )
    return row


def split(ids: Ids, held_out: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
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
    text = token_ids(ids if isinstance(ids, np.ndarray) else list(ids))
    if not 0 < held_out < 1:
        raise ValueError(f"held_out is {held_out}; it must be a share between 0 and 1")
    cut = len(text) - round(held_out * len(text))
    if not 0 < cut < len(text):
        raise ValueError(
            f"the text has {len(text)} tokens; with held_out = {held_out} a part is empty"
        )
    return text[:cut], text[cut:]
