// The table of a widget's numbers, which the drawer shows as text.

import { make } from "./dom.js";

/** @typedef {{name: string, value: number, index?: number, t?: number, text: string}} Cell */

/**
 * A table of numbers: every cell carries its number in full.
 *
 * @param {any} caption  text or nodes
 * @param {any[]} heads  the first is that of the rows
 * @param {{head: any, cells: Cell[]}[]} rows
 */
export function numbersTable(caption, heads, rows) {
  const cellOf = (/** @type {Cell} */ { name, value, index = 0, t, text }) =>
    make(
      "td",
      { "data-name": name, "data-index": index, "data-t": t ?? "", "data-value": String(value) },
      text,
    );
  const body = rows.map(({ head, cells }) =>
    make("tr", {}, make("th", { scope: "row" }, head), cells.map(cellOf)),
  );
  const top = heads.map((head) => (head ? make("th", { scope: "col" }, head) : make("td")));
  return make(
    "table.u-values",
    {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, top)),
    make("tbody", {}, body),
  );
}
