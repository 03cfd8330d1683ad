// The whole pass as text and tables: for reading aloud, copying and printing.

import { make } from "./dom.js";
import { numbersTable } from "./frame.js";
import { long } from "./numbers.js";
import { sentence } from "./say.js";
import { ticksOf } from "./ticks.js";
import { nameOf } from "./typeset.js";

/**
 * @param {import("./recorded.js").Recorded} recorded
 * @param {Record<string, any>} captions
 * @param {(i: number) => {e: number, unit: string}} followed  the entry that is followed in a value
 * @returns {Node[]}
 */
export function transcript(recorded, captions, followed) {
  const ticks = ticksOf(recorded.program, new Set());
  const told = ticks.map((tick) => {
    const { e, unit } = followed(tick.out);
    return make("li", {}, sentence(recorded, captions, tick, e, unit));
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
    const [first] = list;
    const matrix = nodes[first].shape.length === 2;
    const width = matrix ? nodes[first].shape[1] : recorded.values(first).length;
    const labels =
      recorded.labelsOf(first, matrix ? 1 : 0) ?? Array.from({ length: width }, (_, e) => e + 1);
    const rows = matrix
      ? Array.from({ length: nodes[first].shape[0] }, (_, r) =>
          row(recorded, first, r * width, width, recorded.labelsOf(first, 0)?.[r] ?? r + 1),
        )
      : list.map((i) => row(recorded, i, 0, width, head(recorded, i)));
    const called = matrix || nodes[first].t === undefined ? nameOf(recorded, first) : [name];
    const words = ` (${recorded.symbols[name]?.words ?? name})`;
    return numbersTable([...called, words], ["", ...labels], rows);
  });
}

const head = (recorded, i) =>
  recorded.nodes[i].t === undefined ? nameOf(recorded, i) : `step ${recorded.nodes[i].t}`;

function row(recorded, i, from, width, head) {
  const { name, t } = recorded.nodes[i];
  const values = recorded.values(i).subarray(from, from + width);
  const cells = Array.from(values, (value, e) => ({
    name,
    value,
    index: from + e,
    t,
    text: long(value),
  }));
  return { head, cells };
}
