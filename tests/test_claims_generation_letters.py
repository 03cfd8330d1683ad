"""What the page on single letters says of its results."""

from itertools import islice

import numpy as np

from claims import claims
from unrolled import evaluate, write
from unrolled.lessons import char_rnn
from unrolled.models.writing import sample
from unrolled.text.copies import known_words

says = claims("generation_letters")


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
    model, params = char_rnn.checkpoint("rnn 5 %")
    options = {"rng": 1, "temperature": 0.5}
    drawn = write(model, params, char_rnn.VOCABULARY, "\n", 420, **options)
    assert known_words(circle, learned) > known_words(drawn, learned)


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


@says("It stands still at nearly all letters, and jumps at a few:")
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
