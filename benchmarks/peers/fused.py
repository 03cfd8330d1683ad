"""Ours."""

from typing import Any

import numpy as np

from unrolled import fused, gru, lstm, rnn
from unrolled.cell import variant

from . import CLIP, RATE, Size

CELLS = {"rnn": rnn, "lstm": lstm, "gru": variant(gru, reset="after", update="keep")}
DTYPE: Any = np.float32


def make(size: Size, cell: str, params: dict[str, Any]) -> Any:
    """Give the training step."""
    work = fused.Workspace(CELLS[cell], params, size.T, size.B, DTYPE)
    N = size.T * size.B

    def step(X: np.ndarray, Y: np.ndarray) -> float:
        loss = work.forward(X, Y, work.state or None)
        work.backward()
        work.descend(RATE / N, CLIP * N)  # the loss is a sum, that of the peers a mean
        return loss / N

    return step
