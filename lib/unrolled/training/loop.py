"""Training as a stream: the loop yields, the caller watches, prints, plots or stops.

    for update in watch(train(rnn, params, Stream(ids), carry=True), total=1000):
        losses.append(update.loss)

An update reads one window of the text (backpropagation through time reaches no further
back than its first token), clips the gradient, and moves the parameters.  The text
is read from front to back, without chance, so that a `Snapshot` goes on bit for bit.

Source: windows of a text with the state carried across, as Mikolov et al., "Recurrent
neural network based language model", Interspeech 2010.

    >>> from unrolled import language_model, rnn
    >>> from unrolled.text.streams import Stream
    >>> params = language_model.init(np.random.default_rng(0), rnn, 4, 3)
    >>> updates = train(rnn, params, Stream([0, 1, 2, 2, 3], 1, 4), carry=False)
    >>> update = next(updates)
    >>> update.number, update.perplexity < 6
    (1, True)
"""

import time
from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np

from ..arrays import Params
from ..checks import positive, whole
from ..gradients.clipping import Clipped, clip_by_global_norm, clip_by_value, global_norm
from ..models.model import Given, Model
from ..text.streams import Ids, Windows
from .checkpoints import Snapshot
from .engines import Engine, Fused, textbook, without_fast_path
from .evaluation import evaluate, perplexity_of
from .optimizers import SGD, Optimizer
from .preflight import as_text, check_reading, check_snapshot, check_steps


class Update(NamedTuple):
    """What one update did; loss and norms are those before it."""

    number: int  # counted from 1
    loss: float  # mean, in nats per token; or mean squared error per step, halved
    perplexity: float | None  # e to that; none of a squared error
    norm: float  # of the gradient
    clipped_norm: float  # of the gradient that the optimizer got
    tokens_per_second: float  # learned from, by the clock
    held_out: float | None  # mean loss on the held-out text after it, where measured
    snapshot: Snapshot  # after it


def train(
    given: Given,
    start: Params | Snapshot,
    stream: Windows,
    *,
    carry: bool,
    optimizer: Optimizer | None = None,
    max_norm: float | None = None,
    max_value: float | None = None,
    average: bool = False,
    learned: Collection[str] | None = None,
    held_out: Ids | Windows | None = None,
    every: int = 100,
    engine: Engine | None = None,
) -> Iterator[Update]:
    """Fit a model to a text or a series, for ever; take as many updates as you like.

    Parameters
    ----------
    given : Model, Network or cell
        A cell, such as `unrolled.rnn`, is a network of one layer, and a network is a
        model with cross-entropy.
    start : dict of ndarray, or Snapshot
        Parameters to begin with, or where to go on.  Their precision is the training's:
        in float32 the fast engine takes half the time of float64.
    stream : Stream, Series, Sentences or Sequences
        What to learn, and its windows or batches.
    carry : bool
        Whether a window starts from the state that the one before it ended in (the
        gradient never crosses), or anew: from zeros, or from trainable states.  Each
        pass over the text starts anew.
    optimizer : Optimizer
        `unrolled.optimizers.SGD` with its learning rate of 0.1 if it is left out.
    max_norm, max_value : float, optional
        Clip the gradient by its global norm, or each entry by its value; not both.
    average : bool
        Whether to divide the gradient by the number of tokens of a window, so that the
        learning rate need not change with it.
    learned : names, optional
        The parameters that change; all if it is left out.
    held_out : sequence of int, or a stream, optional
        What to measure the loss on after every `every` updates.
    engine : callable
        Computes the loss and the gradients of a window; if it is left out, the fast
        `unrolled.engines.Fused` where it can, and `unrolled.engines.textbook` elsewhere.

    Raises
    ------
    ValueError
        At once, if a setting cannot be, if settings contradict each other or do not fit
        the start; later, if the gradient is not finite.

    Examples
    --------
    >>> from unrolled import helo, rnn, streams
    >>> hello = streams.Stream(helo.VOCABULARY.encode("hello"), length=4)
    >>> updates = train(rnn, helo.parameters(), hello, carry=False)
    >>> [round(next(updates).loss, 3) for _ in range(3)]
    [1.703, 1.364, 1.228]
    """
    model, optimizer = Model.of(given), SGD() if optimizer is None else optimizer
    if not isinstance(optimizer, Optimizer):
        raise ValueError(f"optimizer is {optimizer!r}; it must be one, such as SGD(0.1)")
    if not isinstance(start, Snapshot):
        start = Snapshot(start, optimizer.init(start), {}, 0)
    _limits(max_norm, max_value)
    every = whole("every", every)
    names = set(start.params if learned is None else learned)
    if unknown := names - start.params.keys():
        raise ValueError(
            f"parameter {min(unknown)} is unknown; there are {[*start.params]}"
        )
    check_steps(model, start.params, "training text", stream)
    if held_out is not None:
        held_out = as_text("held-out text", held_out)
        check_steps(model, start.params, "held-out text", held_out)
    check_reading(model, start.params, stream, carry)
    check_snapshot(model, start, stream, optimizer)
    fast = not without_fast_path(model, start.params)
    run: Engine = engine or (Fused() if fast else textbook)

    def updates() -> Iterator[Update]:
        params, memory, state, number = start
        while True:
            before = time.perf_counter()
            batch = stream.batch(number)
            begin = state if carry and not batch.fresh else {}
            tokens = batch.tokens
            L, gradients, state = run(model, params, batch, begin)
            number += 1
            wanted = {k: g for k, g in gradients.items() if k in names}
            if average:
                wanted = {k: g / tokens for k, g in wanted.items()}
            short, norm, clipped_norm = clipped(wanted, max_norm, max_value)
            _finite(norm, number)
            params, memory = optimizer.update(params, short, memory)
            speed = tokens / max(time.perf_counter() - before, 1e-9)
            tested = None
            if held_out is not None and number % every == 0:
                tested = evaluate(model, params, held_out).loss
            yield Update(
                number,
                L / tokens,
                perplexity_of(model, L / tokens),
                float(norm),
                float(clipped_norm),
                speed,
                tested,
                Snapshot(params, memory, state, number),
            )

    return updates()


def clipped(
    gradients: Params, max_norm: float | None = None, max_value: float | None = None
) -> Clipped:
    """Clip by norm, by value, or not at all, and give the norms in each case."""
    if max_norm is not None:
        return clip_by_global_norm(gradients, max_norm)
    if max_value is not None:
        return clip_by_value(gradients, max_value)
    norm = global_norm(gradients)
    return Clipped(gradients, norm, norm)


def _limits(max_norm: float | None, max_value: float | None) -> None:
    """Insist on at most one limit, above zero."""
    if max_norm is not None and max_value is not None:
        raise ValueError(
            f"max_norm is {max_norm} and max_value is {max_value}; give only one"
        )
    for name, limit in (("max_norm", max_norm), ("max_value", max_value)):
        if limit is not None:
            positive(name, limit)


def _finite(norm: float, number: int) -> None:
    if not np.isfinite(norm):
        raise ValueError(
            f"the gradient of update {number} has norm {norm}; a finite one is needed: "
            "lower the learning rate or clip"
        )
