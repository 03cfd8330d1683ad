"""Fused: the same forward and backward for speed; imports models and below."""

from .batch import forward_batch
from .workspace import Workspace

__all__ = ["Workspace", "forward_batch"]
