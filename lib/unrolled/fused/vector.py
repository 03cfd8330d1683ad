"""All parameters of a model as one vector, and their gradients as another.

Norm, clipping and update then do not know of names.

    >>> both = ParameterVector({"W": np.ones((2, 3)), "b": np.zeros(2)}, np.float32)
    >>> both.params["b"][1] = 5
    >>> both.theta
    array([1., 1., 1., 1., 1., 1., 0., 5.], dtype=float32)
"""

from typing import Any

import numpy as np

from ..arrays import Params


class ParameterVector:
    """Parameters and gradients, each a vector with views by name.

    Attributes
    ----------
    theta, gradient : ndarray
        All parameters (copies) and their gradients, zero at first, each as one vector.
    params, gradients : dict of ndarray
        Their views by name; what is written to one is seen in the other.
    """

    def __init__(self, params: Params, dtype: Any = float) -> None:
        self.theta = np.concatenate([np.ravel(p) for p in params.values()]).astype(dtype)
        self.gradient = np.zeros_like(self.theta)
        self.params = _views(self.theta, params)
        self.gradients = _views(self.gradient, params)


def _views(vector: np.ndarray, params: Params) -> Params:
    """Cut a vector into pieces with the names and shapes of `params`."""
    ends = np.cumsum([p.size for p in params.values()])[:-1]
    pieces = zip(params.items(), np.split(vector, ends), strict=True)
    return {name: piece.reshape(p.shape) for (name, p), piece in pieces}
