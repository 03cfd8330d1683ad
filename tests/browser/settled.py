"""Wait until a page has drawn what it was told, however busy the machine is."""

from __future__ import annotations

from playwright.sync_api import Page

# Two frames on end without a transition: observers of sizes answer in the frame after.
# One that has ended may still be listed, where nothing is drawn anew.
SETTLED = """async () => {
  const isMoving = (one) => one instanceof CSSTransition && one.playState === "running";
  for (let still = 0; still < 2; ) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
    still = document.getAnimations().some(isMoving) ? 0 : still + 1;
  }
}"""

# The theme's scripts come after the first widget of a page (book.js).
COMPLETE = "() => !document.querySelector('script[data-later]')"


def settle(page: Page) -> None:
    """Wait for the layout and for every colour on its way to another."""
    page.evaluate(SETTLED)
