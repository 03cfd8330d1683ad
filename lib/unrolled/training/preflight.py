"""What must fit before a training starts: parameters, texts, and what was saved.

It is looked at once, before the first update; only the windows, which anybody may put
together, as they come.  A `ValueError` names what was wrong and what is allowed.

    >>> as_text("text", [1])
    Traceback (most recent call last):
    ValueError: the text has 1 tokens; it must have at least 2
"""

from collections.abc import Collection

import numpy as np

from .. import checks
from ..arrays import NamedState, Params
from ..checks import positive
from ..models.model import Model
from ..networks.network import check_parts
from ..text.sequences import Sequences
from ..text.streams import Batch, Ids, Stream, Windows, token_ids
from .checkpoints import Snapshot
from .optimizers import SGD, Optimizer


def as_text(name: str, text: Ids | Windows) -> Windows:
    """Take ids as a text, each to be predicted from those before it.

    Raises
    ------
    ValueError
        If there are fewer than 2 tokens, or if they are no row of whole numbers.
    """
    if isinstance(text, Windows):
        return text
    ids = token_ids(text)
    if len(ids) < 2:
        raise ValueError(f"the {name} has {len(ids)} tokens; it must have at least 2")
    return Stream(ids, 1, 1)


def check_steps(model: Model, params: Params, name: str, text: Windows) -> None:
    """Insist that the model can read all inputs and predict all targets.

    Cross-entropy needs ids as targets, and a squared error vectors (K,).
    """
    if not isinstance(text, Windows):
        kinds = "Stream, Series, Sentences or Sequences"
        raise ValueError(f"the {name} is a {type(text).__name__}; it must be a {kinds}")
    inputs, targets = text.inputs, text.targets
    D, K = model.sizes(params)
    _in_range(f"{name} inputs", inputs, D)
    _in_range(f"{name} targets", targets, K)
    needed = {"cross_entropy": (1, "ids (N,)"), "squared_error": (2, "vectors (N, K)")}
    axes, wanted = needed[model.loss]
    if targets.ndim != axes:
        raise ValueError(
            f"the {name} targets have shape {targets.shape}; {model.loss} needs {wanted}"
        )


def _in_range(name: str, values: np.ndarray, size: int) -> None:
    """Insist on ids from 0 to `size` - 1, or on vectors of that length."""
    if values.ndim == 2:
        if values.shape[1] != size:
            raise ValueError(f"the {name} have shape {values.shape}; (N, {size}) is needed")
        return
    low, high = int(np.min(values)), int(np.max(values))
    if low < 0 or high >= size:
        raise ValueError(
            f"the {name} have ids from {low} to {high}; the model knows 0 … {size - 1}"
        )


def check_reading(model: Model, params: Params, stream: Windows, stateful: bool) -> None:
    """Insist that what the model reads is not what it should predict."""
    D, K = model.sizes(params)
    if stateful and isinstance(stream, Sequences):
        raise ValueError(
            "stateful is True, but sequences begin anew, each of them; it must be False"
        )
    if stream.text and D != K:
        raise ValueError(
            f"inputs have D = {D} and outputs K = {K}; the tokens of a text need both to "
            "be equal"
        )
    if not model.network.bidirectional:
        return
    if stream.text:
        raise ValueError(
            "a bidirectional network has read the token that it should predict; give a "
            "Series with targets of its own, or a network of one direction"
        )
    if stateful:
        raise ValueError(
            "stateful is True, but a bidirectional network begins at both ends of a "
            "window; it must be False"
        )


def check_snapshot(
    model: Model, start: Snapshot, stream: Windows, optimizer: Optimizer
) -> None:
    """Insist that model, stream and optimizer could have made the snapshot."""
    needed = {name: np.shape(m) for name, m in optimizer.init(start.params).items()}
    found = {name: np.shape(m) for name, m in start.optimizer_state.items()}
    if found != needed:
        raise ValueError(
            f"the optimizer's state holds {found}; {type(optimizer).__name__} needs "
            f"{needed}"
        )
    begin = model.network.initial_state(start.params)
    shapes = {name: np.shape(part) for name, part in start.state.items()}
    wanted = {name: (stream.batch_size, *np.shape(part)) for name, part in begin.items()}
    if shapes and shapes != wanted:
        raise ValueError(f"the carried state has shapes {shapes}; they must be {wanted}")
    optimizer.rate(start.number + 1)


def check_optimizer(optimizer: Optimizer | None) -> Optimizer:
    """Take an optimizer, and `SGD` for none."""
    if optimizer is not None and not isinstance(optimizer, Optimizer):
        raise ValueError(f"optimizer is {optimizer!r}; it must be one, such as SGD(0.1)")
    return SGD() if optimizer is None else optimizer


def beginning(params: Params, optimizer: Optimizer) -> Snapshot:
    """Give the snapshot before the first update."""
    return Snapshot(params, optimizer.init(params), {}, 0)


def check_limits(max_norm: float | None, max_value: float | None) -> None:
    """Insist on at most one limit of the gradient, above zero."""
    if max_norm is not None and max_value is not None:
        raise ValueError(
            f"max_norm is {max_norm} and max_value is {max_value}; give only one"
        )
    for name, limit in (("max_norm", max_norm), ("max_value", max_value)):
        if limit is not None:
            positive(name, limit)


def check_names(params: Params, trainable: Collection[str] | None) -> set[str]:
    """Give the names of the parameters that change, and insist that there are such."""
    names = set(params if trainable is None else trainable)
    if unknown := names - params.keys():
        raise ValueError(f"parameter {min(unknown)} is unknown; there are {[*params]}")
    return names


def check_start(
    model: Model, start: Snapshot, stream: Windows, optimizer: Optimizer, stateful: bool
) -> None:
    """Insist that model, text, optimizer and where to begin fit together."""
    check_steps(model, start.params, "training text", stream)
    check_reading(model, start.params, stream, stateful)
    check_snapshot(model, start, stream, optimizer)


def check_window(model: Model, params: Params, batch: Batch, state: NamedState) -> None:
    """Insist on a batch, and a carried state, of the same strands.

    Raises
    ------
    ValueError
        If inputs, targets, lengths, mask and state do not have the same T and B, if there
        is no such part of a state, or if one is not made of finite numbers.

    Examples
    --------
    >>> from unrolled import helo, rnn
    >>> ids = np.zeros((3, 2), int)
    >>> batch = Batch(ids, ids, fresh=True)
    >>> check_window(Model(rnn), helo.parameters(), batch, {"h": np.zeros((1, 3))})
    Traceback (most recent call last):
    ValueError: state h has shape (1, 3); it must be (2, 3)
    """
    found = np.shape(batch.inputs)[:2], np.shape(batch.targets)[:2]
    T, B = found[0] if len(found[0]) == 2 else (0, 0)
    if T * B == 0 or found[1] != (T, B):
        raise ValueError(f"inputs are {found[0]} and targets {found[1]}; (T, B) is needed")
    if batch.lengths is not None:
        checks.ids("lengths", np.asarray(batch.lengths), (B,), T + 1)
    if batch.mask is not None:
        checks.ids("mask", np.asarray(batch.mask).view(np.uint8), (T, B), 2)
    begin = model.network.initial_state(params) if state else {}
    shapes = {name: np.broadcast_to(part, (B, len(part))) for name, part in begin.items()}
    check_parts("state", state, shapes)
