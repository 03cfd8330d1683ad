// The ticks of a program as a way to go: where a value comes about, the next letter, and the
// matching tick of the other direction.

import { ticksOf } from "./ticks.js";
import { operandsOf } from "./types.js";

/** @typedef {import("./ticks.js").Tick} Tick */

export class Journey {
  /**
   * @param {import("./recorded.js").Recorded} recorded
   * @param {import("./anatomy.js").Edge[]} edges
   * @param {string[]} open  functions whose calls are opened
   */
  constructor(recorded, edges, open) {
    this.recorded = recorded;
    this.edges = edges;
    this.open = new Set(open);
    /** @type {Tick[]} */
    this.ticks = [];
    /** @type {Map<number, number>} an operation -> the tick in which it runs */
    this.runs = new Map();
    this.tell();
    if (!this.ticks.length) throw new Error("This program has no steps to show.");
  }

  tell() {
    this.ticks = ticksOf(this.recorded.program, this.open);
    this.runs = new Map();
    for (const [n, tick] of this.ticks.entries())
      for (const node of tick.nodes) this.runs.set(node, n);
  }

  get last() {
    return this.ticks.length - 1;
  }

  /** Number of the tick in which a node runs; leaves are there from the start. @param {number} i */
  when(i) {
    return this.runs.get(i) ?? (this.recorded.leaves.has(i) ? -1 : Infinity);
  }

  /** The tick that computes a value, or that reads it; -1 if there is none. @param {number} i */
  about(i) {
    return this.ticks.findLastIndex(
      (tick) => tick.nodes.includes(i) || (tick.kind === "read" && tick.out === i),
    );
  }

  /** Open a call, or close it; gives the tick that is about it then. @param {Tick} tick */
  toggle({ call, t }) {
    if (call !== null && !this.open.delete(call)) this.open.add(call);
    this.tell();
    return Math.max(
      0,
      this.ticks.findIndex((tick) => tick.t === t && tick.call === call),
    );
  }

  /** Ticks of the same line that have run before. @param {number} now */
  earlier(now) {
    const { t, line, back, cell } = this.ticks[now];
    return this.ticks
      .slice(0, now)
      .filter((tick) => tick.kind !== "read" && tick.t === t && tick.line === line)
      .filter((tick) => tick.back === back && tick.cell === cell);
  }

  /**
   * The first tick of the next letter, or of this one or the one before.
   *
   * @param {number} now
   * @param {number} direction
   */
  letter(now, direction) {
    const begins = (/** @type {Tick} */ { t, back }, /** @type {number} */ n) => {
      const before = this.ticks[n - 1];
      return t !== before?.t || back !== before?.back;
    };
    const starts = [...this.ticks.keys()].filter((n) => begins(this.ticks[n], n));
    return direction > 0
      ? (starts.find((n) => n > now) ?? this.last)
      : (starts.findLast((n) => n < now) ?? 0);
  }

  /**
   * The tick of the other direction that belongs to this one: tanh and through tanh.
   *
   * @param {number} now
   */
  other(now) {
    const { recorded } = this;
    const tick = this.ticks[now];
    const { back, t, out, total } = tick;
    const edge = this.edges.find((one) => tick.nodes.includes((back ? one.back : one.first) ?? -1));
    const value = [...recorded.gradients].find(([, gradient]) => gradient === out)?.[0];
    const nodes = [
      total ? this.use(recorded.weightOf(total) ?? "", t) : undefined,
      edge && (back ? edge.first : edge.back),
      back ? value : recorded.gradients.get(out),
    ];
    const found = nodes
      .filter((i) => i !== undefined)
      .map((i) => this.about(i))
      .find((n) => n >= 0 && this.ticks[n].back !== back);
    if (found !== undefined) return found;
    const beside = (/** @type {Tick} */ one) => one.back !== back && (t === null || one.t === t);
    const n = back ? this.ticks.findLastIndex(beside) : this.ticks.findIndex(beside);
    return n < 0 ? now : n;
  }

  /**
   * The tick that belongs to one of another program: the same value, or the same code, at the
   * same step; else as far on in that step.
   *
   * @param {import("./recorded.js").Recorded} recorded  the other program
   * @param {import("./ticks.js").Tick} tick  its tick
   * @param {Journey} journey  its ticks
   */
  alike(recorded, tick, journey) {
    const beside = (/** @type {Tick} */ { t, back }) => t === tick.t && back === tick.back;
    const name = (/** @type {import("./recorded.js").Recorded} */ one, /** @type {number} */ i) =>
      one.nodes[i].name;
    const own = name(recorded, tick.out);
    /** @type {((one: Tick) => boolean)[]} */
    const ways = [
      (one) => one.code === tick.code && name(this.recorded, one.out) === own,
      (one) => own !== undefined && !tick.total && name(this.recorded, one.out) === own,
      (one) => one.code === tick.code,
    ];
    const all = [...this.ticks.keys()].filter((n) => beside(this.ticks[n]));
    for (const same of ways) {
      const found = all.find((n) => same(this.ticks[n]));
      if (found !== undefined) return found;
    }
    const before = journey.ticks.filter(beside);
    const share = before.indexOf(tick) / Math.max(1, before.length);
    return all[Math.floor(share * all.length)] ?? 0;
  }

  /**
   * The operation of a step's way forward that uses a parameter.
   *
   * @param {string} name
   * @param {number | null} t
   */
  use(name, t) {
    const weight = this.recorded.find(name, null);
    return this.recorded.nodes.findIndex(
      (node) => node.t === t && !node.back && operandsOf(node).includes(weight ?? -1),
    );
  }
}
