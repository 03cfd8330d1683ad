// Values side by side: gates in blocks, what travels on a belt, and lanes for the ways between.

import { BasePlan } from "./base_plan.js";
import { placesOf } from "./places.js";
import {
  along,
  byTrunk,
  fromAbove,
  fromAfter,
  fromBefore,
  fromBeside,
  fromBlock,
  fromBlockToRow,
  ontoBelt,
  pastBelt,
  upBeside,
  within,
} from "./routes.js";
import { rowRoute } from "./rows.js";

const ENTRY = 8.4; // room for an entry of a block
const BLOCK = 11; // what a block needs besides
const MARKS = 0.41; // of a column: where the first thing is done on a belt, left of the middle
const NEXT_MARK = 0.21; // of a column, to the next

/** In which order edges enter a block, from left to right. */
const ORDER = { before: 0, same: 1, input: 2, after: 3 };

export class BlockPlan extends BasePlan {
  get margin() {
    return 14;
  }

  get crowded() {
    return true;
  }

  get crossed() {
    return true;
  }

  get ways() {
    return this.recorded.program.layout?.belts ?? [];
  }

  /** Every row must fit into a column. */
  least() {
    const { blocks } = this.parts;
    const wide = (row) =>
      row.reduce((sum, [name]) => sum + ENTRY * this.measures.count(name) + BLOCK, 8);
    return Math.max(...blocks.map((row) => (row.length > 1 ? wide(row) : 0)));
  }

  places() {
    const { parts, narrow, spacing, measures } = this;
    const found = placesOf({
      rows: parts.blocks,
      count: (name) => measures.count(name),
      tall: (name) => measures.tall(name),
      belts: this.ways.map(({ name }) => name),
      spacing,
      pitch: narrow ? 46 : 50,
      most: narrow ? 10 : 12,
    });
    const belts = this.ways
      .filter(({ name }) => found.spots.has(name))
      .map(({ name, marks }) => ({
        name,
        y: found.spots.get(name).y,
        marks: marks.map(({ sign, by }, n) => ({ sign, by, x: (t) => this.mark(n, t) })),
      }));
    return { ...found, belts };
  }

  /** Where the n-th thing is done on a belt. */
  mark(n, t) {
    return this.x(t) - this.spacing * (MARKS - NEXT_MARK * n);
  }

  /** The way of an edge: named after where it comes from and where it goes. */
  route(edge) {
    const [from, to] = [this.end(edge.from), this.end(edge.to)];
    const belt = this.belts.find(({ name }) => name === to.name);
    if (belt && from.name === belt.name) return { ...along(from, to), aside: true, quiet: true };
    if (!from.crowded && !to.crowded) return this.betweenRows(edge, from, to);
    const route = to.crowded ? this.intoBlock(edge, from, to) : this.intoRow(edge, from, to, belt);
    return { ...route, aside: true, quiet: true };
  }

  betweenRows(edge, from, to) {
    const same = from.t === to.t && from.name !== this.parts.input;
    if (!same || from.dx === to.dx) return rowRoute(this, from, to, edge.weight);
    return { ...upBeside(from, to), aside: !edge.weight };
  }

  intoRow(edge, from, to, belt) {
    const mark = from.t === to.t ? belt?.marks.find(({ by }) => by.includes(from.name)) : undefined;
    if (mark) return ontoBelt(from, to, { mark: mark.x(to.t), lane: this.lane(from, to) });
    if (!this.isNext(from, to)) return pastBelt(from, to, this.spacing);
    return fromBlockToRow(from, to, this.entry(edge, from, to));
  }

  intoBlock(edge, from, to) {
    const { spacing } = this;
    if (from.t === to.t && this.block(to).includes(from.name)) return within(from, to);
    const entry = this.entry(edge, from, to);
    const chip = edge.weight
      ? { wide: Math.min(19, to.wide / entry.count), high: 16, bare: true }
      : undefined;
    const level = from.crowded && Math.abs(from.y + from.high / 2 - to.y - to.high / 2) < 1;
    const route = {
      before: () => fromBefore(from, to, entry, spacing),
      after: () => fromAfter(from, to, entry, spacing),
      input: () => byTrunk(from, to, entry),
      same: () => {
        if (from.y < to.y - 1 && !from.crowded) return fromAbove(from, to, entry, spacing);
        if (level) return fromBeside(from, to, entry);
        return from.crowded ? fromBlock(from, to, entry) : byTrunk(from, to, entry);
      },
    }[this.origin(from, to)]();
    return { ...route, chip };
  }

  /** The block that a value stands in. */
  block({ name }) {
    return this.parts.blocks.flat().find((names) => names.includes(name)) ?? [];
  }

  /** Whether a value stands in the row right above another. */
  isNext(from, to) {
    const row = ({ name }) => this.parts.blocks.findIndex((row) => row.flat().includes(name));
    return row(to) === row(from) + 1;
  }

  /** Where an edge comes from: from the input, this step, the one before or the one after. */
  origin(from, to) {
    if (from.name === this.parts.input) return "input";
    if (from.t === to.t) return "same";
    return from.x < to.x ? "before" : "after";
  }

  /** The lane that an edge runs in: memory runs beside the state. */
  lane(from, to) {
    const origin = this.origin(from, to);
    if (origin === "input") return 0;
    if (origin === "same") return 2;
    const travels = this.belts.some(({ name }) => name === from.name);
    return travels && from.name !== this.recorded.called("state") ? 2 : 1;
  }

  /** Where an edge enters, beside the others that enter there. */
  entry(edge, from, to) {
    const { nodes } = this.recorded;
    const block = this.block(to);
    const inside = (/** @type {any} */ { name, t }) => t === to.t && block.includes(name);
    const all = this.parts.edges.filter(
      (other) => other.to === edge.to && !inside(nodes[other.from]),
    );
    const rank = (other) => ORDER[this.origin(this.end(other.from), to)];
    const order = all.sort((p, q) => rank(p) - rank(q) || p.from - q.from);
    const slot = (order.indexOf(edge) + 0.5) / order.length;
    return { slot, lane: this.lane(from, to), chip: Boolean(edge.weight), count: order.length };
  }
}
