// Where everything in the graph stands, and the ways between: what a layout has to say.
//
// Two layouts say it: one value in each row (`rows.js`), and blocks of values side by side
// (`blocks.js`).  Which of them, and what stands where, follows from the layout that travels
// in the program; a diagram of several cells is another such layout.

import { BlockPlan } from "./blocks.js";
import { isCrowded } from "./places.js";
import { RowPlan } from "./rows.js";

/**
 * @typedef {object} Spot  the place of a value within its step
 * @property {number} dx  from the middle of the step
 * @property {number} y  middle
 * @property {number} wide
 * @property {number} high  what is kept free for it
 * @property {number} tall  the height it is drawn with
 * @property {number} cell  room for one entry
 * @property {boolean} crowded  whether it stands in a block
 * @property {boolean} legend  whether its name stands above it
 */

/**
 * @typedef {object} Route  the way of an edge
 * @property {string} path
 * @property {number[]} middle  where its word or its weight stands
 * @property {boolean} [aside]  whether it has no room for a word
 * @property {boolean} [quiet]  whether it has a head only when it is lit
 * @property {{wide?: number, high?: number, bare?: boolean}} [chip]  how its weight looks
 */

/**
 * @typedef {object} PlacedBelt
 * @property {string} name
 * @property {number} y
 * @property {{sign: string, by: string[], x: (t: number) => number}[]} marks  what is done on
 *   it, by which values, and where
 */

/**
 * @typedef {object} Plan
 * @property {boolean} crowded  whether values stand side by side
 * @property {boolean} crossed  whether ways may cross
 * @property {boolean} narrow
 * @property {number} spacing  from step to step
 * @property {number} total  width
 * @property {number} height
 * @property {(t: number) => number} x  middle of a step
 * @property {(node: number) => number} at  middle of a node's value
 * @property {(name: string) => Spot} spot
 * @property {(edge: import("../../engine/anatomy.js").Edge) => Route} route
 * @property {PlacedBelt[]} belts
 * @property {import("./measures.js").Measures} measures
 */

/**
 * Lay a program out for a room in units of 1/16 em.
 *
 * @param {import("../../engine/recorded.js").Recorded} recorded
 * @param {import("../../engine/anatomy.js").Anatomy} parts
 * @param {number} room
 * @returns {Plan}
 */
export function planOf(recorded, parts, room) {
  const Kind = isCrowded(parts.blocks) ? BlockPlan : RowPlan;
  return new Kind(recorded, parts, room);
}
