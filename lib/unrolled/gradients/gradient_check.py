"""Two ways to differentiate without a formula, to check one.

    central  = (f(x + eps) - f(x - eps)) / (2 eps)      in one entry     (D7)
    exact    = Im f(x + i eps) / eps                                     (D8)

The error of the first is a V over eps: too large a step leaves the tangent, too small a
one loses its digits in the subtraction.  The second subtracts nothing.

Source: Squire & Trapp, "Using complex variables to estimate derivatives of real
functions", SIAM Review 40 (1998).
"""

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ..arrays import Array, Params, is_stand_in

DROPPED = "f drops the imaginary part of complex numbers; it must keep it to its end"
TINY = np.finfo(float).tiny  # stands in for the larger of two zeros
EPSILONS = 10.0 ** -np.arange(1, 16)  # the steps that are tried, unless others are given


def central_difference(f: Callable[[Array], Array], x: Array, eps: Array) -> Array:
    """Gradient of `f` at the array `x`, off by O(eps²) and by rounding / eps.

    Raises
    ------
    ValueError
        If `eps` is not above zero, and finite.

    Examples
    --------
    >>> float(central_difference(lambda x: x**3, np.array(2.0), 1e-4).round(6))
    12.0
    """
    _above_zero([eps])
    slopes = []
    for i in np.ndindex(np.shape(x)):
        way = np.zeros(np.shape(x))
        way[i] = 1
        slopes.append(slope_along(f, x, way, eps))
    return np.reshape(np.stack(slopes), np.shape(x))


def slope_along(f: Callable[[Array], Array], x: Array, way: Array, eps: Array) -> Array:
    """Slope of `f` at `x` in the direction `way`: one difference of two values.

    >>> float(slope_along(np.sum, np.array([1.0, 2.0]), np.array([0.0, 3.0]), 0.5))
    3.0
    """
    up = x + eps * way
    down = x - eps * way
    return (f(up) - f(down)) / (2 * eps)  # (D7)


def complex_step(f: Callable[[Array], Array], x: Array, eps: float = 1e-30) -> np.ndarray:
    """Gradient of `f` at the array `x`, off by O(eps²) alone: nothing is subtracted.

    `f` must be built of functions that NumPy knows for complex numbers too, and must not
    take an absolute value; everything in this library qualifies.

    Raises
    ------
    ValueError
        If `eps` is not above zero, and finite, or if `f` drops the imaginary part, as
        ``float(…)`` does: the gradient would be lost, however right it is.

    Examples
    --------
    >>> float(complex_step(lambda x: x**3, np.array(2.0)))
    12.0
    """
    _above_zero([eps])
    x = np.array(x, complex)
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] += 1j * eps
        gradient[i] = np.imag(_kept(f, moved, i)) / eps  # (D8)
    return gradient


def _kept(f: Callable[[Array], Array], moved: np.ndarray, i: tuple[int, ...]) -> Array:
    """Give the value of `f`, and insist that it did not drop the imaginary part."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            value = f(moved)
    except (np.exceptions.ComplexWarning, TypeError) as dropped:
        raise ValueError(f"{DROPPED} ({dropped})") from dropped
    if not np.iscomplexobj(value) and _depends(f, moved.real, i):
        raise ValueError(f"{DROPPED} (by .real or an absolute value)")
    return value


def _depends(f: Callable[[Array], Array], x: np.ndarray, i: tuple[int, ...]) -> bool:
    """Whether `f` changes with entry `i`: a real value of a constant dropped nothing."""
    up = x.copy()
    up[i] += 1e-6 * max(1.0, abs(x[i]))
    return bool(np.any(f(up) != f(x)))


class ErrorCurve(NamedTuple):
    """How far a gradient is from two numerical ones, relative to its largest entry."""

    epsilons: np.ndarray  # (E,) the steps
    central: np.ndarray  # (E,) errors against the central difference: a V
    complex_step: np.ndarray  # (E,) errors against the complex step: falls, and stays


def check_gradients(
    loss: Callable[[Params], Array],
    params: Params,
    gradients: Params,
    epsilons: Sequence[float] | np.ndarray = EPSILONS,
) -> dict[str, ErrorCurve]:
    """Compare gradients with numerical ones, over step sizes.

    Parameters
    ----------
    loss : callable
        Takes parameters by name, returns a number, and accepts complex parameters.
    params : dict of ndarray
        Where to differentiate.
    gradients : dict of ndarray
        What to check; only these names of `params` are looked at.
    epsilons : sequence of float
        Step sizes above zero.

    Returns
    -------
    dict of ErrorCurve
        By the names in `gradients`.

    Raises
    ------
    ValueError
        If a gradient has no parameter or another shape, if a step size is not above zero,
        or if the loss drops the imaginary part, as ``float(…)`` does.

    Examples
    --------
    >>> loss = lambda p: np.sum(np.sin(p["W"]))
    >>> W = np.array([[0.5, 1.0]])
    >>> curve = check_gradients(loss, {"W": W}, {"W": np.cos(W)}, [1e-1, 1e-5, 1e-12])["W"]
    >>> bool(curve.central[1] < 1e-9 < curve.central[2] < curve.central[0])
    True
    >>> bool(curve.complex_step[2] < 1e-15)
    True
    """
    steps = np.asarray(epsilons, float)
    _above_zero(epsilons)
    curves = {}
    for name, gradient in gradients.items():
        if name not in params:
            raise ValueError(f"there is no parameter {name}; there are {sorted(params)}")
        if np.shape(gradient) != np.shape(params[name]):
            here, there = np.shape(gradient), np.shape(params[name])
            raise ValueError(f"the gradient of {name} has shape {here}, {name} has {there}")

        def moved(value: Array, name: str = name) -> Array:
            return loss({**params, name: value})

        x = params[name]
        curves[name] = ErrorCurve(
            steps,
            np.array([error(gradient, central_difference(moved, x, e)) for e in steps]),
            np.array([error(gradient, complex_step(moved, x, e)) for e in steps]),
        )
    return curves


def _above_zero(epsilons: Iterable[Array]) -> None:
    for eps in epsilons:
        if not is_stand_in(eps) and not 0 < eps < np.inf:
            raise ValueError(f"eps is {eps}; a step must be above zero, and finite")


def error(actual: Array, expected: Array) -> Array:
    """Largest difference, relative to the largest entry of either, and 0 if both are 0.

    >>> float(error(np.array([1.0, 2.0]), np.array([1.0, 2.5])))
    0.2
    """
    scale = np.maximum(np.max(np.abs(actual)), np.max(np.abs(expected)))
    return np.max(np.abs(actual - expected)) / np.maximum(scale, TINY)
