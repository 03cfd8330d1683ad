"""A block that reads five words: what is recorded is what NumPy computes."""

import numpy as np
import pytest

from unrolled import complex_step, five_words, language_model, transformer
from unrolled.text.words import words

KNOWN = five_words.vocabulary(five_words.SENTENCES[0])
PARAMS = five_words.params(len(KNOWN.words))
BLOCK = {name: PARAMS[name] for name in transformer.SHAPES}


def masked(causal):
    return transformer.causal(5) if causal else None


@pytest.mark.parametrize("placed", [False, True])
@pytest.mark.parametrize("causal", [False, True])
def test_the_program_is_a_block_that_reads_words(placed, causal):
    program = five_words.program(placed=placed, causal=causal)
    xs = five_words.read(KNOWN, [*words(five_words.SENTENCES[0])[:-1], "_"], placed)
    done = transformer.forward(BLOCK, xs, masked(causal))
    for t, alpha in enumerate(done.alpha, start=1):
        np.testing.assert_allclose(program.value("x", t), xs[t - 1], rtol=1e-13)
        np.testing.assert_allclose(program.value("alpha", t), alpha, rtol=1e-12)
    said = PARAMS["V"] @ done.output[-1] + PARAMS["c"]
    np.testing.assert_allclose(program.value("logits", 5), said, rtol=1e-12)


def test_the_error_comes_back_to_every_vector_that_was_read():
    program = five_words.program()
    E = five_words.vectors(KNOWN)
    ids = KNOWN.encode([*words(five_words.SENTENCES[0])[:-1], "_"])
    y = np.eye(len(KNOWN.words))[KNOWN.encode(["good"])[0]]

    def loss(E):
        xs = E[ids] + transformer.positions(5, five_words.SIZE)
        h = transformer.forward(BLOCK, xs).output[-1]
        return language_model.output(PARAMS, h, y).loss

    expected = complex_step(loss, E)
    np.testing.assert_allclose(
        program.value("dE", 1).reshape(E.shape), expected, rtol=1e-11, atol=1e-14
    )
    row = KNOWN.encode(["phone"])[0]
    np.testing.assert_allclose(program.value("dxs", 2), expected[row], rtol=1e-11)


def test_keys_and_values_get_a_gradient_at_every_place():
    data = five_words.program().data
    for name in ("dquery", "dkey", "dvalue"):
        steps = [n["t"] for n in data["nodes"] if n.get("name") == name]
        assert sorted(steps) == [1, 2, 3, 4, 5]


def test_what_is_not_drawn_is_computed_all_the_same():
    data = five_words.program().data
    names = {n.get("name") for n in data["nodes"]}
    assert data["layout"]["inside"] and {*data["layout"]["inside"]} <= names


def test_a_sentence_of_one_word_is_too_short():
    with pytest.raises(ValueError, match="two words"):
        five_words.program("phone")
