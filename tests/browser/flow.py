"""How a chapter flows: its length, what its height consists of, when a widget comes.

Run it to get the table of the built book:

    .venv/bin/python tests/browser/flow.py [folder of a built book]
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from built_book import HTML
from playwright.sync_api import Page, sync_playwright
from settled import settle

SCREEN = {"width": 1280, "height": 900}
LONGEST, PROSE, FIRST = 18, 0.20, 2.0  # screens, share of the height, screens
KINDS = (
    "prose", "formulas", "headings", "code", "results", "questions", "widgets",
    "errata", "exercises",
)  # fmt: skip

# Every block of an article, up to the next one, is of one kind: the first one that fits.
# What is closed counts as its line.
MEASURE = """([height, kinds]) => {
  const article = document.querySelector("article.bd-article");
  const rules = [
    ["errata", "details.erratum, .erratum-moved"],
    ["questions", ".cell:has([data-widget=predict]), details.answer:not([open])"],
    ["exercises", ".exercise, .solution"],
    ["widgets", ".cell:has([data-key])"],
    ["code", ".cell_input, .cell.tag_hide-input > details, div.highlight"],
    ["results", ".cell_output, figure, img"],
    ["formulas", "div.math"],
    ["headings", "h1, h2, h3, h4"],
    ["prose", "p, ul, ol, dl, blockquote, table, .admonition, " +
      ".pst-scrollable-table-container"],
  ];
  const kindOf = (el) => rules.find(([, selector]) => el.matches(selector))?.[0];
  const blocks = [];
  const walk = (el) => {
    if (!el.getClientRects().length) return;
    const kind = kindOf(el);
    if (kind) blocks.push([kind, el]);
    else for (const child of el.children) walk(child);
  };
  walk(article);
  const { top, bottom } = article.getBoundingClientRect();
  const tops = blocks.map(([, el]) => el.getBoundingClientRect().top);
  const found = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  blocks.forEach(([kind], i) => {
    found[kind] += ((tops[i + 1] ?? bottom) - tops[i]) / (bottom - tops[0]);
  });
  const first = article.querySelector("[data-key]")?.getBoundingClientRect().top;
  return {
    screens: (bottom - top) / height,
    first: first === undefined ? null : (first - top) / height,
    shares: found,
  };
}"""


@dataclass
class Flow:
    """A chapter in numbers: lengths in screens, shares of the height."""

    screens: float
    first: float | None
    shares: dict[str, float]

    @property
    def is_calm(self) -> bool:
        """Whether it is not too long, with enough prose, and its widget comes early."""
        early = self.first is not None and self.first <= FIRST
        return early and self.screens <= LONGEST and self.shares["prose"] >= PROSE

    def row(self) -> str:
        """Write the numbers as a row of a table."""
        first = "–" if self.first is None else f"{self.first:.1f}"
        shares = " | ".join(f"{100 * self.shares[kind]:.1f} %" for kind in KINDS)
        return f"{self.screens:.1f} | {first} | {shares}"


def measure(page: Page) -> Flow:
    """Measure the page that is shown, as soon as all its widgets are drawn."""
    page.set_viewport_size(SCREEN)
    page.wait_for_function(
        """() => [...document.querySelectorAll(".unrolled-widget")].every(
             (w) => w.matches(".unrolled-live, .unrolled-failed"))"""
    )
    settle(page)
    found: dict[str, Any] = page.evaluate(MEASURE, [SCREEN["height"], KINDS])
    return Flow(**found)


def table(folder: Path) -> str:
    """Measure every chapter of a built book."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    lines = [
        "| chapter | screens | first widget | " + " | ".join(KINDS) + " |",
        "|---" * (3 + len(KINDS)) + "|",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu"])
        for file in sorted((folder / "book").glob("*.html")):
            if "vnd.jupyter.widget-view" not in file.read_text(encoding="utf-8"):
                continue
            page = browser.new_page()
            page.goto(file.as_uri())
            lines.append(f"| {file.stem} | {measure(page).row()} |")
            page.close()
        browser.close()
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(Path(sys.argv[1]) if len(sys.argv) > 1 else HTML))
