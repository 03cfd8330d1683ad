"""Where the built book is, and its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"


def chapters() -> list[str]:
    """List the pages of the table of contents, as paths without a suffix."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))

    def files(entry: dict) -> Iterator[str]:
        if "file" in entry:
            yield entry["file"].removesuffix(".md")
        for part in ("parts", "chapters", "sections"):
            for child in entry.get(part, []):
                yield from files(child)

    return [toc["root"].removesuffix(".md"), *files(toc)]


PAGES = [f"{name}.html" for name in chapters()]
