"""Copies of chapters that belong to the reader, and what became of them.

A copy carries, in its metadata, a fingerprint of the chapter that it was made from.  With
it one can tell whether the reader has changed it, and whether the book has.

A saved notebook names widgets whose kernel ended with the server: `laid_to_rest` leaves
their static figures.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat

from ..portable import VIEW

NO_NOTEBOOK = (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError)


def fingerprint(notebook: Any) -> str:
    """Hash what a reader can change: the cells' kinds and sources, not their outputs."""
    cells = [[cell.cell_type, cell.source] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:16]


@dataclass
class Copy:
    """A chapter of the book, and the reader's copy of it.

    Parameters
    ----------
    name : str
        The chapter's name, such as ``bptt``.
    title : str
        Its title.
    source : Path
        The book's notebook.
    folder : Path
        Where the reader's copies are.
    """

    name: str
    title: str
    source: Path
    folder: Path

    @property
    def file(self) -> Path:
        """Where the reader's copy is, or will be."""
        return self.folder / f"{self.name}.ipynb"

    def state(self) -> str:
        """Tell what became of the copy.

        Returns
        -------
        str
            ``"new"`` (not opened yet), ``"same"`` (as in the book), ``"old"`` (the book
            has changed, the reader has not), ``"yours"`` (the reader has changed it),
            ``"both"`` (both have).
        """
        if not self.file.exists():
            return "new"
        try:
            mine = nbformat.read(self.file, 4)
        except NO_NOTEBOOK:
            return "yours"  # whatever it is, it is not ours to replace
        made_from = mine.metadata.get("unrolled", {}).get("fingerprint")
        current = made_from == fingerprint(nbformat.read(self.source, 4))
        if fingerprint(mine) == made_from:
            return "same" if current else "old"
        return "yours" if current else "both"

    def prepare(self) -> Path:
        """Make the copy, or bring one that nobody has changed up to date."""
        if self.state() in ("new", "old"):
            self.write(self.file)
        return self.file

    def beside(self) -> Path:
        """Write the book's version beside a copy that the reader has changed."""
        file = self.folder / f"{self.name} (the book's).ipynb"
        self.write(file)
        return file

    def restore(self) -> Path:
        """Go back to the book's version; the reader's is kept under another name."""
        if self.state() in ("yours", "both"):
            now = datetime.now().strftime("%Y-%m-%d %H.%M.%S")
            self.file.rename(self.folder / f"{self.name} (mine, {now}).ipynb")
        self.write(self.file)
        return self.file

    def write(self, file: Path) -> None:
        """Write the book's version with its fingerprint."""
        notebook = nbformat.read(self.source, 4)
        notebook.metadata["unrolled"] = {"fingerprint": fingerprint(notebook)}
        self.folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, file)


def chapters(book: Path, folder: Path) -> dict[str, Copy]:
    """Find all chapters of a built book, by name and in its order.

    Parameters
    ----------
    book : Path
        The folder of built pages.
    folder : Path
        Where the reader's copies are.
    """
    sources = book / "_sources"
    listed = json.loads((sources / "chapters.json").read_text("utf-8"))
    return {
        one["name"]: Copy(one["name"], one["title"], sources / one["file"], folder)
        for one in listed
    }


def laid_to_rest(folder: Path) -> None:
    """Leave out widgets without a kernel: JupyterLab has an error in the place of each.

    Their static figures stay; what has none, such as a progress bar, goes.
    """
    for file in folder.glob("*.ipynb"):
        with suppress(*NO_NOTEBOOK, OSError):  # such as a file that is not to be written
            notebook = nbformat.read(file, 4)
            outputs = [o for cell in notebook.cells for o in cell.get("outputs", ())]
            if not any(VIEW in output.get("data", {}) for output in outputs):
                continue
            for cell in notebook.cells:
                if "outputs" in cell:
                    cell.outputs = [*filter(None, map(_figure, cell.outputs))]
            nbformat.write(notebook, file)


def _figure(output: Any) -> Any:
    """Give an output without its widget; None where nothing else is to be seen."""
    data = output.get("data", {})
    if data.pop(VIEW, None) and "text/html" not in data:
        return None
    return output
