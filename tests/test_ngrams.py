"""n-grams: counts, the fraction the right way up, perplexity (E15, E22, E23)."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.models.losses import perplexity
from unrolled.models.ngrams import START, NGrams, free_parameters, smoothed
from unrolled.recording import Recorder
from unrolled.text.words import words

CAT = words("the cat sat on the mat the cat ran")
TEXTS = st.text("abc", min_size=4, max_size=20)
K = st.sampled_from([0.0, 0.1, 1.0])


def test_E22_the_fraction_stands_the_right_way_up():
    bigrams = NGrams.of(CAT, n=2)
    assert bigrams.probability("cat", ["the"]) == 2 / 3
    assert bigrams.probability("mat", ["the"]) == 1 / 3
    assert bigrams.probability("sat", ["mat"]) == 0.0
    printed = CAT.count("cat") / bigrams.count("the", "cat")
    assert printed + CAT.count("mat") / bigrams.count("the", "mat") > 1


@given(TEXTS, st.integers(1, 3), K)
def test_probabilities_after_a_context_add_up_to_one(text, n, k):
    ngrams = NGrams.of(text, n=n)
    for context in ngrams.contexts:
        p = ngrams.distribution(context, k)
        assert p.sum() == pytest.approx(1.0, abs=1e-12)
        for word, q in zip(ngrams.vocabulary, p, strict=True):
            assert q == ngrams.probability(word, context, k)


@given(TEXTS, st.integers(1, 3))
def test_counts_are_those_of_sliding_windows(text, n):
    ngrams = NGrams.of(text, n=n)
    expected = Counter(text[i : i + n] for i in range(len(text) - n + 1))
    for run, count in expected.items():
        assert ngrams.count(*run) == count
    assert ngrams.counts.total() == ngrams.contexts.total() == len(text) - n + 1


def test_one_word_before_is_not_enough_for_hello():
    bigrams = NGrams.of("hello", n=2)
    assert bigrams.distribution("l").tolist() == [0, 0, 0.5, 0.5]
    assert bigrams.loss("hello") == pytest.approx(math.log(4) / 4, abs=1e-15)
    assert bigrams.perplexity("hello") == pytest.approx(math.sqrt(2), abs=1e-15)
    assert NGrams.of("hello", n=3).perplexity("hello") == 1.0


@given(TEXTS, st.integers(1, 3), K)
def test_E23_perplexity_is_the_root_of_the_product_and_has_no_base(text, n, k):
    ngrams = NGrams.of(text, n=n)
    p = [
        ngrams.probability(text[i + n - 1], text[i : i + n - 1], k)
        for i in range(len(text) - n + 1)
    ]
    product = math.prod(1 / q for q in p) ** (1 / len(p))
    assert ngrams.perplexity(text, k=k) == pytest.approx(product, rel=1e-10)
    bits = ngrams.loss(text, k=k) / math.log(2)
    assert perplexity(bits, base=2) == pytest.approx(product, rel=1e-10)


def test_E23_four_hundred_small_probabilities_do_not_underflow():
    digits = "0123456789"
    uniform = NGrams.of(digits, n=1)
    assert uniform.perplexity(digits * 40) == pytest.approx(10)
    assert math.prod([0.1] * 400) == 0.0


def test_what_was_never_seen_is_infinitely_surprising_without_smoothing():
    bigrams = NGrams.of("abab", n=2)
    assert bigrams.perplexity("aa") == math.inf
    assert bigrams.probability("a", "a", k=1.0) == 1 / 4
    assert bigrams.perplexity("aa", k=1.0) == pytest.approx(4.0, rel=1e-15)


def test_much_smoothing_is_a_uniform_model():
    p = NGrams.of("hello", n=2).distribution("l", k=1e12)
    np.testing.assert_allclose(p, 0.25, rtol=1e-10)


def test_E23_start_symbols_let_the_first_word_be_predicted():
    trigrams = NGrams.of(["a", "b"], ["a", "c"], n=3, start=True)
    assert trigrams.distribution([START, START]).tolist() == [1, 0, 0]
    assert trigrams.distribution([START, "a"]).tolist() == [0, 0.5, 0.5]
    assert trigrams.vocabulary == ("a", "b", "c")


def test_no_run_reaches_from_one_text_into_the_next():
    assert NGrams.of("ab", "cd", n=2).count("b", "c") == 0


def test_the_vocabulary_may_be_larger_than_the_text():
    assert NGrams.of("aab", n=1, vocabulary="abc").probability("c", k=1.0) == 1 / 6


def test_E15_free_numbers_of_a_table():
    assert free_parameters(3, 2) == (8, 6)
    assert free_parameters(10, 3) == (999, 900)
    joint, conditional = free_parameters(10_000, 2)
    assert joint == 10**8 - 1 and conditional == 10_000 * 9_999


def test_smoothing_is_recorded_with_k_to_be_edited():
    recorder = Recorder()
    counts = recorder.leaf("input", "counts", [2.0, 1.0, 0.0])
    k = recorder.leaf("hyperparameter", "k", 0.5)
    probs = smoothed(counts, np.sum(counts), 3, k)
    np.testing.assert_array_equal(probs.value, smoothed(np.array([2, 1, 0]), 3, 3, 0.5))
    assert set(recorder.program({"probs": probs}).data["equations"]) == {"N1"}


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: NGrams.of("ab", n=0), "n is 0"),
        (lambda: NGrams.of("", n=1), "longest text has 0 words; n = 1 needs 1"),
        (lambda: NGrams.of("ab", n=3), "longest text has 2 words; n = 3 needs 3"),
        (lambda: NGrams.of("ab", n=2).probability("z", "a"), "'z' is not among the 2"),
        (lambda: NGrams.of("ab", n=2).probability("b", "b"), "nothing was seen after"),
        (lambda: NGrams.of("ab", n=2).distribution("ab"), "has 2 words; n = 2 needs 1"),
        (lambda: NGrams.of("ab", n=2).distribution("a", k=-1), "k is -1"),
        (lambda: NGrams.of("ab", n=2).loss("a"), "nothing to predict"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
