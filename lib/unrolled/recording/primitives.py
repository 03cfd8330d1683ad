"""Which NumPy functions can be recorded, and how each is written in primitives.

A handler takes the recorder and NumPy's own arguments.  It adds one node, or a few, with
`Recorder.apply`; what a page needs to know beside the operands goes into ``attrs``.

    >>> from unrolled.recording import Recorder
    >>> x = Recorder().leaf("input", "x", [1.0, 2.0, 4.0])
    >>> np.cumsum(x).value
    array([1., 3., 7.])
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from .contract import Recording
from .indices import axes_of

UNARY = {
    "negative", "absolute", "sign", "exp", "expm1", "log", "log1p", "tanh", "sinh", "cosh",
    "sin", "cos", "sqrt", "square", "reciprocal", "floor", "ceil", "logical_not", "isnan",
    "isfinite", "isinf",
}  # fmt: skip
BINARY = {
    "add", "subtract", "multiply", "divide", "power", "maximum", "minimum",
    "greater", "greater_equal", "less", "less_equal", "equal", "not_equal",
    "logical_and", "logical_or", "arctan2",
}  # fmt: skip
REDUCTIONS = {"add": "sum", "maximum": "max", "minimum": "min", "multiply": "prod"}
# what NumPy computes otherwise for truth values, and for whole numbers, than for floats
ARITHMETIC = {
    "add", "subtract", "multiply", "negative", "maximum", "minimum", "absolute", "matmul",
}  # fmt: skip
WHOLE = {"power", "reciprocal"}


def reduction(name: str) -> Callable[..., Any]:
    """Make the handler of ``np.sum`` and its kin."""
    compute = getattr(np, name)

    def handler(
        recorder: Recording, a: Any, axis: Any = None, *, keepdims: Any = False
    ) -> Any:
        x = recorder.lift(a)
        axes = axes_of(axis, x.ndim)
        attrs = {"axis": axes, "keepdims": bool(keepdims)}
        # an explicit axis tuple, since np.add.reduce and np.sum differ in their defaults
        over = None if axes is None else tuple(axes)
        return recorder.apply(
            name, lambda v: compute(v, axis=over, keepdims=keepdims), [x], attrs
        )

    return handler


def place_of(name: str) -> Callable[..., Any]:
    """Make the handler of ``np.argmax`` and its kin, which take one axis or none."""
    compute = getattr(np, name)

    def handler(recorder: Recording, a: Any, axis: int | None = None) -> Any:
        x = recorder.lift(a)
        number = None if axis is None else int(axis) % x.ndim
        return recorder.apply(
            name, lambda v: compute(v, axis=number), [x], {"axis": number}
        )

    return handler


def argsort(
    recorder: Recording, a: Any, axis: int | None = -1, kind: Any = None, stable: Any = None
) -> Any:
    """Record ``np.argsort``, where equal numbers keep their order.

    Raises
    ------
    TypeError
        If they need not: which of them comes first would depend on the machine.
    """
    x = recorder.lift(a)
    if not stable and kind != "stable":
        raise recorder.error('`numpy.argsort` that is not stable; say kind="stable"')
    number = None if axis is None else int(axis) % x.ndim
    return recorder.apply(
        "argsort", lambda v: np.argsort(v, number, "stable"), [x], {"axis": number}
    )


def take(recorder: Recording, a: Any, indices: Any) -> Any:
    """Record ``np.take`` from all entries of an array, at places that were computed.

    Raises
    ------
    TypeError
        If the places are no whole numbers.
    """
    places = recorder.lift(indices)
    if places.dtype.kind not in "iu":
        raise recorder.error(f"`numpy.take` at places in {places.dtype}")
    return recorder.apply("take", np.take, [a, places])


def transpose(recorder: Recording, a: Any, axes: Any = None) -> Any:
    """Record ``np.transpose``."""
    x = recorder.lift(a)
    order = axes[0] if axes and isinstance(axes[0], (tuple, list)) else axes
    numbers = [int(i) % x.ndim for i in order] if order else list(range(x.ndim))[::-1]
    if numbers == list(range(x.ndim)):
        return x
    return recorder.view("transpose", lambda v: v.transpose(numbers), x, {"axes": numbers})


def reshape(recorder: Recording, a: Any, shape: Any) -> Any:
    """Record ``np.reshape`` (row-major)."""
    return recorder.apply("reshape", lambda v: v.reshape(shape), [recorder.lift(a)])


def concatenate(recorder: Recording, arrays: Any, axis: int = 0) -> Any:
    """Record ``np.concatenate``."""
    parts = [recorder.lift(a) for a in arrays]
    number = int(axis) % parts[0].ndim
    return recorder.apply(
        "concatenate", lambda *vs: np.concatenate(vs, number), parts, {"axis": number}
    )


def stack(recorder: Recording, arrays: Any, axis: int = 0) -> Any:
    """Record ``np.stack``."""
    parts = [recorder.lift(a) for a in arrays]
    number = int(axis) % (parts[0].ndim + 1)
    return recorder.apply(
        "stack", lambda *vs: np.stack(vs, number), parts, {"axis": number}
    )


def split(recorder: Recording, a: Any, parts: Any, axis: int = 0) -> list[Any]:
    """Record ``np.split`` as one slice for each part."""
    x = recorder.lift(a)
    number = int(axis) % x.ndim
    pieces = np.split(np.arange(x.shape[number]), parts)
    bounds = np.cumsum([0, *map(len, pieces)]).tolist()
    before = (slice(None),) * number
    return [
        recorder.index(x, (*before, slice(bounds[i], bounds[i + 1])))
        for i in range(len(pieces))
    ]


def where(recorder: Recording, condition: Any, x: Any, y: Any) -> Any:
    """Record ``np.where`` with three arguments."""
    return recorder.apply("where", np.where, [condition, x, y])


def clip(recorder: Recording, a: Any, a_min: Any = None, a_max: Any = None) -> Any:
    """Record ``np.clip`` as a maximum and a minimum."""
    x = recorder.lift(a)
    if a_min is not None:
        x = recorder.apply("maximum", np.maximum, [x, a_min])
    if a_max is not None:
        x = recorder.apply("minimum", np.minimum, [x, a_max])
    return x


def outer(recorder: Recording, a: Any, b: Any) -> Any:
    """Record ``np.outer``."""
    return recorder.apply("outer", np.outer, [a, b])


def dot(recorder: Recording, a: Any, b: Any) -> Any:
    """Record ``np.dot`` of vectors and matrices, where it is ``@``, or of a number.

    Raises
    ------
    TypeError
        If the second array has more than two axes.
    """
    x, y = recorder.lift(a), recorder.lift(b)
    if 0 in (x.ndim, y.ndim):
        return recorder.apply("multiply", np.multiply, [x, y])
    if y.ndim > 2:
        raise recorder.error("`numpy.dot` with more than two axes; use @")
    return recorder.apply("matmul", np.matmul, [x, y])


def norm(
    recorder: Recording, x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False
) -> Any:
    """Record ``np.linalg.norm``: Euclidean or Frobenius; of vectors also 1 and infinity.

    The spectral norm of one matrix is its largest singular value.

    Raises
    ------
    TypeError
        If it is another norm.
    """
    a = recorder.lift(x)
    axes = axes_of(axis, a.ndim)
    vector = len(axes if axes is not None else a.shape) == 1
    if ord == 2 and vector:
        ord = None
    if ord == 2 and a.ndim == 2 and axis is None and not keepdims:
        return reduction("max")(recorder, svd(recorder, a, compute_uv=False))
    if ord not in (None, 1, np.inf) or (ord is not None and not vector):
        raise recorder.error(f"`numpy.linalg.norm` with ord={ord!r} and axis={axis!r}")
    attrs = {
        "axis": axes,
        "keepdims": bool(keepdims),
        "ord": "inf" if ord == np.inf else ord,
    }
    over = None if axes is None else axes[0] if len(axes) == 1 else tuple(axes)
    return recorder.apply(
        "norm", lambda v: np.linalg.norm(v, ord, over, keepdims), [a], attrs
    )


def svd(
    recorder: Recording, a: Any, full_matrices: bool = True, compute_uv: bool = True
) -> Any:
    """Record ``np.linalg.svd`` without its vectors, whose signs are not determined.

    Raises
    ------
    TypeError
        If the vectors are asked for.
    """
    if compute_uv:
        raise recorder.error("`numpy.linalg.svd` with its vectors; say compute_uv=False")
    return recorder.apply(
        "svdvals", lambda v: np.linalg.svd(v, compute_uv=False), [recorder.lift(a)]
    )


def cumsum(recorder: Recording, a: Any, axis: int | None = None) -> Any:
    """Record ``np.cumsum``."""
    x = recorder.lift(a)
    number = None if axis is None else int(axis) % x.ndim
    return recorder.apply("cumsum", lambda v: np.cumsum(v, number), [x], {"axis": number})


def expand_dims(recorder: Recording, a: Any, axis: Any) -> Any:
    """Record ``np.expand_dims``."""
    return recorder.apply("reshape", lambda v: np.expand_dims(v, axis), [recorder.lift(a)])


def squeeze(recorder: Recording, a: Any, axis: Any = None) -> Any:
    """Record ``np.squeeze``."""
    return recorder.apply("reshape", lambda v: np.squeeze(v, axis), [recorder.lift(a)])


def ravel(recorder: Recording, a: Any) -> Any:
    """Record ``np.ravel`` (row-major)."""
    return reshape(recorder, a, -1)


def broadcast_to(recorder: Recording, array: Any, shape: Any) -> Any:
    """Record ``np.broadcast_to``."""
    x = recorder.lift(array)
    return recorder.apply("broadcast", lambda v: np.broadcast_to(v, shape), [x])


def filled(value: float) -> Callable[..., np.ndarray]:
    """Make the handler of ``np.zeros_like`` and ``np.ones_like``: constants."""

    def handler(recorder: Recording, a: Any) -> np.ndarray:
        return np.full(recorder.lift(a).shape, value)

    return handler


FUNCTIONS: dict[Any, Callable[..., Any]] = {
    **{getattr(np, n): reduction(n) for n in ("sum", "max", "min", "mean", "prod")},
    **{getattr(np, n): place_of(n) for n in ("argmax", "argmin")},
    np.argsort: argsort,
    np.take: take,
    np.transpose: transpose,
    np.reshape: reshape,
    np.ravel: ravel,
    np.expand_dims: expand_dims,
    np.squeeze: squeeze,
    np.broadcast_to: broadcast_to,
    np.concatenate: concatenate,
    np.stack: stack,
    np.split: split,
    np.where: where,
    np.clip: clip,
    np.outer: outer,
    np.dot: dot,
    np.linalg.norm: norm,
    np.linalg.svd: svd,
    np.cumsum: cumsum,
    np.zeros_like: filled(0.0),
    np.ones_like: filled(1.0),
    np.shape: lambda recorder, a: a.shape,
    np.ndim: lambda recorder, a: a.ndim,
    np.size: lambda recorder, a: a.size,
}
