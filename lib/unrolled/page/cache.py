"""Keep the outputs of cells only as long as the library that made them is the same.

The execution cache of MyST-NB looks at the code of the cells alone.  Here its folder is
named after a hash of the package and of what was measured, so a change of either runs
every cell again, and going back finds the old outputs.  What makes the pages is no part
of it: it works on the outputs.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

PACKAGE = Path(__file__).parent.parent
KEEP = 3  # as many states of the library, the newest ones, keep their outputs


def digest(folder: Path, *without: str) -> str:
    """Hash the names and contents of all files below a folder, without some folders."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if file.is_file() and not {*without, "__pycache__"}.intersection(name.parts):
            found.update(name.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def choose(app: Sphinx, config: Config) -> None:
    """Point MyST-NB to the outputs of this state of things; forget the oldest."""
    caches = Path(app.outdir).parent / ".jupyter_cache"
    measured = Path(app.srcdir) / "benchmarks" / "results"  # a page shows them
    chosen = caches / (digest(PACKAGE, "page") + digest(measured))
    chosen.mkdir(parents=True, exist_ok=True)
    chosen.touch()
    newest = sorted(caches.iterdir(), key=lambda c: c.stat().st_mtime, reverse=True)
    for old in newest[KEEP:]:
        shutil.rmtree(old)
    config["nb_execution_cache_path"] = str(chosen)


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.connect("config-inited", choose, priority=900)
