"""The numbers of the Ledger are NumPy's: shares, sums, paths, and what a window costs."""

import numpy as np
import pytest

from unrolled import helo, ledger, rnn
from unrolled.widgets import Ledger


@pytest.fixture
def opened(shown):
    return lambda query="", widget=None: shown(widget or Ledger(), query)


def terms_of(params):
    done = helo.learn(params)
    terms = ledger.ledger(rnn, params, done.trace, done.d_output.h_out)
    return done, terms | ledger.readout_shares(done.trace.h, done.d_output), terms


def bars(widget):
    """Shares by their place in the 4 × 4 table."""
    found = widget.evaluate(
        """(w) => [...w.querySelectorAll("button[data-name='share']")].map(
             (b) => [Number(b.dataset.index), Number(b.dataset.value)])"""
    )
    return dict(found)


def number(widget, name):
    return float(widget.locator(f"[data-name='{name}']").first.get_attribute("data-value"))


@pytest.mark.parametrize("name", ["W", "U", "b", "V", "c"])
def test_the_bars_are_the_terms_and_sum_to_the_gradient(opened, name):
    params = helo.parameters()
    done, terms, _ = terms_of(params)
    size = params[name].size
    for e in {0, size // 2, size - 1}:
        widget = opened(f"?ledger.weight={name}:{e}")
        expected = terms[name].reshape(16, size)[:, e]
        shown = bars(widget)
        assert set(shown) == {4 * t + k for t in range(4) for k in range(t + 1)}
        for place, x in shown.items():
            assert x == pytest.approx(expected[place], rel=1e-12, abs=1e-15)
        total = number(widget, "total")
        assert total == pytest.approx(done.gradients[name].flat[e], rel=1e-12, abs=1e-15)
        assert total == pytest.approx(sum(shown.values()), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("window", [1, 2, 3, 4])
def test_a_window_costs_what_numpy_says(opened, window):
    _, _, terms = terms_of(helo.parameters())
    cut = ledger.truncation(terms, window)
    widget = opened(f"?ledger.window={window}")
    assert number(widget, "norm_lost") == pytest.approx(float(cut.norm_lost), abs=1e-12)
    assert number(widget, "angle") == pytest.approx(float(cut.angle), abs=1e-9)
    kept = ledger.kept_terms(4, window)
    assert widget.locator(".u-term-bar.u-cut").count() == 10 - kept.sum()


def test_an_edited_weight_changes_every_term(opened):
    widget = opened()
    field = widget.locator("input[data-name='weight']")
    field.fill("0.9")
    field.press("Enter")
    params = helo.parameters()
    params["U"][0, 0] = 0.9
    _, terms, _ = terms_of(params)
    for place, x in bars(widget).items():
        assert x == pytest.approx(terms["U"].reshape(16, 9)[place, 0], rel=1e-12, abs=1e-15)


def test_the_path_is_the_product_of_its_jacobians(opened):
    widget = opened("?ledger.loss=4&ledger.use=2")
    cells = widget.evaluate(
        """(w) => [...w.querySelectorAll(".u-path-part")].map((part) =>
             [...part.querySelectorAll("[data-value]")].map((c) => +c.dataset.value))"""
    )
    start, *factors, end = (np.array(part) for part in cells)
    assert len(factors) == 2
    for factor in factors:
        start = start @ factor.reshape(3, 3)
    np.testing.assert_allclose(start, end, rtol=1e-12)


def test_arrows_walk_among_the_terms_and_only_where_there_are_any(opened):
    widget = opened()
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowRight", "ArrowDown"):
        widget.press(key)
    assert "step 2" in widget.locator("[data-part='sentence']").inner_text()
    widget.press("-")
    assert "Window 3" in widget.inner_text()


def test_a_word_of_ones_own_and_its_limits(opened):
    with pytest.raises(ValueError, match="1 letters; at least 2 are needed"):
        Ledger("a")
