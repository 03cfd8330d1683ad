"""How fast every widget of the built book is drawn, and how fast it answers, in Chromium.

A reaction is a key, a slider moved by one step, or a knob dragged by a pixel; its time
includes the layout of the page.  Where a page learns a text of the reader's, in a worker,
reactions are timed once more while it does.  How soon the first widget of a page is there
is measured on a processor that Chromium slows down to a fourth.  Medians over all loads;
run it after ``make book``.
"""

import shutil
from collections import defaultdict
from pathlib import Path
from statistics import median

import report
from playwright.sync_api import Page, sync_playwright

HTML = Path(__file__).parents[1] / "_build/html"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOADS = 3
SLOWER = 4
MARK = 'class="unrolled-widget'  # what a page with widgets carries

DRAWN = """() => new Promise((done) => {
  const look = () => {
    const all = [...document.querySelectorAll(".unrolled-widget")];
    const ready = all.every((el) => el.querySelector("[data-ready], .unrolled"));
    requestAnimationFrame(() => ready ? done(performance.now()) : look()); };
  look(); })"""

FIRST = """() => new Promise((done) => {
  const look = () => requestAnimationFrame((now) =>
    document.querySelector(".unrolled-live, .unrolled-failed") ? done(now) : look());
  look(); })"""

REACTIONS = """(root) => {
  const timed = (act) => {
    const start = performance.now(); act(); root.offsetHeight;
    return performance.now() - start; };
  const repeat = (n, act) => Array.from({ length: n }, (_, i) => timed(() => act(i)));
  const shown = (el) => el.getClientRects().length > 0;
  const all = (selector) => [...root.querySelectorAll(selector)].filter(shown);
  const found = {};
  const press = (key) => () =>
    root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  root.focus();
  found.key = [...repeat(24, press("ArrowRight")), ...repeat(24, press("ArrowLeft"))];
  for (const slider of all("input[type=range]").slice(0, 4)) {
    const [low, high] = [Number(slider.min || 0), Number(slider.max || 100)];
    (found.slider ??= []).push(...repeat(16, (i) => {
      slider.value = String(low + (high - low) * i / 16);
      slider.dispatchEvent(new Event("input", { bubbles: true })); }));
  }
  for (const knob of all(".u-handle").slice(0, 4)) {
    const { x, y } = knob.getBoundingClientRect();
    const point = (type, i) => knob.dispatchEvent(new PointerEvent(type,
      { pointerId: 1, clientX: x + i, clientY: y - i, bubbles: true, cancelable: true }));
    knob.setPointerCapture = () => {};
    point("pointerdown", 0);
    (found.knob ??= []).push(...repeat(16, (i) => point("pointermove", i)));
    point("pointerup", 16);
  }
  return found; }"""

Times = dict[tuple[str, str, str], list[float]]  # by page, widget and reaction


def measure(page: Page, file: Path, times: Times) -> None:
    """Load a page once, and let each of its widgets react."""
    page.goto(file.as_uri(), wait_until="commit")
    times[file.stem, "all widgets", "drawn"].append(page.evaluate(DRAWN))
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    react(page, file.stem, times)
    learner = page.locator("[data-widget=own_text][data-ready]")
    if learner.count():
        learner.press("Space")
        page.wait_for_timeout(2000)
        react(page, f"{file.stem}, while a text is learned", times)


def begin(page: Page, file: Path, times: Times) -> None:
    """Load a page once on a slow processor, until its first widget is there."""
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(file.as_uri(), wait_until="commit")
    drawn = f"drawn, CPU × {SLOWER}"
    times[file.stem, "first widget", drawn].append(page.evaluate(FIRST))


def react(page: Page, where: str, times: Times) -> None:
    """Let each widget of the page react, and note the times."""
    for widget in page.locator("[data-widget][data-ready]").all():
        widget.scroll_into_view_if_needed()
        name = widget.get_attribute("data-key") or widget.get_attribute("data-widget")
        for reaction, found in widget.evaluate(REACTIONS).items():
            times[where, name, reaction] += found


def main() -> None:
    """Measure and write."""
    path = shutil.which("chromium")
    pages = [
        file for file in sorted((HTML / "book").glob("*.html")) if MARK in file.read_text()
    ]
    if path is None or not pages:
        raise SystemExit(
            "This needs Chromium (apt-get install chromium) and the built book."
        )
    times: Times = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for file in pages * LOADS:
            for look in (measure, begin):
                context = browser.new_context(viewport={"width": 1280, "height": 900})
                look(context.new_page(), file, times)
                context.close()
        browser.close()
    rows = [
        (*of, f"{median(ms):.1f}", f"{max(ms):.1f}") for of, ms in sorted(times.items())
    ]
    head = ["page", "widget", "reaction", "median ms", "slowest ms"]
    results = [
        {"page": page, "widget": widget, "reaction": reaction, "ms": round(median(ms), 2)}
        for (page, widget, reaction), ms in sorted(times.items())
    ]
    report.write("page", report.table(head, rows), True, results=results)


if __name__ == "__main__":
    main()
