"""What the book quotes, in its pages and in the list of errata.

`golden/make_quotations.py` compares the quotations with the lectures and writes what it
found; the tests compare with that.
"""

import re
import tomllib
from pathlib import Path

from unrolled.lessons.applications import APPLICATIONS
from unrolled.teaching.errata import ERRATA

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "golden" / "quotations.toml"
CODE = re.compile(r"^(`{3,})(?:\{code-cell\}|\w).*?^\1$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r'(?<!\w)"((?:[^"]|(?<= )"\w+"(?= |,))+)"')
SAME = [
    ("–", "-"),
    ("—", "-"),
    ("−", "-"),
    (r"\times", "×"),
    (r"\leq", r"\le"),
    (r"\mathrm", ""),
    (r"\rm", ""),
    (r"\bf", ""),
    ("<sup>", ""),
    ("</sup>", ""),
]


def plain(text: str) -> str:
    r"""Leave out what no reader of a slide would call a difference.

    That is case, spaces, marks of emphasis and of formulas, and the form of dashes and
    quotation marks.

    >>> plain(r"Tanh – $1 \times 1$ “matrix”") == plain("**tanh**- 1 × 1 matrix")
    True
    """
    for wrong, right in SAME:
        text = text.replace(wrong, right)
    return re.sub(r"[\s$*_{}\"'“”‘’]", "", text).casefold()


def prose(page: Path) -> str:
    """Give the text of a page without cells and code."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    return re.sub(r"`[^`\n]+`", "", text)


def quotations(text: str) -> list[str]:
    """List what stands between straight quotation marks, in one paragraph.

    >>> quotations('It says: "a, b".  And "c".')
    ['a, b', 'c']
    """
    paragraphs = re.split(r"\n\s*\n", text)
    return [" ".join(q.split()) for part in paragraphs for q in QUOTED.findall(part)]


def pages() -> list[Path]:
    """List the pages whose quotations are compared."""
    return sorted((ROOT / "book").glob("*.md"))


def used() -> dict[str, list[str]]:
    """Tell where each quotation of the book is used."""
    found: dict[str, list[str]] = {}
    for page in pages():
        for quotation in quotations(prose(page)):
            found.setdefault(quotation, []).append(page.stem)
    for number, erratum in ERRATA.items():
        for text in (erratum.says, erratum.right, *erratum.where.values()):
            for quotation in quotations(text):
                found.setdefault(quotation, []).append(number)
    for name, application in APPLICATIONS.items():
        for words in application.where.values():
            found.setdefault(words, []).append(name)
    return found


def verified() -> dict:
    """Read what was compared with the lectures."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))
