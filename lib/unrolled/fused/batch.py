"""Many sequences at once: what a network gives at each step, without a loss.

The scores of a readout, if there is one, are those of `unrolled.language_model` (M1), or
the numbers of a model with squared error (Q1).

    >>> from unrolled import Network, lstm
    >>> net = Network(lstm, layers=2)
    >>> params = net.init(0, input_size=4, hidden_size=3)
    >>> done = forward_batch(net, params, [[0, 1], [2, 3], [3, 0]], lengths=[3, 2])
    >>> done.outputs.shape, done.outputs[2, 1], done.state["h1"].shape
    ((3, 2, 3), array([0., 0., 0.]), (2, 3))
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import checks
from ..arrays import Array, NamedState, Params, finite
from ..cells import gru, lstm, rnn
from ..models.model import AnyModel, Model
from ..networks.network import Network, check_parts
from .workspace import Workspace


class BatchForward(NamedTuple):
    """What B sequences give; beyond the length of a sequence, zeros."""

    outputs: Array  # (T, B, H) or, two directions concatenated, (T, B, 2H)
    scores: Array | None  # (T, B, K) of the readout V, c; nothing without one
    state: NamedState  # after the last step of each sequence: (B, H)


def forward_batch(
    model: AnyModel,
    params: Params,
    inputs: Any,
    state: NamedState | None = None,
    lengths: Sequence[int] | np.ndarray | None = None,
) -> BatchForward:
    """Read B sequences side by side, by the fast path where there is one.

    Parameters
    ----------
    model : Model, Network or cell
    params : dict of ndarray
        With V and c there are scores, too.
    inputs : ndarray (T, B) of ids, or (T, B, D)
        Time first.  What stands behind the end of a sequence is read by nobody.
    state : dict of ndarray (B, H), optional
        Before the first step; what is left out is trainable, or else zero.
    lengths : sequence of B whole numbers from 0 to T, optional
        How many steps of each sequence there are; T, if left out.

    Returns
    -------
    BatchForward

    Raises
    ------
    ValueError
        If a shape does not fit, a number is not finite, or an id or length out of range.
    """
    net, inputs = Model.of(model).network, np.asarray(inputs)
    if inputs.ndim not in (2, 3) or inputs.shape[0] < 1 or inputs.shape[1] < 1:
        raise ValueError(f"inputs have shape {inputs.shape}; (T, B) or (T, B, D) is needed")
    T, B = inputs.shape[:2]
    ends = np.full(B, T) if lengths is None else np.asarray(lengths)
    checks.ids("lengths", ends, (B,), T + 1)
    begin = {
        name: np.broadcast_to(part, (B, len(part)))
        for name, part in net.initial_state(params).items()
    }
    check_parts("state", state, begin)
    counts = (np.arange(T)[:, None] < ends)[:, :, None]
    inputs = np.where(counts if inputs.ndim == 3 else counts[:, :, 0], inputs, 0)
    finite("inputs", inputs)
    fast = not missing(net, params) and not ("E" in params and inputs.ndim == 3)
    read = _at_once if fast else _one_by_one
    outputs, last = read(net, params, inputs, begin | (state or {}), ends)
    outputs = np.where(counts, outputs, 0)
    scores = None
    if "V" in params:
        Model.of(model).sizes(params)
        scores = np.where(counts, outputs @ params["V"].T + params["c"], 0)
    return BatchForward(outputs, scores, last)


def missing(network: Network, params: Params) -> str:
    """Say what a network has that the fast path has not; nothing, if it has all."""
    cell, dtype = network.cell, params["W"].dtype
    if network.bidirectional:
        return "second direction"
    if network.skip:
        return "skip connections"
    if getattr(cell, "cell", cell) not in (rnn, lstm, gru):
        return f"cell {cell!r}"
    if dtype not in (np.float32, np.float64):
        return f"{dtype}"
    return ""


def _at_once(
    net: Network, params: Params, inputs: np.ndarray, state: NamedState, ends: np.ndarray
) -> tuple[Array, NamedState]:
    """Read all sequences by the fast path, under a readout that nobody asks."""
    own = {name: p for name, p in params.items() if name not in {*state, "V", "c"}}
    own |= {"V": np.zeros((1, params["U"].shape[-1])), "c": np.zeros(1)}
    T, B = inputs.shape[:2]
    work = Workspace(net.cell, own, T, B, params["W"].dtype, vectors=inputs.ndim == 3)
    outputs = work.read(inputs, state, ends).copy()
    return outputs, {name: part.copy() for name, part in work.state.items()}


def _one_by_one(
    net: Network, params: Params, inputs: np.ndarray, state: NamedState, ends: np.ndarray
) -> tuple[Array, NamedState]:
    """Read each sequence by the equations."""
    outputs: Any = None
    last = {
        name: part.astype(np.result_type(part, params["W"])) for name, part in state.items()
    }
    for b, end in enumerate(ends):
        if end == 0:
            continue
        one = {name: part[b] for name, part in state.items()}
        done = net.forward(params, inputs[:end, b], one)
        if outputs is None:
            width, kind = done.outputs.shape[1], done.outputs.dtype
            outputs = np.zeros((*inputs.shape[:2], width), kind)
        outputs[:end, b] = done.outputs
        for name, part in done.state.items():
            last[name][b] = part
    return outputs, last
