"""The lines of the README run, and give what stands there."""

import doctest
import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_what_the_readme_says_is_what_happens(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```pycon\n(.*?)^```", README.read_text("utf-8"), re.M | re.S)
    (block,) = blocks
    test = doctest.DocTestParser().get_doctest(block, {}, "README", str(README), 0)
    assert 10 <= len(test.examples) <= 14
    assert not doctest.DocTestRunner().run(test).failed
    assert [path.name for path in tmp_path.iterdir()] == ["hamlet.npz"]
