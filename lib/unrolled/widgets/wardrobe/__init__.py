"""Yesterday's clothes, today's weather: a GRU of one unit with its gates as dials.

Source: the analogy of lecture 003, "GRU: Functionality".
"""

from typing import Any

import numpy as np
import traitlets

from ...arrays import Array, Params
from ...cells import gru
from ...recording import Program, Recorder
from ..base import PROGRAM, Widget, figure_table
from ..front_end import module, stylesheet

WEATHER, MEMORY = 1.0, 1.0  # W_h and U_h: the candidate listens to both alike
START = {"x": 0.8, "h_prev": -0.6, "z": 0.5, "r": 0.5}


class Wardrobe(Widget):
    """Show one step of a GRU of one unit, both gates, letter and memory as dials.

    Weather and clothes go from -1, hot and light, to 1, cold and warm.

    Parameters
    ----------
    x : float
        Today's weather, from -1 to 1.
    h_prev : float
        Yesterday's clothes, from -1 to 1.
    z, r : float
        Update and reset gate, from 0 to 1.
    update : str
        What z says: how much to ``"overwrite"``, or how much to ``"keep"``.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If a dial is out of its range, or if there is no such convention.
    """

    _esm = module("wardrobe/wardrobe.js")
    _css = stylesheet("kit/frame.css", "wardrobe/wardrobe.css")

    program = traitlets.Dict().tag(**PROGRAM)  # where z overwrites
    keeping = traitlets.Dict().tag(**PROGRAM)  # where z keeps
    update = traitlets.Unicode().tag(sync=True)
    key = traitlets.Unicode("wardrobe").tag(sync=True)

    def __init__(
        self,
        x: float = START["x"],
        h_prev: float = START["h_prev"],
        z: float = START["z"],
        r: float = START["r"],
        update: str = "overwrite",
        key: str = "wardrobe",
    ) -> None:
        if update not in gru.UPDATES:
            listed = ", ".join(repr(one) for one in gru.UPDATES)
            raise ValueError(f"update is {update!r}; it must be one of {listed}")
        dials = {"x": x, "h_prev": h_prev, "z": z, "r": r}
        for name, value in dials.items():
            low = 0 if name in "zr" else -1
            if not low <= value <= 1:
                raise ValueError(f"{name} is {value}; it must be from {low} to 1")
        overwriting, keeping = (program(update=way, **dials) for way in gru.UPDATES)
        super().__init__(
            program=overwriting.data, keeping=keeping.data, update=update, key=key
        )

    def figure(self) -> str:
        """Write the day as a table."""
        shown = Program(self.program if self.update == "overwrite" else self.keeping)
        told = (
            ("weather today", "x"),
            ("clothes yesterday", "h_prev"),
            ("update gate", "z"),
            ("reset gate", "r"),
            ("candidate", "n"),
            ("clothes today", "h"),
        )
        rows = [(text, f"{float(shown.value(name)[0]):.3f}") for text, name in told]
        caption = "One step of a GRU of one unit; −1 is hot and light, 1 cold and warm."
        return figure_table(["", "number"], rows, caption)


def parameters(z: Array, r: Array) -> Params:
    """Give a GRU of one unit whose gates hear nothing, and stand at `z` and `r` (1,).

    >>> step = gru.step(parameters(np.array([0.25]), np.array([1.0])), *day(0.8, -0.6))
    >>> step.z.item(), step.r.item()
    (0.25, 1.0)
    """
    with np.errstate(divide="ignore"):  # a gate that is quite shut has a bias of -inf
        biases = [np.log(gate / (1 - gate)) for gate in (z, r)]
    return {
        "W": np.array([0, 0, WEATHER]).reshape(3, 1, 1),
        "U": np.array([0, 0, MEMORY]).reshape(3, 1, 1),
        "b": np.stack([*biases, np.zeros(1)]),
    }


def day(x: float, h_prev: float) -> tuple[np.ndarray, tuple[np.ndarray]]:
    """Give weather and clothes as input and state of one unit."""
    return np.array([float(x)]), (np.array([float(h_prev)]),)


def dressed(
    x: Array, h_prev: Array, z: Array, r: Array, update: str = "overwrite"
) -> dict[str, Any]:
    """Make one step, and find the candidate's two ends: memory unheard, memory in full."""
    step = gru.step(parameters(z, r), x, (h_prev,), update=update)
    unheard, in_full = (
        gru.step(parameters(z, np.full(1, end)), x, (h_prev,)).n for end in (0.0, 1.0)
    )
    return {
        "m": step.m,
        "a_h": step.a_h,
        "n": step.n,
        "h": step.h,
        "unheard": unheard,
        "in_full": in_full,
    }


def program(
    x: float, h_prev: float, z: float, r: float, update: str = "overwrite"
) -> Program:
    """Record `dressed`."""
    recorder = Recorder()

    def leaf(role: str, name: str, value: float, low: float) -> Any:
        return recorder.leaf(role, name, np.full(1, float(value)), bounds=(low, 1))

    return recorder.program(
        dressed(
            leaf("input", "x", x, -1),
            leaf("state", "h_prev", h_prev, -1),
            leaf("hyperparameter", "z", z, 0),
            leaf("hyperparameter", "r", r, 0),
            update,
        )
    )
