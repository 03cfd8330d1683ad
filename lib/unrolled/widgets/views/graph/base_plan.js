// What both layouts share: input and target, the steps, and which way time runs for a state.

import { columnsOf, middlesOf } from "./columns.js";
import { Measures } from "./measures.js";

const TOP = 14; // middle of the losses
const UNDER = 18; // below the middle of the inputs
const TILE = 30; // a letter that is read
const LOSS = 28; // a letter that should have come

/** @typedef {import("./plan.js").Spot} Spot */

export class BasePlan {
  /**
   * @param {import("../../engine/recorded.js").Recorded} recorded
   * @param {import("../../engine/anatomy.js").Anatomy} parts
   * @param {number} room
   */
  constructor(recorded, parts, room) {
    this.recorded = recorded;
    this.parts = parts;
    this.measures = new Measures(recorded, parts);
    this.late = new Set(parts.start.filter((i) => this.isLate(i)));
    const least = this.least(room);
    const ends = this.late.size > 0;
    const starts = parts.start.length > this.late.size;
    const columns = columnsOf({ room, steps: recorded.steps, starts, ends, least });
    this.narrow = columns.narrow;
    this.spacing = columns.spacing;
    this.total = columns.total;
    const { spots, floor, belts = [] } = this.places();
    this.spots = spots;
    this.belts = belts;
    this.height = floor + UNDER;
    if (parts.input) spots.set(parts.input, tile(floor, TILE));
    if (parts.target) spots.set(parts.target, tile(TOP, LOSS));
    const own = parts.start.map((i) => this.spot(recorded.nodes[i].name).wide);
    const { x, over } = middlesOf(columns, this.margin, Math.max(0, ...own));
    this.x = x;
    this.total += over;
    this.after = this.total - Math.max(0, ...own) / 2 - 6;
  }

  // ---- what each of the two layouts says --------------------------------------------

  /** What the names of the rows need before the start. @returns {number} */
  get margin() {
    throw new Error("A layout says how wide its margin is.");
  }

  /** Room for a column, at least. @param {number} _room @returns {number} */
  least(_room) {
    throw new Error("A layout says what a column needs.");
  }

  /**
   * Where the values of a step stand, and the middle of the inputs.
   *
   * @returns {{spots: Map<string, Spot>, floor: number, belts?: import("./plan.js").PlacedBelt[]}}
   */
  places() {
    throw new Error("A layout says where values stand.");
  }

  /** Whether ways may cross: not where a single one leads from step to step. */
  get crossed() {
    const { nodes } = this.recorded;
    const over = this.parts.edges.filter(({ from, to }) => nodes[from].t !== nodes[to].t);
    return over.length > new Set(over.map(({ to }) => nodes[to].t)).size;
  }

  // ---- where things stand -----------------------------------------------------------

  /** Whether a start is that of a state which travels from the last step to the first. */
  isLate(i) {
    const { nodes, steps } = this.recorded;
    const used = this.parts.edges.filter(({ from }) => from === i).map(({ to }) => nodes[to].t);
    return steps > 1 && used.length > 0 && used.every((t) => t === steps);
  }

  /** @param {string} name @returns {Spot} */
  spot(name) {
    return this.spots.get(name);
  }

  /** The middle of the step of a node, or of its start. @param {number} i */
  at(i) {
    return this.late.has(i) ? this.after : this.x(this.recorded.nodes[i].t);
  }

  /** An end of an edge: the place of its value, and the middle of its step. */
  end(i) {
    const { name, t } = this.recorded.nodes[i];
    const spot = this.spot(name);
    return { ...spot, dx: t ? spot.dx : 0, x: this.at(i), name, t };
  }
}

/** @returns {Spot} */
const tile = (y, size) => ({
  dx: 0,
  y,
  wide: size,
  high: size,
  tall: size,
  cell: size,
  crowded: false,
  legend: false,
});
