// Sums over the steps: a weight that every step uses gets a share of its gradient from each.

/**
 * @typedef {object} Total
 * @property {string} name  of the whole sum, such as dU; "" if it has none
 * @property {number[]} sums  the sum so far after each share
 * @property {number[]} shares  what each step adds
 */

/**
 * The sums over the steps of the way back, by each of their sums so far.
 *
 * @param {import("./types.js").Program} program
 * @returns {Map<number, Total>}
 */
export function totalsOf({ nodes, values }) {
  /** @type {Map<number, Total>} */
  const found = new Map();
  for (const [i, { op, in: operands = [], back, t, at, group }] of nodes.entries()) {
    if (op !== "add" || !back || t === undefined || group === undefined) continue;
    const [before, share] = operands;
    const start = nodes[before];
    const begins = start.op === "const" && values[before].length === 1 && values[before][0] === 0;
    const goesOn = start.at === at && start.group === group && start.t !== t;
    const total = goesOn
      ? found.get(before)
      : begins && !start.shape.length && { name: "", sums: [], shares: [] };
    if (!total) continue;
    total.sums.push(i);
    total.shares.push(share);
    total.name = nodes[i].name ?? "";
    found.set(i, total);
  }
  return found;
}
