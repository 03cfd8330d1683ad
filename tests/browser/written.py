"""The address of a page, once what the widgets show stands in it."""

from __future__ import annotations

from playwright.sync_api import Page

# What a key or a pointer asked for is drawn in the next frame, and written after that.
DRAWN = "() => new Promise((on) => requestAnimationFrame(() => requestAnimationFrame(on)))"
WRITTEN = "() => !document.documentElement.hasAttribute('data-unwritten')"


def address_of(page: Page) -> str:
    """Give the query of the address when nothing waits to be written."""
    page.evaluate(DRAWN)
    page.wait_for_function(WRITTEN)
    return page.evaluate("location.search")
