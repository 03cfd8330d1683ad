"""Checks of what is built from cells; `conformance` has those of the cells, and the list.

Each takes a library and returns how far it is off.  Layers and directions are loops over
the library's own steps here, and attention is written as sums over indices.

    >>> from unrolled.museum.mutants import mutant, original
    >>> targets(original()), targets(mutant("target_not_shifted"))
    (0.0, 4.0)
"""

from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from ..arrays import Array, Params
from ..gradients.gradient_check import complex_step, error

SIZE, T = 4, 5  # of inputs, states and vocabulary alike: no shape gives a mistake away


def network_equations(library: ModuleType) -> float:
    """Compare the outputs of two layers, and of two directions, with loops over steps."""
    errors = []
    for cell in (library.rnn, library.lstm, library.gru):
        params, xs = _drawn(library.Network(cell, layers=2))
        above = _read(cell, params, _read(cell, params, xs), "1")
        outputs = library.Network(cell, layers=2).forward(params, xs).outputs
        errors.append(error(outputs, above))
        params, xs = _drawn(library.Network(cell, bidirectional=True))
        there, back = _read(cell, params, xs), _read(cell, params, xs[::-1], "_reverse")
        outputs = library.Network(cell, bidirectional=True).forward(params, xs).outputs
        errors.append(error(outputs, np.hstack([there, back[::-1]])))
    return float(max(errors))


def last_states(library: ModuleType) -> float:
    """Compare the state after a sequence with what each direction read last."""
    net = library.Network(library.rnn, bidirectional=True)
    params, xs = _drawn(net)
    state = net.forward(params, xs).state
    there = _read(library.rnn, params, xs)[-1]
    back = _read(library.rnn, params, xs[::-1], "_reverse")[-1]
    return float(max(error(state["h"], there), error(state["h_reverse"], back)))


def causality(library: ModuleType) -> float:
    """Change the last input: no output before it may change, in a network as it comes."""
    net = library.Network(library.rnn)
    params, xs = _drawn(net)
    before = net.forward(params, xs).outputs[:-1]
    xs[-1] = -xs[-1]
    return float(error(net.forward(params, xs).outputs[:-1], before))


def targets(library: ModuleType) -> float:
    """Count the letters of a window whose target is not the letter after it."""
    ids = np.array([0, 1, 2, 2, 3, 0])
    batch = library.Stream(ids, batch_size=1, length=5).batch(0)
    return float(np.sum(batch.targets[:, 0] != ids[1:]))


def attention_equations(library: ModuleType) -> float:
    """Compare the context of each score with sums over what was read."""
    rng = np.random.default_rng(0)
    s, hs = rng.normal(size=SIZE), rng.normal(size=(T, SIZE))
    A, A_s, A_h = rng.normal(size=(3, SIZE, SIZE))
    w = rng.normal(size=SIZE)
    pushed = np.exp(2 * (np.einsum("ps,s->p", A_s, s) + np.einsum("ph,jh->jp", A_h, hs)))
    scores = {
        "dot": np.einsum("h,jh->j", s, hs),
        "general": np.einsum("s,sh,jh->j", s, A, hs),
        "additive": np.einsum("p,jp->j", w, (pushed - 1) / (pushed + 1)),
    }
    params = {
        "dot": {},
        "general": {"A": A},
        "additive": {"A_s": A_s, "A_h": A_h, "w": w},
    }
    errors = []
    for name, beta in scores.items():
        alpha = np.exp(beta) / np.exp(beta).sum()
        found = library.attention.ask(params[name], name, s, hs)
        errors.append(error(found.kappa, np.einsum("j,jh->h", alpha, hs)))
    return float(max(errors))


def translation(library: ModuleType) -> float:
    """Count the letters that writing step by step and reading its answer differ in."""
    model = library.Translator(library.rnn, score="dot")
    rng, wrong = np.random.default_rng(0), 0
    for _ in range(T):
        drawn = model.init(rng, SIZE, SIZE)
        params = {name: 2 * rng.normal(size=p.shape) for name, p in drawn.items()}
        read = rng.integers(0, SIZE, T)
        answer = model.translate(params, read, T)
        probs = model.forward(params, read, answer).output.probs
        wrong += np.sum(probs.argmax(axis=1) != answer)
    return float(wrong)


def word_vectors(library: ModuleType) -> float:
    """Compare the gradients of CBOW and skip-gram with the complex step."""
    rng = np.random.default_rng(0)
    params = library.embeddings.init(rng, SIZE, SIZE)
    word, context = np.eye(SIZE)[2], np.array([1.0, 0.0, 0.0, 2.0])
    errors = []
    for model, x, y in (
        (library.embeddings.cbow, context, word),
        (library.embeddings.skip_gram, word, context),
    ):
        found = model(params, x, y).gradients
        for name, value in params.items():
            loss = partial(_surprise, model, params, name, x, y)
            errors.append(error(found[name], complex_step(loss, value)))
    return float(max(errors))


def _surprise(
    model: Any, params: Params, name: str, x: Array, y: Array, value: Array
) -> Array:
    """Give the loss of word vectors with another value of one parameter."""
    return np.asarray(model(params | {name: value}, x, y).forward.loss)


def _drawn(net: Any) -> tuple[Params, Array]:
    """Draw all parameters of a network, and what it reads."""
    rng = np.random.default_rng(0)
    params = {n: rng.normal(size=p.shape) for n, p in net.init(rng, SIZE, SIZE).items()}
    return params, rng.normal(size=(T, SIZE))


def _read(cell: Any, params: Params, xs: Array, suffix: str = "") -> Array:
    """Give the states of one cell that reads vectors in the order given."""
    own = {name: params[name + suffix] for name in cell.SHAPES}
    state, states = cell.zero_state(own), []
    for x in xs:
        state = cell.step(own, x, state).state
        states.append(state[0])
    return np.stack(states)


#: The checks, for the list in `conformance`.
CHECKS = (
    network_equations,
    last_states,
    causality,
    targets,
    attention_equations,
    translation,
    word_vectors,
)
