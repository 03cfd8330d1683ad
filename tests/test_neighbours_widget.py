"""The widget of near words: its program, what stands in its place, and what it refuses."""

import numpy as np
import pytest

from unrolled import near_words, nearness
from unrolled.widgets import Neighbours


def test_the_figure_has_the_nearest_words():
    known = near_words.learned()
    figure = Neighbours("car").figure()
    for word, cosine in nearness.neighbours(known.E, known.words, "car", count=8):
        assert f">{word}</th><td>{cosine:.3f}</td><td>1.414</td>" in figure
    assert figure.count("<polyline") == 2


def test_a_word_that_was_not_learned_is_named():
    with pytest.raises(ValueError, match="word is 'banana'"):
        Neighbours("banana")


def test_a_word_is_compared_as_its_neighbours_are():
    known, recorded = near_words.learned(), near_words.program("find")
    cosines = recorded.value("cosines")
    for word, cosine in nearness.neighbours(known.E, known.words, "find", count=9):
        assert cosines[known.words.index(word)] == cosine
    codes = np.eye(len(known.words))
    apart = np.linalg.norm(codes - codes[known.words.index("find")], axis=1)
    np.testing.assert_allclose(recorded.value("one_hot"), apart, rtol=1e-15)


def test_one_hot_codes_of_a_sum_are_as_far_as_they_are():
    weights, codes = np.array([-1.0, 1.0, 1.0, 0.0]), np.eye(4)
    apart = np.linalg.norm(codes - weights, axis=1)
    found = nearness.compared(np.ones((4, 2)), weights)
    np.testing.assert_allclose(found.one_hot, apart, rtol=1e-15)


def test_numbers_of_a_page_are_those_of_the_library():
    E = near_words.learned().E
    np.testing.assert_array_equal(E.astype(np.float16).astype(float), E)
