// What arrives, the singular values of U, and the states, as tables.

import { sized } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { kept } from "./arriving.js";

/** @typedef {import("./flow.js").Found} Found */

const cell = (name, t, value, index = 0) => ({ name, t, index, value, text: sized(value) });

/** @param {Found} found @param {(t: number) => string} place */
export function tables(found, place) {
  return [arriving(found, place), own(found), states(found)];
}

function arriving({ stretches, bound }, place) {
  const T = bound.length - 1;
  const most = Math.max(...stretches.map((values) => kept(values).length));
  const heads = ["steps back", "bound", ...Array.from({ length: most }, (_, i) => `σ${i + 1}`)];
  const rows = stretches.map((values, n) => ({
    head: `${n}, ${place(T - n)}`,
    cells: [
      cell("bound", T - n, bound[n]),
      ...kept(values).map((x, i) => cell("stretch", T - n, x, i)),
    ],
  }));
  const caption = "What arrives: singular values of the product, and the bound";
  return numbersTable(caption, heads, rows);
}

function own({ U }) {
  const rows = Array.from(U, (x, i) => ({
    head: `σ${i + 1}`,
    cells: [cell("U_stretch", undefined, x, i)],
  }));
  return numbersTable("Singular values of U", ["number", "U"], rows);
}

function states({ states, others }) {
  const rows = states.map((h, t) => ({
    head: String(t),
    cells: [
      ...[0, 1].map((i) => cell("h", t, h[i], i)),
      ...[0, 1].map((i) => cell("other", t, others[t][i], i)),
    ],
  }));
  const heads = ["step", "unit 1", "unit 2", "unit 1, started elsewhere", "unit 2"];
  return numbersTable("The states", heads, rows);
}
