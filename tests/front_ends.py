"""What each front end shows of a chapter: ``python tests/front_ends.py`` lists it.

The book is the measure.  Downloads, Notebook 7 and Colab open one and the same notebook;
JupyterLab opens the reader's copy of it, and JupyterLite, where it was built, its own.

==========  ======================================  ======================================
element     book                                    notebooks
==========  ======================================  ======================================
numbers     from the cells as they ran              the same, as text
equations   with their tags                         the same, one number each
references  links to equations and errata           links to their sections, in notebooks
exercises   with their numbers                      the same numbers
boxes       hints closed, notes open                the same, with their titles
figures     drawn, with captions                    the same, in errata as attachments
steps       links that move a widget                the same words, plain: no dead links
solutions   closed, with their cells                closed, code and results in print
errata      closed, with the cells that prove them  closed, code and results in print
answers     open when the question is answered,     closed texts, and cells without
            or by ``?answers=open``                 outputs until they are run
widgets     live, without Python                    pictures and tables, live once run
==========  ======================================  ======================================
"""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import nbformat

from unrolled.page.lab.copies import chapters

HTML = Path(__file__).parents[1] / "_build" / "html"
FOLDERS = {"download": HTML / "_sources" / "book", "Lite": HTML / "lite" / "files"}
FRONT_ENDS = [*FOLDERS, "Lab"]
CHAPTERS = [
    one["name"]
    for one in json.loads((HTML / "_sources" / "chapters.json").read_text("utf-8"))
]
TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
NUMBERED = re.compile(r'<span class="eqno">\(([^()]*)\)')  # the same tag, typeset
NUMBER = re.compile(r'<span class="pasted-text">(.*?)</span>')
REFERENCE = re.compile(r'<a href="[^"]*#eq-([\w-]+)"')
# Lists that only the book makes: of boxes that moved to the end, and of all errata.
EXERCISE = re.compile(r'<span class="caption-number">Exercise ([\d.]+) </span>')
SOLUTION = re.compile(r"Solution to<a [^>]*> Exercise ([\d.]+)")
TITLE = re.compile(
    r'<div class="[^"]*\badmonition\b[^"]*"[^>]*>\s*<p class="admonition-title">'
    r"(?!Solution to|<span)(.*?)</p>"
)
BOXED = re.compile(
    r"^> \*\*(.*?)\*\*$|<summary><b>(?!Solution to|E\d\d:|The answer,)(.*?)</b>", re.M
)
DRAWING = 'class="figure-drawing"'
CAPTION = '<span class="caption-number">Fig.'
LISTED = re.compile(
    r'<p class="erratum-moved">.*?</p>|<article class="errata-entry.*?</article>', re.DOTALL
)
NUMBERS = re.compile(r'<a class="erratum-link[^>]*#(E\d\d)"')
LINK = re.compile(r"\[(\([^()]+\)|E\d\d)\]\(\w+\.ipynb")  # [(R5)](… and [E27](…
STEP = re.compile(r'<a class="[^"]*\bu-step\b[^"]*"[^>]*>([^<]+)</a>')
WIDGET = re.compile(r"class='(unrolled-figure|unrolled-question)'")
DETAILS = re.compile(r"(<details[^>]*>|</details>)")


@cache
def book(chapter: str) -> dict[str, Counter[str]]:
    """Count what stands in the built page."""
    page = unescape((HTML / "book" / f"{chapter}.html").read_text("utf-8"))
    return {
        "numbers": Counter(NUMBER.findall(page)),
        "equations": Counter(NUMBERED.findall(page)),
        "exercises": Counter(EXERCISE.findall(page)),
        "solutions": Counter(SOLUTION.findall(page)),
        "boxes": Counter(re.sub("<[^>]*>", "", title) for title in TITLE.findall(page)),
        "figures": Counter(
            images=without_answers(page).count(DRAWING), captions=page.count(CAPTION)
        ),
        "errata": Counter(re.findall(r'<details class="erratum[^>]*id="(E\d+)"', page)),
        "references": Counter(
            REFERENCE.findall(page) + NUMBERS.findall(LISTED.sub("", page))
        ),
        "steps": Counter(STEP.findall(page)),
        "widgets": Counter(WIDGET.findall(without_answers(page))),
    }


def without_answers(page: str) -> str:
    """Leave out what stands closed until a question is answered."""
    inside: list[bool] = []
    kept = []
    for part in DETAILS.split(page):
        if part.startswith("<details"):
            inside.append('class="answer"' in part)
        if not any(inside):
            kept.append(part)
        if part == "</details>":
            inside.pop()
    return "".join(kept)


def least(asked: Counter[str], prose: str) -> Counter[str]:
    """Count texts of a page in a notebook, each as often as asked for at most."""
    return Counter({t: min(prose.count(t), n) for t, n in asked.items() if t in prose})


def outputs(cells: list[Any]) -> Iterator[str]:
    """Give the HTML that cells show in the page."""
    for cell in cells:
        if "remove-output" not in cell.metadata.get("tags", ()):
            for output in cell.get("outputs", ()):
                yield output.get("data", {}).get("text/html", "")


def is_there(front_end: str) -> bool:
    """Whether a front end can be looked at: Lite is built only where it is wanted."""
    return front_end != "Lite" or FOLDERS["Lite"].exists()


def opened(front_end: str, chapter: str) -> list[Any]:
    """Give the cells of the notebook that a front end opens."""
    if front_end != "Lab":
        return nbformat.read(FOLDERS[front_end] / f"{chapter}.ipynb", 4).cells
    with tempfile.TemporaryDirectory() as mine:
        return nbformat.read(chapters(HTML, Path(mine))[chapter].prepare(), 4).cells


def figures(cells: list[Any]) -> Counter[str]:
    """Count the images that cells show or carry along, and the captions below them."""
    kinds = [o.get("data", {}) for cell in cells for o in cell.get("outputs", ())]
    shown = sum(any(kind.startswith("image/") for kind in data) for data in kinds)
    carried = sum(len(cell.get("attachments", ())) for cell in cells)
    said = sum(bool(re.fullmatch(r"\*[^*].*\*", cell.source)) for cell in cells)
    return Counter(images=shown + carried, captions=said)


def notebook(front_end: str, chapter: str) -> dict[str, Counter[str]]:
    """Count the same in a notebook; of numbers those that the page has, too."""
    cells = opened(front_end, chapter)
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    closed = "<details><summary><b>"
    shown = [prose, *outputs(cells)]
    asked = book(chapter)
    return {
        "numbers": least(asked["numbers"], prose),
        "equations": Counter(TAG.findall(prose)),
        "exercises": Counter(re.findall(r"\*\*Exercise ([\d.]+):", prose)),
        "solutions": Counter(re.findall(rf"{closed}Solution to exercise ([\d.]+)", prose)),
        "boxes": Counter(a or b for a, b in BOXED.findall(unescape(prose))),
        "figures": figures(cells),
        "errata": Counter(re.findall(rf"{closed}(E\d+): ", prose)),
        "references": Counter(name.strip("()") for name in LINK.findall(prose)),
        "steps": least(asked["steps"], prose.replace("'", "’")),
        "widgets": Counter(WIDGET.findall("\n".join(shown))),
    }


if __name__ == "__main__":
    for name in CHAPTERS:
        shown = {"book": book(name)}
        shown |= {
            front_end: notebook(front_end, name)
            for front_end in FRONT_ENDS
            if is_there(front_end)
        }
        for front_end, elements in shown.items():
            counts = (f"{of} {counter.total():3}" for of, counter in elements.items())
            print(f"{name:22} {front_end:9}", "  ".join(counts))
