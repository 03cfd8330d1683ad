"""Words: what is one, and the vocabulary of the most frequent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.text.words import UNKNOWN, WordVocabulary, words

TEXTS = st.lists(st.sampled_from(words("to be or not that is")), min_size=1, max_size=12)


def test_case_and_punctuation_do_not_matter():
    assert words("Hello, WORLD! (hello)") == ["hello", "world", "hello"]
    assert words("It's a start-up; don’t.") == ["it's", "a", "start-up", "don’t"]
    assert words("Größe 42") == ["größe", "42"]
    assert words(" \n?! ") == []


def test_stop_words_are_left_out():
    assert words("The cat and the hat", without={"the", "and"}) == ["cat", "hat"]


@given(TEXTS)
def test_decoding_undoes_encoding(text):
    vocabulary = WordVocabulary.of(text)
    assert list(vocabulary.words) == sorted(set(text)) and len(vocabulary) == len(set(text))
    assert vocabulary.decode(vocabulary.encode(text)) == text
    np.testing.assert_array_equal(
        vocabulary.one_hot(text).argmax(1), vocabulary.encode(text)
    )


def test_rare_words_are_unknown():
    vocabulary = WordVocabulary.of([*"babccdab"], size=3)
    assert vocabulary.words == (UNKNOWN, "a", "b")  # of a and c, the first in order
    assert vocabulary.decode(vocabulary.encode(["b", "zebra"])) == ["b", UNKNOWN]


def test_a_text_that_fits_needs_no_unknown_word():
    assert WordVocabulary.of(["a", "b"], size=2).words == ("a", "b")


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: WordVocabulary.of([]), "at least one word; the text is empty"),
        (lambda: WordVocabulary(("a", "a")), "'a' stands twice"),
        (lambda: WordVocabulary.of("abc", size=1), "size is 1"),
        (
            lambda: WordVocabulary(("a", "b")).encode(["a", "z"]),
            r"'z' \(place 2\) .* the 2 ",
        ),
        (lambda: WordVocabulary(("a",)).decode([1]), "id 1 is not in 0 … 0"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
