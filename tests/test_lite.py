"""JupyterLite's list of packages: what lies beside the page, and what is fetched."""

import json
import tarfile
import zipfile

import nbformat
import pytest

from unrolled.page import lite

SERVER = "https://example.org/full/"


def wheel(folder, name, version="1.0"):
    file = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as opened:
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        opened.writestr(f"{name}-{version}.dist-info/METADATA", about)
        opened.writestr(f"{name}/__init__.py", "")
        opened.writestr(f"{name}-{version}.data/data/other.py", "")
    return file


def entry(name, file, *depends):
    return {"version": "1.0", "file_name": file, "sha256": f"hash of {name}",
            "depends": list(depends), "imports": [name]}  # fmt: skip


@pytest.fixture
def listed(tmp_path, monkeypatch):
    core = tmp_path / "core"
    core.mkdir()
    monkeypatch.setattr(lite, "fetched", lambda name, version, to: wheel(to, name))
    packages = {
        "numpy": entry("numpy", "numpy-1.0-cp314-wasm32.whl"),
        "matplotlib": entry("matplotlib", "matplotlib-1.0-wasm32.whl", "numpy", "six"),
        "six": entry("six", "six-1.0-py2.py3-none-any.whl"),
        "rich": entry("rich", "rich-1.0-py3-none-any.whl"),
        "prompt-toolkit": entry("prompt_toolkit", "p-1.0-py3-none-any.whl"),
        "ipython": entry("ipython", "ipython-1.0-py3-none-any.whl", "prompt_toolkit"),
    }
    told = {"packages": packages}
    lite.lock(told, core, SERVER, wheel(tmp_path, "unrolled", "0.1.0"))
    return told["packages"], core


def test_what_is_compiled_comes_from_the_server_with_its_hash(listed):
    packages, _ = listed
    assert packages["numpy"]["file_name"] == f"{SERVER}numpy-1.0-cp314-wasm32.whl"
    assert packages["numpy"]["sha256"] == "hash of numpy"


def test_what_is_pure_and_needed_lies_here(listed):
    packages, core = listed
    for name in ("six", "ipython", "prompt-toolkit", "comm", "anywidget", "unrolled"):
        assert (core / packages[name]["file_name"]).exists(), name
        assert len(packages[name]["sha256"]) == 64
    assert packages["rich"]["file_name"].startswith(SERVER)  # nothing here needs it
    assert packages["unrolled"]["imports"] == ["unrolled"]
    assert "numpy" in packages["unrolled"]["depends"]


def test_of_the_core_no_page_is_taken_that_loads_from_elsewhere(tmp_path):
    with tarfile.open(tmp_path / "core.tgz", "w:gz") as packed:
        for name in ("pyodide.mjs", "console.html"):
            packed.addfile(tarfile.TarInfo(f"package/{name}"))
    core = lite.unpacked(tmp_path / "core.tgz", tmp_path / "core")
    assert [file.name for file in core.iterdir()] == ["pyodide.mjs"]


def test_a_chapter_says_what_comes_from_elsewhere_and_installs_nothing(tmp_path):
    first = nbformat.v4.new_code_cell("%pip install")
    first.metadata["jupyter"] = {"source_hidden": True}
    made = nbformat.v4.new_notebook(cells=[first, nbformat.v4.new_code_cell("1 + 1")])
    (tmp_path / "from").mkdir()
    nbformat.write(made, tmp_path / "from" / "bptt.ipynb")
    lite.chapters(tmp_path / "from", tmp_path / "to", SERVER)
    notebook = json.loads((tmp_path / "to" / "bptt.ipynb").read_text("utf-8"))
    source = "".join(notebook["cells"][0]["source"])
    assert SERVER in source and "pip" not in source
    assert notebook["cells"][0]["metadata"] == {}
    assert notebook["metadata"]["kernelspec"]["name"] == "python"


def test_pages_link_to_it_once_however_often_it_is_built(tmp_path):
    (tmp_path / "_sources" / "book").mkdir(parents=True)
    (tmp_path / "_sources" / "book" / "bptt.ipynb").touch()
    (tmp_path / "book").mkdir()
    page = tmp_path / "book" / "bptt.html"
    page.write_text(f"<p>before</p>{lite.DOWNLOADS}</div>")
    lite.link(tmp_path)
    lite.link(tmp_path)
    assert page.read_text().count("lite/lab/index.html?path=bptt.ipynb") == 1
