"""Sequences of their own, such as sentences: of different lengths, several in a batch.

Each begins anew.  A batch is as long as the longest sequence of all; of each sequence only
the steps that it has count, and the places behind them are read by nobody.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from ..checks import whole
from .streams import Batch, Ids, Windows, paired, steps


class Sequences(Windows):
    """Sequences with a target at each step or one for all, `batch_size` side by side.

    Parameters
    ----------
    inputs : list of N sequences
        Each a sequence of ids, or an ndarray (T, D), with its own T of at least 1.
    targets : list of N sequences, or of N targets
        Each a sequence of ids or an ndarray (T, K), one for each step; or one id or one
        vector (K,) of floats: the target of its last step, where alone is a loss.
    batch_size : int

    Raises
    ------
    ValueError
        If there is no sequence, or an empty one, or if inputs and targets do not fit.

    Examples
    --------
    >>> labelled = Sequences([[0, 1, 2], [2]], [[1, 1, 0], [0]], batch_size=2)
    >>> labelled.batch(0).inputs.T.tolist(), labelled.batch(0).lengths.tolist()
    ([[0, 1, 2], [2, 0, 0]], [3, 1])
    >>> many_to_one = Sequences([[0, 1, 2], [2]], [1, 0], batch_size=2)
    >>> many_to_one.batch(0).mask.T.tolist(), many_to_one.batch(0).tokens
    ([[False, False, True], [True, False, False]], 2)
    """

    def __init__(
        self, inputs: Iterable[Any], targets: Iterable[Any], batch_size: int = 1
    ) -> None:
        xs = [steps(f"inputs[{i}]", one) for i, one in enumerate(inputs)]
        targets = [*targets]
        paired(len(xs), len(targets))
        self.at_last = bool(targets) and all(_alone(target) for target in targets)
        if self.at_last:
            targets = [[y] * max(1, len(x)) for x, y in zip(xs, targets, strict=True)]
        ys = [steps(f"targets[{i}]", one) for i, one in enumerate(targets)]
        for x, y in zip(xs, ys, strict=True):
            paired(len(x), len(y))
        self.lengths = np.array([len(x) for x in xs])
        if not len(xs) or self.lengths.min() < 1:
            least = int(self.lengths.min(initial=0))
            raise ValueError(
                f"there are {len(xs)} sequences, the shortest of {least} steps; at least "
                "1 of at least 1 is needed"
            )
        for name, all_of_them in (("inputs", xs), ("targets", ys)):
            if len({one.shape[1:] for one in all_of_them}) > 1:
                shapes = [one.shape for one in all_of_them]
                raise ValueError(f"{name} have the shapes {shapes}; all must be alike")
        self.inputs, self.targets = np.concatenate(xs), np.concatenate(ys)
        self.batch_size, self.length = (
            whole("batch_size", batch_size),
            int(max(self.lengths)),
        )
        self.starts = np.cumsum(self.lengths) - self.lengths

    def __len__(self) -> int:
        """Batches in one pass; the last one may hold less sequences."""
        return -(-len(self.lengths) // self.batch_size)

    def batch(self, number: int) -> Batch:
        """Give batch `number`, counted from 0; after the last comes the first again."""
        first = number % len(self) * self.batch_size
        some = slice(first, first + self.batch_size)
        missing = (0, self.batch_size - len(self.lengths[some]))
        lengths, starts = (np.pad(a[some], missing) for a in (self.lengths, self.starts))
        t = np.arange(self.length)[:, None]
        counts = t < lengths
        places = np.where(counts, starts + t, 0)
        inputs, targets = self.inputs[places], self.targets[places]
        inputs[~counts] = targets[~counts] = 0
        last = t == lengths - 1 if self.at_last else None
        return Batch(inputs, targets, True, lengths, last)

    def once(self, length: int | None = None) -> Iterator[Batch]:
        """Read everything once; a sequence is never cut."""
        return (self.batch(number) for number in range(len(self)))


class Sentences(Sequences):
    """Texts of their own, each to be predicted token by token.

    Raises
    ------
    ValueError
        If there is no text, or one of fewer than two tokens.

    Examples
    --------
    >>> sentences = Sentences([[0, 1, 2], [2, 3]], batch_size=2)
    >>> sentences.batch(0).targets.T.tolist(), sentences.batch(0).tokens
    ([[1, 2], [3, 0]], 3)
    """

    text = True

    def __init__(self, ids: Iterable[Ids], batch_size: int = 1) -> None:
        texts = [steps(f"ids[{i}]", one) for i, one in enumerate(ids)]
        shortest = min((len(one) for one in texts), default=0)
        if shortest < 2:
            raise ValueError(
                f"the shortest of {len(texts)} texts has {shortest} tokens; at least 2 are "
                "needed"
            )
        super().__init__([t[:-1] for t in texts], [t[1:] for t in texts], batch_size)


def _alone(target: Any) -> bool:
    """Say whether this is one id or one vector, and not one for each step."""
    value = np.asarray(target)
    return value.ndim == 0 or (
        value.ndim == 1 and value.size > 0 and value.dtype.kind == "f"
    )
