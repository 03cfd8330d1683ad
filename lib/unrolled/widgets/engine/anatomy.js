// What the unrolled graph of a program consists of: a column for each step, a row for each
// named value, an edge wherever one named value is used to compute another.

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
 * @param {import("./recorded.js").Recorded} recorded
 * @returns {Anatomy}
 */
export function anatomy(recorded) {
  const { nodes } = recorded;
  const shown = (i) => nodes[i].name !== undefined && nodes[i].t !== undefined && !nodes[i].back;
  const computed = [...nodes.keys()].filter((i) => shown(i) && nodes[i].in);
  const edges = computed.flatMap((i) => origins(recorded, i, shown));

  const level = new Map();
  const depth = (i) => {
    if (!nodes[i].in) return 0;
    if (!level.has(i)) {
      const below = edges.filter((edge) => edge.to === i && nodes[edge.from].t === nodes[i].t);
      level.set(i, 1 + Math.max(0, ...below.map((edge) => depth(edge.from))));
    }
    return level.get(i);
  };
  const isTarget = (i) => recorded.leaves.get(i)?.role === "target";
  const scored = edges.find((edge) => isTarget(edge.from));
  const target = scored ? nodes[scored.to].name : null;
  const last = new Map(); // of each name, for not every step has every value
  for (const i of computed)
    if (!(nodes[last.get(nodes[i].name)]?.t > nodes[i].t)) last.set(nodes[i].name, i);
  const rows = [...last.values()]
    .filter((i) => nodes[i].name !== target)
    .sort((i, j) => depth(i) - depth(j) || i - j)
    .map((i) => nodes[i].name);
  const input = recorded.program.leaves.find((leaf) => leaf.role === "input")?.name ?? null;
  const start = [...recorded.leaves.values()]
    .filter((leaf) => leaf.role === "state" && leaf.t === 0)
    .map((leaf) => leaf.node);
  const first = start.map((i) => nodes[i].name).filter((name) => !rows.includes(name));
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
    ),
  };
}

/** Rows from the bottom up: as the cell's layout has them, and above them what is left. */
function blocksOf({ program }, names) {
  const known = (program.layout?.rows ?? [])
    .map((row) => row.map((block) => block.filter((name) => names.includes(name))))
    .map((row) => row.filter((block) => block.length))
    .filter((row) => row.length);
  const placed = new Set(known.flat(2));
  return [...known, ...names.filter((name) => !placed.has(name)).map((name) => [[name]])];
}

/** Add to each edge the operation of the way back that crosses it, if there is one. */
function crossed(recorded, edges, target) {
  const { gradients, nodes } = recorded;
  const isGradient = new Set(gradients.values());
  const ways = new Map(); // a gradient -> the gradients that it comes from
  const waysTo = (gradient) => {
    if (!ways.has(gradient))
      ways.set(
        gradient,
        origins(recorded, gradient, (i) => isGradient.has(i)),
      );
    return ways.get(gradient);
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

/** The named values that a named value is computed from, each with the way between. */
function origins(recorded, i, shown) {
  const { nodes } = recorded;
  /** @type {Map<number, Edge>} */
  const found = new Map();

  const walk = (j, weight, label) => {
    const node = nodes[j];
    const own = weight ?? weightOf(recorded, j);
    const name =
      label || (node.group !== undefined || node.in.length === 1 ? functionOf(recorded, j) : "");
    for (const operand of node.in) {
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

/** The parameter that an operation multiplies by, if it is such a product. */
function weightOf(recorded, j) {
  const { nodes, leaves } = recorded;
  if (nodes[j].op !== "matmul" && nodes[j].op !== "multiply") return null;
  const plain = (k) => (nodes[k].op === "transpose" ? nodes[k].in[0] : k);
  const weight = nodes[j].in
    .map(plain)
    .find((k) => leaves.get(recorded.source(k, 0).i)?.role === "parameter");
  return weight === undefined ? null : nodes[weight].name;
}

/** The function that an operation is, or runs in, as a reader would call it. */
function functionOf(recorded, j) {
  const { program, nodes } = recorded;
  let group = nodes[j].group;
  if (group === undefined) return nodes[j].op;
  while (program.groups[group].parent !== null) group = program.groups[group].parent;
  return program.groups[group].fn.split(".").at(-1).replace(/_/g, " ");
}
