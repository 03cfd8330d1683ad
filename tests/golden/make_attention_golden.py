"""Write what PyTorch's automatic differentiation finds for attention, score by score.

The scores are written out once more, with PyTorch's own product of weights and values; the
dot is its own layer, which masks by the same rule.  The tests need neither:

    python tests/golden/make_attention_golden.py
"""

import json
from pathlib import Path

import torch
from torch.nn.functional import scaled_dot_product_attention

J, H = 4, 3
torch.set_default_dtype(torch.float64)
torch.manual_seed(2)
s, hs, d = torch.randn(H), torch.randn(J, H), torch.randn(H)
A, A_s, A_h, w = torch.randn(H, H), torch.randn(H, H), torch.randn(H, H), torch.randn(H)
MASK = torch.tensor([True, True, False, True])
PARAMETERS = {"dot": {}, "general": {"A": A}, "additive": {"A_s": A_s, "A_h": A_h, "w": w}}


def context(score, mask, s, hs, **p):
    if score == "dot":
        done = scaled_dot_product_attention(
            s[None], hs, hs, attn_mask=mask[None], scale=1.0
        )
        return done[0]
    scores = {
        "general": lambda: torch.einsum("s,sh,jh->j", s, p["A"], hs),
        "additive": lambda: torch.tanh(p["A_s"] @ s + hs @ p["A_h"].T) @ p["w"],
    }[score]()
    return torch.softmax(scores.masked_fill(~mask, -torch.inf), 0) @ hs


def of(score, mask):
    given = {"s": s, "hs": hs, **PARAMETERS[score]}
    own = {name: value.clone().requires_grad_() for name, value in given.items()}
    kappa = context(score, mask, **own)
    (kappa @ d).backward()
    gradients = {name: value.grad.tolist() for name, value in own.items()}
    return {"kappa": kappa.tolist(), "gradients": gradients}


golden = {
    "version": torch.__version__,
    "s": s.tolist(),
    "hs": hs.tolist(),
    "d": d.tolist(),
    "mask": MASK.tolist(),
    "parameters": {
        score: {name: p.tolist() for name, p in own.items()}
        for score, own in PARAMETERS.items()
    },
    "all": {score: of(score, torch.ones(J, dtype=torch.bool)) for score in PARAMETERS},
    "masked": {score: of(score, MASK) for score in PARAMETERS},
}
text = json.dumps(golden, separators=(",", ":"))
Path(__file__).with_name("attention.json").write_text(text + "\n")
