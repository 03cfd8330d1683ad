"""JupyterLite: the chapters in a JupyterLab that runs in the page, for ``make lite``.

Below ``lite/`` lie Python (Pyodide's core, from npm), the library and every package that is
pure Python.  NumPy, Matplotlib and what these need are compiled for the browser by the
Pyodide project; they come from its server when they are imported first, and are checked
against the hashes of its own list.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Any

import nbformat

KERNEL = "python"  # as Pyodide's kernel is called
BOOT = ("micropip", "ipython", "jedi", "matplotlib-inline", "tqdm", "matplotlib", "numpy")
WIDGETS = {  # not in Pyodide's list: what each needs
    "comm": ("traitlets",),
    "widgetsnbextension": (),
    "jupyterlab-widgets": (),
    "ipywidgets": (
        "comm", "ipython", "traitlets", "widgetsnbextension", "jupyterlab-widgets"
    ),
    "psygnal": (),
    "anywidget": ("ipywidgets", "psygnal", "typing-extensions"),
}  # fmt: skip
OWN = ("numpy", "matplotlib", "ipywidgets", "anywidget", "tqdm")  # of the library
LINK = "btn-open-lite-button"
SAID = "Run this chapter in the page: JupyterLite, with NumPy from Pyodide's server"
BUTTON = (
    f'<a href="../lite/lab/index.html?path={{name}}" class="btn btn-sm {LINK}" '
    f'title="{SAID}" aria-label="{SAID}">▶</a>'
)
DOWNLOADS = '<div class="dropdown dropdown-download-buttons">'
FIRST = """\
# Everything lies beside this page but NumPy and Matplotlib, and what these need: they come
# from the server of the Pyodide project, {server}
# once, and are checked against the hashes that this page brings along.
import unrolled\
"""


def main(html: str, packed: str, folder: str) -> None:
    """Gather the parts in a folder, and build ``lite/`` of the built book from them."""
    book, work = Path(html), Path(folder)
    core = unpacked(Path(packed), work / "static" / "pyodide")
    listed = json.loads((core / "pyodide-lock.json").read_text("utf-8"))
    version = json.loads((core / "package.json").read_text("utf-8"))["version"]
    server = f"https://cdn.jsdelivr.net/pyodide/v{version}/full/"
    lock(listed, core, server, next((book / "_sources").glob("*.whl")))
    (core / "pyodide-lock.json").write_text(json.dumps(listed), "utf-8")
    chapters(book / "_sources" / "book", work / "contents", server)
    link(book)
    settings = {"LiteBuildConfig": {"no_sourcemaps": True}}
    (work / "jupyter_lite_config.json").write_text(json.dumps(settings), "utf-8")


def unpacked(packed: Path, core: Path) -> Path:
    """Take Pyodide's core out of its npm package; its pages load from elsewhere."""
    shutil.rmtree(core, ignore_errors=True)
    core.mkdir(parents=True)
    with tarfile.open(packed) as package:
        for member in package.getmembers():
            content = package.extractfile(member)
            if content is not None and not member.name.endswith(".html"):
                (core / Path(member.name).name).write_bytes(content.read())
    return core


def lock(listed: dict[str, Any], core: Path, server: str, library: Path) -> None:
    """Say in Pyodide's list where each package comes from: here, or its server."""
    packages = listed["packages"]
    for entry in packages.values():
        entry["file_name"] = server + entry["file_name"]
    for name in sorted(wanted(packages)):
        entry = packages[name]
        if entry["file_name"].endswith("none-any.whl"):
            add(packages, fetched(name, entry["version"], core), entry["depends"])
    for name, needs in WIDGETS.items():
        if name not in packages:
            add(packages, fetched(name, "", core), needs)
    add(packages, Path(shutil.copy(library, core)), OWN)


def wanted(packages: dict[str, Any]) -> set[str]:
    """Give what the kernel, the widgets and the library need of Pyodide's list."""
    left = [*BOOT, *(need for needs in WIDGETS.values() for need in needs)]
    found: set[str] = set()
    while left:
        name = key(left.pop())
        if name in packages and name not in found:
            found.add(name)
            left += packages[name]["depends"]
    return found


def key(name: str) -> str:
    """Write a name as the list does.

    >>> key("prompt_toolkit")
    'prompt-toolkit'
    """
    return name.lower().replace("_", "-")


def fetched(name: str, version: str, core: Path) -> Path:
    """Get a package in pure Python from the package index."""
    before = set(core.glob("*.whl"))
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--only-binary=:all:"]
    command += ["--platform", "any", "--python-version", "3.14", "--dest", str(core)]
    subprocess.run([*command, f"{name}=={version}" if version else name], check=True)
    [made] = set(core.glob("*.whl")) - before
    return made


def add(packages: dict[str, Any], wheel: Path, needs: Any) -> None:
    """List a wheel that lies here."""
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        told = next(name for name in names if name.endswith(".dist-info/METADATA"))
        about = Parser().parsestr(opened.read(told).decode())
    name = key(about["Name"])
    packages[name] = packages.get(name, {}) | {
        "name": name, "version": about["Version"], "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "install_dir": "site", "package_type": "package", "unvendored_tests": False,
        "imports": sorted(modules(names)), "depends": list(needs),
    }  # fmt: skip


def modules(names: list[str]) -> set[str]:
    """Give what of a wheel's files can be imported, by their first names."""
    code = [n for n in names if n.endswith(".py") and ".data/" not in n]
    return {name.split("/")[0].removesuffix(".py") for name in code}


def chapters(sources: Path, folder: Path, server: str) -> None:
    """Write the notebooks for this kernel; a first cell says what comes from elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(sources.glob("*.ipynb")):
        notebook = nbformat.read(file, 4)
        notebook.cells[0].source = FIRST.format(server=server)
        notebook.cells[0].metadata.pop("jupyter")  # it is to be read
        notebook.metadata["kernelspec"] = {
            "name": KERNEL, "display_name": "Python (Pyodide)", "language": "python",
        }  # fmt: skip
        nbformat.write(notebook, folder / file.name)


def link(book: Path) -> None:
    """Put a button into the page of every chapter, before its downloads."""
    for file in sorted((book / "_sources" / "book").glob("*.ipynb")):
        page = book / "book" / f"{file.stem}.html"
        text = page.read_text("utf-8")
        if LINK not in text:
            button = BUTTON.format(name=file.name)
            page.write_text(text.replace(DOWNLOADS, button + DOWNLOADS, 1), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
