"""The book's notation: how a name of the code is written, and what it means.

One letter has one meaning (and one colour, by its role) in text, code and widgets.

    >>> symbols({"U"})["U"]["glyph"], symbols({"U"})["U"]["axes"]
    ('U', 'HH')

In a network a name ends with its cell, and so does its letter:

    >>> [known(name).glyph for name in ("h", "h1", "dU1", "h_reverse", "h_decoder")]
    ['h', 'h⁽²⁾', 'dU⁽²⁾', 'h⃖', 's']
"""

import re
from dataclasses import asdict, dataclass, fields, replace
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

    @property
    def gradient(self) -> "Symbol":
        """How the gradient of this value, or of this parameter, is written."""
        glyph = f"d{self.glyph}" if self.time is None else f"∂L/∂{self.glyph}"
        words = f"gradient of: {self.words}"
        return replace(self, glyph=glyph, role="gradient", words=words)


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
    "both": Symbol("h", "state", "states of both directions", sup="↔"),
    "all": Symbol("h", "state", "states of all layers", sup="all"),
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
# the feed-forward model: E embeddings, I into the hidden layer, O out of it
SYMBOLS |= {
    "W_E": Symbol("W", "input", "embeddings", "EK", None, "E"),
    "W_I": Symbol("W", "recurrent", "weights of the window", "HN", None, "I"),
    "b_I": Symbol("b", "state", "hidden bias", "H", None, "I"),
    "W_O": Symbol("W", "output", "output weights", "KH", None, "O"),
    "b_O": Symbol("b", "output", "output bias", "K", None, "O"),
    "q": Symbol("q", "input", "embeddings of the window", "N"),
    "dq": Symbol("∂L/∂q", "gradient", "gradient of the embeddings", "N"),
}
# word vectors: E where a word is read, V where it is said; Z those of documents
SYMBOLS |= {
    "E": Symbol("E", "input", "embeddings", "KH", None),
    "dE": Symbol("dE", "gradient", "gradient of E", "KH", None),
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
SYMBOLS |= {f"d{_name}": SYMBOLS[_name].gradient for _name in "ifogCzrmn"}
SYMBOLS |= {  # what comes back along the cell state, the state being held
    "dC_prev": Symbol("∂L>_/∂C_", "gradient", "share of all later losses", "H", -1),
    "dC_next": Symbol("∂L>_/∂C_", "gradient", "share of all later losses", "H"),
}

SYMBOLS |= {  # attention: J vectors are asked; what asks is a state, by one of three scores
    "query": Symbol("q", "state", "query", "H"),
    "keys": Symbol("keys", "state", "keys", "JH"),
    "beta": Symbol("β", "output", "scores of attention", "J"),
    "alpha": Symbol("α", "output", "weights of attention", "J"),
    "kappa": Symbol("κ", "state", "context", "H"),
    "attended": Symbol("s̃", "state", "state with its context", "H"),
    "A": Symbol("A", "recurrent", "weights of the score", "SH", None),
    "A_s": Symbol("A", "recurrent", "weights of the state in the score", "PS", None, "s"),
    "A_h": Symbol("A", "recurrent", "weights of what is asked", "PH", None, "h"),
    "w": Symbol("w", "recurrent", "what the score looks for", "P", None),
    "W_kappa": Symbol("W", "output", "weights of context and state", "HB", None, "κ"),
    "dvalues": Symbol("∂L/∂h", "gradient", "gradient of what is asked, as a context", "JH"),
}
SYMBOLS |= {
    f"d{_name}": SYMBOLS[_name].gradient
    for _name in (
        *("query", "keys", "beta", "alpha", "kappa", "attended"),
        *("A", "A_s", "A_h", "w", "W_kappa"),
    )
}
SYMBOLS["values"] = Symbol("h", "state", "vectors that are asked", "JH")

SYMBOLS |= {  # a block of a Transformer: M units in its perceptron
    "word": Symbol("word", "input", "word, or a blank", "K"),
    "key": Symbol("k", "state", "key", "D"),
    "value": Symbol("v", "state", "value", "D"),
    "joined": Symbol("u", "state", "residual sum", "D"),
    "spread": Symbol("σ", "state", "spread of the sum"),
    "unit": Symbol("û", "state", "sum with mean 0 and variance 1", "D"),
    "normed": Symbol("n", "state", "normed sum", "D"),
    "a_in": Symbol("a", "state", "pre-activation of the perceptron", "M", sup="in"),
    "hidden": Symbol("φ", "state", "hidden layer of the perceptron", "M"),
    "more": Symbol("ψ", "state", "what the perceptron adds", "D"),
    "W_q": Symbol("W", "input", "weights of the queries", "DD", None, "q"),
    "W_k": Symbol("W", "input", "weights of the keys", "DD", None, "k"),
    "W_v": Symbol("W", "input", "weights of the values", "DD", None, "v"),
    "W_in": Symbol("W", "recurrent", "weights into the perceptron", "MD", None, "in"),
    "b_in": Symbol("b", "state", "hidden bias of the perceptron", "M", None, "in"),
    "W_out": Symbol("W", "recurrent", "weights out of the perceptron", "DM", None, "out"),
    "b_out": Symbol("b", "state", "bias of what the perceptron adds", "D", None, "out"),
    "gain": Symbol("γ", "state", "gain of the norm", "D", None),
    "shift": Symbol("b", "state", "shift of the norm", "D", None, "n"),
    "dxs": Symbol("∂L/∂x", "gradient", "gradient of the input, all of it", "D"),
}
SYMBOLS |= {
    f"d{_name}": SYMBOLS[_name].gradient
    for _name in (
        *("key", "value", "joined", "unit", "normed", "a_in", "hidden", "gain", "shift"),
        *("W_q", "W_k", "W_v", "W_in", "b_in", "W_out", "b_out"),
    )
}

SYMBOLS |= {  # clipping
    "norm": Symbol("‖g‖", "gradient", "length of the gradient", time=None),
    "max_norm": Symbol("max norm", "state", "the length that is allowed", time=None),
    "scale": Symbol("s", "gradient", "factor of clipping", time=None),
    "clipped": Symbol("clipped", "gradient", "clipped gradient", time=None),
}

SYMBOLS |= {  # what a step reads and says, and what comes back from an output
    "letter": Symbol("letter", "input", "letter, read or not", "D"),
    "reads": Symbol("reads", "input", "switch of what is read"),
    "says": Symbol("says", "output", "switch of what is said"),
    "fed": Symbol("fed", "output", "what comes back from the output before", "K"),
    "dfed": Symbol("∂L/∂fed", "gradient", "gradient of what comes back", "K"),
}

# gradients with a letter of their own: dL/da is δ, dL/dlogits is δ with "out"
GRADIENT_NAMES = {"a": "d", "logits": "d_out"}
GRADIENT_NAMES |= {f"a_{_block}": f"d_{_block}" for _block in "ifoCzrh"}


# what a name ends with in a network: the number of the layer, counted from 0, and the way
CELL = re.compile(r"(?P<own>.*?)(?P<layer>[1-9]\d*)?(?P<way>_reverse|_decoder)?")
RAISED = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")  # in brackets: no power
LEFTWARD = "\N{COMBINING LEFT ARROW ABOVE}"
PLAIN_H = re.compile("h(?!\N{COMBINING TILDE})")
LAST_LETTER = re.compile(r"(\w[\u0300-\u036f]*)(_?)$")  # what is marked, before an index


def parted(name: str) -> tuple[str, int, str]:
    """Take a name apart: the cell's own name, the layer from 0, the way.

    >>> parted("dU1_reverse"), parted("a_i"), parted("h_prev")
    (('dU', 1, '_reverse'), ('a_i', 0, ''), ('h_prev', 0, ''))
    """
    match = CELL.fullmatch(name)
    assert match is not None
    own, layer, way = match.groups(default="")
    return own, int(layer or 0), way


def known(name: str) -> Symbol | None:
    """Find how a name is written, that of a cell of a network too; None if unknown."""
    if name in SYMBOLS:
        return SYMBOLS[name]
    if (value := name.replace("d_", "d", 1)) in SYMBOLS:  # as lines of code spell it
        return SYMBOLS[value]
    own, layer, way = parted(name)
    if own not in SYMBOLS:
        return None
    symbol = SYMBOLS[own]
    number = f"({layer + 1})".translate(RAISED) if layer else ""
    if way == "_decoder":
        return in_decoder(symbol, number)
    mark = LEFTWARD * (way == "_reverse") + number
    words = [f"layer {layer + 1}"] * (layer > 0) + ["reading backward"] * (way != "")
    return replace(
        symbol,
        glyph=LAST_LETTER.sub(rf"\g<1>{mark}\g<2>", symbol.glyph),
        words=f"{symbol.words}, {', '.join(words)}",
        time=-symbol.time if way and symbol.time else symbol.time,
    )


def in_decoder(symbol: Symbol, number: str) -> Symbol:
    """Write a name of a decoder: its state is s, as in lecture 003, and marks the rest."""
    own = PLAIN_H.sub(f"s{number}", symbol.glyph)  # h̃ is marked: s̃ is what attention says
    sup = symbol.sup if own != symbol.glyph else symbol.sup + "s" + number
    return replace(symbol, glyph=own, sup=sup, words=f"{symbol.words}, of the decoder")


def gradient_of(name: str) -> str:
    """Name the gradient of a value.

    >>> gradient_of("h1"), gradient_of("a1_reverse"), gradient_of("logits")
    ('dh1', 'd1_reverse', 'd_out')
    """
    own = parted(name)[0]
    return GRADIENT_NAMES.get(own, f"d{own}") + name.removeprefix(own)


def symbols(names: set[str]) -> dict[str, dict[str, Any]]:
    """Describe those of `names` that the notation knows, as plain data without defaults.

    Where the gradient of a name is among them, its name is told as ``gradient``.
    """
    plain = {field.name: field.default for field in fields(Symbol)}
    described: dict[str, dict[str, Any]] = {}
    for name in sorted(names):
        symbol = known(name)
        if symbol is None:
            continue
        about = {k: v for k, v in asdict(symbol).items() if v != plain[k]}
        if gradient_of(name) in names:
            about["gradient"] = gradient_of(name)
        described[name] = about
    return described
