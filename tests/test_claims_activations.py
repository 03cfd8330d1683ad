"""What the chapter on activations says of its results."""

import numpy as np

from claims import claims
from unrolled import activations, hard_tanh, helo, relu, sigmoid, tanh

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
    "Left: the sigmoid rises from 0 to 1,",
    "Right: tanh rises from −1 to 1,",
    "sinh is always smaller than cosh, so their quotient stays below 1.",
)
def test_tanh_is_four_times_as_steep_and_half_as_wide(chapter):
    for f, low in ((sigmoid, 0), (tanh, -1)):
        assert (np.diff(f(EVERYWHERE)) > 0).all()
        np.testing.assert_allclose(f(np.array([-40.0, 40.0])), [low, 1], atol=1e-15)
    assert (np.sinh(EVERYWHERE) < np.cosh(EVERYWHERE)).all()
    low = activations.sigmoid_slope(sigmoid(EVERYWHERE))
    high = activations.tanh_slope(tanh(EVERYWHERE / 2))
    assert low.max() == low[8000] == 1 / 4
    np.testing.assert_allclose(high, 4 * low, atol=1e-15)


@says(
    "At the origin the sigmoid is *steepest*.",
    "Learning is slow far out",
    "The slope is largest [at 0](step:activations?f=sigmoid&x=0).",
)
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
    "loses as much in the first layer here, but less and less in the next ones",
    "Hard tanh loses everything here, because $a$ is above 1.",
    "[ReLU](step:activations2?f=relu) loses nothing, or everything.",
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
    assert a > 1
    assert activations.stack("hard_tanh", a, 1)[0].product == 0
    assert not relu(-EVERYWHERE[EVERYWHERE > 0]).any()


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


@says(
    "By how much does h = tanh(a) grow?",
    "all weights of h-e-l-o are positive: its a lies far out, where tanh is flatter",
    "only where tanh is steepest, at 0",
)
def test_h_grows_by_an_eighth_of_the_push(chapter):
    a = helo.predict().trace.a[1, 0]
    assert round(0.01 / float(tanh(a + 0.01) - tanh(a))) == 8
    assert a > 1
    assert activations.tanh_slope(tanh(0.0)) == 1


@says(
    "The sigmoid is symmetrical about the point (0, ½): $\\sigma(-a) = 1 - \\sigma(a)$.",
    "And tanh about the origin: $\\tanh(-a) = -\\tanh(a)$. It is centred on zero.",
)
def test_symmetry(chapter):
    np.testing.assert_allclose(sigmoid(-EVERYWHERE), 1 - sigmoid(EVERYWHERE), atol=1e-15)
    np.testing.assert_array_equal(tanh(-EVERYWHERE), -tanh(EVERYWHERE))


@says(
    "Most programs take the smaller one for ReLU, some the mean; our library takes the "
    "smaller."
)
def test_the_smaller_slope_at_a_corner(chapter):
    for name, corner in (("relu", 0.0), ("leaky_relu", 0.0), ("hard_tanh", 1.0)):
        phi, slope = activations.ACTIVATIONS[name]
        near = [float(slope(phi(np.array(corner + side)))) for side in (-1e-6, 0, 1e-6)]
        assert near[1] == min(near) < max(near)


@says("one counts the ones, the other steps in when there are two.")
def test_two_relu_units_solve_xor(chapter):
    bits = chapter["bits"]
    first, second = relu(bits.sum(axis=1)), relu(bits.sum(axis=1) - 1)
    assert first.tolist() == [0, 1, 1, 2]
    assert second.tolist() == [0, 0, 0, 1]
    assert (first - 2 * second).tolist() == (bits[:, 0] ^ bits[:, 1]).tolist()


@says(
    "the slope of tanh is a quarter, the most that the sigmoid has.",
    "e, in unit 2: nowhere is tanh as flat for h-e-l-o,",
)
def test_what_is_found_out_in_the_widget(chapter):
    quarter = activations.tanh_slope(tanh(chapter.glued["quarter"]))
    np.testing.assert_allclose(
        quarter, activations.sigmoid_slope(sigmoid(EVERYWHERE)).max()
    )
    slopes = activations.tanh_slope(helo.predict().trace.h)
    assert np.unravel_index(slopes.argmin(), slopes.shape) == (1, 1)
    assert slopes.min() == chapter.glued["flattest"]


@says(
    "So lecture 001 is right that tanh is the steeper one at the origin: exactly "
    "{glue:text}`times:.0f` times as steep.",
    "Twice as fast (the $2a$), twice as high (the 2 in front), and pulled down by 1.",
)
def test_tanh_is_a_sigmoid_in_disguise(chapter):
    assert chapter.glued["times"] == 4
    np.testing.assert_allclose(
        tanh(EVERYWHERE), 2 * sigmoid(2 * EVERYWHERE) - 1, atol=1e-15
    )


@says(
    "Not saturated yet, but with all pre-activations between {glue:text}`least:.2f` and "
    "{glue:text}`most:.2f`, not where the lecture wants them."
)
def test_where_pre_activations_stand(chapter):
    a = helo.predict().trace.a
    assert (a.min(), a.max()) == (chapter.glued["least"], chapter.glued["most"])
    assert a.min() > 0.8


@says("A bend does more than a straight line can.")
def test_two_bends_say_whether_two_bits_differ(chapter):
    ones = chapter["ones"]
    assert (relu(ones) - 2 * relu(ones - 1)).tolist() == [0, 1, 1, 0]
    a, b, c, d = chapter["bits"]
    assert (a + d == b + c).all()  # so no sum tells one pair from the other


@says(
    "At {glue:text}`quarter:.2f`, to either side of 0, the slope of tanh is a quarter, the "
    "most that the sigmoid has."
)
def test_where_tanh_is_as_steep_as_a_sigmoid_can_be(chapter):
    assert abs(activations.tanh_slope(tanh(chapter.glued["quarter"])) - 1 / 4) < 1e-12
    assert activations.sigmoid_slope(sigmoid(EVERYWHERE)).max() == 1 / 4
