// Answers open by themselves when the question before them is answered, or given up.
//
// Without this script, and where a question cannot be drawn, a click opens them.
(() => {
  "use strict";
  const boxes = /** @type {HTMLDetailsElement[]} */ ([
    ...document.querySelectorAll("details.answer"),
  ]);
  if (!boxes.length) return;

  /** The question before a box. @param {Element} box */
  function questionOf(box) {
    const before = [...document.querySelectorAll("[data-widget=predict]")].filter(
      (one) => one.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    return before.at(-1);
  }

  function openAnswered() {
    const all = document.documentElement.dataset.boxes === "open"; // see errata.js
    for (const box of boxes) {
      if (all || questionOf(box)?.hasAttribute("data-done")) box.open = true;
    }
  }

  new MutationObserver(openAnswered).observe(document.documentElement, {
    subtree: true,
    attributeFilter: ["data-done", "data-ready", "data-boxes"],
  });
  openAnswered();

  /** @type {HTMLDetailsElement[]} */
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = boxes.filter((box) => !box.open);
    for (const box of closed) box.open = true;
  });
  addEventListener("afterprint", () => {
    for (const box of closed) box.open = false;
    closed = [];
  });
})();
