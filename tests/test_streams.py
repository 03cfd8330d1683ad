"""Streams: windows that follow each other, several strands of a text side by side."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.text.streams import Stream, split


@st.composite
def streams(draw):
    batch_size, length = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    more = draw(st.integers(0, 30))
    return Stream(np.arange(batch_size * length + 1 + more), batch_size, length)


@given(streams())
def test_a_target_is_what_comes_next(stream):
    for n in range(len(stream)):
        batch = stream.batch(n)
        assert (
            batch.inputs.shape == batch.targets.shape == (stream.length, stream.batch_size)
        )
        np.testing.assert_array_equal(batch.targets, batch.inputs + 1)


@given(streams())
def test_a_window_goes_on_where_the_one_before_ended(stream):
    for n in range(1, len(stream)):
        before, after = stream.batch(n - 1), stream.batch(n)
        np.testing.assert_array_equal(before.targets[-1], after.inputs[0])
        assert not after.fresh


@given(streams())
def test_no_letter_is_read_twice_and_few_are_left_out(stream):
    read = np.concatenate([stream.batch(n).inputs.ravel() for n in range(len(stream))])
    assert (
        len(np.unique(read)) == len(read) == len(stream) * stream.batch_size * stream.length
    )
    assert len(stream.ids) - 1 - len(read) < stream.batch_size * (stream.length + 1)


@given(streams(), st.integers(0, 50))
def test_after_the_last_window_comes_the_first(stream, n):
    again = stream.batch(n + len(stream))
    np.testing.assert_array_equal(again.inputs, stream.batch(n).inputs)
    assert again.fresh == (n % len(stream) == 0)


def test_a_text_of_one_window_and_its_next_letter():
    assert Stream([0, 1, 2, 3, 4], 1, 4).batch(0).targets.T.tolist() == [[1, 2, 3, 4]]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (([],), r"the text has 0 tokens; .* are 33"),
        (([0, 1, 2], 1, 3), r"the text has 3 tokens; 1 × 3 and .* are 4"),
        (([0] * 12, 3, 4), r"the text has 12 tokens; 3 × 4 and .* are 13"),
        (([0, 1, 2], 0, 1), "batch_size is 0"),
        (([0, 1, 2], 1, 0), "length is 0"),
        (([0.0, 1.0], 1, 1), "float64 of shape"),
        (([[0, 1], [1, 0]], 1, 1), r"of shape \(2, 2\)"),
    ],
)
def test_a_text_that_is_too_short_or_none_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Stream(*arguments)


@given(st.integers(2, 40), st.floats(0.05, 0.95))
def test_a_split_loses_nothing(n, share):
    if 0 < round(share * n) < n:
        first, last = split(range(n), share)
        assert [*first, *last] == [*range(n)] and len(last) == round(share * n)


@pytest.mark.parametrize("share, n", [(0.0, 9), (1.0, 9), (0.1, 2), (0.5, 0)])
def test_a_split_with_an_empty_part_is_refused(share, n):
    with pytest.raises(ValueError, match="held_out"):
        split(range(n), share)
