"""What the Tape says of gates in a network; see `unrolled.network_captions`.

What is said of the gates of a single cell holds of any cell, but for what it reads, what it
starts from, and where its way back ends: that is said here, and None stands for the rest.

    >>> GATES_IN_CELLS["W_f @ x"]["above"]
    'The forget gate looks at what this layer reads, {x}, with weights of its own.'
    >>> GATES_IN_CELLS["sigmoid(a_f)"] is None
    True
"""

from typing import Any

from .gate_captions import GATE_CAPTIONS, GATES, PROPOSALS, proposed, summed
from .gru_captions import GRU_CAPTIONS
from .network_captions import IN_CELLS

LEARNED_START = "{h_prev}, the start of this cell, which is learned"


def _sums(k: str, who: str) -> dict[str, Any]:
    """Say what makes up the pre-activation of block `k`, and what comes back from it."""
    looks = f"The {who} looks at"
    blames = f"{{U_{k}}}, read by columns: what the {who} blames"
    nothing = "{h_prev} is all zeros, so nothing is added."
    return {
        f"W_{k} @ x": {
            "K19, decoder": (
                f"{looks} what the decoder reads, the letter before and the context, with "
                "weights of its own."
            ),
            "K19, decoder, nothing": (
                f"{looks} the context with weights of its own; there is no letter yet."
            ),
            "decoder, nothing": (
                f"Nothing was read, so {{W_{k}}} has nothing to add: all zeros."
            ),
            "above": f"{looks} what this layer reads, {{x}}, with weights of its own.",
            "": GATE_CAPTIONS[f"W_{k} @ x"],
        },
        f"U_{k} @ h_prev": {
            "decoder, first": (
                f"{looks} what the encoder has left as well: its last state is where "
                "{h_prev} begins."
            ),
            "decoder, first, learned": (
                f"{looks} what the decoder starts from as well: {{h_prev}}, which is "
                "learned."
            ),
            "first": (
                f"{looks} the memory of this cell as well. There is none yet: {nothing}"
            ),
            "first, given": (
                f"{looks} the memory of this cell as well: what it starts from, {{h_prev}}."
            ),
            "reverse, first": (
                f"{looks} what comes after as well. Nothing does: {nothing}"
            ),
            "reverse, first, given": (
                f"{looks} what this cell starts from as well: {{h_prev}}."
            ),
            "reverse": (
                f"{looks} what comes after as well: this cell reads from the end, and "
                "{h_prev} was made at step {@next}."
            ),
            "": (
                f"{looks} the memory of this cell as well: {{U_{k}}} times {{h_prev}}, "
                "made one step ago."
            ),
        },
        f"W_{k} @ x + U_{k} @ h_prev + b_{k}": summed(k, who, "What was read"),
        f"U_{k}.T @ d_{k}": {
            "decoder, first": f"{blames} the last state of the encoder for.",
            "decoder, first, learned": f"{blames} {{h_prev}} for, which is learned.",
            "first": f"The {who} looked at {{h_prev}} as well; the start has no past.",
            "": f"{blames} {{h_prev}} for, which this cell read.",
        },
    }


def _shared(who: str, shares: str) -> dict[str, str]:
    """Say whose shares come together in the gradient of what a cell read."""
    same = f"{who} read the same {{x}}, so their {shares} add up"
    return {
        "K19, decoder": f"{same}: the letter before, and the context.",
        "K19, decoder, nothing": f"{same}: the context alone, for no letter was read.",
        "above": f"{same}, and go down to what this layer read.",
        "": f"{same}. No weight needs {{dx}}; a layer below would.",
    }


LSTM: dict[str, Any] = {
    "np.tanh(a_C)": proposed("a_C", "g", "this step proposes to remember"),
    "f * C_prev + i * g": {
        "decoder, first": (
            "The belt moves on: {f.i:percent} of what the encoder has left on it is kept, "
            "{i.i:percent} of the candidate {g.i} is added. In {@unit} {C} is {C.i}."
        ),
        **dict.fromkeys(
            ("decoder, first, learned", ""), GATE_CAPTIONS["f * C_prev + i * g"]
        ),
    },
    "dC_next + tanh_slope(np.tanh(C)) * o * dh": {
        "last": (
            "{C} is used in no other step of its cell: only what comes through the output "
            "gate and tanh arrives. In {@unit}: {dC.i}."
        ),
        **dict.fromkeys(
            ("", "encoder, last, bridge"),
            "Back on the belt: what comes along it from the step that read it, and what "
            "comes down through the output gate and tanh. In {@unit}: {dC.i}.",
        ),
    },
    "dC * C_prev": GATE_CAPTIONS["dC * C_prev"]
    | {
        "decoder, first": (
            "The forget gate multiplied what the encoder has left on the belt, so its "
            "blame is the error times that: {df.i} in {@unit}."
        ),
        **dict.fromkeys(
            ("first, given", "decoder, first, learned"),
            "The forget gate multiplied {C_prev}, what this cell starts from, so its blame "
            "is the error times that: {df.i} in {@unit}.",
        ),
    },
    "W_i.T @ d_i + W_f.T @ d_f + W_o.T @ d_o + W_C.T @ d_C": _shared(
        "Gates and candidate", "four shares"
    ),
    "U_i.T @ d_i + U_f.T @ d_f + U_o.T @ d_o + U_C.T @ d_C": GATE_CAPTIONS[
        "U_i.T @ d_i + U_f.T @ d_f + U_o.T @ d_o + U_C.T @ d_C"
    ]
    | {
        "decoder, first": "All four add up to what reaches the last state of the encoder.",
        "decoder, first, learned": f"All four add up to what reaches {LEARNED_START}.",
    },
    "f * dC": GATE_CAPTIONS["f * dC"]
    | {
        "decoder, first": (
            "The highway: {f.i:percent} of the error in {@unit} goes on along the belt, "
            "into the encoder."
        ),
        "decoder, first, learned": (
            "The highway: {f.i:percent} of the error in {@unit} reaches {C_prev}, what "
            "this cell starts from, which is learned."
        ),
        "first": "What reaches {C_prev} on the belt: the way back ends here.",
    },
}

_KEPT = "What the encoder has left moves towards {n.i} and becomes {h.i}."

GRU: dict[str, Any] = {
    "r * h_prev": GRU_CAPTIONS["r * h_prev"]
    | {
        "decoder, first": (
            "What the candidate gets to see of what the encoder has left: {r.i:percent}, "
            "which is {m.i} in {@unit}."
        ),
        "decoder, first, learned": GRU_CAPTIONS["r * h_prev"]["first, given"],
    },
    "W_h @ x + U_h @ m + b_h": (
        "What was read, what is left of the memory, and the bias, added up: in {@unit} "
        "{a_h} is {a_h.i}."
    ),
    "W_h @ x + r * m + b_h": (
        "What was read, {r.i:percent} of {m.i} in {@unit}, and the bias, added up: {a_h} "
        "is {a_h.i}."
    ),
    "np.tanh(a_h)": proposed("a_h", "n", "this step proposes"),
    **{
        code: {
            "decoder, first": f"A blend of old and new: {share} {_KEPT}",
            **dict.fromkeys(("decoder, first, learned", ""), GRU_CAPTIONS[code]),
        }
        for code, share in {
            "(1 - z) * h_prev + z * n": "{z.i:percent} of {@unit} is overwritten.",
            "z * h_prev + (1 - z) * n": "{z.i:percent} of {@unit} is kept.",
        }.items()
    },
    "dm * h_prev": GRU_CAPTIONS["dm * h_prev"]
    | {
        "decoder, first": (
            "The reset gate multiplied what the encoder has left, so its blame is the "
            "error times that: {dr.i} in {@unit}."
        ),
        **dict.fromkeys(
            ("first, given", "decoder, first, learned"),
            "The reset gate multiplied {h_prev}, what this cell starts from, so its blame "
            "is the error times that: {dr.i} in {@unit}.",
        ),
    },
    "W_z.T @ d_z + W_r.T @ d_r + W_h.T @ d_h": _shared(
        "Both gates and the candidate", "shares"
    ),
    "kept + via_m + U_z.T @ d_z + U_r.T @ d_r": {
        "decoder, first": (
            "Four ways lead back to the last state of the encoder: the straight one of "
            "what was kept, through the candidate, and through both gates."
        ),
        "decoder, first, learned": f"Four ways lead back to {LEARNED_START}.",
        "first": "Four ways lead to {h_prev}. The start has no past: they end here.",
        "": GRU_CAPTIONS["kept + via_m + U_z.T @ d_z + U_r.T @ d_r"][""],
    },
    "outer_sum(d, x)": IN_CELLS["outer_sum(d, trace.x)"],
    "outer_sum(d, h_prev)": IN_CELLS["outer_sum(d, trace.h_prev)"],
}

GATES_IN_CELLS: dict[str, Any] = {
    **dict.fromkeys(GATE_CAPTIONS | GRU_CAPTIONS),
    **{
        code: said
        for k, who in (GATES | PROPOSALS).items()
        for code, said in _sums(k, who).items()
        if code in GATE_CAPTIONS
    },
    **LSTM,
    **GRU,
}
