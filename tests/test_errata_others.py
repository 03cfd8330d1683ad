"""Errata of what a state can hold, and of entanglement."""

from itertools import product

import numpy as np
import pytest


def test_E89_a_bell_state_goes_beyond_every_classical_model():
    signs = product((-1, 1), repeat=4)
    assert max(a * b + a * b2 + a2 * b - a2 * b2 for a, a2, b, b2 in signs) == 2
    Z, X = np.diag([1.0, -1.0]), np.array([[0.0, 1.0], [1.0, 0.0]])
    bell = np.array([1, 0, 0, 1]) / np.sqrt(2)
    B, B2 = (Z + X) / np.sqrt(2), (Z - X) / np.sqrt(2)
    found = sum(
        sign * bell @ np.kron(A, C) @ bell
        for sign, A, C in ((1, Z, B), (1, Z, B2), (1, X, B), (-1, X, B2))
    )
    np.testing.assert_allclose(found, 2 * np.sqrt(2), rtol=1e-14)


@pytest.mark.parametrize("seed", range(5))
def test_E90_a_number_holds_no_more_bits_than_it_has(seed):
    bits = np.random.default_rng(seed).integers(0, 2, size=200)
    s, back = 0.0, []
    for bit in bits:
        s = (s + bit) / 2
    for _ in bits:
        back.append(int(s >= 0.5))
        s = 2 * s - back[-1]
    right = int((np.array(back) != bits[::-1]).argmax())
    assert 52 <= right <= 64
