"""Binder, by a stand-in: the server that its files make is that of ``make lab``."""

import os
import re
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = ROOT / ".binder"
PATIENCE = 60  # seconds for a server to start on a busy machine


@pytest.fixture
def server(tmp_path):
    """Start a server as Binder does, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")
    }
    flags = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    python = str(ROOT / ".venv" / "bin" / "python")
    process = subprocess.Popen(
        [FILES / "start", python, "-m", "jupyterlab", *flags],
        cwd=ROOT,
        env=os.environ | own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    for _ in range(PATIENCE * 5):
        try:
            urllib.request.urlopen(address + "api")
            break
        except OSError:
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait()


def test_it_starts_with_the_contents_of_the_book(server):
    with urllib.request.urlopen(server) as page:
        text = page.read().decode()
        assert page.url == f"{server}unrolled"
    assert "open/bptt" in text
    with urllib.request.urlopen(f"{server}static/book/bptt.html") as page:
        assert "Backpropagation through time" in page.read().decode()


def test_it_installs_and_builds_what_make_does():
    assert "-r ../requirements.txt" in (FILES / "requirements.txt").read_text("utf-8")
    version = re.fullmatch(r"python-3\.(\d+)\n", (FILES / "runtime.txt").read_text("utf-8"))
    assert int(version[1]) >= 11
    built = (FILES / "postBuild").read_text("utf-8").splitlines()[-1]
    assert built in (ROOT / "README.md").read_text("utf-8").replace(".venv\\Scripts\\", "")
    for name in ("start", "postBuild"):
        assert os.access(FILES / name, os.X_OK), name
