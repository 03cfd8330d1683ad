"""Nothing is exported, and nothing defined, that nobody asks for."""

import ast
import re
from pathlib import Path

import unrolled

HERE = Path(unrolled.__file__).parent
ROOT = Path(__file__).parent.parent
# What readers take who train, or test, code of their own; no chapter needs it yet.
FOR_USERS = {
    *("Adagrad", "RMSProp", "cosine", "inverse_root", "warm_up"),
    *("Sentences", "Series", "similarities", "stop_early", "until_settled"),
    *("check_gradients", "rounded"),
    *("entropy_bound", "lines", "match", "problems", "split", "tokens"),  # kinematics
}
FOR_JUPYTER = {"_jupyter_server_extension_points"}  # its servers look for this name
FOR_TESTS = {"CONDITIONS", "FACTS"}  # of captions
INLINE = {"TrainingJob"}  # stands in a page that a browser test writes, without an import


# ---- JavaScript ----------------------------------------------------------------------

EXPORT = re.compile(r"^export (?:async )?(?:const|let|function\*?|class) (\w+)", re.M)
IMPORT = re.compile(r"import (?:\w+, )?\{([^}]*)\} from|import\(\"[^\"]*\"\)\.(\w+)")


def imported(folder, kind):
    """Give the names that scripts import from others, as values or as types."""
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob(kind)]
    found = [match for text in texts for match in IMPORT.findall(text)]
    listed = [re.split(r" as |,", names) for names, _ in found]
    return {name.strip() for names in listed for name in names} | {
        name for _, name in found
    }


def test_every_export_of_a_script_is_imported():
    asked = imported(HERE, "*.js") | imported(ROOT / "tests" / "js", "*.mjs")
    exports = {
        name: path.relative_to(HERE).as_posix()
        for path in HERE.rglob("*.js")
        for name in EXPORT.findall(path.read_text(encoding="utf-8"))
    }
    assert len(exports) > 100
    assert not {name: path for name, path in exports.items() if name not in asked | INLINE}


# ---- Python --------------------------------------------------------------------------

CELL = re.compile(r"```(?:\{code-cell\}|python).*?```", re.S)


def defined(tree):
    """Give the names that a module defines for others."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (one.id for one in node.targets if isinstance(one, ast.Name))


def asked_for(tree):
    """Give the names that code asks for: read, imported, or looked up by their text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def outside():
    """Give the code of chapters, benchmarks and Sphinx."""
    for path in [*ROOT.glob("book/*.md"), ROOT / "README.md"]:
        yield from CELL.findall(path.read_text(encoding="utf-8"))
    for path in [*ROOT.glob("benchmarks/**/*.py"), ROOT / "_config.yml"]:
        yield path.read_text(encoding="utf-8")


def test_everything_that_a_module_defines_is_asked_for():
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8")) for path in HERE.rglob("*.py")
    }
    asked = {name for tree in trees.values() for name in asked_for(tree)}
    asked |= set(re.findall(r"\w+", "".join(outside())))
    names = {name for tree in trees.values() for name in defined(tree)}
    unasked = {name for name in names - asked if not name.startswith("__")}
    assert unasked <= FOR_USERS | FOR_JUPYTER | FOR_TESTS <= names
