// A gradient on its way back, by replaying one recorded step forward and one back.

import { Named } from "../engine/named.js";

/**
 * @typedef {object} Setting
 * @property {Record<string, ArrayLike<number>>} leaves  what stays the same at all steps
 * @property {number[][]} xs  the inputs
 * @property {number[]} first  the state before the first
 * @property {number[]} other  another one to start from
 */

/** What the leaves of a network are set to, by name. */
export function leavesOf(networks, { network, size, matrix, radius, gain }) {
  const common = { radius: [radius], gain: [gain] };
  if (network === "helo") return { ...common, own: [networks.radius.helo] };
  const { W, matrices } = networks.sizes[size];
  const { direction, own } = matrices[matrix];
  return { ...common, W: W.flat(), direction: direction.flat(), own: [own] };
}

export class Flow {
  /** @param {any} program  see flow_program.py */
  constructor(program) {
    this.named = new Named(program);
    this.outputs = program.outputs;
  }

  /** Set leaves by name, and bring up to date what depends on them. */
  put(values) {
    this.named.set(values);
  }

  /** A copy of a result. @param {string} name */
  get(name) {
    return this.named.values(name).slice();
  }

  /** The states from `first` on, that one included. */
  states(xs, first) {
    const found = [Float64Array.from(first)];
    for (let t = 0; t < xs.length; t++) {
      this.put({ x: xs[t], h_prev: found[t] });
      found.push(this.get("h"));
    }
    return found;
  }

  /** What arrives at the last state: the gradient of its loss, or the identity. */
  begin(last) {
    if (!("h_out" in this.outputs)) return this.named.recorded("start");
    this.put({ h_k: last });
    return this.get("h_out");
  }

  /** @param {Setting} setting */
  run({ leaves, xs, first, other }) {
    this.put(leaves);
    const others = this.states(xs, other);
    const states = this.states(xs, first);
    const start = this.begin(states[xs.length]);
    this.put({ start });
    const stretches = [this.get("start_stretch")];
    for (let n = 1, arriving = start; n <= xs.length; n++) {
      this.put({ h_k: states[xs.length + 1 - n], arriving });
      arriving = this.get("arriving_next");
      stretches.push(this.get("stretch"));
    }
    return {
      states,
      others,
      stretches,
      bound: this.get("bound").slice(0, xs.length + 1),
      factor: this.get("factor")[0],
      U: this.get("U_stretch"),
    };
  }
}
