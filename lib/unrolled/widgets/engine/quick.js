// A replay for a few results only: what a training loop asks for, again and again.
//
// Nothing that leads to no result runs.  Sums of outer products over time are added up in
// place, product by product, so that no share is ever written down; a transpose is only
// looked at; and a vector with a single number that is not 0, such as a letter, picks its
// column.  All sums keep NumPy's order, so the results are those of the plain replay, bit for
// bit; where a number is not finite, everything is multiplied as NumPy does.

import { vectorTimes } from "./loops.js";
import { addOuters, finiteOnce, pickColumn } from "./quick_loops.js";

/** @typedef {import("./types.js").Node} Node */
/** @typedef {import("./loops.js").Run} Run */

/**
 * @typedef {object} Planned  what a replay has made of its program
 * @property {Node[]} nodes
 * @property {Float64Array[]} values
 * @property {(Run | undefined)[]} steps
 */

/**
 * A run for a few results only, such as those that a training feeds back: several times as
 * quick as the replay's own.  It brings the results, and what they are made of, up to date;
 * all else is out of date until `run`.
 *
 * @param {Planned} planned  a replay
 * @param {number[]} results  nodes
 * @returns {Run}
 */
export function quickRun(planned, results) {
  const uses = usesOf(planned.nodes, results);
  const { begin, finite } = finiteOnce();
  /** @type {Run[]} */
  const runs = [];
  const needed = new Set(results);
  for (let i = planned.nodes.length - 1; i >= 0; i--) {
    if (!needed.has(i)) continue;
    const way = planOf(planned, uses, i, finite);
    for (const j of way?.from ?? planned.nodes[i].in ?? []) needed.add(j);
    const run = way?.run ?? planned.steps[i];
    if (run) runs.unshift(run);
  }
  return () => {
    begin();
    for (let k = 0; k < runs.length; k++) runs[k]();
  };
}

/**
 * How often each node is used by what leads to a result; a result itself once more.
 *
 * @param {Node[]} nodes
 * @param {number[]} results
 */
function usesOf(nodes, results) {
  const uses = new Int32Array(nodes.length);
  for (const i of results) uses[i] += 1;
  for (let i = nodes.length - 1; i >= 0; i--)
    if (uses[i]) for (const j of nodes[i].in ?? []) uses[j] += 1;
  return uses;
}

/**
 * A quicker way to a value, with the nodes that it needs; undefined if there is none.
 *
 * @param {Planned} planned
 * @param {Int32Array} uses
 * @param {number} i
 * @param {(a: Float64Array) => boolean} finite
 * @returns {{run: Run, from: number[]} | undefined}
 */
function planOf(planned, uses, i, finite) {
  const { nodes, values } = planned;
  const { op, in: operands = [] } = nodes[i];
  if (op === "add") return outers(planned, uses, i);
  if (op !== "matmul") return undefined;
  const [a, x] = operands;
  if (nodes[a].shape.length !== 2 || nodes[x].shape.length !== 1) return undefined;
  if (nodes[a].op === "transpose") {
    const [b] = nodes[a].in ?? [];
    return { run: vectorTimes(values[i], values[x], values[b]), from: [b, x] };
  }
  const given = nodes[x].in === undefined; // by the reader: a letter, as a rule
  const run = planned.steps[i];
  return given && run
    ? { run: pickColumn(values[i], values[a], values[x], run, finite), from: [a, x] }
    : undefined;
}

/**
 * A sum of outer products that nothing else uses, the last of its partial sums at `i`.
 *
 * @param {Planned} planned
 * @param {Int32Array} uses
 * @param {number} i
 */
function outers({ nodes, values }, uses, i) {
  /** @type {[number, number][]} */
  const pairs = [];
  let sum = i;
  for (;;) {
    const [before, share] = nodes[sum].in ?? [];
    if (nodes[share].op !== "outer" || uses[share] !== 1) break;
    const [u, v] = nodes[share].in ?? [];
    pairs.unshift([u, v]);
    sum = before;
    if (nodes[sum].op !== "add" || uses[sum] !== 1) break;
  }
  if (!pairs.length) return undefined;
  const [size, one] = [values[i].length, values[sum].length];
  if (one !== size && one !== 1) return undefined;
  const [us, vs] = [0, 1].map((k) => pairs.map((pair) => values[pair[k]]));
  return { run: addOuters(values[i], values[sum], us, vs), from: [sum, ...pairs.flat()] };
}
