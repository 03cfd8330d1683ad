// A gradient on its way back, by replaying one recorded step forward and one back.

import { Named } from "../engine/named.js";

/**
 * @typedef {object} Setting
 * @property {Record<string, number | ArrayLike<number>>} leaves  what is the same at all steps
 * @property {number[][]} xs  the inputs
 * @property {number[]} first  the first units of the state before the first; the others are 0
 * @property {number[]} other  of another one to start from
 */

/**
 * @typedef {object} Found
 * @property {Float64Array[]} states
 * @property {Float64Array[]} others  those that started elsewhere
 * @property {Float64Array[]} stretches  singular values, for each number of steps back
 * @property {Float64Array} bound
 * @property {number} factor  of the bound, for each step
 * @property {Float64Array} U  its singular values
 */

/**
 * What the leaves of a network's program are set to, by name.
 *
 * @param {import("./settings.js").Network} network
 * @param {import("./settings.js").Drawn} drawn
 * @param {{size: string | number, matrix: string, radius: number, gain: number}} chosen
 */
export function leavesOf({ own }, drawn, { size, matrix, radius, gain }) {
  if (own) return { radius, gain, ...own };
  const { W, matrices } = drawn[size];
  const { direction, own: largest } = matrices[matrix];
  return { radius, gain, W: W.flat(), direction: direction.flat(), own: largest };
}

export class Flow {
  /** @param {ConstructorParameters<typeof Named>[0]} program  see lessons/flow_program.py */
  constructor(program) {
    this.named = new Named(program);
    this.units = this.named.shape(this.named.leaf("h_prev"))[0];
  }

  /** A copy of a result. @param {string} name */
  get(name) {
    return this.named.values(name).slice();
  }

  /** A state that begins like this. @param {number[]} units */
  filled(units) {
    return Float64Array.from({ length: this.units }, (_, i) => units[i] ?? 0);
  }

  /** The states from `first` on, that one included. @param {number[][]} xs @param {number[]} first */
  states(xs, first) {
    const found = [this.filled(first)];
    for (let t = 0; t < xs.length; t++) {
      this.named.set({ x: xs[t], h_prev: found[t] });
      found.push(this.get("h"));
    }
    return found;
  }

  /** What arrives at the last state: the gradient of its loss, or the identity. */
  begin(/** @type {Float64Array} */ last) {
    if (this.named.find("h_out") === undefined) return this.named.recorded("start");
    this.named.set({ h_k: last });
    return this.get("h_out");
  }

  /** @param {Setting} setting @returns {Found} */
  run({ leaves, xs, first, other }) {
    this.named.set(leaves);
    const others = this.states(xs, other);
    const states = this.states(xs, first);
    const start = this.begin(states[xs.length]);
    this.named.set({ start });
    const stretches = [this.get("start_stretch")];
    for (let n = 1, arriving = start; n <= xs.length; n++) {
      this.named.set({ h_k: states[xs.length + 1 - n], arriving });
      arriving = this.get("arriving_next");
      stretches.push(this.get("stretch"));
    }
    const bound = this.get("bound").slice(0, xs.length + 1);
    const [factor] = this.get("factor");
    return { states, others, stretches, bound, factor, U: this.get("U_stretch") };
  }
}
