// How one entry of a value came about, spelled out with numbers.

/**
 * @typedef {{number: number, role: string, of?: [number, number]} | {sign: string} | {raise: Part[]}} Part
 *   a number (`of` a node and its entry), a sign between numbers, or parts that stand raised (an exponent)
 */

const SIGNS = { add: "+", subtract: "\u2212", multiply: "·", divide: "÷" };
const NAMES = { log: "ln", absolute: "abs", maximum: "max", minimum: "min" };
const MOST = 16; // terms that are written out; longer sums stay one number

/**
 * Spell out entry `e` of node `i`.
 *
 * @param {import("./recorded.js").Recorded} recorded
 * @param {number} i
 * @param {number} e
 * @param {Set<number>} inside  operations that are written out; all else is a number
 * @returns {Part[]}
 */
export function spelled(recorded, i, e, inside) {
  const { nodes } = recorded;
  const number = (j, k) => ({
    number: recorded.values(j)[k],
    role: recorded.role(j),
    of: [j, k],
  });

  function part(j, k, tight = false) {
    const node = nodes[j];
    if (!inside.has(j) || !node.in) return [number(j, k)];
    const [a, b] = node.in;
    const of = (operand, hold) => part(operand, partner(nodes, j, operand, k), hold);
    const squared = () => [...of(a, true), { raise: [{ number: 2, role: "state" }] }];
    if (node.op === "multiply" && a === b) return squared();
    if (node.op in SIGNS) {
      const weak = node.op === "add" || node.op === "subtract";
      const sum = [...of(a, !weak), { sign: SIGNS[node.op] }, ...of(b, node.op !== "add")];
      return weak && tight ? [{ sign: "(" }, ...sum, { sign: ")" }] : sum;
    }
    switch (node.op) {
      case "negative":
        return [{ sign: "\u2212" }, ...of(a, true)];
      case "exp":
        return [{ sign: "e" }, { raise: of(a, false) }];
      case "square":
        return squared();
      case "power":
        return [...of(a, true), { raise: of(b, false) }];
      case "matmul":
        return products(j, k, tight);
      case "outer": {
        const columns = nodes[b].shape.reduce((n, m) => n * m, 1);
        return [
          ...part(a, Math.floor(k / columns), true),
          { sign: "·" },
          ...part(b, k % columns, true),
        ];
      }
      case "sum":
        return nodes[i].shape.length ? [number(j, k)] : added(j, a, tight);
      case "max":
      case "min":
        return j === i && !node.attrs ? among(node.op, a) : [number(j, k)];
      case "transpose":
      case "index":
      case "reshape":
      case "stack":
      case "where":
        return [number(j, k)];
      default: {
        const args = node.in.length > 2 || node.attrs ? null : node.in;
        if (!args) return [number(j, k)];
        const inner = args.flatMap((x, n) => [...(n ? [{ sign: "," }] : []), ...of(x, false)]);
        return [{ sign: `${NAMES[node.op] ?? node.op}(` }, ...inner, { sign: ")" }];
      }
    }
  }

  /** Row times column. */
  function products(j, k, tight) {
    const [a, b] = nodes[j].in;
    const [left, right] = [nodes[a].shape, nodes[b].shape];
    const length = left.at(-1);
    if (left.length > 2 || right.length > 2 || length > MOST) return [number(j, k)];
    const columns = right.length === 2 ? right[1] : 1;
    const [row, column] = [Math.floor(k / columns), k % columns];
    const terms = Array.from({ length }, (_, l) => [
      ...part(a, row * length + l, true),
      { sign: "·" },
      ...part(b, l * columns + column, true),
    ]);
    return bracketed(joined(terms), tight && length > 1);
  }

  /** The terms of a sum over all entries. */
  function added(j, a, tight) {
    const count = recorded.values(a).length;
    if (nodes[j].attrs || count > MOST) return [number(j, 0)];
    const stacked = nodes[a].op === "stack" && nodes[a].in.length === count;
    const terms = Array.from({ length: count }, (_, l) =>
      stacked ? [number(nodes[a].in[l], 0)] : part(a, l, false),
    );
    return bracketed(joined(terms), tight && count > 1);
  }

  /** The entries that the largest or smallest is taken of. */
  function among(op, a) {
    const terms = [...recorded.values(a).keys()].slice(0, MOST).map((l) => part(a, l));
    const list = terms.flatMap((term, n) => (n ? [{ sign: "," }, ...term] : term));
    return [{ sign: `${op}(` }, ...list, { sign: ")" }];
  }

  return part(i, e);
}

const joined = (terms) => terms.flatMap((term, n) => (n ? [{ sign: "+" }, ...term] : term));
const bracketed = (parts, hold) => (hold ? [{ sign: "(" }, ...parts, { sign: ")" }] : parts);

/** Entry of an operand that meets entry `k` of an elementwise result: NumPy's broadcasting. */
export function partner(nodes, result, operand, k) {
  const [from, to] = [nodes[operand].shape, nodes[result].shape];
  let place = 0;
  let stride = 1;
  for (let axis = to.length - 1, rest = k; axis >= 0; axis--) {
    const index = rest % to[axis];
    rest = Math.floor(rest / to[axis]);
    const own = axis - (to.length - from.length);
    if (own < 0) break;
    if (from[own] !== 1) place += index * stride;
    stride *= from[own];
  }
  return place;
}
