"""Figures in pages: parts of them, in their letters and colours, and the same each time."""

import io
import re

import numpy as np
import pytest
from matplotlib import pyplot as plt

from chapters import BOOK, CHAPTERS, read
from unrolled import plotting
from unrolled.page import figures

FIGURE = "plotting.axes("
BY_HAND = re.compile(
    r"COLOURS|SOFT|INK|color|colour=|\bc=|fontsize|labelsize|legend|spines|rcParams|"
    r"tick_params|facecolor|\blw=|linewidth|\bls="
)
WITH_FIGURES = [name for name in CHAPTERS if FIGURE in (BOOK / f"{name}.md").read_text()]


def drawn():
    """Draw a figure that has a bit of everything."""
    plt.switch_backend("svg")
    left, right = plotting.axes(2, columns=2)
    plotting.matrix(left, [[0.5, -1.0]], "gate", ["a"], ["b", "<"], "$W^z$", lit=1)
    plotting.lines(right, np.arange(3), {"s & t": [1, 2, 4]}, ["state"], yscale="log")
    file = io.StringIO()
    plt.savefig(file, format="svg", metadata={"Date": None})
    plt.close("all")
    return file.getvalue()


def test_a_figure_is_drawn_the_same_each_time():
    assert drawn() == drawn()


def test_a_figure_becomes_a_part_of_its_page():
    html = figures.inlined(drawn(), "figure7", 'says "so" & <so>')
    assert html.startswith('<svg class="figure-drawing" role="img"')
    assert 'aria-label="says &quot;so&quot; &amp; &lt;so&gt;"' in html
    assert html.count("<g") == html.count("</g>")
    for gone in ("font-family", "<style", "xmlns", "<metadata", "xlink", "Matplotlib"):
        assert gone not in html
    assert ">W</tspan>" in html
    assert 'class="symbol"' in html
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", html)) == set()  # all are of the look
    marks = re.findall(r' id="([^"]*)"', html)
    assert marks
    assert set(marks) == set(re.findall(r'(?:url\(|href=")#([\w-]+)', html))
    assert all(mark.startswith("figure7-") for mark in marks)
    assert not re.search(r' (?:d|x|y)="[^"]*\d\.\d{3}', html)


def test_colours_of_pages_are_those_of_widgets():
    sheet = figures.colours()
    light, dark = sheet.split("@media screen")
    for theme, rules in (("light", light), ("dark", dark)):
        for name, value in plotting.tokens(theme).items():
            assert f"--u-{name}: {value};" in rules
    assert plotting.tokens("light").keys() == plotting.tokens("dark").keys()


@pytest.mark.parametrize("chapter", WITH_FIGURES)
def test_figures_have_captions_and_leave_their_look_to_the_library(chapter):
    for cell in read(chapter).cells:
        if FIGURE in cell.source:
            about = cell.metadata["mystnb"]
            assert about["image"]["alt"]
            assert about["figure"]["caption"]
            assert about["figure"]["caption"] != about["image"]["alt"]
        if FIGURE in cell.source or "plotting" in cell.source:
            assert BY_HAND.findall(cell.source) == []
