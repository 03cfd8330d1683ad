"""What the chapter on the forward pass says of its results."""

import numpy as np

from claims import claims
from unrolled import helo, losses

says = claims("forward_pass")
RIGHT = helo.VOCABULARY.encode(helo.TARGETS)


@says(
    "The columns of the two l's are almost, but not quite, equal.",
    "leave {glue:text}`l1:.3f` and {glue:text}`l2:.3f`; in the other two they are "
    "closer still.",
)
def test_the_two_ls_leave_almost_the_same_state(chapter):
    first, second = helo.predict().trace.h[2:]
    apart = abs(first - second)
    assert apart.argmax() == 2
    assert 0 < apart.min() <= apart.max() < 0.02


@says("The weights that lead to h are large, and all states are positive: h scores high.")
def test_h_has_large_weights(chapter):
    V = helo.parameters()["V"]
    assert V.sum(axis=1).argmax() == 0
    assert (helo.predict().trace.h > 0).all()


@says("The four scores differ by less than 1, so no letter gets nearly everything.")
def test_scores_are_close(chapter):
    assert np.ptp(helo.predict().output.logits[1]) < 1


@says(
    "In each, h has the highest bar, above 0.4; the bar of the right letter lies "
    "below the dashed line of blind guessing, one quarter.",
    "The right letter (outlined) is below the dashed line of blind guessing every time.",
    "It is rather sure of h, and h is never right.",
)
def test_h_wins_and_the_right_letter_is_below_a_guess(chapter):
    probs = helo.predict().output.probs
    assert (probs.argmax(axis=1) == 0).all()
    assert probs[:, 0].min() > 0.4
    assert probs[range(4), RIGHT].max() < 1 / 4
    assert 0 not in RIGHT


@says(
    "So the untrained network is worse than a blind guess",
    "Untrained, h-e-l-o is worse than guessing",
)
def test_worse_than_a_guess(chapter):
    assert losses.perplexity(float(helo.predict().L) / 4) > losses.perplexity(np.log(4))
    assert chapter.glued["L"] > chapter.glued["L_blind"]


@says(
    "The 1 keeps column e, the zeros drop the rest",
    "So the result has as many numbers as $W$ has rows, and a row must be as long as "
    "the vector.",
)
def test_a_one_hot_vector_looks_up_its_column(chapter):
    W, x = chapter["p"]["W"], chapter["xs"][1]
    assert x.tolist() == [0, 1, 0, 0]
    assert (W @ x == W[:, 1]).all()
    assert (len(W @ x), len(x)) == W.shape


@says(
    "and $U h_0$ too.",
    "then $U h_1$ is no longer zero.",
    "The bias $c$ is 0 in this example, so the sum is the score of h.",
    "the division makes them [add up to 1]",
    "Here e got {glue:text}`p_e:.3f`, and $-\\ln$ of that is",
)
def test_the_first_step(chapter):
    p, said, g = chapter["p"], chapter["said"], chapter.glued
    assert not (p["U"] @ chapter["h0"][0]).any()
    assert (p["U"] @ chapter["h1"] > 0).all()
    assert not p["c"].any()
    products = [g["Vs1"], g["Vs2"], g["Vs3"]]
    assert np.isclose(sum(products), said.logits[0])
    assert [g["Vh1"] * g["s1"], g["Vh2"] * g["s2"], g["Vh3"] * g["s3"]] == products
    assert np.isclose(said.probs.sum(), 1)
    assert np.isclose(said.loss, -np.log(g["p_e"]))


@says("After e, h is its favourite.")
def test_the_favourite_after_e(chapter):
    assert chapter["done"].output.probs[1].argmax() == 0


@says("The column of the letter e is ringed, and the product W x is exactly that column.")
def test_a_letter_picks_its_column(chapter):
    W = helo.parameters()["W"]
    np.testing.assert_array_equal(W @ np.eye(4)[1], W[:, 1])
