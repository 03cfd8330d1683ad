"""An encoder and a decoder: one reads a sequence, the other writes another one.

    h_j = encoder(x_j, h_{j-1})                j = 1 … J
    s_i = decoder(x_i, s_{i-1})                i = 1 … I

Both are cells of one kind with parameters of their own; those of the decoder end in
``_decoder``.  It begins with the encoder's last state (a *bridge*), or with a state of its
own that is learned.  What it reads is the letter y_{i-1} that it should have written
before (teacher forcing), nothing at first.  With attention it also
looks at all states of the encoder (`unrolled.attention`, `unrolled.decoder`).
The readout is that of a letter model (M1 to M4).

Sources: lecture 003, "Machine Translation: Encoder-Decoder" and "Attention with RNN";
Sutskever, Vinyals & Le, arXiv:1409.3215 (2014); Bahdanau, Cho & Bengio, arXiv:1409.0473
(2014); Luong, Pham & Manning, arXiv:1508.04025 (2015).

    >>> from unrolled import rnn
    >>> model = Translator(rnn, score="general")
    >>> params = model.init(0, vocabulary_size=4, hidden_size=3)
    >>> done = model.run(params, [0, 1, 2, 3], [3, 2, 1, 0])
    >>> done.forward.alpha.shape, bool(np.allclose(done.forward.alpha.sum(axis=1), 1))
    ((4, 4), True)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, NamedState, Params, Rng, State, Vectors, sizes, vectors
from ..cells.cell import Cell, by_name, in_order, not_of_a_variant, uniform
from ..checks import choice, generator, whole
from ..networks import bptt
from ..text.streams import paired
from . import attention, language_model
from .attention import SCORES, DAttention
from .decoder import DECODER, Decoder, Written, added, of_cell
from .language_model import (
    DOutput,
    Output,
    as_vectors,
    first_state,
    output,
    output_backward,
    total,
)

ASKS = ("before", "after")


class Forward(NamedTuple):
    """Both passes forward."""

    encoder: Any  # the cell's trace, J steps
    decoder: tuple[Written, ...]  # I steps
    output: Output  # with a time axis of I steps in front
    L: Array  # () total loss, in nats

    @property
    def alpha(self) -> Array:
        """The weights (I, J): row i says where step i looked; None without attention."""
        if self.decoder[0].attention is None:
            return None
        return np.stack([one.attention.alpha for one in self.decoder if one.attention])


class Pass(NamedTuple):
    """Both passes forward, and the way back."""

    forward: Forward
    d_encoder: Any  # the cell's trace of gradients
    d_decoder: Any
    d_attention: tuple[Any, ...]  # DAttention of each step
    d_output: DOutput
    gradients: Params  # by the names of the parameters


@dataclass(frozen=True)
class Translator:
    """An encoder, a decoder and, if wanted, attention between them.

    Parameters
    ----------
    cell : module or Variant
        Of both; such as `unrolled.rnn`.
    score : {"dot", "general", "additive"}, optional
        How attention scores; no attention, if left out.
    bridge : bool
        Whether the decoder begins with the encoder's last state; else its first state is
        learned.  Without attention and without a bridge it would know nothing.
    asks : {"before", "after"}
        Whether the decoder asks with its state before the step, or after it.

    Raises
    ------
    ValueError
        If an option is none of its choices, or if nothing leads from encoder to decoder.
    """

    cell: Cell
    score: str | None = None
    bridge: bool = True
    asks: str = "before"

    def __post_init__(self) -> None:
        choice("score", self.score, (None, *SCORES))
        choice("bridge", self.bridge, (False, True))
        choice("asks", self.asks, ASKS)
        if self.score is None and not self.bridge:
            raise ValueError(
                "bridge is False and score is None; one of them must lead to the decoder"
            )

    @property
    def decoder(self) -> Decoder:
        """What makes the steps of the decoder."""
        return Decoder(self.cell, self.score, self.asks)

    def init(self, rng: Rng, vocabulary_size: int, hidden_size: int) -> Params:
        """Draw all parameters; biases, V's and states before the first step start at zero.

        Raises
        ------
        ValueError
            If a size is no whole number of at least 1, or `rng` no generator or seed.
        """
        rng, K = generator(rng), whole("vocabulary_size", vocabulary_size)
        H = whole("hidden_size", hidden_size)
        read = K + H if self.decoder.reads_context else K
        params = dict(self.cell.init(rng, K, H))
        decoder = self.cell.init(rng, read, H)
        params |= {name + DECODER: p for name, p in decoder.items()}
        if self.score:
            params |= attention.init(rng, self.score, H, H)
        if self.decoder.says_context:
            params["W_kappa"] = uniform(rng, 2 * H, H, 2 * H)
        if not self.bridge:
            params |= by_name(self.cell.zero_state(decoder), DECODER)
        return params | {"V": uniform(rng, H, K, H), "c": np.zeros(K)}

    def forward(
        self,
        params: Params,
        xs: Vectors | Sequence[int],
        ys: Vectors | Sequence[int],
        mask: Array | None = None,
        fed: Vectors | None = None,
        state: NamedState | None = None,
        given: Vectors | None = None,
    ) -> Forward:
        """Read one sequence, write the other, and compare it with what was asked for.

        Parameters
        ----------
        params : dict of ndarray
            As from `init`.
        xs : sequence of J ids, or of J vectors (K,)
        ys : sequence of I ids, or of I vectors (K,)
        mask : ndarray (J,) of bool, optional
            False where attention must not look, such as at padding.
        fed : sequence of I vectors (K,), optional
            What each step reads as the letter before; if left out, what it should have
            been, and nothing at first.
        state : dict of ndarray (H,), optional
            Of the encoder before its first step, by name; zero, if left out.
        given : sequence of I vectors (J,), optional
            Weights that overrule those of attention; all zeros overrule nothing.

        Raises
        ------
        ValueError
            If a shape does not fit, a number is not finite, or a parameter is missing; the
            message names both sides.
        """
        xs, ys, fed = self._taken(params, xs, ys, fed)
        encoder = self.read(params, xs, state)
        begin = self.begin(params, encoder)
        written, out = self._written(
            params, encoder.h, begin, fed, ys, len(xs), mask, given
        )
        return Forward(encoder, written, out, total(out.loss))

    def read(self, params: Params, xs: Vectors, state: NamedState | None = None) -> Any:
        """Give the encoder's trace over the vectors `xs` (J, K)."""
        suffix = ""
        own = of_cell(self.cell, params, suffix)
        return bptt.unroll(self.cell, own, xs, first_state(self.cell, own, state))

    def begin(self, params: Params, encoder: Any) -> State:
        """Give the state that the decoder begins with."""
        if self.bridge:
            state: State = bptt.at(encoder, len(encoder.h) - 1).state
            return state
        return in_order(params, DECODER)

    def _written(
        self,
        params: Params,
        hs: Array,
        state: State,
        fed: Vectors,
        ys: Vectors,
        before: int,
        mask: Array | None,
        given: Vectors | None = None,
    ) -> tuple[tuple[Written, ...], Output]:
        """Write after the steps `before`."""
        written: list[Written] = []
        outputs = []
        for t in range(len(ys)):
            own = None if given is None else given[t]
            written.append(self.decoder.write(params, fed[t], state, hs, mask, own))
            outputs.append(output(params, written[t].says, ys[t]))
            state = written[t].step.state
        return tuple(written), bptt.stacked(outputs)

    def run(
        self,
        params: Params,
        xs: Vectors | Sequence[int],
        ys: Vectors | Sequence[int],
        mask: Array | None = None,
        fed: Vectors | None = None,
        state: NamedState | None = None,
    ) -> Pass:
        """Go forward and back; as `forward`."""
        xs, ys, fed = self._taken(params, xs, ys, fed)
        done = self.forward(params, xs, ys, mask, fed, state)
        back = self._back(params, done, ys, len(xs))
        start = back.state if self.bridge else None
        d_encoder, gradients = self._read_back(params, done.encoder, back.hs, start)
        gradients |= back.gradients
        if not self.bridge:
            gradients |= by_name(back.state, DECODER)
        return Pass(done, d_encoder, back.steps, back.attention, back.output, gradients)

    def _read_back(
        self, params: Params, encoder: Any, d_hs: Array, d_last: State | None
    ) -> tuple[Any, Params]:
        """Undo `read`."""
        suffix = ""
        own = of_cell(self.cell, params, suffix)
        d = bptt.backpropagate(self.cell, own, encoder, d_hs, d_last)
        return d, self.cell.parameter_gradients(encoder, d)

    def _back(self, params: Params, done: Forward, ys: Vectors, before: int) -> "_Back":
        """Undo `_written`."""
        hs, steps = done.encoder.h, []
        state = tuple(np.zeros(np.shape(part)) for part in done.decoder[-1].step.state)
        for t in reversed(range(len(ys))):
            d_out = output_backward(params, done.output.probs[t], ys[t])
            d = self.decoder.write_backward(params, done.decoder[t], hs, d_out.h_out, state)
            steps.append((d_out, d))
            state = d.state
        d_outputs, ds = zip(*steps[::-1], strict=True)
        trace = bptt.stacked([one.step for one in done.decoder])
        d_trace, d_output = bptt.stacked([d.step for d in ds]), bptt.stacked(d_outputs)
        gradients = self.decoder.shares(trace, d_trace)
        says = np.stack([one.says for one in done.decoder])
        gradients |= language_model.readout_gradients(says, d_output)
        gradients |= {
            name: added([d.gradients[name] for d in ds]) for name in ds[0].gradients
        }
        d_hs = added([d.hs for d in ds]) if self.score else np.zeros(np.shape(hs))
        return _Back(
            d_trace, tuple(d.attention for d in ds), d_output, d_hs, state, gradients
        )

    def translate(
        self,
        params: Params,
        ids: Sequence[int],
        limit: int,
        end: int | None = None,
        mask: Array | None = None,
    ) -> list[int]:
        """Write the likeliest letter, again and again, each from those before it.

        Parameters
        ----------
        params : dict of ndarray
        ids : sequence of J int
            What is read.
        limit : int
            How many letters are written at most.
        end : int, optional
            The letter that ends the answer; it is not given back.
        mask : ndarray (J,) of bool, optional

        Raises
        ------
        ValueError
            If a shape does not fit, or as for `forward`.
        """
        K = sizes_of(self, params)["K"]
        whole("limit", limit)
        xs = as_vectors(ids, K)
        vectors("ids", xs, K, "K")
        encoder = self.read(params, xs)
        said, state = np.zeros(K), self.begin(params, encoder)
        answer: list[int] = []
        while len(answer) < limit:
            one = self.decoder.write(params, said, state, encoder.h, mask)
            best = int(np.argmax(params["V"] @ one.says + params["c"]))
            if best == end:
                break
            answer.append(best)
            said, state = np.eye(K)[best], one.step.state
        return answer

    def _taken(
        self, params: Params, xs: Any, ys: Any, fed: Any
    ) -> tuple[Vectors, Vectors, Vectors]:
        """Check everything, and turn ids into vectors."""
        K = sizes_of(self, params)["K"]
        for suffix in ("", DECODER):
            not_of_a_variant(self.cell, params, suffix)
        xs, ys = as_vectors(xs, K), as_vectors(ys, K)
        fed = [np.zeros(K), *ys[:-1]] if fed is None else fed
        for name, values in (("xs", xs), ("ys", ys), ("fed", fed)):
            vectors(name, values, K, "K")
        paired(len(fed), len(ys))
        return xs, ys, fed


def sizes_of(translator: Translator, params: Params) -> dict[str, int]:
    """Read all sizes off the parameters, and insist that they fit."""
    cell = translator.cell.SHAPES
    shapes = {name: axes.replace("D", "K") for name, axes in cell.items()}
    read = "R" if translator.decoder.reads_context else "K"
    shapes |= {n + DECODER: axes.replace("D", read) for n, axes in cell.items()}
    for name, axes in SCORES.get(translator.score or "dot", {}).items():
        shapes[name] = axes.replace("S", "H")
    if translator.decoder.says_context:
        shapes["W_kappa"] = "HB"
    if not translator.bridge:
        zeros = by_name(translator.cell.zero_state(params), DECODER)
        shapes |= dict.fromkeys(zeros, "H")
    found = sizes(params, shapes | language_model.SHAPES)
    for letter, name, size in (
        ("R", "W" + DECODER, found["K"] + found["H"]),
        ("B", "W_kappa", 2 * found["H"]),
    ):
        if found.get(letter, size) != size:
            raise ValueError(f"{name} reads {found[letter]} numbers; it must read {size}")
    return found


class _Back(NamedTuple):
    """What the decoder's way back gives."""

    steps: Any  # the cell's trace of gradients
    attention: tuple[DAttention | None, ...]
    output: DOutput
    hs: Array  # (J, H) what comes to the encoder's states by attention
    state: State  # of the state before the first step
    gradients: Params
