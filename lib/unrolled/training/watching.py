"""What a caller does with a stream of updates: watch it, and know when to stop.

>>> from unrolled.training.watching import until_settled
>>> losses = [2.0, 1.5, 1.25, 1.24]
>>> updates = (Update(n, L, *[0.0] * 4, None, None) for n, L in enumerate(losses, 1))
>>> [update.number for update in until_settled(updates, 0.3)]
[1, 2, 3]
"""

import math
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from types import FrameType

from tqdm.auto import tqdm

from ..checks import positive, whole
from .loop import Update


def stop_early(updates: Iterable[Update], patience: int) -> Iterator[Update]:
    """Pass updates on until the held-out loss has not improved `patience` times in a row.

    The best of them is ``min(measured, key=lambda update: update.held_out)``.

    Raises
    ------
    ValueError
        If `patience` is no whole number of at least 1.

    Examples
    --------
    >>> updates = [Update(0, 0, 1, 0, 0, 0, held_out, None) for held_out in (3, 2, 4, 5)]
    >>> [update.held_out for update in stop_early(updates, patience=1)]
    [3, 2, 4]
    """
    patience = whole("patience", patience)

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

    Raises
    ------
    ValueError
        If `difference` is not above 0.

    Examples
    --------
    >>> updates = [Update(0, loss, 1, 0, 0, 0, None, None) for loss in (3, 2, 1.95, 1)]
    >>> [update.loss for update in until_settled(updates, difference=0.1)]
    [3, 2, 1.95]
    """
    difference = positive("difference", difference)

    def passed() -> Iterator[Update]:
        before = math.inf
        for update in updates:
            yield update
            if abs(update.loss - before) < difference:
                return
            before = update.loss

    return passed()


def watch(updates: Iterable[Update], total: int) -> Iterator[Update]:
    """Pass `total` updates on, with a progress bar where a person waits.

    When a chapter is built, or when a log is written, there is no bar and no trace of one.
    Interrupted (Jupyter's stop button, Ctrl-C), it passes the update on that is being made,
    and ends: what was learned so far is kept.  Interrupted twice, it stops at once.

    Raises
    ------
    ValueError
        If `total` is no whole number from 0 up.

    Examples
    --------
    >>> from unrolled import helo, rnn, streams, training
    >>> hello = streams.Stream([0, 1, 2, 2, 3], length=4)
    >>> updates = training.train(rnn, helo.parameters(), hello)
    >>> [update.number for update in watch(updates, total=3)]
    [1, 2, 3]
    """
    total = whole("total", total, least=0)

    def passed() -> Iterator[Update]:
        bar = tqdm(total=total, unit=" updates", disable=not someone_waits())
        with bar, interruptible() as interrupted:
            for update in islice(updates, total):
                bar.set_postfix_str(told(update), refresh=False)
                bar.update()
                yield update
                if interrupted.is_set():
                    return

    return passed()


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Note a first interrupt instead of raising it; only the main thread gets one."""
    interrupted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return
    before = signal.getsignal(signal.SIGINT)

    def noted(number: int, frame: FrameType | None) -> None:
        interrupted.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, noted)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def told(update: Update) -> str:
    """Say how an update went, as briefly as a progress bar must."""
    if update.perplexity is None:
        return f"squared error {update.loss:.4g}"
    return f"{update.loss:.3f} nats, perplexity {update.perplexity:.2f}"


def someone_waits() -> bool:
    """Say whether a person is there to see a progress bar.

    In a notebook that is who could be asked a question: JupyterLab allows cells to, and
    what executes notebooks for a book does not.  Elsewhere it is who has a terminal.
    """
    shell = sys.modules.get("IPython") and sys.modules["IPython"].get_ipython()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return sys.stderr.isatty()
    request = kernel.get_parent("shell") or {}
    return bool(request.get("content", {}).get("allow_stdin", False))
