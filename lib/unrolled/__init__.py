"""Recurrent networks in NumPy, small enough to read and to step through.

The letters mean the same everywhere, in text, code and widgets:

    T  time steps   D  input size   H  hidden units   K  letters in the vocabulary
    W (H, D) input to hidden     U (H, H) hidden to hidden     b (H,) its bias
    V (K, H) hidden to output    c (K,) its bias
    x input   a pre-activation   h state   logits   probs   y target   loss (nats)

A gradient is named after what it differentiates: ``dW`` has the shape of ``W``.

Modules and names are taken from here, whatever room they live in:

    from unrolled import Tape, helo, lstm, train
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

#: What `from unrolled import …` finds: the modules of each room …
_MODULES = {
    "": "arrays checks faces files notation plotting",
    "recording": (
        "any_size calls closing contract indices packed primitives program source traced "
        "typesetting"
    ),
    "cells": "activations blocks cell gru lstm rnn",
    "text": (
        "cooccurrence copies documents kinematics letters sequences streams templates words"
    ),
    "teaching": (
        "attention_captions call_captions captions embedding_captions errata gate_captions "
        "gates_in_networks gru_captions layouts "
        "measurements network_captions sequence_captions spellings "
        "transformer_captions update_captions window_captions wrong_paths"
    ),
    "networks": "bptt merging network rtrl",
    "models": (
        "attention beam convert decoder embeddings feedforward floors language_model "
        "losses mixed_ngrams model nearness ngrams output_recurrence sampling seq2seq "
        "shapes transformer writing"
    ),
    "gradients": "clipping diagnostics gradient_check gradient_flow ledger slips",
    "training": "checkpoints engines evaluation optimizers preflight schedules watching",
    "museum": "bugs conformance edits mutants network_bugs network_checks",
    "lessons": (
        "applications blanks char_rnn check_program cliff clips counting described "
        "exhibit_courses exhibits five_words "
        "flow_networks flow_program helo helo_weights ledger_program memory_task "
        "near_words "
        "network_passes one_update one_word own_text passes reversing reviews "
        "sequence_programs sizes translation wardrobe windows word_letters word_space "
        "writer"
    ),
}
#: … the rooms that are used as such …
_ROOMS = "fused recording text training widgets"
#: … and the names that chapters use.
_NAMES = {
    "cells.activations": "hard_tanh leaky_relu relu sigmoid sigmoid_slope tanh tanh_slope",
    "cells.cell": "variant",
    "files": "load save",
    "gradients.gradient_check": "check_gradients complex_step",
    "models.losses": "cross_entropy perplexity softmax",
    "models.seq2seq": "Translator",
    "fused.batch": "forward_batch",
    "models.mixed_ngrams": "MixedNGrams",
    "models.model": "Model",
    "models.ngrams": "NGrams",
    "models.writing": "sample write",
    "networks.network": "Network",
    "notation": "symbols",
    "recording": "Program Recorder",
    "teaching.measurements": "measured",
    "text.letters": "Vocabulary one_hot",
    "text.sequences": "Sentences Sequences",
    "text.streams": "Series Stream",
    "training": "train",
    "training.evaluation": "evaluate",
    "training.optimizers": "SGD Adagrad Adam Momentum RMSProp",
    "training.watching": "watch",
    "widgets": (
        "Activations Beam Blanks Clipping Counts Documents GradientCheck Ledger Looks "
        "Losses Museum Neighbours OwnText Predict Shapes Sizes Sorter Tape Trainer "
        "Vanishing Wardrobe WhatIsNew WordSpace Worksheet Writer own_word"
    ),
}
_HOMES = {room: room for room in _ROOMS.split()} | {
    module: f"{room}.{module}".strip(".")
    for room, found in _MODULES.items()
    for module in found.split()
}
_OWNERS = {name: home for home, found in _NAMES.items() for name in found.split()}

__all__ = sorted({*_HOMES, *_OWNERS})


def __getattr__(name: str) -> Any:
    """Load a module when it is first asked for: Matplotlib must not load with the cells."""
    if name in _HOMES:
        return import_module(f"{__name__}.{_HOMES[name]}")
    if name in _OWNERS:
        return getattr(import_module(f"{__name__}.{_OWNERS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
