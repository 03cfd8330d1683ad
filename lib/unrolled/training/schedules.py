"""Learning-rate schedules: functions of the number n of the update, counted from 1.

Each function here makes such a function, for the `learning_rate` of an optimizer.

Sources: `cosine`: Loshchilov & Hutter, ICLR 2017; `warm_up`: Vaswani et al., NeurIPS 2017.
"""

import math
from collections.abc import Callable

from ..checks import positive, whole

Schedule = Callable[[int], float]  #: From the number of an update to its learning rate.


def halving(first: float, every: int) -> Schedule:
    """Start at `first` and halve after every `every` updates.

    Raises
    ------
    ValueError
        If `first` is not above 0, or `every` no whole number of at least 1.

    Examples
    --------
    >>> rate = halving(0.8, every=10)
    >>> rate(1), rate(10), rate(11), rate(21)
    (0.8, 0.8, 0.4, 0.2)
    """
    first, every = positive("first", first), whole("every", every)
    return lambda n: first * 0.5 ** ((n - 1) // every)


def inverse_root(first: float) -> Schedule:
    """Fall as one over the root of n, as stochastic approximation wants it.

    Raises
    ------
    ValueError
        If `first` is not above 0.

    Examples
    --------
    >>> rate = inverse_root(1.0)
    >>> rate(1), rate(4)
    (1.0, 0.5)
    """
    first = positive("first", first)
    return lambda n: first / math.sqrt(n)


def cosine(first: float, updates: int, last: float = 0.0) -> Schedule:
    """Fall from `first` to `last` along half a cosine, and stay there after `updates`.

    Source: Loshchilov & Hutter, "SGDR", ICLR 2017, without restarts.

    Raises
    ------
    ValueError
        If `first` is not above 0, `last` not from 0 to `first`, or `updates` no whole
        number of at least 1.

    Examples
    --------
    >>> rate = cosine(1.0, updates=3, last=0.2)
    >>> [round(rate(n), 12) for n in (1, 2, 3, 9)]
    [1.0, 0.6, 0.2, 0.2]
    """
    first, updates = positive("first", first), whole("updates", updates)
    if not 0 <= last <= first:
        raise ValueError(f"last is {last}; it must be from 0 to first, which is {first}")

    def rate(n: int) -> float:
        done = min(1.0, (n - 1) / max(1, updates - 1))
        return last + (first - last) * (1 + math.cos(math.pi * done)) / 2

    return rate


def warm_up(schedule: Schedule | float, updates: int) -> Schedule:
    """Rise in a straight line during the first `updates`, then go on as `schedule`.

    Raises
    ------
    ValueError
        If `updates` is no whole number of at least 1, or a constant `schedule` not above 0.

    Examples
    --------
    >>> rate = warm_up(0.4, updates=4)
    >>> rate(1), rate(2), rate(4), rate(99)
    (0.1, 0.2, 0.4, 0.4)
    """
    updates = whole("updates", updates)
    if not callable(schedule):
        positive("schedule", schedule)

    def rate(n: int) -> float:
        full = schedule(n) if callable(schedule) else schedule
        return full * min(1.0, n / updates)

    return rate
