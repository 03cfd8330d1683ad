"""Write what PyTorch computes where outputs come back, so that the tests need no PyTorch.

Run it where PyTorch is installed, only to see that it still writes the same file up to
rounding:

    python tests/golden/make_output_recurrence_golden.py
"""

import json
from pathlib import Path

import torch

XS, YS, K, H = [0, 1, 2, 2], [1, 2, 2, 3], 4, 3
torch.set_default_dtype(torch.float64)
torch.manual_seed(1)
SHAPES = {"W": (H, K), "U": (H, K), "b": (H,), "V": (K, H), "c": (K,)}
parameters = {
    name: torch.randn(shape, requires_grad=True) for name, shape in SHAPES.items()
}


def of(feed):
    """Go forward with what is fed back, and let PyTorch find the gradients."""
    for p in parameters.values():
        p.grad = None
    W, U, b, V, c = parameters.values()
    fed, loss = torch.zeros(K), torch.zeros(())
    for x, y in zip(XS, YS, strict=True):
        scores = V @ torch.tanh(W[:, x] + U @ fed + b) + c
        loss = loss + torch.nn.functional.cross_entropy(scores, torch.tensor(y))
        fed = torch.eye(K)[y] if feed == "target" else torch.softmax(scores, 0)
    loss.backward()
    gradients = {name: p.grad.tolist() for name, p in parameters.items()}
    return {"L": loss.item(), "gradients": gradients}


golden = {
    "version": torch.__version__,
    "xs": XS,
    "ys": YS,
    "parameters": {name: p.tolist() for name, p in parameters.items()},
    **{feed: of(feed) for feed in ("target", "own")},
}
text = json.dumps(golden, separators=(",", ":"))
Path(__file__).with_name("output_recurrence.json").write_text(text + "\n")
