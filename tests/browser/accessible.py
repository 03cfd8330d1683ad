"""What axe-core finds wrong with a page.

Whether colours stand out takes most of the time, and is the same at every width: it is
looked at once in each theme.
"""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CONTRAST = "color-contrast"
RULES = {
    "light": {},
    "dark": {"runOnly": [CONTRAST]},
    "narrow": {"rules": {CONTRAST: {"enabled": False}}},
}


def violations(page: Page, rules: str = "light") -> list[str]:
    """Say which rules the page breaks as it is, and where."""
    options = {"resultTypes": ["violations"], **RULES[rules]}
    return [
        f"{rules}: {found['id']}: {[node['target'] for node in found['nodes'][:3]]}"
        for found in Axe().run(page, options=options).response["violations"]
    ]
