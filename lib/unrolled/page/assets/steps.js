// Step links: one moves a widget of the page, and the reader finds the way back to the text.
//
// Without this script, and before the widget is there, the link is an ordinary one: the page
// opens with the widget in that state.
(() => {
  "use strict";
  const MARKED = 1600; // milliseconds
  const CHIP = 64; // pixels at the lower edge, where the way back is offered
  /** @type {HTMLAnchorElement | null} the link to come back to */
  let last = null;
  const chip = document.createElement("button");
  chip.type = "button";
  chip.className = "u-step-back";
  chip.textContent = "↩ Back to the text";
  chip.addEventListener("click", back);

  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** The widget that a link is about, once it is there. @param {HTMLAnchorElement} link */
  const widgetOf = (link) =>
    document.getElementById(link.hash.slice(1))?.querySelector("[data-key][data-ready]");

  /** The lower edge of what stays at the top of the page. */
  const top = () =>
    document.querySelector(".bd-header-article, .bd-header")?.getBoundingClientRect().bottom ?? 0;

  /** Scroll as far as needed to see an element, and not at all where it is in sight. */
  function bringIntoSight(/** @type {Element} */ element) {
    const { top: high, bottom: low } = element.getBoundingClientRect();
    const [from, to] = [Math.max(0, top()) + 8, innerHeight - CHIP];
    if (high >= from && low <= to) return;
    const far = high < from || low - high > to - from ? high - from : low - to;
    scrollBy({ top: far, behavior: still() ? "instant" : "smooth" });
  }

  function mark(/** @type {Element} */ element) {
    element.classList.add("u-stepped");
    setTimeout(() => element.classList.remove("u-stepped"), MARKED);
  }

  /** @param {HTMLAnchorElement} link @param {Element} widget */
  function step(link, widget) {
    const place = document.getElementById(link.hash.slice(1));
    for (let up = place.parentElement; up; up = up.parentElement)
      if (up instanceof HTMLDetailsElement) up.open = true;
    widget.dispatchEvent(
      new CustomEvent("unrolled-step", { bubbles: true, detail: { href: link.href } }),
    );
    const shown = /** @type {HTMLElement} */ (widgetOf(link) ?? place);
    last = link;
    bringIntoSight(shown);
    shown.focus({ preventScroll: true });
    mark(shown);
    place.after(chip); // the next stop of the Tab key
    away.observe(link);
  }

  /** The way back is offered while the link is out of sight. */
  const away = new IntersectionObserver(([{ isIntersecting }]) => {
    chip.hidden = isIntersecting;
  });

  function back() {
    if (history.state?.step)
      history.back(); // "popstate" comes next
    else arrive();
  }

  function arrive() {
    if (!last) return;
    const link = last;
    last = null;
    away.disconnect();
    chip.remove();
    link.focus({ preventScroll: true });
    requestAnimationFrame(() => bringIntoSight(link)); // after the browser's own scrolling
    mark(link);
  }

  addEventListener("popstate", () => {
    if (!history.state?.step) arrive();
  });

  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest?.("a.u-step");
    const { button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented } = event;
    if (button || ctrlKey || metaKey || shiftKey || altKey || defaultPrevented) return;
    if (!(link instanceof HTMLAnchorElement)) return;
    const widget = widgetOf(link);
    if (!widget) return;
    event.preventDefault();
    step(link, widget);
  });

  document.addEventListener("keydown", (event) => {
    const inField = /** @type {Element} */ (event.target).matches?.("input, select, textarea");
    if (event.key === "Escape" && last && !inField && !event.defaultPrevented) back();
  });
})();
