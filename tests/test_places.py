"""The folder of the book may have any name, and any settings of Git."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BARE = {"PATH": os.environ["PATH"]}  # no home, and nothing that a shell was told


def make_in(folder: Path, *goals: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder where everything is made, with a Python that says its task."""
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / "_build").mkdir()
    for part in (
        "Makefile",
        "requirements.txt",
        "_config.yml",
        "_toc.yml",
        "lib/pyproject.toml",
    ):
        (folder / part).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / part, folder / part)
    for part in ("book", "lib/unrolled", "benchmarks/results"):
        (folder / part).mkdir(parents=True)
    python = folder / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    python.chmod(0o755)
    for done in (".venv/book.done", "_build/book.done"):
        (folder / done).touch()
    return subprocess.run(
        ["make", *goals], cwd=folder, env=BARE, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ["it's", "a $HOME $$ b", "100 % ü", 'say "so"', "a;b&c"])
def test_make_lab_finds_its_files_in_a_folder_of_any_name(tmp_path, name):
    folder = tmp_path / name
    ran = make_in(folder, "lab", "LAB_FLAGS=--no-browser")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-4:] == ["-m", "unrolled.page.lab", "my", "--no-browser"]


def test_a_folder_with_a_colon_is_refused_at_once(tmp_path):
    ran = make_in(tmp_path / "a:b", "lab")
    assert ran.returncode != 0
    assert "has a colon" in ran.stderr
    assert str(tmp_path / "a:b") in ran.stderr


def test_python_finds_the_library_beside_a_folder_of_its_name(tmp_path):
    (tmp_path / "unrolled" / "lib").mkdir(parents=True)  # as a clone in the folder above it
    code = "import unrolled; from unrolled import helo, rnn; print(unrolled.__file__)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=BARE, capture_output=True, text=True
    )
    assert ran.stdout.strip() == str(ROOT / "lib" / "unrolled" / "__init__.py"), ran.stderr


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no checkout of Git")
def test_a_checkout_has_the_same_bytes_whatever_git_is_told(tmp_path):
    files = ["Makefile", ".ci/run", ".ci/need", "lib/unrolled/__init__.py", "book/intro.md"]
    files += ["lib/unrolled/widgets/kit/look.css", "docs/tape.png"]
    told = ["git", "-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    out = ["checkout-index", f"--prefix={tmp_path}/", "--", *files]
    subprocess.run([*told, *out], cwd=ROOT, check=True)
    for file in files:
        show = ["git", "cat-file", "blob", f":{file}"]
        kept = subprocess.run(show, cwd=ROOT, capture_output=True, check=True).stdout
        assert (tmp_path / file).read_bytes() == kept, file
