"""What the page on losses says of its results."""

import numpy as np

from claims import claims
from unrolled import activations, losses, sigmoid

says = claims("losses")


@says(
    "has the share $\\tfrac12 (1 - p)^2$ in the loss {eq}`S5`",
    "grow without bound; the other loss never exceeds ½, nor its slope 1.",
    "with a single output, yes or no: $p = \\sigma(\\zeta)$, and {eq}`S5` has one term.",
)
def test_one_squared_error(chapter):
    p = np.linspace(0, 1, 1001)[:, None]
    share = losses.squared_error(p, np.ones_like(p))
    np.testing.assert_allclose(share, (1 - p[:, 0]) ** 2 / 2, atol=1e-16)
    assert share.max() == 0.5
    assert abs(losses.squared_error_gradient(p, np.ones_like(p))).max() == 1
    assert losses.surprise(1e-300) > 600
    assert losses.surprise_slope(1e-300) < -1e299


@says(
    "the worst mistakes are the last to be mended.",
    "pushes hardest where the network is most wrong; the squared error, behind a "
    "sigmoid, hardly at all.",
    "That of the squared error is a shallow dip around −0.7 and almost 0 at both ends.",
)
def test_how_the_losses_push_a_score(chapter):
    z = np.linspace(-8, 8, 16001)
    p = sigmoid(z)
    one = np.ones_like(p)
    surprise = losses.surprise_slope(p) * activations.sigmoid_slope(p)
    squared = losses.squared_error_gradient(p, one) * activations.sigmoid_slope(p)
    np.testing.assert_allclose(squared, -p * (1 - p) ** 2, atol=1e-15)
    assert (np.diff(surprise) > 0).all()
    assert surprise[0] < -0.99
    assert abs(squared[[0, -1]]).max() < 0.001
    assert round(z[squared.argmin()], 1) == -0.7
    assert -0.2 < squared.min() < -0.1


@says(
    "What was certain, $p = 1$, does not surprise; every halving of $p$ costs the same.",
    "a nat is {glue:text}`bits:.2f` bits.",
)
def test_halvings_cost_the_same(chapter):
    p = 2.0 ** -np.arange(10)
    assert losses.surprise(p)[0] == 0
    np.testing.assert_allclose(np.diff(losses.surprise(p)), np.log(2))
    bits = losses.surprise(p) * chapter.glued["bits"]
    np.testing.assert_allclose(bits, np.arange(10), atol=1e-12)


@says(
    "The slope of the surprise, $-(1 - p)$, is also $p - 1$: what the network said, "
    "minus what was right.",
    "With many letters it is the same, letter by letter: $\\hat y - y$.",
)
def test_what_it_said_minus_what_was_right(chapter):
    z = np.array([1.0, -2.0, 0.5])
    right = np.array([0.0, 1, 0])
    said = losses.softmax(z) - right
    np.testing.assert_allclose(losses.cross_entropy_gradient(z, right), said)
    p = sigmoid(z)
    one = losses.surprise_slope(p) * activations.sigmoid_slope(p)
    np.testing.assert_allclose(one, p - 1)


@says(
    "there the sigmoid is steepest; but the error grows as p falls",
    "The slope of p (1 − p)² is (1 − p)(1 − 3p), and this is 0 at p = 1/3.",
)
def test_the_hardest_push(chapter):
    p = np.linspace(0, 1, 3001)
    assert p[(p * (1 - p) ** 2).argmax()] == p[1000]
    grown = np.gradient(p * (1 - p) ** 2, p)
    np.testing.assert_allclose(grown[1:-1], ((1 - p) * (1 - 3 * p))[1:-1], atol=1e-6)
