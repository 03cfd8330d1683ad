// Both networks side by side: trained by replay, one update after the other.

import { Descent } from "../engine/descent.js";

export const WAYS = [1, 2];
export const READS = { 1: "from the left", 2: "from both sides" };

export class Pair {
  /**
   * @param {ConstructorParameters<typeof Descent>[0][]} programs  one update of each network
   * @param {number} most  how many updates there may be
   */
  constructor(programs, most) {
    this.descents = new Map(
      programs.map((program, k) => [WAYS[k], new Descent(program, most, [["perplexity"]])]),
    );
  }

  /** @param {number} ways @returns {Descent} */
  of(ways) {
    return /** @type {Descent} */ (this.descents.get(ways));
  }

  /** The last update that both know. */
  get known() {
    return Math.min(...WAYS.map((ways) => this.of(ways).count)) - 1;
  }

  get broken() {
    return WAYS.some((ways) => this.of(ways).broken);
  }

  /**
   * Begin with these weights, this learning rate, and these answers.
   *
   * @param {Record<string, Record<string, number[]>>} weights  by the ways that are read
   * @param {number} learning_rate
   * @param {number[]} right
   */
  start(weights, learning_rate, right) {
    for (const ways of WAYS) this.of(ways).start(weights[ways], { learning_rate, right });
  }

  /** Train both until update `last`, or until it is enough. @param {number} last @param {() => boolean} enough */
  run(last, enough) {
    return WAYS.map((ways) => this.of(ways).run(last, enough)).every(Boolean);
  }

  /** Bring both to update `n`. @param {number} n */
  show(n) {
    for (const ways of WAYS) this.of(ways).show(n);
  }

  /** @param {number} ways @param {string} name */
  values(ways, name) {
    return this.of(ways).values(name);
  }

  /** @param {number} ways @param {string} name */
  value(ways, name) {
    return this.values(ways, name)[0];
  }

  /** The perplexities of all updates that are known. @param {number} ways */
  series(ways) {
    return this.of(ways).series("perplexity");
  }
}
