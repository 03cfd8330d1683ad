"""Recurrent networks in NumPy, small enough to read and to step through.

The letters mean the same everywhere, in text, code and widgets:

    T  time steps   D  input size   H  hidden units   K  letters in the vocabulary
    W (H, D) input to hidden     U (H, H) hidden to hidden     b (H,) its bias
    V (K, H) hidden to output    c (K,) its bias
    x input   a pre-activation   h state   logits   probs   y target   loss (nats)

A gradient is named after what it differentiates: ``dW`` has the shape of ``W``.
"""

from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

__all__ = [  # noqa: RUF022 - by topic, in the order of the reference
    # cells
    "cell", "activations", "rnn", "lstm", "gru",
    # loops and networks
    "bptt", "rtrl", "network", "convert",
    # language models
    "language_model", "helo", "helo_weights", "losses", "sizes", "feedforward", "ngrams",
    "sampling", "writing", "evaluation",
    # training
    "training", "optimizers", "schedules", "clipping", "watching", "checkpoints",
    "model", "engines", "fitting", "settings", "one_update",
    # texts and words
    "text", "words", "documents", "streams", "sequences",
    # the fast path
    "fused", "fused_cells", "fused_layer",
    # diagnostics and checks
    "diagnostics", "ledger", "gradient_check", "conformance", "bugs", "mutants",
    "gradient_flow", "cliff",
    # recording, widgets and figures
    "recording", "traced", "calls", "closing", "program", "primitives", "source",
    "notation", "captions", "gate_captions", "layouts", "plotting", "widgets",
]  # fmt: skip


def __getattr__(name: str) -> ModuleType:
    """Load a module when it is first asked for: Matplotlib must not load with the cells."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
