"""Engines: what computes the loss and the gradients of one window of B strands.

`textbook` reads each strand by the equations.  `Fused` reads all at once, as fast as NumPy
can, and gives the same numbers up to rounding; it has no squared error and no second
direction.  Both take a model, or a network or a cell that stands for one.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ..arrays import NamedState, Params
from ..fused import Workspace
from ..fused.batch import missing
from ..models.model import AnyModel, Model
from ..text.letters import one_hot
from ..text.streams import Batch
from .preflight import check_window


class BatchPass(NamedTuple):
    """What an engine computes for one window."""

    L: float  # total loss of all steps of all strands; in nats, if cross-entropy
    gradients: Params  # of L: sums over steps and strands
    state: NamedState  # after the window, by name: (B, H)


Engine = Callable[[AnyModel, Params, Batch, NamedState], BatchPass]


def textbook(model: AnyModel, params: Params, batch: Batch, state: NamedState) -> BatchPass:
    """Run the textbook path on each strand of a window, and add up.

    What `state` does not hold starts from a trainable state, or else from zeros.

    >>> from unrolled import helo, rnn
    >>> batch = Batch(np.array([[0], [1]]), np.array([[1], [2]]), fresh=True)
    >>> done = textbook(rnn, helo.parameters(), batch, {})
    >>> round(done.L, 3), done.state["h"].shape
    (3.402, (1, 3))
    """
    L, gradients, states = 0.0, {k: np.zeros_like(p) for k, p in params.items()}, []
    for done, after in _strands(model, "run", params, batch, state):
        if done is not None:
            L += float(done.L)
            gradients = {k: g + done.gradients[k] for k, g in gradients.items()}
        states.append(after)
    return BatchPass(L, gradients, _side_by_side(states))


def score(
    model: AnyModel, params: Params, batch: Batch, state: NamedState
) -> tuple[float, NamedState]:
    """Give the total loss of a window, and the state after it, by the textbook path."""
    done = [*_strands(model, "forward", params, batch, state)]
    L = sum(float(read.L) for read, _ in done if read is not None)
    return L, _side_by_side([after for _, after in done])


class Fused:
    """The fast engine.

    It keeps its memory from window to window, one workspace for each shape.

    Raises
    ------
    ValueError
        When it is called, if there is no fast path for the model.

    Examples
    --------
    >>> from unrolled import helo, rnn
    >>> batch = Batch(np.array([[0], [1]]), np.array([[1], [2]]), fresh=True)
    >>> round(Fused()(rnn, helo.parameters(), batch, {}).L, 3)
    3.402
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Workspace] = {}

    def __call__(
        self, model: AnyModel, params: Params, batch: Batch, state: NamedState
    ) -> BatchPass:
        """Compute loss, gradients and state of a window."""
        work, L = self._read(Model.of(model), params, batch, state)
        # copies, which the next window does not overwrite
        gradients = {name: g.copy() for name, g in work.backward().items()}
        for name, d in work.d_state.items():
            if name in params:  # a trainable state, from which all strands began, or none
                gradients[name] = np.zeros_like(d[0]) if name in state else d.sum(axis=0)
        return BatchPass(L, gradients, _copied(work.state))

    def score(
        self, model: AnyModel, params: Params, batch: Batch, state: NamedState
    ) -> tuple[float, NamedState]:
        """Give the total loss of a window, and the state after it."""
        work, L = self._read(Model.of(model), params, batch, state)
        return L, _copied(work.state)

    def _read(
        self, model: Model, params: Params, batch: Batch, state: NamedState
    ) -> tuple[Workspace, float]:
        if why := without_fast_path(model, params):
            raise ValueError(f"the fused engine has no {why}; use textbook")
        check_window(model, params, batch, state)
        (T, B), net = batch.inputs.shape[:2], model.network
        begin = net.initial_state(params)
        own = {name: p for name, p in params.items() if name not in begin}
        vectors = batch.inputs.ndim == 3
        key = (net.cell, T, B, vectors, *((n, p.shape, p.dtype) for n, p in own.items()))
        if key not in self._kept:
            self._kept[key] = Workspace(net.cell, own, T, B, params["V"].dtype, vectors)
        work = self._kept[key]
        for name, p in own.items():
            work.params[name][...] = p
        first = {
            name: np.broadcast_to(p, (B, p.shape[-1]))
            for name, p in (begin | state).items()
            if name in params or name in state  # the others are zero
        }
        L = work.forward(batch.inputs, batch.targets, first, batch.lengths, batch.mask)
        return work, L


def without_fast_path(model: Model, params: Params) -> str:
    """Say what a model has that `Fused` has not; nothing, if there is a fast path."""
    if model.loss != "cross_entropy":
        return model.loss
    return missing(model.network, params)


def _strands(
    model: AnyModel, way: str, params: Params, batch: Batch, state: NamedState
) -> Iterator[tuple[Any, NamedState]]:
    """Read each strand as vectors in the precision of the parameters; give its end, too."""
    model = Model.of(model)
    check_window(model, params, batch, state)
    T, B = batch.inputs.shape[:2]
    sizes = len(params["E"]) if "E" in params else params["W"].shape[-1], len(params["V"])
    for strand, length in enumerate([T] * B if batch.lengths is None else batch.lengths):
        first = {name: part[strand] for name, part in state.items()}
        if length == 0:
            yield None, model.network.initial_state(params) | first
            continue
        parts = batch.inputs[:length, strand], batch.targets[:length, strand]
        xs, ys = (
            (p if p.ndim == 2 else one_hot(p, K)).astype(params["V"].dtype, copy=False)
            for p, K in zip(parts, sizes, strict=True)
        )
        mask = None if batch.mask is None else batch.mask[:length, strand]
        if mask is not None and not mask.any():
            yield None, model.network.forward(params, xs, first).state
            continue
        done = getattr(model, way)(params, xs, ys, first, mask)
        yield done, done.trace.state


def _side_by_side(states: list[NamedState]) -> NamedState:
    return {name: np.stack([s[name] for s in states]) for name in states[0]}


def _copied(state: NamedState) -> NamedState:
    """Copy the workspace's state, which the next window overwrites."""
    return {name: part.copy() for name, part in state.items()}
