"""Jupyter servers for tests: started where a test wants them, and asked what they do."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 60  # seconds for a server or a kernel to start on a busy machine
FLAGS = (
    "--no-browser --allow-root --port={port} --ServerApp.port_retries=0 "
    "--IdentityProvider.token="
)


def wait_for(ready: Callable[[], Any], what: str) -> None:
    """Wait until something is so, or say what is not."""
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} is not ready after {PATIENCE} s")
        time.sleep(0.3)


@dataclass
class Jupyter:
    """A server that runs; its address ends in no slash."""

    address: str

    def asked(self, path: str) -> Any:
        """Ask the server; None while it does not answer."""
        try:
            with urllib.request.urlopen(f"{self.address}/{path}", timeout=5) as reply:
                return json.load(reply)
        except OSError:  # also what urllib raises
            return None

    def has_idle_kernel(self) -> bool:
        """Whether a kernel that some page is connected with has nothing to do."""
        kernels = self.asked("api/kernels") or []
        return any(k["connections"] and k["execution_state"] == "idle" for k in kernels)

    def run_all(self, page: Any) -> None:
        """Run all cells of a page: once more where that did nothing yet.

        A page that has not heard of its kernel does nothing, whatever the server knows.
        """
        wait_for(self.has_idle_kernel, "the kernel")
        prompt = page.locator(".jp-NotebookPanel .jp-CodeCell .jp-InputPrompt").first

        def begun() -> bool:
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            page.wait_for_timeout(500)
            return prompt.text_content() != "[ ]:"

        wait_for(begun, "the first cell")


@contextmanager
def running(
    command: Callable[[str], list[str]], root: Path, folder: Path, **variables: str
) -> Iterator[Jupyter]:
    """Start a server; its settings are nobody's, its log and its state lie under `root`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {name: str(root / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
    log = root / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command(FLAGS.format(port=port)),
            cwd=folder,
            env=os.environ | own | variables,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Jupyter(f"http://127.0.0.1:{port}")
    try:
        wait_for(lambda: server.asked("api"), f"a server ({log})")
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)
