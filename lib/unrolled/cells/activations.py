"""Activation functions, each with its slope as a function of its *output*.

The forward pass keeps outputs, so the way back never needs the inputs again:

    s = tanh(a)             ds/da = 1 - s**2                             (A1)
    s = sigmoid(a)          ds/da = s (1 - s)                            (A2)
    s = hard_tanh(a)        ds/da = 1 where -1 < s < 1, else 0           (A3)
    s = relu(a)             ds/da = 1 where s > 0, else 0                (A4)
    s = leaky_relu(a)       ds/da = 1 where s > 0, else LEAK             (A5)
    s = identity(a)         ds/da = 1                                    (A6)

In a stack of layers each squashes what the one below puts out, and slopes multiply:

    s_j = phi(s_{j-1})      ds_j/da = phi'(s_j) ds_{j-1}/da              (A7)

At the corners of (A3)-(A5) there is no derivative; the slope there is a convention.
Every function is exact for every finite number and never warns.

Sources: (A4) Nair & Hinton, ICML 2010; (A5) Maas, Hannun & Ng, ICML workshops 2013.
"""

from typing import NamedTuple

import numpy as np

from ..arrays import Array
from ..checks import choice, whole

LEAK = 0.01  # slope of the leaky ReLU below zero


def tanh(a: Array) -> Array:
    """Squash to (-1, 1)."""
    return np.tanh(a)


def tanh_slope(s: Array) -> Array:
    """Slope of tanh where its output is `s`, in (0, 1]."""
    return 1 - s * s  # (A1)


def sigmoid(a: Array) -> Array:
    """Squash to (0, 1); written with tanh, it cannot overflow.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    return 0.5 * (1 + np.tanh(0.5 * a))


def sigmoid_slope(s: Array) -> Array:
    """Slope of the sigmoid where its output is `s`, in (0, 1/4]."""
    return s * (1 - s)  # (A2)


def hard_tanh(a: Array) -> Array:
    """Clip to [-1, 1]: tanh drawn with a ruler.

    >>> hard_tanh(np.array([-3.0, 0.5, 3.0]))
    array([-1. ,  0.5,  1. ])
    """
    return np.minimum(np.maximum(a, -1), 1)


def hard_tanh_slope(s: Array) -> Array:
    """Slope of hard tanh where its output is `s`: 0 or 1."""
    return np.where(np.abs(s) < 1, 1.0, 0.0)  # (A3)


def relu(a: Array) -> Array:
    """Keep what is positive.

    >>> relu(np.array([-3.0, 0.5]))
    array([0. , 0.5])
    """
    return np.maximum(a, 0)


def relu_slope(s: Array) -> Array:
    """Slope of ReLU where its output is `s`: 0 or 1, and 0 at the corner."""
    return np.where(s > 0, 1.0, 0.0)  # (A4)


def leaky_relu(a: Array) -> Array:
    """Keep what is positive, and a hundredth of what is negative.

    >>> leaky_relu(np.array([-3.0, 0.5]))
    array([-0.03,  0.5 ])
    """
    return np.maximum(a, LEAK * a)


def leaky_relu_slope(s: Array) -> Array:
    """Slope of the leaky ReLU where its output is `s`: 1, or LEAK from the corner down."""
    return np.where(s > 0, 1.0, LEAK)  # (A5)


def identity(a: Array) -> Array:
    """Leave everything as it is: a linear unit."""
    return 1 * a  # a product, so that a recording shows the output apart from the input


def identity_slope(s: Array) -> Array:
    """Slope of the identity: 1."""
    return np.ones(s.shape)  # (A6)


#: Each with its slope, as a function of its output.
ACTIVATIONS = {
    "tanh": (tanh, tanh_slope),
    "sigmoid": (sigmoid, sigmoid_slope),
    "relu": (relu, relu_slope),
    "leaky_relu": (leaky_relu, leaky_relu_slope),
    "hard_tanh": (hard_tanh, hard_tanh_slope),
    "identity": (identity, identity_slope),
}


class Layer(NamedTuple):
    """What one layer of a stack puts out, and how steep it is."""

    value: Array
    slope: Array  # of this layer, where it stands
    product: Array  # of the slopes of this layer and all below: the slope of the stack


def layer(activation: str, a: Array, product: Array = 1.0) -> Layer:
    """Apply one layer to `a`; the slopes of the layers below multiply to `product`.

    Raises
    ------
    ValueError
        If there is no such activation.
    """
    choice("activation", activation, ACTIVATIONS)
    phi, phi_slope = ACTIVATIONS[activation]
    value = phi(a)
    slope = phi_slope(value)
    product = slope * product  # (A7)
    return Layer(value, slope, product)


def stack(activation: str, a: Array, layers: int) -> list[Layer]:
    """Apply an activation to its own output, again and again, and list its layers.

    Raises
    ------
    ValueError
        If there is no such activation, or if `layers` is no whole number of at least 1.

    Examples
    --------
    >>> [float(layer.product) for layer in stack("leaky_relu", np.array(-2.0), 2)]
    [0.01, 0.0001]
    """
    whole("layers", layers)
    done = [layer(activation, a)]
    while len(done) < layers:
        done.append(layer(activation, done[-1].value, done[-1].product))
    return done
