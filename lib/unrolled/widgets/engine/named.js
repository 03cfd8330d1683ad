// A recorded program by the names of its leaves and outputs, for widgets that show numbers
// rather than operations.

import { Replay } from "./replay.js";

export class Named {
  /**
   * @param {any} program
   * @param {Replay} [replay]  one that another view of the same program has
   */
  constructor(program, replay = new Replay(program)) {
    this.replay = replay;
    this.leaves = new Map(program.leaves.map(({ name, node }) => [name, node]));
    this.outputs = new Map(Object.entries(program.outputs));
  }

  nodeOf(name) {
    const node = this.outputs.get(name) ?? this.leaves.get(name);
    if (node === undefined) throw new Error(`This program has no value called ${name}.`);
    return node;
  }

  /** All entries of a value, now; not to be kept, for the next replay writes into them. */
  values(name) {
    return this.replay.values[this.nodeOf(name)];
  }

  /** @param {string} name @returns {number[]} */
  shape(name) {
    return this.replay.nodes[this.nodeOf(name)].shape;
  }

  /** The one entry of a value that has one. @param {string} name */
  value(name) {
    return this.values(name)[0];
  }

  /** What was recorded. @param {string} name */
  recorded(name) {
    return this.replay.recorded(this.nodeOf(name));
  }

  /**
   * Give leaves other values, and replay what depends on them.
   *
   * @param {Record<string, number | ArrayLike<number>>} values
   */
  set(values) {
    for (const [name, value] of Object.entries(values)) {
      this.replay.set(this.leaves.get(name), typeof value === "number" ? [value] : value);
    }
    this.replay.update();
  }
}
