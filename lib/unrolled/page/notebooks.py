"""Chapters as notebooks for any Jupyter: as in the book, with outputs, and nothing missing.

The cells and their outputs are those that made the page; `portable` writes them so that
they need nothing but Python.

Each notebook is written three times below the built pages: as ``_sources/book/X.ipynb``,
as a script from which a page that was opened from disk can make the same file, and its
title in ``_sources/chapters.json``, the contents of ``make lab``.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import nbformat
from jupyter_cache import get_cache
from sphinx.application import Sphinx
from sphinx.util import logging

from . import plain
from .online import repository
from .portable import portable
from .reading import running, seconds

logger = logging.getLogger(__name__)

TAGGED = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
BOX = re.compile(r"^`{3,}\{admonition\} (E\d\d)$")
HEADING = re.compile(r"^#+ (.*)$")
CONTENTS = "chapters.json"


@dataclass
class Book:
    """The chapters of a built book, and what they refer to in each other."""

    app: Sphinx

    @cached_property
    def chapters(self) -> dict[str, str]:
        """Give the names of all pages that have cells, in order, with their titles."""
        env = self.app.env
        order = [env.config.root_doc, *env.toctree_includes.get(env.config.root_doc, [])]
        found = [page for first in order for page in self._with_sections(first)]
        return {
            page: env.titles[page].astext()
            for page in dict.fromkeys(found)
            if is_chapter(env, page)
        }

    def _with_sections(self, page: str) -> Iterator[str]:
        yield page
        if page != self.app.env.config.root_doc:
            for below in self.app.env.toctree_includes.get(page, []):
                yield from self._with_sections(below)

    def executed(self, page: str) -> Path:
        """Tell where MyST-NB left the notebook that it ran."""
        folder = vars(self.app.env)["mystnb_config"].output_folder
        return Path(folder, f"{page}.ipynb")

    @cached_property
    def notebooks(self) -> dict[str, Any]:
        """Give the notebooks with what their cells gave, directives and all."""
        cache = get_cache(vars(self.app.env)["mystnb_config"].execution_cache_path)
        read = {page: nbformat.read(self.executed(page), 4) for page in self.chapters}
        return {page: cache.merge_match_into_notebook(one)[1] for page, one in read.items()}

    @cached_property
    def equations(self) -> dict[str, str]:
        """Tell for each tag of an equation the address of its section."""
        return self.sections(TAGGED)

    @cached_property
    def errata(self) -> dict[str, str]:
        """Tell for each number of an erratum the address of its section."""
        return self.sections(BOX)

    def sections(self, wanted: re.Pattern[str]) -> dict[str, str]:
        """Tell for what a pattern finds in text the address of its section."""
        found: dict[str, str] = {}
        for page, notebook in self.notebooks.items():
            heading = ""
            for line in _prose(notebook):
                if opened := HEADING.match(line):
                    heading = opened[1]
                for name in wanted.findall(line):
                    found.setdefault(name, address(page, heading))
        return found

    def exercises(self) -> dict[str, str]:
        """Give the numbers of all exercises, by label."""
        return {
            label: ".".join(map(str, number))
            for kinds in self.app.env.toc_fignumbers.values()
            for label, number in kinds.get("exercise", {}).items()
        }

    def page(self, name: str) -> plain.Page:
        """Gather what the text of a chapter refers to."""
        listed = [f"- {self.link(name, page, '')}" for page in self.chapters]
        return plain.Page(
            self.glued(name), self.equations, self.errata, self.exercises(),
            partial(self.follow, name), "\n".join(listed), self.runs(name),
        )  # fmt: skip

    def runs(self, page: str) -> str:
        """Say how long the cells of a chapter take."""
        took = seconds(self.app.env, page)
        return "" if took is None else running(took)

    def glued(self, page: str) -> dict[str, Any]:
        """Read the numbers that the cells of a chapter glued."""
        file = self.executed(page).with_suffix(".glue.json")
        told = json.loads(file.read_text("utf-8")) if file.exists() else {}
        return {name: literal_eval(of["data"]["text/plain"]) for name, of in told.items()}

    def follow(self, here: str, target: str, text: str) -> str:
        """Write a link to another page; where only the book has it, as text."""
        path, _, anchor = target.partition("#")
        if not path.endswith(".md"):
            return f"[{text}]({target})" if "://" in target else text
        page = (Path(here).parent / path.removesuffix(".md")).as_posix()
        return self.link(here, page, text, anchor)

    def link(self, here: str, page: str, text: str, anchor: str = "") -> str:
        """Write a link to a page of the book."""
        text = text or self.app.env.titles[page].astext()
        if page not in self.chapters:
            return text
        headings = (
            found[1]
            for line in _prose(self.notebooks[page])
            if (found := HEADING.match(line))
        )
        heading = next((h for h in headings if slug(h) == anchor), "")
        return f"[{text}]({address(page, heading)})"


def is_chapter(env: Any, page: str) -> bool:
    """Tell whether a page is a notebook: it has cells, and is none of the reference."""
    return "kernelspec" in env.metadata.get(page, {}) and "/api" not in page


def _prose(notebook: Any) -> Iterator[str]:
    """Give the lines of all text cells."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from cell.source.split("\n")


def slug(heading: str) -> str:
    """Name a heading as links in the chapters do.

    >>> slug("One unit, one step")
    'one-unit-one-step'
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def address(page: str, heading: str) -> str:
    """Give the address of a heading in a notebook, as Jupyter makes it.

    >>> address("book/bptt", "One unit, one step")
    'bptt.ipynb#One-unit,-one-step'
    """
    anchor = f"#{heading.replace(' ', '-')}" if heading else ""
    return f"{Path(page).name}.ipynb{anchor}"


def write(app: Sphinx, error: Exception | None) -> None:
    """Write all notebooks, and the wheel that they install."""
    if error or app.builder.format != "html":
        return
    sources = Path(app.outdir, "_sources")
    sources.mkdir(exist_ok=True)
    book, wheel = Book(app), build_wheel(Path(app.srcdir, "lib"), sources)
    known = repository(app.config.html_theme_options)
    for page, notebook in book.notebooks.items():
        try:
            made = portable(
                notebook, book.page(page), wheel.name, known.book if known else ""
            )
        except (ValueError, KeyError) as problem:
            logger.warning("no notebook of this page: %s", problem, location=page)
            continue
        file = sources / f"{page}.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = nbformat.writes(made) + "\n"
        file.write_text(text, encoding="utf-8")
        script = f"unrolledNotebook({json.dumps(text)});\n"
        file.with_suffix(".ipynb.js").write_text(script, encoding="utf-8")
    listed = [
        {"name": Path(page).name, "title": title, "file": f"{page}.ipynb"}
        for page, title in book.chapters.items()
    ]
    (sources / CONTENTS).write_text(json.dumps(listed), encoding="utf-8")


def build_wheel(project: Path, folder: Path) -> Path:
    """Build the wheel of the library, in a copy: a build leaves files behind."""
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made, "lib")
        skipped = shutil.ignore_patterns("build", "*.egg-info", "__pycache__")
        shutil.copytree(project, copy, ignore=skipped)
        results = project.parent / "benchmarks" / "results"
        told = shutil.ignore_patterns("*.md")  # chapters read the tables
        shutil.copytree(results, copy / "unrolled" / "teaching" / "results", ignore=told)
        command = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-index",
        ]
        command += ["--no-build-isolation", "--wheel-dir", made, str(copy)]
        subprocess.run(command, check=True)
        built = next(Path(made).glob("*.whl"))
        return Path(shutil.copy(built, folder))


def offer(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """List the notebook in the page's download menu."""
    if is_chapter(app.env, page):
        context["ipynb_source"] = f"{page}.ipynb"


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.connect("html-page-context", offer, priority=500)  # before the theme's 501
    app.connect("build-finished", write)
