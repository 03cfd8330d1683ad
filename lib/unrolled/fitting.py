"""What must fit before a training starts: parameters, texts, and what was saved.

Everything is looked at once, before the first update; a `ValueError` names what was wrong
and what is allowed.
"""

import numpy as np

from .cell import STATE_NAMES, Params, sizes
from .checkpoints import Snapshot
from .model import Model
from .optimizers import Optimizer
from .sequences import Sequences
from .streams import Ids, Stream, Windows, token_ids


def model_sizes(model: Model, params: Params) -> tuple[int, int]:
    """Give how many inputs and outputs a model has, and insist that all shapes fit.

    Raises
    ------
    ValueError
        If a parameter is missing, or if a shape does not fit; the message names both sides.

    Examples
    --------
    >>> from unrolled import helo, rnn
    >>> model_sizes(Model(rnn), helo.parameters())
    (4, 4)
    """
    net = model.network
    net.start(params)
    width = inputs = 0
    for layer in range(net.layers):
        given = []
        for suffix in net.suffixes(layer):
            shapes = {name + suffix: axes for name, axes in net.cell.SHAPES.items()}
            states = {n + suffix: "H" for n in STATE_NAMES if n + suffix in params}
            table = {} if layer or "E" not in params else {"E": "ID"}
            found = sizes(params, table | shapes | states)
            if layer and found["D"] != width:
                raise ValueError(f"W{suffix} reads D = {found['D']}, but {width} come in")
            inputs = inputs or found.get("I", found["D"])
            given.append(found["H"])
        if len({*given}) > 1:
            raise ValueError(f"the directions have H = {given}; both must be equal")
        width = sum(given) if net.merge == "concatenate" else given[0]
    found = sizes(params, {"V": "KM", "c": "K"})
    if found["M"] != width:
        raise ValueError(f"V reads {found['M']} numbers, but the network gives {width}")
    return inputs, found["K"]


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
    inputs, targets = text.inputs, text.targets
    D, K = model_sizes(model, params)
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


def check_reading(model: Model, params: Params, stream: Windows, carry: bool) -> None:
    """Insist that what the model reads is not what it should predict."""
    D, K = model_sizes(model, params)
    if carry and isinstance(stream, Sequences):
        raise ValueError(
            "carry is True, but sequences begin anew, each of them; carry must be False"
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
    if carry:
        raise ValueError(
            "carry is True, but a bidirectional network begins at both ends of a window; "
            "carry must be False"
        )


def check_snapshot(
    model: Model, start: Snapshot, stream: Windows, optimizer: Optimizer
) -> None:
    """Insist that model, stream and optimizer could have made the snapshot."""
    needed = {name: np.shape(m) for name, m in optimizer.init(start.params).items()}
    found = {name: np.shape(m) for name, m in start.memory.items()}
    if found != needed:
        raise ValueError(
            f"the memory holds {found}; {type(optimizer).__name__} needs {needed}"
        )
    begin = model.network.start(start.params)
    shapes = {name: np.shape(part) for name, part in start.state.items()}
    wanted = {name: (stream.batch_size, *np.shape(part)) for name, part in begin.items()}
    if shapes and shapes != wanted:
        raise ValueError(f"the carried state has shapes {shapes}; they must be {wanted}")
    optimizer.rate(start.number + 1)
