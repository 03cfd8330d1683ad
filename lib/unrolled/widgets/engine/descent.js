// Training by replay: one recorded update, whose results are fed back into its leaves.

import { Named } from "./named.js";
import { quickRun } from "./quick.js";

const CHUNK = 100; // updates between two looks at the clock: a few milliseconds

/**
 * The history of a training.  `start`, then `run` as often as there is time, then `show` any
 * update: the replay holds all that was computed there.  What is trained is the program's `L`.
 */
export class Descent {
  /**
   * @param {import("./types.js").Program} program  one update: each leaf `W` that learns has a result `W_next`
   * @param {number} most  how many updates there may be
   * @param {[string, number?][]} watched  names (and steps) whose values are kept
   */
  constructor(program, most, watched) {
    this.recorded = new Named(program);
    this.replay = this.recorded.replay;
    this.fed = this.recorded.fed;
    const nodes = [
      ...this.fed.map(([, leaf]) => leaf),
      ...watched.map(([name, t]) => this.node(name, t)),
    ];
    this.columns = new Map(
      nodes.map((node) => [node, new Float64Array((most + 1) * this.replay.values[node].length)]),
    );
    this.quick = quickRun(this.replay, [
      ...this.fed.map(([node]) => node),
      ...[...this.columns.keys(), this.node("L")].filter((node) => this.recorded.nodes[node].in),
    ]);
    this.count = 0; // updates 0 … count - 1 are known
    this.broken = false; // whether a loss was no number
  }

  /** @param {string} name @param {number} [t] */
  node(name, t) {
    return this.recorded.node(name, t);
  }

  /** @param {string} name */
  leafOf(name) {
    return this.recorded.findLeaf(name);
  }

  /**
   * Begin with these weights and settings, and with velocities of zero.
   *
   * @param {Record<string, number | number[]>} weights
   * @param {Record<string, number | number[]>} settings
   */
  start(weights, settings) {
    const { recorded, replay } = this;
    replay.reset();
    for (const [name, values] of Object.entries({ ...weights, ...settings })) {
      const leaf = recorded.findLeaf(name);
      if (leaf !== undefined) replay.set(leaf, [values].flat());
    }
    replay.run();
    this.count = 0;
    this.broken = false;
    this.keep();
  }

  /**
   * Train until update `last` is known, or until it is time to stop.
   *
   * @param {number} last
   * @param {() => boolean} [enough]
   * @returns {boolean} whether it is done
   */
  run(last, enough = () => false) {
    if (this.count <= last && !this.broken) this.show(this.count - 1);
    while (this.count <= last && !this.broken) {
      this.replay.feed(this.fed);
      this.quick();
      this.keep();
      if (this.count % CHUNK === 0 && enough()) break;
    }
    return this.count > last || this.broken;
  }

  keep() {
    for (const [node, column] of this.columns) {
      const values = this.replay.values[node];
      column.set(values, this.count * values.length);
    }
    this.broken = !Number.isFinite(this.replay.values[this.node("L")][0]);
    if (!this.broken || this.count === 0) this.count += 1; // there is always a first one
  }

  /**
   * Give a leaf other values at update `n`; what came after it is not known any more.
   *
   * @param {number} n
   * @param {string} name
   * @param {ArrayLike<number>} values
   */
  alter(n, name, values) {
    this.show(n);
    this.replay.set(this.recorded.leaf(name), values);
    this.replay.run();
    this.count = n;
    this.keep();
  }

  /** Bring the replay to update `n`. @param {number} n */
  show(n) {
    for (const [, leaf] of this.fed) {
      const size = this.replay.values[leaf].length;
      const column = this.columns.get(leaf);
      if (column) this.replay.set(leaf, column.subarray(n * size, (n + 1) * size));
    }
    this.replay.run();
  }

  /**
   * One entry of a watched value for all updates that are known.
   *
   * @param {string} name
   * @param {number} [t]
   */
  series(name, t, entry = 0) {
    const node = this.node(name, t);
    const size = this.replay.values[node].length;
    const column = this.columns.get(node) ?? new Float64Array();
    return Float64Array.from({ length: this.count }, (_, n) => column[n * size + entry]);
  }

  /** The values of a node at the update that is shown. @param {string} name @param {number} [t] */
  values(name, t) {
    return this.replay.values[this.node(name, t)];
  }
}
