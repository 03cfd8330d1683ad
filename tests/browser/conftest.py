"""Chromium, cut off from the network, and the built book on a server of its own.

Nothing here builds the book: run ``make book`` first, as ``make test`` does.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from built_book import HTML, ROOT
from host_page import write_page
from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    Request,
    Response,
    sync_playwright,
)
from settled import COMPLETE

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no network at all
]
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "file:", "data:", "blob:", "about:")


@dataclass
class Visit:
    """A page in a tab of its own, and what went over the network for it."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def wait_for_widgets(self) -> None:
        """Wait until each widget of the page is drawn or has said why not."""
        self.page.wait_for_function(
            """() => [...document.querySelectorAll(".unrolled-widget")].every(
                 (w) => w.matches(".unrolled-live, .unrolled-failed"))"""
        )

    @property
    def size(self) -> int:
        """The bytes of all that a plain server sent."""
        return sum(len(r.body()) for r in self.responses if not r.url.startswith("blob:"))


@pytest.fixture(scope="session")
def html() -> Path:
    """The folder of the built book, which must be newer than what it is built from."""
    built = HTML / "index.html"
    if not built.exists():
        raise FileNotFoundError("The book is not built: run 'make book'.")
    sources = [ROOT / "_config.yml", ROOT / "_toc.yml"]
    for folder in ("book", "lib/unrolled"):
        sources += [p for p in (ROOT / folder).rglob("*") if "__pycache__" not in p.parts]
    newest = max((p for p in sources if p.is_file()), key=lambda p: p.stat().st_mtime)
    if newest.stat().st_mtime > built.stat().st_mtime:
        name = newest.relative_to(ROOT)
        raise RuntimeError(f"The book is older than {name}: run 'make book'.")
    return HTML


@pytest.fixture(scope="session")
def server(html: Path) -> Iterator[str]:
    """The address of the built book."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output readable."""

    handler = partial(Quiet, directory=str(html))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that the variable CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        raise FileNotFoundError("Chromium is missing: apt-get install chromium.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open an address; what is asked of other machines is noted, and not answered."""
    contexts = []

    def open_page(
        url: str, width: int = 1280, height: int = 900, **options: object
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        seen = Visit(context.new_page())

        def asked(request: Request) -> None:
            if not request.url.startswith(LOCAL):
                seen.foreign.append(request.url)

        def answered(response: Response) -> None:
            seen.responses.append(response)
            if response.status >= 400:
                seen.failed.append(f"{response.status} {response.url}")

        page = seen.page
        page.on("request", asked)
        page.on("response", answered)
        page.on("requestfailed", lambda r: seen.failed.append(f"{r.failure} {r.url}"))
        page.on("pageerror", lambda e: seen.errors.append(str(e)))
        page.on("console", lambda m: m.type == "error" and seen.errors.append(m.text))
        page.goto(url, wait_until="load")
        if options.get("java_script_enabled", True):
            page.wait_for_function(COMPLETE)
        return seen

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def shown(visit: Callable[..., Visit], tmp_path: Path) -> Callable[..., Locator]:
    """Open a page of one widget from a file, and give the widget when it is drawn."""

    def open_widget(widget: object, query: str = "", **options: object) -> Locator:
        seen = visit(write_page(tmp_path / "page.html", widget, **options) + query)
        found = seen.page.locator("[data-widget][data-ready]")
        found.wait_for()
        assert seen.errors == []
        return found

    return open_widget
