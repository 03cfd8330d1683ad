"""Widgets: each is a Python class, a front end and a style sheet of the same name."""

from .clipping import Clipping
from .predict import Predict
from .sizes import Sizes
from .tape import Tape, own_word
from .vanishing import Vanishing

__all__ = ["Clipping", "Predict", "Sizes", "Tape", "Vanishing", "own_word"]
