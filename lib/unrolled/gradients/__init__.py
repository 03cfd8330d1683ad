"""Gradients: what they do on their way, and how to check them; imports models and below."""
