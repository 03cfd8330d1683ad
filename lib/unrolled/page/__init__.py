"""Sphinx extension: what the built book needs to be alive without kernel or network.

==================  ==============================================================
``maths``           LaTeX becomes MathML at build time
``fonts``           the letters of the book, cut from fonts of installed packages
``math_font``       the letters of formulas among them
``api``             docstrings become reference pages
``errata``          boxes that are closed at first, and every number a link to its box
``errata_list``     the chapter of all errata
``answers``         what answers a question is closed until the reader has answered
``steps``           links of the text that show a widget in a certain state
``reading``         how long a chapter takes to read
``chapter_map``     what leads to what, and what each chapter is about
``widgets``         widgets without kernel: state in the page, once; static figures
``packing``         large values in few bytes
``reach``           what of a front end a page can reach
``alt``             numbers in the alt texts and captions of figures
``figures``         figures in the letters of the page, light and dark
``outlines``        their paths and looks in few letters
``theme``           what the theme gets wrong
``notebooks``       each chapter as a notebook that runs anywhere
``online``          buttons for Colab and Binder, where there is a repository
``portable``        its cells, and what is closed in the book
``needed``          what later cells need of what is closed
``plain``           its text: MyST as plain Markdown
``lab``             readers' own copies of them in JupyterLab, for ``make lab``
``weight``          what pages need not carry
``cache``           outputs of cells are kept only as long as the library is the same
==================  ==============================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from . import (
    alt,
    answers,
    api,
    cache,
    chapter_map,
    errata,
    errata_list,
    figures,
    maths,
    notebooks,
    online,
    reading,
    steps,
    theme,
    weight,
    widgets,
)

HERE = Path(__file__).parent


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    parts = (maths, api, errata, errata_list, answers, reading, chapter_map, steps, widgets)
    for part in (*parts, alt, figures, theme, notebooks, online, weight, cache):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
