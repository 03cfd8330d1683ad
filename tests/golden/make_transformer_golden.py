"""Write what PyTorch's own layer of a Transformer computes, so that the tests need none.

Its layer has biases for the questions and a matrix behind the context, which the library's
block has not: here they are zero, and the identity.

    python tests/golden/make_transformer_golden.py
"""

import json
from pathlib import Path

import torch

T, D, M = 5, 4, 6
torch.set_default_dtype(torch.float64)
torch.manual_seed(1)
layer = torch.nn.TransformerEncoderLayer(D, 1, M, dropout=0.0, batch_first=True)
with torch.no_grad():
    for p in layer.parameters():
        p.copy_(torch.randn(p.shape))
    layer.self_attn.in_proj_bias.zero_()
    layer.self_attn.out_proj.bias.zero_()
    layer.self_attn.out_proj.weight.copy_(torch.eye(D))
OURS = {
    "gain": layer.norm1.weight,
    "shift": layer.norm1.bias,
    "gain1": layer.norm2.weight,
    "shift1": layer.norm2.bias,
    "W_in": layer.linear1.weight,
    "b_in": layer.linear1.bias,
    "W_out": layer.linear2.weight,
    "b_out": layer.linear2.bias,
}
ASKS = ("W_q", "W_k", "W_v")  # one below the other in PyTorch's matrix


def named(ours, asks):
    parts = dict(zip(ASKS, asks.chunk(3), strict=True))
    return {name: p.tolist() for name, p in (ours | parts).items()}


xs, d = torch.randn(T, D, requires_grad=True), torch.randn(T, D)
FUTURE = torch.triu(torch.ones(T, T, dtype=torch.bool), diagonal=1)


def of(mask):
    layer.zero_grad()
    xs.grad = None
    output = layer(xs[None], src_mask=mask)[0]
    (output * d).sum().backward()
    gradients = {name: p.grad for name, p in OURS.items()}
    return {
        "output": output.tolist(),
        "xs": xs.grad.tolist(),
        "gradients": named(gradients, layer.self_attn.in_proj_weight.grad),
    }


golden = {
    "version": torch.__version__,
    "parameters": named(OURS, layer.self_attn.in_proj_weight),
    "x": xs.tolist(),
    "d": d.tolist(),
    "all": of(None),
    "causal": of(FUTURE),
}
text = json.dumps(golden, separators=(",", ":"))
Path(__file__).with_name("transformer.json").write_text(text + "\n")
