"""Write what PyTorch computes for windows of words, so that the tests need no PyTorch.

Run it where PyTorch is installed, only to see that it still writes the same file up to
rounding:

    python tests/golden/make_feedforward_golden.py
"""

import json
from pathlib import Path

import torch

WINDOWS, TARGETS = [[0, 1, 2], [1, 2, 2], [2, 2, 4]], [2, 4, 3]
K, D, H, N = 5, 2, 4, 3
torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
embed = torch.nn.Embedding(K, D)
hidden = torch.nn.Linear(N * D, H)
output = torch.nn.Linear(H, K)

q = embed(torch.tensor(WINDOWS)).flatten(1)
h = torch.tanh(hidden(q))
logits = output(h)
losses = torch.nn.functional.cross_entropy(logits, torch.tensor(TARGETS), reduction="none")
losses.sum().backward()

LEARNED = {
    "W_E": embed.weight,  # a row for each word, where the library has a column
    "W_I": hidden.weight,
    "b_I": hidden.bias,
    "W_O": output.weight,
    "b_O": output.bias,
}


def listed(name, values):
    """Write a parameter, or its gradient, in the shape of the library."""
    return (values.T if name == "W_E" else values).tolist()


golden = {
    "version": torch.__version__,
    "windows": WINDOWS,
    "targets": TARGETS,
    "parameters": {name: listed(name, p) for name, p in LEARNED.items()},
    "q": q.tolist(),
    "h": h.tolist(),
    "logits": logits.tolist(),
    "losses": losses.tolist(),
    "gradients": {name: listed(name, p.grad) for name, p in LEARNED.items()},
}
text = json.dumps(golden, separators=(",", ":"))
Path(__file__).with_name("feedforward.json").write_text(text + "\n")
