"""Word vectors in lessons: their programs are the library's, and what they reach."""

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from unrolled import embeddings, floors, near_words, word_letters, word_space

GOLDEN = Path(__file__).with_name("golden") / "factors.json"


@pytest.mark.parametrize("model", embeddings.MODELS)
@pytest.mark.parametrize("merge", embeddings.MERGES)
def test_the_places_of_a_word_are_recorded_bit_for_bit(model, merge):
    params, (xs, ys) = word_letters.parameters(), word_letters.places(model, "hello")
    done = embeddings.read(params, xs, ys, model, merge)
    recorded = word_letters.program(model, "hello", merge=merge)
    for t, h in enumerate(done.forward.h, start=1):
        np.testing.assert_array_equal(recorded.value("h", t=t), h)
    for name, gradient in done.gradients.items():
        np.testing.assert_array_equal(recorded.value(f"d{name}"), gradient)


@pytest.mark.parametrize("way", word_space.WAYS)
def test_an_update_is_recorded_bit_for_bit(way):
    size = word_space.SIDES if way == "factorise" else word_space.PLANE
    first, second = islice(word_space.course(way, size=size), 2)
    recorded = word_space.program(way)
    assert recorded.value("loss") == first[1]
    for name, moved in second[0].items():
        np.testing.assert_array_equal(recorded.value(f"{name}_next"), moved)


@pytest.mark.parametrize("way", word_space.WAYS)
@pytest.mark.parametrize("window", word_space.WINDOWS)
@pytest.mark.parametrize("merge", word_space.MERGES)
def test_training_comes_down_and_never_below_the_floor(way, window, merge):
    losses = [loss for _, loss in islice(word_space.course(way, window, merge), 301)]
    assert min(losses) >= word_space.floor(way, window) - 1e-9
    assert losses[-1] < 0.8 * losses[0]


def test_a_factorisation_ends_on_its_floor_at_any_number_of_columns():
    counts = word_space.given("factorise")["counts"]
    lowest = [floors.rank_error(counts, k) for k in range(5)]
    np.testing.assert_allclose(lowest, [5.196, 2.831, 1.909, 1.098, 0], atol=6e-4)
    for size in range(1, 5):
        for seed in range(3):
            course = word_space.course("factorise", seed=seed, size=size)
            *_, (_, loss) = islice(course, 301)
            assert loss == pytest.approx(lowest[size], abs=2e-3)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_factorisation_is_scikit_learn_s(size):
    """Its TruncatedSVD knows no gradients; words, counts, floor and product are equal."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    order = [word_space.VOCABULARY.words.index(word) for word in golden["words"]]
    counts = word_space.given("factorise")["counts"][:, order]
    np.testing.assert_array_equal(counts, golden["counts"])
    found = golden["sizes"][str(size)]
    floor = word_space.floor("factorise", size=size)
    assert floor == pytest.approx(found["distance"], abs=1e-12)
    params, _ = next(islice(word_space.course("factorise", size=size), 600, None))
    product = params["Z"] @ params["E"][order].T
    np.testing.assert_allclose(product, found["product"], atol=1e-4)


def test_words_of_the_same_documents_get_the_same_vector():
    *_, (params, _) = islice(word_space.course("factorise"), 601)
    rows = dict(zip(word_space.VOCABULARY.words, params["E"], strict=True))
    for alike in (("battery", "because", "charging", "do", "properly"), ("this", "phone")):
        for word in alike[1:]:
            np.testing.assert_allclose(rows[word], rows[alike[0]], atol=1e-6)


def test_a_wrong_way_back_still_learns():
    """That is why nobody saw it for years: it is another step, not no step."""
    ends = {
        merge: [loss for _, loss in islice(word_space.course("cbow", 2, merge), 301)][-1]
        for merge in ("mean", "word2vec")
    }
    assert max(ends.values()) < 1


def test_words_of_kinematics_come_near_their_floor():
    found = near_words.learned()
    assert found.floor < found.loss < found.floor + 0.06
    assert found.floor == pytest.approx(floors.conditional_entropy(found.table))


def test_columns_that_begin_at_0_stay_there_and_change_nothing():
    """So one recorded update serves every size."""
    padded = word_space.start("factorise", 1, 4)
    padded = {name: p * [1, 1, 0, 0] for name, p in padded.items()}
    counts = word_space.given("factorise")["counts"]
    gradients = embeddings.factorise(padded, counts).gradients
    alone = embeddings.factorise(word_space.start("factorise", 1), counts).gradients
    for name, gradient in gradients.items():
        assert not gradient[:, 2:].any()
        np.testing.assert_allclose(gradient[:, :2], alone[name], atol=1e-12)


def test_a_size_that_is_none_is_named():
    with pytest.raises(ValueError, match="size is 5; it must be one of"):
        word_space.start("factorise", 0, 5)


@pytest.mark.parametrize("call", [word_space.given, word_space.start, word_space.program])
def test_a_way_that_is_none_is_named(call):
    with pytest.raises(ValueError, match="way"):
        call("glove", *([0] if call is word_space.start else []))
