"""What the chapter on layers and directions says of its results."""

import numpy as np

from claims import claims
from unrolled import Model, Network, rnn
from unrolled.lessons.blanks import LECTURE

says = claims("deep_and_bidirectional")


def course(ways, updates=200):
    found, training = [], LECTURE.course(ways, LECTURE.init(ways, 0))
    for _ in range(updates + 1):
        found.append(next(training))
    return found


@says(
    "it says the same everywhere.",
    "the second one knows every sentence but two, and those two are the same sentence.",
    "[After 30 updates](step:blanks?at=30) the first one has all it will ever have:",
)
def test_what_both_networks_come_to(chapter):
    one, two = course(1), course(2)
    assert all((now["said"] == now["said"][0]).all() for now in one)
    floor = np.exp(LECTURE.floor(1))
    assert abs(one[30]["perplexity"] - floor) < 0.002
    sure = (two[-1]["said"].max(axis=1) > 0.99).tolist()
    assert sure == [True, False, False, True]
    assert (two[-1]["said"][1] == two[-1]["said"][2]).all()
    assert LECTURE.told[1].text == LECTURE.told[2].text


@says(
    "Those are $2\\sqrt2$ and $\\sqrt2$",
    "No training, no size and no cell will get below.",
)
def test_the_floors(chapter):
    np.testing.assert_allclose(
        [np.exp(LECTURE.floor(ways)) for ways in (1, 2)], [2 * 2**0.5, 2**0.5], rtol=1e-14
    )


@says("nearly 1", "Wonderful, and worth nothing.")
def test_the_cheat(chapter):
    assert 1 < chapter["cheat"].perplexity < 1.01


@says("Three zeros.")
def test_the_last_output_does_not_know_the_first_letter(chapter):
    assert (chapter["moved"] == 0).tolist() == [False] * 3 + [True] * 3
    one, other = chapter["one"], chapter["other"]
    assert abs(one.state["h_reverse"] - other.state["h_reverse"]).max() > 1


@says("One layer of 113 units has nearly as many.")
def test_equal_numbers(chapter):
    deep, wide = (
        chapter["count"](net, 53, H) for net, H in ((Network(rnn, 2), 75), (rnn, 113))
    )
    assert abs(wide / deep - 1) < 0.01


@says(
    "The second half of the very first output has been spoiled by what stands behind the "
    "end."
)
def test_padding_spoils_the_second_reader(chapter):
    one, other = chapter["honest"].outputs[0], chapter["spoiled"].outputs[0]
    assert (one[:3] == other[:3]).all() and (one[3:] != other[3:]).all()


@says("the scores are a sum over layers, as the lecture writes them.")
def test_the_readout_of_skipped_layers_is_a_sum(chapter):
    wide, net = chapter["wide"], chapter["skipping"]
    done = Model(net).forward(wide, [0, 1, 2], [1, 2, 2])
    h = [done.trace.layers[suffix].h for suffix in ("", "1")]
    V = np.split(wide["V"], 2, axis=1)
    scores = h[0] @ V[0].T + h[1] @ V[1].T + wide["c"]
    np.testing.assert_allclose(done.output.logits, scores, rtol=1e-13)


@says(
    "Two layers are better from two of the three beginnings, and worse from the third.",
    "The beginning matters more than the second layer:",
)
def test_depth_pays_nothing_to_rely_on(chapter):
    results = chapter["tried"]["results"]
    held = {n: [one["held_out"] for one in results if one["layers"] == n] for n in (1, 2)}
    gains = np.subtract(held[1], held[2])
    assert (gains > 0).tolist() == [True, True, False]
    assert np.ptp(held[2]) > 5 * abs(gains.mean())
    sizes = {one["layers"]: (one["units"], one["numbers"]) for one in results}
    for layers, (units, numbers) in sizes.items():
        params = Model(Network(rnn, layers=layers)).init(0, 53, units)
        assert sum(p.size for p in params.values()) == numbers
    assert abs(sizes[1][1] / sizes[2][1] - 1) < 0.005


@says(
    "half of such a *classifier*, a network that sorts, is blind but for one word.",
    "The upper layer reads all three states of the lower one.",
    "An error now finds short ways to every layer;",
)
def test_what_each_half_and_each_layer_reads(chapter):
    assert [p.shape for name, p in chapter["stacked"].items() if name == "W1"] == [(3, 3)]
    both, params = chapter["both"], chapter["params"]
    ends = [both.forward(params, word).outputs[-1][3:] for word in ([0, 1, 2], [3, 0, 2])]
    np.testing.assert_array_equal(*ends)
    skipping, wide = chapter["skipping"], dict(chapter["wide"])
    before = Model(skipping).run(wide, [0, 1], [1, 2]).gradients["W"]
    wide["W1"] = np.zeros_like(wide["W1"])  # no way through the upper layer is left
    assert before.any() and Model(skipping).run(wide, [0, 1], [1, 2]).gradients["W"].any()


@says("It hears no letters that the first one did not;")
def test_a_second_layer_reads_states_alone(chapter):
    deep, stacked = chapter["deep"], chapter["stacked"]
    trace = deep.forward(stacked, [0, 1, 2, 2])
    np.testing.assert_array_equal(trace.layers["1"].x, trace.layers[""].h)
