"""Ours."""

from typing import Any

import numpy as np

from unrolled import fused, gru, lstm, rnn
from unrolled.cells.cell import variant
from unrolled.training.optimizers import Adam

from . import ADAM_RATE, CLIP, RATE, Size

PIECE = 1 << 14  # entries that are updated together: so many stay in the cache
CELLS = {"rnn": rnn, "lstm": lstm, "gru": variant(gru, reset="after", update="keep")}


def descend(work: Any, rate: float, largest_norm: float) -> float:
    """Clip the gradient to `largest_norm`, step down by `rate`, return the norm."""
    norm = float(np.sqrt(np.dot(work.gradient, work.gradient)))
    clipped = rate * min(1.0, largest_norm / norm) if norm else rate
    factor = work.theta.dtype.type(clipped)
    for start in range(0, work.theta.size, PIECE):
        piece = slice(start, start + PIECE)
        work.theta[piece] -= factor * work.gradient[piece]
    return norm


def make(size: Size, cell: str, params: dict[str, Any], optimizer: str = "sgd") -> Any:
    """Give the training step."""
    work = fused.Workspace(CELLS[cell], params, size.T, size.B, params["V"].dtype)
    N, adam = size.T * size.B, Adam(ADAM_RATE)
    memory = adam.init({"theta": work.theta})

    def update_by_adam() -> None:
        """Take all parameters as one, which they are in memory."""
        g = work.gradient
        norm = (
            float(np.sqrt(np.dot(g, g))) / N
        )  # the loss is a sum, that of the peers a mean
        np.multiply(g, np.array(min(1.0, CLIP / norm) / N, g.dtype), g)
        adam.update_in_place({"theta": work.theta}, {"theta": g}, memory)

    def step(X: np.ndarray, Y: np.ndarray) -> float:
        loss = work.forward(X, Y, work.state or None)
        work.backward()
        if optimizer == "adam":
            update_by_adam()
        else:
            descend(work, RATE / N, CLIP * N)
        return loss / N

    return step
