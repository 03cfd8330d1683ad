"""Widgets: each is a Python class, a front end and a style sheet of the same name."""

from .activations import Activations
from .clipping import Clipping
from .losses import Losses
from .predict import Predict
from .sizes import Sizes
from .tape import Tape, own_word

__all__ = ["Activations", "Clipping", "Losses", "Predict", "Sizes", "Tape", "own_word"]
