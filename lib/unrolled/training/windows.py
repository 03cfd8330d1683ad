"""What must fit before an engine reads a window: its parts, and the state it goes on from.

>>> from unrolled import helo, rnn
>>> ids = np.zeros((3, 2), int)
>>> batch = Batch(ids, ids, fresh=True)
>>> check_window(Model(rnn), helo.parameters(), batch, {"h": np.zeros((1, 3))})
Traceback (most recent call last):
ValueError: state h has shape (1, 3); it must be (2, 3)
"""

import numpy as np

from ..arrays import NamedState, Params
from ..fused.ids import check_ids
from ..models.model import Model
from ..networks.network import check_parts
from ..text.streams import Batch


def check_window(model: Model, params: Params, batch: Batch, state: NamedState) -> None:
    """Insist on a batch, and a carried state, of the same strands.

    Raises
    ------
    ValueError
        If inputs, targets, lengths, mask and state do not have the same T and B, if there
        is no such part of a state, or if one is not made of finite numbers.
    """
    found = np.shape(batch.inputs)[:2], np.shape(batch.targets)[:2]
    T, B = found[0] if len(found[0]) == 2 else (0, 0)
    if T * B == 0 or found[1] != (T, B):
        raise ValueError(f"inputs are {found[0]} and targets {found[1]}; (T, B) is needed")
    if batch.lengths is not None:
        check_ids("lengths", np.asarray(batch.lengths), (B,), T + 1)
    if batch.mask is not None:
        check_ids("mask", np.asarray(batch.mask).view(np.uint8), (T, B), 2)
    begin = model.network.initial_state(params) if state else {}
    shapes = {name: np.broadcast_to(part, (B, len(part))) for name, part in begin.items()}
    check_parts("state", state, shapes)
