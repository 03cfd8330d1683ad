"""Recurrent networks in NumPy, small enough to read and to step through.

The letters mean the same everywhere, in text, code and widgets:

    T  time steps   D  input size   H  hidden units   K  letters in the vocabulary
    W (H, D) input to hidden     U (H, H) hidden to hidden     b (H,) its bias
    V (K, H) hidden to output    c (K,) its bias
    x input   a pre-activation   h state   logits   probs   y target   loss (nats)

A gradient is named after what it differentiates: ``dW`` has the shape of ``W``.
"""

from . import activations, bptt, helo, language_model, losses, recording, rnn, text

__version__ = "0.1.0"

__all__ = [
    "activations",
    "bptt",
    "helo",
    "language_model",
    "losses",
    "recording",
    "rnn",
    "text",
]
