"""Bags of words and TF-IDF: the lectures' tables, corrected (E26, E84, E85)."""

import json
from pathlib import Path

import numpy as np
import pytest

from unrolled.recording import Recorder
from unrolled.text.documents import bags_of_words, cosines, idf, similarities, tf_idf
from unrolled.text.words import words

GOLDEN = json.loads(
    (Path(__file__).parent / "golden" / "documents.json").read_text(encoding="utf-8")
)
# lecture 004, "Why RNN?": the sentences, and the table as it is printed
DOCUMENTS = [
    "I like this phone",
    "This phone is good",
    "This phone is not okay",
    "I do not like this phone because battery is not charging properly",
]
HEADER = words("battery because charging do good i is like not okay phone properly this")
PRINTED = [
    [0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1],
    [0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1],
    [0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1],
    [0] * 13,
]


def test_E84_the_lecture_s_table_and_its_two_wrong_rows():
    vocabulary, counts = bags_of_words(DOCUMENTS)
    assert vocabulary == tuple(HEADER)
    np.testing.assert_array_equal(counts[1:3], PRINTED[1:3])
    differing = [w for w, a, b in zip(HEADER, PRINTED[0], counts[0], strict=True) if a != b]
    assert differing == ["okay", "phone"]
    np.testing.assert_array_equal(counts[3], [1, 1, 1, 1, 0, 1, 1, 1, 2, 0, 1, 1, 1])


def test_E84_a_binary_bag_says_only_whether():
    counts = bags_of_words(DOCUMENTS, binary=True).counts
    assert counts[3][HEADER.index("not")] == 1 and counts.max() == 1


def test_E85_the_other_version_of_the_fourth_sentence_has_another_vocabulary():
    other = [*DOCUMENTS[:3], "I do not like this phone because battery is not good"]
    assert len(bags_of_words(other).vocabulary) == 11


def test_E85_a_bag_does_not_know_the_order():
    bags = bags_of_words(["This phone is no good", "No this phone is good"])
    assert bags.vocabulary == ("good", "is", "no", "phone", "this")
    np.testing.assert_array_equal(bags.counts, np.ones((2, 5)))


def test_words_may_be_given():
    bags = bags_of_words(["a b", "b b c"], vocabulary=["b", "z"])
    assert bags.vocabulary == ("b", "z")
    np.testing.assert_array_equal(bags.counts, [[1, 0], [2, 0]])


def test_E26_idf_with_the_natural_logarithm():
    counts = np.array([[1, 1, 1], [2, 1, 0], [1, 0, 0], [9, 0, 0]], float)
    np.testing.assert_allclose(idf(counts), [1, 1.6931, 2.3863], atol=5e-5)
    np.testing.assert_allclose(idf(counts), 1 + np.log(4 / np.array([4, 2, 1])))


def test_tf_idf_by_hand():
    counts = bags_of_words(["a a b", "a c"]).counts
    rare = 1 + np.log(2)
    np.testing.assert_allclose(tf_idf(counts), [[2, rare, 0], [1, 0, rare]], rtol=1e-15)


def test_E26_a_word_in_no_document_has_no_weight():
    counts = bags_of_words(["a b", "b"], vocabulary=["a", "z"]).counts
    with pytest.raises(ValueError, match="word 1 occurs in 0 of 2 documents"):
        idf(counts)


def test_a_query_finds_the_document_that_is_most_like_it():
    found = similarities("phone is not okay?", DOCUMENTS)
    assert found.argmax() == 2 and 0 < found.min() and found.max() < 1
    assert similarities(DOCUMENTS[1], DOCUMENTS)[1] == pytest.approx(1.0)
    np.testing.assert_array_equal(similarities("zebra", DOCUMENTS), np.zeros(4))


@pytest.mark.parametrize(
    ("name", "smooth", "unit"),
    [("plain", 0, 0), ("smooth", 1, 0), ("unit", 0, 1), ("both", 1, 1)],
)
def test_all_agrees_with_scikit_learn(name, smooth, unit):
    """See golden/make_documents_golden.py."""
    golden = GOLDEN[name]
    vocabulary, counts = bags_of_words(GOLDEN["documents"])
    assert list(vocabulary) == GOLDEN["vocabulary"]
    np.testing.assert_array_equal(counts, GOLDEN["counts"])
    weights = idf(counts, smooth=bool(smooth))
    np.testing.assert_allclose(weights, golden["idf"], rtol=1e-14)
    found = tf_idf(counts, weights, unit=bool(unit))
    np.testing.assert_allclose(found, golden["tf_idf"], rtol=1e-14)
    for query, expected in zip(GOLDEN["queries"], golden["cosines"], strict=True):
        asked = tf_idf(bags_of_words([query], vocabulary).counts, weights, unit=bool(unit))
        np.testing.assert_allclose(cosines(asked[0], found), expected, atol=1e-14)


def test_queries_agree_with_scikit_learn():
    for query, expected in zip(GOLDEN["queries"], GOLDEN["plain"]["cosines"], strict=True):
        np.testing.assert_allclose(similarities(query, DOCUMENTS), expected, atol=1e-14)


def test_weights_are_recorded():
    counts = bags_of_words(DOCUMENTS).counts
    recorder = Recorder()
    weighed = tf_idf(recorder.leaf("input", "counts", counts))
    np.testing.assert_array_equal(weighed.value, tf_idf(counts))
    assert set(recorder.program({"weighed": weighed}).data["equations"]) == {"X2", "X3"}


@pytest.mark.parametrize(
    "documents, message",
    [
        ([], "at least 1 text"),
        ("a text", "at least 1 text"),
        (["", " ?! "], "0 words in 2"),
    ],
)
def test_documents_without_words_are_refused(documents, message):
    with pytest.raises(ValueError, match=message):
        bags_of_words(documents)
