"""Boxes of errata in a page: closed, joined with their proofs, linked, out of the way."""

import re

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_colors

CONF = """
extensions = ["myst_nb", "sphinx_design", "unrolled.page.maths", "unrolled.page.errata",
              "unrolled.page.errata_list"]
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = "off"
suppress_warnings = ["myst-nb.lexer"]  # nothing runs, so nobody says what it is
html_theme = "basic"
html_math_renderer = "unrolled-mathml"
"""
HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---

# A page

"""


def box(number, end=True):
    text = f"```{{admonition}} {number}\n:class: erratum dropdown\n"
    text += f"Text of {number}, see E08.\n```\n"
    text += f'\n```{{code-cell}} ipython3\n"proof of {number}"\n```\n'
    return f"{text}\n% end of {number}\n" if end else text


@pytest.fixture
def build(tmp_path):
    """Build some pages; the first one is the root."""

    def built(**pages):
        first, *others = pages
        (tmp_path / "conf.py").write_text(CONF + f"root_doc = {first!r}\n")
        toc = "\n\n```{toctree}\n" + "\n".join(others) + "\n```\n" if others else ""
        for name, text in pages.items():
            text = HEADER + text + (toc if name == first else "")
            (tmp_path / f"{name}.md").write_text(text)
        app = SphinxTestApp("html", srcdir=tmp_path)
        app.build()
        said = app.warning.getvalue()
        app.cleanup()
        html = {name: (app.outdir / f"{name}.html").read_text() for name in pages}
        return html, re.findall(r"WARNING: (.*)", strip_colors(said))

    return built


def inside(html, number):
    """What stands in a box."""
    return re.search(rf'<details class="[^"]*" id="{number}">.*?</details>', html, re.S)[0]


def test_a_box_is_one_closed_line_with_text_and_proof_inside(build):
    html, warnings = build(activations=f"Before.\n\n{box('E01')}\nAfter.\n\n{box('E08')}")
    assert warnings == []
    found = inside(html["activations"], "E01")
    assert '<details class="erratum erratum-mistake" id="E01">' in found
    summary = re.search("<summary>(.*?)</summary>", found)[1]
    line = re.sub("<.*?>", "", summary)
    assert line == "Lecture 000 slips here: a sigmoid of a sigmoid E01"
    assert "Text of E01" in found and "proof of E01" in found
    assert "Before" not in found and "After" not in found
    assert (
        "admonition" not in html["activations"] and "end of E01" not in html["activations"]
    )


def test_numbers_are_links_on_every_page_but_not_in_code_or_in_their_own_box(build):
    page = (
        f"See E01 and E09.\n\n`E01`\n\n```\nE01 in code\n```\n\n{box('E01')}\n{box('E08')}"
    )
    html, warnings = build(activations=page, forward_pass=box("E09"))
    assert warnings == []
    link = r'<a class="erratum-link[^>]*href="([^"]*)"'
    assert re.findall(link, html["activations"]) == [
        "#E01",
        "forward_pass.html#E09",
        "#E08",
    ]
    assert re.findall(link, html["forward_pass"]) == ["activations.html#E08"]


def test_three_in_a_row_move_to_the_end_and_two_stay(build):
    row, pair = "".join(map(box, ("E03", "E04", "E05"))), box("E01") + "\n" + box("E06")
    page = (
        f"## One\n\n{row}\nBetween.\n\n{pair}\nText.\n\n{box('E08')}\n## Two\n\nThe end.\n"
    )
    html, warnings = build(activations=page)
    assert warnings == []
    text = html["activations"]
    order = [
        "Between",
        'id="E01"',
        'id="E06"',
        'id="E08"',
        "The end",
        "Appendix: the slides, checked",
    ]
    order += ['id="E03"', 'id="E04"', 'id="E05"']
    assert sorted(order, key=text.index) == order
    note = re.search(r'<p class="erratum-moved">(.*?)</p>', text)[1]
    assert re.sub("<.*?>", "", note) == (
        "Checked on these slides: E03, E04 and E05, at the end of this page."
    )
    assert text.count("Text of E04") == text.count("proof of E04") == 1


def test_a_page_that_ends_in_boxes_is_left_alone(build):
    row = "".join(map(box, ("E01", "E08", "E03")))
    html, warnings = build(activations=f"## One\n\nText.\n\n## Proofs\n\n{row}")
    assert warnings == []
    assert (
        "erratum-moved" not in html["activations"]
        and "Appendix: the slides, checked" not in html["activations"]
    )


@pytest.mark.parametrize(
    ("page", "warning"),
    [
        (box("E08") + box("E01", end=False), "no comment 'end of E01'"),
        (box("E01", end=False) + "\n" + box("E08"), "no comment 'end of E01'"),
        (
            box("E08") + "\n" + box("E01") + "\nText.\n\n" + box("E01"),
            "E01: there is a box",
        ),
        (box("E08") + "\n" + box("E93"), "E93: no erratum has this number"),
        (box("E08") + "\nSee E01.", "E01 has no box"),
    ],
)
def test_what_is_wrong_with_a_box_is_a_warning(build, page, warning):
    _, warnings = build(activations=page)
    assert any(said.startswith(warning) for said in warnings), warnings


def test_the_list_has_all_and_leads_to_the_boxes_and_back(build):
    html, warnings = build(
        errata="## The list\n\n```{div} errata-list\nFor notebooks.\n```\n",
        activations=box("E01") + "\n" + box("E08"),
    )
    lists = html["errata"]
    assert lists.count('class="errata-entry"') == 92
    assert "For notebooks" not in lists
    assert {said[4:] for said in warnings if not said.startswith(("E01", "E08"))} <= {
        "has no box on any page",
        "has no box",
    }
    entry = re.search(r'<article[^>]*id="list-E01".*?</article>', lists, re.S)[0]
    assert 'data-lectures="000"' in entry and 'data-chapter="activations"' in entry
    assert 'href="activations.html#E01"' in entry
    assert entry.count("<math") == 3, "says one formula, and is right with two"
    assert 'href="errata.html#list-E01"' in inside(html["activations"], "E01")


def test_a_box_on_the_wrong_page_is_a_warning(build):
    _, warnings = build(bptt=box("E01") + "\n" + box("E08"))
    assert any("E01 has its box in bptt, not activations" in said for said in warnings)
