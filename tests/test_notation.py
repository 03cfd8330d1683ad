"""The notation: code written as equations, and equations tagged like their code."""

import ast
import importlib
import inspect
import re

import numpy as np
import pytest

from unrolled import (
    activations,
    bptt,
    gru,
    language_model,
    losses,
    lstm,
    network,
    rnn,
    rtrl,
)
from unrolled.notation import SYMBOLS, symbols, typeset
from unrolled.source import TAG, statement_at


def written(code):
    """Typeset one line of code, as text."""
    equation = typeset(ast.parse(code).body[0])
    target, value = (
        "".join(text for _, _, text, _ in equation[side]) for side in ("target", "tokens")
    )
    return f"{target} = {value}" if target else value


@pytest.mark.parametrize(
    "code, expected",
    [
        ("a = W @ x + U @ h_prev + b", "a = W x + U h_prev + b"),
        ("h = np.tanh(a)", "h = tanh(a)"),
        ("logits = V @ h + c", "logits = V h + c"),
        ("probs = softmax(logits)", "probs = softmax(logits)"),
        ("loss = cross_entropy(logits, y)", "loss = −y⊤ ln softmax(logits)"),
        ("L = np.sum(loss)", "L = Σ loss"),
        ("d = tanh_slope(h) * dh", "d = (1 − h²) ⊙ dh"),
        ("dx = W.T @ d", "dx = W⊤ d"),
        ("dh = dhs[t] + d_next[0]", "dh = dhs + d_next"),
        ("return outer_sum(d, trace.x)", "Σ d x⊤"),
        ("return time_sum(d)", "Σ d"),
        ("return e / np.sum(e)", "e / Σ e"),
        ("return 1 - s * s", "1 − s²"),
        ("return s * (1 - s)", "s ⊙ (1 − s)"),
        ("return 0.5 * (1 + np.tanh(0.5 * a))", "0.5 (1 + tanh(0.5 a))"),
        ("return 0.5 * np.sum((p - y) ** 2)", "0.5 Σ (p − y)²"),
        ("return -np.sum(y * log_softmax(scores))", "−Σ y ⊙ log_softmax(scores)"),
        ("y = -(a + b)", "y = −(a + b)"),
        ("y = a - (b + c)", "y = a − (b + c)"),
        ("y = a - (b - c)", "y = a − (b − c)"),
        ("y = (a + b) - c", "y = a + b − c"),
        ("y = (a + b) @ c", "y = (a + b) c"),
        ("y = (a - b) / (a + b)", "y = (a − b) / (a + b)"),
        ("y = (a + b) ** 2", "y = (a + b)²"),
        ("y = (a + b) * (a + b)", "y = (a + b)²"),
        ("y = (a * b) ** 2", "y = (a ⊙ b)²"),
        ("y = (-a) ** 2", "y = (−a)²"),
        ("y = (a * b) * (a * b)", "y = (a ⊙ b)²"),
        ("y = a / (b * c)", "y = a / (b ⊙ c)"),
        ("y = a / (b / c)", "y = a / (b / c)"),
        ("y = a / b / c", "y = a / b / c"),
        ("y = (a * b) @ c", "y = (a ⊙ b) c"),
        ("y = a * (b @ c)", "y = a ⊙ b c"),
        ("y = 2 * -a", "y = 2 (−a)"),
        ("y = W @ (U @ a)", "y = W U a"),
        ("y = (a + b).T @ c", "y = (a + b)⊤ c"),
        ("y = (W @ U).T", "y = (W U)⊤"),
        ("y = tanh_slope(W @ x)", "y = (1 − (W x)²)"),
        ("y = np.outer(a * b, a + b)", "y = (a ⊙ b) (a + b)⊤"),
        ("y = np.sum(a + b)", "y = Σ (a + b)"),
        ("y = np.maximum(a + b, 0)", "y = maximum(a + b, 0)"),
        ("y = np.maximum(a, 0)", "y = maximum(a, 0)"),
        ("y = np.outer(d, x)", "y = d x⊤"),
        ("y: Array = W @ x", "y = W x"),
        ("W @ x", "W x"),
        ("y = a ** 3", "y = a ** 3"),
        ("y = a if b else c", "y = a if b else c"),
    ],
)
def test_a_line_of_code_is_written_as_its_equation(code, expected):
    assert written(code) == expected


def test_a_token_stands_for_the_code_between_its_columns():
    code = "d = tanh_slope(h) * dh"
    spans = [
        (code[a:b], text) for a, b, text, _ in typeset(ast.parse(code).body[0])["tokens"]
    ]
    assert spans == [
        ("tanh_slope(h)", "(1 − "),
        ("h", "h"),
        ("tanh_slope(h)", "²)"),
        (code[4:], " ⊙ "),
        ("dh", "dh"),
    ]


def test_a_token_says_whether_it_is_a_symbol():
    tokens = typeset(ast.parse("a = W @ x + scores").body[0])["tokens"]
    assert [text for *_, text, symbol in tokens if symbol] == ["W", "x"]


def test_symbols_describes_only_what_it_knows_and_leaves_out_defaults():
    described = symbols({"h_prev", "W", "nonsense"})
    assert list(described) == ["W", "h_prev"]
    assert described["h_prev"]["time"] == -1
    assert described["W"] == {
        "glyph": "W",
        "role": "input",
        "words": "input weights",
        "axes": "HD",
        "time": None,
    }
    assert "time" not in symbols({"x"})["x"]


def test_no_two_symbols_look_the_same():
    looks = [(s.glyph, s.sup, s.time, s.words) for s in SYMBOLS.values()]
    assert len(set(looks)) == len(looks)
    for name, s in SYMBOLS.items():
        if len(name) == 1 and name.isascii() and name not in "ydgn":
            assert s.glyph == name


def test_axes_of_the_notation_are_the_shapes_of_the_library():
    for name, axes in {**rnn.SHAPES, **language_model.SHAPES}.items():
        assert SYMBOLS[name].axes == SYMBOLS[f"d{name}"].axes == axes


# ---- a statement and where it stands -----------------------------------------------

SOURCE = """\
    def readout_gradients(scores):
        for row in scores * 2:
            ζ, total = 1, 0  # beyond ASCII
        total = (row +
                 ζ)
        return {
            "V": ζ @ total,
            "c": total,
        }
""".splitlines(keepends=True)


@pytest.mark.parametrize(
    "line, expected",
    [
        (13, "total = row + ζ"),
        (14, "total = row + ζ"),
        (16, "dV = ζ total"),
        (17, "dc = total"),
        (10, None),
        (11, None),
    ],
)
def test_the_equation_at_a_line(line, expected):
    statement = statement_at(SOURCE, 10, line)
    if expected is None:
        assert statement is None
    else:
        tokens = typeset(statement)
        text = ["".join(t[2] for t in tokens[side]) for side in ("target", "tokens")]
        assert " = ".join(text) == expected


def test_columns_count_characters_of_the_file():
    tokens = typeset(statement_at(SOURCE, 10, 16))["tokens"]
    code = SOURCE[6]
    assert [code[a:b] for a, b, *_ in tokens] == ["ζ", "ζ @ total", "total"]


def test_a_dict_of_values_is_not_one_of_gradients():
    text = ["def readout(h):\n", "    return {'V': h + 1}\n"]
    (token,) = typeset(statement_at(text, 1, 2))["target"]
    assert token[2] == "V"


def test_what_was_cut_out_of_a_longer_statement_has_no_equation():
    assert statement_at(["    'tanh': lambda a: np.tanh(a),\n"], 1, 1) is None


# ---- tags --------------------------------------------------------------------------

MODULES = ("activations", "bptt", "language_model", "losses", "rnn")


def tags_in_code(module):
    """Tags at the ends of lines of code, with the line of each."""
    found = {}
    for line in inspect.getsource(module).splitlines():
        if match := TAG.search(line):
            assert match[1] not in found, f"{match[1]} stands twice"
            found[match[1]] = line[: match.start()].strip()
    return found


def tags_in_docstring(module):
    return re.findall(r"\(([A-Z]\d+[a-z]?)\)$", inspect.getdoc(module), re.MULTILINE)


@pytest.mark.parametrize("name", MODULES)
def test_the_docstring_tags_what_the_code_tags(name):
    module = importlib.import_module(f"unrolled.{name}")
    stated = tags_in_docstring(module)
    assert len(set(stated)) == len(stated)
    if coded := tags_in_code(module):
        assert set(coded) == set(stated)
    else:  # then functions name their equation
        functions = [f for f in vars(module).values() if inspect.isfunction(f)]
        named = [tag for f in functions for tag in re.findall(r"\((S\d)\)", f.__doc__)]
        assert sorted(named) == sorted(stated)


@pytest.mark.parametrize("module", [lstm, gru, rtrl, network])
def test_every_tag_of_a_docstring_stands_in_the_code(module):
    """A line of a docstring may hold two: (G9, G9k) are variants of one equation."""
    ends = re.findall(r"\(([A-Z]\d+[^()]*)\)$", inspect.getdoc(module), re.MULTILINE)
    stated = [tag for end in ends for tag in end.split(", ")]
    assert len(set(stated)) == len(stated)
    assert set(stated) == tags_in_code(module).keys()


def test_no_tag_belongs_to_two_modules():
    modules = (activations, bptt, language_model, losses, rnn, lstm, gru, rtrl, network)
    tags = [tag for module in modules for tag in tags_in_docstring(module)]
    assert len(set(tags)) == len(tags)


TAGGED = (activations, bptt, language_model, rnn)
EQUATIONS = {  # what the docstrings say, in plain NumPy
    "A1": lambda s: 1 - np.square(s),
    "A2": lambda s: s - np.square(s),
    "A3": lambda s: ((s > -1) & (s < 1)).astype(float),
    "A4": lambda s: (s > 0).astype(float),
    "A5": lambda s: np.where(s > 0, 1.0, activations.LEAK),
    "A6": lambda s: s**0,
    "B1": lambda dhs, t, d_next: dhs[t] + d_next[0],
    "R1": lambda W, x, U, h_prev, b: np.einsum("ij,j", W, x) + np.dot(U, h_prev) + b,
    "R2": lambda a: np.sinh(a) / np.cosh(a),
    "R2a": lambda a, phi: phi(a),
    "R3a": lambda h, dh, phi_slope: phi_slope(h) * dh,
    "R3": lambda h, dh: (1 - h**2) * dh,
    "R4": lambda W, d: np.einsum("ij,i", W, d),
    "R5": lambda U, d: np.einsum("ij,i", U, d),
    "R6": lambda d, trace: np.einsum("ti,tj", d, trace.x),
    "R7": lambda d, trace: np.einsum("ti,tj", d, trace.h_prev),
    "R8": lambda d: d.sum(axis=0),
    "M1": lambda V, h, c: np.einsum("ij,j", V, h) + c,
    "M2": lambda logits: np.exp(logits) / np.exp(logits).sum(),
    "M3": lambda logits, y: -y @ np.log(np.exp(logits) / np.exp(logits).sum()),
    "M4": lambda loss: sum(loss),
    "M5": lambda probs, y: probs - y,
    "M6": lambda V, d_out: np.einsum("ij,i", V, d_out),
    "M7": lambda d_out, h: np.einsum("ti,tj", d_out, h),
    "M8": lambda d_out: d_out.sum(axis=0),
}
SHAPES = {  # of a name in a tagged line, where it is not the one of the notation
    "A": {"s": "H"},
    "B1": {"dhs": "TH", "d_next": "TH"},
    "R6": {"d": "TH"},
    "R7": {"d": "TH"},
    "R8": {"d": "TH"},
    "M4": {"loss": "T"},
    "M7": {"d_out": "TK", "h": "TH"},
    "M8": {"d_out": "TK"},
}
SIZES = {"T": 4, "D": 3, "H": 2, "K": 5}


@pytest.mark.parametrize("tag", EQUATIONS)
def test_a_tagged_line_computes_its_equation(tag):
    rng = np.random.default_rng(3)
    module = next(m for m in TAGGED if tag in tags_in_code(m))
    code = tags_in_code(module)[tag].removeprefix("return ").rstrip(",")
    code = re.sub(r'^(\w+ = |"\w+": )', "", code)
    shapes = SHAPES.get(tag) or SHAPES.get(tag[0], {})
    names = {}
    for name in inspect.signature(EQUATIONS[tag]).parameters:
        if name == "trace":
            names[name] = rnn.Step(*(rng.normal(size=(4, n)) for n in (3, 2, 2, 2)))
        elif name in ("phi", "phi_slope"):
            names[name] = np.sinh
        elif name == "t":
            names[name] = 1
        else:
            axes = shapes.get(name) or SYMBOLS[name].axes
            names[name] = rng.normal(size=[SIZES[letter] for letter in axes])
    actual = eval(code, vars(module) | names)
    np.testing.assert_allclose(actual, EQUATIONS[tag](**names), rtol=1e-13, atol=1e-15)


def test_every_tagged_line_is_evaluated():
    assert set(EQUATIONS) == {tag for module in TAGGED for tag in tags_in_code(module)}
