"""What the Tape says is true: every caption of every tick, number by number.

The page's own sentences come from Node, in pieces; what each number should be is looked up
in what NumPy computed.
"""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from unrolled import (
    Network,
    Translator,
    attention,
    embeddings,
    feedforward,
    five_words,
    gru,
    helo,
    language_model,
    lstm,
    network_passes,
    output_recurrence,
    own_text,
    passes,
    rnn,
    sequence_programs,
    translation,
    windows,
    word_letters,
)
from unrolled import shapes as shapes_of_tasks
from unrolled.cells.cell import STATE_NAMES, variant
from unrolled.notation import SYMBOLS
from unrolled.recording import Program
from unrolled.teaching.captions import CAPTIONS, CONDITIONS, FACTS, captions_for
from unrolled.teaching.network_captions import IN_A_NETWORK

HERE = Path(__file__).parent
LIBRARY = HERE.parent / "lib" / "unrolled"
CELLS = {
    "rnn": rnn,
    "lstm": lstm,
    "peephole": variant(lstm, peephole=True),
    "gru": gru,
    "keep": variant(gru, update="keep"),
    "after": variant(gru, reset="after"),
    "after, keep": variant(gru, reset="after", update="keep"),
}
START = np.array([0.1, -0.2, 0.3])


def programs():
    """Give every kind of program that a Tape of the book shows, and started ones."""
    for name, cell in CELLS.items():
        yield name, helo.program(backward=True, cell=cell)
        yield f"{name}, forward", helo.program(cell=cell)
        yield (
            f"{name}, started",
            passes.program(
                cell,
                helo.parameters(cell),
                helo.VOCABULARY,
                "hell",
                "ello",
                tuple(START for _ in cell.zero_state(helo.parameters(cell))),
                backward=True,
            ),
        )
    for name, cell in {"lstm": lstm, "gru": gru}.items():
        trained = helo.parameters(cell, trained=True)
        yield f"{name}, trained", helo.program(backward=True, cell=cell, params=trained)
    yield "own word", passes.of("banana", seed=1)
    shapes = {"layers": (rnn, 2), "directions": (rnn, 1, True), "both": (rnn, 2, True)}
    shapes |= {"sum": (rnn, 1, True, "sum"), "lstm": (lstm, 2), "gru": (gru, 2)}
    shapes |= {"skip": (rnn, 2, False, "concatenate", True)}
    shapes |= {"peephole": (CELLS["peephole"], 1, True)}
    shapes |= {"after, keep": (CELLS["after, keep"], 1, True, "sum")}
    for name, shape in shapes.items():
        network = Network(*shape)
        yield (
            f"network, {name}",
            network_passes.program(
                network, helo.VOCABULARY, "hell", "ello", backward=True, seed=2
            ),
        )
    for name in shapes_of_tasks.SHAPES:
        shape = sequence_programs.shape(helo.parameters(), name)
        yield f"shape, {name}", shape
    drawn = output_recurrence.init(0, 4, 3)
    for feed in output_recurrence.FEEDS:
        yield f"fed, {feed}", sequence_programs.fed_back(drawn, feed)
    for width in (1, 2, 3):
        drawn = feedforward.init(width, 4, width, 2, 3)
        yield f"window of {width}", windows.program(drawn, helo.VOCABULARY, "hello")
    for model in embeddings.MODELS:
        yield f"word vectors, {model}", word_letters.program(model)
    for name, translator in TRANSLATORS.items():
        read = (translator, helo.VOCABULARY, "helo", "oleh")
        yield f"translation, {name}", translation.program(*read, backward=True)
    for name, cell in own_text.CELLS.items():
        params = language_model.init(cell, 1, 4, 3)
        yield f"update, {name}", own_text.opened(cell, params, helo.VOCABULARY, "hello")
    for causal in (False, True):
        yield f"five words, causal: {causal}", five_words.program(causal=causal)


TRANSLATORS = {
    "bridge alone": Translator(rnn),
    **{score: Translator(rnn, score) for score in attention.SCORES},
    "no bridge": Translator(rnn, "general", bridge=False),
    "asks after": Translator(rnn, "general", asks="after"),
    "lstm": Translator(lstm, "dot"),
    "lstm, no bridge": Translator(lstm, "dot", bridge=False),
    "gru": Translator(gru, "dot", asks="after"),
    "gru, no bridge": Translator(gru, "dot", bridge=False),
    "keep, bridge alone": Translator(CELLS["after, keep"]),
}
PROGRAMS = dict(programs())


@pytest.fixture(scope="module")
def sentences():
    """Tell every tick of all programs; the pieces of each, by program."""
    asked = [
        {"program": p.data, "captions": captions_for(p.data)} for p in PROGRAMS.values()
    ]
    done = subprocess.run(
        ["node", str(HERE / "js" / "captions.mjs")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(PROGRAMS, json.loads(done.stdout), strict=True))


every_program = pytest.mark.parametrize("name", PROGRAMS)


# ---- the captions themselves --------------------------------------------------------


def library_text():
    """Give the library's code without what is said about it."""
    rooms = ("cells", "networks", "models", "training", "gradients", "lessons")
    return "\n".join(
        file.read_text(encoding="utf-8")
        for room in rooms
        for file in (LIBRARY / room).glob("*.py")
    )


def test_every_caption_belongs_to_code_of_the_library():
    text = library_text()
    codes = {code.removesuffix(IN_A_NETWORK) for code in CAPTIONS} - {"read"}
    assert not [code for code in codes if code not in text]


def cases(caption):
    return caption if isinstance(caption, dict) else {"": caption}


def test_every_field_is_a_value_of_the_notation_or_a_fact_and_never_both():
    fields = {
        (code, field)
        for code, caption in CAPTIONS.items()
        for said in cases(caption).values()
        for field in re.findall(r"\{([^}]*)\}", said)
    }
    assert len(fields) > 200
    for code, field in fields:
        name, _, entry = field.partition(":")[0].partition(".")
        if field.startswith("@"):
            assert field[1:] in FACTS, f"{field} in {code}"
        else:
            assert name in SYMBOLS, f"{field} in {code}"
            assert entry in ("", "i", "top", "y"), f"{field} in {code}"
            assert field.partition(":")[2] in ("", "letter", "percent", "long")


def test_every_case_is_a_condition_that_is_known():
    tags = set(re.findall(r"# \((\w+)\)", library_text()))
    for code, caption in CAPTIONS.items():
        assert "" in cases(caption), f"{code} may say nothing"
        for case in cases(caption):
            words = set(case.split(", ")) - {""}
            assert words <= {*CONDITIONS, *tags}, f"{case} of {code}"


# ---- what is said at every tick -----------------------------------------------------


@every_program
def test_every_tick_has_its_caption(name, sentences):
    ticks = sentences[name]
    assert len(ticks) > 100
    assert {tick["code"] for tick in ticks} <= CAPTIONS.keys()
    for tick in ticks:
        assert "".join(piece.get("text", "") for piece in tick["pieces"]).strip()
        assert "is computed" not in spelled(tick), tick["code"]


def one_hot(values):
    return sorted(values) == [0.0] * (len(values) - 1) + [1.0]


class Values:
    """The values of a program as NumPy computed them, with those of the step before."""

    def __init__(self, program: Program) -> None:
        self.program, self.data = program, program.data
        self.letters = self.data["labels"]["K"]
        self.steps = max(node.get("t", 0) for node in self.data["nodes"])
        nodes = enumerate(self.data["nodes"])
        self.named = {(n["name"], n.get("t")): i for i, n in nodes if "name" in n}

    def own(self, name, cell):
        """Name the value that a name stands for in a cell of a network."""
        called = self.data.get("called", {}).get("out" if cell is None else cell, {})
        if name in called:
            return called[name]
        full = name + (cell or "")
        return full if full in self.data["symbols"] else name

    def ends(self, cell):
        """Give the steps in which a cell begins and ends."""
        own = [
            n["t"] for n in self.data["nodes"]
            if n.get("t") and not n.get("back") and n.get("cell") == cell
        ]  # fmt: skip
        if cell is None:
            return 1, self.steps
        first, last = min(own), max(own)
        return (last, first) if cell.endswith("_reverse") else (first, last)

    def before(self, name, t, cell):
        """Give the state that a cell read at step t: its own, its start, another cell's."""
        state = name.removesuffix("_prev")
        own = self.own(state, cell)
        if cell is None or t != self.ends(cell)[0]:
            return self.at(own, t + (1 if (cell or "").endswith("_reverse") else -1))
        if cell == "_decoder":
            return self.at(state if self.bridged() else own, t - 1)
        return self.at(own, 0)

    def bridged(self):
        """Whether a decoder starts from the encoder's end: it has no start of its own."""
        return not any(leaf["name"] == "h_decoder" for leaf in self.data["leaves"])

    def at(self, name, t):
        if name.endswith("_prev") and name.removesuffix("_prev") in STATE_NAMES:
            name, t = name.removesuffix("_prev"), t - 1
        named = self.named
        i = named.get((name, t), named.get((name, None), self.data["outputs"].get(name)))
        if i is None and name.startswith("d") and name.endswith("_prev"):
            i = named[name.removesuffix("_prev"), t - 1]
        return np.array(self.data["values"][i], float)

    def first(self, name):
        """Give the first value of that name: not every step has one."""
        return self.at(
            name,
            min(n["t"] for n in self.data["nodes"] if n.get("name") == name and n.get("t")),
        )

    def letter(self, name, t):
        values = self.at(name, t)
        assert one_hot(values.tolist())
        return self.letters[int(values.argmax())]

    def read(self, t):
        steps = range(1, t + 1)
        hot = [
            s for s in steps if one_hot(self.at("x", s).tolist())
        ]  # others are no letter
        return "".join(self.letter("x", s) for s in hot)

    def has(self, name, t):
        return (name, t) in self.named

    def node(self, name, t):
        return self.named[name, t]

    def count(self, name):
        return sum(n.get("name") == name for n in self.data["nodes"])

    def uses(self, tick):
        """Count the steps that share the weight of a tick."""
        first, last = sorted(self.span(tick))
        return last - first + 1

    def last_use(self, tick):
        return max(self.span(tick))

    def span(self, tick):
        """Give the steps of a tick's cell; outside all cells those that have a loss."""
        if tick.get("cell") is not None:
            return self.ends(tick["cell"])
        steps = [n["t"] for n in self.data["nodes"] if n.get("name") == "loss"]
        return min(steps), max(steps)

    def started(self):
        return any(
            np.any(self.data["values"][leaf["node"]])
            for leaf in self.data["leaves"]
            if leaf["role"] == "state" and leaf.get("t") == 0
        )


def close(text, x):
    """Whether a number is written right, to the digits it has."""
    plain = text.replace("\u202f", "").replace("−", "-")
    digits, scale = plain.rstrip("%"), 100 if plain.endswith("%") else 1
    if digits.startswith(("<", ">")):
        limit = float(digits[1:])
        return scale * x < limit if digits[0] == "<" else scale * x > limit
    reach = 0.5000001 * 10.0 ** -len(digits.partition(".")[2])
    return abs(float(digits) - scale * x) <= reach


def place(entry, vector, followed, target):
    """Give the entry that a field speaks of: the followed, the largest or the target's."""
    return {"i": min(followed, len(vector) - 1), "top": vector.argmax(), "y": target}[entry]


def check(field, text, tick, values):
    """Compare what stands for a field with what NumPy has."""
    what, _, form = field.partition(":")
    written, _, entry = what.partition(".")
    t, cell = tick["t"], tick.get("cell")
    name, past = values.own(written, cell), written in ("h_prev", "C_prev")
    where = f"{field} at step {t} of {tick['code']}: {text}"
    if not entry:
        assert text == values.letter(name, t), where
        return
    vector = values.before(written, t, cell) if past else values.at(name, t)
    target = values.at("y", t).argmax() if values.has("y", t) else None
    e = place(entry, vector, tick["entry"], target)
    if form == "letter":
        assert text == values.letters[e], where
    else:
        assert close(text, vector[e]), f"{where} is {vector[e]}"


@every_program
def test_every_number_that_is_said_is_numpys(name, sentences):
    values = Values(PROGRAMS[name])
    said = 0
    for tick in sentences[name]:
        for piece in tick["pieces"]:
            field = piece.get("field", "@")
            if not field.startswith("@") and "text" in piece:
                check(field, piece["text"], tick, values)
                said += 1
    assert said > 50


@every_program
def test_every_fact_that_is_said_holds(name, sentences):
    values = Values(PROGRAMS[name])
    K = len(values.letters)
    losses = values.count("loss")
    for tick in sentences[name]:
        t = tick["t"]
        loss = values.at("loss", t)[0] if values.has("loss", t) else None
        about = values.uses(tick) if "n" in fields(tick) else values.steps
        facts = {
            "t": str(t),
            "T": str(losses if t is None else about),
            "K": str(K),
            "H": str(len(values.first("h" if values.count("h") else "normed"))),
            "next": str((t or 0) + 1),
            "read": values.read(t or 0),
            "before": values.read((t or 1) - 1),
            "guess": f"{np.log(K):.3f}",
            "guesses": f"{losses * np.log(K):.3f}",
            # shares come from the last step on
            "n": str(1 + values.last_use(tick) - (t or 0)),
            "verdict": None if loss is None else "worse" if loss > np.log(K) else "better",
        }
        for piece in tick["pieces"]:
            fact = piece.get("field", "").removeprefix("@")
            if piece.get("field", "").startswith("@") and fact in facts:
                assert piece["text"] == facts[fact], f"{piece} of {tick['code']}"


def fields(tick):
    return {piece.get("field", "").removeprefix("@") for piece in tick["pieces"]}


def spelled(tick):
    """Write a sentence, symbols by their names."""
    parts = (p.get("text", p.get("symbol", "…")) for p in tick["pieces"])
    return "".join(parts)


@every_program
def test_what_is_said_to_be_right_or_zero_or_flat_is_so(name, sentences):
    values = Values(PROGRAMS[name])
    for tick in sentences[name]:
        text, t = spelled(tick), tick["t"]
        if "and that is" in text and "right" in text:
            assert values.at("logits", t).argmax() == values.at("y", t).argmax()
        if "the right letter" in text and tick["code"] == "softmax(logits)":
            assert values.at("logits", t).argmax() != values.at("y", t).argmax()
        for state in re.findall(
            r"(h_prev|C_prev)\w*(?: is what .*)?(?: = 0| is all zeros)", text
        ):
            assert not values.before(state, t, tick.get("cell")).any(), text
        cell = tick.get("cell")
        none = any(
            said in text
            for said in ("There is none yet", "no memory to see", "Nothing does")
        )
        if none:
            assert t == values.ends(cell)[0], text
            assert not values.before("h_prev", t, cell).any(), text
        if "share" in text and "is all zeros" in text:
            switched = {f"outer_sum(d, {x})": "x" for x in ("trace.x", "x")}
            switched |= {"outer_sum(d_out, h)": "says"}
            if tick["code"] in switched:
                assert not values.at(switched[tick["code"]], t).any()
            elif tick["code"].endswith("trace.fed)"):
                assert t == 1 and not values.started()
            else:
                share = next(p for p in tick["pieces"] if p.get("field") == "@weight")
                assert share["symbol"].startswith(("U", "P"))
                assert not values.before("h_prev", t, cell).any()
        if "switch is o" in text or tick["code"] == "says * (probs - y)":
            switch = "reads" if tick["code"] == "reads * letter" else "says"
            assert ("switch is on" in text) == bool(values.at(switch, t)), text
        if re.search("nobody listens|not count|nobody: from|not asked for an answer", text):
            assert values.at("says", t) == 0
        if "is flat" in text:
            (slope,) = [p["text"] for p in tick["pieces"] if p.get("field") == "@slope"]
            assert float(slope.strip("<>\u202f%")) <= 30, text


@every_program
def test_a_slope_that_is_said_is_that_of_the_followed_unit(name, sentences):
    values = Values(PROGRAMS[name])
    slopes = {"tanh_slope": lambda h: 1 - h**2, "sigmoid_slope": lambda g: g * (1 - g)}
    for tick in sentences[name]:
        said = [p["text"] for p in tick["pieces"] if p.get("field") == "@slope"]
        match = re.match(r"(tanh_slope|sigmoid_slope)\((\w+)\)", tick["code"])
        if said and match:
            function, of = match.groups()
            x = values.at(values.own(of, tick.get("cell")), tick["t"])[tick["entry"]]
            assert close(said[0], slopes[function](x)), tick["code"]


NETWORKS = [name for name in PROGRAMS if name.startswith(("network", "translation"))]


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_said_of_a_cell_among_several_is_so(name, sentences):
    """Who reads whom, what is used again, where a way ends: all of it by the operands."""
    values = Values(PROGRAMS[name])
    nodes = values.data["nodes"]
    users = {i: [n for n in nodes if i in n.get("in", ())] for i in range(len(nodes))}
    for tick in sentences[name]:
        text, t, cell = spelled(tick), tick["t"], tick.get("cell")
        if cell is None:
            continue
        first, last = values.ends(cell)
        if "what the layer below says" in text:
            (x,) = [
                i
                for i in nodes[tick["out"]]["in"]
                if nodes[i].get("name") not in ("W", f"W{cell}")
            ]
            assert nodes[x]["name"] == values.own("x", cell) and nodes[x]["t"] == t
        if "made one step ago" in text:
            assert t != first and not cell.endswith("_reverse")
        if "reads from the end" in text:
            assert cell.endswith("_reverse") and t != first
        if "used in no" in text or "in no later step" in text:
            assert t == last
        if "was used twice" in text:
            assert t != last
        if "the layer above" in text:
            h = values.node(values.own("h", cell), t)
            cells = {n.get("cell") for n in users[h] if not n.get("back")}
            cells |= {m.get("cell") for n in users[h] for m in users[nodes.index(n)]}
            assert cells - {cell, None}
        if "way back ends here" in text:
            assert t == first and cell != "_decoder"
        if "encoder" in text:
            assert cell == "_decoder" and t == first and values.bridged()
        if "is learned" in text:
            assert cell == "_decoder" and t == first and not values.bridged()
        if "has no past" in text:
            assert t == first and cell != "_decoder"
        if "this layer read" in text:
            assert values.own("x", cell) != "x" and cell != "_decoder"
        if "the letter before" in text or "no letter" in text:
            assert ("no letter" in text) != values.at("x", t).any(), text
        goes_on = cell == "" and values.has("h_decoder", last + 1) and values.bridged()
        if "no other step" in text or "from the step that read it" in text:
            assert ("no other step" in text) == (t == last and not goes_on)
        if "No answer was asked for here" in text:
            assert not values.has("y", t)
