"""The bound: the matrix products that the recursion forces, into buffers, nothing else."""

from typing import Any

import numpy as np

from unrolled.fused.layer import SMALL

from . import Size


def make(size: Size, cell: str, params: dict[str, Any]) -> Any:
    """Give the products of one training step; they return no loss."""
    rng = np.random.default_rng(0)
    T, B, H, K, G = size.T, size.B, size.H, size.K, {"rnn": 1, "lstm": 4, "gru": 3}[cell]
    calls: list[tuple[Any, ...]] = []

    def draw(*shape: int) -> np.ndarray:
        return (rng.random(shape) - 0.5).astype(params["V"].dtype)

    def bulk(M: int, D: int, N: int) -> None:
        x, w, y = draw(M, D), draw(D, N), draw(M, N)
        calls.extend([(np.dot, x, w, y), (np.dot, x.T, y, draw(D, N)),
                      (np.dot, y, draw(N, D), draw(M, D))])  # fmt: skip

    n = max(k for k in range(1, H + 1) if H % k == 0 and (k == 1 or B * H * k <= SMALL))
    for k in range(size.layers):
        hs, ds = draw(T, B, H), draw(T, G * H // n, B, n)
        if B == 1:
            U, a, b = draw(H, G * H), draw(1, G * H), draw(1, H)
            flat, U_T = ds.reshape(T, 1, G * H), draw(G * H, H)
            calls += [(np.dot, hs[t], U, a) for t in range(T)]
            calls += [(np.dot, flat[t], U_T, b) for t in range(T)]
        else:
            U, a = draw(G * H // n, H, n), draw(G * H // n, B, n)
            U_T, b = draw(G * H // n, n, H), draw(G * H // n, B, H)
            calls += [(np.matmul, hs[t], U, a) for t in range(T)]
            calls += [(np.matmul, ds[t], U_T, b) for t in range(T)]
        h_all, d_all = hs.reshape(T * B, H), draw(T * B, G * H)
        calls.append((np.dot, d_all.T, h_all, draw(G * H, H)))
        if k or size.E:
            bulk(T * B, H if k else size.E, G * H)
    bulk(T * B, H, K)

    def step(X: np.ndarray, Y: np.ndarray) -> float:
        for product, *operands in calls:
            product(*operands)
        return 0.0

    return step
