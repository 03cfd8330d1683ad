"""Run a function of JavaScript in Chromium, with the project's modules served beside it."""

import shutil
import threading
from collections.abc import Iterable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench_page import FLAGS
from playwright.sync_api import sync_playwright
from report import HERE


class Quiet(SimpleHTTPRequestHandler):
    """Serve modules, which a page takes from a server only, and say nothing."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript"}

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def in_page(function: str, arguments: Iterable[Any]) -> list[Any]:
    """Call a function with each of the arguments, one after the other, in one page."""
    handler = partial(Quiet, directory=str(HERE.parent))
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as play,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = shutil.which("chromium")
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/benchmarks/")
        found = [page.evaluate(function, argument) for argument in arguments]
        browser.close()
        server.shutdown()
    return found
