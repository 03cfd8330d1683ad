"""Two sentences of the same five words, and a Transformer's block that reads them.

"This phone is no good", and "No this phone is good": to a bag of words they are one (E85).
Every word has a vector, drawn once; a block of random weights reads them.

    >>> looks("This phone is no good").shape
    (5, 5)

A program hides the last word, as BERT is trained, and asks the block for it.

Sources: lecture 004, "Drawback of BoW" and its syllabus; Devlin et al., "BERT",
arXiv:1810.04805 (2018).
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Params
from ..cells.cell import outer_sum, uniform
from ..checks import whole
from ..models import language_model, transformer
from ..notation import Symbol
from ..recording import Program, Recorder
from ..teaching import layouts
from ..text.letters import one_hot
from ..text.words import WordVocabulary, words
from .described import described

SENTENCES = ("This phone is no good", "No this phone is good")
BLANK = "_"
SIZE, HIDDEN = 4, 6
# what names of a line stand for: the first norm adds the context, the second what the
# perceptron says, and the readout's h is what the second norm gives
CALLED = {"": {"x": "x", "more": "kappa"}, "1": {"x": "normed"}, "out": {"h": "normed1"}}

# of all places at once: what is asked for, and what is told
ROWS = {
    name: asdict(Symbol(name, "state", f"{name}, a row for each place", "JD", None))
    for name in ("keys", "values")
}


class Told(NamedTuple):
    """What a recording names, in this order."""

    x: Array  # (T, D) what the block reads
    block: transformer.Block
    output: Any  # of the blank
    d_output: Any = None
    d_block: Any = None
    gradients: Any = None


def vocabulary(sentence: str) -> WordVocabulary:
    """Give the words of a sentence, sorted, with the blank.

    >>> vocabulary(SENTENCES[0]).words == vocabulary(SENTENCES[1]).words
    True
    """
    return WordVocabulary.of({*words(sentence), BLANK})


def vectors(known: WordVocabulary, seed: int = 0) -> Array:
    """Draw a vector (4,) for each word."""
    return np.random.default_rng(seed).normal(size=(len(known.words), SIZE))


def read(known: WordVocabulary, said: Sequence[str], placed: bool = False) -> Array:
    """Give the vectors of words (T, 4), with or without those of their positions."""
    xs = vectors(known)[known.encode(said)]
    return xs + transformer.positions(len(xs), SIZE) if placed else xs


def params(K: int, seed: int = 0) -> Params:
    """Draw a block and a readout of K words."""
    rng = np.random.default_rng(whole("seed", seed, 0))
    block = transformer.init(rng, SIZE, HIDDEN)
    # larger than `init` draws: weights of attention that differ are worth looking at
    asks = {name: rng.normal(size=(SIZE, SIZE)) for name in transformer.ASKS}
    return block | asks | {"V": uniform(rng, SIZE, K, SIZE), "c": np.zeros(K)}


def looks(sentence: str, placed: bool = False, causal: bool = False) -> Array:
    """Give the weights of attention (T, T): a row for each word that asks."""
    known = vocabulary(sentence)
    xs = read(known, words(sentence), placed)
    mask = transformer.causal(len(xs)) if causal else None
    done = transformer.self_attention(params(len(known.words)), xs, mask)
    return np.stack([one.alpha for one in done])


def program(
    sentence: str = SENTENCES[0],
    placed: bool = True,
    causal: bool = False,
    backward: bool = True,
) -> Program:
    """Record how a block reads a sentence whose last word is hidden, and is asked for it.

    Parameters
    ----------
    sentence : str
    placed, causal : bool
        Whether positions are added, and whether a word sees those before it alone.
    backward : bool
        Whether to record the way back, too.

    Raises
    ------
    ValueError
        If the sentence has fewer than two words.
    """
    *seen, hidden = words(sentence) or [""]
    if not seen:
        raise ValueError(f"the sentence {sentence!r} is too short; two words are needed")
    known = vocabulary(sentence)
    T = len(seen) + 1
    recorder = Recorder()
    drawn = {"E": vectors(known)} | params(len(known.words))
    traced: Any = recorder.parameters(drawn)
    said = one_hot(known.encode([*seen, BLANK]), len(known.words))
    xs: Any = recorder.sequence("input", "word", said)
    right = one_hot(known.encode([hidden]), len(known.words))[0]
    y: Any = recorder.leaf("target", "y", right, T)
    places = transformer.positions(T, SIZE) if placed else None
    mask = transformer.causal(T) if causal else None
    run = _there_and_back if backward else _there
    told = run(traced, xs, y, places, mask)
    shown: Any = {"labels": {"K": list(known.words)}, "called": CALLED}
    shown["layout"] = layouts.of_block()
    program = described(recorder.program(told), known, **shown)
    program.data["symbols"] |= ROWS
    return program


def _vectors(E: Array, word: Array, places: Array | None) -> Array:
    """Look up the vectors of one-hot words (T, K), and add those of their positions."""
    xs = []
    for t in range(len(word)):
        vector = x = E.T @ word[t]
        if places is not None:
            x = vector + places[t]
        xs.append(x)
    return np.stack(xs)


def _there(
    params: Params, said: Array, y: Array, places: Array | None, mask: Array | None
) -> Told:
    """Read the sentence, and ask at its last place."""
    xs = _vectors(params["E"], said, places)
    block = transformer.forward(_of_block(params), xs, mask)
    for t in [len(xs) - 1]:
        h = block.positions[t].norm1.normed
        output = language_model.output(params, h, y)
    return Told(xs, block, output)


def _there_and_back(
    params: Params, said: Array, y: Array, places: Array | None, mask: Array | None
) -> Told:
    """Read the sentence, ask, and take the error all the way back."""
    xs, block, output, *_ = _there(params, said, y, places, mask)
    for t in [len(xs) - 1]:
        d_said = language_model.output_backward(params, output.probs, y)
        d_output: Any = [*[np.zeros(SIZE)] * t, d_said.h_out]
    d = transformer.backward(_of_block(params), xs, block, d_output)
    h = block.positions[-1].norm1.normed
    own = {"V": np.outer(d_said.logits, h), "c": d_said.logits}
    own["E"] = outer_sum(said, d.xs)
    return Told(xs, block, output, d_said, d, d.gradients | own)


def _of_block(params: Params) -> Params:
    return {name: params[name] for name in transformer.SHAPES}
