"""Widgets: each is a Python class, a front end and a style sheet of the same name."""

from .activations import Activations
from .clipping import Clipping
from .gradient_check import GradientCheck
from .ledger import Ledger
from .losses import Losses
from .predict import Predict
from .sizes import Sizes
from .tape import Tape, own_word
from .trainer import Trainer
from .vanishing import Vanishing
from .what_is_new import WhatIsNew
from .worksheet import Worksheet

__all__ = [
    "Activations",
    "Clipping",
    "GradientCheck",
    "Ledger",
    "Losses",
    "Predict",
    "Sizes",
    "Tape",
    "Trainer",
    "Vanishing",
    "WhatIsNew",
    "Worksheet",
    "own_word",
]
