// The whole pass as text and tables: for reading aloud, copying and printing.

import { ticksOf } from "../engine/ticks.js";
import { make } from "../kit/dom.js";
import { long } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { rowsInGates } from "./gates.js";
import { sentence } from "./say.js";
import { codeName, nameOf } from "./typeset.js";

/**
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {Record<string, import("./told.js").Caption>} captions
 * @param {(i: number) => {e: number, unit: string}} followed  the entry that is followed in a value
 * @returns {Node[]}
 */
export function transcript(recorded, captions, followed) {
  const ticks = ticksOf(recorded.program, new Set());
  const told = ticks.map((tick) => {
    const { e, unit } = followed(tick.out);
    return make("li", {}, sentence(recorded, captions, { tick, entry: e, unit }));
  });
  return [
    make("p.u-title", {}, "What happens, tick by tick"),
    make("ol.u-told", {}, told),
    make("p.u-title", {}, "Every value"),
    ...tables(recorded),
  ];
}

/** One table for each named value, a row for each step. */
function tables(recorded) {
  const { nodes } = recorded;
  const names = new Map();
  nodes.forEach((node, i) => {
    if (!node.name) return;
    names.set(node.name, [...(names.get(node.name) ?? []), i]);
  });
  return [...names].map(([name, list]) => {
    const { shape, t } = nodes[list[0]];
    const called = shape.length > 1 || t === undefined ? nameOf(recorded, list[0]) : [name];
    const words = ` (${recorded.symbols[name]?.words ?? name})`;
    return tableOf(recorded, list, [...called, words]);
  });
}

/**
 * A table of a matrix, or of the vectors of several steps.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {number[]} list
 * @param {any[]} caption
 * @param {(i: number, e: number) => boolean} [hides]  which numbers are not to be told
 */
export function tableOf(recorded, list, caption, hides = () => false) {
  const [first] = list;
  const { shape } = recorded.nodes[first];
  const matrix = shape.length > 1;
  const width = matrix ? shape[shape.length - 1] : recorded.values(first).length;
  const labels = recorded.columnsOf(first) ?? Array.from({ length: width }, (_, e) => e + 1);
  const gates = recorded.gated ? rowsInGates(recorded, first) : null;
  const heads = gates ?? recorded.labelsOf(first, 0);
  const rows = matrix
    ? Array.from({ length: recorded.values(first).length / width }, (_, r) =>
        row(recorded, first, r * width, width, heads?.[r] ?? r + 1, hides),
      )
    : list.map((i) => row(recorded, i, 0, width, head(recorded, i), hides));
  return numbersTable(caption, ["", ...labels], rows);
}

const head = (recorded, i) =>
  recorded.nodes[i].t === undefined ? nameOf(recorded, i) : `step ${recorded.nodes[i].t}`;

function row(recorded, i, from, width, head, hides) {
  const { name = codeName(recorded, i), t } = recorded.nodes[i];
  const values = recorded.values(i).subarray(from, from + width);
  const cells = Array.from(values, (value, e) => ({
    name,
    value: hides(i, from + e) ? NaN : value,
    index: from + e,
    t,
    text: hides(i, from + e) ? "?" : long(value),
  }));
  return { head, cells };
}
