"""Beam search: write what is likeliest as a whole, not letter by letter.

The likeliest next letter, again and again, is *greedy*: what begins with a less likely
letter may be likelier in the end.  A beam goes on with the `width` likeliest beginnings at
each step.  With a width of 1 it is greedy; wide enough it tries everything.

An answer ends with a letter of its own, or at a limit.  The search may stop as soon as
nothing that is still open can overtake the best that has ended.  Each letter makes an
answer less likely, so long answers lose; divided by the number of their letters,
log-probabilities of different lengths can be compared.

Sources: Sutskever, Vinyals & Le, arXiv:1409.3215 (2014), section 3.2; Wu et al.,
arXiv:1609.08144 (2016), section 7, on lengths.

    >>> told = {(): [0.6, 0.4], (0,): [0.5, 0.5], (1,): [0.9, 0.1]}
    >>> [search(lambda ids: np.log(told[ids]), width, limit=2)[0].ids for width in (1, 2)]
    [(0, 0), (1, 0)]
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params
from ..checks import choice, whole
from ..text.streams import Ids
from .losses import log_softmax
from .seq2seq import Translator

NextLogProbs = Callable[[tuple[int, ...]], Array]


class Answer(NamedTuple):
    """An answer, or its beginning."""

    ids: tuple[int, ...]
    log_prob: float  # of all its letters together, in nats
    ended: bool


def search(
    next_log_probs: NextLogProbs,
    width: int,
    limit: int,
    end: int | None = None,
    per_letter: bool = False,
) -> list[Answer]:
    """Find likely answers, best first.

    Parameters
    ----------
    next_log_probs : callable
        From the ids of a beginning to the log-probabilities (K,) of the next one.
    width : int
        How many beginnings are kept at each step.
    limit : int
        How many letters an answer has at most.
    end : int, optional
        The letter that ends an answer; it is a part of it.
    per_letter : bool
        Whether answers are compared by their log-probability divided by their letters.

    Raises
    ------
    ValueError
        If `width` or `limit` is no whole number of at least 1, or `per_letter` neither
        True nor False.
    """
    width, limit = whole("width", width), whole("limit", limit)
    choice("per_letter", per_letter, (False, True))
    kept, ended = [Answer((), 0.0, False)], list[Answer]()
    while kept:
        longer = [one for each in kept for one in _longer(next_log_probs, each, limit, end)]
        best = sorted(longer, key=lambda one: -one.log_prob)[:width]
        ended += [one for one in best if one.ended]
        ended.sort(key=lambda one: -value(one, per_letter))
        kept = [one for one in best if not one.ended]
        if ended and not any(
            _can_win(one, value(ended[0], per_letter), per_letter, limit) for one in kept
        ):
            break
    return ended


def value(answer: Answer, per_letter: bool = False) -> float:
    """Give what answers are compared by, in nats; the more, the better."""
    return answer.log_prob / len(answer.ids) if per_letter else answer.log_prob


def _longer(
    next_log_probs: NextLogProbs, answer: Answer, limit: int, end: int | None
) -> list[Answer]:
    """Give what an answer may become by one letter more."""
    each = np.asarray(next_log_probs(answer.ids), float)
    full = len(answer.ids) + 1 == limit
    return [
        Answer((*answer.ids, k), answer.log_prob + float(log), full or k == end)
        for k, log in enumerate(each)
    ]


def _can_win(answer: Answer, best: float, per_letter: bool, limit: int) -> bool:
    """Tell whether it might still overtake, if all letters to come were certain."""
    return answer.log_prob / (limit if per_letter else 1) > best


def of_translator(translator: Translator, params: Params, ids: Ids) -> NextLogProbs:
    """Give what a translator that has read `ids` expects after any beginning.

    Raises
    ------
    ValueError
        If a shape does not fit, or as for `unrolled.seq2seq.Translator.forward`.

    Examples
    --------
    >>> from unrolled import reversing
    >>> network = reversing.models()["clear"], reversing.weights("clear")
    >>> search(of_translator(*network, [0, 1, 2, 3]), width=2, limit=4)[0].ids
    (3, 2, 1, 0)
    """
    read = list(ids)

    def next_log_probs(before: tuple[int, ...]) -> Array:
        asked = [*before, 0]  # what the last one should be changes nothing but the loss
        done = translator.forward(params, read, asked)
        return log_softmax(done.output.logits[-1])

    return next_log_probs
