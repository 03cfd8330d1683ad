"""The notation: lines of code written as equations."""

import ast
import re

import pytest

from chapters import CHAPTERS, questions, read
from unrolled import language_model, rnn
from unrolled.notation import SYMBOLS, symbols
from unrolled.recording.source import statement_at
from unrolled.recording.typesetting import typeset


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


def test_E74_no_two_symbols_look_the_same():
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


GATE = re.compile(r"\b[WUba]_\{?[ifoCzrh]\b")  # the letter of a gate stands above
OTHERS = {  # of lecture 004; of lecture 001 (E74); two that are indices
    "lstm": ["W_f"],
    "gru_forms": ["U_z", "U_r"],
    "bptt_forms": ["b_i"],
    "vanishing_gradients": ["a_i", "a_i"],
}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_gates_are_written_as_in_the_tape(chapter):
    assert SYMBOLS["W_z"].sup == "z"
    found = read(chapter)
    formulas = re.findall(r"(?s)\$\$.*?\$\$|\$[^$\n]*\$", "\n".join(found.prose))
    asked = [text for cell in found.cells for text in questions(cell.source)]
    written = GATE.findall("\n".join([*formulas, *asked, *(c.alt for c in found.cells)]))
    assert written == OTHERS.get(chapter, [])
