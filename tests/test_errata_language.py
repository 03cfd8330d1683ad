"""Errata of the losses and of the models of language before the recurrent one.

Those of n-grams and of documents stand in `test_ngrams` and `test_documents`.
"""

import numpy as np

from checks import TIGHT, complex_step
from errata import net, unroll
from unrolled import feedforward, helo, language_model
from unrolled.models.losses import (
    cross_entropy,
    cross_entropy_gradient,
    log_softmax,
    perplexity,
    softmax,
)
from unrolled.text.letters import one_hot


def test_E16_the_two_probabilities_are_multiplied():
    scores = np.array([np.log(4.0), 0.0])  # the probability 0.8, and its rest
    p = [np.exp(-cross_entropy(scores, y)) for y in np.eye(2)]
    np.testing.assert_allclose(p, [0.8, 0.2])
    np.testing.assert_allclose(p, [0.8**y * 0.2 ** (1 - y) for y in (1, 0)])
    printed = [0.8**y - 0.2 ** (1 - y) for y in (1, 0)]
    assert printed[0] < 0 and sum(printed) != 1


def test_E17_the_logarithm_of_the_product_is_the_sum():
    scores = np.array([np.log(4.0), 0.0])
    for y in (0, 1):
        target = np.array([y, 1 - y])
        expected = -(y * np.log(0.8) + (1 - y) * np.log(0.2))
        np.testing.assert_allclose(cross_entropy(scores, target), expected)


def test_E18_the_loss_of_one_hot_targets_is_not_that_of_separate_outputs():
    z, y = np.array([1.2, -0.3, 0.5]), np.array([1.0, 0, 0])

    def separate(z):
        p = softmax(z)
        return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))

    np.testing.assert_allclose(cross_entropy_gradient(z, y), softmax(z) - y)
    assert separate(z) > cross_entropy(z, y) + 0.1
    assert abs(complex_step(separate, z) - (softmax(z) - y)).max() > 0.05


def test_E19_logarithms_of_probabilities_are_never_positive():
    logs = log_softmax(np.array([0.0, -700.0, 3.0, -1e4]))
    assert (logs <= 0).all() and logs.min() < -1e4
    assert min(cross_entropy(np.array([0.0, -700.0, 3.0]), y) for y in np.eye(3)) >= 0


def test_E20_the_hidden_layer_is_computed_and_not_learned():
    params = feedforward.init(np.random.default_rng(0), 10, 2, 4, 6)
    assert params.keys() == feedforward.SHAPES.keys() and "h" not in params
    y = one_hot([0], 10)[0]
    one, other = (
        feedforward.forward(params, one_hot(c, 10), y).h for c in ([1, 2], [3, 4])
    )
    assert not np.allclose(one, other)


def test_E21_a_window_is_blind_to_what_came_before_it_and_a_state_is_not():
    a, b = np.array([[9.0], [1], [2], [3]]), np.array([[-9.0], [1], [2], [3]])
    params, *_ = net(D=1, steps=4)
    assert abs(unroll(params, a).h[-1] - unroll(params, b).h[-1]).max() > 1e-6
    seen = [list(feedforward.contexts([start, 1, 2, 3, 0], 3))[-1] for start in (0, 3)]
    assert seen[0] == seen[1] == ([1, 2, 3], 0)


def test_E24_perplexity_is_e_to_the_mean_loss_in_nats():
    mean = float(helo.predict().L) / 4
    assert f"{perplexity(mean):.6f}" == "5.489398"
    np.testing.assert_allclose(perplexity(mean / np.log(2), base=2), perplexity(mean))
    assert 2**mean < perplexity(mean) - 0.5  # what the slide says, in nats
    np.testing.assert_allclose(perplexity(np.log(4)), 4)


def test_E25_the_index_of_target_and_probability_is_the_same():
    y, p = np.array([0, 1.0, 0]), np.array([0.2, 0.7, 0.1])
    np.testing.assert_allclose(cross_entropy(np.log(p), y), -np.log(0.7))


def test_E86_the_list_is_sorted_but_for_its_end():
    printed = ["food", "I", "is", "it", "like", "Thai", "so"]
    *others, last, end = printed
    assert sorted(printed, key=str.lower) == [*others, end, last] != printed


def test_E87_embeddings_side_by_side_know_the_order():
    params = feedforward.init(np.random.default_rng(0), 5, 2, 3, 4)
    y = one_hot([0], 5)[0]
    one, other = (feedforward.forward(params, one_hot(c, 5), y) for c in ([1, 2], [2, 1]))
    assert abs(one.loss - other.loss) > 1e-3
    bags = [np.sum(f.q.reshape(2, 3), axis=0) for f in (one, other)]
    np.testing.assert_allclose(*bags)


def test_E92_the_minimiser_of_the_loss_is_the_maximum_likelihood_estimate():
    counts, c = np.array([5.0, 3.0, 2.0]), np.zeros(3)
    frequencies = counts / counts.sum()
    for _ in range(300):
        c = c - cross_entropy_gradient(c, frequencies)
    np.testing.assert_allclose(softmax(c), frequencies, atol=1e-12)
    entropy = -frequencies @ np.log(frequencies)
    np.testing.assert_allclose(cross_entropy(c, frequencies), entropy, **TIGHT)
    params, *_ = net()
    output = language_model.output(params, np.zeros(4), one_hot([0], 5)[0])
    assert output.probs.shape == (5,)
