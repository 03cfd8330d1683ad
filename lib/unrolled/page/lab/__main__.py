"""Start JupyterLab with the chapters: ``python -m unrolled.page.lab my``.

The first argument is the reader's folder; what follows goes to JupyterLab.
"""

import os
import sys
from pathlib import Path

from jupyterlab.labapp import LabApp

HERE = Path(__file__).parent
BOOK = Path("_build", "html")


def main(folder: str, *flags: str) -> None:
    """Serve the built book and the reader's copies of its chapters."""
    if not (BOOK / "_sources" / "chapters.json").exists():
        raise SystemExit(
            f"There is no built book in {BOOK.resolve()}: run 'make book' first."
        )
    Path(folder).mkdir(parents=True, exist_ok=True)
    os.environ["JUPYTER_CONFIG_PATH"] = str(HERE / "config")
    own = [
        f"--ServerApp.root_dir={Path(folder).resolve()}",
        f"--ServerApp.extra_static_paths={BOOK.resolve()}",
    ]
    LabApp.launch_instance([*own, *flags])


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["my"]))
