"""n-grams of all lengths, mixed as Witten and Bell do it."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.models.mixed_ngrams import MixedNGrams

TEXTS = st.text("abc", min_size=4, max_size=30)


def by_hand(text, K, word, context):
    """Write the mixture once more, in fractions, from the text alone."""
    if not context:
        shorter, seen = Fraction(1, K), list(text)
    else:
        shorter = by_hand(text, K, word, context[1:])
        n = len(context)
        runs = [text[i : i + n + 1] for i in range(len(text) - n)]
        seen = [run[-1] for run in runs if run[:-1] == context]
    different = len(set(seen))
    if not seen:
        return shorter
    return (seen.count(word) + different * shorter) / (len(seen) + different)


@given(TEXTS, st.text("abc", max_size=2))
def test_every_estimate_is_its_equation(text, context):
    ngrams = MixedNGrams.of(text, n=3, vocabulary="abcd")
    for word in "abcd":
        expected = by_hand(text, 4, word, context)
        assert ngrams.probability(word, context) == pytest.approx(
            float(expected), rel=1e-12
        )


@given(TEXTS, st.text("abc", max_size=5), st.integers(1, 4))
def test_probabilities_add_up_to_one_and_none_is_zero(text, context, n):
    ngrams = MixedNGrams.of(text, n=n, vocabulary="abcd")
    p = [ngrams.probability(word, context) for word in "abcd"]
    assert sum(p) == pytest.approx(1, abs=1e-12) and min(p) > 0


@given(TEXTS, TEXTS)
def test_the_loss_is_the_mean_surprise_at_every_letter(text, other):
    ngrams = MixedNGrams.of(text, n=3, vocabulary="abc")
    p = [ngrams.probability(w, other[max(0, i - 2) : i]) for i, w in enumerate(other)]
    np.testing.assert_allclose(ngrams.loss(other), -np.mean(np.log(p)), rtol=1e-12)
    np.testing.assert_allclose(ngrams.loss(other, other), ngrams.loss(other), rtol=1e-12)


def test_only_the_last_words_of_a_context_count():
    ngrams = MixedNGrams.of("hello", n=2)
    assert ngrams.probability("l", "hell") == ngrams.probability("l", "l")
