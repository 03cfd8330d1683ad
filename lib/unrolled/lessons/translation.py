"""An encoder and a decoder, recorded: one reads a word, the other writes another one.

Both share one time axis: the decoder's steps come after the encoder's.  Before its first
letter it reads nothing, a vector of zeros; then what it should have written.

>>> from unrolled import Translator, helo, rnn
>>> reverse = program(Translator(rnn), helo.VOCABULARY, "hel", "leh")
>>> reverse.value("h", t=3).shape, reverse.value("h_decoder", t=4).shape
((3,), (3,))
>>> looks = program(Translator(rnn, score="general"), helo.VOCABULARY, "hel", "leh")
>>> looks.value("alpha", t=4).shape
(3,)
"""

from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Params
from ..cells.cell import STATE_NAMES, by_name
from ..models.decoder import DECODER
from ..models.seq2seq import Translator
from ..networks import bptt
from ..recording import Program, Recorder
from ..teaching import layouts
from ..text.letters import Vocabulary
from .network_passes import HIDDEN, closed

CELLS = ("", DECODER)  # what the names end with


class Told(NamedTuple):
    """What a recording names, in this order."""

    layers: Any  # traces of the cells
    attention: Any  # of each step of the decoder
    output: Any
    L: Array
    attended: Any = None
    d_layers: Any = None  # traces of their gradients
    d_attention: Any = None
    d_output: Any = None
    gradients: Any = None  # by the names of the parameters


def program(
    translator: Translator,
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
    translator : Translator
    vocabulary : Vocabulary
        Holds the letters of both.
    source, target : str
    params : dict of ndarray, optional
        As from ``translator.init``; drawn with `seed` for 3 units if left out.
    backward : bool
        Whether to record the way back, too.
    seed : int

    Raises
    ------
    ValueError
        If a letter is not in the vocabulary, or if there is none.
    """
    K = len(vocabulary)
    params = translator.init(seed, K, HIDDEN) if params is None else params
    recorder = Recorder()
    traced = recorder.parameters(_without_states(params))
    traced |= {
        name: recorder.leaf("state", name, part, t=len(source))
        for name, part in params.items()
        if name not in traced
    }
    zeros = by_name(translator.cell.zero_state(params))
    state = {n: recorder.leaf("state", n, part, t=0) for n, part in zeros.items()}
    letters = np.concatenate([vocabulary.one_hot(source), np.zeros((1, K))])
    letters = np.concatenate([letters, vocabulary.one_hot(target[:-1])])
    xs = recorder.sequence("input", "x", letters)
    J, asked = len(source), enumerate(vocabulary.one_hot(target), start=len(source) + 1)
    ys = [recorder.leaf("target", "y", y, t) for t, y in asked]
    run: Any = translator.run if backward else translator.forward
    done = run(traced, xs[:J], ys, fed=xs[J:], state=state)
    reads = "x" + DECODER if translator.decoder.reads_context else "x"
    says = "attended" if translator.decoder.says_context else "h" + DECODER
    called = {"": {"x": "x"}, DECODER: {"x": reads}, "out": {"h": says}}
    layout = layouts.of_cells(translator.cell, [[suffix] for suffix in CELLS])
    return closed(recorder, _told(done, backward), vocabulary, called, layout)


def _without_states(params: Params) -> Params:
    states = by_name(STATE_NAMES, DECODER)
    return {name: p for name, p in params.items() if name not in states}


def _told(done: Any, backward: bool) -> Told:
    """Put what was computed in the order in which a recording names it."""
    forward = done.forward if backward else done
    written = forward.decoder
    decoder = bptt.stacked([one.step for one in written])
    told = Told(
        [forward.encoder, decoder],
        [one.attention for one in written],
        forward.output,
        forward.L,
        [one.attended for one in written],
    )
    if not backward:
        return told
    _, d_encoder, d_decoder, d_attention, d_output, gradients = done
    return Told(*told[:5], [d_encoder, d_decoder], d_attention, d_output, gradients)
