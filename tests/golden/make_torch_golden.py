"""Write what PyTorch and Keras compute, so that the tests need neither.

Run it where both are installed (Keras on PyTorch), only to see that it still writes the
same file up to rounding:

    KERAS_BACKEND=torch python tests/golden/make_torch_golden.py
"""

import json
from pathlib import Path

import keras
import numpy as np
import torch

T, D, H = 3, 2, 2
torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")

LAYERS = {
    "rnn": lambda **more: torch.nn.RNN(D, H, **more),
    "relu": lambda **more: torch.nn.RNN(D, H, nonlinearity="relu", **more),
    "lstm": lambda **more: torch.nn.LSTM(D, H, **more),
    "gru": lambda **more: torch.nn.GRU(D, H, **more),
}
KERAS = {
    "rnn": lambda **more: keras.layers.SimpleRNN(H, **more),
    "sigmoid": lambda **more: keras.layers.SimpleRNN(H, activation="sigmoid", **more),
    "lstm": lambda **more: keras.layers.LSTM(H, **more),
    "gru": lambda **more: keras.layers.GRU(H, **more),
    "gru before": lambda **more: keras.layers.GRU(H, reset_after=False, **more),
}


def plain(value):
    """Give tensors and arrays as lists, in as few digits as hold them."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    array = value.detach().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
    return array.tolist()


def of_torch(kind, **more):
    """Run a layer of PyTorch forward and back, from states that are not zero."""
    torch.manual_seed(1)
    layer = LAYERS[kind](**more)
    cells = layer.num_layers * (2 if layer.bidirectional else 1)
    xs = torch.randn(T, D, requires_grad=True)
    parts = 2 if kind == "lstm" else 1
    states = [torch.randn(cells, H, requires_grad=True) for _ in range(parts)]
    outputs, _ = layer(xs, tuple(states) if parts == 2 else states[0])
    weight = torch.randn(*outputs.shape)
    (weight * outputs).sum().backward()
    named = dict(layer.named_parameters())
    return {
        "parameters": plain(named),
        "xs": plain(xs),
        "states": plain(states),
        "outputs": plain(outputs),
        "weight": plain(weight),
        "gradients": plain({name: p.grad for name, p in named.items()}),
        "d_xs": plain(xs.grad),
        "d_states": plain([state.grad for state in states]),
    }


def of_keras(kind):
    """Run a layer of Keras forward and back, from zero states."""
    keras.utils.set_random_seed(1)
    layer = KERAS[kind](return_sequences=True)
    xs = torch.randn(1, T, D, requires_grad=True)
    layer.build(xs.shape)
    for variable in layer.trainable_weights:  # its biases start at zero
        variable.assign(torch.randn(*variable.shape))
    outputs = layer(xs)
    weight = torch.randn(*outputs.shape)
    (weight * outputs).sum().backward()
    return {
        "parameters": plain(layer.get_weights()),
        "xs": plain(xs[0]),
        "outputs": plain(outputs[0]),
        "weight": plain(weight[0]),
        "gradients": plain([v.value.grad for v in layer.trainable_weights]),
        "d_xs": plain(xs.grad[0]),
    }


golden = {
    "versions": {"torch": torch.__version__, "keras": keras.__version__},
    "torch": {kind: of_torch(kind) for kind in LAYERS},
    "torch deep": {
        kind: of_torch(kind, num_layers=2, bidirectional=True)
        for kind in ("rnn", "lstm", "gru")
    },
    "keras": {kind: of_keras(kind) for kind in KERAS},
}
text = json.dumps(golden, indent=None, separators=(",", ":"))
Path(__file__).with_name("torch.json").write_text(text.replace('"xs"', '\n"xs"') + "\n")
