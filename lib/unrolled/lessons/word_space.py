"""The 13 words of lecture 004's reviews as points in a plane, which learn their places.

Three ways to learn them: the table of the reviews is factorised, skip-gram says the context
of each word, CBOW each word from its context.  One update is a function, forward, back,
momentum, so that a page can repeat it.  Each way has a floor that it cannot get below:

    >>> {way: round(floor(way), 3) for way in WAYS}
    {'factorise': 1.909, 'skip_gram': 1.645, 'cbow': 0.132}

That of the factorisation is a distance, and that of two numbers a word; the others are in
nats a word, and no model whatever gets below them.

Source: lecture 003, "Word Embedding" to "Skipgram model".
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..arrays import Array, Params
from ..checks import choice, generator
from ..models import embeddings, floors
from ..recording import Program, Recorder
from ..text import cooccurrence
from ..text.documents import bags_of_words
from ..text.words import WordVocabulary, words
from ..training.optimizers import Momentum
from .reviews import REVIEWS

WAYS = ("factorise", "skip_gram", "cbow")
WINDOWS = (1, 2)
MERGES = tuple(embeddings.MERGES)
TEXTS = [words(review) for review in REVIEWS]
VOCABULARY = WordVocabulary.of(word for text in TEXTS for word in text)
PLANE = 2  # numbers for each word: a picture of them is no projection
SIDES = len(REVIEWS)  # more of them than rows of the table are of no use
RATES = {"factorise": 0.02, "skip_gram": 0.5, "cbow": 0.2}
MOMENTUM = 0.9


def given(way: str, window: int = 2) -> dict[str, np.ndarray]:
    """Give what is learned from, by name: ``counts``, or what is read, X, and said, Y.

    Raises
    ------
    ValueError
        If there is no such way, or no such window.
    """
    choice("way", way, WAYS)
    choice("window", window, WINDOWS)
    if way == "factorise":
        return {"counts": bags_of_words(REVIEWS, VOCABULARY.words).counts}
    if way == "skip_gram":
        table = cooccurrence.table(TEXTS, window, VOCABULARY)
        return {"X": np.eye(len(VOCABULARY)), "Y": table}
    contexts = cooccurrence.contexts(TEXTS, window)
    return dict(zip("XY", cooccurrence.bags(contexts, VOCABULARY), strict=True))


def floor(way: str, window: int = 2, size: int = PLANE) -> float:
    """Give the loss that this way of learning cannot get below, with `size` numbers a word.

    Raises
    ------
    ValueError
        As for `given`.
    """
    known = given(way, window)
    if way == "factorise":
        return floors.rank_error(known["counts"], size)
    if way == "skip_gram":
        return floors.conditional_entropy(known["Y"])
    contexts = cooccurrence.contexts(TEXTS, window)
    return floors.floor((tuple(sorted(around)), word) for around, word in contexts)


def start(way: str, seed: int, size: int = PLANE) -> Params:
    """Draw where the points stand at first, with `size` numbers for each word.

    Raises
    ------
    ValueError
        If there is no such way, or if a factorisation has no such size.
    """
    choice("way", way, WAYS)
    rng = generator(seed)
    if way != "factorise":
        return embeddings.init(rng, len(VOCABULARY), size)
    choice("size", size, range(1, SIDES + 1))
    rows = {"Z": len(REVIEWS), "E": len(VOCABULARY)}
    # whatever the size, its first numbers are the same
    return {k: rng.normal(size=(n, SIDES))[:, :size] / 2 for k, n in rows.items()}


def update(
    params: Params,
    velocities: Params,
    known: Params,
    divided: tuple[Array, Array],
    **settings: Array,
) -> dict[str, Any]:
    """Make one update, and give what a reader may want to see of it.

    Parameters
    ----------
    params : dict of ndarray
        As from `start`.
    velocities : dict of ndarray
        Those of `unrolled.optimizers.Momentum`, ``u_E`` and so on.
    known : dict of ndarray
        As from `given`.
    divided : pair of 0 or 1
        Whether the sum of a context is divided by the number of its words, on the way
        forward and on the way back.
    **settings
        ``learning_rate`` and ``momentum``.

    Returns
    -------
    dict
        ``L``, what the gradients belong to; ``loss``, a distance or nats a word, which the
        floor is a floor of; and ``next``, what the next update begins with.
    """
    if "counts" in known:
        factors = embeddings.factorise(params, known["counts"])
        L, gradients = factors.L, factors.gradients
        loss = np.sqrt(2 * L)
    else:
        X, Y = known["X"], known["Y"]
        done = embeddings.together(params, X, Y, *embeddings.divisors(X, *divided))
        L, gradients = done.forward.loss, done.gradients
        loss = L
    momentum = Momentum(settings["learning_rate"], settings["momentum"])
    then, velocity = momentum.update(params, gradients, {"n": 0, **velocities})
    moved = {f"{k}_next": p for k, p in then.items()}
    moved |= {f"{k}_next": velocity[k] for k in velocities}
    return {"L": L, "loss": loss, "next": moved}


def course(
    way: str,
    window: int = 2,
    merge: str = "mean",
    seed: int = 0,
    size: int = PLANE,
    **settings: float,
) -> Iterator[tuple[Params, float]]:
    """Train for ever: yield parameters and the loss they have.

    Raises
    ------
    ValueError
        As for `given` and `start`; and if there is no such merge.

    Examples
    --------
    >>> from itertools import islice
    >>> *_, (_, loss) = islice(course("factorise"), 301)
    >>> round(loss, 3)
    1.909
    """
    choice("merge", merge, MERGES)
    params, known = start(way, seed, size), given(way, window)
    chosen = {"learning_rate": RATES[way], "momentum": MOMENTUM} | settings
    velocities = {f"u_{k}": np.zeros_like(p) for k, p in params.items()}
    while True:
        now = update(params, velocities, known, embeddings.MERGES[merge], **chosen)
        yield params, float(now["loss"])
        params = {k: now["next"][f"{k}_next"] for k in params}
        velocities = {k: now["next"][f"{k}_next"] for k in velocities}


def program(way: str) -> Program:
    """Record one update; what is learned from, and what is divided, are leaves, too.

    A factorisation has `SIDES` numbers for each word; those that begin at 0 stay there.

    Raises
    ------
    ValueError
        If there is no such way.

    Examples
    --------
    >>> program("cbow").value("E_next").shape
    (13, 2)
    """
    recorder = Recorder()
    params = start(way, 0, SIDES if way == "factorise" else PLANE)
    traced = recorder.parameters(params)
    velocities = {
        f"u_{k}": recorder.leaf("state", f"u_{k}", np.zeros_like(p))
        for k, p in params.items()
    }
    known = {k: recorder.leaf("input", k, x) for k, x in given(way).items()}
    named = {"learning_rate": RATES[way], "momentum": MOMENTUM}
    if way == "cbow":
        named |= dict(zip(("forward", "back"), embeddings.MERGES["mean"], strict=True))
    leaf = {k: recorder.leaf("hyperparameter", k, x) for k, x in named.items()}
    divided = leaf.pop("forward", 0), leaf.pop("back", 0)
    return recorder.program(update(traced, velocities, known, divided, **leaf))
