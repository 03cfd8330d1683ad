"""Firefox and WebKit as Debian has them, driven by the standard protocols alone.

Firefox speaks WebDriver BiDi over a socket of its own; WebKit's driver speaks WebDriver
over HTTP.  Both open an address and run a script in the page.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

import websocket

PATIENCE = 120  # seconds for a browser to start, or for a page, on a busy machine
PREFERENCES = {  # a proxy that is not there: no network
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "app.update.enabled": False,
}


class Driver(Protocol):
    """A browser with one window."""

    def open(self, url: str) -> None:
        """Load a page."""

    def run(self, script: str) -> Any:
        """Give the value of an expression, which may be a promise, through JSON."""


def free_port() -> int:
    """Find a port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def eventually(attempt: Callable[[], Any]) -> Any:
    """Try until it works; give what it gives."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return attempt()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@contextmanager
def started(*command: str, **options: Any) -> Iterator[None]:
    """Keep a program running."""
    if not shutil.which(command[0]):
        raise FileNotFoundError(f"{command[0]} is missing: run 'make browser'.")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet, **options) as process:
        try:
            yield
        finally:
            process.terminate()


class Firefox:
    """WebDriver BiDi."""

    def __init__(self, port: int) -> None:
        address = f"ws://127.0.0.1:{port}/session"
        self.socket = eventually(
            lambda: websocket.create_connection(address, PATIENCE, suppress_origin=True)
        )
        self.count = 0
        self.send("session.new", {"capabilities": {}})
        contexts = self.send("browsingContext.getTree", {})["contexts"]
        self.window = contexts[0]["context"]

    def send(self, method: str, params: dict[str, Any]) -> Any:
        """Give a command, and wait for its answer."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": params}
        self.socket.send(json.dumps(message))
        while (answer := json.loads(self.socket.recv())).get("id") != self.count:
            pass
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def open(self, url: str) -> None:
        """Load a page."""
        asked = {"context": self.window, "url": url, "wait": "complete"}
        self.send("browsingContext.navigate", asked)

    def run(self, script: str) -> Any:
        """Give the value of an expression, which may be a promise, through JSON."""
        asked = {
            "expression": f"(async () => JSON.stringify(await ({script})))()",
            "target": {"context": self.window},
            "awaitPromise": True,
        }
        answer = self.send("script.evaluate", asked)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))


class WebKit:
    """WebDriver over HTTP."""

    def __init__(self, port: int, binary: str) -> None:
        self.base = f"http://127.0.0.1:{port}/session"
        options = {"binary": binary, "args": ["--automation"]}
        always = {"webkitgtk:browserOptions": options}
        asked = {"capabilities": {"alwaysMatch": always}}
        self.base += "/" + eventually(lambda: self.post("", asked))["sessionId"]
        self.post("/timeouts", {"script": 1000 * PATIENCE, "pageLoad": 1000 * PATIENCE})

    def post(self, path: str, data: dict[str, Any]) -> Any:
        """Give a command, and wait for its answer."""
        asked = urllib.request.Request(
            self.base + path,
            json.dumps(data).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=2 * PATIENCE) as answer:
            return json.load(answer)["value"]

    def open(self, url: str) -> None:
        """Load a page."""
        self.post("/url", {"url": url})

    def run(self, script: str) -> Any:
        """Give the value of an expression, which may be a promise, through JSON."""
        body = f"""const done = arguments[0];
          (async () => JSON.stringify(await ({script})))().then(
            (text) => done(["value", text ?? "null"]),
            (error) => done(["error", `${{error}}`]))"""
        kind, text = self.post("/execute/async", {"script": body, "args": []})
        if kind == "error":
            raise RuntimeError(text)
        return json.loads(text)


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Start Firefox with a profile of its own."""
    with ExitStack() as stack:
        profile = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in PREFERENCES.items()
        ]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        port = free_port()
        flags = ["--headless", "--no-remote", "--profile", str(profile)]
        command = ["firefox-esr", *flags, f"--remote-debugging-port={port}"]
        stack.enter_context(started(*command, env=os.environ | {"HOME": str(profile)}))
        yield Firefox(port)


@contextmanager
def webkit() -> Iterator[WebKit]:
    """Start WebKit on a screen of its own."""
    binary = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
    if binary is None:
        raise FileNotFoundError("MiniBrowser is missing: run 'make browser'.")
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory())
        port, screen = free_port(), 90 + os.getpid() % 900
        stack.enter_context(started("Xvfb", f":{screen}", "-screen", "0", "1280x1000x24"))
        eventually(Path(f"/tmp/.X11-unix/X{screen}").stat)
        own = {"DISPLAY": f":{screen}", "HOME": home, "GDK_BACKEND": "x11"}
        own |= {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}  # of local files alone
        command = ["WebKitWebDriver", f"--port={port}"]
        stack.enter_context(started(*command, env=os.environ | own))
        yield WebKit(port, str(binary))
