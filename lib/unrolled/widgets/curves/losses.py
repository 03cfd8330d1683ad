"""The two losses: what the probability of the right letter costs, and how steeply."""

import numpy as np

from ...arrays import Array
from ...lessons import helo
from ...models.losses import squared_error, squared_error_gradient, surprise, surprise_slope
from ..front_end import module, sent, stylesheet
from . import Curves, Family, Own, grid, joined

LABELS = {"surprise": "−ln p", "squared_error": "½ (1 − p)²"}
WINDOW = (-10.0, 5.0)  # what the vertical axis shows
RIGHT = 1.0  # what the probability of the right letter should be
LEAST = 0.01


def _surprise(p: Array, product: Array) -> tuple[Array, Array, Array]:
    slope = surprise_slope(p)
    return surprise(p), slope, product * slope


def _squared_error(p: Array, product: Array) -> tuple[Array, Array, Array]:
    right = np.full(np.shape(p), RIGHT)
    slope = squared_error_gradient(p, right)
    return squared_error(p[:, None], right[:, None]), slope, product * slope


def family() -> Family:
    """Gather the losses, and the probabilities that h-e-l-o gives to the right letters."""
    done = helo.predict()
    right = helo.VOCABULARY.one_hot(helo.TARGETS)
    return Family(
        curves={"surprise": _surprise, "squared_error": _squared_error},
        labels=LABELS,
        variable="p",
        reach=(LEAST, 1.0),
        windows=dict.fromkeys(LABELS, WINDOW),
        grid=grid(LEAST, 1.0, 0.005),
        marks={"expected": np.sum(done.output.probs * right, axis=1)},
        letters=list(helo.TARGETS),
    )


class Losses(Curves):
    """Show a loss and its slope over the probability of the right letter, to be dragged.

    Letters mark the probabilities that h-e-l-o gives to the letters that should come.  The
    page replays `unrolled.losses`.

    Parameters
    ----------
    show : str
        surprise (cross-entropy with a one-hot target), squared_error, or yours.
    x : float
        The probability to look at, from 0.01 to 1.
    beside : str
        The loss to compare with; none if it is empty.
    key : str
        Names the widget in the page's address.
    yours : pair of callables, optional
        A loss of your own and its slope, both of that probability.

    Raises
    ------
    ValueError
        If there is no such loss, or if the probability is out of its range.
    """

    code = sent(module("curves/losses.js"))
    look = sent(stylesheet("kit/frame.css", "curves/curves.css"))

    def __init__(
        self,
        show: str = "surprise",
        x: float = 0.25,
        beside: str = "squared_error",
        key: str = "losses",
        yours: Own | None = None,
    ) -> None:
        super().__init__(joined(family(), yours, WINDOW), key, f=show, x=x, beside=beside)
