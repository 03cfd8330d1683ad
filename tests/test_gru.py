"""The GRU: its equations, and how the sources' conventions map onto each other."""

import numpy as np
import pytest

from cells import GRUS, problem
from checks import TIGHT
from unrolled import bptt, gru
from unrolled.cells.cell import variant


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


@pytest.mark.parametrize("cell", GRUS, ids=repr)
def test_a_step_is_its_equations(cell):
    params, xs, (h,), _ = problem(cell, np.random.default_rng(1))
    Wx = np.einsum("ghd,d", params["W"], xs[0]) + params["b"]
    Uh = np.einsum("ghj,j", params["U"], h)
    z, r = sigmoid(Wx[0] + Uh[0]), sigmoid(Wx[1] + Uh[1])
    if cell.options["reset"] == "before":
        n = np.tanh(Wx[2] + np.einsum("hj,j", params["U"][2], r * h))
    else:
        n = np.tanh(Wx[2] + r * (Uh[2] + params["b_U"]))
    new = z if cell.options["update"] == "overwrite" else 1 - z
    done = cell.step(params, xs[0], (h,))
    for name, value in {"z": z, "r": r, "n": n, "h": (1 - new) * h + new * n}.items():
        np.testing.assert_allclose(getattr(done, name), value, **TIGHT)


def negated(params):
    """Change the sign of W_z, U_z and b_z."""
    signs = np.array([-1.0, 1.0, 1.0])
    one_each = {"W": signs[:, None, None], "U": signs[:, None, None], "b": signs[:, None]}
    return {name: p * one_each.get(name, 1) for name, p in params.items()}


@pytest.mark.parametrize("reset", gru.RESETS)
def test_keep_and_overwrite_are_equal_after_the_map(reset):
    """Erratum E67: 1 - sigmoid(a) = sigmoid(-a)."""
    keep, overwrite = (variant(gru, reset=reset, update=u) for u in ("keep", "overwrite"))
    params, xs, start, weight = problem(keep, np.random.default_rng(2))
    mapped = negated(params)
    one = bptt.unroll(keep, params, xs, start)
    other = bptt.unroll(overwrite, mapped, xs, start)
    np.testing.assert_allclose(one.h, other.h, **TIGHT)
    np.testing.assert_allclose(one.z, 1 - other.z, **TIGHT)
    d_one = bptt.backpropagate(keep, params, one, weight)
    d_other = bptt.backpropagate(overwrite, mapped, other, weight)
    np.testing.assert_allclose(d_one.x, d_other.x, **TIGHT)
    expected = keep.parameter_gradients(one, d_one)
    for name, g in negated(overwrite.parameter_gradients(other, d_other)).items():
        np.testing.assert_allclose(g, expected[name], **TIGHT)
