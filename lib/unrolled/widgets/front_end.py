"""From files to what a widget's front end receives: one string of JavaScript, one of CSS.

The browser gets a widget's module from a string, so it cannot import its neighbours there.
`module` puts them in front of it, each in a scope of its own; nothing has to be built, and
the neighbours stay real modules for Node's tests and for editors.  Comments
and indentation stay at home.  Behind each part stands a `SEAM`, a comment in both
languages, so that a page can carry what several widgets share once.
"""

import re
from functools import cache
from pathlib import Path

import traitlets

HERE = Path(__file__).parent
IMPORT = re.compile(r'^import (\{[^}]*\}) from "(\.{1,2}/[\w./]+\.js)";\n', re.MULTILINE)
# A comment in lines of its own, the type of a name, what stands behind code: of the last,
# those with a quotation mark stay, for they might be the end of a string.
COMMENT = re.compile(
    r"^\s*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n"
    r"|/\*\* @type (?:(?!\*/).)*\*/ ?"
    r"| // [^\n\"'`]*$"
    r"|^[ ]+",
    re.MULTILINE | re.DOTALL,
)
EXPORT = re.compile(r"^export (?!default)((?:function|class|const) (\w+))", re.MULTILINE)
STYLE_COMMENT = re.compile(r"/\*.*?\*/\n*|^[ ]+", re.MULTILINE | re.DOTALL)
LOOK = "kit/look.css"
SEAM = "/*# part */\n"  # as `unrolled.page.widgets` knows it, too


@cache
def module(name: str) -> str:
    """Read an ES module of this folder together with all it imports, each once."""
    scopes: dict[Path, str] = {}

    def read(file: Path) -> str:
        """Give the text of a module, its imports taken from the scopes before it."""
        text = COMMENT.sub("", file.read_text(encoding="utf-8"))

        def taken(match: re.Match[str]) -> str:
            other = (file.parent / match[2]).resolve()
            if other not in scopes:
                scopes[other] = scope(other)
            return f"const {match[1]} = {variable(other)};\n"

        return IMPORT.sub(taken, text)

    def scope(file: Path) -> str:
        text = read(file)
        names = ", ".join(found for _, found in EXPORT.findall(text))
        body = EXPORT.sub(r"\1", text)
        return f"const {variable(file)} = (() => {{\n{body}return {{ {names} }};\n}})();\n"

    entry = EXPORT.sub(r"\1", read((HERE / name).resolve()))
    return SEAM.join([*scopes.values(), entry])


def variable(file: Path) -> str:
    """Name the scope of a module after its place: ``$kit_dom``."""
    place = file.relative_to(HERE.resolve()).with_suffix("")
    return "$" + "_".join(place.parts)


@cache
def stylesheet(*names: str) -> str:
    """Read style sheets of this folder, after the look that all widgets share."""
    texts = [(HERE / file).read_text(encoding="utf-8") for file in (LOOK, *names)]
    return SEAM.join(STYLE_COMMENT.sub("", text) for text in texts)


def sent(text: str) -> traitlets.Unicode[str, str | bytes]:
    """Make a text a trait: the page gets it with the widget."""
    return traitlets.Unicode(text).tag(sync=True)
