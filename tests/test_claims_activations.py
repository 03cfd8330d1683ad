"""What the chapter on activations says of its results."""

import numpy as np

from claims import claims
from unrolled import activations, hard_tanh, helo, losses, relu, sigmoid, tanh

says = claims("activations")
EVERYWHERE = np.linspace(-8, 8, 16001)  # its middle is 0


@says(
    "For each step of $a$, $h$ moves only an eighth as far",
    "That is the eighth from above.",
)
def test_an_eighth(chapter):
    a = helo.predict().trace.a[1, 0]
    assert round(1 / activations.tanh_slope(tanh(a))) == 8


@says(
    "its slope is a low hill of height one quarter around the origin",
    "its slope is a hill of height 1, four times as high and half as wide.",
    "the same curve, but centred on 0 and four times as steep there.",
)
def test_tanh_is_four_times_as_steep_and_half_as_wide(chapter):
    low = activations.sigmoid_slope(sigmoid(EVERYWHERE))
    high = activations.tanh_slope(tanh(EVERYWHERE / 2))
    assert low.max() == low[8000] == 1 / 4
    np.testing.assert_allclose(high, 4 * low, atol=1e-15)


@says("At the origin the sigmoid is *steepest*.", "Learning is slow far out")
def test_the_sigmoid_is_steepest_at_the_origin(chapter):
    slope = activations.sigmoid_slope(sigmoid(EVERYWHERE))
    assert (np.diff(slope[:8001]) > 0).all()
    assert (np.diff(slope[8000:]) < 0).all()


@says(
    "The largest is {steepest:.2f}, for unit 1 after h; the smallest is "
    "{flattest:.2f}, for unit 2 after e."
)
def test_where_h_e_l_o_is_steepest_and_flattest(chapter):
    slopes = activations.tanh_slope(helo.predict().trace.h)
    assert np.unravel_index(slopes.argmax(), slopes.shape) == (0, 0)
    assert np.unravel_index(slopes.argmin(), slopes.shape) == (1, 1)
    assert chapter.glued["flattest"] == slopes.min()


@says(
    "All pre-activations are well above 0",
    "All weights are positive, so every sum is large",
)
def test_all_weights_and_sums_are_positive(chapter):
    p, done = helo.parameters(), helo.predict()
    assert (p["W"] > 0).all()
    assert done.trace.a.min() > 0.8


@says(
    "The sigmoid loses at least three quarters of the error in each layer.",
    "tanh loses as much in the first layer here, but less and less in the next ones",
    "ReLU loses nothing, or everything.",
)
def test_what_layers_lose(chapter):
    a = helo.predict().trace.a[1, 0]

    def kept(name):
        product = [1.0, *(float(layer.product) for layer in activations.stack(name, a, 5))]
        return np.array(product[1:]) / product[:-1]

    assert (kept("sigmoid") <= 1 / 4).all()
    assert abs(kept("tanh")[0] - kept("sigmoid")[0]) < 0.01
    assert (np.diff(kept("tanh")) > 0).all()
    assert (kept("relu") == 1).all()
    assert not relu(-EVERYWHERE[EVERYWHERE > 0]).any()


@says(
    "its share of {eq}`S5` is $\\tfrac12 (1 - p)^2$.",
    "grow without bound; this share never exceeds ½, nor its slope 1.",
    "with a single output, yes or no: $p = \\sigma(z)$, and {eq}`S5` has one term.",
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
    z = EVERYWHERE
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


@says("Only after h is a below 1. Everywhere else nothing comes back.")
def test_a_hard_tanh_learns_after_h_alone(chapter):
    a = helo.predict().trace.a[:, 0]
    assert activations.hard_tanh_slope(hard_tanh(a)).tolist() == [1, 0, 0, 0]


@says(
    "Each layer brings the number closer to 0, where tanh is steeper, so the loss "
    "slows down."
)
def test_layers_bring_the_number_closer_to_0(chapter):
    outputs = [helo.predict().trace.a[1, 0]]
    for _ in range(8):
        outputs.append(tanh(outputs[-1]))
    assert (np.diff(outputs) < 0).all()
    assert outputs[-1] > 0
