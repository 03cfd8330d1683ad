"""Letters, ids, one-hot vectors."""

import os
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.text.letters import Vocabulary, graphemes, one_hot, spelled
from unrolled.text.streams import Stream
from unrolled.text.words import words

TEXTS = st.text(min_size=1, max_size=20)


@given(st.lists(st.integers(0, 6), max_size=8))
def test_a_one_hot_row_has_a_single_one_at_its_place(ids):
    rows = one_hot(ids, 7)
    assert rows.shape == (len(ids), 7) and rows.dtype == float
    assert rows.sum() == len(ids)
    assert all(rows[t, i] == 1 for t, i in enumerate(ids))


def test_ids_may_come_from_any_iterable():
    expected = [[0, 1], [1, 0]]
    for ids in ([1, 0], (1, 0), iter([1, 0]), np.array([1, 0]), np.array([1, 0], "u1")):
        np.testing.assert_array_equal(one_hot(ids, 2), expected)


def test_a_large_vocabulary_takes_the_memory_of_its_rows_alone():
    assert one_hot([999_999], 1_000_000).sum() == 1  # a unit matrix would hold 1e12 numbers


def test_no_ids_are_no_rows():
    assert one_hot([], 5).shape == (0, 5)


@pytest.mark.parametrize("ids, bad", [([0, 3], 3), ([-1, 0], -1), ([0, 1, 99, 7], 99)])
def test_an_id_outside_is_named_with_the_range(ids, bad):
    with pytest.raises(ValueError, match=f"id {bad} is not in 0 … 2"):
        one_hot(ids, 3)


@pytest.mark.parametrize("ids", [[0.0, 1.0], ["h"], [True, False], [1j], [None]])
def test_ids_that_are_not_whole_numbers_are_refused(ids):
    with pytest.raises(ValueError, match="whole numbers is needed"):
        one_hot(ids, 3)


@given(TEXTS)
def test_a_vocabulary_holds_every_letter_once_in_sorted_order(text):
    vocabulary = Vocabulary.of(text)
    assert list(vocabulary.letters) == sorted(set(text))
    assert len(vocabulary) == len(set(text))


@given(TEXTS)
def test_decoding_undoes_encoding(text):
    vocabulary = Vocabulary.of(text)
    ids = vocabulary.encode(text)
    assert all(0 <= i < len(vocabulary) for i in ids)
    assert vocabulary.decode(ids) == text.removeprefix("\ufeff")


@given(TEXTS)
def test_one_hot_of_a_text_is_one_hot_of_its_ids(text):
    vocabulary = Vocabulary.of(text)
    expected = one_hot(vocabulary.encode(text), len(vocabulary))
    np.testing.assert_array_equal(vocabulary.one_hot(text), expected)


def test_the_order_of_given_letters_is_kept():
    vocabulary = Vocabulary("helo")
    assert vocabulary.encode("hello").tolist() == [0, 1, 2, 2, 3]
    assert vocabulary.decode([3, 2, 1, 0]) == "oleh"


def test_letters_beyond_ascii_are_letters():
    vocabulary = Vocabulary.of("日本🙂é日")
    assert len(vocabulary) == 4
    assert vocabulary.decode(vocabulary.encode("🙂日é")) == "🙂日é"


# What a reader sees as one letter, of how many characters it may be.
LETTERS = [
    ["n", "e\u0301", "x", " "],
    ["👨\u200d👩\u200d👧", "a", "🇩🇪", "🇫🇷", "👍🏽", "❤\ufe0f", "1\ufe0f\u20e3"],
    ["ש", "ל", "\u1112\u1161\u11ab", "한", "क", "क\u094dषा", "ﾊﾞ"],
    ["\u0301", "\u200b", "\0", "\t", "\r\n", "\n", "a\u200d", "b", "\ud800"],
]


@pytest.mark.parametrize("letters", LETTERS)
def test_a_letter_is_what_a_reader_sees_as_one(letters):
    text = "".join(letters)
    assert graphemes(text) == letters
    assert spelled(text, 2, "") == letters
    vocabulary = Vocabulary(sorted(set(letters)))
    ids = vocabulary.encode(text)
    assert [vocabulary.letters[i] for i in ids] == letters
    assert vocabulary.decode(ids) == text
    with pytest.raises(ValueError, match=r"letter 'y\u0323' \(place 2"):
        vocabulary.encode(f"{letters[0]}y\u0323")


def test_what_is_given_letter_by_letter_is_a_text_where_it_can_be():
    assert Vocabulary(["h", "e"]) == Vocabulary("he")


def test_an_empty_text_encodes_to_nothing():
    assert Vocabulary("ab").encode("").shape == (0,)
    assert Vocabulary("ab").one_hot("").shape == (0, 2)


@pytest.mark.parametrize(
    "size, dtype", [(1, "u1"), (256, "u1"), (257, "u2"), (70000, "u4")]
)
def test_ids_are_the_smallest_whole_numbers(size, dtype):
    letters = "".join(map(chr, [*range(0xD000), *range(0x10000, 0x20000)][:size]))
    ids = Vocabulary(letters).encode(letters)
    assert ids.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(ids, np.arange(size))


def test_a_long_text_takes_a_byte_a_letter():
    text = "to be or not to be " * 50_000
    vocabulary = Vocabulary.of(text)
    tracemalloc.start()
    stream = Stream(vocabulary.encode(text), 8, 32)
    stream.batch(7)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.1 * len(text) + 100_000


def test_a_byte_order_mark_is_left_out_with_a_word():
    with pytest.warns(UserWarning, match="begins with a byte order mark"):
        vocabulary = Vocabulary.of("\ufeffhello")
    assert vocabulary.letters == "ehlo"
    with pytest.warns(UserWarning, match='encoding="utf-8-sig"'):
        assert vocabulary.encode("\ufeffhello").tolist() == [1, 0, 2, 2, 3]
    with pytest.warns(UserWarning, match="begins with a byte order mark"):
        assert spelled("\ufeffab", 2, "") == ["a", "b"]


@pytest.mark.parametrize("wrong", [b"hello", None, 3, ["h", "e"]])
def test_what_is_no_text_is_refused(wrong):
    for call in (Vocabulary.of, Vocabulary("helo").encode, words):
        with pytest.raises(ValueError, match="a str is needed, decoded from bytes"):
            call(wrong)


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_vocabulary_does_not_depend_on_the_hash_seed(seed):
    code = "from unrolled import Vocabulary; print(Vocabulary.of('zebra crossing'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "Vocabulary(letters=' abceginorsz')"


@pytest.mark.parametrize("make", [Vocabulary, Vocabulary.of])
def test_an_empty_vocabulary_is_refused(make):
    with pytest.raises(ValueError, match="at least one letter; the text is empty"):
        make("")


def test_a_letter_that_stands_twice_is_named():
    with pytest.raises(ValueError, match="'l' stands twice in the vocabulary 'hello'"):
        Vocabulary("hello")


def test_an_unknown_letter_is_named_with_its_place():
    with pytest.raises(ValueError, match=r"letter 'x' \(place 3 of 'hex'\) .* 'helo'"):
        Vocabulary("helo").encode("hex")


def test_a_vocabulary_cannot_be_changed():
    with pytest.raises(AttributeError):
        Vocabulary("ab").letters = "abc"


def test_equal_letters_are_equal_vocabularies():
    assert Vocabulary("helo") == Vocabulary("helo") != Vocabulary("hole")


@pytest.mark.parametrize("bad", [-1, 4])
def test_an_id_without_a_letter_is_refused(bad):
    with pytest.raises(ValueError, match=f"id {bad} is not in 0 … 3"):
        Vocabulary("helo").decode([0, bad])
