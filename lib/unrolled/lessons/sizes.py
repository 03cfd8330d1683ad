"""How many numbers a recurrent language model learns.

    W is (H, D)    U is (H, H)    V is (K, H)    b is (H,)    c is (K,)

Source: lecture 000, "Size of the RNN network" (22:19), which leaves the biases out.
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array
from ..checks import whole
from ..recording import Program, Recorder

LECTURE = {"D": 100, "H": 500, "K": 10_000}
HELO = {"D": 4, "H": 3, "K": 4}


class Count(NamedTuple):
    """Numbers in each parameter, in all of them, and the share of each."""

    W: Array
    U: Array
    V: Array
    b: Array
    c: Array
    total: Array
    shares: Array  # (5,) of the total, in the order above; they add up to one


def parameter_count(D: Array, H: Array, K: Array, biases: Array = True) -> Count:
    """Count the parameters for inputs of size D, H hidden units and K letters.

    Parameters
    ----------
    D, H, K : int
        At least 1; with one-hot letters D = K.
    biases : bool
        Whether the model has b and c.

    Raises
    ------
    ValueError
        If a size is not a whole number of at least 1.

    Examples
    --------
    >>> parameter_count(100, 500, 10_000, biases=False).total
    5300000
    """
    D, H, K = whole("D", D), whole("H", H), whole("K", K)
    W = H * D
    U = H * H
    V = K * H
    b = biases * H
    c = biases * K
    total = W + U + V + b + c
    return Count(W, U, V, b, c, total, np.stack([W, U, V, b, c]) / total)


def program(D: int, H: int, K: int, biases: bool = True) -> Program:
    """Record `parameter_count`, for a page to replay with other sizes.

    Raises
    ------
    ValueError
        If a size is not a whole number of at least 1.
    """
    recorder = Recorder()
    leaves = [
        recorder.leaf("hyperparameter", name, whole(name, value), bounds=(1, 1e6), step=1)
        for name, value in (("D", D), ("H", H), ("K", K))
    ]
    leaves.append(
        recorder.leaf("hyperparameter", "biases", int(biases), bounds=(0, 1), step=1)
    )
    return recorder.program(parameter_count(*leaves))
