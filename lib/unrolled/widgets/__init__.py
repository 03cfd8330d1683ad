"""Widgets: each is a Python class, a front end and a style sheet of the same name."""

from .tape import Tape, own_word

__all__ = ["Tape", "own_word"]
