// A family of functions at many numbers at once, by replay; layers of one, too.

import { Named } from "../engine/named.js";

/** @typedef {{value: Float64Array, slope: Float64Array, product: Float64Array}} Layer */

/**
 * What the page knows of a family; see curves/__init__.py.
 *
 * @typedef {object} Family
 * @property {[string, string][]} labels  of the functions
 * @property {string} variable
 * @property {[number, number]} reach
 * @property {Record<string, [number, number]>} windows
 * @property {string[]} groups  of marks
 * @property {string[]} letters  of the marks of a group
 * @property {number} layers
 */

const PARTS = { value: "", slope: "_slope", product: "_product" };

export class Layers {
  /** @param {ConstructorParameters<typeof Named>[0]} program @param {Family} family */
  constructor(program, family) {
    this.named = new Named(program);
    this.family = family;
    this.leaves = [this.named.leaf(family.variable), this.named.leaf("product")];
    const { groups, letters } = family;
    this.points = this.named.recorded(this.leaves[0]).slice(); // x, the marks, the grid
    this.ones = this.named.recorded(this.leaves[1]);
    this.first = 1 + groups.length * letters.length; // of the grid, behind x and the marks
    this.grid = Array.from(this.points.subarray(this.first));
  }

  /**
   * Pass all points through one layer after another: what comes out is fed in again.
   *
   * @param {string} f
   * @returns {Layer[]}
   */
  run(f) {
    const { named } = this;
    const nodes = Object.entries(PARTS).map(([part, suffix]) => [part, named.node(f + suffix)]);
    const { value, product } = Object.fromEntries(nodes);
    const [points, products] = this.leaves;
    named.replay.set(points, this.points);
    named.replay.set(products, this.ones);
    return Array.from({ length: this.family.layers }, () => {
      named.replay.update();
      const copied = nodes.map(([part, node]) => [part, named.values(node).slice()]);
      named.replay.feed([
        [value, points],
        [product, products],
      ]);
      return Object.fromEntries(copied);
    });
  }

  /** Where the marks of a group stand among the points. @param {number} group  from 1 */
  places(group) {
    const { letters } = this.family;
    const from = 1 + (group - 1) * letters.length;
    return letters.map((letter, i) => ({ letter, at: from + i, t: i + 1 }));
  }

  /** The lines of the library that give value and slope. @param {string} f */
  code(f) {
    const { nodes, places, sources } = this.named.program;
    return [PARTS.value, PARTS.slope].map((suffix) => {
      const { fn, line } = places[nodes[this.named.node(f + suffix)].at];
      const { text, line: first } = sources[fn];
      return `${fn.split(".").at(-1)}: ${text.split("\n")[line - first].trim()}`;
    });
  }
}
