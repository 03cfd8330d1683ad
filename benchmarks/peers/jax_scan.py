"""JAX: the whole step in one `jit`, `lax.scan` over time, inputs projected before it."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from . import ADAM_RATE, CLIP, RATE, Size, layer


def advance(cell: str, p: Any, U: Any, carry: Any, z: Any) -> Any:
    """Advance by one step; `z` holds W x + b of all gates, `U` is (H, G H)."""
    h, C = carry
    q = h @ U
    if cell == "rnn":
        h = jnp.tanh(z + q)
    elif cell == "lstm":
        i, f, o, g = jnp.split(z + q, 4, axis=-1)
        C = jax.nn.sigmoid(f) * C + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(C)
    else:
        (a, b, c), (u, v, w) = jnp.split(z, 3, axis=-1), jnp.split(q, 3, axis=-1)
        keep, reset = jax.nn.sigmoid(a + u), jax.nn.sigmoid(b + v)
        n = jnp.tanh(c + reset * (w + p["b_U"]))
        h = n + keep * (h - n)
    return (h, C), h


def loss_of(size: Size, cell: str, params: Any, states: Any, X: Any, Y: Any) -> Any:
    """Give the mean loss and the last states."""
    x, after = None, []
    for k in range(size.layers):
        p = layer(params, k)
        W, U = (p[name].reshape(-1, p[name].shape[-1]).T for name in "WU")
        b = p["b"].reshape(-1)
        x = params["E"][X] if size.E and not k else x
        z = (W + b)[X] if x is None else x @ W + b  # a one-hot input is looked up
        last, x = jax.lax.scan(partial(advance, cell, p, U), states[k], z)
        after.append(last)
    log_probs = jax.nn.log_softmax(x @ params["V"].T + params["c"])
    return -jnp.mean(jnp.take_along_axis(log_probs, Y[..., None], -1)), after


def adam(p: Any, g: Any, m: Any, v: Any, n: Any) -> Any:
    """Give the next parameter, mean and mean square."""
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    root = jnp.sqrt(v / (1 - 0.999**n)) + 1e-8
    return p - ADAM_RATE * m / (1 - 0.9**n) / root, m, v


def train(
    size: Size, cell: str, params: Any, states: Any, kept: Any, X: Any, Y: Any
) -> Any:
    """Do one training step; `kept` is what Adam remembers, or None."""
    run = jax.value_and_grad(partial(loss_of, size, cell), has_aux=True)
    (loss, states), gradients = run(params, states, X, Y)
    norm = jnp.sqrt(sum(jnp.vdot(g, g) for g in gradients.values()))
    g = {k: jnp.minimum(1.0, CLIP / norm) * d for k, d in gradients.items()}
    if kept is None:
        return {k: p - RATE * g[k] for k, p in params.items()}, states, None, loss
    n, m, v = kept
    new = {k: adam(p, g[k], m[k], v[k], n + 1) for k, p in params.items()}
    p, m, v = ({k: triple[i] for k, triple in new.items()} for i in range(3))
    return p, states, (n + 1, m, v), loss


def make(size: Size, cell: str, params: dict[str, Any], optimizer: str = "sgd") -> Any:
    """Give the training step."""
    dtype = params["V"].dtype
    jax.config.update("jax_enable_x64", dtype == np.float64)
    now = {k: jnp.asarray(p, dtype) for k, p in params.items()}
    states: Any = [
        tuple(jnp.zeros((size.B, size.H), dtype) for _ in "hC") for _ in range(size.layers)
    ]
    m, v = ({k: jnp.zeros_like(p) for k, p in now.items()} for _ in "mv")
    kept: Any = (jnp.zeros((), dtype), m, v) if optimizer == "adam" else None
    jitted = jax.jit(partial(train, size, cell), donate_argnums=(0, 1, 2))

    def step(X: np.ndarray, Y: np.ndarray) -> float:
        nonlocal now, states, kept
        now, states, kept, loss = jitted(now, states, kept, X, Y)
        return float(loss)

    return step
