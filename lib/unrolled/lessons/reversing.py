"""Words backwards: an encoder and a decoder that learn to write helo as oleh.

Every word is four letters of h, e, l, o: 256 words, of which 200 are learned.  The trained
networks stand in ``reversing.json``, with what was measured on the way;
`benchmarks/train_reversing.py` wrote it, and repeats it.

    >>> clear = weights("clear")
    >>> sum(p.size for p in clear.values()), models()["clear"].score
    (380, 'general')
    >>> written = models()["clear"].translate(clear, VOCABULARY.encode("helo"), limit=4)
    >>> VOCABULARY.decode(written)
    'oleh'
"""

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Params
from ..cells import rnn
from ..checks import choice, whole
from ..fused.translation import run_batch
from ..gradients.clipping import clip_by_global_norm
from ..models.beam import NextLogProbs
from ..models.losses import log_softmax
from ..models.seq2seq import Translator
from ..recording import Program, Recorder
from ..text.letters import Vocabulary
from ..training.optimizers import Adam

VOCABULARY = Vocabulary("helo")
UNITS, BATCH, UPDATES, RATE, MAX_NORM = 8, 32, 1500, 0.01, 1.0
WORDS = np.array(list(product(range(4), repeat=4)))  # (256, 4)
LEARNED, HELD_OUT = np.split(np.random.default_rng(99).permutation(256), [200])
MEASURED = Path(__file__).with_suffix(".json")


class Update(NamedTuple):
    """One update of a training."""

    loss: float  # before it, in nats a letter
    params: Params  # after it


def models() -> dict[str, Translator]:
    """Give the networks that were trained, by name.

    ``clear`` has attention and nothing else to know the word by; ``blurred`` also begins
    with the last state of the encoder, and hardly looks; ``bridge alone`` cannot look.
    """
    return {
        "clear": Translator(rnn, score="general", bridge=False),
        "blurred": Translator(rnn, score="additive"),
        "bridge alone": Translator(rnn),
    }


@cache
def measured() -> Any:
    """Read what was measured: weights, curves, shares of right words."""
    return json.loads(MEASURED.read_text(encoding="utf-8"))


def weights(name: str) -> Params:
    """Give the weights of one of the `models`.

    Raises
    ------
    ValueError
        If there is none of this name.
    """
    choice("name", name, models())
    return {key: np.array(p) for key, p in measured()["weights"][name].items()}


@cache
def after(updates: int) -> Params:
    """Give the weights of ``clear`` in the middle of its training.

    Raises
    ------
    ValueError
        If `updates` is no whole number of at least 1.

    Examples
    --------
    >>> int(np.sum([p.size for p in after(1).values()]))
    380
    """
    whole("updates", updates)
    course = train(models()["clear"], measured()["seeds"]["clear"])
    return next(islice(course, updates - 1, None)).params


def train(
    model: Translator,
    seed: int,
    units: int = UNITS,
    lengths: tuple[int, int] = (4, 4),
) -> Iterator[Update]:
    """Learn words of `lengths` from … to, drawn at random, for as long as one asks.

    Of words of four letters only the 200 that are learned are drawn.
    """
    rng, optimizer = np.random.default_rng(seed), Adam(RATE)
    params = model.init(rng, len(VOCABULARY), units)
    state = optimizer.init(params)
    while True:
        words = drawn(rng, lengths)
        done = run_batch(model, params, words, words[::-1])
        means = {name: g / words.size for name, g in done.gradients.items()}
        clipped = clip_by_global_norm(means, MAX_NORM).gradients
        params, state = optimizer.update(params, clipped, state)
        yield Update(done.L / words.size, params)


def drawn(rng: np.random.Generator, lengths: tuple[int, int]) -> Array:
    """Draw a batch of words of one length (J, B)."""
    if lengths == (4, 4):
        return WORDS[LEARNED[rng.integers(len(LEARNED), size=BATCH)]].T
    length = rng.integers(lengths[0], lengths[1] + 1)
    return rng.integers(len(VOCABULARY), size=(length, BATCH))


def right(model: Translator, params: Params, words: Array) -> float:
    """Give the share of words (J, B) that are written backwards without a mistake.

    A word is right if each letter is, given right ones before it; so it does not matter
    whether the decoder reads those or its own.
    """
    done = run_batch(model, params, words, words[::-1])
    return float(np.mean(np.all(done.probs.argmax(axis=2) == words[::-1], axis=0)))


def expects(model: Translator, params: Params, ids: Any) -> NextLogProbs:
    """Give what `beam.of_translator` gives, of all beginnings of four letters at once.

    Examples
    --------
    >>> told = expects(models()["clear"], weights("clear"), [0, 1, 2, 3])
    >>> VOCABULARY.letters[told((3, 2, 1)).argmax()]
    'h'
    """
    read = np.tile(np.reshape(ids, (-1, 1)), len(WORDS))
    logs = np.log(run_batch(model, params, read, WORDS.T).probs)
    first = {word[:n]: b for n in range(4) for b, word in enumerate(map(tuple, WORDS))}
    return lambda before: logs[len(before), first[before]]


def looks(model: Translator, params: Params) -> Array:
    """Give the weights of attention (4, 4), a mean over all 256 words."""
    done = run_batch(model, params, WORDS.T, WORDS.T[::-1])
    return done.alpha.mean(axis=2)


def program(name: str, word: str = "helo") -> Program:
    """Record how a word of four letters is written backwards.

    What is read, ``x`` (4, 4), what the decoder is told it wrote before, ``fed`` (4, 4),
    and the weights that overrule attention, ``given`` (4, 4), are leaves: a page changes
    them.

    Raises
    ------
    ValueError
        If there is no such network, if it cannot look, or if the word has not four letters
        of h, e, l, o.

    Examples
    --------
    >>> program("clear").value("alpha").argmax(axis=1)
    array([3, 2, 1, 0])
    """
    params, model = weights(name), models()[name]
    if not model.score:
        raise ValueError(f"{name} has no attention; there is nothing to look at")
    ids = VOCABULARY.encode(word)
    if len(ids) != WORDS.shape[1]:
        raise ValueError(f"the word {word!r} has {len(ids)} letters; four are needed")
    back = ids[::-1]
    recorder = Recorder()
    xs = recorder.leaf("input", "x", np.eye(4)[ids])
    fed = recorder.leaf("input", "fed", np.vstack([np.zeros(4), np.eye(4)[back[:-1]]]))
    given = recorder.leaf("hyperparameter", "given", np.zeros((4, 4)), bounds=(0, 1))
    each = [tuple(array[t] for t in range(4)) for array in (xs, fed, given)]
    traced = recorder.parameters(params)
    done = model.forward(traced, each[0], np.eye(4)[back], fed=each[1], given=each[2])
    told = {"alpha": done.alpha, "probs": done.output.probs}
    return recorder.program(told | {"logs": log_softmax(done.output.logits)})
