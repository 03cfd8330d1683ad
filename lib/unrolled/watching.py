"""What a caller does with a stream of updates: watch it, and know when to stop.

>>> from unrolled.watching import until_settled
>>> losses = [2.0, 1.5, 1.25, 1.24]
>>> updates = (Update(n, L, *[0.0] * 4, None, None) for n, L in enumerate(losses, 1))
>>> [update.number for update in until_settled(updates, 0.3)]
[1, 2, 3]
"""

import math
from collections.abc import Iterable, Iterator
from itertools import islice

from tqdm.auto import tqdm

from .training import Update


def stop_early(updates: Iterable[Update], patience: int) -> Iterator[Update]:
    """Pass updates on until the held-out loss has not improved `patience` times in a row.

    The best of them is ``min(measured, key=lambda update: update.held_out)``.
    """
    if patience < 1:
        raise ValueError(f"patience is {patience}; it must be at least 1")

    def passed() -> Iterator[Update]:
        best, worse = math.inf, 0
        for update in updates:
            yield update
            if update.held_out is not None:
                worse = 0 if update.held_out < best else worse + 1
                best = min(best, update.held_out)
            if worse >= patience:
                return

    return passed()


def until_settled(updates: Iterable[Update], difference: float) -> Iterator[Update]:
    """Pass updates on until the loss moves by less than `difference` nats in one of them.

    This is the lectures' rule (000, "equilibrium").
    """
    if not difference > 0:
        raise ValueError(f"difference is {difference}; it must be above 0")

    def passed() -> Iterator[Update]:
        before = math.inf
        for update in updates:
            yield update
            if abs(update.loss - before) < difference:
                return
            before = update.loss

    return passed()


def watch(updates: Iterable[Update], total: int) -> Iterator[Update]:
    """Pass `total` updates on, with a progress bar for whoever waits."""
    with tqdm(total=total, unit=" updates") as bar:
        for update in islice(updates, total):
            bar.set_postfix_str(
                f"{update.loss:.3f} nats, perplexity {update.perplexity:.2f}", refresh=False
            )
            bar.update()
            yield update
