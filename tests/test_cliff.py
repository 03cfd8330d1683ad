"""The cliff: its gradient is right, it is steep, and clipping survives it."""

import numpy as np
import pytest

from unrolled import cliff


@pytest.mark.parametrize("place", [(0.5, 0.3), (1.8, -0.4), (1.86, -0.4), cliff.START])
def test_the_gradient_is_that_of_complex_steps(place):
    _, gradients = cliff.loss_and_gradient(np.array([[place[0]]]), np.array([place[1]]))
    found = [gradients["U"][0, 0], gradients["b"][0]]
    for k in range(2):
        moved = np.array(place, complex)
        moved[k] += 1e-30j
        h = cliff.FIRST
        for _ in range(cliff.STEPS):
            h = np.tanh(moved[0] * h + moved[1])
        exact = (0.5 * (h - cliff.TARGET) ** 2).imag / 1e-30
        assert found[k] == pytest.approx(exact, rel=1e-10)


def test_without_clipping_the_marble_leaves_the_map():
    norms = [cliff.descend(*place, **cliff.SETTINGS).norm for place in cliff.path("free")]
    assert max(norms) > 1e5
    assert abs(cliff.path("free")[-1]).max() > 1e4


@pytest.mark.parametrize("way", ["norm", "value"])
def test_with_clipping_it_finds_the_valley(way):
    end = cliff.path(way)[-1]
    assert abs(end).max() < 2
    assert cliff.descend(*end, **cliff.SETTINGS).L < 0.01


def test_short_steps_are_the_same_in_all_three_ways():
    settings = {"learning_rate": 0.1, "max_norm": 1e6, "limit": 1e6}
    paths = [cliff.path(way, (0.5, 0.3), 5, **settings) for way in cliff.WAYS]
    np.testing.assert_array_equal(paths[0], paths[1])
    np.testing.assert_array_equal(paths[0], paths[2])


def test_an_unknown_way_is_refused():
    with pytest.raises(ValueError, match=r"'sideways'.*'free', 'norm', 'value'"):
        cliff.path("sideways")
    with pytest.raises(ValueError, match="steps is -1; it must be a whole number"):
        cliff.path("norm", steps=-1)
