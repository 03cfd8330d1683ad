"""Wait until a page has drawn what it was told, however busy the machine is."""

from __future__ import annotations

from playwright.sync_api import Page

# Two frames on end without a transition: observers of sizes answer in the frame after.
SETTLED = """async () => {
  const isMoving = () =>
    document.getAnimations().some((one) => one instanceof CSSTransition);
  for (let still = 0; still < 2; still = isMoving() ? 0 : still + 1)
    await new Promise((drawn) => requestAnimationFrame(drawn));
}"""


def settle(page: Page) -> None:
    """Wait for the layout and for every colour on its way to another."""
    page.evaluate(SETTLED)
