"""What the chapter on sequences says of its results."""

from itertools import pairwise

import numpy as np

from claims import claims
from unrolled import output_recurrence, rnn, shapes
from unrolled.models.floors import floor

says = claims("sequences")


@says(
    "It begins at one step.",
    "Each of the four letters that were read moves the loss",
    "Nothing after them does.",
    "All four that were read feel it, the nearest one most.",
    "So many to one trains *all* steps up to the one where it says something.",
)
def test_one_error_reaches_all_states_that_were_read(chapter):
    begins, felt = chapter["begins"], chapter["felt"]
    assert begins.nonzero()[0].tolist() == [3]
    assert (felt[:4] > 0).all() and (felt[4:] == 0).all()
    assert felt.argmax() == 3
    assert [move != 0 for move in chapter["moved"]] == [True] * 4 + [False] * 4


@says("in our unaligned example four are read and four are said. It matters *when*.")
def test_equal_numbers_do_not_make_a_task_aligned(chapter):
    reads, asked = shapes.SHAPES["many to many, unaligned"]
    assert sum(reads) == sum(asked) == 4 and not np.multiply(reads, asked).any()


@says(
    "A second h has left next to no trace.",
    "An o in front has left some, which nobody needs; the second l, which somebody needs, "
    "has left most.",
)
def test_what_a_summary_keeps(chapter):
    states = chapter["states"]
    hell, oel, hhel = (
        np.linalg.norm(states["hel"] - states[other]) for other in ("hell", "oel", "hhel")
    )
    assert hhel < 0.05 < oel < hell / 2


@says(
    "Trained, it runs into that floor, $\\sqrt2$:",
    "Its outputs have become its memory.",
    "Four probabilities can carry more than a letter. It learns to leave itself a message",
    "Told the right answers, such a network is a bigram model;",
)
def test_told_the_answers_it_is_a_bigram_model(chapter):
    lowest = np.exp(floor(pairwise("hello")))
    np.testing.assert_allclose([lowest, chapter["floor"]], 2**0.5)
    assert lowest < chapter["reached"]("target") < lowest + 0.002
    assert chapter["reached"]("own") < 1.1


@says("[told the answers](step:fed?at=d_out3), the error of step 3 is its own alone.")
def test_only_an_output_that_was_read_has_a_second_part(chapter):
    xs, ys = [0, 1, 2, 2], np.eye(4)[[1, 2, 2, 3]]
    for feed, own in (("target", True), ("own", False)):
        done = output_recurrence.run(chapter["begin"], xs, ys, feed)
        error = done.output.probs[2] - ys[2]
        assert np.array_equal(done.d_output.logits[2], error) == own


@says(
    "Steps, numbers to learn, numbers in states, losses: only the second column stands "
    "still."
)
def test_what_grows(chapter):
    assert chapter["T"] == 400 == len(chapter["grown"].trace.h)
    assert chapter["learned"] == sum(value.size for value in chapter["p"].values())
    assert chapter["grown"].trace.h.size == 3 * chapter["grown"].output.loss.size


@says("It is right where every step is asked, and so in none of the five.")
def test_the_forgotten_switch(chapter):
    assert not any(chapter["holds"](chapter["my_dV"], name) for name in shapes.SHAPES)
    p, xs, ys = chapter["p"], chapter["xs"], chapter["ys"]
    done = shapes.run(rnn, p, xs, ys, [1] * 8, [1] * 8)
    mine = chapter["my_dV"](done.trace.h, done.output.probs, np.eye(4)[ys], [1] * 8)
    np.testing.assert_allclose(mine, done.gradients["V"])


@says("They need no more than two rows of numbers.")
def test_two_rows_make_every_shape(chapter):
    for shape in shapes.SHAPES.values():
        assert {*shape.reads, *shape.says} <= {0, 1} and len(shape) == 2


@says(
    "With the length grow states and losses, and the time it takes. The numbers to learn "
    "do not."
)
def test_states_and_losses_grow(chapter):
    text = next(
        cell.shown for cell in chapter.cells if "for T in (4, 40, 400)" in cell.source
    )
    rows = np.array([line.split() for line in text.splitlines()[:3]], int)
    assert (rows[:, 1] == rows[0, 1]).all()
    assert (np.diff(rows[:, [0, 2, 3]], axis=0) > 0).all()


@says(
    "The state is a summary: it keeps what answers depend on, and may lose the rest.",
    "It keeps what its answers depend on; of the rest it keeps less.",
)
def test_a_state_keeps_best_what_answers_depend_on(chapter):
    s = chapter["states"]
    asked, *rest = (
        np.linalg.norm(s["hel"] - s[other]) for other in ("hell", "oel", "hhel")
    )
    assert asked > 2 * max(rest)
