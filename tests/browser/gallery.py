"""Pictures of every widget at every size, light and dark, to be looked at.

    python tests/browser/gallery.py FOLDER [NAME …] [--present]

writes a picture for each widget, size and theme, and a contact sheet for each widget.
Nothing is compared and nothing is committed: a picture is for eyes.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from host_page import write_page
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from settled import settle
from test_screens import MAKE

from conftest import FLAGS

SIZES = [(320, 640), (390, 844), (820, 1180), (1024, 768), (1280, 720)]
ROOMS = [(1024, 768), (1280, 720)]  # of those who present
THEMES = ("light", "dark")
SCALE = 0.4  # of a picture in its sheet
GAP = 12  # pixels between pictures


def pictures(
    browser: Browser, folder: Path, name: str, make: Callable[[], object], present: bool
) -> Iterator[list[Path]]:
    """Take the pictures of one widget; give those of each theme as a row."""
    for theme in THEMES:
        widget = make()
        address = write_page(folder / "page.html", widget, theme=theme)
        query = f"?{widget.key}.present=1" if present else ""
        row = []
        for width, height in ROOMS if present else SIZES:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(address + query)
            page.locator("[data-widget][data-ready]").wait_for()
            settle(page)
            file = folder / f"{name}{'-present' * present}-{width}-{theme}.png"
            page.screenshot(path=file, full_page=not present)
            page.close()
            row.append(file)
        yield row
    (folder / "page.html").unlink()


def contact_sheet(rows: list[list[Path]], file: Path) -> None:
    """Put pictures side by side, a row for each theme, smaller than they are."""
    small = [[Image.open(one).convert("RGB") for one in row] for row in rows]
    small = [
        [im.resize((int(im.width * SCALE), int(im.height * SCALE))) for im in row]
        for row in small
    ]
    widths = [sum(im.width + GAP for im in row) for row in small]
    heights = [max(im.height for im in row) + GAP for row in small]
    sheet = Image.new("RGB", (max(widths), sum(heights)), "#888")
    top = 0
    for row, height in zip(small, heights, strict=True):
        left = 0
        for im in row:
            sheet.paste(im, (left, top))
            left += im.width + GAP
        top += height
    sheet.save(file)


def main() -> None:
    """Take pictures of the widgets that are asked for, or of all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MAKE))
    parser.add_argument("--present", action="store_true", help="full screen, in classrooms")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(MAKE):
        parser.error(f"no widget is called {unknown.pop()}; there are {', '.join(MAKE)}")
    asked.folder.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name in asked.names or MAKE:
            rows = list(pictures(browser, asked.folder, name, MAKE[name], asked.present))
            contact_sheet(
                rows, asked.folder / f"sheet-{name}{'-present' * asked.present}.png"
            )
            print(name, flush=True)


if __name__ == "__main__":
    main()
