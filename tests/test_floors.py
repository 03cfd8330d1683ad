"""Floors: what the best model of a kind can reach, from the data alone."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled import NGrams
from unrolled.models.floors import best, conditional_entropy, floor, rank_error

PAIRS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=30)


@given(PAIRS, st.integers(0, 2**32 - 1))
def test_no_model_of_a_kind_gets_below_its_floor(pairs, seed):
    """An answer that depends on what is seen, and on nothing else, costs at least that."""
    probs = np.random.default_rng(seed).dirichlet(np.ones(4), 3)
    assert floor(pairs) <= -np.mean([np.log(probs[s, a]) for s, a in pairs]) + 1e-12


@given(PAIRS)
def test_the_best_model_reaches_it(pairs):
    said = best(pairs)
    for own in said.values():
        assert sum(own.values()) == pytest.approx(1)
    assert floor(pairs) == pytest.approx(-np.mean([np.log(said[s][a]) for s, a in pairs]))


@given(PAIRS)
def test_who_sees_more_has_a_lower_floor(pairs):
    more = [((s, n % 2), a) for n, (s, a) in enumerate(pairs)]
    assert floor(more) <= floor(pairs) + 1e-12


def test_the_floor_of_one_letter_is_the_loss_of_a_bigram():
    word = "hello"
    assert floor(pairwise(word)) == pytest.approx(NGrams.of(word, n=2).loss(word))
    assert np.exp(floor(pairwise(word))) == pytest.approx(np.sqrt(2))


def test_there_must_be_a_pair():
    for call in (best, floor):
        with pytest.raises(ValueError, match="no pairs; at least one"):
            call([])


@given(PAIRS)
def test_the_entropy_of_a_table_is_the_floor_of_its_pairs(pairs):
    counts = np.zeros((3, 4))
    for pair in pairs:
        counts[pair] += 1
    assert conditional_entropy(counts) == pytest.approx(floor(pairs), abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 3))
def test_no_product_comes_nearer_than_the_rank_allows(seed, k):
    """The best one keeps k singular values; any other one leaves more."""
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 5, (4, 5)).astype(float)
    left, sigma, right = np.linalg.svd(table, full_matrices=False)
    best_one = left[:, :k] * sigma[:k] @ right[:k]
    lowest = rank_error(table, k)
    assert np.linalg.norm(table - best_one) == pytest.approx(lowest, abs=1e-12)
    moved = (left[:, :k] * sigma[:k] + 0.1 * rng.normal(size=(4, k))) @ right[:k]
    assert np.linalg.norm(table - moved) > lowest
