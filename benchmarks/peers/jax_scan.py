"""JAX: the whole step in one `jit`, `lax.scan` over time, inputs projected before it."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from . import CLIP, RATE, Size, layer


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


def train(size: Size, cell: str, params: Any, states: Any, X: Any, Y: Any) -> Any:
    """Do one training step."""
    run = jax.value_and_grad(partial(loss_of, size, cell), has_aux=True)
    (loss, states), gradients = run(params, states, X, Y)
    norm = jnp.sqrt(sum(jnp.vdot(g, g) for g in gradients.values()))
    rate = RATE * jnp.minimum(1.0, CLIP / norm)
    return {k: p - rate * gradients[k] for k, p in params.items()}, states, loss


def make(size: Size, cell: str, params: dict[str, Any]) -> Any:
    """Give the training step."""
    now = {k: jnp.asarray(p, jnp.float32) for k, p in params.items()}
    states: Any = [
        tuple(jnp.zeros((size.B, size.H), jnp.float32) for _ in "hC")
        for _ in range(size.layers)
    ]
    jitted = jax.jit(partial(train, size, cell), donate_argnums=(0, 1))

    def step(X: np.ndarray, Y: np.ndarray) -> float:
        nonlocal now, states
        now, states, loss = jitted(now, states, X, Y)
        return float(loss)

    return step
