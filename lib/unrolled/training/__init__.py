"""Training: the loop, its rules and what watches it; imports gradients, fused and below."""

from .loop import Update, train

__all__ = ["Update", "train"]
