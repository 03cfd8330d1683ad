"""What shows a published bug: the same small program, run with a library right or wrong.

A course takes a library, such as `unrolled.museum.mutants` loads, and the seed of its
first weights, and gives one number after another: mostly the loss of each update, as the
program itself prints it.  Those about clipping train with plain steps, since Adam hides
how long a gradient is; all others with Adam.

    >>> from itertools import islice
    >>> from unrolled.museum.mutants import mutant, original
    >>> [round(x, 3) for x in islice(COURSES["rnn"].run(original(), 0), 3)]
    [3.26, 3.262, 3.212]
    >>> [round(x, 3) for x in islice(COURSES["rnn"].run(mutant("missing_transpose"), 0), 3)]
    [3.26, 3.262, 3.223]
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, islice, product
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Params
from ..text import kinematics
from ..training.optimizers import SGD, Adam, Optimizer
from . import word_space

TEXT = "".join(
    letter
    for letter in kinematics.lines(kinematics.problems()[:40]).lower()
    if letter.isalpha() or letter == " "
)
LETTERS = "".join(sorted({*TEXT}))
STEPS, UNITS, RATE = 25, 16, 0.01
WORD, WORDS = 3, 8  # letters of a word to be turned round, and words in an update
LOSS, SHARE = "loss, nats a letter", "share of right words"

Read = Callable[[Params, int], tuple[Any, Params]]  #: Loss and gradients at an update.


class Course(NamedTuple):
    """A small program, and what it prints."""

    run: Callable[[ModuleType, int], Iterator[float]]
    prints: str  # what its numbers are
    each: int = 10  # how many of them make a point of the curve, which is their mean
    over: str = "updates"  # what is counted along the curve


def learning(params: Params, read: Read, optimizer: Optimizer | None = None) -> Any:
    """Train for ever; yield the loss before each update, and the parameters after it."""
    optimizer = optimizer or Adam(RATE)
    state = optimizer.init(params)
    for n in count():
        loss, gradients = read(params, n)
        params, state = optimizer.update(params, gradients, state)
        yield float(loss), params


def windows(library: ModuleType) -> Callable[[int], tuple[Any, Any]]:
    """Give what an update reads, and what it is to say: ids of a window of the text."""
    ids = library.Vocabulary(LETTERS).encode(TEXT)
    stream = library.Stream(ids, 1, STEPS)

    def window(n: int) -> tuple[Any, Any]:
        batch = stream.batch(n % len(stream))
        return batch.inputs[:, 0], batch.targets[:, 0]

    return window


# ---- letters, one cell --------------------------------------------------------------


def of_a_cell(library: ModuleType, seed: int, cell: str, **options: Any) -> Any:
    """Train a letter model over one cell; yield losses and parameters."""
    kind, window = getattr(library, cell), windows(library)
    clip = options.pop("clip", lambda library, gradients: gradients)

    def read(params: Params, n: int) -> tuple[Any, Params]:
        done = library.language_model.run(kind, params, *window(n))
        return done.L, clip(library, done.gradients)

    params = library.language_model.init(kind, seed, len(LETTERS), UNITS)
    return learning(params, read, **options)


def per_letter(
    library: ModuleType, seed: int, cell: str, **options: Any
) -> Iterator[float]:
    """Print the loss of a letter."""
    return (L / STEPS for L, _ in of_a_cell(library, seed, cell, **options))


def printed(library: ModuleType, seed: int) -> Iterator[float]:
    """Print the total that the library gives, as a share of the first one."""
    losses = (L for L, _ in of_a_cell(library, seed, "rnn"))
    first = next(losses)
    yield 1.0
    yield from (L / first for L in losses)


def perplexities(library: ModuleType, seed: int) -> Iterator[float]:
    """Print the perplexity of each window."""
    return (library.losses.perplexity(x) for x in per_letter(library, seed, "rnn"))


def drawn(library: ModuleType, seed: int) -> Iterator[float]:
    """Train, let it write, and print how surprising each letter is to who reads along."""
    *_, (_, params) = islice(of_a_cell(library, seed, "rnn"), 300)
    letters = library.sample(library.rnn, params, [0], rng=seed)
    x, state = np.eye(len(LETTERS))[0], library.rnn.zero_state(params)
    for letter in letters:
        state = library.rnn.step(params, x, state).state
        x = np.eye(len(LETTERS))[letter.id]
        yield float(library.language_model.output(params, state[0], x).loss)


# ---- letters, a network -------------------------------------------------------------


def of_a_network(library: ModuleType, seed: int, cell: str, **net: Any) -> Iterator[float]:
    """Train a letter model over a network; its states are as wide as its inputs."""
    model = library.Model(library.Network(getattr(library, cell), **net))
    window = windows(library)

    def read(params: Params, n: int) -> tuple[Any, Params]:
        done = model.run(params, *window(n))
        return done.L / STEPS, done.gradients

    params = model.init(seed, len(LETTERS), len(LETTERS))
    return (loss for loss, _ in learning(params, read))


def cloze(library: ModuleType, seed: int) -> Iterator[float]:
    """Blank every third letter, and let two directions say it."""
    model = library.Model(library.Network(library.rnn, bidirectional=True))
    window = windows(library)
    mask = np.arange(STEPS) % 3 == 1

    def read(params: Params, n: int) -> tuple[Any, Params]:
        ids, _ = window(n)
        seen = np.eye(len(LETTERS))[ids] * ~mask[:, None]
        done = model.run(params, seen, ids, mask=mask)
        return done.L / mask.sum(), done.gradients

    params = model.init(seed, len(LETTERS), UNITS)
    return (loss for loss, _ in learning(params, read))


def summary(library: ModuleType, seed: int) -> Iterator[float]:
    """Read a window in both directions, and say which letter stood before it."""
    net, window = library.Network(library.rnn, bidirectional=True), windows(library)
    rng = np.random.default_rng(seed)
    params = net.init(rng, len(LETTERS), UNITS)
    params["V"] = rng.normal(size=(len(LETTERS), 2 * UNITS)) / 4

    def read(params: Params, n: int) -> tuple[Any, Params]:
        before, *ids = window(n)[0]
        trace = net.forward(params, ids)
        parts = ["h", "h_reverse"]
        h = np.concatenate([trace.state[part] for part in parts])
        scores, y = params["V"] @ h, np.eye(len(LETTERS))[before]
        d = library.softmax(scores) - y
        d_last = dict(zip(parts, np.split(params["V"].T @ d, 2), strict=True))
        found = net.backward(params, trace, d_last=d_last).parameters
        return library.cross_entropy(scores, y), found | {"V": np.outer(d, h)}

    return (loss for loss, _ in learning(params, read))


# ---- words turned round -------------------------------------------------------------


def turned(library: ModuleType, seed: int, score: str) -> Any:
    """Train an encoder and a decoder with attention alone between them."""
    model, rng = library.Translator(library.rnn, score, False), np.random.default_rng(seed)

    def read(params: Params, n: int) -> tuple[Any, Params]:
        words = rng.integers(4, size=(WORDS, WORD))
        done = [model.run(params, word, word[::-1]) for word in words]
        mean = {k: sum(one.gradients[k] for one in done) / words.size for k in params}
        return sum(one.forward.L for one in done) / words.size, mean

    return learning(model.init(rng, 4, 8), read)


def backwards(library: ModuleType, seed: int, score: str) -> Iterator[float]:
    """Print the loss of a letter of words that are turned round."""
    return (loss for loss, _ in turned(library, seed, score))


def answers(library: ModuleType, seed: int) -> Iterator[float]:
    """Print which share of words the network turns round by itself, every five updates."""
    model = library.Translator(library.rnn, "general", False)
    words = list(product(range(4), repeat=WORD))
    for _, params in islice(turned(library, seed, "general"), 0, None, 5):
        right = [model.translate(params, w, WORD) == [*w[::-1]] for w in words]
        yield float(np.mean(right))


# ---- words of the four reviews ------------------------------------------------------


def vectors(library: ModuleType, seed: int, model: str) -> Iterator[float]:
    """Train word vectors on the reviews, and print the loss of a word that is said."""
    known = word_space.given(model)
    X, Y = known["X"], known["Y"]

    def read(params: Params, n: int) -> tuple[Any, Params]:
        done = library.embeddings.read(params, X, Y, model)
        return done.L / Y.sum(), {k: g / Y.sum() for k, g in done.gradients.items()}

    params = library.embeddings.init(seed, len(word_space.VOCABULARY), 4)
    return (loss for loss, _ in learning(params, read))


def by_norm(library: ModuleType, gradients: Params) -> Params:
    """Clip all gradients together."""
    clipped: Params = library.clipping.clip_by_global_norm(gradients, 5.0).gradients
    return clipped


def by_value(library: ModuleType, gradients: Params) -> Params:
    """Clip each entry of the gradients."""
    clipped: Params = library.clipping.clip_by_value(gradients, 1.0).gradients
    return clipped


PLAIN = SGD(0.03)
COURSES = {
    "rnn": Course(partial(per_letter, cell="rnn"), LOSS),
    "lstm": Course(partial(per_letter, cell="lstm"), LOSS, 5),
    "gru": Course(partial(per_letter, cell="gru"), LOSS, 5),
    "by norm": Course(partial(per_letter, cell="rnn", clip=by_norm, optimizer=PLAIN), LOSS),
    "by value": Course(
        partial(per_letter, cell="rnn", clip=by_value, optimizer=PLAIN), LOSS
    ),
    "printed": Course(printed, "loss as printed, of the first"),
    "perplexity": Course(perplexities, "perplexity"),
    "drawn": Course(drawn, "surprise, nats a letter", 10, "letters drawn"),
    "one layer": Course(partial(of_a_network, cell="rnn"), LOSS, 5),
    "two layers": Course(partial(of_a_network, cell="rnn", layers=2), LOSS, 5),
    "two of lstm": Course(partial(of_a_network, cell="lstm", layers=2), LOSS, 4),
    "cloze": Course(cloze, LOSS, 5),
    "summary": Course(summary, LOSS),
    "general": Course(partial(backwards, score="general"), LOSS, 5),
    "additive": Course(partial(backwards, score="additive"), LOSS, 5),
    "answers": Course(answers, SHARE, 1, "fives of updates"),
    "cbow": Course(partial(vectors, model="cbow"), "loss, nats a word", 5),
    "skip-gram": Course(partial(vectors, model="skip_gram"), "loss, nats a word", 5),
}
