"""The book's notation: how a name of the code is written, and what it means.

One letter has one meaning (and one colour, by its role) in text, code and widgets.

    >>> symbols({"U"})["U"]["glyph"], symbols({"U"})["U"]["axes"]
    ('U', 'HH')
"""

from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Symbol:
    """How one name is written."""

    glyph: str  # its index follows, or stands wherever there is a _
    role: str  # input, recurrent, state, output, loss, gradient or gate: its colour
    words: str  # what to call it in a sentence
    axes: str = ""  # letters of its axes: D input, H hidden, K vocabulary
    time: int | None = 0  # step relative to the running one; None: the same at every step
    sup: str = ""


SYMBOLS = {
    "W": Symbol("W", "input", "input weights", "HD", None),
    "U": Symbol("U", "recurrent", "recurrent weights", "HH", None),
    "V": Symbol("V", "output", "output weights", "KH", None),
    "b": Symbol("b", "state", "hidden bias", "H", None),
    "c": Symbol("c", "output", "output bias", "K", None),
    "x": Symbol("x", "input", "input", "D"),
    "a": Symbol("a", "state", "pre-activation", "H"),
    "h": Symbol("h", "state", "state", "H"),
    "h_prev": Symbol("h", "state", "state before", "H", -1),
    "logits": Symbol("ζ", "output", "scores", "K"),
    "probs": Symbol("ŷ", "output", "probabilities", "K"),
    "y": Symbol("y", "loss", "target", "K"),
    "loss": Symbol("ℓ", "loss", "surprise"),
    "L": Symbol("L", "loss", "total loss", time=None),
    "d_out": Symbol("δ", "gradient", "error at the output", "K", sup="out"),
    "d": Symbol("δ", "gradient", "error at a", "H"),
    "dx": Symbol("∂L/∂x", "gradient", "gradient of the input", "D"),
    "dh": Symbol("∂L/∂h", "gradient", "gradient of the state", "H"),
    "dh_out": Symbol("∂ℓ_/∂h_", "gradient", "share of this step's loss", "H"),
    "dhs": Symbol("∂ℓ_/∂h_", "gradient", "shares of the losses, each in its state", "H"),
    "dh_prev": Symbol("∂L>_/∂h_", "gradient", "share of all later losses", "H", -1),
    "d_next": Symbol("∂L>_/∂h_", "gradient", "share of all later losses", "H"),
    "dW": Symbol("dW", "gradient", "gradient of W", "HD", None),
    "dU": Symbol("dU", "gradient", "gradient of U", "HH", None),
    "dV": Symbol("dV", "gradient", "gradient of V", "KH", None),
    "db": Symbol("db", "gradient", "gradient of b", "H", None),
    "dc": Symbol("dc", "gradient", "gradient of c", "K", None),
}

# the gates of LSTM and GRU, and what they hold or let through
SYMBOLS |= {
    "i": Symbol("i", "gate", "input gate", "H"),
    "f": Symbol("f", "gate", "forget gate", "H"),
    "o": Symbol("o", "gate", "output gate", "H"),
    "g": Symbol("C̃", "state", "candidate for the cell state", "H"),
    "C": Symbol("C", "state", "cell state", "H"),
    "C_prev": Symbol("C", "state", "cell state before", "H", -1),
    "z": Symbol("z", "gate", "update gate", "H"),
    "r": Symbol("r", "gate", "reset gate", "H"),
    "m": Symbol("m", "state", "memory that the reset gate leaves", "H"),
    "n": Symbol("h̃", "state", "candidate for the state", "H"),
    "b_U": Symbol("b", "state", "bias inside the reset", "H", None, "U"),
    "P": Symbol("P", "gate", "peephole weights", "3H", None),
}
# a block of the stacked parameters belongs to one gate or candidate, and so do a and δ
for _block in "ifoCzrh":
    SYMBOLS |= {
        f"{_name}_{_block}": Symbol(
            SYMBOLS[_name].glyph,
            SYMBOLS[_name].role,
            f"{SYMBOLS[_name].words} of the block {_block}",
            SYMBOLS[_name].axes,
            SYMBOLS[_name].time,
            _block,
        )
        for _name in "WUbad"
    }
SYMBOLS |= {
    f"P_{_block}": Symbol("P", "gate", f"peephole weights of {_block}", "H", None, _block)
    for _block in "ifo"
}
SYMBOLS |= {
    f"d{_name}": Symbol(
        f"d{_of.glyph}", "gradient", f"gradient of {_of.words}", _of.axes, None, _of.sup
    )
    for _name, _of in SYMBOLS.copy().items()
    if _name[0] in "WUbP" and _name[1:2] == "_"
}
SYMBOLS |= {
    f"d{_name}": Symbol(f"∂L/∂{_of.glyph}", "gradient", f"gradient of: {_of.words}", "H")
    for _name in "ifogCzrmn"
    for _of in [SYMBOLS[_name]]
}
SYMBOLS |= {  # what comes back along the cell state, the state being held
    "dC_prev": Symbol("∂L>_/∂C_", "gradient", "share of all later losses", "H", -1),
    "dC_next": Symbol("∂L>_/∂C_", "gradient", "share of all later losses", "H"),
}

SYMBOLS |= {  # clipping
    "norm": Symbol("‖g‖", "gradient", "length of the gradient", time=None),
    "max_norm": Symbol("max norm", "state", "the length that is allowed", time=None),
    "scale": Symbol("s", "gradient", "factor of clipping", time=None),
    "clipped": Symbol("clipped", "gradient", "clipped gradient", time=None),
}

# gradients with a letter of their own: dL/da is δ, dL/dlogits is δ with "out"
GRADIENT_NAMES = {"a": "d", "logits": "d_out"}
GRADIENT_NAMES |= {f"a_{_block}": f"d_{_block}" for _block in "ifoCzrh"}


def symbols(names: set[str]) -> dict[str, dict[str, Any]]:
    """Describe those of `names` that the notation knows, as plain data without defaults.

    Where the gradient of a name is among them, its name is told as ``gradient``.
    """
    plain = {field.name: field.default for field in fields(Symbol)}
    described = {
        name: {k: v for k, v in asdict(SYMBOLS[name]).items() if v != plain[k]}
        for name in sorted(names & SYMBOLS.keys())
    }
    for name, about in described.items():
        gradient = GRADIENT_NAMES.get(name, f"d{name}")
        if gradient in names:
            about["gradient"] = gradient
    return described
