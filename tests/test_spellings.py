"""Spellings: names of other libraries give our letters, and no letter is missing."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from chapters import BOOK, CHAPTERS, read
from unrolled import Model, Network, convert, gru, lstm, rnn, spellings
from unrolled.cells import blocks
from unrolled.notation import SYMBOLS

D, H, K = 2, 3, 4
MODEL = Model(Network(rnn))
PARAMS = MODEL.init(0, input_size=D, hidden_size=H, output_size=K)
SPELLED = {letter["code"]: letter for letter in spellings.LETTERS}
FORMULA = re.compile(r"(?s)\$\$(.*?)\$\$|\$([^$\n]+)\$")
WORDS = re.compile(r"\\(?:text|mathrm|operatorname|tag|begin|end)\*?\s*\{[^{}]*\}")
LETTER = re.compile(
    r"\\(?:hat|tilde|bar|mathbb|mathscr)\s*(?:\{\s*\w\s*\}|\w)|\\[A-Za-z]+|[A-Za-z]"
)
# what is typeset and stands for nothing by itself, and functions with a name of their own
LAYOUT = (
    "Big left right dots cdots cdot times quad qquad textstyle frac dfrac tfrac sqrt "
    "approx ge le ne in to leftarrow min max exp log sin cos tanh sinh cosh vert"
)


def torch():
    """Name the weights of PyTorch as in its state dict."""
    state = convert.to_torch(MODEL, PARAMS)
    names = {name.removeprefix("rnn."): p for name, p in state.items()}
    names["linear"] = SimpleNamespace(
        weight=names.pop("linear.weight"), bias=names.pop("linear.bias")
    )
    return names


def keras():
    """Name the weights of Keras in the order of its list."""
    kernel, recurrent, bias, *dense = convert.to_keras(MODEL, PARAMS)
    names = {"kernel": kernel, "recurrent_kernel": recurrent, "bias": bias}
    return names | {"dense": SimpleNamespace(kernel=dense[0], bias=dense[1])}


@pytest.mark.parametrize("library, names", [("torch", torch()), ("keras", keras())])
@pytest.mark.parametrize("letter", PARAMS)
def test_names_of_libraries_give_our_letters(library, names, letter):
    given = eval(SPELLED[letter][library], names)
    np.testing.assert_array_equal(given, PARAMS[letter])


def test_names_of_d2l_are_for_rows():
    rows = {"W_xh": PARAMS["W"].T, "W_hh": PARAMS["U"].T, "b_h": PARAMS["b"]}
    rows |= {"W_hq": PARAMS["V"].T, "b_q": PARAMS["c"]}
    for letter, ours in PARAMS.items():
        np.testing.assert_array_equal(eval(SPELLED[letter]["d2l"], rows.copy()), ours)


ORDERS = {"torch": blocks.TORCH_ORDER, "keras": blocks.KERAS_ORDER}


@pytest.mark.parametrize("cell, name", [(lstm, "lstm"), (gru, "gru")])
@pytest.mark.parametrize("library", ORDERS)
def test_blocks_stand_in_the_order_of_the_converter(library, cell, name):
    candidate = {"C": "g", "h": "n"}
    ours = [cell.BLOCKS[place] for place in ORDERS[library][cell]]
    for block, theirs in zip(ours, spellings.ORDERS[name][library], strict=True):
        code = candidate.get(block, block)
        row = SPELLED["i, f, o"] if code in "ifo" else SPELLED[code]
        assert theirs in (*re.findall(r"\w+", row[library]), block)


def test_names_of_the_code_are_those_of_the_notation():
    single = {name for letter in SPELLED for name in letter.split(", ")}
    assert single - SYMBOLS.keys() == {"mean_loss", "t", "T"}
    for letter in spellings.LETTERS:
        if letter["code"] in SYMBOLS and "shape" in letter:
            axes = SYMBOLS[letter["code"]].axes
            assert letter["shape"] == r" \times ".join(axes)


def spelled(tex):
    """Give the letters and signs of a formula, accents and all."""
    found = LETTER.findall(WORDS.sub(" ", tex.replace(r"\\", " ")))
    return {re.sub(r"[{}\s]", "", token) for token in found}


KNOWN = {rf"\{name}" for name in LAYOUT.split()}.union(
    *(
        spelled(row.get(key, ""))
        for row in (*spellings.LETTERS, *spellings.OTHERS, *spellings.SIGNS)
        for key in ("book", *spellings.LECTURES)  # a lecture's letter is quoted
    )
)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_letter_of_an_equation_is_in_the_list(chapter):
    prose = "\n".join(read(chapter).prose)
    prose = re.sub(r"(?s)`{3,}\{admonition\} E\d+.*?\n`{3,}", "", prose)  # of the lectures
    formulas = [a or b for a, b in FORMULA.findall(prose)]
    assert set().union(*map(spelled, formulas)) - KNOWN == set()


def test_a_letter_with_a_second_meaning_is_marked():
    rows = spellings.LETTERS + spellings.OTHERS
    assert all(row.get("changes", False) == ("also" in row["words"]) for row in rows)
    marked = spellings.table({"book": "book"}).count("†")
    assert marked == sum("changes" in row for row in spellings.LETTERS) > 0


def test_the_tables_have_a_row_for_each_letter_that_is_spelled():
    text = spellings.table({"book": "here", "torch": "there"})
    assert text.startswith("| here | there |\n|---|---|\n| $x_t$ | `input` |\n")
    assert text.count("\n") == 2 + sum("torch" in row for row in spellings.LETTERS)
    assert BOOK.joinpath("notation.md").exists()
