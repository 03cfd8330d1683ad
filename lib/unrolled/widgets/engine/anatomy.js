// What the unrolled graph of a program consists of: a column for each step, a row for each
// named value, an edge wherever one named value is used to compute another.

import { operandsOf } from "./types.js";

/** @typedef {import("./recorded.js").Recorded} Recorded */

/**
 * @typedef {object} Edge
 * @property {number} from  node of the value that is used
 * @property {number} to  node of the value that is computed
 * @property {number} first  the operation that uses it
 * @property {string | null} weight  parameter that it is multiplied by
 * @property {string} label  function on the way, where there is no weight
 * @property {number} [back]  the operation that takes the gradient back along it
 */

/**
 * @typedef {object} Anatomy
 * @property {string[]} rows  names, from the bottom up
 * @property {string[][][]} blocks  the same, as the layout has them side by side
 * @property {string | null} target  what is judged
 * @property {string | null} input
 * @property {Edge[]} edges
 * @property {number[]} start  states before the first step
 */

/**
 * @param {Recorded} recorded
 * @returns {Anatomy}
 */
export function anatomy(recorded) {
  const { nodes } = recorded;
  const nameOf = (/** @type {number} */ i) => nodes[i].name ?? "";
  const inside = recorded.program.layout?.inside ?? [];
  const shown = (/** @type {number} */ i) =>
    nodes[i].name !== undefined &&
    nodes[i].t !== undefined &&
    !nodes[i].back &&
    !inside.includes(nameOf(i)) &&
    recorded.leaves.get(i)?.role !== "hyperparameter"; // a switch is no value that travels
  const computed = [...nodes.keys()].filter((i) => shown(i) && nodes[i].in);
  const edges = computed.flatMap((i) => origins(recorded, i, shown));

  const level = new Map();
  /** @type {(i: number) => number} */
  const depth = (i) => {
    if (!nodes[i].in) return 0;
    if (!level.has(i)) {
      const below = edges.filter((edge) => edge.to === i && nodes[edge.from].t === nodes[i].t);
      level.set(i, 1 + Math.max(0, ...below.map((edge) => depth(edge.from))));
    }
    return level.get(i);
  };
  const isTarget = (/** @type {number} */ i) => recorded.leaves.get(i)?.role === "target";
  const scored = edges.find((edge) => isTarget(edge.from));
  const target = scored ? nameOf(scored.to) : null;
  const stepOf = (/** @type {number | undefined} */ i) =>
    i === undefined ? -1 : (nodes[i].t ?? -1);
  /** @type {Map<string, number>} */
  const last = new Map(); // of each name, for not every step has every value
  for (const i of computed) if (!(stepOf(last.get(nameOf(i))) > stepOf(i))) last.set(nameOf(i), i);
  const rows = [...last.values()]
    .filter((i) => nodes[i].name !== target)
    .sort((i, j) => depth(i) - depth(j) || i - j)
    .map(nameOf);
  const input = recorded.program.leaves.find((leaf) => leaf.role === "input")?.name ?? null;
  const start = [...recorded.leaves.values()]
    .filter((leaf) => leaf.role === "state" && leaf.t === 0)
    .map((leaf) => leaf.node);
  const first = start.map(nameOf).filter((name) => !rows.includes(name));
  const blocks = blocksOf(recorded, [...new Set([...first, ...rows])]);
  return {
    rows: blocks.flat(2),
    blocks,
    target,
    input,
    start,
    edges: crossed(
      recorded,
      edges.filter((edge) => !isTarget(edge.from)),
      target,
      shown,
    ),
  };
}

/**
 * Rows from the bottom up: as the cell's layout has them, and above them what is left.
 *
 * @param {Recorded} recorded
 * @param {string[]} names
 */
function blocksOf({ program }, names) {
  const known = (program.layout?.rows ?? [])
    .map((row) => row.map((block) => block.filter((name) => names.includes(name))))
    .map((row) => row.filter((block) => block.length))
    .filter((row) => row.length);
  const placed = new Set(known.flat(2));
  return [...known, ...names.filter((name) => !placed.has(name)).map((name) => [[name]])];
}

/**
 * Add to each edge the operation of the way back that crosses it, if there is one.
 *
 * @param {Recorded} recorded
 * @param {Edge[]} edges
 * @param {string | null | undefined} target
 * @param {(i: number) => boolean} shown
 */
function crossed(recorded, edges, target, shown) {
  const { gradients, nodes } = recorded;
  const ofShown = [...gradients].filter(([i]) => shown(i));
  const isGradient = new Set(ofShown.map(([, gradient]) => gradient));
  /** @type {Map<number, Edge[]>} */
  const ways = new Map(); // a gradient -> the gradients that it comes from
  const waysTo = (/** @type {number} */ gradient) => {
    const found = ways.get(gradient) ?? origins(recorded, gradient, (i) => isGradient.has(i));
    ways.set(gradient, found);
    return found;
  };
  return edges.map((edge) => {
    const gradient = gradients.get(edge.from);
    if (gradient === undefined) return edge;
    const from = waysTo(gradient);
    const known = from.find((way) => way.from === gradients.get(edge.to));
    // the loss has no gradient of its own: what comes from no gradient comes from there
    const first = nodes[edge.to].name === target && !from.length;
    return { ...edge, back: first ? gradient : known?.first };
  });
}

/**
 * The named values that a named value is computed from, each with the way between.
 *
 * @param {Recorded} recorded
 * @param {number} i
 * @param {(i: number) => boolean} shown
 */
function origins(recorded, i, shown) {
  const { nodes } = recorded;
  /** @type {Map<number, Edge>} */
  const found = new Map();
  const walked = new Set(); // many ways lead through the same operations

  const walk = (
    /** @type {number} */ j,
    /** @type {string | null} */ weight,
    /** @type {string} */ label,
  ) => {
    const node = nodes[j];
    const operands = operandsOf(node);
    const own = weight ?? weightOf(recorded, j);
    const name =
      label || (node.group !== undefined || operands.length === 1 ? functionOf(recorded, j) : "");
    const way = `${j}/${own}/${name}`;
    if (walked.has(way)) return;
    walked.add(way);
    for (const operand of operands) {
      if (shown(operand)) {
        const known = found.get(operand);
        if (!known || j < known.first) {
          found.set(operand, { from: operand, to: i, first: j, weight: own, label: name });
        }
      } else if (nodes[operand].in) walk(operand, own, name);
    }
  };
  walk(i, null, "");
  return [...found.values()];
}

/**
 * The parameter that an operation multiplies by, if it is such a product.
 *
 * @param {Recorded} recorded
 * @param {number} j
 * @returns {string | null}
 */
function weightOf(recorded, j) {
  const { nodes, leaves } = recorded;
  if (nodes[j].op !== "matmul" && nodes[j].op !== "multiply") return null;
  const plain = (/** @type {number} */ k) =>
    nodes[k].op === "transpose" ? operandsOf(nodes[k])[0] : k;
  const weight = operandsOf(nodes[j])
    .map(plain)
    .find((k) => leaves.get(recorded.source(k, 0).i)?.role === "parameter");
  return (weight === undefined ? undefined : nodes[weight].name) ?? null;
}

/**
 * The function that an operation is, or runs in, as a reader would call it.
 *
 * @param {Recorded} recorded
 * @param {number} j
 */
function functionOf(recorded, j) {
  const { program, nodes } = recorded;
  const { op, group } = nodes[j];
  if (group === undefined) return op;
  let call = program.groups[group];
  while (call.parent !== null) call = program.groups[call.parent];
  return (call.fn.split(".").at(-1) ?? "").replace(/_/g, " ");
}
