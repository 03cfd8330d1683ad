"""Counts: what n-grams of a text are worth on another one, for any n and any smoothing."""

import math
from collections.abc import Sequence
from typing import Any

import traitlets

from ...lessons import counting
from ..base import PROGRAM, Html, Widget, figure_table
from ..curve_picture import Axis, Curve, curves
from ..front_end import module, sent, stylesheet
from ..written import number


class Counts(Widget):
    """Count n-grams of the problems of kinematics, and try them on problems held out.

    n, the pretended counts k, and letters or words are the reader's; the page replays the
    recorded loss for every n, on what was learned and on what was held out.

    Parameters
    ----------
    key : str
        Names the widget in the page's address.
    """

    code = sent(module("counts/counts.js"))
    look = sent(stylesheet("kit/frame.css", "counts/counts.css"))

    program = traitlets.Dict().tag(**PROGRAM)  # the loss of a text
    tables = traitlets.Dict().tag(sync=True)  # of letters and of words, one for each n
    key = traitlets.Unicode("counts").tag(sync=True)

    def __init__(self, key: str = "counts") -> None:
        super().__init__(
            program=counting.program().data,
            tables={
                unit: [plain(one) for one in own.values()]
                for unit, own in counting.tables().items()
            },
            key=key,
        )

    def figure(self) -> str:
        """Draw and write what n-grams of letters are worth."""
        rows, drawn = [], []
        for n, one in counting.tables()["letters"].items():
            losses = [
                float(counting.loss(text, counting.K_START, one.K))
                for text in (one.learned, one.held_out)
            ]
            drawn.append([n, *losses])
            told = (f"{one.filled:,}", f"{100 * one.unseen:.1f} %")
            rows.append((str(n), *told, *(number(x, 3) for x in losses)))
        heads = ["n", "seen", "held out, never seen", "loss, learned", "loss, held out"]
        caption = f"n-grams of letters, k = {counting.K_START}; losses in nats a letter."
        return figure_table(heads, rows, caption, picture=_picture(drawn, caption))


def _picture(told: Sequence[Sequence[float]], caption: str) -> Html:
    """Draw the losses of both texts over n."""
    ns, learned, held_out = zip(*told, strict=True)
    lines = [
        Curve("learned", "input", ns, learned, True),
        Curve("held out", "loss", ns, held_out),
    ]
    top = math.ceil(max(learned + held_out))
    return curves(lines, Axis("n", ns[0], ns[-1]), Axis("loss", 0, top), caption)


def plain(one: counting.Table) -> dict[str, Any]:
    """Give what is known of one n as plain lists."""
    return {
        "K": one.K,
        "filled": one.filled,
        "learned": [[int(x) for x in column] for column in one.learned],
        "held_out": [[int(x) for x in column] for column in one.held_out],
    }
