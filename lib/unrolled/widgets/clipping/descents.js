// Three ways down the cliff, by replaying one step of each, and the land they go through.

import { Named } from "../engine/named.js";

export const WAYS = [
  ["free", "loss", "without clipping"],
  ["by_norm", "recurrent", "by norm"],
  ["by_value", "output", "by value"],
];
const CELLS = [56, 44];

/** @typedef {{u: number, b: number, L: number, norm: number}} Place */

const range = (count, /** @type {number[]} */ [from, to]) =>
  Array.from({ length: count + 1 }, (_, k) => from + (k * (to - from)) / count);

/** How deep the land is coloured where the loss is L: from 0 to 1. @param {number} L */
export const depthOf = (L) => Math.sqrt(L / 2);

export class Descents {
  /** @param {ConstructorParameters<typeof Named>[0]} program  one step, three ways */
  constructor(program) {
    this.named = new Named(program);
  }

  /** The edges of the cells of a map, and how deep each is at its middle. */
  survey(/** @type {{u: number[], b: number[]}} */ map) {
    const [us, bs] = [range(CELLS[0], map.u), range(CELLS[1], map.b)];
    const middle = (edges, k) => (edges[k] + edges[k + 1]) / 2;
    const depths = new Float64Array(CELLS[0] * CELLS[1]);
    for (let j = 0; j < CELLS[1]; j++)
      for (let i = 0; i < CELLS[0]; i++) {
        this.named.set({ u: middle(us, i), b: middle(bs, j) });
        depths[j * CELLS[0] + i] = depthOf(this.named.value("L"));
      }
    return { us, bs, depths };
  }

  /**
   * Follow all ways from one place.
   *
   * @param {{u: number, b: number}} start
   * @param {Record<string, number>} settings
   * @param {number} steps
   * @returns {Place[][]}
   */
  follow(start, settings, steps) {
    const { named } = this;
    return WAYS.map(([name]) => {
      let { u, b } = start;
      return Array.from({ length: steps + 1 }, () => {
        named.set({ u, b, ...settings });
        const place = { u, b, L: named.value("L"), norm: named.value("norm") };
        [u, b] = named.values(name);
        return place;
      });
    });
  }
}
