"""The Tape: step through a recorded program, tick by tick, with every number editable."""

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets
import traitlets

from ...arrays import Params
from ...cells import rnn
from ...cells.cell import Cell
from ...lessons import passes
from ...recording import Program
from ...recording.program import checked
from ...teaching.captions import captions_for
from ..base import PROGRAM, Html, Widget, figure_table
from ..front_end import module, sent, stylesheet
from ..net_picture import network
from ..written import number, sign, symbol


class Tape(Widget):
    """Step through a program, forward, with equation, graph, numbers and code in step.

    The front end replays the program, so that it works in a page without a kernel.

    Parameters
    ----------
    program : Program, or mapping of str to Program
        From `unrolled.passes.program`, `unrolled.helo.program` or a `Recorder`.  Of
        several, by name, a switch in the head chooses one; the first is shown at first.
    key : str
        Names the widget in the page's address; two widgets of one page get different ones.
    folding : bool
        Whether a switch in the head folds the steps up into one, with a loop; only where a
        step is one column of values, as that of the plain cell is.

    Raises
    ------
    ValueError
        If a program is not a recorded program of this version, or has no time steps, or if
        the mapping is empty.
    """

    code = sent(module("tape/tape.js"))
    look = sent(stylesheet("kit/frame.css", "views/views.css", "tape/tape.css"))

    program = traitlets.Dict().tag(**PROGRAM)
    programs = traitlets.Dict().tag(**PROGRAM)  # all to choose from, by name; may be empty
    captions = traitlets.Dict().tag(sync=True)  # those that these programs need
    key = traitlets.Unicode("tape").tag(sync=True)
    problem = traitlets.Unicode("").tag(
        sync=True
    )  # said above the Tape, such as a wrong word

    folding = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        program: Program | Mapping[str, Program],
        key: str = "tape",
        *,
        folding: bool = False,
    ) -> None:
        programs: dict[str, Any] = {}
        if not isinstance(program, Mapping):
            first = checked(program)
        elif program:
            programs = {str(name): checked(one) for name, one in program.items()}
            first = next(iter(programs.values()))
        else:
            raise ValueError("the mapping of programs is empty; at least one is needed")
        super().__init__(program=first, programs=programs, key=key, folding=folding)

    @traitlets.observe("program", "programs")
    def _caption(self, _: dict[str, Any]) -> None:
        """Send what can be said about these programs."""
        self.captions = captions_for(self.program, *self.programs.values())

    @classmethod
    def of(
        cls,
        word: str,
        params: Params | None = None,
        *,
        hidden_size: int = 3,
        seed: int = 0,
        cell: Cell = rnn,
        backward: bool = False,
        key: str = "tape",
    ) -> "Tape":
        """Show a word of the reader's own: each letter is to predict the next one.

        Parameters
        ----------
        word : str
            At least two letters, any characters; the vocabulary is its sorted letters.
        params : dict of ndarray, optional
            The weights; drawn with `seed` for `hidden_size` units if they are left out.
        hidden_size, seed : int
        cell : module
        backward : bool
            Whether the Tape goes all the way back, too.
        key : str

        Raises
        ------
        ValueError
            If the word has fewer than two letters, or if the weights do not fit it.
        """
        return cls(passes.of(word, params, hidden_size, seed, cell, backward), key)

    def figure(self) -> str:
        """Draw the network with its numbers, and write every value as a table."""
        return static_figure(self.program, list(self.programs))


def own_word(word: str = "hello", **options: Any) -> ipywidgets.VBox:
    """Put a text field above a Tape: with a kernel, every word typed is recorded anew.

    A word that will not do is answered in words, and the Tape stays as it is.

    Parameters
    ----------
    word : str
        The first word.
    **options
        Those of `passes.of`: ``hidden_size``, ``seed``, ``cell``, ``backward``, or
        ``params`` that fit every word that will be typed.
    """
    field = ipywidgets.Text(word, description="Your word", continuous_update=False)
    tape = Tape(passes.of(word, **options))

    def typed(change: dict[str, Any]) -> None:
        try:
            tape.program, tape.problem = passes.of(change["new"], **options).data, ""
        except ValueError as wrong:
            tape.problem = str(wrong)

    field.observe(typed, "value")
    return ipywidgets.VBox([field, tape])


def static_figure(data: dict[str, Any], names: Sequence[str] = ()) -> str:
    """Draw all steps and write their values, for print and where scripts do not run.

    Of several programs, by name, it says that this is the first.
    """
    nodes = data["nodes"]
    back = {n.get("name") for n in nodes if n.get("back")}
    named = (n["name"] for n in nodes if n.get("t") and n.get("name"))
    shown = [name for name in dict.fromkeys(named) if name not in back]
    steps = range(1, 1 + max(n.get("t", 0) for n in nodes))
    rows = [[symbol(data, name), *(_told(data, name, t) for t in steps)] for name in shown]
    heads = ["step", *map(str, steps)]
    caption = "Every value of the pass forward, step by step."
    first, *others = names or [""]
    if others:
        listed = ", ".join(f"“{name}”" for name in others)
        caption += f" This is “{first}”; where scripts run, a switch leads to {listed}."
    return figure_table(heads, rows, caption, picture=network(data))


def _told(data: dict[str, Any], name: str, t: int) -> str:
    """Write a value of one step, if it has it; one that stands for a letter as that."""
    if not any(n.get("name") == name and n.get("t") == t for n in data["nodes"]):
        return ""
    value = Program(data).value(name, t).ravel().tolist()
    letters = data.get("labels", {}).get("K", [])
    if len(letters) == len(value) and sorted(value) == [0] * (len(value) - 1) + [1]:
        return sign(letters[value.index(1)])
    return Html("<br>".join(number(x, 6) for x in value))
