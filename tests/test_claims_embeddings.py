"""What the chapter on word vectors says of its results."""

from itertools import islice

import numpy as np

from claims import claims
from unrolled import embeddings, floors, kinematics, near_words, nearness, word_space

says = claims("embeddings")


@says(
    "[Plain training](step:wordspace?at=600) runs into that floor, and words with equal "
    "columns end in one place:",
)
def test_training_ends_on_the_floor(chapter):
    *_, (params, error) = islice(word_space.course("factorise"), 601)
    assert abs(error - floors.rank_error(word_space.given("factorise")["counts"], 2)) < 1e-6
    rows = dict(
        zip(word_space.VOCABULARY.words, params["E"].round(3).tolist(), strict=True)
    )
    assert rows["battery"] == rows["because"] == rows["charging"]
    assert rows["this"] == rows["phone"]


@says(
    "A word that you drag away comes back to those it is like; where all of them end is "
    "not fixed, for only the products count."
)
def test_a_word_comes_back(chapter):
    *_, (params, _) = islice(word_space.course("factorise"), 601)
    before = params["Z"] @ params["E"].T
    first = params["E"][0]
    known = word_space.given("factorise")
    still = {f"u_{k}": np.zeros_like(p) for k, p in params.items()}
    params["E"] = params["E"].copy()
    params["E"][0] = 3, 3
    settings = {"learning_rate": word_space.RATES["factorise"], "momentum": 0.9}
    for _ in range(300):
        now = word_space.update(params, still, known, (0, 0), **settings)
        params, still = (
            {k: now["next"][f"{k}_next"] for k in of} for of in (params, still)
        )
    alike = [word_space.VOCABULARY.words.index(w) for w in ("because", "charging")]
    np.testing.assert_allclose(params["E"][0], params["E"][alike[0]], atol=1e-6)
    assert abs(now["loss"] - word_space.floor("factorise")) < 1e-6
    assert np.abs(params["E"][0] - first).max() > 0.5
    np.testing.assert_allclose(params["Z"] @ params["E"].T, before, atol=1e-6)


@says("with [three](step:wordspace?size=3&at=600) less is missed, and with [four]")
def test_more_numbers_miss_less(chapter):
    lowest = [word_space.floor("factorise", size=k) for k in range(1, 5)]
    assert lowest == sorted(lowest, reverse=True)
    assert lowest[-1] < 1e-12
    for size in (3, 4):
        *_, (_, error) = islice(word_space.course("factorise", size=size), 601)
        assert error - lowest[size - 1] < 1e-4


@says("it stays above that floor: two numbers are few for thirteen words.")
def test_two_numbers_are_few(chapter):
    *_, (_, loss) = islice(word_space.course("skip_gram"), 601)
    assert loss > word_space.floor("skip_gram") + 0.3


@says("[It learns all the same](step:wordspace?way=cbow&merge=word2vec&at=600)")
def test_the_wrong_way_back_learns(chapter):
    *_, (_, loss) = islice(word_space.course("cbow", merge="word2vec"), 601)
    assert loss < 0.4


@says("Which rows of dE are all zeros?", "those of e and o")
def test_only_what_was_read_is_moved(chapter):
    gradient = chapter["done"].gradients["E"]
    assert gradient.any(axis=1).tolist() == [True, False, True, False]


@says(
    "With two words around it is exactly twice the gradient; with $m$ words, $m$ times.",
    "since each context still moves its rows downhill; but wide contexts get longer steps "
    "than narrow ones.",
)
def test_the_way_back_of_word2vec(chapter):
    numbers, around, e = (chapter[name] for name in ("numbers", "around", "e"))
    right, wrong = (
        embeddings.cbow(numbers, around, e, merge).gradients["E"]
        for merge in ("mean", "word2vec")
    )
    np.testing.assert_allclose(wrong, 2 * right, rtol=1e-12)
    np.testing.assert_allclose(chapter["right"], right, rtol=1e-12, atol=1e-16)


@says("Its entries add up to 0, as they must")
def test_the_error_adds_up_to_nothing(chapter):
    assert abs(chapter["one"].d_forward.logits.sum()) < 1e-12


@says("The loss is close to its floor.")
def test_the_words_come_near_their_floor(chapter):
    found = near_words.learned()
    assert found.floor < found.loss < found.floor + 0.06


@says("Nobody told the network what can be thrown, what drives, and which words ask.")
def test_who_is_near_whom(chapter):
    found = near_words.learned()
    alike = {
        "ball": {"rock", "stone", "coin", "brick", "key", "marble", "pebble", "baseball"},
        "car": {"scooter", "motorcycle", "taxi", "truck", "van", "train", "bus", "bicycle"},
        "find": {"determine", "calculate", "what"},
    }
    for word, others in alike.items():
        near = [w for w, _ in nearness.neighbours(found.E, found.words, word)]
        assert len(others & {*near}) >= (2 if word == "find" else 4), near


@says(
    "With them, the nearest word is one of the three about as often as not:",
    "another vehicle",
    "The vector of car outweighs the difference.",
)
def test_analogies_fail(chapter):
    found = near_words.learned()
    vehicles = {"scooter", "motorcycle", "taxi", "truck", "van", "train", "bus", "bicycle"}
    asked = found.E, found.words
    assert nearness.analogy(*asked, "ball", "thrown", "car")[0][0] in vehicles
    assert nearness.analogy(*asked, "find", "determine", ".", exclude=False)[0][0] == "."
    rng = np.random.default_rng(0)
    drawn = [rng.choice(found.words, 3, replace=False) for _ in range(300)]
    own = [nearness.analogy(*asked, *three, exclude=False)[0][0] for three in drawn]
    shares = np.mean([one in three for one, three in zip(own, drawn, strict=True)])
    assert 0.4 < shares < 0.65


@says("Mars stands in so few problems that it has no vector.")
def test_mars_is_rare(chapter):
    texts = [near_words.heard(problem.text) for problem in kinematics.problems()]
    found = [text.count("mars") for text in texts]
    assert 0 < sum(found) < near_words.LEAST
    assert "moon" in near_words.learned().words
    assert "mars" not in near_words.learned().words


@says("another seed gives [another map](step:wordspace?seed=1&at=600) with the same error.")
def test_another_seed_gives_another_map(chapter):
    courses = (word_space.course("factorise", seed=seed) for seed in (0, 1))
    (one, error), (other, same) = (next(islice(own, 600, None)) for own in courses)
    assert abs(error - same) < 1e-6
    assert np.abs(one["E"] - other["E"]).max() > 0.5


@says("each pair stands in both: a word is read and said equally often.")
def test_the_table_of_pairs_is_symmetric(chapter):
    for table in (word_space.given("skip_gram")["Y"], near_words.learned().table):
        np.testing.assert_array_equal(table, table.T)


@says("The leaves add up to 1, whatever the vectors are")
def test_the_leaves_add_up(chapter):
    assert abs(sum(chapter["leaves"]) - 1) < 1e-15
