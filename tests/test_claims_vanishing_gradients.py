"""What the chapter on vanishing gradients says of its results."""

import numpy as np

from claims import claims
from unrolled import bptt, diagnostics, flow_networks, helo, rnn
from unrolled.lessons.flow_program import flow_of

says = claims("vanishing_gradients")
RADII = np.linspace(0, 2, 201)


def at_h(radius):
    """Size of what arrives at the letter h in h-e-l-o."""
    return flow_of("helo", "random", radius, "tanh", 3, 50, 1.0).singular_values[3, 0]


def arrived(network, matrix, radius, activation, size=8, gain=1.0):
    return flow_of(network, matrix, radius, activation, size, 50, gain).singular_values


@says(
    "a nudge of unit 1 shrinks to a twentieth in a single step.",
    "each unit listens to itself alone.",
)
def test_a_twentieth(chapter):
    J = diagnostics.step_jacobians(rnn, helo.parameters(), helo.predict().trace)
    assert 1 / 21 < J[1][0, 0] < 1 / 19
    assert all(np.array_equal(j, np.diag(np.diag(j))) for j in J)


@says(
    "in three steps it has shrunk {glue:text}`shrunk:,.0f` times.",
    "The first letter learns next to nothing from the last mistake.",
)
def test_three_steps(chapter):
    told = chapter.glued
    assert told["e4"] > told["e3"] > told["e2"] > told["e1"]
    np.testing.assert_allclose(at_h(helo.RECURRENT), told["e1"], rtol=1e-9)


@says(
    "A slightly larger one brings a little more ([try 0.6](step:helo?radius=0.6)), "
    "but with none that you can set does a hundredth of the error at $h_4$ arrive at the "
    "letter h.",
    "[With a radius of 2](step:helo?radius=2) it is less still.",
    "A larger U drives every state closer to 1, where the slope 1 − h² is near 0.",
    "the slopes shrink faster than $U$ grows.",
)
def test_a_larger_u_is_no_cure(chapter):
    assert at_h(helo.RECURRENT) < at_h(0.6) < 2 * at_h(helo.RECURRENT)
    assert at_h(2) < at_h(1) < at_h(helo.RECURRENT)
    assert max(map(at_h, RADII)) < 0.01


@says(
    'answer="less than that"',
    "the slopes leave a hundredth of that.",
    "is more than any of them.",
    "h-e-l-o's states are large, and there tanh is flat",
    "all states after e and l are far from 0",
)
def test_the_slopes_take_the_most(chapter):
    told, slopes = chapter.glued, chapter["slopes"]
    assert told["e1"] / told["only_u"] < told["u"] ** 3
    assert 0.009 < told["e1"] / told["only_u"] < 0.012
    assert (slopes < told["u"]).all()
    assert (abs(helo.predict().trace.h[1:]) > 0.7).all()


@says("That is the first column of $J_2$: only unit 1 has moved,")
def test_a_nudge_is_a_column(chapter):
    assert chapter["moved"].round(3).tolist() == chapter["J"][1][:, 0].round(3).tolist()


@says(
    "and almost a line after three.",
    "no gradient comes out longer than that.",
    "it can be much smaller.",
)
def test_a_circle_becomes_a_line(chapter):
    two = flow_networks.scaled(*flow_networks.matrices(2)["random"], 0.9)
    long, short = diagnostics.singular_values(np.linalg.matrix_power(two, 3))
    assert short < 0.01 * long
    A = chapter["A"]
    assert diagnostics.spectral_radius(A) < diagnostics.singular_values(A)[0] / 10


@says(
    "It starts at 10, stays above 1 up to the seventh power, and then falls like the "
    "power of the spectral radius, far above it and far below the power of the norm."
)
def test_powers_of_a(chapter):
    norms = [
        np.linalg.norm(np.linalg.matrix_power(chapter["A"], k), 2) for k in range(1, 21)
    ]
    assert round(norms[0]) == 10
    assert min(norms[:7]) > 1 > norms[7]
    assert abs(norms[19] / norms[18] - 0.5) < 0.05
    assert norms[19] > 100 * 0.5**20
    assert norms[19] < 1e-9 * norms[0] ** 20


@says("The bound holds, and says little")
def test_the_bound_holds(chapter):
    J = diagnostics.step_jacobians(rnn, helo.parameters(), helo.predict().trace)
    true = diagnostics.singular_values(diagnostics.jacobian_products(J))[:, 0]
    bound = diagnostics.norm_bound(helo.parameters()["U"], 4)
    assert (true <= bound).all()
    assert bound[0] > 100 * true[0]


@says(
    "[Truth and bound](step:networks?activation=identity&matrix=orthogonal) are the same "
    "line, all singular values together.",
    "[With a radius of exactly 1](step:networks?activation=identity&matrix=orthogonal"
    "&radius=1) nothing is lost.",
)
def test_orthogonal_and_linear(chapter):
    flow = flow_of("random", "orthogonal", 1.0, "identity", 8, 50, 1.0)
    np.testing.assert_allclose(flow.singular_values, 1, rtol=1e-9)
    flow = flow_of("random", "orthogonal", 0.9, "identity", 8, 50, 1.0)
    np.testing.assert_allclose(
        flow.singular_values[:, 0], flow.bound[: len(flow.singular_values)]
    )
    np.testing.assert_allclose(np.ptp(flow.singular_values, axis=1), 0, atol=1e-12)


@says("**Sigmoid.** Nothing you can set survives 50 steps,")
def test_sigmoids_vanish(chapter):
    for matrix in flow_networks.matrices(8):
        for gain in (0.0, 1.0, 5.0):
            assert arrived("random", matrix, 2.0, "sigmoid", gain=gain)[50, 0] < 1e-6


@says(
    "[With a radius of 2](step:networks?activation=relu&radius=2) it explodes;",
    "U orthogonal and a radius of 1, at some step no path is left, and exactly 0 arrives.",
)
def test_relu_explodes_or_dies(chapter):
    assert arrived("random", "random", 2.0, "relu")[50, 0] > 1e6
    assert arrived("sentence", "orthogonal", 1.0, "relu")[-1, 0] == 0


@says(
    "The state [runs in a ring](step:networks?matrix=orthogonal&size=2&radius=1.2&gain=0) "
    "and never forgets."
)
def test_a_ring_never_forgets(chapter):
    found = arrived("random", "orthogonal", 1.2, "tanh", size=2, gain=0.0)
    assert found[50, 0] > 0.1
    assert (
        arrived("random", "orthogonal", 1.2, "tanh", size=2, gain=5.0)[50, 0]
        < 0.01 * found[50, 0]
    )


@says(
    "that is a power of its largest entry; it is nearly the bound", 'answer="about 1e-41"'
)
def test_the_lecture_s_matrix(chapter):
    norm = np.linalg.norm(np.linalg.matrix_power(flow_networks.LECTURE, 47), 2)
    assert f"{norm:.0e}" == "1e-41"
    assert 1 < diagnostics.norm_bound(flow_networks.LECTURE, 47)[0] / 0.5**47 < 1.1


@says(
    "Of the error at the blank, {glue:text}`at_partner` arrives at *partner*, though "
    "the bound would let it grow",
    "[The words that stand near](step:sentence?n=3) have more than a million times as "
    "much.",
)
def test_near_words_drown_far_ones(chapter):
    flow = flow_of("sentence", "random", 0.9, "tanh", 8, 50, 1.0)
    sizes = flow.singular_values[:, 0]
    assert sizes[1:4].min() > 1e6 * sizes[38]
    assert flow.bound[38] > 1


@says(
    "[*Orthogonal* and a radius of 2](step:sentence?matrix=orthogonal&radius=2): "
    "more gets through. Why not everything?"
)
def test_orthogonal_lets_more_through(chapter):
    more = arrived("sentence", "orthogonal", 2.0, "tanh")[38, 0]
    assert 1 > more > 1000 * arrived("sentence", "random", 0.9, "tanh")[38, 0]


@says(
    "The far shares are there, but drowned by the near ones.",
    "(the last is 0 since $h_0 = 0$)",
)
def test_shares_by_distance(chapter):
    near, one, two, three = (np.linalg.norm(share) for share in chapter["apart"])
    assert near > 10 * one > 100 * two > 0
    assert three == 0


@says(
    "The state runs to {end:.4f}; there, each step multiplies by 5 · {1 - end**2:.4f}.",
    "The first step does stretch it, for there the state is still small; then tanh "
    "is flat.",
)
def test_one_unit_with_large_weights(chapter):
    one = {"W": np.zeros((1, 1)), "U": np.array([[5.0]]), "b": np.zeros(1)}
    trace = bptt.unroll(rnn, one, np.zeros((20, 1)), (np.array([0.1]),))
    steps = np.ravel(diagnostics.step_jacobians(rnn, one, trace))
    assert steps[0] > 1 > steps[1:].max()
    assert np.prod(steps) < 1e-50


@says(
    "Below 1 the gradient must vanish; above 1 it may explode, but a flat tanh can "
    "still make it vanish."
)
def test_above_1_it_may_or_may_not(chapter):
    assert arrived("random", "random", 2.0, "identity")[50, 0] > 1e6
    assert arrived("random", "random", 0.9, "tanh")[50, 0] < 1e-3
    assert (
        np.linalg.norm(flow_networks.scaled(*flow_networks.matrices(8)["random"], 0.9), 2)
        > 1
    )


@says("So with a sigmoid, the gradient must vanish with every $U$ of norm less than 4.")
def test_sigmoids_must_vanish_below_4(chapter):
    assert diagnostics.norm_bound(3.9 * np.eye(2), 1000, "sigmoid")[0] < 1e-6
    assert diagnostics.norm_bound(4.1 * np.eye(2), 1000, "sigmoid")[0] > 1e6


@says(
    "no gradient comes out longer than that.",
    "It is never larger than the norm, and it can be much smaller.",
    "$J_t$ shortens some gradients more than others, depending on their direction.",
)
def test_radius_norm_and_directions(chapter):
    rng = np.random.default_rng(0)
    for U in rng.normal(size=(50, 4, 4)):
        norm = diagnostics.singular_values(U)[0]
        assert diagnostics.spectral_radius(U) <= norm
        g = rng.normal(size=(4, 20))
        assert (np.linalg.norm(U.T @ g, axis=0) <= norm * np.linalg.norm(g, axis=0)).all()
    assert diagnostics.spectral_radius(np.array([[0.1, 9.0], [0.0, 0.1]])) < 0.2
    values = diagnostics.singular_values(chapter["Q"][2])
    assert values[0] > 2 * values[-1]
