"""How far back a gradient reaches: its size step by step, beside the lectures' bound."""

from functools import cache
from typing import Any

import numpy as np
import traitlets

from ...arrays import Array
from ...checks import within
from ...gradients import diagnostics
from ...gradients.diagnostics import MAX_SLOPES
from ...gradients.gradient_flow import Flow
from ...lessons import flow_networks, flow_program, helo
from ...lessons.flow_networks import LONGEST, SIZES, Matrix
from ...lessons.flow_program import START, flow_of
from ..base import PROGRAM, Html, Widget, figure_table
from ..curve_picture import Axis, Curve, curves
from ..front_end import module, sent, stylesheet

ACTIVATIONS = {
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "hard_tanh": "hard tanh",
    "relu": "ReLU",
    "identity": "none",
}
FREE = ("relu", "identity")  # activations that let a state go anywhere
NETWORKS = {"steps": "random inputs", "sentence": "the sentence", "helo": "h-e-l-o"}
MATRICES = {
    "random": "random",
    "orthogonal": "orthogonal",
    "lecture": "the lecture’s 2 × 2",
}
PARTNER = 7  # the word of the sentence that the blank needs, counted from 1
LEAST = 1e-12  # of what is drawn
SMALLEST, LARGEST = 1e-6, 1e6  # radius and entries of a matrix that can be scaled
BOUNDS = {"radius": (0.0, 2.0), "gain": (0.0, 5.0), "steps": (1, LONGEST)}


class Vanishing(Widget):
    """Follow a gradient back through a network that one can change.

    The page replays steps of `unrolled.gradient_flow`, forward and back.

    Parameters
    ----------
    network : {"steps", "sentence", "helo"}
        Random inputs, the lecture's sentence word by word, or h-e-l-o.
    matrix : {"random", "orthogonal", "lecture"}
        What U is a multiple of; the lecture's has size 2.  h-e-l-o has its own.
    radius : float, optional
        The spectral radius of U, from 0 to 2; 0.9, or that of h-e-l-o or of the lecture's
        matrix.
    activation : {"tanh", "sigmoid", "relu", "hard_tanh", "identity"}
    size : {2, 3, 8, 16}
        Hidden units; h-e-l-o has 3.
    steps : int
        How far to go back, from 1 to 100; the sentence has 45 words, h-e-l-o 4 letters.
    gain : float
        What the inputs are multiplied with, from 0 to 5.
    key : str
        Names the widget in the page's address.
    U : array (H, H), optional
        A matrix of your own, in place of `matrix`, `size` and (if it is left out) `radius`.

    Raises
    ------
    ValueError
        If an argument is not one of these, or if U is no matrix of one of these sizes with
        a spectral radius above 0.
    """

    code = sent(module("vanishing/vanishing.js"))
    look = sent(stylesheet("kit/frame.css", "vanishing/vanishing.css"))

    program = traitlets.Dict().tag(**PROGRAM)  # network or size -> activation -> program
    networks: traitlets.List[Any] = traitlets.List().tag(sync=True)
    matrices: traitlets.List[Any] = traitlets.List().tag(sync=True)
    drawn = traitlets.Dict().tag(sync=True)  # the numbers that the leaves are set to
    choices = traitlets.Dict().tag(sync=True)
    bounds = traitlets.Dict(BOUNDS).tag(sync=True)
    slopes = traitlets.Dict(MAX_SLOPES).tag(sync=True)
    free: traitlets.List[Any] = traitlets.List(list(FREE)).tag(sync=True)
    start = traitlets.Dict().tag(sync=True)  # what Reset goes back to
    key = traitlets.Unicode("vanishing").tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        network: str = "steps",
        *,
        matrix: str = "random",
        radius: float | None = None,
        activation: str = "tanh",
        size: int = 8,
        steps: int = 50,
        gain: float = 1.0,
        key: str = "vanishing",
        U: Array | None = None,
    ) -> None:
        self._own = None if U is None else own_matrix(U)
        if self._own:
            matrix, size = "yours", len(self._own.direction)
            radius = self._own.own if radius is None else radius
        for name, value, allowed in (
            ("network", network, NETWORKS),
            ("matrix", matrix, MATRICES if self._own is None else ["yours"]),
            ("activation", activation, ACTIVATIONS),
            ("size", size, SIZES),
        ):
            if value not in allowed:
                raise ValueError(f"{name} is {value!r}; it must be one of {list(allowed)}")
        if matrix == "lecture" and size != 2:
            raise ValueError(f"size is {size}; the lecture's matrix needs size=2")
        radius = default_radius(network, matrix) if radius is None else float(radius)
        for name, number in (("radius", radius), ("gain", gain), ("steps", steps)):
            within(name, number, *BOUNDS[name])
        start = {"network": network, "matrix": matrix, "radius": radius}
        start |= {"activation": activation, "size": size, "steps": int(steps)}
        start |= {"gain": float(gain)}
        super().__init__(
            program=programs(),
            networks=networks(),
            matrices=matrices(self._own),
            drawn=drawn_with(self._own),
            choices=choices(self._own),
            start=start,
            key=key,
        )

    def figure(self) -> str:
        """Draw what arrives, and the bound, and write both at some distances."""
        now = flow_of(**self.start | ({"matrix": self._own} if self._own else {}))
        U = now.arriving.shape[-1]
        far = [n for n in (0, 1, 2, 3, 5, 10, 20, 50, 100) if n < len(now.bound)]
        rows = [
            (str(n), f"{now.singular_values[n, 0]:.3g}", f"{now.bound[n]:.3g}") for n in far
        ]
        caption = f"How much of a gradient arrives, in a network of {U} units."
        heads = ["steps back", "what arrives", "bound"]
        return figure_table(heads, rows, caption, picture=_picture(now, caption))


def _picture(now: Flow, caption: str) -> Html:
    """Draw how much arrives, and the bound, over the steps back."""
    back = np.arange(len(now.bound))
    arriving = np.maximum(now.singular_values[:, 0], LEAST)
    bound = np.maximum(now.bound, LEAST)
    sizes = np.log10([arriving, bound])
    low, high = 10 ** np.floor(sizes.min() - 0.5), 10 ** np.ceil(sizes.max() + 0.5)
    drawn = [
        Curve("arrives", "gradient", back, arriving),
        Curve("bound", "state", back, bound, True),
    ]
    across = Axis("steps back", 0, len(back) - 1)
    return curves(drawn, across, Axis("", float(low), float(high), log=True), caption)


def own_matrix(U: Array) -> Matrix:
    """Check a reader's matrix, and find its spectral radius."""
    U = np.asarray(U, dtype=float)
    if U.ndim != 2 or U.shape[0] != U.shape[1] or len(U) not in SIZES:
        sizes = ", ".join(f"({n}, {n})" for n in SIZES)
        raise ValueError(f"U has the shape {U.shape}; it must be one of {sizes}")
    within("the largest entry of U in size", float(abs(U).max()), 0, LARGEST)
    radius = float(diagnostics.spectral_radius(U))
    within("the spectral radius of U", radius, SMALLEST, BOUNDS["radius"][1])
    return Matrix(U, radius)


def default_radius(network: str, matrix: str) -> float:
    """Give the spectral radius that a network has by itself; 0.9 for one that was drawn."""
    if network == "helo":
        return helo.RECURRENT
    if matrix == "lecture":
        return flow_networks.matrices(2)["lecture"].own
    return 0.9


@cache
def programs() -> dict[str, dict[str, Any]]:
    """Record every size, and h-e-l-o, with every activation."""
    recorded: dict[str, dict[str, Any]] = {
        str(size): {a: flow_program.program(size, a).data for a in ACTIVATIONS}
        for size in SIZES
    }
    return recorded | {"helo": {a: flow_program.helo_program(a).data for a in ACTIVATIONS}}


@cache
def drawn() -> dict[str, Any]:
    """Give, for each size, the numbers of the networks that were drawn."""
    return {
        str(size): {
            "W": flow_networks.input_weights(size).tolist(),
            "matrices": {
                name: {"direction": matrix.direction.tolist(), "own": matrix.own}
                for name, matrix in flow_networks.matrices(size).items()
            },
        }
        for size in SIZES
    }


def drawn_with(yours: Matrix | None) -> dict[str, Any]:
    """Add the reader's matrix to those that were drawn."""
    if yours is None:
        return drawn()
    U, radius = yours
    size = str(len(U))
    of_size = drawn()[size]
    matrices = of_size["matrices"] | {"yours": {"direction": U.tolist(), "own": radius}}
    return drawn() | {size: of_size | {"matrices": matrices}}


def choices(yours: Matrix | None = None) -> dict[str, list[list[str]]]:
    """Name what the reader can choose from, as pairs of a value and its label."""
    return {
        "network": [[one["name"], one["label"]] for one in networks()],
        "activation": [[name, label] for name, label in ACTIVATIONS.items()],
        "matrix": [[one["name"], one["label"]] for one in matrices(yours)],
        "size": [[str(size), str(size)] for size in SIZES],
    }


def matrices(yours: Matrix | None = None) -> list[dict[str, Any]]:
    """Say of each matrix what it brings: the size that it needs, and its radius."""
    brings = {"lecture": {"size": "2", "radius": default_radius("", "lecture")}}
    offered = [
        {"name": name, "label": label, "size": None, "radius": default_radius("", name)}
        | brings.get(name, {})
        for name, label in MATRICES.items()
    ]
    if yours is not None:
        size = str(len(yours.direction))
        own = {"name": "yours", "label": "yours", "size": size, "radius": yours.own}
        offered.append(own)
    return offered


@cache
def networks() -> list[dict[str, Any]]:
    """Say of each network what it reads, and how the page speaks of it.

    ``xs`` are its inputs; of one whose length can be chosen there are no ``tokens``, the
    words or letters that it reads.  ``own`` has the leaves of weights that are not drawn,
    and ``radius`` their spectral radius; ``first`` is where the first two units start.
    ``step`` is chosen at first, and ``jump`` by a key; ``names`` stand at the dots.
    """
    common: dict[str, Any] = {
        "tokens": [],
        "places": [],
        "names": [],
        "blank": "",
        "own": None,
    }
    common |= {"radius": None, "first": list(START), "step": None, "jump": None}
    common["said"] = ["at most ", " of a gradient of size 1 arrives"]
    spoken = flow_networks.SENTENCE.split()
    letters = list(helo.INPUTS)
    return [
        common
        | {"name": "steps", "label": NETWORKS["steps"]}
        | {"xs": flow_networks.random_inputs().tolist()},
        common
        | {"name": "sentence", "label": NETWORKS["sentence"]}
        | {"xs": flow_networks.sentence_inputs().tolist()}
        | {"tokens": spoken, "blank": "______", "step": len(spoken) - PARTNER}
        | {"places": [f"at “{word.strip('.,“”')}”" for word in spoken]}
        | {"jump": {"key": "p", "what": "the word partner, in the sentence"}},
        common
        | {"name": "helo", "label": NETWORKS["helo"]}
        | {"xs": helo.VOCABULARY.one_hot(helo.INPUTS).tolist()}
        | {"tokens": letters, "names": letters, "blank": f"{helo.TARGETS[-1]}?"}
        | {"places": [f"at the letter {letter}" for letter in letters]}
        | {"own": {"own": helo.RECURRENT}, "radius": helo.RECURRENT}
        | {"first": [0, 0], "step": len(letters) - 1}
        | {"said": [f"the error at the last {letters[-1]} arrives with size ", ""]},
    ]
