"""Binder, by a stand-in: the server that its files make is that of ``make lab``."""

import os
import re
import urllib.request
from pathlib import Path

import pytest

from jupyters import running

ROOT = Path(__file__).parents[1]
FILES = ROOT / ".binder"


@pytest.fixture
def address(tmp_path):
    """Start a server as Binder does, and give its address."""
    python = str(ROOT / ".venv" / "bin" / "python")

    def command(flags):
        return [FILES / "start", python, "-m", "jupyterlab", *flags.split()]

    with running(command, tmp_path, ROOT) as server:
        yield server.address


def test_it_starts_with_the_contents_of_the_book(address):
    with urllib.request.urlopen(address) as page:
        text = page.read().decode()
        assert page.url == f"{address}/unrolled"
    assert "open/bptt" in text
    with urllib.request.urlopen(f"{address}/static/book/bptt.html") as page:
        assert "Backpropagation through time" in page.read().decode()


def test_it_installs_and_builds_what_make_does():
    assert "-r ../requirements.txt" in (FILES / "requirements.txt").read_text("utf-8")
    version = re.fullmatch(r"python-3\.(\d+)\n", (FILES / "runtime.txt").read_text("utf-8"))
    assert int(version[1]) >= 11
    built = (FILES / "postBuild").read_text("utf-8").splitlines()[-1]
    assert built in (ROOT / "README.md").read_text("utf-8").replace(".venv\\Scripts\\", "")
    for name in ("start", "postBuild"):
        assert os.access(FILES / name, os.X_OK), name
