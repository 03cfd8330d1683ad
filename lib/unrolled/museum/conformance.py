"""Checks that a library computes what the book's equations say.

Each takes a library, this one or a mutant of it (see `mutants`), and returns how far it is
off: by rounding, or by a mistake.  The equations are written out here once more, in
another way, and gradients are compared with the complex step.
"""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from ..arrays import Array, Params
from ..gradients.gradient_check import complex_step, error
from . import network_checks

TOLERANCE = 1e-10  # rounding stays far below it, mistakes far above
H, K, T = 4, 3, 5
WEIGHTS = np.cos(np.arange(T * H)).reshape(T, H)  # of the states in a loss

Check = Callable[[ModuleType], float]  #: From a library to how far it is off.


def step_equations(library: ModuleType) -> float:
    """Compare one step of each cell with its equations, written in another way."""
    errors = []
    for name, equations in (("rnn", _rnn), ("lstm", _lstm), ("gru", _gru)):
        cell = getattr(library, name)
        params, xs, _, state = _problem(library, cell)
        taken = cell.step(params, xs[0], state).state
        expected = equations(params, xs[0], *state)
        errors += [error(a, b) for a, b in zip(taken, expected, strict=True)]
    return float(max(errors))


def model_equations(library: ModuleType) -> float:
    """Compare scores and losses of a letter model with what states, V and c give."""
    params, xs, ys, state = _problem(library, library.rnn)
    done = library.language_model.forward(library.rnn, params, xs, ys, state)
    logits = np.einsum("kh,th->tk", params["V"], done.trace.h) + params["c"]
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    losses = -np.log((probs * ys).sum(axis=1))
    errors = error(done.output.logits, logits), error(done.output.loss, losses)
    return float(max(errors))


def gradients(library: ModuleType) -> float:
    """Compare the gradient of every parameter of every cell with the complex step."""
    errors = []
    for cell in (library.rnn, library.lstm, library.gru):
        params, xs, ys, state = _problem(library, cell)
        found = library.language_model.run(cell, params, xs, ys, state).gradients
        for name, value in params.items():
            loss = partial(_loss, library, cell, name)
            errors.append(error(found[name], complex_step(loss, value)))
    return float(max(errors))


def input_gradients(library: ModuleType) -> float:
    """Compare the gradient of the inputs, which a layer below would need."""
    errors = []
    for cell in (library.rnn, library.lstm, library.gru):
        params, xs, _, state = _problem(library, cell)
        trace = library.bptt.unroll(cell, params, xs, state)
        d_trace = library.bptt.backpropagate(cell, params, trace, WEIGHTS)
        loss = partial(_weighed_states, library, cell)
        errors.append(error(d_trace.x, complex_step(loss, xs)))
    return float(max(errors))


def generation(library: ModuleType) -> float:
    """Compare the scores of each drawn letter with reading all text before it."""
    params, *_, state = _problem(library, library.rnn)
    begin = {"h": state[0]}
    drawn = library.writing.sample(library.rnn, params, [0, 1], begin, rng=2)
    ids, errors = [0, 1], []
    for _ in range(T):
        letter = next(drawn)
        h = library.bptt.unroll(library.rnn, params, np.eye(K)[ids], state).h[-1]
        errors.append(error(letter.logits, params["V"] @ h + params["c"]))
        ids.append(letter.id)
    return float(max(errors))


def clipping_by_norm(library: ModuleType) -> float:
    """Clip by the norm: the direction stays, and so does all of a short gradient."""
    g = {"W": np.array([[6.0, 0.5]]), "b": np.array([-3.0])}
    clipped = library.clipping.clip_by_global_norm(g, 2.0).gradients
    scale = 2 / np.sqrt(6**2 + 0.5**2 + 3**2)
    same = library.clipping.clip_by_global_norm(g, 100.0).gradients
    pairs = [(clipped[k], scale * g[k]) for k in g] + [(same[k], g[k]) for k in g]
    return float(max(error(a, b) for a, b in pairs))


def clipping_by_value(library: ModuleType) -> float:
    """Clip by value: entries beyond the limits move to them, all others stay."""
    clipped = library.clipping.clip_by_value({"b": np.array([-3.0, -0.2, 0.4, 2.0])}, 1.0)
    return float(error(clipped.gradients["b"], np.array([-1.0, -0.2, 0.4, 1.0])))


def large_scores(library: ModuleType) -> float:
    """Turn scores of ten thousand into probabilities."""
    probs = library.losses.softmax(np.array([1e4, 1e4, -1e4]))
    return float(error(probs, np.array([0.5, 0.5, 0.0])))


def perplexity(library: ModuleType) -> float:
    """Guess among K equally likely letters, which has the perplexity K."""
    loss = library.losses.cross_entropy(np.zeros(K), np.eye(K)[0])
    return float(error(np.array(library.losses.perplexity(float(loss))), np.array(K)))


def vocabulary_order(library: ModuleType) -> float:
    """Count the letters of a vocabulary that are not in sorted order."""
    text = "the quick brown fox jumps over the lazy dog"
    found = library.Vocabulary.of(text).letters
    return float(sum(a != b for a, b in zip(found, sorted(set(text)), strict=True)))


#: The checks by name.
CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        step_equations,
        model_equations,
        gradients,
        input_gradients,
        generation,
        clipping_by_norm,
        clipping_by_value,
        large_scores,
        perplexity,
        vocabulary_order,
        *network_checks.CHECKS,
    )
}


def survives(library: ModuleType, check: str) -> bool:
    """Say whether a library passes a check; one that cannot even run it does not.

    Raises
    ------
    ValueError
        If there is no check of that name; the message lists all.

    Examples
    --------
    >>> from unrolled.museum.mutants import mutant, original
    >>> right, wrong = original(), mutant("missing_transpose")
    >>> survives(right, "gradients"), survives(wrong, "gradients")
    (True, False)
    """
    if check not in CHECKS:
        raise ValueError(f"there is no check {check!r}; there are {list(CHECKS)}")
    with np.errstate(all="ignore"):
        try:
            return bool(CHECKS[check](library) <= TOLERANCE)
        except ValueError:
            return False


def _problem(library: ModuleType, cell: Any) -> tuple[Params, Array, Array, Any]:
    """Draw parameters, inputs, targets and a start, none of them zero."""
    rng = np.random.default_rng(0)
    params = library.language_model.init(cell, rng, K, H)
    params = {name: rng.normal(size=p.shape) for name, p in params.items()}
    state = tuple(rng.normal(size=H) for _ in cell.zero_state(params))
    return params, rng.normal(size=(T, K)), np.eye(K)[rng.integers(0, K, T)], state


def _loss(library: ModuleType, cell: Any, name: str, value: Array) -> Array:
    """Give the loss of the problem with another value of one parameter."""
    params, xs, ys, state = _problem(library, cell)
    changed = params | {name: value}
    return library.language_model.forward(cell, changed, xs, ys, state).L


def _weighed_states(library: ModuleType, cell: Any, xs: Array) -> Array:
    params, _, _, state = _problem(library, cell)
    return np.sum(WEIGHTS * library.bptt.unroll(cell, params, xs, state).h)


def _sigmoid(a: Array) -> Array:
    return 1 / (1 + np.exp(-a))


def _affine(params: Params, x: Array, h: Array) -> Array:
    """Give W x + U h + b of all blocks, or of the only one."""
    W, U, b = params["W"], params["U"], params["b"]
    return np.einsum("...hd,d", W, x) + np.einsum("...hk,k", U, h) + b


def _rnn(params: Params, x: Array, h: Array) -> tuple[Array, ...]:
    e = np.exp(2 * _affine(params, x, h))
    return ((e - 1) / (e + 1),)


def _lstm(params: Params, x: Array, h: Array, C: Array) -> tuple[Array, ...]:
    i, f, o, _ = _sigmoid(_affine(params, x, h))
    C = f * C + i * np.tanh(_affine(params, x, h)[3])
    return o * np.tanh(C), C


def _gru(params: Params, x: Array, h: Array) -> tuple[Array, ...]:
    z, r, _ = _sigmoid(_affine(params, x, h))
    candidate = np.tanh(_affine(params, x, r * h)[2])
    return (h + z * (candidate - h),)
