// Lets the keyboard reach what scrolls sideways: formulas, tables and code that are too wide.
(() => {
  "use strict";
  const WIDE =
    ".math-scroll, .figure-scroll, .pst-scrollable-table-container, .cell_output:not(:has(.unrolled-widget)), div.highlight pre, .errata-pair dd";

  function update(el) {
    const scrolls = el.scrollWidth > el.clientWidth + 1;
    if (scrolls) el.tabIndex = 0;
    else el.removeAttribute("tabindex");
  }

  const watcher = new ResizeObserver((entries) => entries.forEach(({ target }) => update(target)));
  const wide = document.querySelectorAll(WIDE);
  wide.forEach((el) => watcher.observe(el));
  // Other letters make a text wider, and its box stays as it is.
  const updateAll = () => wide.forEach(update);
  addEventListener("resize", updateAll);
  document.fonts.addEventListener("loadingdone", updateAll);
})();

// Paper is white: the page is printed in the light theme.
(() => {
  const { dataset } = document.documentElement;
  let shown;
  addEventListener("beforeprint", () => {
    shown = dataset.theme;
    dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    dataset.theme = shown;
  });
})();

// A search finds chapters before the reference; from a disk, where a page cannot read another,
// it shows no excerpts.
(() => {
  const { Scorer } = /** @type {any} */ (globalThis); // of Sphinx, on the page of its search
  if (!Scorer) return;
  Scorer.score = ([page, , , , score]) => (page.startsWith("book/api") ? score / 10 : score);
  // @ts-expect-error: another script of Sphinx's has it
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
})();

// The theme's scripts come after the first widget (static_widgets.js), or when it takes too long.
(() => {
  const PATIENCE = 2000; // milliseconds; it may never come

  /** Load a script in the order of the page; its place goes when it has run. */
  function load(place) {
    const script = Object.assign(document.createElement("script"), { async: false });
    script.addEventListener("load", () => place.remove());
    script.src = place.dataset.later;
    document.head.append(script);
  }

  const begun = new Promise((go) => {
    document.addEventListener("unrolled-begun", go, { once: true });
    setTimeout(go, document.querySelector(".unrolled-widget") ? PATIENCE : 0);
  });
  begun.then(() => document.querySelectorAll("script[data-later]").forEach(load));
})();
