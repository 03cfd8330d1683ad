"""Where Binder's server finds the built book, and keeps the reader's copies of chapters."""

from pathlib import Path

c = get_config()  # noqa: F821 (Jupyter defines it here)
folder = Path.cwd() / "my"
folder.mkdir(exist_ok=True)
c.ServerApp.root_dir = str(folder)
c.ServerApp.extra_static_paths = [str(Path.cwd() / "_build" / "html")]
