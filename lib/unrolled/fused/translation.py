"""Many translations at once: what a `Translator` of plain cells learns from a batch.

The equations are those of `unrolled.seq2seq`, `unrolled.decoder` and `unrolled.attention`;
every array has the sequences of the batch on its second axis, (J, B, H) or (I, B, H), and
the losses of all of them are added up.  Sequences that end earlier are padded: what stands
behind their end is never looked at, and no answer is asked for there.

    >>> from unrolled import Translator, rnn
    >>> model = Translator(rnn, score="general", bridge=False)
    >>> params = model.init(0, 4, 3)
    >>> run_batch(model, params, [[0, 1], [2, 3]], [[2, 3], [0, 1]]).alpha.shape
    (2, 2, 2)
"""

from typing import Any, NamedTuple

import numpy as np

from .. import checks
from ..arrays import Array, Params
from ..cells import rnn
from ..cells.activations import tanh_slope
from ..models.decoder import DECODER
from ..models.seq2seq import Translator, sizes_of


class BatchPass(NamedTuple):
    """What B sequences give together."""

    L: float  # the losses of all, in nats
    probs: Array  # (I, B, K)
    alpha: Any  # (I, J, B) weights of attention; None without it
    gradients: Params  # added up over the sequences


class _Looked(NamedTuple):
    """Attention of all sequences at one step."""

    query: Array  # (B, P)
    keys: Array  # (J, B, P)
    alpha: Array  # (J, B)
    kappa: Array  # (B, H)


def run_batch(
    translator: Translator,
    params: Params,
    xs: Any,
    ys: Any,
    read: Any = None,
    written: Any = None,
) -> BatchPass:
    """Go forward and back through B sequences side by side.

    Parameters
    ----------
    translator : Translator
        Of plain cells, `unrolled.rnn`.
    params : dict of ndarray
    xs : ndarray (J, B) of ids
    ys : ndarray (I, B) of ids
    read, written : ndarray (B,) of int, optional
        How many letters of each sequence there are, from 1; J and I, if left out.

    Raises
    ------
    ValueError
        If the cell is another one, a shape does not fit, or an id or length out of range.
    """
    if translator.cell is not rnn:
        raise ValueError("the cell is not rnn; batches of other cells have no fast path")
    size = sizes_of(translator, params)
    xs, ys = np.asarray(xs), np.asarray(ys)
    for name, ids in (("xs", xs), ("ys", ys)):
        if ids.ndim != 2 or 0 in ids.shape:
            raise ValueError(f"{name} has shape {ids.shape}; (steps, B) is needed")
        checks.ids(name, ids, ids.shape, size["K"])
    if xs.shape[1] != ys.shape[1]:
        found = f"xs holds {xs.shape[1]} sequences and ys {ys.shape[1]}"
        raise ValueError(f"{found}; as many of both are needed")
    ends = _ends(read, *xs.shape), _ends(written, *ys.shape)
    return _Batch(translator, params, np.eye(size["K"]), xs, ys, *ends).run()


def _ends(ends: Any, steps: int, B: int) -> Array:
    """Tell for each step and sequence whether there is a letter (steps, B)."""
    counts = np.full(B, steps) if ends is None else np.asarray(ends)
    checks.ids("lengths", counts, (B,), steps + 1)
    if not counts.all():
        raise ValueError("a length is 0; at least one letter is needed")
    return np.arange(steps)[:, None] < counts


class _Batch:
    """One pass: its arrays, forward and back."""

    def __init__(
        self,
        translator: Translator,
        params: Params,
        one_hot: Array,
        xs: Array,
        ys: Array,
        read: Array,
        written: Array,
    ) -> None:
        self.translator, self.p = translator, params
        self.xs, self.ys = one_hot[xs], one_hot[ys]
        self.fed = np.concatenate([np.zeros_like(self.ys[:1]), self.ys[:-1]])
        self.read, self.written = read, written
        self.g = {name: np.zeros_like(p) for name, p in params.items()}

    def run(self) -> BatchPass:
        """Go forward and back."""
        hs, start = self.encode()
        states, xs, looked, says = self.decode(hs, start)
        scores = says @ self.p["V"].T + self.p["c"]
        e = np.exp(scores - scores.max(axis=2, keepdims=True))
        probs = e / e.sum(axis=2, keepdims=True)
        logs = np.log(np.sum(probs * self.ys, axis=2))
        d_out = (probs - self.ys) * self.written[:, :, None]
        self.add("V", d_out, says)
        self.g["c"] += d_out.sum(axis=(0, 1))
        d_hs, d_start = self.decode_back(hs, states, xs, looked, says, d_out @ self.p["V"])
        self.encode_back(hs, d_hs, d_start)
        alpha = np.array([one.alpha for one in looked]) if looked else None
        return BatchPass(-float(np.sum(logs * self.written)), probs, alpha, self.g)

    def encode(self) -> tuple[Array, Array]:
        """Give all states of the encoder, (J + 1, B, H), and the last of each sequence."""
        W, U, b = (self.p[name] for name in "WUb")
        hs = [np.zeros((self.xs.shape[1], len(b)))]
        for x, counts in zip(self.xs, self.read[:, :, None], strict=True):
            h = np.tanh(x @ W.T + hs[-1] @ U.T + b)
            hs.append(np.where(counts, h, hs[-1]))  # the last one stays
        return np.array(hs), hs[-1]

    def decode(self, hs: Array, state: Array) -> Any:
        """Give the decoder's states, what it read, where it looked, what it says."""
        W, U, b = (self.p[name + DECODER] for name in "WUb")
        if not self.translator.bridge:
            state = np.broadcast_to(self.p["h" + DECODER], state.shape)
        states, xs, looked, says = [state], [], [], []
        decoder = self.translator.decoder
        for x in self.fed:
            if decoder.reads_context:
                looked.append(self.look(hs[1:], states[-1]))
                x = np.concatenate([x, looked[-1].kappa], axis=1)
            xs.append(x)
            states.append(np.tanh(x @ W.T + states[-1] @ U.T + b))
            if decoder.says_context:
                looked.append(self.look(hs[1:], states[-1]))
                both = np.concatenate([looked[-1].kappa, states[-1]], axis=1)
                says.append(np.tanh(both @ self.p["W_kappa"].T))
        return states, xs, looked, np.array(says or states[1:])

    def look(self, hs: Array, s: Array) -> _Looked:
        """Let the states (B, H) ask what was read (J, B, H)."""
        p, score = self.p, self.translator.score
        query, keys = s, hs
        if score == "general":
            query = s @ p["A"]
        if score == "additive":
            query = np.broadcast_to(p["w"], (len(s), len(p["w"])))
            keys = np.tanh(s @ p["A_s"].T + hs @ p["A_h"].T)
        beta = np.where(self.read, np.sum(keys * query, axis=2), -np.inf)
        e = np.exp(beta - beta.max(axis=0))
        alpha = e / e.sum(axis=0)
        return _Looked(query, keys, alpha, np.einsum("jb,jbh->bh", alpha, hs))

    def decode_back(
        self, hs: Array, states: Any, xs: Any, looked: Any, says: Array, d_says: Array
    ) -> tuple[Array, Array]:
        """Give what comes to the encoder's states (J, B, H), and to the decoder's start."""
        p, H, K = self.p, hs.shape[2], self.ys.shape[2]
        d_hs, ds = np.zeros_like(hs[1:]), np.zeros_like(states[0])
        decoder = self.translator.decoder
        for t in reversed(range(len(xs))):
            own = d_says[t]
            if decoder.says_context:
                e = tanh_slope(says[t]) * own
                both = np.concatenate([looked[t].kappa, states[t + 1]], axis=1)
                self.add("W_kappa", e, both)
                d_both = e @ p["W_kappa"]
                asked = self.look_back(
                    hs[1:], states[t + 1], looked[t], d_both[:, :H], d_hs
                )
                own = d_both[:, H:] + asked
            d = tanh_slope(states[t + 1]) * (own + ds)
            self.add("W" + DECODER, d, xs[t])
            self.add("U" + DECODER, d, states[t])
            self.g["b" + DECODER] += d.sum(axis=0)
            ds = d @ p["U" + DECODER]
            if decoder.reads_context:
                d_kappa = (d @ p["W" + DECODER])[:, K:]
                ds = ds + self.look_back(hs[1:], states[t], looked[t], d_kappa, d_hs)
        return d_hs, ds

    def look_back(
        self, hs: Array, s: Array, one: _Looked, d_kappa: Array, d_hs: Array
    ) -> Array:
        """Add to `d_hs` what looking sends back, and give what comes to who asked."""
        p, score, alpha = self.p, self.translator.score, one.alpha
        d_alpha = np.einsum("jbh,bh->jb", hs, d_kappa)
        d_beta = alpha * (d_alpha - np.sum(alpha * d_alpha, axis=0))
        d_hs += alpha[:, :, None] * d_kappa
        d_query = np.einsum("jb,jbp->bp", d_beta, one.keys)
        d_keys = d_beta[:, :, None] * one.query
        if score == "additive":
            e = tanh_slope(one.keys) * d_keys
            d_hs += e @ p["A_h"]
            self.g["w"] += d_query.sum(axis=0)
            self.add("A_h", e, hs)
            self.add("A_s", e.sum(axis=0), s)
            return e.sum(axis=0) @ p["A_s"]
        d_hs += d_keys
        if score == "general":
            self.add("A", s, d_query)
            return d_query @ p["A"].T
        return d_query

    def encode_back(self, hs: Array, d_hs: Array, d_start: Array) -> None:
        """Go back through the encoder."""
        if self.translator.bridge:
            d_next = d_start
        else:
            self.g["h" + DECODER] += d_start.sum(axis=0)
            d_next = np.zeros_like(d_start)
        for t in reversed(range(len(d_hs))):
            counts = self.read[t][:, None]
            d = tanh_slope(hs[t + 1]) * (d_hs[t] + d_next) * counts
            self.add("W", d, self.xs[t])
            self.add("U", d, hs[t])
            self.g["b"] += d.sum(axis=0)
            d_next = np.where(counts, d @ self.p["U"], d_next)

    def add(self, name: str, d: Array, read: Array) -> None:
        """Add the outer products of all sequences to a gradient."""
        d, read = d.reshape(-1, d.shape[-1]), read.reshape(-1, read.shape[-1])
        self.g[name] += d.T @ read
