"""An encoder and a decoder, recorded: one reads a word, the other writes another one.

    h_t = encoder(x_t, h_{t-1})       t = 1 … J
    s_t = decoder(x_t, s_{t-1})       t = J+1 … J+I, from s_J = h_J

Both are plain cells with weights of their own, and share one time axis.  The decoder reads
a mark first, and then what it should have written (teacher forcing).

Source: lecture 003, "Sequence to sequence"; Sutskever, Vinyals & Le, arXiv:1409.3215
(2014).

>>> from unrolled import Vocabulary
>>> reverse = program(Vocabulary("helo·"), "hel", "leh")
>>> reverse.value("h", t=3).shape, reverse.value("h_decoder", t=4).shape
((3,), (3,))
"""

from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Params, State, Vectors
from ..cells import rnn
from ..cells.cell import uniform
from ..checks import generator
from ..models import language_model
from ..networks import bptt
from ..recording import Program, Recorder
from ..teaching import layouts
from ..text.letters import Vocabulary
from .network_passes import HIDDEN, Told, closed

MARK = "·"  # what the decoder reads first
CELLS = ("", "_decoder")  # what the names end with


class Translation(NamedTuple):
    """Both passes forward."""

    encoder: Any  # the trace of its J steps
    decoder: Any  # of its I steps
    output: language_model.Output
    L: Array


def init(rng: Any, vocabulary_size: int, hidden_size: int = HIDDEN) -> Params:
    """Draw the parameters of both cells, and V (K, H), c (K,) of the readout."""
    rng, K, H = generator(rng), vocabulary_size, hidden_size
    params: Params = {}
    for suffix in CELLS:
        params |= {name + suffix: p for name, p in rnn.init(rng, K, H).items()}
    return params | {"V": uniform(rng, H, K, H), "c": np.zeros(K)}


def forward(
    params: Params, xs: Vectors, fed: Vectors, ys: Vectors, state: State
) -> Translation:
    """Read `xs` (J, K), then `fed` (I, K), and compare with the targets `ys` (I, K)."""
    encoder = _unrolled(params, xs, state, "")
    decoder, output = _written(params, fed, ys, bptt.at(encoder, len(xs) - 1), len(xs))
    return Translation(encoder, decoder, output, language_model.total(output.loss))


def _written(
    params: Params, fed: Vectors, ys: Vectors, last: Any, before: int
) -> tuple[Any, language_model.Output]:
    """Go on where the encoder ended, after the steps `before`."""
    decoder = _unrolled(params, fed, last.state, "_decoder")
    steps = range(len(ys))
    outputs = [language_model.output(params, decoder.h[t], ys[t]) for t in steps]
    return decoder, bptt.stacked(outputs)


def back(params: Params, done: Translation, ys: Vectors) -> tuple[Any, ...]:
    """Go back through the decoder, then the encoder, whose states have no own loss.

    Returns
    -------
    tuple
        The traces of gradients of encoder and decoder, the gradients at the outputs, and
        those of the parameters by name.
    """
    J = len(done.encoder.h)
    d_decoder, d_output, gradients = _written_back(params, done, ys, J)
    start, nothing = bptt.at(d_decoder, 0).state_prev, np.zeros(np.shape(done.encoder.h))
    d_encoder, found = _back(params, done.encoder, nothing, start, "")
    return d_encoder, d_decoder, d_output, found | gradients


def _written_back(
    params: Params, done: Translation, ys: Vectors, before: int
) -> tuple[Any, language_model.DOutput, Params]:
    """Undo `_written`."""
    steps, probs = reversed(range(len(ys))), done.output.probs
    found = [language_model.output_backward(params, probs[t], ys[t]) for t in steps]
    d_output = bptt.stacked(found[::-1])
    d_decoder, gradients = _back(params, done.decoder, d_output.h_out, None, "_decoder")
    readout = language_model.readout_gradients(done.decoder.h, d_output)
    return d_decoder, d_output, gradients | readout


def program(
    vocabulary: Vocabulary,
    source: str,
    target: str,
    params: Params | None = None,
    backward: bool = False,
    seed: int = 0,
) -> Program:
    """Record how `source` is read and `target` written, letter by letter.

    Parameters
    ----------
    vocabulary : Vocabulary
        Holds the letters of both, and `MARK`.
    source, target : str
    params : dict of ndarray, optional
        As from `init`; drawn with `seed` if left out.
    backward : bool
        Whether to record the way back, too.
    seed : int

    Raises
    ------
    ValueError
        If a letter is not in the vocabulary, or if there is none.
    """
    params = init(seed, len(vocabulary)) if params is None else params
    recorder, J = Recorder(), len(source)
    traced = recorder.parameters(params)
    h = recorder.leaf("state", "h", np.zeros(len(params["b"])), t=0)
    letters = recorder.sequence(
        "input", "x", vocabulary.one_hot(source + MARK + target[:-1])
    )
    asked = enumerate(vocabulary.one_hot(target), start=J + 1)
    ys = [recorder.leaf("target", "y", y, t) for t, y in asked]
    done = forward(traced, letters[:J], letters[J:], ys, (h,))
    told = Told({}, [done.encoder, done.decoder], *done[2:])
    if backward:
        d_encoder, d_decoder, *rest = back(traced, done, ys)
        told = Told(*told[:4], [d_encoder, d_decoder], *rest)
    called = {"": {"x": "x"}, "_decoder": {"x": "x"}, "out": {"h": "h_decoder"}}
    layout = layouts.of_cells(rnn, [[suffix] for suffix in CELLS])
    return closed(recorder, told, vocabulary, called, layout)


def _own(params: Params, suffix: str) -> Params:
    return {name: params[name + suffix] for name in rnn.SHAPES}


def _unrolled(params: Params, xs: Vectors, state: State, suffix: str) -> Any:
    return bptt.unroll(rnn, _own(params, suffix), xs, state)


def _back(
    params: Params, trace: Any, dhs: Vectors, d_last: Any, suffix: str
) -> tuple[Any, Params]:
    d = bptt.backpropagate(rnn, _own(params, suffix), trace, dhs, d_last)
    found = rnn.parameter_gradients(trace, d)
    return d, {name + suffix: g for name, g in found.items()}
