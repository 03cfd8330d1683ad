"""Word vectors: equations and gradients, PyTorch's numbers, and one wrong way back."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import SIZES, TIGHT, complex_step, numbers
from unrolled import embeddings, helo, reviews
from unrolled.models.losses import softmax
from unrolled.text import cooccurrence
from unrolled.text.words import WordVocabulary, words

GOLDEN = Path(__file__).with_name("golden") / "embeddings.json"
TEXTS = [words(review) for review in reviews.REVIEWS]
VOCABULARY = WordVocabulary.of(word for text in TEXTS for word in text)
LETTERS = np.eye(4)


@st.composite
def problems(draw):
    """Draw both tables, a bag of one word or more, and one word."""
    K, H = draw(SIZES), draw(SIZES)
    params = {name: draw(numbers(K, H, size=1.0)) for name in "EV"}
    bag = np.array(draw(st.lists(st.integers(0, 3), min_size=K, max_size=K)), float)
    bag[draw(st.integers(0, K - 1))] += 1
    return params, bag, np.eye(K)[draw(st.integers(0, K - 1))]


def cost(params, x, y, width):
    """Write both models out once more, in one line each, for complex numbers."""
    z = params["V"] @ (params["E"].T @ x / width)
    return -(y @ z) + y.sum() * np.log(np.exp(z).sum())


def by_complex_step(params, loss):
    return {
        name: complex_step(lambda p, n=name: loss({**params, n: p}), params[name])
        for name in params
    }


@given(problems(), st.sampled_from(["mean", "sum"]))
def test_every_gradient_of_cbow_agrees_with_the_complex_step(problem, merge):
    params, bag, word = problem
    done = embeddings.cbow(params, bag, word, merge)
    width = bag.sum() if merge == "mean" else 1
    np.testing.assert_allclose(done.forward.loss, cost(params, bag, word, width), **TIGHT)
    right = by_complex_step(params, lambda p: cost(p, bag, word, width))
    for name, gradient in done.gradients.items():
        np.testing.assert_allclose(gradient, right[name], **TIGHT)


@given(problems())
def test_every_gradient_of_skip_gram_agrees_with_the_complex_step(problem):
    params, bag, word = problem
    done = embeddings.skip_gram(params, word, bag)
    np.testing.assert_allclose(done.forward.loss, cost(params, word, bag, 1), **TIGHT)
    right = by_complex_step(params, lambda p: cost(p, word, bag, 1))
    for name, gradient in done.gradients.items():
        np.testing.assert_allclose(gradient, right[name], **TIGHT)


@given(problems())
def test_the_way_back_of_word2vec_is_as_many_times_too_long_as_the_context_has_words(
    problem,
):
    params, bag, word = problem
    right, wrong = (embeddings.cbow(params, bag, word, m) for m in ("mean", "word2vec"))
    np.testing.assert_array_equal(wrong.forward.loss, right.forward.loss)
    np.testing.assert_array_equal(wrong.gradients["V"], right.gradients["V"])
    np.testing.assert_allclose(
        wrong.gradients["E"], bag.sum() * right.gradients["E"], **TIGHT
    )


@given(problems())
def test_the_scores_of_skip_gram_are_pushed_by_errors_that_add_up_to_nothing(problem):
    params, bag, word = problem
    done = embeddings.skip_gram(params, word, bag)
    assert abs(done.d_forward.logits.sum()) < 1e-12
    np.testing.assert_allclose(
        done.d_forward.logits, bag.sum() * done.forward.probs - bag, **TIGHT
    )


@given(problems())
def test_only_words_that_were_read_get_a_gradient(problem):
    params, bag, word = problem
    done = embeddings.cbow(params, bag, word)
    assert not done.gradients["E"][bag == 0].any()


@pytest.mark.parametrize("merge", ["mean", "sum"])
def test_pytorch_agrees_about_cbow(merge):
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    params = {name: np.array(p) for name, p in golden["parameters"].items()}
    eye = np.eye(len(params["E"]))
    bag, word = eye[golden["context"]].sum(axis=0), eye[golden["word"]]
    agree(embeddings.cbow(params, bag, word, merge), golden[merge])


def test_pytorch_agrees_about_skip_gram():
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    params = {name: np.array(p) for name, p in golden["parameters"].items()}
    eye = np.eye(len(params["E"]))
    bag, word = eye[golden["context"]].sum(axis=0), eye[golden["word"]]
    agree(embeddings.skip_gram(params, word, bag), golden["skip_gram"])


def agree(done, golden):
    assert done.forward.loss == pytest.approx(golden["loss"], rel=1e-12)
    for name, gradient in golden["gradients"].items():
        np.testing.assert_allclose(done.gradients[name], gradient, rtol=1e-11, atol=1e-14)


def lecture():
    """Take lecture 004's numbers: two columns of its V, two rows of its U."""
    params = helo.parameters()
    return {"E": params["V"][:, :2], "V": params["W"][:2].T}


def test_by_hand_on_letters():
    h, e, ll, _ = LETTERS
    done = embeddings.skip_gram(lecture(), e, h + ll).forward
    np.testing.assert_allclose(done.logits, [0.3675, 0.5774, 0.4193, 0.2442], atol=5e-5)
    np.testing.assert_allclose(done.probs, [0.2398, 0.2958, 0.2525, 0.2120], atol=5e-5)
    assert done.loss == pytest.approx(2.804, abs=5e-4)
    said = [
        embeddings.cbow(lecture(), h + ll, e, m).forward.probs[1] for m in ("sum", "mean")
    ]
    np.testing.assert_allclose(said, [0.3936, 0.3194], atol=5e-5)


@pytest.mark.parametrize("merge", embeddings.MERGES)
@pytest.mark.parametrize("window", [1, 2])
def test_many_at_once_are_the_mean_of_each(window, merge):
    params = embeddings.init(0, len(VOCABULARY), 2)
    X, Y = cooccurrence.bags(cooccurrence.contexts(TEXTS, window), VOCABULARY)
    one_by_one = embeddings.read(params, X, Y, "cbow", merge)
    done = embeddings.together(params, X, Y, *embeddings.widths(X, merge))
    equal(done, one_by_one, len(Y))


@pytest.mark.parametrize("window", [1, 2])
def test_skip_gram_on_a_table_is_the_mean_over_all_pairs(window):
    params, eye = embeddings.init(0, len(VOCABULARY), 2), np.eye(len(VOCABULARY))
    table = cooccurrence.table(TEXTS, window, VOCABULARY)
    X, Y = cooccurrence.bags(cooccurrence.contexts(TEXTS, window), VOCABULARY)
    one_by_one = embeddings.read(params, Y, X, "skip_gram")
    equal(embeddings.together(params, eye, table), one_by_one, table.sum())


def equal(done, one_by_one, total):
    np.testing.assert_allclose(done.forward.loss, one_by_one.L / total, rtol=1e-13)
    for name, gradient in done.gradients.items():
        np.testing.assert_allclose(gradient, one_by_one.gradients[name] / total, **TIGHT)


@given(st.integers(1, 3), st.integers(0, 9))
def test_the_gradients_of_a_factorisation_agree_with_the_complex_step(H, seed):
    rng = np.random.default_rng(seed)
    params = {"Z": rng.normal(size=(4, H)), "E": rng.normal(size=(5, H))}
    counts = rng.integers(0, 4, (4, 5)).astype(float)
    done = embeddings.factorise(params, counts)

    def loss(p):
        return ((p["Z"] @ p["E"].T - counts) ** 2).sum() / 2

    np.testing.assert_allclose(done.L, loss(params), rtol=1e-13)
    for name, right in by_complex_step(params, loss).items():
        np.testing.assert_allclose(done.gradients[name], right, **TIGHT)


def test_the_reviews_have_as_many_pairs_and_contexts_as_counting_by_hand_gives():
    assert [len(cooccurrence.pairs(TEXTS, t)) for t in (1, 2)] == [42, 76]
    assert [len(cooccurrence.contexts(TEXTS, t)) for t in (1, 2)] == [25, 25]


@pytest.mark.parametrize("window", [1, 2, 3])
def test_a_table_counts_the_pairs_and_is_the_same_both_ways(window):
    table = cooccurrence.table(TEXTS, window, VOCABULARY)
    counted = np.zeros_like(table)
    for word, other in cooccurrence.pairs(TEXTS, window):
        counted[tuple(VOCABULARY.encode([word, other]))] += 1
    np.testing.assert_array_equal(table, counted)
    np.testing.assert_array_equal(table, table.T)


@pytest.mark.parametrize("texts, window", [([["a"]], 1), ([], 1), ([["a", "b"]], 0)])
def test_without_a_neighbour_there_is_no_context(texts, window):
    with pytest.raises(ValueError, match=r"no text has two words|window is 0"):
        cooccurrence.pairs(texts, window)


def test_one_softmax_serves_all_places():
    h, e, ll, _ = LETTERS
    params = lecture()
    done = embeddings.skip_gram(params, e, h + ll).forward
    np.testing.assert_array_equal(done.h, params["E"][1])
    np.testing.assert_allclose(done.probs, softmax(params["V"] @ params["E"][1]), **TIGHT)
    each = [embeddings.skip_gram(params, e, y).forward.loss for y in (h, ll)]
    np.testing.assert_allclose(done.loss, sum(each), **TIGHT)


@pytest.fixture
def word_vectors():
    rng = np.random.default_rng(0)
    return rng.normal(size=(10, 4)), rng.normal(size=(4, 10))


def test_E76_a_sum_is_sharper_than_a_mean_and_neither_knows_the_order(word_vectors):
    U, V = word_vectors
    context = [1, 5, 7, 2]
    of_sum, of_mean = (
        softmax(U[context].sum(axis=0) @ V),
        softmax(U[context].mean(axis=0) @ V),
    )
    np.testing.assert_allclose([of_sum.max(), of_mean.max()], [0.73, 0.25], atol=0.005)
    np.testing.assert_allclose(
        softmax(U[context[::-1]].sum(axis=0) @ V), of_sum, rtol=1e-12
    )


def test_E77_a_word_copies_its_row_and_all_places_have_one_distribution(word_vectors):
    U, V = word_vectors
    x = np.eye(10)[6]
    hidden = np.array([sum(U[j, q] * x[j] for j in range(10)) for q in range(4)])
    np.testing.assert_array_equal(hidden, U[6])
    place = np.exp(hidden @ V) / np.exp(hidden @ V).sum()  # as printed, for every i
    np.testing.assert_allclose(place, softmax(hidden @ V), rtol=1e-13)
