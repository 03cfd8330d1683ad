"""What the chapter on learning says of its results."""

from itertools import islice

import numpy as np

from claims import claims
from unrolled import SGD, NGrams, helo, losses, one_update

says = claims("learning")
FLOOR = 2**0.5


def perplexities(chapter):
    return np.array([update.perplexity for update in chapter["course"]])


def sayings(chapter):
    return [chapter["says"](update.snapshot.params) for update in chapter["course"]]


def after(rate):
    p, g = helo.parameters(), helo.learn().gradients
    return float(helo.predict({name: p[name] - rate * g[name] for name in p}).L)


@says("A share is δ times the old state, and before the first letter that is zero.")
def test_three_uses_add_something(chapter):
    trace = helo.learn().trace
    assert [bool(h.any()) for h in trace.h_prev] == [False, True, True, True]


@says(
    "V sits right at the output, where the error is large. W and U get what tanh "
    "lets through."
)
def test_the_gradient_of_v_is_the_longest(chapter):
    g = helo.learn().gradients
    assert abs(g["V"]).max() > 5 * max(abs(g["W"]).max(), abs(g["U"]).max())
    assert np.linalg.norm(g["V"]) > 5 * max(np.linalg.norm(g["W"]), np.linalg.norm(g["U"]))


@says(
    "The untrained network is worse than that:",
    "lie between p = {rarest:.2f} and p = {likeliest:.2f}, above the dashed line of "
    "blind guessing",
)
def test_all_four_losses_are_above_a_guess(chapter):
    assert helo.predict().output.loss.min() > np.log(4)
    assert chapter.glued["likeliest"] < 1 / 4


@says(
    "the mean with a learning rate of 0.4 makes the same steps as the sum of four "
    "letters with 0.1."
)
def test_mean_and_sum_make_the_same_steps(chapter):
    pairs = zip(chapter["course"], chapter["means"], strict=False)
    assert max(abs(a.loss - mean) for a, mean in pairs) < 1e-12


@says("After l comes another l once, and o once: one half each.")
def test_what_the_bigrams_say(chapter):
    bigrams = NGrams.of("hello", n=2)
    sure = [bigrams.probability("e", "h"), bigrams.probability("l", "e")]
    halves = [bigrams.probability("l", "l"), bigrams.probability("o", "l")]
    assert (sure, halves) == ([1, 1], [0.5, 0.5])


@says(
    "no model that sees one letter only can do better in these four predictions",
    r"cannot get below $\sqrt 2$ in the four predictions of hello",
    "Two letters are certain, two have probability 1/2: e to (2 ln 2)/4 is √2.",
)
def test_the_floor_of_the_bigrams(chapter):
    """Whatever is said after l with p for l and 1 - p for o."""
    p = np.linspace(0.001, 0.999, 999)
    best = np.exp(-(np.log(p) + np.log(1 - p)) / 4).min()
    found = NGrams.of("hello", n=2).perplexity("hello")
    np.testing.assert_allclose([best, found], FLOOR, atol=1e-12)


@says(
    "With two letters of context, hello is no riddle any more",
    "most of them are never seen.",
)
def test_trigrams_know_hello(chapter):
    trigrams = NGrams.of("hello", n=3)
    assert trigrams.perplexity("hello") == 1
    assert len(trigrams.counts) < 4**2 / 2


@says(
    "It falls from {start:.1f} to its lowest, about {lowest:.1f}, near η = "
    "{best:.1g}, is back where it began near η = 1, and rises beyond.",
    "It knows nothing of what lies far away.",
)
def test_one_update_by_its_rate(chapter):
    losses_ = [after(rate) for rate in chapter["rates"]]
    lowest = int(np.argmin(losses_))
    assert chapter.glued["lowest"] == losses_[lowest]
    assert (np.diff(losses_[: lowest + 1]) < 0).all()
    assert (np.diff(losses_[lowest:]) > 0).all()
    assert after(0.9) < after(0) < after(1.05)
    assert after(5) > after(0)
    assert after(0.1) < after(0)


@says(
    "l is the letter to say most often; it is learned first",
    "It reads l and must say o, where a moment ago it read l and had to say l.",
)
def test_o_is_learned_last(chapter):
    said = sayings(chapter)
    wrong = [[word[t] != right for word in said] for t, right in enumerate("ello")]
    e, l_after_e, l_after_l, o = map(sum, wrong)  # updates with a wrong answer
    assert o > e > max(l_after_e, l_after_l)


@says(
    "[Before training](step:trainer) the two states lie almost in the same place; no "
    "wonder "
    "that the network says the same after both l's.",
    "At [the first ello](step:trainer?at=51) the two states have moved apart, and o after "
    "the second l is learned last.",
)
def test_the_two_states_after_l_move_apart(chapter):
    def apart(n):
        h = helo.predict(chapter["course"][n].snapshot.params).trace.h
        return abs(h[2] - h[3]).max()

    learned = sayings(chapter).index("ello")
    assert 0 < apart(0) < 0.02 < 0.2 < apart(learned)
    after_l = chapter["says"](helo.parameters())[2:]
    assert after_l[0] == after_l[1]


@says(
    "At [update 20](step:trainer?at=20) it has e right, and says l to all the rest.",
    "After [ten updates](step:trainer?at=10) it says l to everything",
    "Then [e after h](step:trainer?at=20) is learned.",
    "[the word is right](step:trainer?at=51), and three updates later the loss is "
    "[below every bigram](step:trainer?at=54).",
)
def test_the_updates_that_links_lead_to(chapter):
    said = ["", *sayings(chapter)]  # after so many updates
    assert (said[10], said[20], said.index("ello")) == ("llll", "elll", 51)
    assert (perplexities(chapter) < FLOOR).argmax() == 54


@says("It says ello, and beats every bigram, at nearly the same update. Why?")
def test_it_says_ello_about_when_it_beats_the_bigrams(chapter):
    assert abs(chapter.glued["first_full"] - chapter.glued["below"]) < 6


@says(
    "With one number u it lingers near {linger:.2f} for a hundred updates before it falls.",
    "Units that cannot listen to each other have fewer ways to tell the two l's apart.",
)
def test_one_number_takes_longer(chapter):
    slow = np.array([float(now["perplexity"]) for now in chapter["tied"]])
    assert abs(slow[50:151] - slow[100]).max() < 0.1
    assert slow[-1] < 1.1
    assert (slow < FLOOR).argmax() > 2 * (perplexities(chapter) < FLOOR).argmax()


@says(
    "Trained, h-e-l-o goes from perplexity {glue:text}`pp0:.2f` to "
    "{glue:text}`pp300:.2f` in 300 updates.",
    "In this chapter you train it, on one word, until it says e-l-l-o.",
)
def test_training_beats_the_bigrams(chapter):
    found = perplexities(chapter)
    assert (np.diff(found[:3]) < 0).all()
    assert found[300] == chapter.glued["pp300"] < FLOOR
    assert found[0] == losses.perplexity(float(helo.predict().L) / 4)


@says("Here the mean loss falls, near the start, on the way and at the end, by")
def test_the_loss_falls_more_and_more_slowly(chapter):
    fall = -np.diff([update.loss for update in chapter["course"]])
    assert fall[1] > 5 * fall[50] > 50 * fall[299] > 0


@says("Here little is lost, for little came that far.")
def test_a_cut_loses_little(chapter):
    whole, cut = (np.linalg.norm(chapter[name].h, axis=1) for name in ("whole", "cut"))
    assert not cut[:2].any()
    assert whole[:2].max() < 0.01 * whole[3]


@says(
    "A step that is too large makes things worse.",
    "every parameter moves by 5 times its gradient",
)
def test_too_large_a_step(chapter):
    step = SGD(learning_rate=5.0)
    moved, _ = step.update(
        helo.parameters(), helo.learn().gradients, step.init(helo.parameters())
    )
    assert helo.predict(moved).L > helo.predict().L


@says("it passes through tanh, and tanh is nearly flat at these states")
def test_tanh_is_nearly_flat_at_these_states(chapter):
    assert (1 - helo.predict().trace.h ** 2).mean() < 0.3


@says(
    "What stands in the old state can be used, even if it cannot be shaped from here.",
    "Below $\\sqrt 2$ it must use its memory.",
)
def test_a_carried_state_beats_the_bigrams(chapter):
    text = next(cell.shown for cell in chapter.cells if "def trained(" in cell.source)
    carried, reset, floor = map(float, text.strip("[]").split(","))
    assert carried < floor < reset


@says(
    "But twice the loss rises on the way.",
    "The beginning, where gradients are longer than 1;",
    "At the end none is, and nothing is clipped.",
)
def test_what_is_found_out_in_the_trainer(chapter):
    told, tried = chapter.glued, chapter["tried"]
    assert max(told["below3"], told["below5"]) < told["below"] < told["below_clip"]
    assert told["below_clip"] < told["below_tied"]
    for rate in "35":
        assert (np.diff(tried[rate]) > 0).sum() == 2
    clipped = one_update.course("hello", helo.VOCABULARY, helo.parameters(), max_norm=1.0)
    norms = [float(now["norm"]) for now in islice(clipped, 301)]
    assert min(norms[:10]) > 1 > max(norms[100:])


@says("It is negative, so the bias of o grows a little.")
def test_the_bias_of_o_grows(chapter):
    assert 0 < -0.1 * helo.learn().gradients["c"][3] < 0.1


@says(
    "Four dots, for the four letters of the untrained network, lie between p = "
    "{rarest:.2f} and p = {likeliest:.2f}, above the dashed line of blind guessing"
)
def test_the_untrained_network_is_worse_than_guessing(chapter):
    right = helo.predict().output.probs[range(4), helo.VOCABULARY.encode("ello")]
    assert (-np.log(right) > np.log(4)).all()
    assert chapter.glued["rarest"] == right.min()
    assert chapter.glued["likeliest"] == right.max()


@says("The curve of minus ln p. It falls from beyond 5 near p = 0 to 0 at p = 1.")
def test_the_curve_of_surprise(chapter):
    p = np.linspace(0.005, 1, 200)
    assert (np.diff(-np.log(p)) < 0).all() and -np.log(p[0]) > 5 and np.log(p[-1]) == 0


@says(
    "This is a *floor*: no model that sees one letter only can do better in these four "
    "predictions, because whatever it says after l, it says it twice, and it is right once."
)
def test_a_model_of_one_letter_has_a_floor(chapter):
    shares = np.linspace(0.001, 0.999, 999)  # of l after l; the rest may be sure
    costs = -(np.log(shares) + np.log(1 - shares)) / 4
    np.testing.assert_allclose(np.exp(costs.min()), FLOOR, rtol=1e-6)


@says(
    "After h always comes e, and after e comes l. After l comes another l once, and o "
    "once: one half each."
)
def test_what_follows_what_in_hello(chapter):
    assert dict(chapter["bigrams"].counts) == {
        ("h", "e"): 1, ("e", "l"): 1, ("l", "l"): 1, ("l", "o"): 1,
    }  # fmt: skip


@says(
    "Faster, yes: first below every bigram after {glue:text}`below3` updates and after "
    "{glue:text}`below5`, where 0.1 takes {glue:text}`below`.",
    "It says ello, and beats every bigram, at nearly the same update.",
    "With a full matrix U it falls from {pp0:.2f} to {pp300:.2f}, and is below the floor "
    "of the bigrams after {below} updates.",
)
def test_faster_below_every_bigram(chapter):
    told = chapter.glued
    for key, rate in (("below3", 0.3), ("below5", 0.5), ("below", 0.1)):
        course = one_update.course(
            "hello", helo.VOCABULARY, helo.parameters(), learning_rate=rate
        )
        found = [float(now["perplexity"]) for now in islice(course, 301)]
        assert next(n for n, pp in enumerate(found) if pp < FLOOR) == told[key]
    first = next(n for n, said in enumerate(sayings(chapter)) if said == "ello")
    assert abs(first - told["below"]) < 5
