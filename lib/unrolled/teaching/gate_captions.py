"""What the Tape says at the ticks of LSTM and GRU; see `unrolled.captions`.

A condition may also be the tag of an equation: it holds where the program has it.

    >>> from unrolled.teaching.gate_captions import GATE_CAPTIONS
    >>> GATE_CAPTIONS["sigmoid(a_f)"].split(". ")[1]
    'The forget gate keeps {f.i:percent} of what {unit} remembers.'
"""

from typing import Any

GATES = {"i": "input gate", "f": "forget gate", "o": "output gate"}
GATES |= {"z": "update gate", "r": "reset gate"}
PROPOSALS = {"C": "proposal", "h": "proposal"}


def _sums(k: str, who: str) -> dict[str, Any]:
    """Say what makes up the pre-activation of block `k`, and what comes back from it."""
    look = "The letter and the memory and the bias, added up. "
    opens = f"Above 0 the {who} opens more than half: in {{unit}} {{a_{k}}} is {{a_{k}.i}}."
    proposes = f"tanh will make the proposal of it: in {{unit}} {{a_{k}}} is {{a_{k}.i}}."
    return {
        f"W_{k} @ x": (
            f"The {who} looks at the letter with weights of its own. {{x}} holds a single "
            f"1, so this is column {{x:letter}} of {{W_{k}}}."
        ),
        f"U_{k} @ h_prev": {
            "first": (
                f"The {who} looks at the memory as well. There is none yet: {{h_prev}} is "
                "all zeros, so nothing is added."
            ),
            "first, given": (
                f"The {who} looks at the memory as well: {{h_prev}}, what the word starts "
                "from."
            ),
            "": (
                f"The {who} looks at the memory of “{{before}}” as well: {{U_{k}}} times "
                "{h_prev}, made one step ago."
            ),
        },
        f"W_{k} @ x + U_{k} @ h_prev + b_{k}": look + (proposes if k in "Ch" else opens),
        f"W_{k}.T @ d_{k}": (
            f"{{W_{k}}}, read by columns: how {{x}} would have to change for the {who}."
        ),
        f"U_{k}.T @ d_{k}": {
            "first": f"The {who} looked at {{h_prev}} as well; the start has no past.",
            "": (
                f"{{U_{k}}}, read by columns: what the {who} blames the memory of "
                "“{before}” for."
            ),
        },
    }


def _slope(k: str) -> str:
    return (
        f"Through the sigmoid: multiply by its slope {k} (1 − {k}), at most a quarter. "
        f"In {{unit}} the gate stands at {{{k}.i:percent}}: {{slope}} gets through."
    )


def _tanh(name: str) -> dict[str, str]:
    said = f"Through tanh: multiply by its slope 1 − {{{name}}}². In {{unit}} "
    return {
        "flat": said + "the curve is flat, so only {slope} gets through.",
        "": said + "{slope} gets through.",
    }


SQUEEZED = "sigmoid squeezes {%s} into (0, 1). "

LSTM_CAPTIONS: dict[str, Any] = {
    "a_i + P_i * C_prev": (
        "A peephole: the input gate looks at the belt itself, {C_prev}. "
        "In {unit} {a_i} becomes {a_i.i}."
    ),
    "a_f + P_f * C_prev": (
        "A peephole: the forget gate looks at the belt itself, {C_prev}. "
        "In {unit} {a_f} becomes {a_f.i}."
    ),
    "a_o + P_o * C": (
        "A peephole: the output gate looks at the belt as it is now, {C}. "
        "In {unit} {a_o} becomes {a_o.i}."
    ),
    "sigmoid(a_i)": SQUEEZED % "a_i"
    + "The input gate will write {i.i:percent} of the proposal into {unit}.",
    "sigmoid(a_f)": SQUEEZED % "a_f"
    + "The forget gate keeps {f.i:percent} of what {unit} remembers.",
    "sigmoid(a_o)": SQUEEZED % "a_o"
    + "The output gate will show {o.i:percent} of what {unit} remembers.",
    "np.tanh(a_C)": (
        "tanh squeezes {a_C} into (−1, 1). {g} is what this letter proposes to remember: "
        "{g.i} in {unit}."
    ),
    "f * C_prev + i * g": (
        "The belt moves on: {f.i:percent} of the old {C_prev.i} is kept, {i.i:percent} of "
        "the proposal {g.i} is added. In {unit} {C} is {C.i}."
    ),
    "o * np.tanh(C)": (
        "The output gate shows {o.i:percent} of tanh({C}): in {unit} {h} is {h.i}. "
        "The rest stays on the belt, unseen."
    ),
    "dh * np.tanh(C)": (
        "{h} was {o} ⊙ tanh({C}), so the blame of the output gate is the error times what "
        "it had to show: {do.i} in {unit}."
    ),
    "dC_next + tanh_slope(np.tanh(C)) * o * dh": {
        "last": (
            "{C} is used nowhere later: only what comes through the output gate and tanh "
            "arrives. In {unit}: {dC.i}."
        ),
        "": (
            "Back on the belt: what comes along it from step {next}, and what comes down "
            "through the output gate and tanh. In {unit}: {dC.i}."
        ),
    },
    "dC + P_o * d_o": (
        "The output gate had looked at the belt, so a share of its blame is added: "
        "{dC.i} in {unit}."
    ),
    "dC * g": (
        "The input gate multiplied the proposal {g}, so its blame is the error times "
        "that: {di.i} in {unit}."
    ),
    "dC * C_prev": {
        "first": "The forget gate kept {C_prev} = 0: there was nothing to forget. Blame 0.",
        "": (
            "The forget gate multiplied the old belt {C_prev}, so its blame is the error "
            "times that: {df.i} in {unit}."
        ),
    },
    "dC * i": (
        "The proposal was written with {i.i:percent} in {unit}, and so much of the error "
        "comes back to it: {dg.i}."
    ),
    "tanh_slope(g) * dg": _tanh("g"),
    "W_i.T @ d_i + W_f.T @ d_f + W_o.T @ d_o + W_C.T @ d_C": (
        "Gates and proposal read the same letter, so their four shares add up. No weight "
        "needs {dx}; a layer below would."
    ),
    "U_i.T @ d_i + U_f.T @ d_f + U_o.T @ d_o + U_C.T @ d_C": {
        "first": "All four add up to what reaches {h_prev}. The start has no past.",
        "": (
            "All four looked at {h_prev}, so their shares add up: this way goes through "
            "matrices and slopes, as in the plain network."
        ),
    },
    "f * dC": {
        "first": (
            "What reaches {C_prev} on the belt: the way back ends here. All gradients are "
            "complete."
        ),
        "": (
            "The highway: along the belt the error is only multiplied by the forget gate. "
            "In {unit} {f.i:percent} of it arrives at {C_prev}."
        ),
    },
    "dC_prev + P_i * d_i + P_f * d_f": (
        "Input and forget gate had looked at {C_prev}, so shares of their blame are added."
    ),
    "product_sum(d, C)": (
        "{weight} multiplied the belt entry by entry, and so does its share: {n} of {T}."
    ),
}

GRU_CAPTIONS: dict[str, Any] = {
    "sigmoid(a_z)": {
        "G8k": SQUEEZED % "a_z"
        + "The update gate keeps {z.i:percent} of {unit}; the rest will be overwritten.",
        "": SQUEEZED % "a_z"
        + "The update gate will overwrite {z.i:percent} of {unit}; the rest is kept.",
    },
    "sigmoid(a_r)": SQUEEZED % "a_r"
    + "The reset gate lets the proposal see {r.i:percent} of what {unit} remembers.",
    "r * h_prev": {
        "first": "There is no memory to see yet: {h_prev} is all zeros, and so is {m}.",
        "": (
            "What the proposal gets to see: {r.i:percent} of {h_prev.i}, which is {m.i} "
            "in {unit}."
        ),
    },
    "U_h @ h_prev + b_U": (
        "Here the memory is weighed first, with a bias of its own; the reset gate comes "
        "after: in {unit} {m} is {m.i}."
    ),
    "U_h @ m": (
        "The proposal looks at the memory that the reset gate has left: {U_h} times {m}."
    ),
    "r * m": (
        "The reset gate lets {r.i:percent} of {m.i} through to the proposal of {unit}."
    ),
    "W_h @ x + U_h @ m + b_h": (
        "The letter, what is left of the memory, and the bias, added up: in {unit} {a_h} "
        "is {a_h.i}."
    ),
    "W_h @ x + r * m + b_h": (
        "The letter, {r.i:percent} of {m.i} in {unit}, and the bias, added up: {a_h} is "
        "{a_h.i}."
    ),
    "np.tanh(a_h)": (
        "tanh squeezes {a_h} into (−1, 1). {n} is what this letter proposes: {n.i} in "
        "{unit}."
    ),
    "(1 - z) * h_prev + z * n": (
        "A blend of old and new: {z.i:percent} of {unit} is overwritten. {h_prev.i} moves "
        "towards {n.i} and becomes {h.i}."
    ),
    "z * h_prev + (1 - z) * n": (
        "A blend of old and new: {z.i:percent} of {unit} is kept. {h_prev.i} moves "
        "towards {n.i} and becomes {h.i}."
    ),
    "dh * (n - h_prev)": (
        "{z} had to choose between {n} and {h_prev}. The further they are apart, the more "
        "it is to blame: {dz.i} in {unit}."
    ),
    "dh * (h_prev - n)": (
        "{z} had to choose between {h_prev} and {n}. The further they are apart, the more "
        "it is to blame: {dz.i} in {unit}."
    ),
    "dh * z": {
        "G8k": "The straight way back: {z.i:percent} of {unit} was kept, so much arrives.",
        "": "{z.i:percent} of {unit} was overwritten: so much blame is the proposal’s.",
    },
    "dh * (1 - z)": {
        "G8k": "What was not kept was overwritten: so much blame is the proposal’s.",
        "": "The straight way back: what was not overwritten lets its error through.",
    },
    "tanh_slope(n) * dn": _tanh("n"),
    "U_h.T @ d_h": "{U_h}, read by columns: what the proposal blames {m} for.",
    "d_h * r": (
        "The reset gate let {r.i:percent} of {m} pass: so much of the blame is its."
    ),
    "dm * h_prev": {
        "first": "The reset gate acted on {h_prev} = 0: nothing to reset. Blame 0.",
        "": (
            "The reset gate multiplied {h_prev}, so its blame is the error times that: "
            "{dr.i} in {unit}."
        ),
    },
    "d_h * m": (
        "The reset gate multiplied {m}, so its blame is the error times that: {dr.i} in "
        "{unit}."
    ),
    "dm * r": "Through the reset gate: {r.i:percent} of the error goes on to {h_prev}.",
    "U_h.T @ dm": "{U_h}, read by columns: what {m} blames the memory {h_prev} for.",
    "W_z.T @ d_z + W_r.T @ d_r + W_h.T @ d_h": (
        "Both gates and the proposal read the same letter, so their shares add up. No "
        "weight needs {dx}; a layer below would."
    ),
    "kept + via_m + U_z.T @ d_z + U_r.T @ d_r": {
        "first": "Four ways lead to {h_prev}. The start has no past: all is complete.",
        "": (
            "Four ways lead back to {h_prev}: the straight one of what was kept, through "
            "the proposal, and through both gates."
        ),
    },
    "outer_sum(d, x)": (
        "{weight} was used here with {x:letter}. {x} is 0 elsewhere, so only column "
        "{x:letter} of its gradient gets a share ({n} of {T})."
    ),
    "outer_sum(d, h_prev)": {
        "first": (
            "{weight} was used here with {h_prev} = 0: share {n} of {T} is all zeros, and "
            "the sum is complete."
        ),
        "": (
            "{weight} was used here, with {h_prev}. Share {n} of {T} is added: one matrix, "
            "{T} uses, one sum."
        ),
    },
    "outer_sum(d_h, m)": (
        "{weight} was used here with {m}, the memory after the reset: share {n} of {T}."
    ),
    "outer_sum(dm, h_prev)": (
        "{weight} was used here with {h_prev}, before the reset: share {n} of {T}."
    ),
    "time_sum(dm)": (
        "The bias {weight} was added to {m} as it is, so {share} is its share: {n} of {T}."
    ),
}

GATE_CAPTIONS: dict[str, Any] = (
    {
        code: said
        for k, who in (GATES | PROPOSALS).items()
        for code, said in _sums(k, who).items()
        if "U_h @ h_prev" not in code  # the GRU's proposal sees less: see below
    }
    | {f"sigmoid_slope({k}) * d{k}": _slope(k) for k in GATES}
    | LSTM_CAPTIONS
    | GRU_CAPTIONS
)
