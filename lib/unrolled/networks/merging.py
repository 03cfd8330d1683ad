"""How cells of a network come together: two directions, and layers that are skipped.

Both directions of a layer become one output, step by step:

    h       = [forward; backward]           merge="concatenate"          (Y2)
    h       = forward + backward            merge="sum"                  (Y2s)
    dh      = dx forward + dx backward      below a bidirectional layer  (Y4)

With skip connections every layer also reads the inputs, and the readout reads every layer:

    x       = [x; h of the layer below]     above the first layer        (Y5)
    out     = [h of the first; ...; h of the last layer]                 (Y6)
    dh      = dh of one reader + dh of another                           (Y7)

so that V out is V_1 h of the first + V_2 h of the second layer, and so on: the sum that
Graves draws.

Sources: Schuster & Paliwal (1997); Graves, arXiv:1308.0850 (2013), section 2.

    >>> xs, hs = np.ones((2, 3)), np.zeros((2, 1))
    >>> with_inputs(xs, hs).shape
    (2, 4)
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from ..arrays import Array

MERGES = ("concatenate", "sum")


def merged(outputs: Sequence[Array], merge: str) -> Array:
    """Merge the states (T, H) of both directions step by step; of one, give them back."""
    if len(outputs) == 1:
        return outputs[0]
    forward, backward = outputs
    hs = []
    for t in range(len(forward)):
        if merge == "sum":
            h = forward[t] + backward[t]  # (Y2s)
        else:
            h = np.concatenate([forward[t], backward[t]])  # (Y2)
        hs.append(h)
    return np.stack(hs)


def halves(d: Array) -> list[Array]:
    """Hand the gradient (T, 2H) of two directions to each of them."""
    H = d.shape[1] // 2
    steps = range(len(d))
    return [np.stack([d[t][part] for t in steps]) for part in (slice(H), slice(H, None))]


def with_inputs(xs: Array, hs: Array) -> Array:
    """Put what the layer below gives (T, M) behind the inputs (T, D), step by step."""
    reads = []
    for t in range(len(xs)):
        x = np.concatenate([xs[t], hs[t]])  # (Y5)
        reads.append(x)
    return np.stack(reads)


def of_all(layers: Sequence[Array]) -> Array:
    """Put what all layers give (T, M), (T, M'), ... one behind the other, step by step."""
    outs = []
    for t in range(len(layers[0])):
        out = np.concatenate([hs[t] for hs in layers])  # (Y6)
        outs.append(out)
    return np.stack(outs)


def cut(d: Array, widths: Sequence[int]) -> list[Array]:
    """Cut a gradient (T, M + M' + ...) into the parts that stand one behind the other."""
    steps, ends = range(len(d)), [0, *accumulate(widths)]
    return [np.stack([d[t][first:end] for t in steps]) for first, end in pairwise(ends)]


def used_twice(d_first: Array, d_second: Array) -> Array:
    """Add up what two readers send back (T, M), step by step."""
    d_hs = []
    for t in range(len(d_first)):
        dh = d_first[t] + d_second[t]  # (Y7)
        d_hs.append(dh)
    return np.stack(d_hs)


def both(d_inputs: Sequence[Array]) -> Array:
    """Add up what both directions send down (T, D), step by step; of one, give it back."""
    if len(d_inputs) == 1:
        return d_inputs[0]
    forward, backward = d_inputs
    d_hs = []
    for t in range(len(forward)):
        dh = forward[t] + backward[t]  # (Y4)
        d_hs.append(dh)
    return np.stack(d_hs)
