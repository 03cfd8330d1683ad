"""How fast the Tape is drawn, and how fast it answers, in the built chapter in Chromium.

Medians of one run; run it after ``make book``.
"""

import shutil
from pathlib import Path
from statistics import median

import report
from playwright.sync_api import Page, sync_playwright

PAGE = Path(__file__).parents[1] / "_build/html/book/forward_pass.html"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

LABELS = {
    "drawn": "drawn after navigation",
    "ticks": "one tick, with layout",
    "edits": "one edit by slider, with layout",
}

DRAWN = """() => new Promise((done) => {
  const look = () => document.querySelector('[data-widget="tape"][data-ready]')
    ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
  look(); })"""

REACTIONS = """async (root) => {
  const press = (key) =>
    root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const timed = (act) => { const start = performance.now(); act(); root.offsetHeight;
    return performance.now() - start; };
  root.focus();
  const ticks = [], edits = [];
  for (let i = 0; i < 32; i++) ticks.push(timed(() => press("ArrowRight")));
  for (let i = 0; i < 32; i++) ticks.push(timed(() => press("ArrowLeft")));
  press("ArrowRight"); press("ArrowRight");
  root.querySelector('.u-board [data-name="U"]').click();
  const slider = root.querySelector(".u-slider");
  for (let i = 0; i < 60; i++) edits.push(timed(() => {
    slider.value = i / 60; slider.dispatchEvent(new Event("input", { bubbles: true })); }));
  return { ticks, edits }; }"""


def measure(page: Page) -> dict[str, list[float]]:
    """Load the page once; milliseconds until the Tape is drawn, for ticks and for edits."""
    page.goto(PAGE.as_uri(), wait_until="commit")
    drawn = page.evaluate(DRAWN)
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    return {
        "drawn": [drawn],
        **page.locator('[data-widget="tape"]').first.evaluate(REACTIONS),
    }


def main() -> None:
    """Measure and write."""
    path = shutil.which("chromium")
    if path is None or not PAGE.exists():
        raise SystemExit(
            "This needs Chromium (apt-get install chromium) and the built book."
        )
    found: dict[str, list[float]] = {"drawn": [], "ticks": [], "edits": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for _ in range(5):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            for name, times in measure(context.new_page()).items():
                found[name] += times
            context.close()
        browser.close()
    lines = [
        (label, f"{median(found[name]):.1f}", f"{max(found[name]):.1f}")
        for name, label in LABELS.items()
    ]
    head = ["the Tape in `forward_pass`, from disk", "median ms", "slowest ms"]
    report.write("page", report.table(head, lines), True, results=found)


if __name__ == "__main__":
    main()
