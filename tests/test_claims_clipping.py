"""What the chapter on clipping says of its results."""

import numpy as np

from claims import claims
from unrolled import SGD, cliff, clipping, helo

says = claims("clipping")


def lost(way):
    """Loss of a marble, before each of its steps and after the last."""
    return np.array(
        [
            cliff.loss_and_gradient(u * np.eye(1), np.array([b]))[0]
            for u, b in cliff.path(way)
        ]
    )


def by_value(g):
    return clipping.clip_by_value({"g": g}, 1.0).gradients["g"]


@says("What vanishes with 0.5 explodes with {factor}.")
def test_powers_explode_and_vanish(chapter):
    assert 0.5**47 < 1e-10
    assert 1.2**47 > 1000


@says(
    "Everywhere else it turns",
    "It does so when no entry is beyond the limit, [on the diagonals](step:clipping?"
    "plane-g=3,3), and [along an axis](step:clipping?plane-g=3,0).",
    "left as it is by both rules",
)
def test_where_the_value_rule_turns(chapter):
    for g in ([0.5, -0.9], [3.0, -3.0], [0.0, 4.0]):
        assert clipping.angle(np.array(g), by_value(np.array(g))) < 1e-5
    for g in ([3.0, 1.0], [2.0, -5.0], [0.1, 1.5]):
        assert clipping.angle(np.array(g), by_value(np.array(g))) > 1


@says(
    "by up to {glue:text}`turn:.0f`° in the plane.",
    "Far out near an axis, (large, just above 1) becomes (1, 1)",
)
def test_how_far_it_turns(chapter):
    angles = np.linspace(0, 2 * np.pi, 721)[:, None]
    for size in (1, 10, 1e6):
        for g in size * np.concatenate([np.cos(angles), np.sin(angles)], axis=1):
            assert clipping.angle(g, by_value(g)) < chapter.glued["turn"]
    assert round(chapter.glued["turn"]) == 45


@says(
    "For large u it is nearly flat and low; then, within a hundredth of u, it jumps "
    "up to about {top:.1f}: a cliff.",
    "On the left of the wall and on the right the land is nearly flat.",
    'answer="it grows more than a hundredfold"',
)
def test_the_cliff(chapter):
    us = chapter["us"]
    found = np.array([chapter["loss_at"](u, -0.4) for u in us])
    wall = int(abs(np.diff(found)).argmax())
    assert us[wall + 1] - us[wall] < 0.01
    assert found[wall] > 100 * found[wall + 1]
    assert np.ptp(found[: wall + 1]) < 0.1
    assert np.ptp(found[wall + 1 :]) < 0.1
    assert chapter["loss_at"](1.8, -0.4) > 100 * chapter["loss_at"](1.9, -0.4)


@says(
    'answer="nearly zero"',
    "so it is for a few steps behind the wall, but the marble comes back",
    "At the wall it takes a short step back instead of a leap, and finds the valley.",
    "On one, an unclipped step may lead off the map.",
)
def test_the_marbles(chapter):
    free, cut = lost("free"), lost("norm")
    assert cut[-1] < 0.1 * cut[0]
    assert 0 < (cut > cut[0]).sum() < 10
    assert cut.max() > 10 * cut[0]
    assert abs(cliff.path("free")[-1]).min() > 1000
    assert abs(cliff.path("norm")[-1]).max() < 3
    assert free[-1] > 10 * cut[-1]


@says(
    "so far, no gradient was long enough to be clipped.",
    "but the gradient is no longer than before, for down here it is flat, too.",
    "The marble rolls back the way it came, until it stands [at the wall]",
    "A single step at the wall is longer than the map is wide.",
    "But out there the gradient is 0, and nothing will ever move the marble again.",
)
def test_the_way_to_the_wall(chapter):
    told, seen = chapter.glued, chapter["seen"]
    before = [seen("free", n) for n in range(15)]
    assert all(
        cliff.path(way)[:16].tolist() == cliff.path("free")[:16].tolist()
        for way in cliff.WAYS
    )
    assert max(step["g"] for step in before) < told["longest_step"] == told["limit"]
    assert told["g11"] < told["g10"]
    assert told["L11"] > 10 * told["L10"]
    assert cliff.path("free")[15, 1] > cliff.path("free")[11, 1]
    assert told["g15"] > 1000 * 4  # the map shows u from 0 to 4
    assert seen("free", -1) == seen("free", 16) and told["g16"] == 0
    assert told["L16"] < told["L15"]


@says(
    "takes it back up to the plateau. It falls [once more](step:cliff?cliff-step=19), "
    "[and again](step:cliff?cliff-step=22), but each fall costs a few steps and no more. "
    "Then it stays in the valley,"
)
def test_the_way_of_the_clipped_marble(chapter):
    losses = lost("norm")
    assert losses[16:19].max() < 0.1
    assert losses[[19, 20, 22]].min() > 1
    assert losses[23:].max() < 0.1
    assert chapter.glued["end_norm"] == losses[-1] < 0.01


@says("nothing is clipped, and both runs are the same.", "a rate that suits")
def test_a_rate_that_suits(chapter):
    losses, norms = chapter["train"](0.1, max_norm=5.0)
    assert norms.max() < 5
    assert losses[-1] < 0.1 * losses[0]


@says("[far out near an axis](step:clipping?plane-g=4,1.2) most of all.")
def test_near_an_axis_it_turns_most(chapter):
    g = np.array([4.0, 1.2])
    assert clipping.angle(g, by_value(g)) > clipping.angle(
        np.array([3.0, 1.5]), by_value(np.array([3.0, 1.5]))
    )


@says(
    'answer="higher than at the start"',
    "it does pass there, and is thrown out again",
    "With a learning rate of 2, h-e-l-o ends at {glue:text}`end_free:.1f` nats "
    "without clipping and at {glue:text}`end_cut:.3f` with it.",
)
def test_the_run_that_explodes(chapter):
    free, cut = chapter["free_run"][0], chapter["cut_run"][0]
    assert free[0] == cut[0] == float(helo.predict().L)
    assert free[-1] > free[0]
    assert 1.5 < free.min() < 2.5
    assert cut[-1] < 0.01


@says(
    "The largest gradient of the unclipped run is only {glue:text}`longest:.1f` long.",
    "for weights of size 1.",
)
def test_no_gradient_is_enormous(chapter):
    assert chapter.glued["longest"] < 10
    assert max(abs(value).max() for value in helo.parameters().values()) < 1.5


@says(
    "Five arrays, five factors.",
    "that of each array stays; but the large ones shrink and the small ones do not",
)
def test_each_array_for_itself_turns(chapter):
    g = helo.learn().gradients
    alone = {
        name: clipping.clip_by_global_norm({name: d}, 1.0).gradients[name]
        for name, d in g.items()
    }
    factors = {
        name: float(np.linalg.norm(alone[name]) / np.linalg.norm(d))
        for name, d in g.items()
    }
    assert len(g) == 5
    assert min(factors.values()) < 0.9 < max(factors.values())


@says("Each step goes past the lowest point of its way.")
def test_each_step_goes_too_far(chapter):
    params = helo.parameters()
    for _ in range(200):
        gradients = helo.learn(params).gradients
        after, _ = SGD(2.0).update(params, gradients, {"n": 0})
        way = [
            helo.learn({k: p + s * (after[k] - p) for k, p in params.items()}).L
            for s in np.linspace(0, 1, 11)
        ]
        assert min(way) < min(way[0], way[-1])
        params = after


@says("did no harm, and did well enough later.")
def test_the_clipped_run_does_well(chapter):
    losses = chapter["cut_losses"]
    assert losses.max() < 1.1 * losses[0] and losses[-1] < 0.01 * losses[0]


@says(
    "The land is nearly flat: after ten steps the gradient is {glue:text}`g10:.2f` long, "
    "and so is the next step.",
)
def test_the_plateau(chapter):
    places, losses = cliff.path("free"), lost("free")
    assert np.ptp(losses[:11]) < 0.05 * losses[11]
    stride = np.linalg.norm(places[11] - places[10])
    np.testing.assert_allclose(stride, chapter.glued["g10"], rtol=1e-9)


@says(
    "The direction has turned: this is no longer the steepest way down.",
    "Neither makes a small gradient larger:",
    "is left as it is by both rules: the small are not made larger.",
)
def test_clipping_by_value_turns_and_neither_lengthens(chapter):
    g = np.array([3.0, 1.0])
    assert clipping.angle(g, by_value(g)) > 20
    small = {"g": np.array([0.3, -0.2])}
    for cut in (
        clipping.clip_by_value(small, 1.0),
        clipping.clip_by_global_norm(small, 1.0),
    ):
        np.testing.assert_array_equal(cut.gradients["g"], small["g"])


@says("(large, just above 1) becomes (1, 1): almost {half:.0f}°.")
def test_the_farthest_turn(chapter):
    far = np.array([1e6, 1.001])
    assert 44.9 < clipping.angle(far, by_value(far)) < chapter["half"] == 45


@says("Without clipping it ends higher than it began, with clipping near 0.")
def test_where_both_runs_end(chapter):
    assert chapter["free_losses"][-1] > chapter["free_losses"][0]
    assert chapter["cut_losses"][-1] < 0.01


@says("Clipping did not find a better direction. It only bounded the step,")
def test_a_clipped_gradient_points_as_before(chapter):
    g = helo.learn().gradients
    cut = clipping.clip_by_global_norm(g, 0.1).gradients
    ratios = np.concatenate([cut[name][g[name] != 0] / g[name][g[name] != 0] for name in g])
    np.testing.assert_allclose(ratios, ratios[0], rtol=1e-12)
