"""Recording: from NumPy code to a program that a page replays; imports notation alone."""

from .program import FORMAT, Program, encoded
from .recorder import Recorder
from .traced import RecordingError, Traced

__all__ = ["FORMAT", "Program", "Recorder", "RecordingError", "Traced", "encoded"]
