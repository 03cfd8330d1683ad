"""A chapter in JupyterLab as ``make lab`` starts it: opened, run, used."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from built_book import ROOT
from playwright.sync_api import expect

TOKEN = "unrolled-test"
PATIENCE = 60  # seconds for a server or a kernel to start on a busy machine


pytestmark = pytest.mark.xdist_group("lab")  # one server for all


@pytest.fixture(scope="module")
def lab(html: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that works on a copy of the chapters."""
    root = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "book", root / "book")
    own = {name: str(root / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = (
        f"--no-browser --allow-root --port={port} --ServerApp.port_retries=0 "
        f"--ServerApp.root_dir={root} --IdentityProvider.token={TOKEN}"
    )
    log = root / "lab.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            ["make", "lab", f"LAB_FLAGS={flags}"],
            cwd=ROOT,
            env=os.environ | own,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answer(f"{address}/api") is not None, f"JupyterLab ({log})")
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)


# JupyterLab draws only what is in sight: scroll on, and from the end to the start again.
SCROLL = """() => {
  const view = document.querySelector(".jp-NotebookPanel .jp-WindowedPanel-outer");
  const end = view.scrollTop + view.clientHeight >= view.scrollHeight - 5;
  view.scrollTop = end ? 0 : view.scrollTop + view.clientHeight / 2;
  return false;
}"""


def wait_for(ready: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} is not ready after {PATIENCE} s")
        time.sleep(0.3)


def answer(address: str) -> Any:
    """Ask the server; None while it does not answer."""
    try:
        with urllib.request.urlopen(f"{address}?token={TOKEN}", timeout=5) as reply:
            return json.load(reply)
    except OSError:  # also what urllib raises
        return None


def kernel_is_idle(lab: str) -> bool:
    kernels = answer(f"{lab}/api/kernels") or []
    return any(k["connections"] and k["execution_state"] == "idle" for k in kernels)


def test_a_chapter_opens_as_a_notebook_and_its_tape_steps(visit, lab):
    seen = visit(f"{lab}/lab?token={TOKEN}", height=1000)
    page = seen.page
    page.set_default_timeout(PATIENCE * 1000)

    folder = page.locator(".jp-DirListing-item", has_text="book")
    folder.dblclick()
    page.locator(".jp-DirListing-item", has_text="forward_pass.md").dblclick()
    page.locator(".jp-NotebookPanel .jp-CodeCell").first.wait_for()
    wait_for(lambda: kernel_is_idle(lab), "the kernel")

    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    tape = page.locator('[data-widget="tape"][data-ready]').first
    wait_for(lambda: tape.count() or page.evaluate(SCROLL), "the Tape")
    tape.scroll_into_view_if_needed()

    before = tape.get_attribute("data-tick")
    tape.focus()
    page.keyboard.press("ArrowRight")
    expect(tape).not_to_have_attribute("data-tick", before)
    assert page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0
    assert seen.foreign == []


def test_the_same_server_shows_the_built_book(visit, lab):
    seen = visit(f"{lab}/static/index.html?token={TOKEN}")
    seen.page.locator("article.bd-article").wait_for()
    assert seen.foreign == []
    assert seen.errors == []


def test_errata_are_readable_in_the_notebook(visit, lab):
    page = visit(f"{lab}/lab/tree/book/errata.md?token={TOKEN}", height=1000).page
    page.set_default_timeout(PATIENCE * 1000)
    page.locator(".jp-NotebookPanel .jp-MarkdownCell").first.wait_for()
    box = page.locator(".jp-NotebookPanel .myst-admonition", has_text="E15")
    wait_for(lambda: box.count() or page.evaluate(SCROLL), "a box")
    box.click()
    expect(box).to_contain_text("free parameters")
    expect(page.get_by_text("% end of E15")).not_to_be_visible()
    assert page.get_by_text("Unknown Directive").count() == 0
