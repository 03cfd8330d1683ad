"""One step of writing as a program: read a letter, and draw the next one.

A page feeds the state and the letter that was drawn into the next step, and the leaf ``u``
with random numbers: with a seed it writes the same text as `unrolled.write`.

>>> from unrolled import helo, rnn
>>> step = program(rnn, helo.parameters(), helo.VOCABULARY)
>>> step.value("x_next").argmax() == step.value("drawn")
np.True_
"""

from typing import Any

import numpy as np

from ..arrays import Array, NamedState, Params
from ..models.model import AnyModel, Model
from ..models.sampling import distribution, draw
from ..recording import Program, Recorder
from ..text.letters import Vocabulary
from .described import described


def written(
    model: Model, params: Params, x: Array, state: NamedState, u: Array, *cut: Any
) -> dict[str, Any]:
    """Read the letter `x` (K,), and draw the next one by `u` in [0, 1).

    `cut` is the temperature, top-k and top-p, as `unrolled.sampling.distribution` has them.

    Returns
    -------
    dict
        ``logits``, ``expected`` before the cut of top-k and top-p, ``probs`` after it,
        ``drawn``, and the next ``x_next`` and states, ``h_next``.
    """
    after = model.network.step(params, x, state)
    logits = params["V"] @ model.network.out(after) + params["c"]
    expected = distribution(logits, cut[0])
    probs = distribution(logits, *cut)
    drawn = draw(probs, u)
    x_next = 1.0 * (np.arange(len(params["c"])) == drawn)
    told = {"logits": logits, "expected": expected, "probs": probs}
    told |= {"drawn": drawn, "x_next": x_next}
    return told | {f"{name}_next": part for name, part in after.items()}


def program(
    model: AnyModel, params: Params, vocabulary: Vocabulary, temperature: float = 1.0
) -> Program:
    """Record `written`, from the first letter and the state before it.

    Parameters
    ----------
    model : Model, Network or cell
        Of one direction, with as many outputs as inputs.
    params : dict of ndarray
        `unrolled.packed.rounded` makes them travel briefly.
    vocabulary : Vocabulary
    temperature : float
        Above 0.

    Raises
    ------
    ValueError
        If the vocabulary has another size than the model.
    """
    model = Model.of(model)
    D, K = model.sizes(params)
    if not D == K == len(vocabulary):
        raise ValueError(
            f"inputs have D = {D} and outputs K = {K}; the vocabulary has {len(vocabulary)}"
        )
    recorder = Recorder()
    traced = recorder.parameters(params)
    x = recorder.leaf("input", "x", vocabulary.one_hot(vocabulary.letters[0])[0])
    state = {
        name: recorder.leaf("state", name, part)
        for name, part in model.network.initial_state(params).items()
    }
    u = recorder.leaf("hyperparameter", "u", 0.5, bounds=(0.0, 1.0))
    heat = recorder.leaf("hyperparameter", "temperature", temperature, bounds=(0.1, 2.0))
    top_k = recorder.leaf("hyperparameter", "top_k", K, bounds=(1, K))
    top_p = recorder.leaf("hyperparameter", "top_p", 1.0, bounds=(0.01, 1.0))
    recorded = recorder.program(written(model, traced, x, state, u, heat, top_k, top_p))
    return described(recorded, vocabulary)
