"""The wheel where no checkout is: widgets live in a plain Notebook and in a plain Lab."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from jupyters import PATIENCE, Jupyter, running

CELL = """import unrolled
print(unrolled.__file__)
unrolled.Tape.of("ab")"""
# Notebook 7.6 says this when it starts, with or without widgets.
NOTEBOOKS_OWN = "Cannot read properties of undefined (reading 'schema')"

pytestmark = pytest.mark.xdist_group("elsewhere")  # one server for both


@pytest.fixture(scope="module")
def elsewhere(html: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """Start a server whose kernel knows the library from the wheel alone."""
    root = tmp_path_factory.mktemp("elsewhere")
    [wheel] = html.glob("_sources/*.whl")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps"]
    subprocess.run([*pip, "--target", root / "wheel", wheel], check=True)
    kernel = root / "data" / "kernels" / "elsewhere"
    kernel.mkdir(parents=True)
    start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": start, "env": {"PYTHONPATH": str(root / "wheel")}, "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec | {"display_name": "elsewhere"}))
    work = root / "work"
    work.mkdir()
    named = {"name": "elsewhere", "display_name": "elsewhere", "language": "python"}
    made = new_notebook(cells=[new_code_cell(CELL)], metadata={"kernelspec": named})
    nbformat.write(made, work / "mine.ipynb")

    def command(flags: str) -> list[str]:
        return [sys.executable, "-m", "notebook", *flags.split()]

    with running(command, root, work, JUPYTER_PATH=str(root / "data")) as server:
        yield server


@pytest.mark.parametrize("at", ["notebooks/mine.ipynb", "lab/tree/mine.ipynb"])
def test_a_widget_lives_there(visit, elsewhere, at):
    seen = visit(f"{elsewhere.address}/{at}")
    page = seen.page
    page.set_default_timeout(PATIENCE * 1000)
    elsewhere.run_all(page)
    tape = page.locator('[data-widget="tape"][data-ready]')
    tape.wait_for()
    tape.focus()
    page.keyboard.press("ArrowRight")
    expect(tape).to_have_attribute("data-tick", "1")
    printed = page.locator(".jp-OutputArea-output", has_text="__init__.py").inner_text()
    assert "/wheel/unrolled/" in printed
    assert (seen.foreign, {*seen.errors} - {NOTEBOOKS_OWN}) == ([], set())
