"""Widgets: each is a Python class, a front end and a style sheet of the same name."""

from .activations import Activations
from .clipping import Clipping
from .gradient_check import GradientCheck
from .ledger import Ledger
from .losses import Losses
from .predict import Predict
from .sizes import Sizes
from .tape import Tape, own_word
from .vanishing import Vanishing

__all__ = ["Clipping", "GradientCheck", "Ledger", "Predict", "Sizes", "Tape", "own_word"]
__all__ = ["Clipping", "Predict", "Sizes", "Tape", "Vanishing", "own_word"]
__all__ = ["Activations", "Clipping", "Losses", "Predict", "Sizes", "Tape", "own_word"]
