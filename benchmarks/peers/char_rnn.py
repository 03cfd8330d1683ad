"""The algorithm of min-char-rnn: column vectors, one-hot inputs, sums inside the loop."""

from typing import Any

import numpy as np

from . import CLIP, RATE, Size


def make(size: Size, cell: str, params: dict[str, Any]) -> Any:
    """Give the training step."""
    names = ("W", "U", "V", "b", "c")
    W, U, V, b, c = (params[k].copy() for k in names)
    dtype = V.dtype
    b, c = b[:, None], c[:, None]
    last = np.zeros((size.H, 1), dtype)

    def step(X: np.ndarray, Y: np.ndarray) -> float:
        nonlocal last
        xs, hs, ps, loss, N = {}, {-1: last}, {}, 0.0, len(X)
        for t in range(N):
            xs[t] = np.zeros((size.K, 1), dtype)
            xs[t][X[t, 0]] = 1
            hs[t] = np.tanh(W @ xs[t] + U @ hs[t - 1] + b)
            logits = V @ hs[t] + c
            e = np.exp(logits - logits.max())
            ps[t] = e / e.sum()
            loss -= float(np.log(ps[t][Y[t, 0], 0])) / N
        dW, dU, dV, db, dc = (np.zeros_like(p) for p in (W, U, V, b, c))
        dh_next = np.zeros_like(last)
        for t in reversed(range(N)):
            dy = ps[t].copy()
            dy[Y[t, 0]] -= 1
            dy /= N
            dV += dy @ hs[t].T
            dc += dy
            d = (1 - hs[t] ** 2) * (V.T @ dy + dh_next)
            db += d
            dW += d @ xs[t].T
            dU += d @ hs[t - 1].T
            dh_next = U.T @ d
        gradients = (dW, dU, dV, db, dc)
        norm = np.sqrt(sum((g**2).sum() for g in gradients))
        for p, g in zip((W, U, V, b, c), gradients, strict=True):
            p -= (RATE * min(1.0, CLIP / norm) * g).astype(dtype)
        last = hs[N - 1]
        return loss

    return step
