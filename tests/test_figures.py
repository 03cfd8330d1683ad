"""Figures in pages: parts of them, in their letters and colours, and the same each time."""

import io
import re

import numpy as np
from matplotlib import pyplot as plt

from unrolled import plotting
from unrolled.page import figures


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
    assert html.startswith(
        '<svg class="figure-drawing" role="img" aria-label="says &quot;so'
    )
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
