"""Colab and Binder: a chapter's buttons, where ``_config.yml`` names the book's repository.

Colab opens the notebook from the branch on which the built book is published, and installs
the wheel from there.  Binder builds the repository, and starts the lab of ``.binder/``.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from sphinx.application import Sphinx

ADDRESS = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
UNKNOWN = "https://github.com/executablebooks/jupyter-book"  # where _config.yml has none
BRANCH, PUBLISHED = "main", "gh-pages"  # the latter has the contents of _build/html


class Repository(NamedTuple):
    """A repository on GitHub: Colab opens no notebooks of others."""

    owner: str
    name: str
    branch: str

    @property
    def book(self) -> str:
        """Give the address below which all files of the built book are."""
        return f"https://raw.githubusercontent.com/{self.owner}/{self.name}/{PUBLISHED}/"

    def colab(self, page: str) -> str:
        """Give the address of a chapter in Colab.

        >>> Repository("them", "book", "main").colab("book/bptt")[33:]
        '/github/them/book/blob/gh-pages/_sources/book/bptt.ipynb'
        """
        at = f"{self.owner}/{self.name}/blob/{PUBLISHED}/_sources/{page}.ipynb"
        return f"https://colab.research.google.com/github/{at}"

    def binder(self, page: str) -> str:
        """Give the address of a chapter in Binder.

        >>> Repository("them", "book", "main").binder("book/bptt")[20:]
        '/v2/gh/them/book/main?urlpath=unrolled/open/bptt'
        """
        at = f"{self.owner}/{self.name}/{self.branch}"
        opened = f"unrolled/open/{PurePosixPath(page).name}"
        return f"https://mybinder.org/v2/gh/{at}?urlpath={opened}"


def repository(options: dict[str, Any]) -> Repository | None:
    """Read the repository from the options of the theme; None where none is known.

    >>> repository({"repository_url": "https://github.com/them/book"})
    Repository(owner='them', name='book', branch='main')
    >>> repository({"repository_url": UNKNOWN})
    """
    url = options.get("repository_url", UNKNOWN)
    found = ADDRESS.fullmatch(url)
    if url == UNKNOWN or not found:
        return None
    return Repository(found[1], found[2], options.get("repository_branch") or BRANCH)


def button(service: str, url: str) -> dict[str, str]:
    """Describe one button for the theme, which has the pictures."""
    kind = {"Binder": "svg", "Colab": "png"}[service]
    return {
        "type": "link",
        "text": service,
        "tooltip": f"Run this chapter in {service}",
        "icon": f"_static/images/logo_{service.lower()}.{kind}",
        "url": url,
    }


def offer(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add the buttons to a page that has a notebook."""
    known = repository(app.config.html_theme_options)
    if known and context.get("ipynb_source"):
        group = {
            "type": "group",
            "tooltip": "Run this chapter elsewhere",
            "icon": "fas fa-rocket",
            "label": "launch-buttons",
            "buttons": [
                button("Colab", known.colab(page)),
                button("Binder", known.binder(page)),
            ],
        }
        context["header_buttons"].insert(0, group)


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.connect("html-page-context", offer, priority=502)  # after the theme's 501
