"""The flow of a gradient as a program: one step forward and one back, to be repeated.

A page feeds what a step gives into the next one, and so goes as far as the reader wants, in
a network of the size, spectral radius and activation that the reader chooses.

    >>> program(2).value("arriving_next").tolist()  # nothing is read, and U is the identity
    [[1.0, 0.0], [0.0, 1.0]]
"""

from typing import Any

import numpy as np

from ..arrays import Params
from ..cells import rnn
from ..cells.cell import variant
from ..gradients import diagnostics, gradient_flow
from ..gradients.gradient_flow import bound_on
from ..models import language_model
from ..networks import bptt
from ..recording import Program, Recorder
from . import flow_networks, helo
from .flow_networks import INPUT_SIZE, LONGEST, scaled

START = (0.9, -0.3)  # the first state's first two units; the others are 0


def program(size: int, activation: str = "tanh") -> Program:
    """Record one step forward and one back, whose results a page feeds into the next.

    The leaves hold zeros, ones and the identity; a page sets them.

    ==================  =======================================================
    ``U``               `scaled`, from the leaves direction, own, radius
    ``h``               the next state, from the leaves x, gain, h_prev
    ``arriving_next``   one step further back, from the leaves h_k, arriving
    ``stretch``         its singular values
    ``bound``           of the largest, for 0 … 100 steps; from the leaf start
    ==================  =======================================================
    """
    identity = np.eye(size)
    recorder = Recorder()
    W = np.zeros((size, INPUT_SIZE))
    params = _leaves(recorder, {"W": W, "b": np.zeros(size)}, identity)
    return recorder.program(_steps(recorder, params, identity, activation))


def helo_program(activation: str = "tanh") -> Program:
    """Record the same for h-e-l-o, where the gradient starts at the last letter's loss.

    Further leaves are V, c and the target y; ``h_out`` is the gradient in the last state.
    """
    own = helo.parameters()
    recorder = Recorder()
    params = _leaves(recorder, own, own["U"])
    first = np.zeros((1, 3))
    steps = _steps(recorder, params, first, activation)
    y = recorder.leaf("target", "y", helo.VOCABULARY.one_hot(helo.TARGETS)[-1])
    said = language_model.output(params, steps["h_k"], y)
    return recorder.program(
        steps | {"d_output": language_model.output_backward(params, said.probs, y)}
    )


def _leaves(recorder: Recorder, params: Params, direction: np.ndarray) -> Params:
    """Add the leaves that the reader sets, and give the parameters."""
    traced = recorder.parameters({k: v for k, v in params.items() if k != "U"})
    radius = recorder.leaf("hyperparameter", "radius", 1.0, bounds=(0, 2))
    own = recorder.leaf("hyperparameter", "own", 1.0)
    return traced | {
        "U": scaled(recorder.leaf("parameter", "direction", direction), own, radius)
    }


def _steps(
    recorder: Recorder, params: Params, start: np.ndarray, activation: str
) -> dict[str, Any]:
    """Record a step forward from h_prev, and one back through the step that gave h_k."""
    cell, U = variant(rnn, activation=activation), params["U"]
    H, D = params["W"].shape
    gain = recorder.leaf("hyperparameter", "gain", 1.0, bounds=(0, 5))
    x = recorder.leaf("input", "x", np.zeros(D))
    h_prev, h_k = (recorder.leaf("state", name, np.zeros(H)) for name in ("h_prev", "h_k"))
    step = cell.step(params, gain * x, (h_prev,))
    # the way back needs the state alone: every slope is a function of the output
    taken = bptt.stacked([step._replace(h=h_k)])
    (jacobian,) = diagnostics.step_jacobians(cell, params, taken)
    first = recorder.leaf("state", "start", start)
    arriving = recorder.leaf("state", "arriving", start) @ jacobian
    return {
        "U": U,
        "h": step.h,
        "h_k": h_k,
        "U_stretch": diagnostics.singular_values(U),
        "start_stretch": diagnostics.singular_values(first),
        "factor": diagnostics.norm_bound(U, 1, activation)[0],
        "bound": bound_on(first, U, LONGEST, activation),
        "jacobian": jacobian,
        "arriving_next": arriving,
        "stretch": diagnostics.singular_values(arriving),
    }


def flow_of(
    network: str,
    matrix: str | flow_networks.Matrix,
    radius: float,
    activation: str,
    size: int,
    steps: int,
    gain: float,
    first: tuple[float, float] | None = None,
) -> gradient_flow.Flow:
    """Compute with NumPy what the widget shows."""
    if network == "helo":
        params, xs = helo.parameters(), helo.VOCABULARY.one_hot(helo.INPUTS)
        params["U"] = scaled(params["U"], helo.RECURRENT, radius)
        y = helo.VOCABULARY.one_hot(helo.TARGETS)[-1]
        state = np.array([*(first or (0, 0)), 0.0])
        return gradient_flow.flow_of_loss(params, gain * xs, y, (state,), activation)
    drawn = flow_networks.matrices(size)
    direction, own = drawn[matrix] if isinstance(matrix, str) else matrix
    U = scaled(direction, own, radius)
    params = {"W": flow_networks.input_weights(size), "U": U, "b": np.zeros(size)}
    inputs = flow_networks.random_inputs()[:steps]
    xs = flow_networks.sentence_inputs() if network == "sentence" else inputs
    state = np.concatenate([first or START, np.zeros(size - 2)])
    return gradient_flow.flow(params, gain * xs, (state,), activation)
