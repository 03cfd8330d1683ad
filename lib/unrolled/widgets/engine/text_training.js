// A letter model that learns a text: the recorded update, window after window, and what is
// asked on the way.  It knows names of leaves and results, and no model.

import { Named } from "./named.js";
import { quickRun } from "./quick.js";
import { Random } from "./random.js";
import { numberOf, sized } from "./sized.js";

/** @typedef {import("./sized.js").Sizes} Sizes */
/** @typedef {Record<string, ArrayLike<number>>} Values  numbers of leaves, by name */
/** @typedef {{update: any, short: any, step: any, start: Start[]}} Programs  see lessons/own_text.py */
/** @typedef {{name: string, shape: any[], rows: number[] | null}} Start  of a parameter */

/**
 * The parameters that `language_model.init` draws with a seed.
 *
 * @param {Start[]} start
 * @param {Sizes} sizes
 * @param {number} seed
 * @returns {Values}
 */
export function drawn(start, sizes, seed) {
  const random = new Random(seed);
  const bound = sizes.H ** -0.5;
  return Object.fromEntries(
    start.map(({ name, shape, rows }) => {
      const numbers = shape.map((part) => numberOf(part, sizes));
      const own = new Float64Array(numbers.reduce((size, n) => size * n, 1));
      const width = numbers[numbers.length - 1];
      const value = (/** @type {number} */ i) =>
        rows ? rows[Math.floor(i / width)] : -bound + 2 * bound * random.next();
      return [name, own.map((_, i) => value(i))];
    }),
  );
}

/**
 * Where the window of the next update begins; the first of the text starts from no state.
 *
 * @param {number[]} learned  the text
 * @param {number} T  letters of a window
 * @param {number} count  updates so far
 */
export function windowAt(learned, T, count) {
  const windows = Math.floor((learned.length - 1) / T);
  const window = count % windows;
  return { windows, start: window * T, fresh: window === 0 };
}

/**
 * @typedef {object} Asked
 * @property {Sizes} sizes
 * @property {number[]} learned  the text, as places in the vocabulary
 * @property {number[]} held
 * @property {Values} values  of leaves, to begin with
 * @property {number} [count]  how many updates led to them
 * @property {boolean} [short]  whether windows are short, and updates can be looked into
 */

export class TextTraining {
  /** @param {Programs} programs @param {Asked} asked */
  constructor(programs, { sizes, learned, held, values, count = 0, short = false }) {
    this.named = new Named(sized(short ? programs.short : programs.update, sizes));
    this.short = short;
    /** @type {Values | undefined} what the last update started from, where it is short */
    this.before = undefined;
    this.writing = new Named(sized(programs.step, sizes));
    const { named, writing } = this;
    this.learned = learned;
    this.held = held;
    const { fed } = named;
    this.fed = fed;
    this.stateFed = fed.filter(([, leaf]) => this.isState(named.nodes[leaf].name ?? ""));
    const results = fed.map(([node]) => node);
    this.mean = named.node("mean");
    this.norm = named.node("norm");
    this.total = named.node("L");
    this.runUpdate = quickRun(named.replay, [this.mean, this.norm, ...results]);
    this.runForward = quickRun(named.replay, [this.total, ...this.stateFed.map(([node]) => node)]);
    this.xs = this.places("input");
    this.ys = this.places("target");
    this.nextLetter = writing.node("drawn");
    const steps = writing.fed;
    this.runStep = quickRun(writing.replay, [this.nextLetter, ...steps.map(([node]) => node)]);
    this.count = count;
    this.restore(values, count);
  }

  /** Whether a leaf is a state of the network: one step of writing feeds it, too. */
  isState(/** @type {string} */ name) {
    return (
      name !== "x" && this.writing.fed.some(([, leaf]) => this.writing.nodes[leaf].name === name)
    );
  }

  /** The leaves of a role, in the order of their steps. @param {string} role */
  places(role) {
    return this.named
      .leavesOf(role)
      .sort((a, b) => (a.t ?? 0) - (b.t ?? 0))
      .map(({ node }) => this.named.replay.values[node]);
  }

  /** Where the next update reads. */
  get window() {
    return windowAt(this.learned, this.xs.length, this.count);
  }

  /** Windows that the text to learn from has. */
  get windows() {
    return this.window.windows;
  }

  /** Loss of a letter in the last window, in nats. */
  get loss() {
    return this.named.replay.values[this.mean][0];
  }

  /** Set leaves, such as the learning rate. @param {Values} values */
  set(values) {
    for (const [name, own] of Object.entries(values)) {
      const leaf = this.named.findLeaf(name);
      if (leaf !== undefined) this.named.replay.set(leaf, own);
    }
  }

  /** Go on from these values, after so many updates. @param {Values} values */
  restore(values, /** @type {number} */ count) {
    this.set(values);
    this.count = count;
    this.before = undefined;
  }

  /** What the next update starts from, by name; copies. */
  kept() {
    const { nodes, replay } = this.named;
    return Object.fromEntries(
      this.fed.map(([, leaf]) => [nodes[leaf].name, replay.values[leaf].slice()]),
    );
  }

  /** The same, and what is set: all that an update depends on but its letters. */
  begin() {
    const { named } = this;
    const set = named.leavesOf("hyperparameter").map(({ name, node }) => [name, node]);
    const own = (/** @type {number} */ node) => named.replay.values[node].slice();
    return {
      ...this.kept(),
      ...Object.fromEntries(set.map(([name, node]) => [name, own(Number(node))])),
    };
  }

  /** Put letters before the network. @param {number[]} ids @param {number} start */
  lay(ids, start) {
    const { xs, ys } = this;
    for (let t = 0; t < xs.length; t++) {
      xs[t].fill(0)[ids[start + t]] = 1;
      ys[t].fill(0)[ids[start + t + 1]] = 1;
    }
  }

  /** Read the next window, and make an update; each pass over the text starts anew. */
  update() {
    const { start, fresh } = this.window;
    if (fresh) this.forget();
    if (this.short) this.before = this.begin();
    this.lay(this.learned, start);
    this.runUpdate();
    this.named.replay.feed(this.fed);
    this.count += 1;
  }

  forget() {
    for (const [, leaf] of this.stateFed) this.named.replay.values[leaf].fill(0);
  }

  /** Mean loss of a letter of the held-out text, in nats; nothing is learned from it. */
  heldOut() {
    const { replay } = this.named;
    const before = this.stateFed.map(([, leaf]) => replay.values[leaf].slice());
    const T = this.xs.length;
    const windows = Math.floor((this.held.length - 1) / T);
    this.forget();
    let sum = 0;
    for (let w = 0; w < windows; w++) {
      this.lay(this.held, w * T);
      this.runForward();
      sum += replay.values[this.total][0];
      replay.feed(this.stateFed);
    }
    this.stateFed.forEach(([, leaf], i) => replay.values[leaf].set(before[i]));
    return sum / (windows * T);
  }

  /**
   * Write on from a letter, with the weights as they are now.
   *
   * @param {{first: number, length: number, seed: number, temperature: number}} asked
   * @returns {number[]}  places in the vocabulary
   */
  write({ first, length, seed, temperature }) {
    const { writing, named } = this;
    const { replay } = writing;
    for (const { name, node } of writing.leavesOf("parameter"))
      replay.values[node].set(named.replay.values[named.leaf(name)]);
    for (const [, leaf] of writing.fed) replay.values[leaf].fill(0);
    replay.values[writing.leaf("x")][first] = 1;
    replay.values[writing.leaf("temperature")][0] = temperature;
    const random = new Random(seed);
    const u = replay.values[writing.leaf("u")];
    return Array.from({ length }, () => {
      u[0] = random.next();
      this.runStep();
      replay.feed(writing.fed);
      return replay.values[this.nextLetter][0];
    });
  }
}
