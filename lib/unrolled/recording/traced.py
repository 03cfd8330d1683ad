"""An array that remembers: what NumPy does to it becomes a node of a program.

NumPy hands every operation on a `Traced` to it, through ``__array_ufunc__`` and
``__array_function__`` (NumPy enhancement proposals 13 and 18).  What would tie the
recording to today's values, such as ``if h > 0``, is refused.

    >>> from unrolled.recording import Recorder
    >>> x = Recorder().leaf("input", "x", [1.0, 2.0])
    >>> y = np.exp(x[0]) + x
    >>> type(y).__name__, y.shape, y.recorder.nodes[y.node]["op"]
    ('Traced', (2,), 'add')
"""

import inspect
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from .contract import Recording
from .primitives import BINARY, FUNCTIONS, REDUCTIONS, UNARY, reduction, reshape, transpose


class RecordingError(TypeError):
    """Code that cannot be recorded; the message names the function and the line."""


class Traced(NDArrayOperatorsMixin):
    """An array whose operations are recorded."""

    __slots__ = ("node", "recorder", "value")

    def __init__(self, recorder: Recording, node: int, value: np.ndarray) -> None:
        self.recorder, self.node, self.value = recorder, node, value

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.value.ndim

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.value.size

    @property
    def dtype(self) -> np.dtype:
        """Type of the entries."""
        return self.value.dtype

    @property
    def T(self) -> "Traced":
        """The transpose."""
        turned: Traced = transpose(self.recorder, self)
        return turned

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, key: Any) -> "Traced":
        part: Traced = self.recorder.index(self, key)
        return part

    def sum(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        """Add up, as `numpy.sum`."""
        found: Traced = reduction("sum")(self.recorder, self, axis=axis, keepdims=keepdims)
        return found

    def max(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        """Take the largest, as `numpy.max`."""
        found: Traced = reduction("max")(self.recorder, self, axis=axis, keepdims=keepdims)
        return found

    def min(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        """Take the smallest, as `numpy.min`."""
        found: Traced = reduction("min")(self.recorder, self, axis=axis, keepdims=keepdims)
        return found

    def mean(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        """Average, as `numpy.mean`."""
        found: Traced = reduction("mean")(self.recorder, self, axis=axis, keepdims=keepdims)
        return found

    def reshape(self, *shape: Any) -> "Traced":
        """Arrange in another shape, as `numpy.reshape`."""
        found: Traced = reshape(self.recorder, self, shape[0] if len(shape) == 1 else shape)
        return found

    def transpose(self, *axes: Any) -> "Traced":
        """Permute the axes, as `numpy.transpose`."""
        turned: Traced = transpose(self.recorder, self, axes or None)
        return turned

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any
    ) -> Any:
        recorder, name = self.recorder, ufunc.__name__
        if kwargs.get("out") is not None:
            raise recorder.error(f"`{name}` in place (such as +=); write `a = a + b`")
        reduces = method == "reduce" and name in REDUCTIONS
        if reduces and kwargs.keys() <= {"axis", "keepdims"}:
            return reduction(REDUCTIONS[name])(recorder, *inputs, **{"axis": 0} | kwargs)
        supported = name in UNARY or name in BINARY or name == "matmul"
        if method != "__call__" or not supported or kwargs:
            call = name if method == "__call__" else f"{name}.{method}"
            options = f" with {sorted(kwargs)}" if kwargs else ""
            raise recorder.error(f"`numpy.{call}`{options}")
        return recorder.apply(name, ufunc, inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        handler = FUNCTIONS.get(function)
        if handler is None:
            raise self.recorder.error(f"`{function.__module__}.{function.__name__}`")
        try:
            inspect.signature(handler).bind(self.recorder, *args, **kwargs)
        except TypeError as wrong:
            name = f"{function.__module__}.{function.__name__}"
            raise self.recorder.error(f"`{name}` called like this ({wrong})") from None
        return handler(self.recorder, *args, **kwargs)

    def _value_needed(self, what: str) -> TypeError:
        return self.recorder.error(
            f"{what}, which depends on the value: the recording would be right for this "
            "value only. Use np.where, np.minimum or np.maximum"
        )

    def __bool__(self) -> bool:
        raise self._value_needed("a decision (if, while, and, or, not)")

    def __float__(self) -> float:
        raise self._value_needed("a conversion to float")

    def __int__(self) -> int:
        raise self._value_needed("a conversion to int")

    def __index__(self) -> int:
        raise self._value_needed("an index")

    def __array__(self, *args: Any, **kwargs: Any) -> np.ndarray:
        raise self.recorder.error("a conversion to a plain array (np.asarray, np.array)")

    def __setitem__(self, key: Any, value: Any) -> None:
        raise self.recorder.error("a write into an array (a[i] = …); build a new one")

    def __repr__(self) -> str:
        return f"Traced({self.value!r})"
