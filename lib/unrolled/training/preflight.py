"""What must fit before a training starts: parameters, texts, and what was saved.

Everything is looked at once, before the first update; a `ValueError` names what was wrong
and what is allowed.

    >>> as_text("text", [1])
    Traceback (most recent call last):
    ValueError: the text has 1 tokens; it must have at least 2
"""

import numpy as np

from ..arrays import Params
from ..models.model import Model
from ..text.sequences import Sequences
from ..text.streams import Ids, Stream, Windows, token_ids
from .checkpoints import Snapshot
from .optimizers import Optimizer


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


def check_reading(model: Model, params: Params, stream: Windows, carry: bool) -> None:
    """Insist that what the model reads is not what it should predict."""
    D, K = model.sizes(params)
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
