"""What the chapter on clipping says of its results."""

import numpy as np

from claims import claims
from unrolled import cliff, clipping, helo

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
    "Everywhere else it turns.",
    "It does so when no entry is beyond the limit, on the diagonals, and along an axis.",
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
    "On a wall an unclipped step leads off the map.",
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
