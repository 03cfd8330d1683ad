"""PyTorch's `nn.RNN`, `nn.LSTM`, `nn.GRU` as they come."""

from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from . import ADAM_RATE, CLIP, RATE, Size, layer

torch.set_num_threads(1)
BLOCKS = {"rnn": [0], "lstm": [0, 1, 3, 2], "gru": [1, 0, 2]}  # i f g o and r z n


class Model(nn.Module):
    """Embedding or one-hot, recurrent layers, readout."""

    def __init__(self, size: Size, cell: str) -> None:
        super().__init__()
        self.size = size
        self.embedding = nn.Embedding(size.K, size.E) if size.E else None
        kind = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[cell]
        self.net = kind(size.E or size.K, size.H, size.layers)
        self.out = nn.Linear(size.H, size.K)

    def forward(self, X: Any, state: Any) -> Any:
        """Give logits and the last state."""
        x = (
            self.embedding(X)
            if self.embedding
            else F.one_hot(X, self.size.K).to(self.out.weight)
        )
        h, state = self.net(x, state)
        return self.out(h).view(-1, self.size.K), state


def load(model: Model, size: Size, cell: str, params: dict[str, Any]) -> None:
    """Copy the parameters."""
    H, order = size.H, BLOCKS[cell]

    def put(target: Any, value: np.ndarray) -> None:
        target.copy_(torch.tensor(value))

    with torch.no_grad():
        if model.embedding:
            put(model.embedding.weight, params["E"])
        for n in range(size.layers):
            p = layer(params, n)
            W, U = (p[k].reshape(len(order), H, -1)[order].reshape(-1, p[k].shape[-1])
                    for k in "WU")  # fmt: skip
            put(getattr(model.net, f"weight_ih_l{n}"), W)
            put(getattr(model.net, f"weight_hh_l{n}"), U)
            put(getattr(model.net, f"bias_ih_l{n}"), p["b"].reshape(-1, H)[order].ravel())
            bias = getattr(model.net, f"bias_hh_l{n}").zero_()
            if "b_U" in p:
                put(bias[2 * H :], p["b_U"])
        put(model.out.weight, params["V"])
        put(model.out.bias, params["c"])


def make(size: Size, cell: str, params: dict[str, Any], optimizer: str = "sgd") -> Any:
    """Give the training step."""
    dtype = getattr(torch, params["V"].dtype.name)
    model = Model(size, cell).to(dtype)
    load(model, size, cell, params)
    weights = list(model.parameters())
    update: Any = torch.optim.SGD(weights, lr=RATE, fused=True)
    if optimizer == "adam":
        update = torch.optim.Adam(weights, lr=ADAM_RATE, fused=True)
    loss_of = nn.CrossEntropyLoss()
    zero = torch.zeros(size.layers, size.B, size.H, dtype=dtype)
    state: Any = (zero, zero) if cell == "lstm" else zero

    def step(X: np.ndarray, Y: np.ndarray) -> float:
        nonlocal state
        update.zero_grad(set_to_none=True)
        logits, after = model(torch.from_numpy(X), state)
        loss = loss_of(logits, torch.from_numpy(Y).view(-1))
        loss.backward()
        lstm = isinstance(after, tuple)
        state = tuple(s.detach() for s in after) if lstm else after.detach()
        nn.utils.clip_grad_norm_(weights, CLIP)
        update.step()
        return loss.item()

    return step
