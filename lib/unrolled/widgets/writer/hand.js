// A network that writes: the recorded step, fed with its own letters.

import { Named } from "../engine/named.js";
import { quickRun } from "../engine/quick.js";
import { Random } from "../engine/random.js";
import { numbers } from "../engine/unpack.js";

/**
 * @typedef {object} Letter
 * @property {number} k  its place in the vocabulary
 * @property {number} own  that of the letter which was drawn; another one, after a slip
 * @property {number} u  the random number that drew it; NaN where it was given
 * @property {number[]} probs  what it was drawn from
 * @property {number[]} expected  the same, before the cut of top-k and top-p
 * @property {Float64Array} units  the states that the probabilities were read from
 */

/**
 * @typedef {object} How
 * @property {number} length
 * @property {number} temperature
 * @property {number} k  the letters that may be drawn: so many of the best,
 * @property {number} p  and of these the fewest that have this mass together
 * @property {number} seed
 * @property {number[]} prefix  letters that are read first
 * @property {boolean} fresh  the state begins anew with each line
 * @property {Map<number, number>} slips  letters that are put in place of drawn ones, by
 *   their places in the text
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
   * @param {How} how
   * @returns {Letter[]}
   */
  write(name, how) {
    const named = this.named[this.weights[name].cell];
    const { replay, fed, nodes } = named;
    this.begin(named, name, how);
    const random = new Random(how.seed);
    const [drawn, probs, expected] = ["drawn", "probs", "expected"].map((one) => named.node(one));
    const states = fed.filter(([, leaf]) => nodes[leaf].name !== "x");
    const first = states.map(([, leaf]) => replay.values[leaf].slice());
    const run = quickRun(replay, [drawn, probs, expected, ...fed.map(([node]) => node)]);
    const x = replay.values[named.leaf("x")];
    return Array.from({ length: how.length }, (_, place) => {
      const given = how.prefix[place];
      const u = given === undefined ? random.next() : Number.NaN;
      replay.values[named.leaf("u")][0] = u || 0;
      run();
      const own = given ?? replay.values[drawn][0];
      const k = how.slips.get(place) ?? own;
      replay.feed(fed);
      x.fill(0)[k] = 1;
      const units = Float64Array.from(states.flatMap(([node]) => [...replay.values[node]]));
      if (how.fresh && this.letters[k] === "\n")
        for (const [i, [, leaf]] of states.entries()) replay.values[leaf].set(first[i]);
      const told = { probs: [...replay.values[probs]], expected: [...replay.values[expected]] };
      return { k, own, u, units, ...told };
    });
  }

  /**
   * Read a text, and give the surprise at each of its letters, in nats.
   *
   * @param {string} name  of a checkpoint
   * @param {number[]} prefix
   * @param {boolean} fresh
   */
  surprises(name, prefix, fresh) {
    const all = { temperature: 1, k: this.letters.length, p: 1, seed: 0, slips: new Map() };
    const read = this.write(name, { ...all, prefix, fresh, length: prefix.length });
    return read.map(({ k, expected }) => 0 - Math.log(expected[k]));
  }

  /** @param {Named} named @param {string} name @param {How} how */
  begin(named, name, { temperature, k, p }) {
    const { replay } = named;
    replay.reset();
    for (const [leaf, written] of Object.entries(this.weights[name].values))
      replay.values[named.leaf(leaf)].set(/** @type {any} */ (numbers(written)));
    const newline = this.letters.indexOf("\n");
    replay.values[named.leaf("x")].fill(0)[newline] = 1;
    for (const [leaf, value] of Object.entries({ temperature, top_k: k, top_p: p }))
      replay.values[named.leaf(leaf)][0] = value;
  }
}
