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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("role", plotting.ROLES)
def test_every_colour_can_be_read(role, theme):
    look = plotting.tokens(theme)
    _, depth = plotting.tint(role, 1.0)
    colour, paper = (np.array(to_rgb(look[name])) for name in (role, "bg"))
    assert contrast(colour, paper) >= 4.5
    assert contrast(look["soft"], paper) >= 4.5
    assert contrast(look["ink"], depth * colour + (1 - depth) * paper) >= 4.5


def test_a_larger_number_is_deeper():
    depths = [plotting.tint("state", x)[1] for x in (0, 0.1, -0.5, 1)]
    assert depths == sorted(depths)
    assert plotting.tint("state", 7) == plotting.tint("state", 1)


def test_a_role_that_is_none_is_named():
    with pytest.raises(ValueError, match="no role 'red'; there are input, recurrent"):
        plotting.colour("red")


def test_a_matrix_shows_every_number_and_stripes_negative_ones():
    ax = plotting.axes()
    plotting.matrix(ax, [[0.25, -1.5], [0, 1]], rows="ab", columns="cd", title="M")
    assert texts(ax) == ["0.250", "−1.500", "0", "1", "a", "b", "c", "d"]
    striped = [cell.get_xy() for cell in ax.patches if cell.get_hatch() == plotting.STRIPES]
    assert striped == [(1, 0)]
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


def test_the_first_figure_sets_the_style_and_what_a_reader_sets_later_stays():
    plotting.axes()
    with plt.rc_context({"lines.linewidth": 7, "font.family": ["DejaVu Sans"]}):
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
    assert texts(ax) == ["h", "slope"]
    assert [text.get_color() for text in ax.texts] == [h.get_color(), slope.get_color()]
    assert ax.get_legend() is None
    assert ax.get_xlabel() == "a"


def test_names_stand_at_the_ends_of_their_lines_and_apart():
    ax = plotting.axes()
    for n, end in enumerate([0.5, 0.51, 0.1, 0.52]):
        plotting.curve(ax, [0, 1], [0, end], "loss", f"curve {n}")
    plotting.curve(ax, [0, 0.5], [0, 9], "state", "away")
    plotting.level(ax, 1, "top")
    ax.set(ylim=(0, 1))
    plotting.label_lines(ax)
    at = {text.get_text(): text.xy for text in ax.texts}
    rising = sorted(at.values(), key=lambda xy: xy[1])
    assert [x for x, _ in at.values()].count(1) == 5
    heights = [y for x, y in rising if x == 1]
    assert min(np.diff(heights)) >= 0.09
    assert max(heights) <= 1
    assert at["curve 0"][1] < at["curve 1"][1] < at["curve 3"][1] < at["top"][1]
    assert at["away"][0] < 0.5


def test_words_have_the_widths_of_the_books_face():
    ax = plotting.axes()
    assert ax.set_title("h").get_fontname() == "Roboto"
