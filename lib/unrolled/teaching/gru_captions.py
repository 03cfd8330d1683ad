"""What the Tape says at the ticks of the GRU; see `unrolled.captions`.

>>> from unrolled.teaching.gru_captions import GRU_CAPTIONS
>>> GRU_CAPTIONS["dh * z"]["G8k"]
'The straight way back: {z.i:percent} of {@unit} was kept, so much arrives.'
"""

from typing import Any

from .gate_captions import SQUEEZED, proposed, through_tanh

GRU_CAPTIONS: dict[str, Any] = {
    "sigmoid(a_z)": {
        "G8k": SQUEEZED % "a_z"
        + "The update gate keeps {z.i:percent} of {@unit}; the rest will be overwritten.",
        "": SQUEEZED % "a_z"
        + "The update gate will overwrite {z.i:percent} of {@unit}; the rest is kept.",
    },
    "sigmoid(a_r)": SQUEEZED % "a_r"
    + "The reset gate lets the candidate see {r.i:percent} of what {@unit} remembers.",
    "r * h_prev": {
        "first": "There is no memory to see yet: {h_prev} is all zeros, and so is {m}.",
        "first, given": (
            "What the candidate gets to see of the start: {r.i:percent} of {h_prev.i}, "
            "which is {m.i} in {@unit}."
        ),
        "": (
            "What the candidate gets to see: {r.i:percent} of {h_prev.i}, which is {m.i} "
            "in {@unit}."
        ),
    },
    "U_h @ h_prev + b_U": (
        "Here the memory is weighed first, with a bias of its own; the reset gate comes "
        "after: in {@unit} {m} is {m.i}."
    ),
    "U_h @ m": (
        "The candidate looks at the memory that the reset gate has left: {U_h} times {m}."
    ),
    "r * m": (
        "The reset gate lets {r.i:percent} of {m.i} through to the candidate of {@unit}."
    ),
    "W_h @ x + U_h @ m + b_h": (
        "The letter, what is left of the memory, and the bias, added up: in {@unit} {a_h} "
        "is {a_h.i}."
    ),
    "W_h @ x + r * m + b_h": (
        "The letter, {r.i:percent} of {m.i} in {@unit}, and the bias, added up: {a_h} is "
        "{a_h.i}."
    ),
    "np.tanh(a_h)": proposed("a_h", "n", "this letter proposes"),
    "(1 - z) * h_prev + z * n": (
        "A blend of old and new: {z.i:percent} of {@unit} is overwritten. {h_prev.i} moves "
        "towards {n.i} and becomes {h.i}."
    ),
    "z * h_prev + (1 - z) * n": (
        "A blend of old and new: {z.i:percent} of {@unit} is kept. {h_prev.i} moves "
        "towards {n.i} and becomes {h.i}."
    ),
    "dh * (n - h_prev)": (
        "{z} had to choose between {n} and {h_prev}. The further they are apart, the more "
        "it is to blame: {dz.i} in {@unit}."
    ),
    "dh * (h_prev - n)": (
        "{z} had to choose between {h_prev} and {n}. The further they are apart, the more "
        "it is to blame: {dz.i} in {@unit}."
    ),
    "dh * z": {
        "G8k": "The straight way back: {z.i:percent} of {@unit} was kept, so much arrives.",
        "": "{z.i:percent} of {@unit} was overwritten: so much blame is the candidate’s.",
    },
    "dh * (1 - z)": {
        "G8k": "What was not kept was overwritten: so much blame is the candidate’s.",
        "": "The straight way back: what was not overwritten lets its error through.",
    },
    "tanh_slope(n) * dn": through_tanh("n"),
    "U_h.T @ d_h": "{U_h}, read by columns: what the candidate blames {m} for.",
    "d_h * r": (
        "The reset gate let {r.i:percent} of {m} pass: so much of the blame is its."
    ),
    "dm * h_prev": {
        "first": "The reset gate acted on {h_prev} = 0: nothing to reset. Blame 0.",
        "first, given": (
            "The reset gate multiplied {h_prev}, what the word starts from, so its blame "
            "is the error times that: {dr.i} in {@unit}."
        ),
        "": (
            "The reset gate multiplied {h_prev}, so its blame is the error times that: "
            "{dr.i} in {@unit}."
        ),
    },
    "d_h * m": (
        "The reset gate multiplied {m}, so its blame is the error times that: {dr.i} in "
        "{@unit}."
    ),
    "dm * r": "Through the reset gate: {r.i:percent} of the error goes on to {h_prev}.",
    "U_h.T @ dm": "{U_h}, read by columns: what {m} blames the memory {h_prev} for.",
    "W_z.T @ d_z + W_r.T @ d_r + W_h.T @ d_h": (
        "Both gates and the candidate read the same letter, so their shares add up. No "
        "weight needs {dx}; a layer below would."
    ),
    "kept + via_m + U_z.T @ d_z + U_r.T @ d_r": {
        "first": "Four ways lead to {h_prev}. The start has no past: all is complete.",
        "": (
            "Four ways lead back to {h_prev}: the straight one of what was kept, through "
            "the candidate, and through both gates."
        ),
    },
    "outer_sum(d, x)": (
        "{@weight} was used here with {x:letter}. {x} is 0 elsewhere, so only column "
        "{x:letter} of its gradient gets a share ({@n} of {@T})."
    ),
    "outer_sum(d, h_prev)": {
        "first": (
            "{@weight} was used here with {h_prev} = 0: share {@n} of {@T} is all zeros, "
            "and the sum is complete."
        ),
        "first, given": (
            "{@weight} was used here with {h_prev}, what the word starts from. "
            "Share {@n} of {@T}: the sum is complete."
        ),
        "": (
            "{@weight} was used here, with {h_prev}. Share {@n} of {@T} is added: one "
            "matrix, {@T} uses, one sum."
        ),
    },
    "outer_sum(d_h, m)": (
        "{@weight} was used here with {m}, the memory after the reset: share {@n} of {@T}."
    ),
    "outer_sum(dm, h_prev)": (
        "{@weight} was used here with {h_prev}, before the reset: share {@n} of {@T}."
    ),
    "time_sum(dm)": (
        "The bias {@weight} was added to {m} as it is, so {@share} is its share: {@n} of "
        "{@T}."
    ),
}
