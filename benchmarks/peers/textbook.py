"""Batched NumPy as a lecture writes it: gate by gate, step by step, fresh arrays."""

from typing import Any

import numpy as np

from . import CLIP, RATE, Size, layer


def sigmoid(a: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-a))


def ahead(cell: str, p: Any, x: Any, h: Any, C: Any) -> Any:
    """Advance by one step; return h, C and what the way back needs."""
    W, U, b = (p[k] if cell != "rnn" else p[k][None] for k in "WUb")

    def a(k: int) -> np.ndarray:
        return x @ W[k].T + h @ U[k].T + b[k]

    if cell == "rnn":
        new = np.tanh(a(0))
        return new, C, (x, h, new)
    if cell == "lstm":
        i, f, o, g = sigmoid(a(0)), sigmoid(a(1)), sigmoid(a(2)), np.tanh(a(3))
        now = f * C + i * g
        return o * np.tanh(now), now, (x, h, C, i, f, o, g, now)
    z, r = sigmoid(a(0)), sigmoid(a(1))
    m = h @ U[2].T + p["b_U"]
    n = np.tanh(x @ W[2].T + b[2] + r * m)
    return z * h + (1 - z) * n, C, (x, h, z, r, m, n)


def back(cell: str, p: Any, g: Any, kept: Any, dh: Any, dC: Any) -> Any:
    """Go back by one step, add up gradients in `g`; return dx, dh and dC."""
    x, h, direct = kept[0], kept[1], 0
    if cell == "rnn":
        ds = seen = [dh * (1 - kept[2] ** 2)]
    elif cell == "lstm":
        _, _, C, i, f, o, c, now = kept
        s = np.tanh(now)
        dC = dC + dh * o * (1 - s**2)
        ds = [dC * c * i * (1 - i), dC * C * f * (1 - f), dh * s * o * (1 - o),
              dC * i * (1 - c**2)]  # fmt: skip
        dC, seen = dC * f, ds
    else:
        _, _, z, r, m, n = kept
        dn = dh * (1 - z) * (1 - n**2)
        ds = [dh * (h - n) * z * (1 - z), dn * m * r * (1 - r), dn]
        seen, direct = [*ds[:2], dn * r], dh * z
        g["b_U"] += seen[2].sum(0)
    wanted = [(p, "W"), (p, "U"), (g, "W"), (g, "U"), (g, "b")]
    W, U, dW, dU, db = ([v[k]] if cell == "rnn" else v[k] for v, k in wanted)
    dx = dh_prev = 0
    for k, (d, d_u) in enumerate(zip(ds, seen, strict=True)):
        dW[k][...] += d.T @ x
        dU[k][...] += d_u.T @ h
        db[k][...] += d.sum(0)
        dx, dh_prev = dx + d @ W[k], dh_prev + d_u @ U[k]
    return dx, dh_prev + direct, dC


def make(size: Size, cell: str, params: dict[str, Any]) -> Any:
    """Give the training step."""
    p, dtype = dict(params), params["V"].dtype
    states = [[np.zeros((size.B, size.H), dtype)] * 2 for _ in range(size.layers)]

    def step(X: np.ndarray, Y: np.ndarray) -> float:
        g = {k: np.zeros_like(v) for k, v in p.items()}
        eye, N = np.eye(size.K, dtype=dtype), X.size
        xs = [p["E"][x] if size.E else eye[x] for x in X]
        kept: list[Any] = []
        for k in range(size.layers):
            h, C = states[k]
            trace, hs = [], []
            for x in xs:
                h, C, values = ahead(cell, layer(p, k), x, h, C)
                trace.append(values)
                hs.append(h)
            states[k], xs = [h, C], hs
            kept.append(trace)
        loss, d_out = 0.0, []
        for h, y in zip(xs, Y, strict=True):
            e = np.exp((s := h @ p["V"].T + p["c"]) - s.max(1, keepdims=True))
            probs = e / e.sum(1, keepdims=True)
            loss -= np.log(probs[np.arange(len(y)), y]).sum() / N
            d = (probs - eye[y]) / N
            g["V"] += d.T @ h
            g["c"] += d.sum(0)
            d_out.append(d @ p["V"])
        for k in reversed(range(size.layers)):
            dh = dC = np.zeros_like(d_out[0])
            dxs = []
            for values, own in zip(reversed(kept[k]), reversed(d_out), strict=True):
                dx, dh, dC = back(cell, layer(p, k), layer(g, k), values, dh + own, dC)
                dxs.append(dx)
            d_out = dxs[::-1]
        if size.E:
            for x, dx in zip(X, d_out, strict=True):
                np.add.at(g["E"], x, dx)
        norm = np.sqrt(sum((v**2).sum() for v in g.values()))
        for k in p:
            p[k] -= (RATE * min(1.0, CLIP / norm) * g[k]).astype(dtype)
        return loss

    return step
