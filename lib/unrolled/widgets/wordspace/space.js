// Training in each of the ways, one recorded update after the other, with what a reader moved.

import { Descent } from "../engine/descent.js";

export const FAR = 100; // from the middle: where training explodes, nothing is seen any more

/** @typedef {{word: number, n: number, x: number, y: number}} Move  of a word, at update `n` */
/**
 * @typedef {object} Chosen
 * @property {string} way
 * @property {number} window
 * @property {string} merge
 * @property {number} size  how many numbers each word has, in a factorisation
 * @property {number} seed
 * @property {number} rate
 * @property {Move[]} moved  in the order of their updates
 */
/** @typedef {Record<string, number[]>} Arrays */

export class Space {
  /**
   * @param {Record<string, ConstructorParameters<typeof Descent>[0]>} programs  one update, by way
   * @param {{given: Record<string, Arrays[]>, starts: Record<string, Arrays[]>,
   *   merges: Record<string, number[]>}} known
   * @param {number} most  how many updates there may be
   */
  constructor(programs, known, most) {
    this.known = known;
    this.most = most;
    this.descents = Object.fromEntries(
      Object.entries(programs).map(([way, one]) => [way, new Descent(one, most, [["loss"]])]),
    );
    /** @type {Move[]} those that training has not come to yet */
    this.due = [];
  }

  /** Begin with what is chosen. @param {Chosen} chosen */
  start({ way, window, merge, size, seed, rate, moved }) {
    const { given, starts, merges } = this.known;
    this.descent = this.descents[way];
    const [forward, back] = merges[merge];
    const used = way === "factorise" ? size : this.columns;
    const drawn = Object.entries(starts[way][seed]).map(([name, values]) => [
      name,
      values.map((x, i) => (i % this.columns < used ? x : 0)), // and 0 they stay
    ]);
    const settings = { ...given[way][window - 1], learning_rate: rate, forward, back };
    this.descent.start(Object.fromEntries(drawn), settings);
    this.due = [...moved];
  }

  /** Train to the end, or until it is enough; whether it is done. @param {() => boolean} enough */
  run(enough) {
    const { descent } = this;
    while (this.due.length) {
      const [{ n }] = this.due;
      if (!descent.run(n, enough)) return false;
      if (descent.broken) return true;
      this.move(/** @type {Move} */ (this.due.shift()));
    }
    return descent.run(this.most, enough);
  }

  /** A word goes elsewhere; what it did later is to be trained anew. @param {Move} move */
  move({ word, n, x, y }) {
    this.descent.show(n);
    const places = Float64Array.from(this.descent.values("E"));
    places.set([x, y], word * this.columns);
    this.descent.alter(n, "E", places);
  }

  /** How many numbers the program has for each word. */
  get columns() {
    return this.descent.recorded.shape("E")[1];
  }

  /** The last update that is known. */
  get last() {
    return this.descent.count - 1;
  }

  /** The vectors of the other table: of the documents, or of words where they are said. */
  get other() {
    return this.descent.leafOf("Z") === undefined ? "V" : "Z";
  }

  /** The least and the largest of both numbers, at any update, not too far. @param {string[]} names */
  bounds(names) {
    const found = { low: [0, 0], high: [0, 0] };
    for (const name of names) {
      const size = this.descent.values(name).length;
      const track = this.descent.columns.get(this.descent.leafOf(name));
      for (let i = 0; i < size * this.descent.count; i++) {
        const side = i % this.columns;
        if (side > 1 || Number.isNaN(track[i])) continue;
        found.low[side] = Math.max(-FAR, Math.min(found.low[side], track[i]));
        found.high[side] = Math.min(FAR, Math.max(found.high[side], track[i]));
      }
    }
    return found;
  }
}
