"""Write what PyTorch computes for CBOW and skip-gram, so that the tests need no PyTorch.

Run it where PyTorch is installed, only to see that it still writes the same file up to
rounding:

    python tests/golden/make_embeddings_golden.py
"""

import json
from pathlib import Path

import torch

CONTEXT, WORD, K, H = [0, 2, 2, 4], 1, 5, 3
torch.set_default_dtype(torch.float64)
torch.manual_seed(2)
E, V = torch.randn((K, H)), torch.randn((K, H))


def learned(loss):
    """Let PyTorch find the loss and the gradients of both tables."""
    tables = {"E": E.clone().requires_grad_(), "V": V.clone().requires_grad_()}
    value = loss(**tables)
    value.backward()
    gradients = {name: p.grad.tolist() for name, p in tables.items()}
    return {"loss": value.item(), "gradients": gradients}


def cbow(mode):
    """Say the word from its context, by the embedding bag of PyTorch."""

    def loss(E, V):
        h = torch.nn.functional.embedding_bag(torch.tensor([CONTEXT]), E, mode=mode)
        scores = torch.nn.functional.linear(h, V)
        return torch.nn.functional.cross_entropy(scores, torch.tensor([WORD]))

    return loss


def skip_gram(E, V):
    """Say each word of the context from the word, by an embedding of PyTorch."""
    h = torch.nn.functional.embedding(torch.tensor([WORD] * len(CONTEXT)), E)
    scores = torch.nn.functional.linear(h, V)
    return torch.nn.functional.cross_entropy(scores, torch.tensor(CONTEXT), reduction="sum")


golden = {
    "version": torch.__version__,
    "context": CONTEXT,
    "word": WORD,
    "parameters": {"E": E.tolist(), "V": V.tolist()},
    "mean": learned(cbow("mean")),
    "sum": learned(cbow("sum")),
    "skip_gram": learned(skip_gram),
}
text = json.dumps(golden, separators=(",", ":"))
Path(__file__).with_name("embeddings.json").write_text(text + "\n")
