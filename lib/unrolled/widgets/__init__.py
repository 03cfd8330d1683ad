"""Widgets: each is a Python class, a front end and a style sheet of the same name."""

from .clipping import Clipping
from .predict import Predict
from .sizes import Sizes
from .tape import Tape, own_word
from .trainer import Trainer

__all__ = ["Clipping", "Predict", "Sizes", "Tape", "Trainer", "own_word"]
