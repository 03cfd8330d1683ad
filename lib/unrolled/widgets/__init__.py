"""Widgets: each is a Python class, a front end and a style sheet of the same name."""

from .beam import Beam
from .blanks import Blanks
from .clipping import Clipping
from .counts import Counts
from .curves.activations import Activations
from .curves.losses import Losses
from .documents import Documents
from .gradient_check import GradientCheck
from .ledger import Ledger
from .looks import Looks
from .museum import Museum
from .neighbours import Neighbours
from .own_text import OwnText
from .predict import Predict
from .shapes import Shapes
from .sizes import Sizes
from .sorter import Sorter
from .tape import Tape, own_word
from .trainer import Trainer
from .vanishing import Vanishing
from .wardrobe import Wardrobe
from .what_is_new import WhatIsNew
from .wordspace import WordSpace
from .worksheet import Worksheet
from .writer import Writer

__all__ = [
    "Activations",
    "Beam",
    "Blanks",
    "Clipping",
    "Counts",
    "Documents",
    "GradientCheck",
    "Ledger",
    "Looks",
    "Losses",
    "Museum",
    "Neighbours",
    "OwnText",
    "Predict",
    "Shapes",
    "Sizes",
    "Sorter",
    "Tape",
    "Trainer",
    "Vanishing",
    "Wardrobe",
    "WhatIsNew",
    "WordSpace",
    "Worksheet",
    "Writer",
    "own_word",
]
