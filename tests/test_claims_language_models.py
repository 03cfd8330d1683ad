"""What the chapter on language models says of its results."""

import numpy as np

from claims import claims
from unrolled import feedforward, helo, reviews, windows
from unrolled.lessons import counting
from unrolled.text import documents

says = claims("language_models")
LETTERS, WORDS = (counting.tables()[unit] for unit in ("letters", "words"))


@says(
    "Of [three words](step:counts?n=3) a quarter is new, of [five](step:counts?n=5) nearly "
    "half",
)
def test_a_quarter_and_nearly_half_are_new(chapter):
    assert abs(WORDS[3].unseen - 0.25) < 0.01
    assert 0.45 < WORDS[5].unseen < 0.5


@says("Adding 1 is not harmless.", "more than twice as much")
def test_adding_one_costs_much(chapter):
    one, little = (
        float(counting.loss(LETTERS[5].held_out, k, LETTERS[5].K)) for k in (1, 0.003)
    )
    assert one > 2 * little


@says(
    "On the text that was learned, longer runs cost less and less. On the other text "
    "they stop helping after five letters, with this way of smoothing.",
    "What was never seen has the probability 0, and one such place makes [the loss "
    "infinite](step:counts?none=1).",
)
def test_overfitting(chapter):
    own, other = (
        [float(counting.loss(text, counting.K_START, one.K)) for one in LETTERS.values()
         for text in [getattr(one, part)]]
        for part in ("learned", "held_out")
    )  # fmt: skip
    assert (np.diff(own) < 0).all()
    assert (np.diff(other)[:4] < 0).all() and other[5] >= other[4]
    with np.errstate(divide="ignore", invalid="ignore"):
        without = counting.loss(WORDS[1].held_out, 0, WORDS[1].K)
    assert np.isinf(without)


@says("*phone* stands in all four reviews", "*good* stands in one.")
def test_the_words_of_the_reviews(chapter):
    vocabulary, counts = documents.bags_of_words(reviews.REVIEWS)
    holding = dict(zip(vocabulary, documents.holding(counts), strict=True))
    assert holding["phone"] == 4 and holding["good"] == 1


@says("It finds the third review either way")
def test_the_third_review_is_found(chapter):
    for query in ("not okay", "okay"):
        assert documents.similarities(query, reviews.REVIEWS).argmax() == 2


@says(
    "Two letters are enough for hello.",
    "two cost nothing in the end and two cost ln 2.",
    "√2 is the *floor* of one letter: below that it cannot get.",
)
def test_one_letter_and_two(chapter):
    for width, bounds in ((1, (2**0.5, 2**0.5 + 0.005)), (2, (1, 1.005))):
        start = feedforward.init(0, 4, width, 2, hidden_size=3)
        course = windows.course(start, helo.VOCABULARY, "hello")
        for _ in range(301):
            _, _, perplexity = next(course)
        assert bounds[0] <= perplexity < bounds[1]


@says("do they have the same bag?")
def test_the_two_sentences_have_one_bag(chapter):
    one, other = documents.bags_of_words(chapter["pair"]).counts
    assert (one == other).all()


@says("A longer run says more about what comes next, and is seen less often.")
def test_longer_runs_say_more_and_are_rarer(chapter):
    for own in (LETTERS, WORDS):
        texts = [one.learned for one in own.values()]
        assert (np.diff([float(counting.loss(t, 1e-9, 1)) for t in texts]) < 0).all()
        assert (np.diff([np.average(t.seen, weights=t.times) for t in texts]) < 0).all()
        assert (np.diff([one.unseen for one in own.values()]) > 0).all()


@says("Of the four reviews, the third and this one hold the word.")
def test_who_holds_not(chapter):
    vocabulary, counts = documents.bags_of_words(reviews.REVIEWS)
    assert counts[:, vocabulary.index("not")].nonzero()[0].tolist() == [2, 3]
