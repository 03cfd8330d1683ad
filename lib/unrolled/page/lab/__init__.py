"""JupyterLab with the book's chapters: readers work on copies of their own.

``make lab`` starts a server whose folder is ``my/``.  Its start page is the book's
contents; a chapter that is opened is copied there first (`copies`), so nothing that a
reader does changes the book.
"""

from .contents import load as _load_jupyter_server_extension

__all__ = ["_load_jupyter_server_extension"]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter that this module is an extension of its server."""
    return [{"module": __name__}]
