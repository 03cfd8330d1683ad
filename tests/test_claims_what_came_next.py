"""What the chapter on Transformers says of its results."""

import numpy as np

from claims import claims
from unrolled import blanks, five_words, transformer

says = claims("what_came_next")


@says(
    "Nobody has trained these weights, so what it guesses means nothing.",
    "So here both guess the same;",
)
def test_the_blank_is_last_and_sees_the_same_with_a_mask(chapter):
    free, masked = (five_words.program(causal=causal) for causal in (False, True))
    np.testing.assert_array_equal(free.value("alpha", 5), masked.value("alpha", 5))
    np.testing.assert_array_equal(free.value("probs", 5), masked.value("probs", 5))
    assert free.value("probs", 5).argmax() != free.value("y", 5).argmax()
    assert masked.value("alpha", 1).tolist() == [1, 0, 0, 0, 0]
    assert (masked.value("alpha", 2) > 0).tolist() == [True, True, False, False, False]


@says("a blank in the middle would see less.")
def test_a_blank_in_the_middle_sees_less_with_a_mask(chapter):
    xs = five_words.read(chapter["known"], ["this", "phone", "_", "no", "good"])
    free, masked = (
        transformer.forward(chapter["block"], xs, mask) for mask in (None, chapter["mask"])
    )
    assert (free.alpha[2] > 0).all() and not masked.alpha[2, 3:].any()
    assert abs(free.output[2] - masked.output[2]).max() > 1


@says(
    "Each row adds up to 1. In the rows of is and no nearly all the weight lies on is and "
    "no."
)
def test_who_looks_at_whom(chapter):
    alpha = chapter["alpha"]
    np.testing.assert_allclose(alpha.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(alpha[0], chapter["first"].alpha, rtol=1e-12)
    assert (alpha[2:4, 2:4].sum(axis=1) > 0.97).all()


@says(
    "Shuffle the words, and what comes out is shuffled with them.",
    "The word *good* gets the same vector in praise and in blame.",
)
def test_a_bag_of_words(chapter):
    np.testing.assert_allclose(
        chapter["two"], chapter["one"][chapter["order"]], rtol=1e-12, atol=1e-12
    )
    assert sorted(chapter["sentence"]) == sorted(chapter["other"])


@says(
    "The last word has seen the same bag in both. All others have seen other words before "
    "them.",
    "with neither, with positions, with the mask.",
)
def test_positions_or_a_mask_break_it(chapter):
    read, mask = chapter["read"], chapter["mask"]
    far = []
    for placed, seen in ((False, None), (True, None), (False, mask)):
        here, there = (read(chapter[name], placed, seen) for name in ("sentence", "other"))
        far.append({word: abs(here[word] - there[word]).max() for word in here})
    neither, places, masked = far
    assert max(neither.values()) < 1e-12 and min(places.values()) > 0.1
    assert masked.pop("good") < 1e-12 and min(masked.values()) > 0.1


@says("A second block on top would tell *good*, too, for it asks vectors that differ.")
def test_a_second_block_tells_the_last_word(chapter):
    block, mask = chapter["block"], chapter["mask"]
    last = []
    for said in (chapter["sentence"], chapter["other"]):
        xs = five_words.read(chapter["known"], said)
        first = transformer.forward(block, xs, mask).output
        last.append(transformer.forward(block, first, mask).output[-1])
    assert abs(last[0] - last[1]).max() > 0.01


@says("Most of the numbers are here:")
def test_most_of_the_numbers_are_in_the_perceptron(chapter):
    assert chapter["thinks"] > 2 * chapter["asks"]


@says("A floor asks what is seen, not what network sees it.")
def test_the_floors_of_the_blanks(chapter):
    left, both = (np.exp(blanks.LECTURE.floor(ways)) for ways in (1, 2))
    np.testing.assert_allclose([left, both], [2 * np.sqrt(2), np.sqrt(2)], rtol=1e-12)


@says(
    "For short texts both cost about the same, within a factor of two,",
    "For long texts the square takes over.",
)
def test_what_it_costs(chapter):
    D = chapter["D"]
    cost = {T: (3 * T * D**2 + 2 * T**2 * D) / (2 * T * D**2) for T in (10, 100, 100_000)}
    assert max(cost[10], cost[100]) < 2 and cost[100_000] > 100
    assert chapter["looks"] == 3 * 100_000 * D**2 + 2 * 100_000**2 * D


@says("The same question, the same words, the same answer. With positions they differ.")
def test_a_word_that_comes_twice(chapter):
    made = chapter["made"]  # with positions
    assert abs(made[0] - made[1]).max() > 0.1
