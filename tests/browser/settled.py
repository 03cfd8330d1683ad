"""Wait until a page has drawn what it was told, however busy the machine is."""

from __future__ import annotations

from playwright.sync_api import Page

# Two frames on end without a transition: observers of sizes answer in the frame after.
SETTLED = """async () => {
  const isMoving = () => // what has ended may still be listed, where nothing is drawn anew
    document.getAnimations().some((a) => a instanceof CSSTransition && a.playState === "running");
  for (let still = 0; still < 2; still = isMoving() ? 0 : still + 1)
    await new Promise((drawn) => requestAnimationFrame(drawn));
}"""


def settle(page: Page) -> None:
    """Wait for the layout and for every colour on its way to another."""
    page.evaluate(SETTLED)
