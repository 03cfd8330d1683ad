"""The same training step in other hands; each module has ``make(size, cell, params)``.

What `make` returns is called with ids X and Y (T, B), does forward, loss (the mean),
gradients, clipping by global norm and one step of gradient descent, carries the state on
and returns the loss.  Parameters come in the names and shapes of `unrolled.fused`, and in
the precision to compute in.  Where `make` takes ``optimizer="adam"``, so does the step.
"""

from typing import Any, NamedTuple

import numpy as np

RATE, CLIP = 0.01, 5.0
ADAM_RATE = 0.001


class Size(NamedTuple):
    """A problem: symbols, units, steps, sequences, layers, width of the embedding."""

    K: int
    H: int
    T: int
    B: int
    layers: int = 1
    E: int = 0


SIZES = {
    "S": Size(4, 3, 4, 1),
    "C": Size(65, 100, 25, 1),
    "K1": Size(60, 75, 100, 1, 2),
    "K16": Size(60, 75, 100, 16, 2),
    "M": Size(65, 128, 100, 32),
    "L": Size(10_000, 500, 35, 20, E=100),
}


def parameters(size: Size, cell: str) -> dict[str, np.ndarray]:
    """Draw float64 parameters, the same for all peers."""
    rng = np.random.default_rng(0)
    G = {"rnn": (), "lstm": (4,), "gru": (3,)}[cell]
    H = size.H

    def draw(*shape: int) -> np.ndarray:
        return rng.uniform(-(H**-0.5), H**-0.5, shape)

    params = {"E": draw(size.K, size.E)} if size.E else {}
    for n in range(size.layers):
        name, D = str(n or ""), H if n else size.E or size.K
        params["W" + name], params["U" + name] = draw(*G, H, D), draw(*G, H, H)
        params["b" + name] = draw(*G, H)
        if cell == "gru":
            params["b_U" + name] = draw(H)
    return params | {"V": draw(size.K, H), "c": draw(size.K)}


def layer(params: dict[str, Any], n: int) -> dict[str, Any]:
    """Take the parameters of one layer."""
    names = ("W", "U", "b", "b_U")
    return {k: params[k + str(n or "")] for k in names if k + str(n or "") in params}


def batches(size: Size, count: int = 8) -> list[tuple[np.ndarray, np.ndarray]]:
    """Draw consecutive batches of ids with something to learn: a noisy cycle."""
    rng = np.random.default_rng(1)
    steps = np.arange(count * size.T + 1)[:, None]
    ids = (steps * 7 + rng.integers(0, size.K, (1, size.B))) % size.K
    ids = np.where(rng.random(ids.shape) < 0.3, rng.integers(0, size.K, ids.shape), ids)
    starts = range(0, count * size.T, size.T)
    return [
        (ids[a : a + size.T].copy(), ids[a + 1 : a + 1 + size.T].copy()) for a in starts
    ]
