// What a notebook loads first of a widget: little, for anywidget waits two seconds for it.
//
// The widget's own module comes as the trait `code`, its style sheets as `look`.  A page takes
// in each of them once, however many widgets bring it: each style sheet more would have all
// of a long notebook styled again.

import { hear, mind } from "./late.js";

const SEAM = "/*# part */\n"; // as in front_end.py

const everywhere = /** @type {any} */ (globalThis);

/** What the page has taken in: texts of style sheets, and of modules with what they export. */
const page = (everywhere[Symbol.for("unrolled")] ??= begin());

function begin() {
  mind();
  return { looks: new Set(), codes: new Map() };
}

/** @param {string} look  style sheets with a seam between them */
function addLook(look) {
  const added = look.split(SEAM).filter((part) => !page.looks.has(part));
  for (const part of added) page.looks.add(part);
  if (!added.length) return;
  const style = document.createElement("style");
  style.textContent = added.join("");
  document.head.append(style);
  if (!style.sheet) adopt(style.textContent); // a policy forbids styles that stand in a page
}

/** @param {string} look */
function adopt(look) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(look);
  document.adoptedStyleSheets.push(sheet);
}

/** @param {string} code */
async function imported(code) {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return (await import(url)).default;
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function render(/** @type {{model: any, el: HTMLElement}} */ given) {
  const [code, look] = [given.model.get("code"), given.model.get("look")];
  if (!page.codes.has(code)) page.codes.set(code, imported(code));
  const widget = await page.codes.get(code);
  addLook(look);
  const leave = await widget.render(given);
  void hear(given.model);
  return leave;
}

export default { render };
