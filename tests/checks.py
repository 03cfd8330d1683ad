"""What several tests share: the derivative without rounding, and numbers to draw."""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

TIGHT = {"rtol": 1e-12, "atol": 1e-14}  # a derivative by hand against the complex step
# Under load OpenBLAS's products of finite numbers have told of an invalid value, once in
# many millions.  NumPy's own tests meet that, and no cause is known (its issues 18069 and
# 28227; 24067 was one in OpenBLAS, since mended).  It is not what other products left in
# OpenBLAS's memory (its issue 746): infinities and NaN were tried, of four types and shapes
# up to 33, and signalling NaN in float64, with 0.3.31.  What is invalid leaves NaN behind;
# tests that look for NaN need not listen to this one.
SPURIOUS = "invalid value encountered in matmul"
SIZES = st.integers(1, 4)  # of an input, a state, a vocabulary: 1 included


def complex_step(f: Callable[[np.ndarray], Any], x: np.ndarray, h: float = 1e-30) -> Any:
    """Gradient of the real function `f` at the array `x`, to machine precision.

    f(x + ih) = f(x) + ih f'(x) + O(h^2), so Im f / h is f'(x), and since nothing is
    subtracted, h can be tiny and no digits are lost (Squire & Trapp, SIAM Rev. 1998).
    """
    x = np.array(x, complex)
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + 1j * h
        gradient[i] = f(x.copy()).imag / h
        x[i] = kept
    return gradient


def numbers(*shape: int, size: float = 3.0) -> st.SearchStrategy[np.ndarray]:
    """Draw an array of numbers from -size to size, without denormal ones."""
    return arrays(float, shape, elements=st.floats(-size, size, allow_subnormal=False))
