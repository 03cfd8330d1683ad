"""Training as a stream: the loop yields, the caller watches, prints, plots or stops.

    for update in watch(train(rnn, params, Stream(ids), stateful=True), total=1000):
        losses.append(update.loss)

An update reads one window of the text (backpropagation through time reaches no further
back than its first token), clips the gradient, and moves the parameters.  The text
is read from front to back, without chance, so that a `Snapshot` goes on bit for bit.

Source: windows of a text with the state carried across, as Mikolov et al., "Recurrent
neural network based language model", Interspeech 2010.

    >>> from unrolled import Model, Stream, rnn
    >>> params = Model(rnn).init(0, input_size=4, hidden_size=3)
    >>> updates = train(rnn, params, Stream([0, 1, 2, 2, 3], 1, 4))
    >>> update = next(updates)
    >>> update.number, update.perplexity < 6
    (1, True)
"""

import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from ..arrays import Params
from ..checks import whole
from ..gradients.clipping import Clipped, clip_by_global_norm, clip_by_value, global_norm
from ..models.model import AnyModel, Model
from ..text.streams import Ids, Windows
from .checkpoints import Snapshot
from .engines import Engine, Fused, textbook, without_fast_path
from .evaluation import evaluate, perplexity_of
from .optimizers import Optimizer
from .preflight import (
    as_text,
    beginning,
    check_limits,
    check_names,
    check_optimizer,
    check_start,
    check_steps,
)


class Update(NamedTuple):
    """What one update did; loss and norms are those before it."""

    number: int  # counted from 1
    loss: float  # mean per step: in nats, or half the sum of squares over K
    perplexity: float | None  # e to that; none of a squared error
    norm: float  # of the gradient
    clipped_norm: float  # of the gradient that the optimizer got
    tokens_per_second: float  # learned from, by the clock
    held_out: float | None  # mean loss on the held-out text after it, where measured
    snapshot: Snapshot  # after it


def train(
    model: AnyModel,
    params: Params | Snapshot,
    stream: Windows,
    *,
    stateful: bool = False,
    optimizer: Optimizer | None = None,
    max_norm: float | None = None,
    max_value: float | None = None,
    average: bool = False,
    trainable: Collection[str] | None = None,
    held_out: Ids | Windows | None = None,
    every: int = 100,
    engine: Engine | None = None,
) -> Iterator[Update]:
    """Fit a model to a text or a series, for ever; take as many updates as you like.

    Parameters
    ----------
    model : Model, Network or cell
        A cell, such as `unrolled.rnn`, is a network of one layer, and a network is a
        model with cross-entropy.
    params : dict of ndarray, or Snapshot
        Parameters to begin with, or where to go on.  Their precision is the training's:
        in float32 the fast engine takes half the time of float64.
    stream : Stream, Series, Sentences or Sequences
        What to learn, and its windows or batches.
    stateful : bool
        Whether a window starts from the state that the one before it ended in (the
        gradient never crosses), or anew: from zeros, or from trainable states.  Each
        pass over the text starts anew.
    optimizer : Optimizer
        `unrolled.optimizers.SGD` with its learning rate of 0.1 if it is left out.
    max_norm, max_value : float, optional
        Clip the gradient by its global norm, or each entry by its value; not both.
    average : bool
        Whether to divide the gradient by the number of losses of a window, so that the
        learning rate need not change with it.
    trainable : names, optional
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
    >>> updates = train(rnn, helo.parameters(), hello)
    >>> [round(next(updates).loss, 3) for _ in range(3)]
    [1.703, 1.364, 1.228]
    """
    model, optimizer = Model.of(model), check_optimizer(optimizer)
    start = params if isinstance(params, Snapshot) else beginning(params, optimizer)
    check_limits(max_norm, max_value)
    names = check_names(start.params, trainable)
    check_start(model, start, stream, optimizer, stateful)
    return _updates(
        model,
        start,
        stream,
        optimizer,
        engine=engine or (textbook if without_fast_path(model, start.params) else Fused()),
        shaped=partial(_shaped, names, average, max_norm, max_value),
        stateful=stateful,
        tested=_test(model, start.params, held_out, whole("every", every)),
    )


def _updates(
    model: Model,
    start: Snapshot,
    stream: Windows,
    optimizer: Optimizer,
    *,
    engine: Engine,
    shaped: Callable[[Params, int], Clipped],
    stateful: bool,
    tested: Callable[[Params, int], float | None],
) -> Iterator[Update]:
    """Make one update after the other."""
    params, optimizer_state, state, number = start
    while True:
        before = time.perf_counter()
        batch = stream.batch(number)
        first = state if stateful and not batch.fresh else {}
        L, gradients, state = engine(model, params, batch, first)
        number += 1
        short, norm, clipped_norm = shaped(gradients, batch.tokens)
        _finite(norm, number)
        params, optimizer_state = optimizer.update(params, short, optimizer_state)
        speed = batch.tokens / max(time.perf_counter() - before, 1e-9)
        mean = L / batch.tokens
        yield Update(
            number,
            mean,
            perplexity_of(model, mean),
            float(norm),
            float(clipped_norm),
            speed,
            tested(params, number),
            Snapshot(params, optimizer_state, state, number),
        )


def _shaped(
    names: Collection[str],
    average: bool,
    max_norm: float | None,
    max_value: float | None,
    gradients: Params,
    tokens: int,
) -> Clipped:
    """Give the gradient that the optimizer gets: of some parameters, mean and clipped."""
    wanted = {k: g for k, g in gradients.items() if k in names}
    if average:
        wanted = {k: g / tokens for k, g in wanted.items()}
    return clipped(wanted, max_norm, max_value)


def _test(
    model: Model, params: Params, held_out: Ids | Windows | None, every: int
) -> Callable[[Params, int], float | None]:
    """Give what measures the held-out loss after every so many updates."""
    if held_out is None:
        return lambda params, number: None
    text = as_text("held-out text", held_out)
    check_steps(model, params, "held-out text", text)

    def tested(params: Params, number: int) -> float | None:
        return None if number % every else evaluate(model, params, text).loss

    return tested


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


def _finite(norm: float, number: int) -> None:
    if not np.isfinite(norm):
        raise ValueError(
            f"the gradient of update {number} has norm {norm}; a finite one is needed: "
            "lower the learning rate or clip"
        )
