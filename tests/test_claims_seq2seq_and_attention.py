"""What the chapter on encoders, decoders and attention says of its results."""

from itertools import product

import numpy as np

from claims import claims
from unrolled import attention, beam, helo, reversing

says = claims("seq2seq_and_attention")
MEASURED = reversing.measured()


def decoded(ids):
    return helo.VOCABULARY.decode(ids)


@says("all of them", "Both networks are trained, and both write *oleh*.")
def test_four_letters_fit(chapter):
    for name in ("bridge alone", "clear"):
        model, params = reversing.models()[name], reversing.weights(name)
        assert reversing.right(model, params, reversing.WORDS.T) == 1
        assert decoded(model.translate(params, [0, 1, 2, 3], limit=4)) == "oleh"


@says(
    "one in five",
    "All four curves begin at 1.",
    "Without attention they fall early: with 8 units from 5 letters on, with 16 units from "
    "6 on. With attention they fall later and more slowly.",
    "More units help, and looking back helps more.",
)
def test_the_bottleneck(chapter):
    lengths = MEASURED["lengths"]
    at = {
        name: dict(zip(lengths, c, strict=True))
        for name, c in MEASURED["by_length"].items()
    }
    assert all(course[2] == 1 for course in at.values())
    assert 0.15 < at["none, 8"][8] < 0.25
    for units, first in ((8, 5), (16, 6)):
        without, looks = at[f"none, {units}"], at[f"general, {units}"]
        assert without[first - 1] > 0.95 > without[first]
        assert all(looks[n] > without[n] for n in range(6, 13))
        assert looks[7] > 0.95
    assert all(at["general, 8"][n] > at["none, 16"][n] for n in range(6, 13))


@says(
    "The last one, but hardly: the four scores are nearly equal, and so are the weights.",
    "the context is about the mean of all states.",
)
def test_untrained_weights_look_everywhere(chapter):
    alpha, hs = chapter["asked"].alpha, chapter["hs"]
    assert alpha.argmax() == 3 and abs(alpha - 0.25).max() < 0.051
    assert abs(chapter["kappa"] - hs.mean(axis=0)).max() < 0.06


@says(
    "In each row the largest weight lies on the diagonal from the upper right to the lower "
    "left.",
    "The first letter that is written is the last one that was read, and there it looks.",
    "The rows add up to 1; the columns need not.",
)
def test_where_it_looks(chapter):
    alpha = chapter["done"].alpha
    assert alpha.argmax(axis=1).tolist() == [3, 2, 1, 0] and alpha[0, 3] > 0.95
    np.testing.assert_allclose(alpha.sum(axis=1), 1, rtol=1e-12)
    assert abs(alpha.sum(axis=0) - 1).max() > 0.1


@says(
    "In all cases it writes what it is made to look at.",
    "that fails in three cases only.",
)
def test_what_is_overruled(chapter):
    overruled = chapter["overruled"]
    assert ["".join(overruled(i, j) for j in range(4)) for i in range(4)] == ["helo"] * 4
    network, params = chapter["network"], chapter["weights"]
    wrong = 0
    for word, step, place in product(reversing.WORDS, range(4), range(4)):
        given = np.zeros((4, 4))
        given[step, place] = 1
        done = network.forward(params, word, word[::-1], given=given)
        wrong += done.output.probs[step].argmax() != word[place]
    assert wrong == 3


@says(
    "The same network was trained from fourteen beginnings.",
    "For eight of them it is one quarter.",
    "At this step five look where the answer is, with more than three quarters of the "
    "weight; eight look everywhere alike.",
    "The network of the Tape is one of the five.",
)
def test_fourteen_beginnings(chapter):
    beginnings = MEASURED["beginnings"]
    first = np.array([one["looks"][0] for one in beginnings])
    assert len(beginnings) == 14
    assert (first > 0.75).sum() == 5 and (abs(first - 0.25) < 0.015).sum() == 8
    assert first[MEASURED["seeds"]["clear"]] > 0.75


@says(
    "The library has a network with a bridge, too, and on the mean over all words no step "
    "of it puts as much as half of its weight on the answer: it knows the word before it "
    "looks.",
    "and it does not always obey.",
)
def test_with_a_bridge_the_mean_weight_on_the_answer_is_low(chapter):
    name = "blurred"
    network, params = reversing.models()[name], reversing.weights(name)
    looks = reversing.looks(network, params)
    assert max(looks[i, 3 - i] for i in range(4)) < 0.5
    word, given = np.arange(4), np.zeros((4, 4))
    given[1, 0] = 1  # the second step is told to look at h, and writes l
    done = network.forward(params, word, word[::-1], given=given)
    assert done.output.probs[1].argmax() == 2


@says(
    "From every letter that was read, a single look leads to every letter that is written: "
)
def test_every_step_reaches_every_state_at_once(chapter):
    network, params = chapter["network"], chapter["weights"]
    back = network.run(params, chapter["read"], chapter["write"])
    assert all((one.values != 0).all() for one in back.d_attention)


@says(
    "Our network is too sure to need it once it is trained. After 100 updates it is not.",
    "Width 1 keeps one of them, and [loses the likeliest word at once]",
    "keeps *h* as well, and [finds the word](step:beam?width=2): *hlol*, which is right.",
)
def test_a_beam_after_100_updates(chapter):
    found = {
        width: decoded(beam.search(chapter["expects"], width, limit=4)[0].ids)
        for width in (1, 2, 256)
    }
    assert found == {1: "lhol", 2: "hlol", 256: "hlol"} and "lolh"[::-1] == "hlol"
    firsts = {w: [one.ids for one in beam.search(chapter["expects"], w, 1)] for w in (1, 2)}
    assert firsts == {1: [(2,)], 2: [(2,), (0,)]}, "l alone; l and h"
    network, weights = chapter["network"], chapter["weights"]
    for ids in reversing.WORDS[::8]:
        expects = reversing.expects(network, weights, ids)
        assert beam.search(expects, 1, 4)[0].ids == beam.search(expects, 256, 4)[0].ids


@says(
    "Here are the words that were never learned, after 50 updates and after 100.",
    "Fewer than half of them. Width 2 finds twice as many, and width 4 misses four.",
    "after 50 updates even the likeliest word is seldom the right one.",
    "[Here](step:beam?updates=50&word=holl&width=3) the right one is number three.",
)
def test_how_often_a_beam_finds_the_likeliest_word(chapter):
    found, held_out = chapter["found"], reversing.WORDS[reversing.HELD_OUT]
    early = [found(reversing.after(50), word) for word in held_out]
    counts = [sum(one[n] == one[-1] for one in early) for n in range(4)]
    assert (
        counts[0] < len(held_out) / 2
        and counts[1] == 2 * counts[0]
        and counts[3] == len(held_out) - 4
    )
    right = sum(one[-1] == tuple(w[::-1]) for one, w in zip(early, held_out, strict=True))
    assert right < 6
    ids = helo.VOCABULARY.encode("holl")
    expects = reversing.expects(chapter["network"], reversing.after(50), ids)
    every = [one.ids for one in beam.search(expects, 256, 4)]
    assert every.index(tuple(ids[::-1])) == 2
    assert beam.search(expects, 3, 4)[0].ids == every[0]


@says(
    "ba and bb are likelier than aa, which is pushed out. What follows ba is less than "
    "half as likely as aaa.",
)
def test_the_beam_by_hand(chapter):
    after = chapter["after"]
    found = [np.exp(beam.search(after, width, 3)[0].log_prob) for width in (1, 2)]
    assert found[1] < found[0] / 2


@says(
    "A state that must hold everything is a bottleneck, and the longer the word, the "
    "narrower it is.",
    "short words fit, long ones do not.",
    "All of them write at least {glue:text}`least:.0%` of the words right.",
)
def test_longer_words_fit_less(chapter):
    for units in (8, 16):
        found = MEASURED["by_length"][f"none, {units}"]
        assert (np.diff(found) <= 0).all() and found[0] == 1 and found[-1] < 0.01
    shares = [one["right"] for one in MEASURED["beginnings"]]
    assert chapter.glued["least"] == np.floor(100 * min(shares)) / 100


@says("A wider beam is not always better.", "wider is not always better.")
def test_a_wider_beam_may_find_less(chapter):
    found = [beam.search(chapter["after"], width, 3)[0].log_prob for width in (1, 2)]
    assert found[1] < found[0]


@says(
    "what is better than the mean of what was looked at gains weight.",
    "what is better than the mean gains weight;",
    "who looks at one place only does not learn.",
)
def test_the_slope_of_attention(chapter):
    rng = np.random.default_rng(0)
    hs, d_kappa = rng.normal(size=(5, 3)), rng.normal(size=3)
    done = attention.attend(rng.normal(size=3), hs, hs)
    back = attention.attend_backward(done, hs, d_kappa)
    better = back.alpha < done.alpha @ back.alpha  # of a loss, less is better
    assert ((-back.beta > 0) == better).all()
    sure = attention.attend(1e3 * hs[0], hs, hs)
    assert abs(attention.attend_backward(sure, hs, d_kappa).beta).max() < 1e-30


@says(
    "a log-probability only falls.",
    "long answers lose;",
    "the search has to go on for longer.",
)
def test_long_answers_lose(chapter):
    def ends_or_goes_on(ids):
        return np.log([0.5, 0.5] if not ids else [0.1, 0.9])  # 0 ends

    plain, fair = (
        beam.search(ends_or_goes_on, 2, 8, end=0, per_letter=p) for p in (False, True)
    )
    assert plain[0].ids == (0,) and len(fair[0].ids) == 8
    assert len(max(plain, key=lambda one: len(one.ids)).ids) < 8
    for one in fair:
        assert one.log_prob < 0
