"""Fused: the same forward and backward for speed; imports models and below."""

from .workspace import Workspace

__all__ = ["Workspace"]
