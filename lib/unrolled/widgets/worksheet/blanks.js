// What is left blank on a worksheet, what the reader has filled in, and whether it is right.

import { Replay } from "../engine/replay.js";
import { make } from "../kit/dom.js";
import { judge } from "../kit/guess.js";
import { prose } from "../kit/prose.js";
import { read } from "../kit/reading.js";
import { nameOf } from "../views/typeset.js";

const NEAR = 10; // times the precision asked for: worked out right, but rounded on the way
const FIELD = /\{(\d+)\}/;

/**
 * @typedef {object} Blank
 * @property {number} n  its place among all
 * @property {number} i  node
 * @property {number} e  entry
 * @property {[number, string][]} mistakes  nodes of wrong results, with what to say to them
 * @property {string} text  what stands in the box
 * @property {number} guess  what was checked; NaN before
 * @property {boolean} shown  whether the reader asked for the number
 * @property {number} hints  how many were taken
 */

export class Blanks {
  /**
   * @param {import("../engine/recorded.js").Recorded} recorded
   * @param {{node: number, entries: number[], mistakes: [number, string][]}[]} asked
   * @param {{operations: any[], values: any[][]}} detours  operations that lead to mistakes
   * @param {number} digits
   */
  constructor(recorded, asked, detours, digits) {
    this.recorded = recorded;
    this.digits = digits;
    this.reach = 10 ** -digits;
    const { program } = recorded;
    this.detours = new Replay({
      ...program,
      nodes: [...program.nodes, ...detours.operations],
      values: [...program.nodes.map((_, i) => recorded.replay.recorded(i)), ...detours.values],
      sums: undefined, // the mistakes are not among them
    });
    /** @type {Blank[]} */
    this.all = asked
      .flatMap(({ node, entries, mistakes }) => entries.map((e) => ({ i: node, e, mistakes })))
      .map((one, n) => ({ ...one, n, ...fresh() }));
  }

  /** @param {number} i @param {number} e */
  at(i, e) {
    const from = this.recorded.source(i, e);
    return this.all.find((one) => one.i === from.i && one.e === from.e);
  }

  value({ i, e }) {
    return this.recorded.values(i)[e];
  }

  /** Whether a guess is right, as precisely as it was asked for. @param {Blank} one */
  isRight(one) {
    return Math.abs(one.guess - this.value(one)) <= this.reach * (1 + 1e-9);
  }

  /** @param {Blank} one @returns {"right" | "shown" | "wrong" | "open"} */
  state(one) {
    if (this.isRight(one)) return "right";
    if (one.shown) return "shown";
    return Number.isNaN(one.guess) ? "open" : "wrong";
  }

  isKnown(one) {
    return one.shown || this.isRight(one);
  }

  /** Whether a number must not be told yet. */
  hides(i, e) {
    const one = this.at(i, e);
    return one !== undefined && !this.isKnown(one);
  }

  count(state) {
    return this.all.filter((one) => this.state(one) === state).length;
  }

  /** The next blank that is still to be filled in, round to the first; undefined if none is. */
  next(one) {
    const { all } = this;
    return [...all.slice(one.n + 1), ...all.slice(0, one.n)].find((x) => !this.isKnown(x));
  }

  /** Take what stands in the box as the answer; says why it is none, empty if it is one. */
  check(one) {
    const reading = read(one.text);
    if (!reading.problem) one.guess = this.judged(one, reading).guess;
    return reading.problem;
  }

  /** @param {Blank} one @param {import("../kit/reading.js").Reading} reading */
  judged(one, reading) {
    this.follow();
    const { recorded, detours } = this;
    const known = one.mistakes.map(([node, words]) => [detours.values[node][one.e], words]);
    const units = [...recorded.values(one.i)]
      .map((x, e) => [x, `that is ${recorded.placeOf(one.i, e)}`])
      .filter((_, e) => e !== one.e);
    const mistakes = /** @type {[number, string][]} */ ([...known, ...units]);
    return judge({ number: this.value(one), tolerance: this.reach, mistakes, near: NEAR }, reading);
  }

  /**
   * What a guess comes from, as text and names, and whether it is close; no words if it is
   * not recognised.
   *
   * @param {Blank} one
   */
  why(one) {
    const { verdict, why } = this.judged(one, read(one.text));
    const part = (text, n) =>
      make("span", {}, n % 2 ? nameOf(this.recorded, Number(text)) : prose(text));
    return { close: verdict === "close", words: why ? why.split(FIELD).map(part) : [] };
  }

  /** Bring the mistakes up to date with the reader's numbers. */
  follow() {
    for (const i of this.recorded.leaves.keys()) this.detours.set(i, this.recorded.values(i));
    this.detours.update();
  }

  reset() {
    for (const one of this.all) Object.assign(one, fresh());
  }
}

const fresh = () => ({ text: "", guess: NaN, shown: false, hints: 0 });
