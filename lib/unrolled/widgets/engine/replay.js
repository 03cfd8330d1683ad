// Replays a recorded NumPy program in the page, primitive by primitive.
//
// Nothing here knows a cell, a loss or a gradient: a program is a list of array primitives in
// topological order, and every one of them is NumPy's.  All planning happens once, in the
// constructor: each node becomes a closure over arrays and address tables that already exist,
// so that a run, an edit or a training step only does arithmetic.

import { OPS } from "./operations.js";
import { list, size } from "./shapes.js";
import { checkSums, unpacked } from "./unpack.js";

/** @typedef {import("./types.js").Program} Program */
/** @typedef {import("./types.js").Node} Node */

export const FORMAT = "unrolled-program/1";

/**
 * Recorded numbers as a Float64Array; NaN and infinities are strings in JSON.
 *
 * @param {(number | string)[] | Float64Array} values
 */
export function revive(values) {
  if (values instanceof Float64Array) return values.slice();
  const strange = values.find((value) => typeof value !== "number" && !STRANGE.has(value));
  if (strange !== undefined) throw new Error(`${JSON.stringify(strange)} is not a number.`);
  return Float64Array.from(/** @type {number[]} */ (values)); // strings become numbers, too
}

const STRANGE = new Set(["NaN", "Infinity", "-Infinity"]);

/** A recorded program, ready to run again on other numbers. */
export class Replay {
  #recorded; // Float64Array per node, never written; of what a page computes, once it is asked
  #dependents = new Map();
  #isSet; // 1 per leaf set since the last update
  #isDue; // 1 per node that an update still has to recompute

  /**
   * @param {Program | undefined} program what `unrolled.recording` wrote
   * @throws {Error} naming the format, or the node and what does not fit
   */
  constructor(program) {
    if (program?.format !== FORMAT) {
      throw new Error(
        `This program was written by another version (format "${program?.format}"); ` +
          `this page reads "${FORMAT}".`,
      );
    }
    this.program = unpacked(program);
    const { nodes, values, sums } = this.program;
    const isBrief = sums !== undefined; // of what it computes it carries at most the sums
    this.nodes = nodes;
    /** @type {(Float64Array | undefined)[]} */
    this.#recorded = nodes.map((node, i) =>
      naming(node, i, () => (isBrief && node.in ? undefined : recordedValues(node, values?.[i]))),
    );
    /** @type {Float64Array[]} current value of every node, row-major */
    this.values = this.#recorded.map(
      (own, i) => own?.slice() ?? new Float64Array(size(nodes[i].shape)),
    );
    /** What recomputes a node; undefined for leaves and constants. */
    this.steps = this.nodes.map((node, i) => naming(node, i, () => this.#plan(node, i)));
    this.#isSet = new Uint8Array(this.nodes.length);
    this.#isDue = new Uint8Array(this.nodes.length);
    if (!isBrief) return;
    this.run();
    checkSums(this.program, this.values);
  }

  /** Compute what the page does not carry from the leaves as they were recorded. */
  #complete() {
    const leaves = [...this.nodes.keys()].filter((i) => this.#recorded[i]);
    const now = leaves.map((i) => this.values[i].slice());
    this.#restore(leaves);
    this.nodes.forEach((_, i) => {
      this.#recorded[i] ??= this.values[i].slice();
    });
    leaves.forEach((i, k) => this.values[i].set(now[k]));
    this.run();
  }

  /** Bring leaves back, and all that follows from them. @param {number[]} leaves */
  #restore(leaves) {
    for (const i of leaves) this.values[i].set(this.#recorded[i] ?? []);
    this.run();
  }

  /** @param {Node} node @param {number} i */
  #plan(node, i) {
    if (node.op === "leaf" || node.op === "const") return undefined;
    const op = OPS.get(node.op);
    const inputs = node.in ?? [];
    if (!op) throw new Error("this page does not know the operation");
    if (op.arity ? inputs.length !== op.arity : inputs.length === 0) {
      throw new Error(`takes ${op.arity || "some"} inputs, not ${inputs.length}`);
    }
    const strayed = inputs.find((j) => !(j >= 0 && j < i));
    if (strayed !== undefined) throw new Error(`the input ${strayed} is not an earlier node`);
    const tensorOf = (/** @type {number} */ j) => ({
      data: this.values[j],
      shape: this.nodes[j].shape,
    });
    return op.plan(tensorOf(i), inputs.map(tensorOf), node.attrs ?? {});
  }

  /**
   * What NumPy computed for a node when the program was recorded; where the page carries leaves
   * alone, what it has computed from these, and compared with NumPy's sums.
   *
   * @param {number} node
   */
  recorded(node) {
    if (!this.#recorded[node]) this.#complete();
    return /** @type {Float64Array} */ (this.#recorded[node]);
  }

  /** Recompute every node from the leaves. */
  run() {
    for (let i = 0; i < this.steps.length; i++) this.steps[i]?.();
    this.#isSet.fill(0);
  }

  /**
   * Overwrite a leaf; `update` or `run` then brings the rest up to date.
   *
   * @param {number} leaf
   * @param {ArrayLike<number>} values row-major, as many as the leaf has
   */
  set(leaf, values) {
    const { op, name = leaf } = this.nodes[leaf] ?? {};
    if (op !== "leaf") throw new Error(`Node ${leaf} (${op}) is not a leaf; only leaves are set.`);
    const own = this.values[leaf];
    if (values.length !== own.length) {
      throw new Error(`Leaf ${name} has ${own.length} values, not ${values.length}.`);
    }
    own.set(values);
    this.#isSet[leaf] = 1;
  }

  /**
   * Copy values of nodes into leaves, pair after pair, as a training loop does:
   * `replay.feed([[nextW, W]]); replay.update();`.
   *
   * @param {[number, number][]} pairs from node, to leaf
   */
  feed(pairs) {
    for (let k = 0; k < pairs.length; k++) this.set(pairs[k][1], this.values[pairs[k][0]]);
  }

  /**
   * Recompute only what depends on the leaves set since the last update.
   *
   * @returns {number} how many nodes were recomputed
   */
  update() {
    for (let leaf = 0; leaf < this.#isSet.length; leaf++) {
      if (this.#isSet[leaf] === 0) continue;
      this.#isSet[leaf] = 0;
      const due = this.dependents(leaf);
      for (let k = 0; k < due.length; k++) this.#isDue[due[k]] = 1;
    }
    let count = 0;
    for (let i = 0; i < this.#isDue.length; i++) {
      if (this.#isDue[i] === 0) continue;
      this.#isDue[i] = 0;
      this.steps[i]?.();
      count += 1;
    }
    return count;
  }

  /** Put every leaf, and with it every node, back to what was recorded. */
  reset() {
    if (this.#recorded.includes(undefined)) {
      this.#restore([...this.nodes.keys()].filter((i) => this.#recorded[i]));
      return;
    }
    this.values.forEach((values, i) => values.set(this.recorded(i)));
    this.#isSet.fill(0);
  }

  /**
   * Nodes computed from a node, directly or not, in order; the node itself is not among them.
   *
   * @returns {Int32Array}
   * @param {number} node
   */
  dependents(node) {
    if (!this.#dependents.has(node)) {
      const reached = new Set([node]);
      this.nodes.forEach((other, i) => {
        if (other.in?.some((j) => reached.has(j))) reached.add(i);
      });
      reached.delete(node);
      this.#dependents.set(node, Int32Array.from(reached));
    }
    return this.#dependents.get(node);
  }

  /** Whether `node` is computed from `leaf`. @param {number} node @param {number} leaf */
  depends(node, leaf) {
    return this.dependents(leaf).includes(node);
  }
}

/** @param {Node} node @param {(number | string)[] | Float64Array} values */
function recordedValues(node, values) {
  if (!Array.isArray(node.shape)) throw new Error("its shape is missing");
  if (!Array.isArray(values) && !(values instanceof Float64Array))
    throw new Error("its values are missing");
  const n = size(node.shape);
  if (values.length !== n) {
    throw new Error(`shape ${list(node.shape)} needs ${n} values, not ${values.length}`);
  }
  return revive(values);
}

/**
 * Run `task`, naming the node in whatever error it throws.
 *
 * @template T
 * @param {Node} node
 * @param {number} i
 * @param {() => T} task
 */
function naming(node, i, task) {
  try {
    return task();
  } catch (error) {
    throw new Error(`Node ${i} (${node.op}): ${/** @type {Error} */ (error).message}`, {
      cause: error,
    });
  }
}
