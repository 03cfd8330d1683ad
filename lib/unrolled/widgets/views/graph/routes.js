// The ways of edges, one function for each.  All go from the border of one value to that of
// another; what they pass is known from the rows and lanes.

import { CHIPS } from "./places.js";

const HEAD = 4; // before the head of an arrow
const LANE = 3; // between lines that run side by side
const LEGEND = 15; // the name over a block; what leaves the block passes above it
const BELOW = 5; // the highest lane under the weights of a block

/**
 * @typedef {import("./plan.js").Spot & {x: number, name: string, t: number}} End  with the
 *   middle of its step
 * @typedef {import("./plan.js").Route} Route
 *
 * @typedef {object} Entry  where and how an edge enters a block from below
 * @property {number} slot  which of those that enter, in shares of the width
 * @property {number} lane  which lane of its kind
 * @property {boolean} chip  whether a weight stands where it enters
 */

/**
 * A line through points, with round corners.
 *
 * @param {number[][]} points
 * @param {number} [radius]
 */
export function bent(points, radius = 5) {
  const toward = (/** @type {number[]} */ [x, y], /** @type {number[]} */ [u, v], by) => {
    const far = Math.hypot(u - x, v - y) || 1;
    const share = Math.min(by, far / 2) / far;
    return [x + (u - x) * share, y + (v - y) * share];
  };
  const text = (/** @type {number[]} */ [x, y]) =>
    `${Number(x.toFixed(2))} ${Number(y.toFixed(2))}`;
  const inner = points.slice(1, -1).map((corner, n) => {
    const [before, after] = [points[n], points[n + 2]];
    const [into, out] = [toward(corner, before, radius), toward(corner, after, radius)];
    return `L${text(into)}Q${text(corner)} ${text(out)}`;
  });
  return `M${text(points[0])}${inner.join("")}L${text(points.at(-1))}`;
}

// ---- in a step of single rows, and between such rows ----------------------------------

/** From another step to this one: from the left or, where time runs back, from the right. */
export function over(from, to, gap) {
  const way = Math.sign(to.x - from.x);
  const out = from.x + from.dx + way * (from.wide / 2 + 2 + gap);
  const into = to.x + to.dx - (way * to.wide) / 2;
  const middle = (out - way * (2 + gap) + into) / 2;
  const [y0, y1] = [from.y, to.y];
  return {
    middle: [middle, (y0 + y1) / 2 + 1],
    path: `M${out} ${y0}C${middle + way * 2} ${y0} ${middle - way * 2} ${y1} ${into - way * 5} ${y1}`,
  };
}

/**
 * Around the right of what lies between, as wide as the widest of it.  Its weight stands where
 * it ends, if that place is `free`: of several such ways, the middles lie side by side.
 */
export function around(from, to, gap, widest, { ends, free }) {
  const side = to.x + widest / 2 + 6;
  const start = to.x + from.wide / 2 + 1 + gap;
  const end = to.y + (ends ? 11 : to.tall / 2 + HEAD);
  const y = from.y;
  return {
    aside: true,
    middle: free ? [to.x + 2, end + 3] : [side, (y + to.y) / 2],
    path: `M${start} ${y}Q${side} ${y} ${side} ${y - 12}V${end + 8}Q${side} ${end} ${side - 9} ${end - 1}`,
  };
}

/** Straight up to the row above; its word stands `beside` it. */
export function upward(from, to, gap, beside) {
  const [low, high] = [from.y - from.tall / 2, to.y + to.tall / 2];
  return {
    middle: [to.x + beside, (low + high) / 2],
    path: `M${to.x} ${low - gap}V${high + HEAD}`,
  };
}

/** Straight up, where one of the two stands to the right of the middle. */
export function upBeside(from, to) {
  const x = to.x + Math.max(from.dx, to.dx) * 0.7;
  return {
    path: `M${x} ${from.y - from.high / 2 - 3}V${to.y + to.high / 2 + HEAD}`,
    middle: [x + 15, (from.y + to.y) / 2],
  };
}

// ---- on the belt ----------------------------------------------------------------------

/** From one step to the next on the belt. */
export function along(from, to) {
  const way = Math.sign(to.x - from.x);
  const out = from.x + from.dx + way * (from.wide / 2 + 2);
  const into = to.x + to.dx - way * (to.wide / 2 + 5);
  return { path: `M${out} ${from.y}H${into}`, middle: [out, from.y] };
}

const above = (from) => from.y - from.high / 2 - (from.legend ? LEGEND : 1);

/** Out of a block by one of its upper corners, then `up` to a height. */
const byCorner = (start, exit, up, y) => [
  [start, exit],
  [start, exit - 4],
  [up, exit - 4],
  [up, y],
];

/** Up to where something is done on the belt. */
export function ontoBelt(from, to, { mark, lane }) {
  const at = from.x + from.dx;
  const exit = above(from);
  const under = to.y + to.high / 2 + 6 + 4 * lane;
  const end = [mark, to.y + 11];
  const near = from.y - from.high < to.y + to.high / 2 + 60;
  if (near) {
    const own = clamp(mark, at, from.wide);
    return bentTo([[own, exit], [own, under], [mark, under], end]);
  }
  const corner = at > to.x ? at - from.wide / 2 + 5 : at + from.wide / 2 - 5;
  return bentTo([...byCorner(corner, exit, to.x + 1.5, under), [mark, under], end]);
}

/** Up along the right of the step, past the belt, and into the side of what stands above. */
export function pastBelt(from, to, spacing) {
  const corner = from.x + from.dx + from.wide / 2 - 5;
  const end = [to.x + to.dx + to.wide / 2 + 5, to.y];
  return bentTo([...byCorner(corner, above(from), to.x + spacing / 2 - 3, end[1]), end]);
}

const bentTo = (points) => ({ path: bent(points), middle: points.at(-1) });

const clamp = (x, middle, wide) =>
  Math.max(middle - wide / 2 + 4, Math.min(middle + wide / 2 - 4, x));

// ---- to a block, and from a block to the row above it -----------------------------------

/** From a value of a block to the one above it in the same block. */
export function within(from, to) {
  const at = from.x + from.dx;
  const [top, bottom] = [from.y - from.high / 2, to.y + to.high / 2];
  return {
    path: bent([
      [at, top],
      [at, bottom],
    ]),
    middle: [at, (top + bottom) / 2],
  };
}

/** Where an edge enters from below: its column, its lane, its end. */
function gate(to, { slot, lane, chip }) {
  const bottom = to.y + to.high / 2;
  return {
    enter: to.x + to.dx - to.wide / 2 + to.wide * slot,
    level: bottom + CHIPS + BELOW + LANE * lane,
    end: bottom + (chip ? CHIPS + 2 : HEAD),
    bottom,
  };
}

/** Along `points`, and in through the gate. */
function entering({ enter, end, bottom }, points) {
  const middle = [enter, bottom + CHIPS / 2 + 0.5];
  return { path: bent([...points, [enter, end]]), middle };
}

/** Out of a value to the next column: by its side or, from a block, over its name. */
function sideways(from, way, between) {
  const at = from.x + from.dx;
  if (!from.crowded || !from.t) {
    const y = from.y;
    return [
      [at + way * (from.wide / 2 + 2), y],
      [between, y],
    ];
  }
  const exit = above(from);
  return [
    [at, exit],
    [at, exit - 3],
    [between, exit - 3],
  ];
}

/** From the step before, down or up between the steps, and along under the block. */
export function fromBefore(from, to, entry, spacing) {
  const own = gate(to, entry);
  const between = to.x - spacing / 2 + LANE * entry.lane - 2;
  const way = [
    [between, own.level],
    [own.enter, own.level],
  ];
  return entering(own, [...sideways(from, 1, between), ...way]);
}

/** From the step after: the same on the other side. */
export function fromAfter(from, to, entry, spacing) {
  const own = gate(to, entry);
  const between = to.x + spacing / 2 - LANE * entry.lane + 2;
  const way = [
    [between, own.level],
    [own.enter, own.level],
  ];
  return entering(own, [...sideways(from, -1, between), ...way]);
}

/** Down from a row above, along the right of the step. */
export function fromAbove(from, to, entry, spacing) {
  const own = gate(to, entry);
  const side = to.x + spacing / 2 - 1;
  return entering(own, [
    [from.x + from.dx + from.wide / 2, from.y],
    [side, from.y],
    [side, own.level],
    [own.enter, own.level],
  ]);
}

/** From the block beside it, down between the two and up. */
export function fromBeside(from, to, entry) {
  const own = gate(to, entry);
  const out = from.x + from.dx + from.wide / 2 - 5;
  const level = entry.chip ? own.level : own.bottom + 6 + HEAD;
  return entering(own, [
    [out, own.bottom + 1],
    [out, level],
    [own.enter, level],
  ]);
}

/** From a block below, up over its name. */
export function fromBlock(from, to, entry) {
  const own = gate(to, entry);
  const at = from.x + from.dx;
  const exit = from.y - from.high / 2 - LEGEND;
  return entering(own, [
    [at, exit],
    [at, exit - 3],
    [own.enter, exit - 3],
  ]);
}

/** From a row below: up the trunk of the step, and along under the block. */
export function byTrunk(from, to, entry) {
  const own = gate(to, entry);
  const trunk = from.x - 1.5;
  return entering(own, [
    [trunk, from.y - from.high / 2],
    [trunk, own.level],
    [own.enter, own.level],
  ]);
}

/** From a block up into the row right above it. */
export function fromBlockToRow(from, to, { slot }) {
  const at = from.x + from.dx;
  const exit = from.y - from.high / 2 - LEGEND;
  const enter = to.x + to.dx - to.wide / 2 + to.wide * slot;
  const end = to.y + to.high / 2 + HEAD;
  const level = (exit + end) / 2;
  const middle = [at, exit - (exit - level) / 2];
  return {
    path: bent([
      [at, exit],
      [at, level],
      [enter, level],
      [enter, end],
    ]),
    middle,
  };
}
