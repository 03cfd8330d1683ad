"""What the Tape says at the ticks of gates, and of the LSTM; see `unrolled.captions`.

>>> from unrolled.teaching.gate_captions import GATE_CAPTIONS
>>> GATE_CAPTIONS["sigmoid(a_f)"].split(". ")[1]
'The forget gate keeps {f.i:percent} of what {@unit} remembers.'
"""

from typing import Any

GATES = {"i": "input gate", "f": "forget gate", "o": "output gate"}
GATES |= {"z": "update gate", "r": "reset gate"}
PROPOSALS = {"C": "candidate", "h": "candidate"}


def _sums(k: str, who: str) -> dict[str, Any]:
    """Say what makes up the pre-activation of block `k`, and what comes back from it."""
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
                f"The {who} looks at the memory of “{{@before}}” as well: {{U_{k}}} times "
                "{h_prev}, made one step ago."
            ),
        },
        f"W_{k} @ x + U_{k} @ h_prev + b_{k}": summed(k, who, "The letter"),
        f"W_{k}.T @ d_{k}": (
            f"{{W_{k}}}, read by columns: how {{x}} would have to change for the {who}."
        ),
        f"U_{k}.T @ d_{k}": {
            "first": f"The {who} looked at {{h_prev}} as well; the start has no past.",
            "": (
                f"{{U_{k}}}, read by columns: what the {who} blames the memory of "
                "“{@before}” for."
            ),
        },
    }


def summed(k: str, who: str, read: str) -> str:
    """Say what is added up for the pre-activation of block `k`, and what comes of it."""
    opens = f"Above 0 the {who} opens more than half"
    becomes = "tanh will make the candidate of it" if k in PROPOSALS else opens
    return (
        f"{read} and the memory and the bias, added up. {becomes}: in {{@unit}} "
        f"{{a_{k}}} is {{a_{k}.i}}."
    )


def proposed(a: str, candidate: str, said: str) -> str:
    """Say what the candidate is that tanh makes of `a`."""
    return (
        f"tanh squeezes {{{a}}} into (−1, 1). {{{candidate}}} is what {said}: "
        f"{{{candidate}.i}} in {{@unit}}."
    )


def _slope(k: str) -> str:
    return (
        f"Through the sigmoid: multiply by its slope {k} (1 − {k}), at most a quarter. "
        f"In {{@unit}} the gate stands at {{{k}.i:percent}}: {{@slope}} gets through."
    )


def through_tanh(name: str) -> dict[str, str]:
    """Say what a slope of tanh lets back to the value `name`."""
    said = f"Through tanh: multiply by its slope 1 − {{{name}}}². In {{@unit}} "
    return {
        "flat": said + "the curve is flat, so only {@slope} gets through.",
        "": said + "{@slope} gets through.",
    }


INSIDE_CAPTIONS: dict[str, Any] = {
    "0.5 * a": "The sigmoid is a tanh moved and shrunk. First half of each number.",
    "np.tanh(0.5 * a)": "tanh of it lies between −1 and 1, and never overflows.",
    "1 + np.tanh(0.5 * a)": "Moved up, it lies between 0 and 2.",
    "0.5 * (1 + np.tanh(0.5 * a))": "Half of that is the sigmoid: between 0 and 1.",
    "1 - s": "What the sigmoid leaves of 1.",
    "s * (1 - s)": "Times its value: the slope, at most a quarter, where the gate is half "
    "open.",
}

SQUEEZED = "sigmoid squeezes {%s} into (0, 1). "

LSTM_CAPTIONS: dict[str, Any] = {
    "a_i + P_i * C_prev": (
        "A peephole: the input gate looks at the belt itself, {C_prev}. "
        "In {@unit} {a_i} becomes {a_i.i}."
    ),
    "a_f + P_f * C_prev": (
        "A peephole: the forget gate looks at the belt itself, {C_prev}. "
        "In {@unit} {a_f} becomes {a_f.i}."
    ),
    "a_o + P_o * C": (
        "A peephole: the output gate looks at the belt as it is now, {C}. "
        "In {@unit} {a_o} becomes {a_o.i}."
    ),
    "sigmoid(a_i)": SQUEEZED % "a_i"
    + "The input gate will write {i.i:percent} of the candidate into {@unit}.",
    "sigmoid(a_f)": SQUEEZED % "a_f"
    + "The forget gate keeps {f.i:percent} of what {@unit} remembers.",
    "sigmoid(a_o)": SQUEEZED % "a_o"
    + "The output gate will show {o.i:percent} of what {@unit} remembers.",
    "np.tanh(a_C)": proposed("a_C", "g", "this letter proposes to remember"),
    "f * C_prev + i * g": (
        "The belt moves on: {f.i:percent} of the old {C_prev.i} is kept, {i.i:percent} of "
        "the candidate {g.i} is added. In {@unit} {C} is {C.i}."
    ),
    "o * np.tanh(C)": (
        "The output gate shows {o.i:percent} of tanh({C}): in {@unit} {h} is {h.i}. "
        "The rest stays on the belt, unseen."
    ),
    "np.tanh(C)": "tanh of the belt, as on the way forward: what there was to show.",
    "tanh_slope(np.tanh(C)) * o * dh": (
        "Through the output gate, which let {o.i:percent} of {@unit} pass, and through "
        "tanh with its slope."
    ),
    "dh * np.tanh(C)": (
        "{h} was {o} ⊙ tanh({C}), so the blame of the output gate is the error times what "
        "it had to show: {do.i} in {@unit}."
    ),
    "dC_next + tanh_slope(np.tanh(C)) * o * dh": {
        "last": (
            "{C} is used nowhere later: only what comes through the output gate and tanh "
            "arrives. In {@unit}: {dC.i}."
        ),
        "": (
            "Back on the belt: what comes along it from step {@next}, and what comes down "
            "through the output gate and tanh. In {@unit}: {dC.i}."
        ),
    },
    "dC + P_o * d_o": (
        "The output gate had looked at the belt, so a share of its blame is added: "
        "{dC.i} in {@unit}."
    ),
    "dC * g": (
        "The input gate multiplied the candidate {g}, so its blame is the error times "
        "that: {di.i} in {@unit}."
    ),
    "dC * C_prev": {
        "first": "The forget gate kept {C_prev} = 0: there was nothing to forget. Blame 0.",
        "first, given": (
            "The forget gate multiplied {C_prev}, what the word starts from, so its blame "
            "is the error times that: {df.i} in {@unit}."
        ),
        "": (
            "The forget gate multiplied the old belt {C_prev}, so its blame is the error "
            "times that: {df.i} in {@unit}."
        ),
    },
    "dC * i": (
        "The candidate was written with {i.i:percent} in {@unit}, and so much of the error "
        "comes back to it: {dg.i}."
    ),
    "tanh_slope(g) * dg": through_tanh("g"),
    "W_i.T @ d_i + W_f.T @ d_f + W_o.T @ d_o + W_C.T @ d_C": (
        "Gates and candidate read the same letter, so their four shares add up. No weight "
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
            "In {@unit} {f.i:percent} of it arrives at {C_prev}."
        ),
    },
    "dC_prev + P_i * d_i + P_f * d_f": (
        "Input and forget gate had looked at {C_prev}, so shares of their blame are added."
    ),
    "product_sum(d, C)": (
        "{@weight} multiplied the belt entry by entry, and so does its share: {@n} of {@T}."
    ),
}

GATE_CAPTIONS: dict[str, Any] = (
    {
        code: said
        for k, who in (GATES | PROPOSALS).items()
        for code, said in _sums(k, who).items()
        if "U_h @ h_prev" not in code  # the GRU's candidate sees less: see below
    }
    | {f"sigmoid_slope({k}) * d{k}": _slope(k) for k in GATES}
    | INSIDE_CAPTIONS
    | LSTM_CAPTIONS
)
