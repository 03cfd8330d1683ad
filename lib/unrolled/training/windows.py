"""What must fit before an engine reads a window: its parts, and the states it goes on from.

>>> import numpy as np
>>> from unrolled import helo, rnn
>>> ids = np.zeros((3, 2), int)
>>> batch = Batch(ids, ids, fresh=True)
>>> check_window(Model(rnn), helo.parameters(), batch, {"h": np.zeros((1, 3))})
Traceback (most recent call last):
ValueError: state h has shape (1, 3); (2, 3) is needed
"""

import numpy as np

from ..arrays import Params, finite
from ..fused.ids import check_ids
from ..models.model import Model
from ..networks.network import States
from ..text.streams import Batch


def check_window(model: Model, params: Params, batch: Batch, state: States) -> None:
    """Insist on a batch, and carried states, of the same strands.

    Raises
    ------
    ValueError
        If inputs, targets, lengths and states do not have the same T and B, if there is no
        such state, or if a state is not made of finite numbers.
    """
    found = np.shape(batch.inputs)[:2], np.shape(batch.targets)[:2]
    T, B = found[0] if len(found[0]) == 2 else (0, 0)
    if T * B == 0 or found[1] != (T, B):
        raise ValueError(f"inputs are {found[0]} and targets {found[1]}; (T, B) is needed")
    if batch.lengths is not None:
        check_ids("lengths", np.asarray(batch.lengths), (B,), T + 1)
    begin = model.network.start(params) if state else {}
    for name, part in state.items():
        if name not in begin:
            raise ValueError(f"state {name} is unknown; there are {[*begin]}")
        needed = (B, *np.shape(begin[name]))
        if np.shape(part) != needed:
            raise ValueError(f"state {name} has shape {np.shape(part)}; {needed} is needed")
        finite(f"state {name}", part)
