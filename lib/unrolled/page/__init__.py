"""Sphinx extension: what the built book needs to be alive without kernel or network.

==================  ==============================================================
``maths``           LaTeX becomes MathML at build time
``math_font``       the part of a math font that the book needs
``api``             docstrings become reference pages
``widgets``         widgets without kernel: state in the page, once; static figures
``alt``             numbers in the alt texts of figures
``theme``           what the theme gets wrong, downloads, the button to JupyterLab
``weight``          what pages need not carry
``cache``           outputs of cells are kept only as long as the library is the same
==================  ==============================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from . import alt, api, cache, maths, theme, weight, widgets

HERE = Path(__file__).parent


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    for part in (maths, api, widgets, alt, theme, weight, cache):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
