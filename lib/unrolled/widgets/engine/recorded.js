// A recorded program as the views see it: names, letters, current and recorded values, edits.

import { Named } from "./named.js";
import { totalsOf } from "./shares.js";
import { operandsOf } from "./types.js";

/** Elementwise operations keep the axes of their operands. */
const KEEPS_AXES = new Set(["max", "min", "sum", "mean", "norm", "argmax", "argmin"]);

/** @typedef {import("./types.js").Program} Program */
/** @typedef {import("./types.js").Symbol} Symbol */

export class Recorded extends Named {
  /** @param {Program} program  see recording/program.py */
  constructor(program) {
    super(program);
    /** @type {Record<string, Symbol>} */
    this.symbols = program.symbols ?? {};
    this.totals = totalsOf(this.program);
    /** @type {Map<number, string>} */
    this.roles = new Map();
    this.known = new Map(); // axes
    /** @type {Map<number, number>} a value -> its gradient */
    this.gradients = new Map();
    this.nodes.forEach((_, i) => {
      const gradient = this.gradientOf(i);
      if (gradient !== undefined) this.gradients.set(i, gradient);
    });
  }

  /**
   * Number of the node called `name` at step `t`; undefined if there is none.  A name with
   * a step of its own, such as h_prev, is looked up in the step before.
   *
   * @param {string} name
   * @param {number | null} [t]
   * @returns {number | undefined}
   */
  find(name, t) {
    const own = super.find(name, t);
    if (own !== undefined) return own;
    const back = this.symbols[name]?.time;
    if (!back || t === null || t === undefined) return undefined;
    const same = this.alike(name);
    const before = t + back > this.steps ? 0 : t + back; // what reads from the end starts there
    return same === undefined ? undefined : this.names.get(`${same}:${before}`);
  }

  /**
   * What a name in a line stands for, in a cell of a network: the h of the second layer is h1,
   * and what it reads is the h of the first.
   *
   * @param {string} name
   * @param {string} [cell]
   */
  own(name, cell) {
    const called = this.program.called?.[cell ?? "out"]?.[name];
    if (called) return called;
    return cell && this.symbols[name + cell] ? name + cell : name;
  }

  /**
   * The other name of what is written alike: h_prev is the h of the step before.
   *
   * @param {string} name
   */
  alike(name) {
    const own = this.symbols[name];
    if (own === undefined) return undefined; // a name of the program's own
    const isAlike = (/** @type {Symbol} */ { glyph, sup }) =>
      glyph === own.glyph && sup === own.sup;
    return Object.keys(this.symbols).find(
      (other) => other !== name && isAlike(this.symbols[other]),
    );
  }

  /** Whether the program holds a way back. */
  get goesBack() {
    return this.nodes.some((node) => node.back && node.at !== undefined);
  }

  /**
   * The gradient of a value, as the notation calls it; undefined if there is none.
   *
   * @param {number} i
   */
  gradientOf(i) {
    const { name = "", t } = this.nodes[i];
    if (!this.symbols[name]) return undefined;
    const before = t === 0 && this.alike(name); // the start is a state before the first step
    const { gradient } = this.symbols[before || name];
    return [`${gradient}:${before ? 1 : (t ?? "")}`, `${gradient}:1`]
      .slice(0, t === undefined ? 2 : 1)
      .map((key) => this.names.get(key))
      .find((node) => node !== undefined);
  }

  /** The slope that a tick multiplies by, if it does. @param {import("./ticks.js").Tick} tick */
  slopeIn(tick) {
    const { groups } = this.program;
    return tick.nodes.findLast((i) => groups[this.nodes[i].group ?? -1]?.fn.endsWith("_slope"));
  }

  /** The parameter whose gradient a total is, by name. @param {{name: string} | null} total */
  weightOf(total) {
    return Object.entries(this.symbols).find(([, { gradient }]) => gradient === total?.name)?.[0];
  }

  /**
   * Where an entry of a leaf stands that is only looked at in another way, as U in U⊤.
   *
   * @param {number} i
   * @param {number} e
   * @returns {{i: number, e: number}}
   */
  source(i, e) {
    const { op, in: operands = [], attrs = {}, shape } = this.nodes[i];
    if (op === "transpose" && shape.length === 2)
      return this.source(operands[0], (e % shape[1]) * shape[0] + Math.floor(e / shape[1]));
    if (op === "index" && Number.isInteger(attrs.key[0]) && this.nodes[i].at === undefined)
      return this.source(operands[0], attrs.key[0] * this.values(i).length + e);
    return { i, e };
  }

  /** Index of the 1 in a one-hot vector; -1 if it is none. @param {number | undefined} i */
  hot(i) {
    const values = i === undefined ? new Float64Array() : this.values(i);
    const k = values.indexOf(1);
    return k >= 0 && values.every((x, j) => x === (j === k ? 1 : 0)) ? k : -1;
  }

  /**
   * Letter that stands at step `t` in the one-hot input or target called `name`.
   *
   * @param {string} name
   * @param {number} t
   */
  letter(name, t) {
    const i = this.find(name, t);
    if (i === undefined) return "";
    const labels = this.labelsOf(i, 0);
    const k = this.hot(i);
    return labels && k >= 0 ? labels[k] : "";
  }

  /**
   * The leaf of a step with a role; undefined if there is none.
   *
   * @param {string} role
   * @param {number | null} t
   */
  leafAt(role, t) {
    return this.program.leaves.find((leaf) => leaf.role === role && leaf.t === t)?.node;
  }

  /** The letter that a step reads; empty where it reads nothing. @param {number} t */
  letterRead(t) {
    const leaf = this.program.leaves.find(({ role }) => role === "input");
    return this.letter(this.called("input") ?? leaf?.name ?? "", t);
  }

  /** Whether what plays a role in a step is zero, all of it. @param {string} role @param {number | null} t */
  isOff(role, t) {
    const i = t === null ? undefined : this.findRole(role, t);
    return i !== undefined && this.values(i).every((x) => x === 0);
  }

  /** The first `t` input letters. @param {number} t */
  read(t) {
    return Array.from({ length: t }, (_, s) => this.letterRead(s + 1)).join("");
  }

  /**
   * Letters of the axes of a value, such as "HD"; "" where nothing is known.
   *
   * @param {number} i
   * @returns {string}
   */
  axes(i) {
    const axes = this.known.get(i) ?? this.axesOf(i);
    this.known.set(i, axes); // else it is asked again and again
    return axes;
  }

  /** @param {number} i @returns {string} */
  axesOf(i) {
    const node = this.nodes[i];
    const own = this.symbols[node.name ?? ""]?.axes;
    if (own) return own;
    const total = this.totals.get(i);
    if (total?.name && total.name !== node.name)
      return this.axes(total.sums[total.sums.length - 1]);
    if (!node.shape.length || !node.in) return "";
    const [a, b] = node.in.map((j) => this.axes(j));
    if (node.op === "matmul") return a.slice(0, -1) + (b ?? "").slice(1);
    if (node.op === "outer") return a + b;
    if (node.op === "transpose") return [...a].reverse().join("");
    if (KEEPS_AXES.has(node.op)) return "";
    const like = node.in.find((j) => this.nodes[j].shape.length === node.shape.length);
    return like === undefined ? "" : this.axes(like);
  }

  /** Labels along one axis of a value (letters), or null. @param {number} i @param {number} axis */
  labelsOf(i, axis) {
    const labels = this.labels[this.axes(i)[axis]];
    return labels && labels.length === this.nodes[i].shape[axis] ? labels : null;
  }

  /** The same along its last axis, of a stack of blocks, too. @param {number} i */
  columnsOf(i) {
    const labels = this.labels[this.axes(i).at(-1) ?? ""];
    return labels?.length === this.nodes[i].shape.at(-1) ? labels : null;
  }

  /**
   * What to call an entry: "unit 2", "letter e", "word is"; in a matrix its row and its column.
   *
   * @param {number} i
   * @param {number} e
   */
  placeOf(i, e) {
    const { shape } = this.nodes[i];
    const own = (/** @type {number} */ k, /** @type {number} */ axis) =>
      this.labelsOf(i, axis)?.[k];
    if (shape.length > 1) {
      const columns = shape[shape.length - 1];
      const [row, column] = [Math.floor(e / columns), e % columns];
      return `row ${own(row, 0) ?? row + 1}, column ${own(column, shape.length - 1) ?? column + 1}`;
    }
    const letter = own(e, 0);
    return letter ? `${this.program.one ?? "letter"} ${letter}` : `unit ${e + 1}`;
  }

  /** What a value is: its colour. @param {number} i @returns {string} */
  role(i) {
    const role = this.roles.get(i) ?? this.roleOf(i);
    this.roles.set(i, role);
    return role;
  }

  /** @param {number} i @returns {string} */
  roleOf(i) {
    const node = this.nodes[i];
    const symbol = this.symbols[node.name ?? ""];
    const operands = operandsOf(node);
    if (symbol) return symbol.role;
    if (node.op === "transpose") return this.role(operands[0]);
    if (node.back && (!node.in || node.in.some((j) => this.role(j) === "gradient")))
      return node.shape.length || node.in ? "gradient" : "state";
    if (node.op === "matmul") return this.role(operands[0]);
    const target = this.targetOf(i);
    if (target) return this.symbols[target].role;
    return node.in?.length ? this.role(node.in[0]) : "state";
  }

  /** Symbol on the left of the equation that a node belongs to, or undefined. @param {number} i */
  targetOf(i) {
    if (this.nodes[i].back) return undefined;
    const tag = this.program.places?.[this.nodes[i].at ?? -1]?.eq;
    const line = tag && this.program.lines[this.program.equations[tag]];
    const [token] = line ? line.target : [];
    return token?.[3] && this.symbols[token[2]] ? token[2] : undefined;
  }

  // ---- edits ------------------------------------------------------------------------

  /** @param {number} i @param {number} e */
  edited(i, e) {
    const from = this.source(i, e);
    return (
      this.leaves.has(from.i) &&
      !Object.is(this.values(from.i)[from.e], this.replay.recorded(from.i)[from.e])
    );
  }

  /** Whether any entry of a value is edited. @param {number} i */
  anyEdited(i) {
    return [...this.values(i).keys()].some((e) => this.edited(i, e));
  }

  /**
   * Whether an entry differs from what was recorded, by more than rounding.
   *
   * @param {number} i
   * @param {number} e
   */
  changed(i, e) {
    const [now, then] = [this.values(i)[e], this.replay.recorded(i)[e]];
    return !(Math.abs(now - then) <= 1e-12 * Math.max(1, Math.abs(then))) && !Object.is(now, then);
  }

  /**
   * Give one entry of a leaf another value, and replay what depends on it.
   *
   * @param {number} i
   * @param {number} e
   * @param {number} x
   */
  edit(i, e, x) {
    const values = Float64Array.from(this.values(i));
    values[e] = x;
    this.replay.set(i, values);
    this.replay.update();
  }

  /** Put letter number `k` into a one-hot leaf. @param {number} i @param {number} k */
  spell(i, k) {
    this.replay.set(
      i,
      this.values(i).map((_, j) => (j === k ? 1 : 0)),
    );
    this.replay.update();
  }

  reset() {
    this.replay.reset();
  }

  /** Whether a leaf is edited letter by letter rather than number by number. @param {number} i */
  spelled(i) {
    const role = this.leaves.get(i)?.role;
    return (role === "input" || role === "target") && this.labelsOf(i, 0) !== null;
  }

  /** All edits: one for each number, one for each letter. */
  edits() {
    const all = [];
    for (const [i, leaf] of this.leaves) {
      const values = this.values(i);
      const places = [...values.keys()].filter((e) => this.edited(i, e));
      if (places.length && this.spelled(i) && this.hot(i) >= 0) {
        all.push({ node: i, leaf, index: this.hot(i), letter: this.labelsOf(i, 0)?.[this.hot(i)] });
      } else for (const e of places) all.push({ node: i, leaf, index: e, value: values[e] });
    }
    return all;
  }
}
