"""What the tests of the errata share: the network that their evidence was taken from."""

import numpy as np

from checks import complex_step
from unrolled import bptt, language_model, rnn
from unrolled.cells.cell import variant
from unrolled.text.letters import one_hot

LINEAR = variant(rnn, activation="identity")
SIGMOID = variant(rnn, activation="sigmoid")
T = 6


def net(D=3, H=4, K=5, steps=T, seed=0, scale=0.8):
    """Draw the network of the evidence: parameters, inputs and one-hot targets."""
    rng = np.random.default_rng(seed)
    params = {"W": rng.normal(size=(H, D)), "U": rng.normal(size=(H, H))}
    params["V"] = rng.normal(size=(K, H))
    params = {name: scale * p for name, p in params.items()}
    params["b"], params["c"] = rng.normal(size=H) * 0.3, rng.normal(size=K) * 0.3
    xs = rng.normal(size=(steps, D))
    return params, xs, one_hot(rng.integers(0, K, size=steps), K)


def unroll(params, xs, cell=rnn):
    return bptt.unroll(cell, params, xs, cell.zero_state(params))


def run(params, xs, ys, cell=rnn):
    return language_model.run(cell, params, xs, ys, cell.zero_state(params))


def loss(params, xs, ys, cell=rnn, only=None):
    done = language_model.forward(cell, params, xs, ys, cell.zero_state(params))
    return done.L if only is None else done.output.loss[only]


def true_gradient(name, params, xs, ys, **options):
    return complex_step(lambda p: loss(params | {name: p}, xs, ys, **options), params[name])


def relative(a, b):
    """Largest difference over largest entry of what is right."""
    return np.abs(a - b).max() / np.abs(b).max()
