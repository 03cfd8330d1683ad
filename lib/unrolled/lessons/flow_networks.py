"""Networks to follow a gradient through: matrices of any radius, and what they read.

Source: lecture 001, "Gradient flow in RNN", with its sentence and its matrix.
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array
from ..checks import whole
from ..gradients import diagnostics
from ..text.words import WordVocabulary, words

SENTENCE = (  # lecture 001, "Gradient flow in RNN"; the word to predict is "partner"
    "Raj entered CoffeeDay to meet his partner Dru. Raj said “Hi Dru. In the next few "
    "hours they discussed their start-up and devised a plan to develop a product on "
    "knowledge management. After a the long discussion and fruitful discussion, Raj said "
    "goodbye to his"
)
LECTURE = np.array([[0.01, 0.5], [0.03, 0.01]])  # the matrix on the same slide
SIZES = (2, 3, 8, 16)
INPUT_SIZE = 4
LONGEST = 100  # steps


def scaled(direction: Array, own: Array, radius: Array) -> Array:
    """Give a matrix, whose spectral radius is `own`, another radius.

    >>> scaled(np.diag([4.0, 2.0]), 4.0, 0.5)
    array([[0.5 , 0.  ],
           [0.  , 0.25]])
    """
    return (radius / own) * direction


class Matrix(NamedTuple):
    """A recurrent matrix to be scaled."""

    direction: np.ndarray  # (H, H)
    own: float  # its spectral radius


def matrices(size: int) -> dict[str, Matrix]:
    """Draw a random matrix and a rotation (H, H); for H = 2 add the lecture's.

    The same size, a whole number of at least 1, gives the same matrices.

    Raises
    ------
    ValueError
        If `size` is no whole number of at least 1.

    Examples
    --------
    >>> bool(np.allclose(np.linalg.norm(matrices(8)["orthogonal"].direction, 2), 1))
    True
    """
    rng = np.random.default_rng(whole("size", size))
    drawn = rng.normal(size=(size, size)).round(2)
    turned = np.linalg.qr(rng.normal(size=(size, size)))[0]
    turned[0] *= np.sign(np.linalg.det(turned))  # no reflection
    found = {"random": drawn, "orthogonal": turned}
    if size == 2:
        found["lecture"] = LECTURE
    return {
        name: Matrix(matrix, float(diagnostics.spectral_radius(matrix)))
        for name, matrix in found.items()
    }


def input_weights(size: int) -> np.ndarray:
    """Draw W (H, 4): as wide for every size, so that the inputs matter alike."""
    return np.random.default_rng(100 + size).uniform(-1, 1, (size, INPUT_SIZE)).round(2)


def random_inputs() -> np.ndarray:
    """Draw 100 inputs (100, 4)."""
    return np.random.default_rng(7).uniform(-1, 1, (LONGEST, INPUT_SIZE)).round(2)


def sentence_inputs() -> np.ndarray:
    """Give each word of the lecture's sentence a vector of its own: (45, 4).

    >>> xs = sentence_inputs()
    >>> xs.shape, bool((xs[7] == xs[11]).all())  # "Dru" is word 8 and word 12
    ((45, 4), True)
    """
    read = words(SENTENCE)
    vocabulary = WordVocabulary.of(read)
    rng = np.random.default_rng(47)
    table = rng.uniform(-1, 1, (len(vocabulary), INPUT_SIZE)).round(2)
    return vocabulary.one_hot(read) @ table
