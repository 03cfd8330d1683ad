"""A calculator of sizes: three numbers in, the shapes and counts of all weights out."""

from typing import Any

import traitlets

from ...lessons.sizes import HELO, LECTURE, parameter_count, program
from ..base import PROGRAM, Widget, figure_table
from ..front_end import module, sent, stylesheet

LABELS = {"D": "input size D", "H": "hidden units H", "K": "vocabulary K"}
PARAMETERS = {
    "W": {"axes": "HD", "label": "input → hidden", "role": "input"},
    "U": {"axes": "HH", "label": "hidden → hidden", "role": "recurrent"},
    "V": {"axes": "KH", "label": "hidden → output", "role": "output"},
    "b": {"axes": "H", "label": "hidden bias", "role": "state"},
    "c": {"axes": "K", "label": "output bias", "role": "output"},
}
TOLD = "V"  # whose share the sentence tells


class Sizes(Widget):
    """Show how many numbers a recurrent language model learns, for sizes one can edit.

    The page replays the recorded `unrolled.sizes.parameter_count`.

    Parameters
    ----------
    D, H, K : int
        Input size, hidden units, letters or words in the vocabulary; at least 1.
    biases : bool
        Whether the model has b and c.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If a size is not a whole number of at least 1.
    """

    code = sent(module("sizes/sizes.js"))
    look = sent(stylesheet("kit/frame.css", "sizes/sizes.css"))

    program = traitlets.Dict().tag(**PROGRAM)
    labels = traitlets.Dict(LABELS).tag(sync=True)
    parameters = traitlets.Dict(PARAMETERS).tag(sync=True)
    told = traitlets.Unicode(TOLD).tag(sync=True)
    presets: traitlets.List[Any] = traitlets.List().tag(sync=True)
    key = traitlets.Unicode("sizes").tag(sync=True)

    def __init__(
        self,
        D: int = LECTURE["D"],
        H: int = LECTURE["H"],
        K: int = LECTURE["K"],
        biases: bool = False,
        key: str = "sizes",
    ) -> None:
        presets = [
            {"label": "the lecture's", **LECTURE, "biases": False},
            {"label": "h-e-l-o", **HELO, "biases": True},
        ]
        self._count = parameter_count(D, H, K, biases)
        self._sizes = {"D": D, "H": H, "K": K}
        recorded = program(D, H, K, biases)
        super().__init__(program=recorded.data, presets=presets, key=key)

    def figure(self) -> str:
        """Write the table of shapes and counts as HTML."""
        rows = []
        for (name, about), share in zip(
            PARAMETERS.items(), self._count.shares, strict=True
        ):
            count = getattr(self._count, name)
            shape = " × ".join(f"{self._sizes[axis]:,}" for axis in about["axes"])
            rows.append([name, shape if count else "none", f"{count:,}", f"{share:.1%}"])
        rows.append(["all", "", f"{self._count.total:,}"])
        heads = ["weights", "shape", "numbers", "share"]
        return figure_table(heads, rows, "What a recurrent language model learns.")
