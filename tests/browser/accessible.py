"""What axe-core finds wrong with a page.

Whether colours stand out takes most of the time.  It is the same at every width, so it is
looked at once in each theme; and it is the same for what looks alike, so of words with the
same styles, up to the body, three are looked at.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CONTRAST = "color-contrast"
RULES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"runOnly": [CONTRAST]},
    "narrow": {"rules": {CONTRAST: {"enabled": False}}},
}

# An element that holds others is always looked at; the rest by the styles of all around it.
MARK_ALIKE = """(few) => {
  const chains = new Map([[document.body, ""]]), seen = new Map();
  const styles = (el) => {
    const s = getComputedStyle(el), name = el.getAttribute("class");
    const looks = [s.color, s.fill, s.backgroundColor, s.backgroundImage, s.opacity];
    return [el.tagName, name, ...looks, s.fontSize, s.fontWeight, s.position].join();
  };
  const chain = (el) => {
    if (!chains.has(el)) chains.set(el, chain(el.parentElement) + "/" + styles(el));
    return chains.get(el);
  };
  for (const el of document.querySelectorAll("body *:not(:has(*))")) {
    seen.set(chain(el), (seen.get(chain(el)) ?? 0) + 1);
    el.toggleAttribute("data-alike", seen.get(chain(el)) > few);
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "*:not([data-alike])" }] });
}"""


def violations(page: Page, rules: str = "light") -> list[str]:
    """Say which rules the page breaks as it is, and where."""
    if not page.evaluate("() => 'axe' in window"):  # half a megabyte, once for each page
        page.evaluate(Axe().axe_script)
    if rules != "narrow":
        page.evaluate(MARK_ALIKE, 3)
    options = {"resultTypes": ["violations"], **RULES[rules]}
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [
        f"{rules}: {rule['id']}: {[node['target'] for node in rule['nodes'][:3]]}"
        for rule in found
    ]
