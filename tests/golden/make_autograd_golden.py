"""Write the gradients that PyTorch's automatic differentiation finds, cell by cell.

PyTorch has no layer for peepholes, for most activations, or for a GRU that resets before
the product, so every cell is written out here once more: for a batch, with one matrix on
[h; x], and a mask for sequences of different lengths.  Nobody differentiates by hand.
Layers of PyTorch that exist run on packed sequences.  The loss is that of all steps, of
the first one alone, or of the last one alone.  The tests need neither:

    python tests/golden/make_autograd_golden.py
"""

import json
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy, hardtanh, leaky_relu, relu
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

T, B, D, H, K = 3, 3, 2, 2, 3
LENGTHS = [3, 1, 0]
torch.set_default_dtype(torch.float64)

ACTIVATIONS = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": relu,
    "leaky_relu": lambda a: leaky_relu(a, 0.01),
    "hard_tanh": hardtanh,
    "identity": lambda a: a,
}


def affine(p, h, x, block=...):
    """[U W] [h; x] + b, for the whole batch."""
    matrix = torch.cat([p["U"][block], p["W"][block]], dim=-1)
    return (
        torch.einsum("...hj,bj->b...h", matrix, torch.cat([h, x], dim=-1)) + p["b"][block]
    )


def rnn(activation):
    def step(p, x, h):
        return (ACTIVATIONS[activation](affine(p, h, x)),)

    return step, {"W": (H, D), "U": (H, H), "b": (H,)}, 1


def lstm(peephole):
    def step(p, x, h, C):
        a_i, a_f, a_o, a_C = affine(p, h, x).unbind(dim=1)
        P_i, P_f, P_o = p["P"] if peephole else torch.zeros(3, H)
        i, f = torch.sigmoid(a_i + C * P_i), torch.sigmoid(a_f + C * P_f)
        C = f * C + i * torch.tanh(a_C)
        return torch.sigmoid(a_o + C * P_o) * torch.tanh(C), C

    shapes = {"W": (4, H, D), "U": (4, H, H), "b": (4, H)}
    return step, shapes | ({"P": (3, H)} if peephole else {}), 2


def gru(reset, update):
    def step(p, x, h):
        z, r, _ = torch.sigmoid(affine(p, h, x)).unbind(dim=1)
        if reset == "before":
            n = torch.tanh(affine(p, r * h, x, 2))
        else:
            n = torch.tanh(x @ p["W"][2].T + p["b"][2] + r * (h @ p["U"][2].T + p["b_U"]))
        return (z * h + (1 - z) * n if update == "keep" else z * n + (1 - z) * h,)

    shapes = {"W": (3, H, D), "U": (3, H, H), "b": (3, H)}
    return step, shapes | ({"b_U": (H,)} if reset == "after" else {}), 1


CELLS = {f"rnn(activation='{name}')": rnn(name) for name in ACTIVATIONS}
CELLS |= {f"lstm(peephole={choice})": lstm(choice) for choice in (False, True)}
CELLS |= {
    f"gru(reset='{reset}', update='{update}')": gru(reset, update)
    for reset in ("before", "after")
    for update in ("overwrite", "keep")
}
LAYERS = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


def plain(value):
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value.detach().tolist()


def of_cell(step, shapes, parts):
    """Run a letter model over a batch and differentiate its loss in everything."""
    torch.manual_seed(4)
    shapes = shapes | {"V": (K, H), "c": (K,)}
    p = {name: torch.randn(shape, requires_grad=True) for name, shape in shapes.items()}
    xs = torch.randn(T, B, D, requires_grad=True)
    start = [torch.randn(B, H, requires_grad=True) for _ in range(parts)]
    ys = torch.randint(K, (T, B))
    state, losses = tuple(start), []
    for t in range(T):
        there = torch.tensor([[float(t < n)] for n in LENGTHS])
        new = step(p, xs[t], *state)
        state = tuple(there * n + (1 - there) * s for n, s in zip(new, state, strict=True))
        logits = state[0] @ p["V"].T + p["c"]
        losses.append(there[:, 0] @ cross_entropy(logits, ys[t], reduction="none"))

    def differentiated(loss):
        everything = [*p.values(), xs, *start]
        found = torch.autograd.grad(
            loss, everything, retain_graph=True, materialize_grads=True
        )
        return {
            "loss": loss.item(),
            "gradients": plain(dict(zip(p, found, strict=False))),
            "d_xs": plain(found[len(p)]),
            "d_start": plain(found[len(p) + 1 :]),
        }

    return {
        "parameters": plain(p),
        "xs": plain(xs),
        "ys": ys.tolist(),
        "start": plain(start),
        "all": differentiated(sum(losses)),
        "first": differentiated(losses[0]),
        "last": differentiated(losses[-1]),
    }


def of_layer(kind, merge):
    """Run two bidirectional layers of PyTorch over packed sequences, lengths 3 and 1."""
    torch.manual_seed(5)
    layer = LAYERS[kind](D, H, num_layers=2 if merge == "concatenate" else 1,
                         bidirectional=True)  # fmt: skip
    xs = torch.randn(T, 2, D, requires_grad=True)
    outputs, _ = layer(pack_padded_sequence(xs, LENGTHS[:2]))
    outputs, _ = pad_packed_sequence(outputs)
    if merge == "sum":
        outputs = outputs[..., :H] + outputs[..., H:]
    weight = torch.randn(outputs.shape)
    losses = (weight * outputs).sum(dim=(1, 2))
    named = dict(layer.named_parameters())

    def differentiated(loss):
        everything = [*named.values(), xs]
        *found, d_xs = torch.autograd.grad(loss, everything, retain_graph=True)
        return {
            "gradients": plain(dict(zip(named, found, strict=True))),
            "d_xs": plain(d_xs),
        }

    return {
        "parameters": plain(named),
        "xs": plain(xs),
        "outputs": plain(outputs),
        "weight": plain(weight),
        "all": differentiated(losses.sum()),
        "first": differentiated(losses[0]),
        "last": differentiated(losses[-1]),
    }


golden = {
    "version": torch.__version__,
    "lengths": LENGTHS,
    "cells": {name: of_cell(*cell) for name, cell in CELLS.items()},
    "packed": {
        f"{kind} {merge}": of_layer(kind, merge)
        for kind in LAYERS
        for merge in ("concatenate", "sum")
    },
}
text = json.dumps(golden, separators=(",", ":")).replace('"xs"', '\n"xs"')
Path(__file__).with_name("autograd.json").write_text(text + "\n")
