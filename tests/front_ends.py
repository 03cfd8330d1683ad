"""What each front end shows of a chapter: ``python tests/front_ends.py`` lists it.

The book is the measure.  JupyterLab's copies, downloads, Notebook 7 and Colab open one and
the same notebook; JupyterLite, where it was built, has its own.

==========  ======================================  ======================================
element     book                                    notebooks
==========  ======================================  ======================================
numbers     from the cells as they ran              the same, as text
equations   with their tags                         the same, one number each
references  links to equations and errata           links to their sections, in notebooks
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
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import nbformat

HTML = Path(__file__).parents[1] / "_build" / "html"
NOTEBOOKS = {"notebook": HTML / "_sources" / "book", "Lite": HTML / "lite" / "files"}
CHAPTERS = [
    one["name"]
    for one in json.loads((HTML / "_sources" / "chapters.json").read_text("utf-8"))
]
TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
NUMBERED = re.compile(r'<span class="eqno">\(([^()]*)\)')  # the same tag, typeset
NUMBER = re.compile(r'<span class="pasted-text">(.*?)</span>')
REFERENCE = re.compile(r'<a class="reference internal" href="[^"]*#eq-([\w-]+)"')
# Lists that only the book makes: of boxes that moved to the end, and of all errata.
LISTED = re.compile(
    r'<p class="erratum-moved">.*?</p>|<article class="errata-entry.*?</article>', re.DOTALL
)
NUMBERS = re.compile(r'<a class="erratum-link[^>]*#(E\d\d)"')
LINK = re.compile(r"\[(\([^()]+\)|E\d\d)\]\(\w+\.ipynb")  # [(R5)](… and [E27](…
STEP = re.compile(r'<a class="[^"]*\bu-step\b[^"]*"[^>]*>([^<]+)</a>')
WIDGET = re.compile(r"class='(unrolled-figure|unrolled-question)'")
DETAILS = re.compile(r"(<details[^>]*>|</details>)")


def book(chapter: str) -> dict[str, Counter[str]]:
    """Count what stands in the built page."""
    page = unescape((HTML / "book" / f"{chapter}.html").read_text("utf-8"))
    return {
        "numbers": Counter(NUMBER.findall(page)),
        "equations": Counter(NUMBERED.findall(page)),
        "solutions": Counter(re.findall(r'class="(solution) dropdown', page)),
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


def notebook(chapter: str, folder: Path) -> dict[str, Counter[str]]:
    """Count the same in a notebook; of numbers those that the page has, too."""
    cells = nbformat.read(folder / f"{chapter}.ipynb", 4).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    closed = "<details><summary><b>"
    shown = [prose, *outputs(cells)]
    asked = book(chapter)
    return {
        "numbers": least(asked["numbers"], prose),
        "equations": Counter(TAG.findall(prose)),
        "solutions": Counter(["solution"] * prose.count(f"{closed}Solution to exercise")),
        "errata": Counter(re.findall(rf"{closed}(E\d+): ", prose)),
        "references": Counter(name.strip("()") for name in LINK.findall(prose)),
        "steps": least(asked["steps"], prose.replace("'", "’")),
        "widgets": Counter(WIDGET.findall("\n".join(shown))),
    }


if __name__ == "__main__":
    for name in CHAPTERS:
        shown = {"book": book(name)}
        shown |= {
            front_end: notebook(name, folder)
            for front_end, folder in NOTEBOOKS.items()
            if folder.exists()
        }
        for front_end, elements in shown.items():
            counts = (f"{of} {counter.total():3}" for of, counter in elements.items())
            print(f"{name:22} {front_end:9}", "  ".join(counts))
