// A network that writes: the recorded step, fed with its own letters.

import { Named } from "../engine/named.js";
import { Random } from "../engine/random.js";
import { numbers } from "../engine/unpack.js";

/**
 * @typedef {object} Letter
 * @property {number} k  its place in the vocabulary
 * @property {number} own  that of the letter which was drawn; another one, after a slip
 * @property {number} u  the random number that drew it
 * @property {number[]} probs
 * @property {Float64Array} units  the states that the probabilities were read from
 */

export class Hand {
  /** @param {Record<string, any>} programs @param {Record<string, any>} weights */
  constructor(programs, weights) {
    this.weights = weights;
    this.named = Object.fromEntries(
      Object.entries(programs).map(([cell, program]) => [cell, new Named(program)]),
    );
    this.letters = Object.values(programs)[0].labels.K;
  }

  /** How many units a checkpoint has. @param {string} name */
  units(name) {
    const { nodes, fed } = this.named[this.weights[name].cell];
    return fed
      .filter(([, leaf]) => nodes[leaf].name !== "x")
      .reduce((sum, [node]) => sum + nodes[node].shape[0], 0);
  }

  /**
   * Write from the beginning of a line.
   *
   * @param {string} name  of a checkpoint
   * @param {{length: number, temperature: number, seed: number, slips: Map<number, number>}} how
   *   `slips`: letters that are put in place of drawn ones, by their places in the text
   * @returns {Letter[]}
   */
  write(name, { length, temperature, seed, slips }) {
    const named = this.named[this.weights[name].cell];
    const { replay, fed, nodes } = named;
    this.begin(named, name, temperature);
    const random = new Random(seed);
    const drawn = named.node("drawn");
    const probs = named.node("probs");
    const states = fed.filter(([, leaf]) => nodes[leaf].name !== "x");
    const run = replay.quick([drawn, probs, ...fed.map(([node]) => node)]);
    const x = replay.values[named.leaf("x")];
    return Array.from({ length }, (_, place) => {
      const u = random.next();
      replay.values[named.leaf("u")][0] = u;
      run();
      const own = replay.values[drawn][0];
      const k = slips.get(place) ?? own;
      replay.feed(fed);
      x.fill(0)[k] = 1;
      const units = Float64Array.from(states.flatMap(([node]) => [...replay.values[node]]));
      return { k, own, u, probs: [...replay.values[probs]], units };
    });
  }

  /** @param {Named} named @param {string} name @param {number} temperature */
  begin(named, name, temperature) {
    const { replay } = named;
    replay.reset();
    for (const [leaf, written] of Object.entries(this.weights[name].values))
      replay.values[named.leaf(leaf)].set(/** @type {any} */ (numbers(written)));
    const newline = this.letters.indexOf("\n");
    replay.values[named.leaf("x")].fill(0)[newline] = 1;
    replay.values[named.leaf("temperature")][0] = temperature;
  }
}
