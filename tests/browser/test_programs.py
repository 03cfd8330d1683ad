"""Every program in every built page, replayed in Node, gives NumPy's numbers."""

import json
import shutil
import subprocess

import pytest
from built_book import PAGES, ROOT

from unrolled.page.widgets import unpacked

CHECKER = ROOT / "tests" / "js" / "check_programs.mjs"


def programs_of(html, name):
    """Programs that a page carries, by the number of the model that shows them."""
    models = unpacked((html / name).read_text(encoding="utf-8")).values()
    states = [model["state"] for model in models]
    traits = [value for state in states for value in state.values()]
    return [value for value in traits if isinstance(value, dict) and "nodes" in value]


@pytest.mark.parametrize("name", PAGES)
def test_the_programs_of_a_page_replay_to_the_recorded_values(html, name):
    items = [
        {"name": f"{name} {n}", "program": program}
        for n, program in enumerate(programs_of(html, name))
    ]
    if not items:
        return
    node = shutil.which("node")
    assert node, "Node is missing: apt-get install nodejs"
    done = subprocess.run(
        [node, CHECKER], input=json.dumps(items), capture_output=True, text=True, check=True
    )
    for report in json.loads(done.stdout):
        assert report["nodes"] > 3, report
        assert not report["failures"], report
        assert report["worst"] <= 1e-12, report


def test_the_forward_pass_is_among_them(html):
    programs = programs_of(html, "book/forward_pass.html")
    assert any(program["outputs"].get("L") for program in programs)
