"""Widgets: each is a Python class, a front end and a style sheet of the same name."""

from .clipping import Clipping
from .predict import Predict
from .sizes import Sizes
from .tape import Tape, own_word

__all__ = ["Clipping", "Predict", "Sizes", "Tape", "own_word"]
