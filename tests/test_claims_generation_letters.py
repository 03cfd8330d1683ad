"""What the page on single letters says of its results."""

from itertools import islice

import numpy as np

from claims import claims
from unrolled import evaluate, sampling, write
from unrolled.lessons import char_rnn
from unrolled.models.writing import sample
from unrolled.text.copies import known_words

says = claims("generation_letters")


def begun(name, length=160):
    """What a checkpoint writes from the beginning of a line."""
    options = {"rng": 1, "temperature": 0.5}
    model, params = char_rnn.checkpoint(name)
    return write(model, params, char_rnn.VOCABULARY, "\n", length, **options)[1:]


@says(
    "The longer this RNN was trained, the more a wrong letter costs: it is felt for a "
    "dozen letters and more, and the trained network is more sure of them."
)
def test_a_slip_costs_the_trained_network_more(chapter):
    first, last = chapter["slipped"].values()
    assert last.sum() > 2 * first.sum() and (last > 0.3).all() and len(last) == 12
    between, gated = (chapter["costs"](name).sum() for name in ("rnn 25 %", "gru"))
    assert first.sum() < between < last.sum()
    assert gated < between  # it knows the text best: this is not of knowing alone
    assert (chapter["costs"]("rnn 100 %", after=30)[:15] > 0.2).all()


@says("A letter that cannot come must not be drawn")
def test_the_draw_of_the_exercise(chapter):
    assert not chapter["draws_right"](chapter["my_draw"])
    assert chapter["draws_right"](chapter["solved_draw"])


@says("More of its words exist, and it goes round in a circle:")
def test_the_best_letters_go_round_in_a_circle(chapter):
    circle, learned = chapter["circle"], char_rnn.LEARNED
    assert circle[-80:] in circle[:-80]
    drawn = begun("rnn 5 %", length=420)
    assert known_words(circle, learned) > known_words(drawn, learned)


@says(
    "[The first letter](step:writer?at=112) of a word surprises more than the rest of it."
)
def test_the_first_letter_of_a_word_surprises_most(chapter):
    held = chapter["held"]
    ids = char_rnn.VOCABULARY.encode("\n" + held)
    model, params = char_rnn.checkpoint("rnn 25 %")
    nats = model.forward(params, ids[:-1], ids[1:]).output.loss
    word = np.array([one.isalpha() for one in held])
    first = word & ~np.roll(word, 1)
    assert nats[first].mean() > 2 * nats[word & ~first].mean()
    ids = char_rnn.VOCABULARY.encode("\n")
    drawn = [*islice(sample(model, params, ids, rng=1, temperature=0.5), 114)]
    said = "".join(char_rnn.VOCABULARY.letters[one.id] for one in drawn)
    costs = [-np.log(one.probs[one.id]) for one in drawn[112:]]
    assert said.endswith(" of") and costs[0] > 1.5 > 0.5 > costs[1]


@says(
    "It stands still at nearly all letters, and jumps at a few:",
    "At so many letters it moves by less than 0.05, and so much of its way it makes at "
    "digits and at the ends of sentences and lines:",
)
def test_the_unit_stands_still_and_jumps(chapter):
    steps, jumps = chapter["steps"], chapter["jumps"]
    assert (steps < 0.05).mean() > 0.9 and jumps.mean() < 0.1
    assert steps[jumps].sum() > 0.7 * steps.sum()


@says("To forget costs all four a little, and helps none:")
def test_to_forget_costs_a_little(chapter):
    for name in char_rnn.CHECKPOINTS:
        carried = evaluate(*char_rnn.checkpoint(name), chapter["all_held"]).loss
        assert 0 < chapter["anew"](name) - carried < 0.05


@says(
    "At a low temperature the best letter takes nearly everything; at a high one the "
    "unlikely letters get their turn,",
    "and share what they had among the others:",
)
def test_what_a_temperature_does(chapter):
    logits = chapter["logits"]
    cold, own, hot = (sampling.distribution(logits, t) for t in (0.3, 1.0, 2.0))
    assert cold.max() > 0.99 and hot.max() < 0.5
    assert (hot[own < 0.05] > own[own < 0.05]).all()
    cut = sampling.distribution(logits, top_k=3)
    kept = cut > 0
    np.testing.assert_allclose(cut[kept], own[kept] / own[kept].sum())


@says(
    "Top-k](step:writer?k=3) leaves only the best few letters, [top-p](step:writer?p=0.8) "
    "the fewest that have so much of the probability together."
)
def test_what_top_k_and_top_p_leave(chapter):
    own = sampling.distribution(chapter["logits"], 1.0)
    order = np.argsort(-own)
    kept = np.flatnonzero(sampling.distribution(chapter["logits"], top_p=0.8))
    assert {*kept} == {*order[: len(kept)]}
    assert own[order[: len(kept)]].sum() >= 0.8 > own[order[: len(kept) - 1]].sum()
    best = np.flatnonzero(sampling.distribution(chapter["logits"], top_k=3))
    assert {*best} == {*order[:3]}


@says(
    "Always the best one gives one text, the same each time,", "every seed gives the same"
)
def test_the_best_letter_needs_no_seed(chapter):
    model, params = char_rnn.checkpoint("rnn 5 %")
    told = {
        write(model, params, char_rnn.VOCABULARY, "\n", 40, rng=seed, top_k=1)
        for seed in range(3)
    }
    assert len(told) == 1


@says(
    "No unit of the RNN knows how long a line has been. One of the GRU does, roughly:",
    "[here it is](step:writer?net=gru&tint=81).",
    "[in this RNN](step:writer?tint=108), and by none exactly.",
)
def test_which_units_follow_a_count(chapter):
    closest = chapter["closest"]
    lines = {name: closest[name, "\n"] for name in char_rnn.CHECKPOINTS}
    words = {name: closest[name, " \n"] for name in char_rnn.CHECKPOINTS}
    assert lines["gru"][0] == 81 and lines["gru"][1] > 0.5
    assert all(abs(r) < 0.2 for name, (_, r) in lines.items() if name != "gru")
    assert words["rnn 25 %"][0] == 108
    assert all(0.4 < abs(r) < 0.6 for _, r in words.values())


@says(
    "Here a network writes, a quarter of its way through the lecture's training.",
    "[The GRU](step:writer?net=gru) writes better.",
)
def test_the_networks_that_write(chapter):
    assert char_rnn.CHECKPOINTS["rnn 25 %"][1] / char_rnn.EPOCHS["rnn"][-1] == 1 / 4
    own, other = (
        known_words(begun(name), char_rnn.LEARNED) for name in ("gru", "rnn 25 %")
    )
    assert own > other + 0.1
