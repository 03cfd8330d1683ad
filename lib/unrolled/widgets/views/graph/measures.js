// How much room the values of a program ask for, whatever the layout.

const TALL = 34; // a capsule with two rows in it
const LOW = 21;
const CHIP = 19; // the block of a weight with one letter
const RAISED = 6; // and for each that stands raised beside it

/** @param {string[]} labels */
const longest = (labels) => Math.max(1, ...labels.map((label) => [...label].length));

/** What stands below an entry: its letter; of words the first ones. @param {string[]} labels */
export const initials = (labels) =>
  longest(labels) < 4 ? labels : labels.map((label) => [...label][0]);

export class Measures {
  /**
   * @param {import("../../engine/recorded.js").Recorded} recorded
   * @param {import("../../engine/anatomy.js").Anatomy} parts
   */
  constructor(recorded, parts) {
    this.recorded = recorded;
    this.letteredRow = parts.rows.findLast((name) => this.labels(name) !== null);
  }

  /** A node of that name: of the last step that has one, or of the start. */
  node(name) {
    const { recorded } = this;
    for (let t = recorded.steps; t >= 0; t--) {
      const i = recorded.find(name, t);
      if (i !== undefined) return i;
    }
    return undefined;
  }

  /** How many entries a value has. */
  count(name) {
    const i = this.node(name);
    return i === undefined ? 0 : this.recorded.values(i).length;
  }

  /** The letters that the entries of a value stand for, or null. */
  labels(name) {
    const i = this.node(name);
    return i === undefined ? null : this.recorded.labelsOf(i, 0);
  }

  /** How many letters the longest label of a node has. */
  longest(i) {
    return longest(this.recorded.labelsOf(i, 0) ?? []);
  }

  /** Whether a row shows the letters of its entries: the probabilities, or what comes last. */
  lettered(name) {
    return name === this.letteredRow;
  }

  /** Height of a capsule: two rows where letters or gradients stand below the values. */
  tall(name) {
    const i = this.node(name);
    const graded = i !== undefined && this.recorded.gradients.has(i);
    return this.lettered(name) || graded ? TALL : LOW;
  }

  /** How wide the block of a weight is: what stands raised beside its letter lies in it. */
  chip(weight) {
    const { glyph = weight, sup = "" } = this.recorded.symbols[weight] ?? {};
    const raised = [...(glyph + sup).replace(/\p{M}|[⁽⁾]/gu, "")].length - 1;
    return raised ? CHIP - 2 + RAISED * raised : CHIP;
  }
}
