"""Colab and Binder are offered where the book's repository is known, and nowhere else."""

import re
from types import SimpleNamespace

import nbformat
import pytest

from unrolled.page import online, plain
from unrolled.page.portable import portable

URL = "https://github.com/them/the.book"


def offered(page="book/bptt", notebook="book/bptt.ipynb", **options):
    context = {"header_buttons": ["downloads"], "ipynb_source": notebook}
    app = SimpleNamespace(config=SimpleNamespace(html_theme_options=options))
    online.offer(app, page, "page.html", context, None)
    assert context["header_buttons"][-1] == "downloads"
    return [
        one["url"] for group in context["header_buttons"][:-1] for one in group["buttons"]
    ]


@pytest.mark.parametrize("written", [URL, f"{URL}/", f"{URL}.git"])
def test_a_chapter_leads_to_both(written):
    colab, binder = offered(repository_url=written, repository_branch="dev")
    assert colab.endswith("/github/them/the.book/blob/gh-pages/_sources/book/bptt.ipynb")
    assert binder.endswith("/v2/gh/them/the.book/dev?urlpath=unrolled/open/bptt")


@pytest.mark.parametrize("url", [online.UNKNOWN, "https://example.org/them/book", ""])
def test_without_a_repository_there_is_no_button(url):
    assert offered(repository_url=url) == offered() == []


def test_a_page_without_cells_has_no_button():
    assert offered(notebook=None, repository_url=URL) == []


def test_the_notebook_takes_the_wheel_from_the_published_book():
    known = online.repository({"repository_url": URL})
    made = portable(nbformat.v4.new_notebook(), plain.Page(), "u.whl", known.book)
    source = made.cells[0].source
    install = re.sub(
        r"^ +%pip install --quiet \"\{(\w+)\}\"", r"    print(\1)", source, flags=re.M
    )
    assert install != source
    told = []
    exec(install.replace('find_spec("unrolled")', "None"), {"print": told.append})
    assert told == [
        "https://raw.githubusercontent.com/them/the.book/gh-pages/_sources/u.whl"
    ]
