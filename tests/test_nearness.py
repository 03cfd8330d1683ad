"""Near words and analogies."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unrolled.models.nearness import analogy, neighbours

WORDS = ["a", "b", "c", "d", "e"]


def drawn(seed):
    return np.random.default_rng(seed).normal(size=(len(WORDS), 3))


@given(st.integers(0, 99), st.sampled_from(WORDS))
def test_neighbours_are_ranked_by_their_angle_whatever_their_length(seed, word):
    vectors = drawn(seed)
    found = neighbours(vectors, WORDS, word, count=9)
    assert sorted(near for near, _ in found) == sorted(set(WORDS) - {word})
    cosines = [cosine for _, cosine in found]
    assert cosines == sorted(cosines, reverse=True)
    lengths = np.random.default_rng(seed + 1).uniform(0.5, 2, (len(WORDS), 1))
    assert [w for w, _ in neighbours(lengths * vectors, WORDS, word, count=9)] == [
        w for w, _ in found
    ]


@given(st.integers(0, 99))
def test_taking_the_mean_off_is_moving_the_origin(seed):
    vectors = drawn(seed)
    moved = neighbours(vectors + 7, WORDS, "a", centred=True)
    for (word, cosine), (other, same) in zip(
        moved, neighbours(vectors, WORDS, "a", centred=True), strict=True
    ):
        assert word == other and abs(cosine - same) < 1e-9


@given(st.integers(0, 99))
def test_an_analogy_is_the_parallelogram_of_the_three_directions(seed):
    vectors = drawn(seed)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    own = unit[1] - unit[0] + unit[2]
    right = unit @ own / np.linalg.norm(own)
    for word, cosine in analogy(vectors, WORDS, *"abc", exclude=False):
        np.testing.assert_allclose(cosine, right[WORDS.index(word)], rtol=1e-12)
    assert {word for word, _ in analogy(vectors, WORDS, *"abc")} == {"d", "e"}


def test_who_is_not_left_out_may_win():
    vectors = np.array([[1.0, 0.1], [1.0, 0.0], [0.9, 0.3], [0.0, 1.0]])
    first = analogy(vectors, WORDS[:4], "a", "b", "c", exclude=False)[0][0]
    assert first in "abc"
