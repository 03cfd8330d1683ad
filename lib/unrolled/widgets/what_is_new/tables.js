// Every value of both cells, as tables.

import { long } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { nameOf } from "../views/typeset.js";

const SIDES = ["before", "after"];

/**
 * @param {import("../engine/recorded.js").Recorded[]} sides
 * @param {string[]} names  of the cells
 */
export const tablesOf = (sides, names) =>
  sides.flatMap((recorded, n) =>
    Object.keys(recorded.program.layout.parts).map((name) => {
      const rows = rowsOf(recorded, name, SIDES[n]);
      const heads = ["", ...rows[0].cells.map((_, e) => `unit ${e + 1}`)];
      const caption = [`${names[n]}: `, ...nameOf(recorded, recorded.find(name, 1))];
      return numbersTable(caption, heads, rows);
    }),
  );

/** A row for each step. */
const rowsOf = (recorded, name, side) =>
  Array.from({ length: recorded.steps }, (_, s) => {
    const t = s + 1;
    const cells = Array.from(recorded.values(name, t), (value, index) => ({
      ...{ name: `${side}.${name}`, value, index, t, text: long(value) },
    }));
    return { head: `step ${t}`, cells };
  });
