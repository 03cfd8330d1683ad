"""The start page of ``make lab``: the book's contents, and what became of each copy."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from .copies import Copy, chapters, laid_to_rest

HERE = Path(__file__).parent
PAGE = (HERE / "contents.html").read_text("utf-8")
SAID = {
    "new": "",
    "same": "",
    "old": "",
    "yours": "with your changes",
    "both": "with your changes; the book's has changed since",
}


class Handler(JupyterHandler):
    """What all pages here know: the chapters and their copies."""

    def initialize(self, book: str, folder: str) -> None:
        """Take the folders of the built book and of the copies."""
        self.book, self.folder = Path(book), Path(folder)

    @property
    def copies(self) -> dict[str, Copy]:
        """Give all chapters."""
        return chapters(self.book, self.folder)

    def copy(self, name: str) -> Copy:
        """Find a chapter; another name is an error 404."""
        if name not in self.copies:
            raise HTTPError(404, f"there is no chapter {name!r}")
        return self.copies[name]

    def open(self, file: Path) -> None:
        """Go to a notebook in JupyterLab."""
        self.redirect(url_path_join(self.base_url, "lab", "tree", quote(file.name)))


class Contents(Handler):
    """The start page."""

    @authenticated
    def get(self) -> None:
        """Show all chapters."""
        rows = "\n".join(self.row(copy) for copy in self.copies.values())
        self.finish(PAGE.replace("{rows}", rows).replace("{base}", escape(self.base_url)))

    def row(self, copy: Copy) -> str:
        """Write the line of one chapter; a changed one offers both versions."""
        state, at = copy.state(), f"{self.base_url}unrolled/"
        link = f'<a href="{at}open/{copy.name}">{escape(copy.title)}</a>'
        more = f' <span class="state">{SAID[state]}</span>' if SAID[state] else ""
        if state in ("yours", "both"):
            more += "".join(
                f'<form method="post" action="{at}{action}/{copy.name}">'
                f"{self.xsrf_form_html()}<button>{label}</button></form>"
                for action, label in (
                    ("beside", "Open the book's beside it"),
                    ("restore", "Back to the book's"),
                )
            )
        return f"<li>{link}{more}</li>"


class Names(Handler):
    """Answers that a lab is here, for the button in built pages."""

    @authenticated
    def get(self) -> None:
        """List the names of all chapters."""
        self.finish({"chapters": list(self.copies)})


class Open(Handler):
    """Opens the reader's copy."""

    @authenticated
    def get(self, name: str) -> None:
        """Make the copy where it is missing, and go to it."""
        self.open(self.copy(name).prepare())


class Beside(Handler):
    """Opens the book's version beside a changed copy."""

    @authenticated
    def post(self, name: str) -> None:
        """Write it and go to it."""
        self.open(self.copy(name).beside())


class Restore(Handler):
    """Goes back to the book's version."""

    @authenticated
    def post(self, name: str) -> None:
        """Keep what the reader wrote under another name, and open the book's."""
        self.open(self.copy(name).restore())


PATHS = {
    "": Contents,
    "chapters": Names,
    "open/([\\w-]+)": Open,
    "beside/([\\w-]+)": Beside,
    "restore/([\\w-]+)": Restore,
}


def load(server: Any) -> None:
    """Add the pages to a server that shows a built book beside the reader's folder."""
    folders = {"book": server.extra_static_paths[0], "folder": server.root_dir}
    # NumPy's threads wait for each other on matrices as small as these, and on a busy
    # machine for long; the numbers are the same.  Kernels inherit it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    laid_to_rest(Path(server.root_dir))
    for copy in chapters(Path(folders["book"]), Path(folders["folder"])).values():
        copy.prepare()
    at = url_path_join(server.web_app.settings["base_url"], "unrolled")
    paths = [(url_path_join(at, path), handler, folders) for path, handler in PATHS.items()]
    server.web_app.add_handlers(".*$", [*paths, (at, Contents, folders)])
