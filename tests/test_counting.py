"""Counting n-grams as tables: their losses are those of the counts themselves."""

import numpy as np
import pytest

from unrolled import NGrams, Vocabulary
from unrolled.lessons import counting
from unrolled.text import kinematics

PARTS = kinematics.split(kinematics.problems())
LETTERS = [kinematics.lines(part) for part in PARTS]
VOCABULARY = Vocabulary.of("".join(LETTERS)).letters


def test_the_problems_are_those_that_the_book_speaks_of():
    assert sum(map(len, LETTERS)) == 40_182
    words = [kinematics.tokens(problem.text) for problem in PARTS[0]]
    assert len({word for one in words for word in one}) == 544


@pytest.mark.parametrize("k", [1.0, 0.003])
@pytest.mark.parametrize("n", [1, 3, 6])
def test_a_table_has_the_loss_of_its_n_grams(n, k):
    grams = NGrams.of(LETTERS[0], n=n, vocabulary=VOCABULARY)
    one = counting.tables()["letters"][n]
    for text, own in zip(LETTERS, (one.learned, one.held_out), strict=True):
        assert counting.loss(own, k, one.K) == pytest.approx(
            grams.loss(text, k=k), rel=1e-12
        )


def test_the_more_is_read_the_less_of_it_was_seen_before():
    """Shares of the n-grams of words that were never seen, in percent."""
    own = counting.tables()["words"]
    shares = [100 * one.unseen for one in own.values()]
    np.testing.assert_allclose(shares, [1.7, 10, 24.5, 37.3, 47.7], atol=0.05)
    assert [one.filled for one in own.values()] == [544, 1735, 2764, 3479, 4001]


def test_lines_that_count_nothing_change_nothing():
    one = counting.tables()["words"][3]
    long = counting.padded(one.held_out, 500)
    assert len(long.seen) == 500
    assert counting.loss(long, 0.1, one.K) == pytest.approx(
        counting.loss(one.held_out, 0.1, one.K), rel=1e-13
    )
    assert counting.share_unseen(long) == counting.share_unseen(one.held_out)


def test_the_program_is_the_loss_of_its_table():
    one, program = counting.tables()["letters"][2], counting.program()
    expected = counting.loss(one.held_out, counting.K_START, one.K)
    assert program.value("loss") == pytest.approx(expected, rel=1e-13)
    assert program.value("perplexity") == pytest.approx(np.exp(expected), rel=1e-13)
