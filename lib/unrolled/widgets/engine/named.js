// A recorded program by the names of its values: the one way to read and to set them.

import { signs } from "./letters.js";
import { Replay } from "./replay.js";

/** @typedef {import("./types.js").Program} Program */
/** @typedef {import("./types.js").Leaf} Leaf */

const NEXT = "_next"; // what a training step gives for the leaf without it

export class Named {
  /**
   * @param {Program} program  see recording/program.py
   * @param {Replay} [replay]  one that another view of the same program has
   */
  constructor(program, replay = new Replay(program)) {
    this.program = replay.program;
    this.nodes = replay.nodes;
    this.replay = replay;
    this.leaves = new Map(this.program.leaves.map((leaf) => [leaf.node, leaf]));
    this.labels = Object.fromEntries(
      Object.entries(program.labels ?? {}).map(([axis, labels]) => [axis, signs(labels)]),
    );
    /** Whether a parameter may be a stack of blocks, one for each gate. */
    this.gated = this.nodes.some(({ op }) => op === "index");
    this.steps = Math.max(0, ...this.nodes.map((node) => node.t ?? 0));
    /** @type {Map<string, number>} */
    this.names = new Map();
    this.nodes.forEach((node, i) => {
      if (node.name) this.names.set(`${node.name}:${node.t ?? ""}`, i);
    });
  }

  // ---- where a value is -------------------------------------------------------------

  /**
   * Number of the node called `name` (at step `t`, from 1); undefined if there is none.
   * What belongs to no step is found at each of them.
   *
   * @param {string} name
   * @param {number | null} [t]
   * @returns {number | undefined}
   */
  find(name, t) {
    return (
      this.names.get(`${name}:${t ?? ""}`) ??
      this.program.outputs[name] ??
      this.names.get(`${name}:`)
    );
  }

  /**
   * The same, of what must be there; a number of a node is given back.
   *
   * @param {string | number} which
   * @param {number | null} [t]
   * @throws {Error} if there is none
   */
  node(which, t) {
    const node = typeof which === "number" ? which : this.find(which, t);
    if (node !== undefined) return node;
    const step = t === undefined || t === null ? "" : ` at step ${t}`;
    throw new Error(`This program has no value called ${which}${step}.`);
  }

  /**
   * Node of the leaf called `name` (at step `t`); undefined if there is none.
   *
   * @param {string} name
   * @param {number} [t]
   * @returns {number | undefined}
   */
  findLeaf(name, t) {
    const is = (/** @type {Leaf} */ leaf) =>
      leaf.name === name && (t === undefined || leaf.t === t);
    return this.program.leaves.find(is)?.node;
  }

  /**
   * The same, of what must be there.
   *
   * @param {string} name
   * @param {number} [t]
   * @returns {number}
   * @throws {Error} if there is none
   */
  leaf(name, t) {
    const node = this.findLeaf(name, t);
    if (node === undefined) throw new Error(`This program has no leaf called ${name}.`);
    return node;
  }

  /** The leaves with a role, such as "parameter". @param {string} role */
  leavesOf(role) {
    return this.program.leaves.filter((leaf) => leaf.role === role);
  }

  /**
   * Name of the value that plays a role in the program: its target, scores, probs, loss,
   * total or state, or what its steps look with.
   *
   * @param {string} role
   * @returns {string | undefined}
   */
  called(role) {
    return this.program.roles?.[role];
  }

  /**
   * Number of the node that plays a role (at step `t`); undefined if there is none.
   *
   * @param {string} role
   * @param {number | null} [t]
   */
  findRole(role, t) {
    const name = this.called(role);
    return name === undefined ? undefined : this.find(name, t);
  }

  // ---- its numbers ------------------------------------------------------------------

  /**
   * All entries of a value, now; not to be kept, for the next replay writes into them.
   *
   * @param {string | number} which  its name, or its node
   * @param {number | null} [t]
   */
  values(which, t) {
    return this.replay.values[this.node(which, t)];
  }

  /** The one entry of a value that has one. @param {string} name @param {number} [t] */
  value(name, t) {
    return this.values(name, t)[0];
  }

  /** What NumPy computed. @param {string | number} which @param {number} [t] */
  recorded(which, t) {
    return this.replay.recorded(this.node(which, t));
  }

  /** @param {string | number} which @param {number} [t] @returns {number[]} */
  shape(which, t) {
    return this.nodes[this.node(which, t)].shape;
  }

  /**
   * Give leaves other values, and replay what depends on them.
   *
   * @param {Record<string, number | ArrayLike<number>>} values
   */
  set(values) {
    for (const [name, value] of Object.entries(values)) {
      this.replay.set(this.leaf(name), typeof value === "number" ? [value] : value);
    }
    this.replay.update();
  }

  /** What a training step feeds back: each result `W_next`, with the leaf `W`. */
  get fed() {
    return Object.entries(this.program.outputs)
      .filter(([name]) => name.endsWith(NEXT))
      .map(
        ([name, node]) =>
          /** @type {[number, number]} */ ([node, this.leaf(name.slice(0, -NEXT.length))]),
      );
  }
}
