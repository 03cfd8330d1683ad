// The label of an exhibit: where it was published, and the lines that differ.

import { make } from "../kit/dom.js";

/** @typedef {import("./told.js").Exhibit} Exhibit */

/** Links to the threads, and lectures as plain text. @param {Exhibit} exhibit */
export function threads({ threads: found }) {
  return found.flatMap(([text, address], i) => [
    i ? " · " : "",
    address ? make("a", { href: address }, text) : text,
  ]);
}

/** The first line that differs, right and wrong; what has to follow it folds away. @param {Exhibit} exhibit */
export function code({ edits }) {
  const [first, ...more] = edits.map(pair);
  if (!more.length) return [first];
  const lines = `and ${more.length} more ${more.length === 1 ? "place" : "places"}`;
  return [first, make("details", {}, make("summary", {}, lines), more)];
}

/** @param {[string, string, string]} edit */
function pair([module, right, wrong]) {
  const line = (/** @type {string} */ what, /** @type {string} */ text) =>
    make(
      "div.u-museum-line",
      { "data-line": what },
      make("span", {}, what),
      make("code", {}, text),
    );
  const path = `${module.replaceAll(".", "/")}.py`;
  return make(
    "div.u-museum-edit",
    {},
    make("p.u-museum-file", {}, path),
    line("right", right),
    line("wrong", wrong),
  );
}
