"""Lecture 003's blanks: what word fits, if one reads from the left, or from both sides.

    I am ___.                                                   happy
    I am ___ hungry.                                            not, or very
    I am ___ hungry, and I can eat a full tandoori!             very

Before the blank all of them are the same, so who reads from the left must say the same in
each.  Who reads both ways tells them apart, but for the two that are equal.  The floors
are exact (`unrolled.floors`), in perplexity:

    >>> {ways: round(float(np.exp(LECTURE.floor(ways))), 3) for ways in WAYS}
    {1: 2.828, 2: 1.414}

One update of a network is a function, forward, back, momentum, so that a page can repeat
it, as in `unrolled.one_update`.

Source: lecture 003, "Bidirectional RNN".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Params
from ..cells import rnn
from ..checks import choice
from ..models import floors
from ..models.losses import perplexity
from ..models.model import Model
from ..networks.network import Network
from ..recording import Program, Recorder
from ..text.letters import one_hot
from ..text.words import WordVocabulary, words
from ..training.optimizers import Momentum

BLANK = "_"
WAYS = (1, 2)  # to read: from the left, or from both sides
HIDDEN = 4
SETTINGS = {"learning_rate": 0.1, "momentum": 0.9}


class Sentence(NamedTuple):
    """A sentence with a blank, and the word that stood there."""

    text: str  # with one _ for the blank
    answer: str

    @property
    def read(self) -> list[str]:
        """What the network reads, word by word."""
        return words(self.text)

    @property
    def place(self) -> int:
        """Where the blank stands, counted from 0."""
        return self.read.index(BLANK)

    def seen(self, ways: int) -> tuple[str, ...]:
        """Give all that one knows of it at the blank, who reads so many ways."""
        return tuple(self.read if ways == 2 else self.read[: self.place])


@dataclass(frozen=True)
class Cloze:
    """Sentences with a blank each, and the networks that learn to fill them.

    Parameters
    ----------
    sentences : sequence of (text, answer)
        Each text has one ``_``.

    Raises
    ------
    ValueError
        If there is no sentence, or one that has no blank or several.

    Examples
    --------
    >>> pets = Cloze([("the _ barks", "dog"), ("the _ meows", "cat")])
    >>> [round(float(np.exp(pets.floor(ways))), 3) for ways in WAYS]
    [2.0, 1.0]
    """

    sentences: Sequence[tuple[str, str]]

    def __post_init__(self) -> None:
        found = tuple(Sentence(*sentence) for sentence in self.sentences)
        if not found:
            raise ValueError("there are no sentences; at least one is needed")
        for sentence in found:
            if (blanks := sentence.read.count(BLANK)) != 1:
                raise ValueError(
                    f"the sentence {sentence.text!r} has {blanks} blanks; one _ is needed"
                )
        object.__setattr__(self, "sentences", found)

    @cached_property
    def told(self) -> tuple[Sentence, ...]:
        """The sentences, each with what is read of it."""
        return tuple(Sentence(*sentence) for sentence in self.sentences)

    @cached_property
    def words(self) -> WordVocabulary:
        """What is read."""
        return WordVocabulary.of(word for one in self.told for word in one.read)

    @cached_property
    def answers(self) -> WordVocabulary:
        """What may be said."""
        return WordVocabulary.of(one.answer for one in self.told)

    @property
    def right(self) -> np.ndarray:
        """The answers as one-hot rows (N, K)."""
        ids = self.answers.encode(one.answer for one in self.told)
        return one_hot(ids, len(self.answers))

    def floor(self, ways: int) -> float:
        """Give the loss, in nats a blank, that no model reading so many ways can beat."""
        choice("ways", ways, WAYS)
        return floors.floor((one.seen(ways), one.answer) for one in self.told)

    def init(self, ways: int, seed: int, hidden_size: int = HIDDEN) -> Params:
        """Draw parameters."""
        return model(ways).init(seed, len(self.words), hidden_size, len(self.answers))

    def fill(self, ways: int, params: Params) -> Any:
        """Give what a network says at the blank of each sentence: probabilities (N, K)."""
        done = [
            self._run(ways, params, one, right, back=False)
            for one, right in zip(self.told, self.right, strict=True)
        ]
        return self._said(done)

    def _said(self, done: Sequence[Any]) -> Any:
        """Collect what was said at each blank."""
        pairs = zip(done, self.told, strict=True)
        return np.stack([run.output.probs[one.place] for run, one in pairs])

    def _run(
        self, ways: int, params: Params, one: Sentence, right: Array, back: bool = True
    ) -> Any:
        """Read a sentence; of its steps, only the blank has a loss."""
        xs = one_hot(self.words.encode(one.read), len(self.words))
        mask = np.arange(len(xs)) == one.place
        run: Any = model(ways).run if back else model(ways).forward
        return run(params, xs, [right] * len(xs), mask=mask)

    def update(
        self,
        ways: int,
        params: Params,
        velocities: Params,
        right: Array | None = None,
        **settings: Array,
    ) -> dict[str, Any]:
        """Make one update on all sentences, and give what a reader may want to see of it.

        Parameters
        ----------
        ways : int
            1 or 2, the directions that are read.
        params : dict of ndarray
        velocities : dict of ndarray
            Those of `unrolled.optimizers.Momentum`, ``u_W`` and so on.
        right : ndarray (N, K), optional
            Other answers than those of the sentences, as one-hot rows.
        **settings
            ``learning_rate`` and ``momentum``.

        Returns
        -------
        dict
            ``said``, a row of probabilities for each sentence; ``losses``, theirs; ``L``,
            the mean of them; ``floor``, the perplexity that cannot be beaten; ``next``,
            the next parameters and velocities.
        """
        right, N = self.right if right is None else right, len(self.told)
        done = [self._run(ways, params, s, right[n]) for n, s in enumerate(self.told)]
        gradients = {
            name: np.sum(np.stack([d.gradients[name] for d in done]), 0) / N
            for name in params
        }
        momentum = Momentum(settings["learning_rate"], settings["momentum"])
        then, velocity = momentum.update(params, gradients, {"n": 0, **velocities})
        losses = np.stack([d.L for d in done])
        L = np.sum(losses) / N
        return {
            "said": self._said(done),
            "losses": losses,
            "L": L,
            "perplexity": perplexity(L),
            "floor": perplexity(self._floor_of(ways, right)),
            "next": {f"{k}_next": p for k, p in then.items()}
            | {f"{k}_next": velocity[k] for k in velocities},
        }

    def _floor_of(self, ways: int, right: Array) -> Array:
        """Give the floor for other answers: of what looks the same, their entropy."""
        alike: dict[tuple[str, ...], list[int]] = {}
        for n, sentence in enumerate(self.told):
            alike.setdefault(sentence.seen(ways), []).append(n)
        parts = []
        for group in alike.values():
            p = np.sum(np.stack([right[n] for n in group]), 0) / len(group)
            surprise = np.log(np.where(p > 0, p, 1.0))
            parts.append(-len(group) * np.sum(p * surprise))
        return np.sum(np.stack(parts)) / len(self.told)

    def course(self, ways: int, params: Params, **settings: Array) -> Iterator[Any]:
        """Train for ever: yield what `update` gives before each update, and feed it back.

        Examples
        --------
        >>> from itertools import islice
        >>> *_, last = islice(LECTURE.course(2, LECTURE.init(2, seed=0)), 201)
        >>> round(float(last["perplexity"]), 2), last["said"][1].round(1).tolist()
        (1.42, [0.0, 0.5, 0.5])
        """
        velocities = {f"u_{k}": np.zeros_like(p) for k, p in params.items()}
        while True:
            now = self.update(ways, params, velocities, **SETTINGS | settings)
            yield now
            params = {k: now["next"][f"{k}_next"] for k in params}
            velocities = {k: now["next"][f"{k}_next"] for k in velocities}

    def program(self, ways: int, params: Params) -> Program:
        """Record one update of these parameters; the answers are leaves, too.

        >>> LECTURE.program(1, LECTURE.init(1, seed=0)).value("said").shape
        (4, 3)
        """
        recorder = Recorder()
        traced = recorder.parameters(params)
        velocities = {
            f"u_{k}": recorder.leaf("state", f"u_{k}", np.zeros_like(p))
            for k, p in params.items()
        }
        right = recorder.leaf("target", "right", self.right)
        settings = {k: recorder.leaf("hyperparameter", k, x) for k, x in SETTINGS.items()}
        recorded = recorder.program(
            self.update(ways, traced, velocities, right, **settings)
        )
        return Program(recorded.data | {"roles": {"total": "L"}, "symbols": {}})


def model(ways: int) -> Model:
    """Give the model that reads in one direction, or in two.

    Raises
    ------
    ValueError
        If `ways` is neither 1 nor 2.
    """
    choice("ways", ways, WAYS)
    return Model(Network(rnn, bidirectional=ways == 2))


LECTURE = Cloze(
    (
        ("I am _.", "happy"),
        ("I am _ hungry.", "not"),
        ("I am _ hungry.", "very"),
        ("I am _ hungry, and I can eat a full tandoori!", "very"),
    )
)
