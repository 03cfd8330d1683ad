// Answers open by themselves when the question before them is answered, or given up.
//
// Without this script, and where a question cannot be drawn, a click opens them.  A teacher
// asks by the address: `?answers=open` opens all of the page and shows below each question
// what to expect (predict.js), `?print=handout` prints the page without what tells a result, and
// `?print=exercises` only its exercises and worksheets.
(() => {
  "use strict";
  const asked = new URLSearchParams(location.search);
  const page = document.documentElement;
  if (asked.get("answers") === "open") page.dataset.answers = "open";
  const printed = asked.get("print") ?? "";
  if (["handout", "exercises"].includes(printed)) page.dataset.print = "handout";
  if (printed === "exercises") page.dataset.only = printed;
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
    const all = page.dataset.answers === "open";
    for (const box of boxes) {
      if (all || questionOf(box)?.hasAttribute("data-done")) box.open = true;
    }
  }

  new MutationObserver(openAnswered).observe(page, {
    subtree: true,
    attributeFilter: ["data-done", "data-ready"],
  });
  openAnswered();

  /** @type {HTMLDetailsElement[]} */
  let closed = [];
  addEventListener("beforeprint", () => {
    if (page.dataset.print) return;
    closed = boxes.filter((box) => !box.open);
    for (const box of closed) box.open = true;
  });
  addEventListener("afterprint", () => {
    for (const box of closed) box.open = false;
    closed = [];
  });
})();
