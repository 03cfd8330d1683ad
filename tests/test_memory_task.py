"""The memory task: what is asked, who learns it, and how far back an answer reaches."""

import numpy as np
import pytest

from unrolled import bptt, gru, language_model, lstm, memory_task, rnn
from unrolled.gradients.gradient_check import complex_step

WORD = "eabcab."


@pytest.fixture(scope="module")
def learned():
    return {cell: memory_task.learn(cell) for cell in (rnn, lstm)}


def test_the_first_letter_is_the_answer_to_the_dot():
    asked = memory_task.sequences(lag=5, count=50)
    inputs, targets = asked.inputs.reshape(50, 7), asked.targets.reshape(50, 7)
    assert {*memory_task.VOCABULARY.decode(inputs[:, 0])} == {*"helo"}
    assert {*memory_task.VOCABULARY.decode(inputs[:, 1:-1].ravel())} == {*"abc"}
    assert {*memory_task.VOCABULARY.decode(inputs[:, -1])} == {"."}
    assert {*memory_task.VOCABULARY.decode(targets[:, :-1].ravel())} == {"."}
    np.testing.assert_array_equal(targets[:, -1], inputs[:, 0])


def test_a_seed_gives_the_same_sequences():
    first, again, other = (memory_task.sequences(3, 9, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.inputs, again.inputs)
    assert (first.inputs != other.inputs).any()


@pytest.mark.parametrize("wrong", [{"lag": 0}, {"count": 0}, {"lag": 2.5}])
def test_sizes_are_whole_numbers(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        memory_task.sequences(**wrong)


def test_the_lstm_learns_and_the_plain_network_does_not(learned):
    assert learned[lstm].accuracy[-1] == 1
    assert learned[lstm].loss[-20:].mean() < 0.01
    assert learned[rnn].accuracy[-1] < 0.5
    assert abs(learned[rnn].loss[-20:].mean() - np.log(4)) < 0.1  # a blind guess


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
def test_at_a_short_lag_every_cell_learns(cell):
    course = memory_task.learn(cell, lag=3, updates=150)
    assert course.measured.tolist() == [50, 100, 150]
    assert course.accuracy[-1] == 1


def test_the_loss_is_that_of_the_sequences(learned):
    """The first loss, summed by the textbook path over the first batch."""
    params = language_model.init(rnn, 0, 8, 16)
    batch = memory_task.sequences().batch(0)
    total = 0.0
    for read, said in zip(batch.inputs.T, batch.targets.T, strict=True):
        xs, ys = np.eye(8)[read], np.eye(8)[said]
        total += language_model.forward(rnn, params, xs, ys, rnn.zero_state(params)).L
    np.testing.assert_allclose(learned[rnn].loss[0], total / 32)


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
def test_reach_is_the_derivative_of_the_last_scores(cell):
    params = language_model.init(cell, 1, 8, 5)
    found = memory_task.reach(cell, params, WORD)
    xs = memory_task.VOCABULARY.one_hot(WORD)

    def score(xs, k):
        h = bptt.unroll(cell, params, xs, cell.zero_state(params)).h[-1]
        return (params["V"] @ h + params["c"])[k]

    exact = np.stack([complex_step(lambda xs, k=k: score(xs, k), xs) for k in range(8)])
    assert exact.shape == (8, 7, 8)
    np.testing.assert_allclose(found, np.linalg.norm(exact, axis=(0, 2)), rtol=1e-12)


def test_the_trained_lstm_still_hears_the_first_letter(learned):
    word = memory_task.VOCABULARY.decode(memory_task.sequences(seed=1).inputs[:22])
    far = memory_task.reach(lstm, learned[lstm].params, word)
    gone = memory_task.reach(rnn, learned[rnn].params, word)
    assert far[0] > 1
    assert gone[0] < 1e-3
    said = memory_task.answer(lstm, learned[lstm].params, word)
    assert memory_task.VOCABULARY.letters[said.probs.argmax()] == word[0]
