"""Chapters as notebooks: nothing of MyST is left, and they run where only Python is."""

import json
import re
import subprocess
import sys
import venv
from pathlib import Path

import nbclient
import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager

SOURCES = Path(__file__).parents[1] / "_build" / "html" / "_sources"
CHAPTERS = [one["name"] for one in json.loads((SOURCES / "chapters.json").read_text())]
LEFT_OVER = re.compile(
    r"\{[\w:-]+\}`|^[`:]{3,}\{|^%|\]\([^)]*\.md\b|\]\(step:", re.MULTILINE
)
CLOSED = re.compile(
    r"<details><summary><b>(Solution to exercise [\d.]+|E\d\d: .*)</b></summary>\n\n"
)
EPHEMERAL = re.compile(r" at 0x\w+")
KERNEL = "ipykernel==7.4.0"  # as in requirements.txt

every_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def notebook(chapter):
    return nbformat.read(SOURCES / "book" / f"{chapter}.ipynb", 4)


def prose(chapter):
    return [c.source for c in notebook(chapter).cells if c.cell_type == "markdown"]


def printed(cell):
    """Give what a cell says in text: what it printed, and the value of its last line."""
    texts = [o.get("text") or o.data.get("text/plain", "") for o in cell.outputs
             if "text/html" not in o.get("data", {})]  # fmt: skip
    return EPHEMERAL.sub("", "".join(texts))


@every_chapter
def test_no_directive_and_no_role_is_left(chapter):
    made = notebook(chapter)
    nbformat.validate(made)
    for text in prose(chapter):
        outside = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
        assert not LEFT_OVER.findall(outside), text


@every_chapter
def test_solutions_and_errata_are_closed(chapter):
    """Each is one text with a line of its own, and no cell of it opens with the others."""
    source = (Path(__file__).parents[1] / "book" / f"{chapter}.md").read_text("utf-8")
    boxes = len(re.findall(r"^`+\{solution-start\}|:class: erratum", source, re.MULTILINE))
    closed = [text for text in prose(chapter) if CLOSED.match(text)]
    assert len(closed) == boxes
    assert all(text.endswith("\n\n</details>") for text in closed)


@every_chapter
def test_links_between_notebooks_lead_somewhere(chapter):
    for name, anchor in re.findall(
        r"\]\((\w+)\.ipynb(?:#([^)]*))?\)", "\n".join(prose(chapter))
    ):
        assert name in CHAPTERS
        headings = re.findall(r"^#+ (.*)$", "\n".join(prose(name)), re.MULTILINE)
        assert not anchor or anchor in [h.replace(" ", "-") for h in headings]


def test_the_script_for_pages_from_disk_says_the_same():
    for chapter in CHAPTERS:
        file = SOURCES / "book" / f"{chapter}.ipynb"
        script = file.with_name(file.name + ".js").read_text("utf-8")
        assert json.loads(
            script[len("unrolledNotebook(") : -len(");\n")]
        ) == file.read_text("utf-8")


class Elsewhere(AsyncKernelManager):
    """A kernel of another Python."""

    python = ""

    def format_kernel_cmd(self, extra_arguments=None):
        found = super().format_kernel_cmd(extra_arguments)
        return [self.python, *found[1:]]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A Python that has a kernel, and the library only where a notebook installs it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "env", with_pip=True)
    python = str(folder / "env" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", KERNEL], check=True)
    Elsewhere.python = python
    work = folder / "work"
    work.mkdir()
    [wheel] = SOURCES.glob("*.whl")
    (work / wheel.name).write_bytes(wheel.read_bytes())
    return work


def run(chapter, folder):
    made = notebook(chapter)
    client = nbclient.NotebookClient(
        made, timeout=300, resources={"metadata": {"path": str(folder)}},
        kernel_manager_class=Elsewhere,
    )  # fmt: skip
    client.execute()
    return made


@pytest.mark.xdist_group("elsewhere")
@every_chapter
def test_a_notebook_runs_where_only_python_is_and_says_what_the_book_says(
    chapter, elsewhere
):
    ran, book = run(chapter, elsewhere), notebook(chapter)
    for cell, shown in zip(ran.cells, book.cells, strict=True):
        if shown.cell_type == "code" and shown.outputs:
            assert printed(cell) == printed(shown), cell.source


@pytest.mark.xdist_group("elsewhere")
def test_without_the_wheel_the_first_cell_says_what_to_do(tmp_path):
    first = notebook(CHAPTERS[0]).cells[0].source
    code = f"import sys; sys.modules['unrolled'] = None\n{first}".replace("%pip", "pass #")
    code = code.replace('find_spec("unrolled")', "None")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert "Put unrolled-" in done.stderr and "beside" in done.stderr
