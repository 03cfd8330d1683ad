"""Every cell in every variant, and problems to give them."""

from unrolled import bptt, gru, lstm, rnn
from unrolled.cells.cell import variant

RNNS = [variant(rnn, activation=name) for name in rnn.ACTIVATIONS]
LSTMS = [variant(lstm, peephole=choice) for choice in (False, True)]
GRUS = [variant(gru, reset=r, update=u) for r in gru.RESETS for u in gru.UPDATES]
CELLS = RNNS + LSTMS + GRUS


def problem(cell, rng, T=4, D=3, H=2):
    """Draw parameters, inputs, a start, and what the loss weighs each state with."""
    params = {
        name: p + 0.3 * rng.normal(size=p.shape) for name, p in cell.init(rng, D, H).items()
    }
    start = tuple(rng.normal(size=H) for _ in cell.zero_state(params))
    return params, rng.normal(size=(T, D)), start, rng.normal(size=(T, H))


def loss(cell, params, xs, start, weight):
    return (weight * bptt.unroll(cell, params, xs, start).h).sum()
