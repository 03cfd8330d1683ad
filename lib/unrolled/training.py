"""Training as a stream: the loop yields, the caller watches, prints, plots or stops.

    for update in watch(train(rnn, params, Stream(ids), carry=True), total=1000):
        losses.append(update.loss)

An update reads one window of the text (backpropagation through time reaches no further
back than its first letter), clips the gradient, and moves the parameters.  The text
is read from front to back, without chance, so that a `Snapshot` goes on bit for bit.

Source: windows of a text with the state carried across, as Mikolov et al., "Recurrent
neural network based language model", Interspeech 2010.

    >>> from unrolled import language_model, rnn
    >>> params = language_model.init(np.random.default_rng(0), rnn, 4, 3)
    >>> updates = train(rnn, params, Stream([0, 1, 2, 2, 3], 1, 4), carry=False)
    >>> update = next(updates)
    >>> update.number, update.perplexity < 6
    (1, True)
"""

import time
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

import numpy as np

from . import bptt, language_model
from .cell import Cell, Params, State, sizes
from .checkpoints import Snapshot
from .clipping import Clipped, clip_by_global_norm, clip_by_value, global_norm
from .evaluation import evaluate, perplexity_of
from .fused import Workspace
from .optimizers import SGD, Optimizer
from .text import Batch, Ids, Stream, one_hot


class BatchPass(NamedTuple):
    """What an engine computes for one window of B strands."""

    L: float  # total loss of all letters of all strands, in nats
    gradients: Params  # of L: sums over letters and strands
    state: State  # after the window: parts (B, H)


#: Computes the loss and the gradients of one window.
Engine = Callable[[Cell, Params, Batch, State], BatchPass]


class Update(NamedTuple):
    """What one update did; loss and norms are those before it."""

    number: int  # counted from 1
    loss: float  # mean, in nats per letter
    perplexity: float  # e to that
    norm: float  # of the gradient
    clipped_norm: float  # of the gradient that the optimizer got
    tokens_per_second: float  # letters learned from, by the clock
    held_out: float | None  # mean loss on the held-out text after it, where measured
    snapshot: Snapshot  # after it


def textbook(cell: Cell, params: Params, batch: Batch, state: State) -> BatchPass:
    """Run the textbook path on each strand of a window, and add up."""
    dtype = params["V"].dtype
    size = sizes(params, {**cell.SHAPES, **language_model.SHAPES})
    L, gradients, states = 0.0, {k: np.zeros_like(p) for k, p in params.items()}, []
    for strand in range(batch.inputs.shape[1]):
        xs = one_hot(batch.inputs[:, strand], size["D"]).astype(dtype)
        ys = one_hot(batch.targets[:, strand], size["K"]).astype(dtype)
        done = language_model.run(cell, params, xs, ys, tuple(s[strand] for s in state))
        L += float(done.L)
        gradients = {k: g + done.gradients[k] for k, g in gradients.items()}
        states.append(bptt.at(done.trace, len(xs) - 1).state)
    return BatchPass(L, gradients, tuple(map(np.stack, zip(*states, strict=True))))


def fused_engine() -> Engine:
    """Make an engine that computes all strands of a window at once, the fast way.

    It gives what `textbook` gives, up to rounding.  It keeps its memory from window to
    window, so make one for each training.
    """
    kept: dict[tuple[int, ...], Workspace] = {}

    def engine(cell: Cell, params: Params, batch: Batch, state: State) -> BatchPass:
        T, B = batch.inputs.shape
        if (T, B) not in kept:
            kept[T, B] = Workspace(cell, params, T, B, params["V"].dtype)
        work = kept[T, B]
        for name, p in params.items():
            work.params[name][...] = p
        L = work.forward(batch.inputs, batch.targets, [state])
        gradients = work.backward()
        return BatchPass(L, gradients, tuple(part.copy() for part in work.state[0]))

    return engine


def train(
    cell: Cell,
    start: Params | Snapshot,
    stream: Stream,
    *,
    carry: bool,
    optimizer: Optimizer | None = None,
    max_norm: float | None = None,
    max_value: float | None = None,
    average: bool = False,
    learned: Collection[str] | None = None,
    held_out: Ids | None = None,
    every: int = 100,
    engine: Engine = textbook,
) -> Iterator[Update]:
    """Fit a letter model to a text, for ever; take as many updates as you like.

    Parameters
    ----------
    cell : module
        Such as `unrolled.rnn`.
    start : dict of ndarray, or Snapshot
        Parameters to begin with, or where to go on.
    stream : Stream
        The text and its windows.
    carry : bool
        Whether a window starts from the state that the one before it ended in (the
        gradient never crosses), or from zeros; each pass over the text starts from zeros.
    optimizer : Optimizer
        `unrolled.optimizers.SGD` with its learning rate of 0.1 if it is left out.
    max_norm, max_value : float, optional
        Clip the gradient by its global norm, or each entry by its value; not both.
    average : bool
        Whether to divide the gradient by the number of letters of a window, so that the
        learning rate need not change with it.
    learned : names, optional
        The parameters that change; all if it is left out.
    held_out : sequence of int, optional
        Text to measure the loss on after every `every` updates.
    engine : callable
        Computes the loss and the gradients of a window: `textbook`, or for large models
        ``fused_engine()``.

    Raises
    ------
    ValueError
        If settings contradict each other or do not fit the start, or if the gradient
        is not finite.
    """
    optimizer = SGD() if optimizer is None else optimizer
    if not isinstance(start, Snapshot):
        start = Snapshot(start, optimizer.init(start), (), 0)
    if max_norm is not None and max_value is not None:
        raise ValueError(
            f"max_norm is {max_norm} and max_value is {max_value}; give only one"
        )
    if every < 1:
        raise ValueError(f"every is {every}; it must be at least 1")
    names = set(start.params if learned is None else learned)
    if unknown := names - start.params.keys():
        raise ValueError(
            f"parameter {min(unknown)} is unknown; there are {[*start.params]}"
        )
    _fitting(cell, start, stream, optimizer)
    _known("training", stream.ids, len(start.params["V"]))
    if held_out is not None:
        _known("held-out", held_out, len(start.params["V"]))

    def gradient(done: BatchPass, letters: int) -> Clipped:
        share = 1 / letters if average else 1.0
        wanted = {k: share * g for k, g in done.gradients.items() if k in names}
        return clipped(wanted, max_norm, max_value)

    def updates() -> Iterator[Update]:
        params, memory, state, number = start
        while True:
            before = time.perf_counter()
            batch = stream.batch(number)
            if batch.fresh or not carry:
                state = zeros(cell, params, stream.batch_size)
            done = engine(cell, params, batch, state)
            letters, state, number = batch.targets.size, done.state, number + 1
            g, norm, clipped_norm = gradient(done, letters)
            _finite(norm, number)
            params, memory = optimizer.update(params, g, memory)
            speed = letters / (time.perf_counter() - before)
            now = Snapshot(params, memory, state, number)
            tested = None
            if held_out is not None and number % every == 0:
                tested = evaluate(cell, params, held_out).loss
            loss = done.L / letters
            yield Update(
                number,
                loss,
                perplexity_of(loss),
                float(norm),
                float(clipped_norm),
                speed,
                tested,
                now,
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


def zeros(cell: Cell, params: Params, batch_size: int) -> State:
    """Give the state before the first step of each strand: parts (B, H)."""
    dtype, parts = params["V"].dtype, cell.zero_state(params)
    return tuple(np.stack([part] * batch_size).astype(dtype) for part in parts)


def _finite(norm: float, number: int) -> None:
    if not np.isfinite(norm):
        raise ValueError(
            f"the gradient of update {number} has norm {norm}; a finite one is needed: "
            "lower the learning rate or clip"
        )


def _fitting(cell: Cell, start: Snapshot, stream: Stream, optimizer: Optimizer) -> None:
    """Insist that cell, stream and optimizer could have made the snapshot."""
    size = sizes(start.params, {**cell.SHAPES, **language_model.SHAPES})
    needed = {name: np.shape(m) for name, m in optimizer.init(start.params).items()}
    found = {name: np.shape(m) for name, m in start.memory.items()}
    if found != needed:
        raise ValueError(
            f"the memory holds {found}; {type(optimizer).__name__} needs {needed}"
        )
    shapes = [np.shape(part) for part in start.state]
    wanted = [np.shape(part) for part in zeros(cell, start.params, stream.batch_size)]
    if shapes and shapes != wanted:
        raise ValueError(f"the carried state has shapes {shapes}; they must be {wanted}")
    if size["D"] != size["K"]:
        raise ValueError(
            f"inputs have D = {size['D']} and outputs K = {size['K']}; one-hot letters "
            "need both to be equal"
        )


def _known(name: str, ids: Ids, K: int) -> None:
    """Insist that a model of K letters knows each of a text."""
    if len(ids) < 2:
        raise ValueError(f"the {name} text has {len(ids)} letters; it must have at least 2")
    low, high = int(np.min(ids)), int(np.max(ids))
    if low < 0 or high >= K:
        raise ValueError(
            f"the {name} text has ids from {low} to {high}; the model knows 0 … {K - 1}"
        )
