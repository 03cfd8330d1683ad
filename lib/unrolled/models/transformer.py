"""A block of a Transformer: every word asks all words, and then thinks by itself.

Position t has a vector x_t (T of them, D entries).  Without positions added to it, the
vector says which word stands there, and not where:

    place   = sin and cos of t / 10000^(2i / D), in turns                (K24)

Each x_t asks, is asked, and is told, by a matrix for each part:

    query   = W_q x_t / sqrt(D)                                          (K25)
    key     = W_k x_t                                                    (K26)
    value   = W_v x_t                                                    (K27)

`unrolled.attention.attend` gives the context kappa_t.  It is added to what came in, and the
sum is normed; then a multilayer perceptron, which sees one position, does the same:

    joined  = x + more                      a residual                   (K28)
    spread  = sqrt(mean((joined - mean(joined))**2) + eps)               (K29)
    unit    = (joined - mean(joined)) / spread                           (K30)
    normed  = gain unit + shift             layer norm                   (K31)
    a_in    = W_in normed + b_in                                         (K32)
    hidden  = max(0, a_in)                                               (K33)
    more    = W_out hidden + b_out                                       (K34)

Backward, through a norm,

    d_unit  = gain dnormed                                               (K35)
    djoined = (d_unit - mean(d_unit) - unit mean(unit d_unit)) / spread  (K36)

through the perceptron,

    dhidden = W_out^T djoined               of the second norm           (K37)
    da_in   = dhidden where hidden > 0, else 0                           (K38)
    dnormed = djoined + W_in^T da_in        of the first norm            (K39)

and through the questions; what comes to a key and a value comes from all who asked:

    dx      = djoined + W_q^T dq / sqrt(D)  as one who asks              (K40)
    asked   = W_k^T dkey + W_v^T dvalue     as one who is asked          (K41)

A weight is used at every position, so its gradient is a sum of shares.

Sources: Vaswani et al., "Attention is all you need", arXiv:1706.03762 (2017); Ba, Kiros &
Hinton, "Layer normalization", arXiv:1607.06450 (2016); lecture 004's syllabus names it.

    >>> params = init(0, 4, 8)
    >>> block = forward(params, np.eye(5, 4))
    >>> block.alpha.shape, block.output.shape
    ((5, 5), (5, 4))
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params, Rng, sizes, vectors
from ..cells.activations import relu, relu_slope
from ..cells.cell import outer_sum, product_sum, time_sum, uniform
from ..checks import generator, whole
from ..networks.bptt import stacked
from .attention import Attention, DAttention, attend, attend_backward

EPS = 1e-5  # keeps a vector of equal entries from being divided by zero
BASE = 10000.0  # the longest wave of the positions, over 2 pi

ASKS = {"W_q": "DD", "W_k": "DD", "W_v": "DD"}
NORMS = {"gain": "D", "shift": "D", "gain1": "D", "shift1": "D"}
PERCEPTRON = {"W_in": "MD", "b_in": "M", "W_out": "DM", "b_out": "D"}
SHAPES = ASKS | NORMS | PERCEPTRON


class Parts(NamedTuple):
    """What a vector asks, what it is asked by, and what it tells."""

    query: Array  # (D,)
    key: Array  # (D,)
    value: Array  # (D,)


class Norm(NamedTuple):
    """A residual and its layer norm, at one position."""

    joined: Array  # (D,) what came in, and what is added
    spread: Array  # () root of the variance
    unit: Array  # (D,) mean 0, variance 1
    normed: Array  # (D,)


class DNorm(NamedTuple):
    """Gradients of `Norm`; of the first field also what both that were added get."""

    joined: Array  # (D,)
    unit: Array  # (D,)
    normed: Array  # (D,)


class Perceptron(NamedTuple):
    """Two layers at one position, ReLU between them."""

    a_in: Array  # (M,)
    hidden: Array  # (M,)
    more: Array  # (D,)


class Position(NamedTuple):
    """All that the block computes at one position."""

    attention: Attention
    norm: Norm
    perceptron: Perceptron
    norm1: Norm


class DPosition(NamedTuple):
    """Gradients of `Position`."""

    norm1: DNorm
    hidden: Array  # (M,)
    a_in: Array  # (M,)
    norm: DNorm
    attention: DAttention


class Block(NamedTuple):
    """A block over all positions."""

    parts: Parts  # (T, D) each
    positions: Sequence[Position]
    output: Array  # (T, D)

    @property
    def alpha(self) -> Array:
        """The weights of attention (T, T): a row for each position that asks."""
        return np.stack([one.attention.alpha for one in self.positions])


class DBlock(NamedTuple):
    """Gradients of a block."""

    positions: Sequence[DPosition]
    parts: Parts  # (T, D) each
    xs: Array  # (T, D)
    gradients: Params


def init(rng: Rng, size: int, hidden_size: int) -> Params:
    """Draw the parameters of a block; D is `size`, M is `hidden_size`.

    Raises
    ------
    ValueError
        If a size is no whole number of at least 1.
    """
    rng = generator(rng)
    axes = {"D": whole("size", size), "M": whole("hidden_size", hidden_size)}
    shape = {name: [axes[a] for a in letters] for name, letters in SHAPES.items()}
    weights = ASKS | PERCEPTRON
    drawn = {
        name: uniform(rng, axes["M" if name.endswith("out") else "D"], *shape[name])
        for name in weights
    }
    norms = {n: np.ones(size) if "gain" in n else np.zeros(size) for n in NORMS}
    return drawn | norms


def positions(count: int, size: int) -> Array:
    """Give a vector for each position (T, D), to be added to the words' vectors.

    Raises
    ------
    ValueError
        If a number is no whole number of at least 1.

    Examples
    --------
    >>> positions(3, 2).round(2)
    array([[ 0.  ,  1.  ],
           [ 0.84,  0.54],
           [ 0.91, -0.42]])
    """
    places = np.arange(whole("count", count))[:, None]
    entries = np.arange(whole("size", size))
    angle = places / BASE ** (entries // 2 * 2 / size)
    return np.where(entries % 2 == 0, np.sin(angle), np.cos(angle))  # (K24)


def causal(count: int) -> Array:
    """Give the mask (T, T) that lets each position ask itself and those before it.

    >>> causal(3).astype(int)
    array([[1, 0, 0],
           [1, 1, 0],
           [1, 1, 1]])
    """
    return np.tri(whole("count", count), dtype=bool)


def self_attention(
    params: Params, xs: Array, mask: Array | None = None
) -> tuple[Attention, ...]:
    """Let every vector ask all vectors.

    Parameters
    ----------
    params : dict of ndarray
        ``W_q``, ``W_k``, ``W_v``, each (D, D).
    xs : ndarray (T, D)
    mask : ndarray (T, T) of bool, optional
        Row t is True where position t may look.

    Raises
    ------
    ValueError
        If shapes do not fit, or if a row of the mask leaves nothing to look at.
    """
    size = sizes(params, ASKS)["D"]
    vectors("xs", xs, size, "D")
    return _asked(_parts(params, xs), mask)


def _parts(params: Params, xs: Array) -> Parts:
    """Give what every position asks, is asked by, and tells."""
    W_q, W_k, W_v = (params[name] for name in ASKS)
    found = []
    for t in range(len(xs)):
        query = W_q @ xs[t] / np.sqrt(len(W_q))  # (K25)
        key = W_k @ xs[t]  # (K26)
        value = W_v @ xs[t]  # (K27)
        found.append(Parts(query, key, value))
    parts: Parts = stacked(found)
    return parts


def _asked(parts: Parts, mask: Array | None) -> tuple[Attention, ...]:
    """Let every position ask all of them."""
    query, keys, values = parts
    T = len(query)
    if mask is not None and np.shape(mask) != (T, T):
        raise ValueError(f"mask has shape {np.shape(mask)}; it must be {(T, T)}")
    found = []
    for t in range(T):
        seen = None if mask is None else mask[t]
        found.append(attend(query[t], keys, values, seen))
    return tuple(found)


def add_and_norm(params: Params, x: Array, more: Array, suffix: str = "") -> Norm:
    """Add two vectors (D,), and norm their sum by the gain and shift with that suffix."""
    gain, shift = params["gain" + suffix], params["shift" + suffix]
    joined = x + more  # (K28)
    centred = joined - mean(joined)
    spread = np.sqrt(mean(centred * centred) + EPS)  # (K29)
    unit = centred / spread  # (K30)
    normed = gain * unit + shift  # (K31)
    return Norm(joined, spread, unit, normed)


def mean(vector: Array) -> Array:
    """Give the mean of the entries of a vector."""
    return np.sum(vector) / len(vector)


def norm_backward(params: Params, done: Norm, d_normed: Array, suffix: str = "") -> DNorm:
    """Undo `add_and_norm`: both vectors that were added get the gradient of their sum."""
    unit = done.unit
    d_unit = params["gain" + suffix] * d_normed  # (K35)
    even, along = mean(d_unit), mean(unit * d_unit)
    d_joined = (d_unit - even - unit * along) / done.spread  # (K36)
    return DNorm(d_joined, d_unit, d_normed)


def perceptron(params: Params, normed: Array) -> Perceptron:
    """Send one vector (D,) through two layers."""
    a_in = params["W_in"] @ normed + params["b_in"]  # (K32)
    hidden = relu(a_in)  # (K33)
    more = params["W_out"] @ hidden + params["b_out"]  # (K34)
    return Perceptron(a_in, hidden, more)


def forward(params: Params, xs: Array, mask: Array | None = None) -> Block:
    """Send vectors (T, D) through a block; the rest is as for `self_attention`.

    Raises
    ------
    ValueError
        If shapes do not fit, or if a row of the mask leaves nothing to look at.
    """
    size = sizes(params, SHAPES)["D"]
    vectors("xs", xs, size, "D")
    parts = _parts(params, xs)
    found, done = _asked(parts, mask), []
    for t in range(len(xs)):
        norm = add_and_norm(params, xs[t], found[t].kappa)
        thought = perceptron(params, norm.normed)
        norm1 = add_and_norm(params, norm.normed, thought.more, "1")
        done.append(Position(found[t], norm, thought, norm1))
    return Block(parts, done, np.stack([one.norm1.normed for one in done]))


def backward(params: Params, xs: Array, done: Block, d_output: Array) -> DBlock:
    """Turn the gradient of the output (T, D) into those of all that `forward` was given."""
    undone: list[DPosition] = []
    for t in reversed(range(len(xs))):
        one = done.positions[t]
        d = _position_backward(params, one, done.parts.value, d_output[t])
        undone.insert(0, d)
    d_keys = time_sum([d.attention.keys for d in undone])
    d_values = time_sum([d.attention.values for d in undone])
    W_q, W_k, W_v = (params[name] for name in ASKS)
    found, d_xs = [], []
    for t in reversed(range(len(xs))):
        d_joined, d_query = undone[t].norm.joined, undone[t].attention.query
        d_key, d_value = d_keys[t], d_values[t]
        asking = W_q.T @ d_query / np.sqrt(len(W_q))
        dx = d_joined + asking  # (K40)
        asked = W_k.T @ d_key + W_v.T @ d_value  # (K41)
        found.append(Parts(d_query, d_key, d_value))
        d_xs.append(dx + asked)
    d_parts: Parts = stacked(found[::-1])
    gradients = _shares(xs, done, undone) | _of_questions(xs, d_parts)
    return DBlock(undone, d_parts, np.stack(d_xs[::-1]), gradients)


def _of_questions(xs: Array, d: Parts) -> Params:
    """Add up the gradients of what turns vectors into questions, keys and values."""
    W_q, W_k, W_v = (outer_sum(part, xs) for part in d)
    return {"W_q": W_q / np.sqrt(len(W_q)), "W_k": W_k, "W_v": W_v}


def _position_backward(
    params: Params, one: Position, values: Array, d_output: Array
) -> DPosition:
    """Undo one position, down to its question."""
    d_norm1 = norm_backward(params, one.norm1, d_output, "1")
    d_joined1 = d_norm1.joined
    d_hidden = params["W_out"].T @ d_joined1  # (K37)
    d_a_in = relu_slope(one.perceptron.hidden) * d_hidden  # (K38)
    d_normed = d_joined1 + params["W_in"].T @ d_a_in  # (K39)
    d_norm = norm_backward(params, one.norm, d_normed)
    d_attention = attend_backward(one.attention, values, d_norm.joined)
    return DPosition(d_norm1, d_hidden, d_a_in, d_norm, d_attention)


def _shares(xs: Array, done: Block, undone: Sequence[DPosition]) -> Params:
    """Add up, over the positions, what each does to the weights that it uses alone."""
    norms = {"": [p.norm for p in done.positions], "1": [p.norm1 for p in done.positions]}
    d_norms = {"": [d.norm for d in undone], "1": [d.norm1 for d in undone]}
    shares = {}
    for end, steps in norms.items():
        back = [d.normed for d in d_norms[end]]
        shares["gain" + end] = product_sum(back, [one.unit for one in steps])
        shares["shift" + end] = time_sum(back)
    d_in, d_out = [d.a_in for d in undone], [d.norm1.joined for d in undone]
    return shares | {
        "W_in": outer_sum(d_in, [one.norm.normed for one in done.positions]),
        "b_in": time_sum(d_in),
        "W_out": outer_sum(d_out, [one.perceptron.hidden for one in done.positions]),
        "b_out": time_sum(d_out),
    }
