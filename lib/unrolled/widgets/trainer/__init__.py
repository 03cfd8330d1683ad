"""The Trainer: train a letter model in the page, one recorded update fed back to itself."""

import math
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import traitlets

from ...arrays import Params, sizes
from ...cells import rnn
from ...cells.cell import Cell
from ...lessons import helo
from ...lessons.one_update import SETTINGS, course, program, tied, twins
from ...models import language_model
from ...models.losses import perplexity
from ...models.ngrams import NGrams
from ...text.letters import Vocabulary, spelled
from ..base import PROGRAM, Html, Widget, figure_table
from ..curve_picture import Axis, Curve, curves
from ..front_end import module, sent, stylesheet
from ..written import number, sign

UPDATES = 300  # as it opens
SEEDS = (1, 2, 3)  # of the other starts that are offered
SHOWN = (0, 1, 2, 5, 10, 20, 50, 100, 200, 300)  # updates in print


class Trainer(Widget):
    """Train a recurrent letter model on one word, and go back and forth in its training.

    The page replays one recorded update, forward, loss, gradients, clipping and
    `unrolled.optimizers.Momentum`, and feeds what it gives back into its leaves.

    Parameters
    ----------
    word : str
        Each letter is to predict the next one; its letters are the vocabulary.
    params : dict of ndarray, optional
        Weights to start from; for "hello" those of `unrolled.helo`, else drawn at random.
    cell : module
        Such as `unrolled.lstm`, or a variant of it.
    hidden_size : int
        Units of the weights that are drawn at random.
    key : str
        Names the widget in the page's address.
    tape : str
        The key of the Tape that opens an update; "" for none.

    Raises
    ------
    ValueError
        If the word has fewer than three letters, or if the weights do not fit it.
    """

    code = sent(module("trainer/trainer.js"))
    look = sent(stylesheet("kit/frame.css", "trainer/trainer.css"))

    program = traitlets.Dict().tag(**PROGRAM)  # one update
    tied = traitlets.Dict().tag(**PROGRAM)  # the same with U = u I, of the plain cell
    starts: traitlets.List[Any] = traitlets.List().tag(sync=True)  # weights, by name
    rules: traitlets.List[Any] = traitlets.List().tag(sync=True)  # what to compare with
    word: traitlets.List[Any] = traitlets.List().tag(sync=True)  # its letters
    twins: traitlets.List[Any] = traitlets.List().tag(sync=True)  # two steps, from 1
    updates = traitlets.Int(UPDATES).tag(sync=True)
    key = traitlets.Unicode("trainer").tag(sync=True)
    tape = traitlets.Unicode("tape").tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        word: str = "hello",
        params: Params | None = None,
        *,
        cell: Cell = rnn,
        hidden_size: int = 3,
        key: str = "trainer",
        tape: str = "tape",
    ) -> None:
        letters = spelled(word, 3, "for two steps to compare")
        word, vocabulary = "".join(letters), vocabulary_of(letters)
        K = len(vocabulary)
        drawn = {
            f"seed {seed}": language_model.init(cell, seed, K, hidden_size)
            for seed in SEEDS
        }
        if params is not None:
            drawn = {"yours": params} | drawn
        elif word == "hello" and hidden_size == 3:
            own = "lecture" if cell is rnn else "readable"
            drawn = {own: helo.parameters(cell)} | drawn
        starts = [{"label": name, "values": plain(p, K, cell)} for name, p in drawn.items()]
        self._start = next(iter(drawn.values()))
        self._vocabulary = vocabulary
        self._cell = cell
        self._word = word
        one_number = program(word, vocabulary, tied(self._start)) if cell is rnn else None
        super().__init__(
            program=program(word, vocabulary, self._start, cell).data,
            tied=one_number.data if one_number else {},
            starts=starts,
            rules=rules(letters),
            word=letters,
            twins=list(twins(word)),
            key=key,
            tape=tape,
        )

    def figure(self) -> str:
        """Draw the loss, and write it and what is predicted at some of the updates."""
        told = history(self._word, self._vocabulary, self._start, self._cell)
        rows = [
            (str(n), said, number(L, 3), number(pp, 3))
            for n, said, L, pp in told
            if n in SHOWN
        ]
        heads = ["updates", "predicted", "loss L (nats)", "perplexity"]
        caption = (
            f"Training on “{self._word}” with learning rate {SETTINGS['learning_rate']}. "
            f"Perplexity to compare with: {', '.join(rule['text'] for rule in self.rules)}."
        )
        return figure_table(heads, rows, caption, picture=_course(told, caption))


def history(
    word: str, vocabulary: Vocabulary, params: Params, cell: Cell = rnn
) -> list[tuple[int, str, float, float]]:
    """Train, and give number, letters said, loss and perplexity of every update."""
    training = enumerate(course(word, vocabulary, params, cell))

    def spell(ids: Sequence[int]) -> str:
        return "".join(sign(vocabulary.letters[i]) for i in ids)

    return [
        (n, spell(now["said"]), float(now["done"].L), float(now["perplexity"]))
        for n, now in islice(training, max(SHOWN) + 1)
    ]


def _course(told: list[tuple[int, str, float, float]], caption: str) -> Html:
    """Draw the loss in the course of training."""
    numbers, _, losses, _ = zip(*told, strict=True)
    line = Curve("L", "loss", numbers, losses)
    top = math.ceil(max(losses))
    return curves([line], Axis("updates", 0, numbers[-1]), Axis("loss L", 0, top), caption)


def rules(word: Sequence[str]) -> list[dict[str, Any]]:
    """Give the perplexities to compare with, and the losses L that they belong to.

    A bigram sees one letter only, so it predicts the same after every l.
    """
    T = len(word) - 1
    uniform = math.log(len(set(word)))
    bigram = NGrams.of(word, n=2).loss(word)
    floor = perplexity(bigram)
    root = "√2" if math.isclose(floor, math.sqrt(2)) else f"{floor:.2f}"
    found = [
        ("uniform", f"uniform {perplexity(uniform):.2f}", uniform),
        ("bigram", f"bigram floor {root}", bigram),
    ]
    return [
        {"name": name, "text": text, "perplexity": perplexity(mean), "L": T * mean}
        for name, text, mean in found
    ]


def vocabulary_of(word: Sequence[str]) -> Vocabulary:
    """Collect the letters of a word: in the lecture's order if they are the lecture's."""
    if set(word) == set(helo.VOCABULARY.letters):
        return helo.VOCABULARY
    return Vocabulary(sorted(set(word)))


def plain(params: Params, K: int, cell: Cell = rnn) -> dict[str, Any]:
    """Give weights for K letters as flat lists; of the plain cell with u for a tied U."""
    size = sizes(params, {**cell.SHAPES, **language_model.SHAPES})
    for axis in "DK":
        if size[axis] != K:
            raise ValueError(
                f"the weights have {axis} = {size[axis]}; the word has {K} letters"
            )
    both = params | tied(params) if cell is rnn else params
    return {name: np.asarray(p, float).ravel().tolist() for name, p in both.items()}
