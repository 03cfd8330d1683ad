"""Counting parameters, and the program that counts them in a page."""

import numpy as np
import pytest

from unrolled import rnn, sizes
from unrolled.models.language_model import init


def test_the_lecture_s_network_has_5_3_million_weights():
    count = sizes.parameter_count(**sizes.LECTURE, biases=False)
    assert count[:6] == (50_000, 250_000, 5_000_000, 0, 0, 5_300_000)
    assert f"{count.shares[2]:.1%}" == "94.3%"


def test_biases_add_one_number_per_unit_and_per_letter():
    without = sizes.parameter_count(7, 5, 3, biases=False)
    assert sizes.parameter_count(7, 5, 3).total == without.total + 5 + 3


@pytest.mark.parametrize("H, K", [(1, 1), (3, 4), (6, 2)])
def test_the_count_is_that_of_the_model(H, K):
    params = init(rnn, 0, K, H)
    count = sizes.parameter_count(K, H, K)
    for name, array in params.items():
        assert getattr(count, name) == array.size
    assert count.total == sum(array.size for array in params.values())


def test_shares_add_up_to_one():
    assert sizes.parameter_count(3, 4, 5).shares.sum() == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("wrong", [0, -1, 2.5, "3", None, True, float("nan")])
@pytest.mark.parametrize("name", ["D", "H", "K"])
def test_a_size_must_be_a_whole_number(name, wrong):
    with pytest.raises(ValueError, match=f"^{name} is .*at least 1"):
        sizes.parameter_count(**{**sizes.HELO, name: wrong})
    with pytest.raises(ValueError, match=f"^{name} is .*at least 1"):
        sizes.program(**{**sizes.HELO, name: wrong})


def test_numpy_s_whole_numbers_will_do():
    assert sizes.parameter_count(np.int64(4), np.int32(3), 4).total == 40


@pytest.mark.parametrize("biases", [True, False])
def test_the_program_holds_the_same_numbers(biases):
    program = sizes.program(**sizes.LECTURE, biases=biases)
    count = sizes.parameter_count(**sizes.LECTURE, biases=biases)
    for name, value in count._asdict().items():
        np.testing.assert_array_equal(program.value(name), value)
    names = [leaf["name"] for leaf in program.data["leaves"]]
    assert names == ["D", "H", "K", "biases"]
