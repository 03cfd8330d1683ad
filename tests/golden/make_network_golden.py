"""Write what a whole PyTorch module computes, so that the tests need no PyTorch.

An embedding, two layers in both directions, and a linear readout, with the loss of all
steps; and the same once more with a loss of the last step alone.  Run it where PyTorch is
installed, only to see that it still writes the same file up to rounding:

    python tests/golden/make_network_golden.py
"""

import json
from pathlib import Path

import torch

T, I, D, H, K = 4, 5, 3, 2, 4  # noqa: E741 - I tokens are read
torch.set_default_dtype(torch.float64)
LAYERS = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


class Tagger(torch.nn.Module):
    """What a tutorial calls a tagger: a label for each token."""

    def __init__(self, kind):
        super().__init__()
        self.words = torch.nn.Embedding(I, D)
        self.encoder = LAYERS[kind](D, H, num_layers=2, bidirectional=True)
        self.labels = torch.nn.Linear(2 * H, K)

    def forward(self, ids):
        return self.labels(self.encoder(self.words(ids))[0])


def plain(named):
    return {name: tensor.detach().tolist() for name, tensor in named.items()}


def of(kind):
    torch.manual_seed(3)
    tagger = Tagger(kind)
    ids, targets = torch.randint(I, (T,)), torch.randint(K, (T,))
    found = {
        "state": plain(tagger.state_dict()),
        "ids": ids.tolist(),
        "targets": targets.tolist(),
    }
    for name, steps in (("all", slice(None)), ("last", slice(T - 1, T))):
        tagger.zero_grad()
        scores = tagger(ids)
        loss = torch.nn.functional.cross_entropy(
            scores[steps], targets[steps], reduction="sum"
        )
        loss.backward()
        gradients = {key: p.grad for key, p in tagger.named_parameters()}
        found[name] = {"loss": loss.item(), "gradients": plain(gradients)}
    return found | {"scores": scores.tolist()}


golden = {"torch": torch.__version__, **{kind: of(kind) for kind in LAYERS}}
text = json.dumps(golden, separators=(",", ":")).replace('"ids"', '\n"ids"')
Path(__file__).with_name("network.json").write_text(text + "\n")
