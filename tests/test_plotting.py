"""Figures: what is drawn is the array, in the colour of its role."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb

from unrolled import plotting


@pytest.fixture(autouse=True)
def closed_figures():
    plt.switch_backend("agg")
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def luminance(colour):
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("role", plotting.COLOURS)
def test_every_colour_can_be_read(role):
    assert contrast(plotting.COLOURS[role], plotting.PAPER) >= 4.5
    assert contrast(plotting.INK, plotting.tint(role, 1.0)) >= 4.5


def test_a_larger_number_is_deeper():
    tints = [luminance(plotting.tint("state", x)) for x in (0, 0.1, -0.5, 1)]
    assert tints == sorted(tints, reverse=True)
    assert plotting.tint("state", 7) == plotting.tint("state", 1)


def test_a_matrix_shows_every_number_and_stripes_negative_ones():
    ax = plotting.axes()
    plotting.matrix(ax, [[0.25, -1.5], [0, 1]], rows="ab", columns="cd", title="M")
    assert texts(ax) == ["0.250", "−1.500", "0", "1", "a", "b", "c", "d"]
    assert [cell.get_hatch() for cell in ax.patches] == [None, plotting.STRIPES, None, None]
    assert ax.get_title() == "M"


def test_a_vector_is_a_column():
    ax = plotting.axes()
    plotting.matrix(ax, np.array([0.5, 0.25]), lit=0)
    assert texts(ax) == ["0.500", "0.250"]
    assert len(ax.patches) == 3  # two cells and a ring


def test_a_matrix_of_zeros_can_be_drawn():
    ax = plotting.axes()
    plotting.matrix(ax, np.zeros((2, 2)))
    assert texts(ax) == ["0"] * 4


def test_more_than_two_axes_are_refused():
    with pytest.raises(ValueError, match=r"\(1, 2, 3\)"):
        plotting.matrix(plotting.axes(), np.zeros((1, 2, 3)))


def test_bars_have_their_heights_and_the_marked_one_stands_out():
    ax = plotting.axes()
    plotting.bars(ax, [0.2, 0.8], "xy", marked=1, reference=0.5)
    assert [bar.get_height() for bar in ax.patches] == [0.2, 0.8]
    assert to_rgb(ax.patches[1].get_edgecolor()) == to_rgb(plotting.COLOURS["loss"])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y"]


def test_shares_fill_the_bar():
    ax = plotting.axes()
    plotting.shares(ax, [1, 3, 0.01], "WUV", ["input", "recurrent", "output"])
    assert sum(part.get_width() for part in ax.patches) == pytest.approx(1)
    assert texts(ax) == ["W", "U"]  # the third is too thin for its label


def test_axes_stand_side_by_side():
    assert len(plotting.axes(columns=3, widths=[1, 2, 1])) == 3


def test_a_figure_changes_no_setting_of_the_reader():
    before = dict(plt.rcParams)
    plotting.bars(plotting.axes(), [1, 2], "ab")
    assert dict(plt.rcParams) == before


def test_curves_have_their_names_roles_and_dashes():
    ax = plotting.axes()
    x = np.arange(3.0)
    plotting.lines(
        ax, x, {"h": x**2, "slope": 2 * x}, ["state", "gradient"], ["slope"], "a"
    )
    h, slope = ax.lines
    np.testing.assert_array_equal(h.get_ydata(), [0, 1, 4])
    assert (h.get_color(), slope.get_color()) == (
        plotting.COLOURS["state"],
        plotting.COLOURS["gradient"],
    )
    assert (h.get_linestyle(), slope.get_linestyle()) == ("-", "--")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["h", "slope"]
    assert ax.get_xlabel() == "a"
