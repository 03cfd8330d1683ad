"""What each front end shows of a chapter: ``python tests/front_ends.py`` lists it.

The book is the measure.  JupyterLab's copies, downloads and Colab open one and the same
notebook; JupyterLite, where it was built, has its own.
"""

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path

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


def book(chapter: str) -> dict[str, Counter[str]]:
    """Count what stands in the built page."""
    page = unescape((HTML / "book" / f"{chapter}.html").read_text("utf-8"))
    return {
        "numbers": Counter(NUMBER.findall(page)),
        "equations": Counter(NUMBERED.findall(page)),
        "solutions": Counter(re.findall(r'class="(solution) dropdown', page)),
        "errata": Counter(re.findall(r'<details class="erratum[^>]*id="(E\d+)"', page)),
    }


def notebook(chapter: str, folder: Path) -> dict[str, Counter[str]]:
    """Count the same in a notebook; of numbers those that the page has, too."""
    cells = nbformat.read(folder / f"{chapter}.ipynb", 4).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    closed = "<details><summary><b>"
    asked = book(chapter)["numbers"]
    found = {number: prose.count(number) for number in asked}
    return {
        "numbers": Counter({n: min(count, asked[n]) for n, count in found.items()}),
        "equations": Counter(TAG.findall(prose)),
        "solutions": Counter(["solution"] * prose.count(f"{closed}Solution to exercise")),
        "errata": Counter(re.findall(rf"{closed}(E\d+): ", prose)),
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
