// How one entry of a value came about, spelled out with numbers.

/** @typedef {import("./recorded.js").Recorded} Recorded */
/** @typedef {import("./types.js").Node} Node */

/**
 * @typedef {object} Part  one of a number, a sign between numbers, and parts that stand raised
 * @property {number} [number]
 * @property {string} [role]  of the number: its colour
 * @property {[number, number]} [of]  its node and its entry
 * @property {string} [sign]
 * @property {Part[]} [raise]  an exponent
 */

/** @typedef {(s: Spelling, j: number, k: number, tight: boolean) => Part[]} Form */

const NAMES = new Map([
  ["log", "ln"],
  ["absolute", "abs"],
  ["maximum", "max"],
  ["minimum", "min"],
]);
const MOST = 16; // terms that are written out; longer sums stay one number

/**
 * Spell out entry `e` of node `i`.
 *
 * @param {Recorded} recorded
 * @param {number} i
 * @param {number} e
 * @param {Set<number>} inside  operations that are written out; all else is a number
 * @returns {Part[]}
 */
export const spelled = (recorded, i, e, inside) => new Spelling(recorded, i, inside).part(i, e);

class Spelling {
  /**
   * @param {Recorded} recorded
   * @param {number} root  the value that is spelled out
   * @param {Set<number>} inside
   */
  constructor(recorded, root, inside) {
    this.recorded = recorded;
    this.nodes = recorded.nodes;
    this.root = root;
    this.inside = inside;
  }

  /** @param {number} j @param {number} k @returns {Part} */
  number(j, k) {
    return { number: this.recorded.values(j)[k], role: this.recorded.role(j), of: [j, k] };
  }

  /**
   * @param {number} j
   * @param {number} k
   * @param {boolean} [tight]  whether a sum needs brackets
   * @returns {Part[]}
   */
  part(j, k, tight = false) {
    const node = this.nodes[j];
    if (!this.inside.has(j) || !node.in) return [this.number(j, k)];
    return (FORMS.get(node.op) ?? applied)(this, j, k, tight);
  }

  /** What goes into an elementwise operation. @param {number} j */
  operands(j) {
    return this.nodes[j].in ?? [];
  }

  /** The part of operand `n` that meets entry `k` of an elementwise result. */
  operand(
    /** @type {number} */ j,
    /** @type {number} */ n,
    /** @type {number} */ k,
    tight = false,
  ) {
    const operand = this.operands(j)[n];
    return this.part(operand, partner(this.nodes, j, operand, k), tight);
  }
}

// ---- how the operations are written -------------------------------------------------------

/** @type {Form} a number that is not spelled out any further */
const plain = (s, j, k) => [s.number(j, k)];

/** @returns {Form} two operands with a sign between them; `weak` binds less than a product */
const infix =
  (/** @type {string} */ sign, /** @type {boolean} */ weak, right = true) =>
  (s, j, k, tight) =>
    bracketed(
      [...s.operand(j, 0, k, !weak), { sign }, ...s.operand(j, 1, k, right)],
      weak && tight,
    );

/** @type {Form} */
const squared = (s, j, k) => [
  ...s.operand(j, 0, k, true),
  { raise: [{ number: 2, role: "state" }] },
];

const times = infix("·", false);

/** @type {Form} */
const multiplied = (s, j, k, tight) => {
  const [a, b] = s.operands(j);
  return (a === b ? squared : times)(s, j, k, tight);
};

/** @type {Form} row times column */
const products = (s, j, k, tight) => {
  const [a, b] = s.operands(j);
  const [left, right] = [s.nodes[a].shape, s.nodes[b].shape];
  const length = left[left.length - 1];
  if (left.length > 2 || right.length > 2 || length > MOST) return [s.number(j, k)];
  const columns = right.length === 2 ? right[1] : 1;
  const [row, column] = [Math.floor(k / columns), k % columns];
  const terms = Array.from({ length }, (_, l) => [
    ...s.part(a, row * length + l, true),
    { sign: "·" },
    ...s.part(b, l * columns + column, true),
  ]);
  return bracketed(joined(terms), tight && length > 1);
};

/** @type {Form} */
const outer = (s, j, k) => {
  const [a, b] = s.operands(j);
  const columns = s.recorded.values(b).length;
  return [
    ...s.part(a, Math.floor(k / columns), true),
    { sign: "·" },
    ...s.part(b, k % columns, true),
  ];
};

/** @type {Form} the terms of a sum over all entries */
const added = (s, j, k, tight) => {
  const [a] = s.operands(j);
  const count = s.recorded.values(a).length;
  if (s.nodes[s.root].shape.length || s.nodes[j].attrs || count > MOST)
    return plain(s, j, k, tight);
  const stacked = s.operands(a);
  const all = s.nodes[a].op === "stack" && stacked.length === count;
  const terms = Array.from({ length: count }, (_, l) =>
    all ? [s.number(stacked[l], 0)] : s.part(a, l),
  );
  return bracketed(joined(terms), tight && count > 1);
};

/** @returns {Form} the entries that the largest or smallest is taken of */
const among = (/** @type {string} */ name) => (s, j, k, tight) => {
  if (j !== s.root || s.nodes[j].attrs) return plain(s, j, k, tight);
  const [a] = s.operands(j);
  const terms = [...s.recorded.values(a).keys()].slice(0, MOST).map((l) => s.part(a, l));
  return called(name, terms);
};

/** @type {Form} a function by its name */
const applied = (s, j, k, tight) => {
  const { op, attrs } = s.nodes[j];
  const operands = s.operands(j);
  if (operands.length > 2 || attrs) return plain(s, j, k, tight);
  return called(
    NAMES.get(op) ?? op,
    operands.map((_, n) => s.operand(j, n, k)),
  );
};

/** @type {Map<string, Form>} those that are not written as a function */
const FORMS = new Map([
  ["add", infix("+", true, false)],
  ["subtract", infix("\u2212", true)],
  ["multiply", multiplied],
  ["divide", infix("÷", false)],
  ["negative", (s, j, k) => [{ sign: "\u2212" }, ...s.operand(j, 0, k, true)]],
  ["exp", (s, j, k) => [{ sign: "e" }, { raise: s.operand(j, 0, k) }]],
  ["square", squared],
  ["power", (s, j, k) => [...s.operand(j, 0, k, true), { raise: s.operand(j, 1, k) }]],
  ["matmul", products],
  ["outer", outer],
  ["sum", added],
  ["max", among("max")],
  ["min", among("min")],
  .../** @type {[string, Form][]} */ (
    ["transpose", "index", "reshape", "stack", "take", "where"].map((op) => [op, plain])
  ),
]);

/** Parts with a sign between them. @param {Part[][]} terms @param {string} sign */
const joined = (terms, sign = "+") => terms.flatMap((term, n) => (n ? [{ sign }, ...term] : term));

/** @param {Part[]} parts @param {boolean} hold */
const bracketed = (parts, hold) => (hold ? [{ sign: "(" }, ...parts, { sign: ")" }] : parts);

/** @param {string} name @param {Part[][]} terms */
const called = (name, terms) => [{ sign: `${name}(` }, ...joined(terms, ","), { sign: ")" }];

/**
 * Where vectors stand side by side: which of them an entry comes from, and which entry it is.
 *
 * @param {Node[]} nodes
 * @param {number} i
 * @param {number} e
 */
export function taken(nodes, i, e) {
  const parts = nodes[i].in ?? [];
  let [n, entry] = [0, e];
  while (entry >= nodes[parts[n]].shape[0]) entry -= nodes[parts[n++]].shape[0];
  return { part: parts[n], entry };
}

/**
 * Entry of an operand that meets entry `k` of an elementwise result: NumPy's broadcasting.
 *
 * @param {Node[]} nodes
 * @param {number} result
 * @param {number} operand
 * @param {number} k
 */
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
