// Where the values of a crowded step stand, and the ways between them: gates side by side,
// each over what it is made of, with lanes for what comes from below and from the left.

const CAPSULE = 30; // height, with gradients below the values
const BETWEEN = 8; // two capsules of a block
const LEGEND = 21; // the name over a block, and room for what leaves it
const CHIPS = 17; // the weights under a block
const LANES = 12; // what runs under them
const TOP = 71; // the middle of the highest row
const GAP = 6; // between two blocks; its lanes are for what goes up

/**
 * @typedef {object} Spot
 * @property {number} dx  from the middle of the step
 * @property {number} y  middle
 * @property {number} high
 * @property {number} wide
 * @property {number} cell  room for one entry
 * @property {boolean} crowded  whether it stands in a block
 * @property {boolean} legend  whether its name stands above it
 */

/** Whether a layout needs more than one value in a row, or more than one row in a block. */
export const isCrowded = (rows) => rows.some((row) => row.length > 1 || row[0].length > 1);

/**
 * @param {object} asked
 * @param {string[][][]} asked.rows  from the bottom up; blocks side by side, names from the top
 * @param {(name: string) => number} asked.count  entries of a value
 * @param {string | undefined} asked.belt
 * @param {number} asked.spacing  of the steps
 * @param {number} asked.pitch  of rows with one value
 * @param {number} asked.most  room for one entry, at most
 * @returns {{spots: Map<string, Spot>, floor: number}}
 */
export function placesOf({ rows, count, belt, spacing, pitch, most }) {
  const spots = new Map();
  let y = TOP;
  let bottom = 0; // of what stands above
  for (const row of [...rows].reverse()) {
    if (!isCrowded([row])) {
      const [[name]] = row;
      if (name === belt) y += 7; // the name of its start stands above it
      const cell = Math.min(most, (spacing - 18) / count(name));
      const dx = name === belt ? spacing / 6 : 0;
      spots.set(name, {
        dx,
        y,
        high: 34,
        wide: count(name) * cell + 8,
        cell,
        crowded: false,
        legend: false,
      });
      bottom = y + 17;
      y += pitch;
      continue;
    }
    const height = (block) => block.length * (CAPSULE + BETWEEN) - BETWEEN;
    const tallest = Math.max(...row.map(height));
    const room = (spacing - 8 - GAP * (row.length - 1)) / row.length;
    row.forEach((block, n) => {
      const top = bottom + LEGEND + tallest - height(block);
      const dx = (n - (row.length - 1) / 2) * (room + GAP);
      block.forEach((name, k) => {
        const cell = Math.min(most, (room - 6) / count(name));
        const middle = top + k * (CAPSULE + BETWEEN) + CAPSULE / 2;
        const wide = count(name) * cell + 6;
        spots.set(name, {
          dx,
          y: middle,
          high: CAPSULE,
          wide,
          cell,
          crowded: true,
          legend: k === 0,
        });
      });
    });
    bottom += LEGEND + tallest + CHIPS + LANES;
    y = bottom + LEGEND;
  }
  return { spots, floor: bottom + 22 };
}

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

/**
 * The way of an edge that ends in a crowded value, or on the belt.
 *
 * @param {object} asked
 * @param {Spot & {x: number}} asked.from  with the middle of its step
 * @param {Spot & {x: number}} asked.to
 * @param {boolean} asked.before  whether it comes from the step before
 * @param {boolean} asked.block  whether both stand in one block
 * @param {number} asked.slot  which of those that enter from below, in shares of the width
 * @param {number} asked.lane  which lane of its kind
 * @param {boolean} asked.chip  whether a weight stands where it enters
 * @param {number | undefined} asked.mark  where it meets the belt
 * @param {number} asked.spacing
 * @returns {{points: number[][], middle: number[]}}
 */
export function wayOf({ from, to, before, block, slot, lane, chip, mark, spacing }) {
  const at = from.x + from.dx;
  const [right, top] = [at + from.wide / 2, from.y - from.high / 2];
  const bottom = to.y + to.high / 2;
  if (block) {
    const points = [
      [at, top],
      [at, bottom],
    ];
    return { points, middle: [at, (top + bottom) / 2] };
  }
  if (!to.crowded) {
    // up to the belt, or beside it to what stands above
    const exit = top - (from.legend ? 15 : 1);
    const beside = mark === undefined;
    const side = to.x + spacing / 2 - 3;
    const end = beside ? [to.x + to.dx + to.wide / 2 + 5, to.y] : [mark, to.y + 11];
    const direct = from.y - from.high < to.y + to.high / 2 + 60 && !beside;
    const up = beside ? side : to.x + 1.5;
    const start = beside ? right - 5 : at > to.x ? at - from.wide / 2 + 5 : right - 5;
    const own = clamp(mark ?? at, at, from.wide);
    const under = to.y + to.high / 2 + 6 + 4 * lane;
    const points = beside
      ? [[start, exit], [start, exit - 4], [up, exit - 4], [up, end[1]], end]
      : direct
        ? [[own, exit], [own, under], [mark, under], end]
        : [[start, exit], [start, exit - 4], [up, exit - 4], [up, under], [mark, under], end];
    return { points, middle: end };
  }
  const enter = to.x + to.dx - to.wide / 2 + to.wide * slot;
  const end = bottom + (chip ? CHIPS + 2 : 4);
  const level = bottom + CHIPS + 5 + 3 * lane;
  const middle = [enter, bottom + CHIPS / 2 + 0.5];
  if (before) {
    const gap = to.x - spacing / 2 + 3 * lane - 2;
    return {
      points: [
        [right + 2, from.y],
        [gap, from.y],
        [gap, level],
        [enter, level],
        [enter, end],
      ],
      middle,
    };
  }
  if (from.y < to.y - 1 && !from.crowded) {
    // down from the belt, along the right
    const side = to.x + spacing / 2 - 1;
    return {
      points: [
        [right, from.y],
        [side, from.y],
        [side, level],
        [enter, level],
        [enter, end],
      ],
      middle,
    };
  }
  if (from.crowded && Math.abs(from.y + from.high / 2 - bottom) < 1) {
    const out = right - 5;
    const under = bottom + 6;
    return {
      points: [
        [out, bottom + 1],
        [out, chip ? level : under + 4],
        [enter, chip ? level : under + 4],
        [enter, end],
      ],
      middle,
    };
  }
  if (from.crowded) {
    const exit = top - 15;
    return {
      points: [
        [at, exit],
        [at, exit - 3],
        [enter, exit - 3],
        [enter, end],
      ],
      middle,
    };
  }
  const trunk = from.x - 1.5;
  return {
    points: [
      [trunk, top],
      [trunk, level],
      [enter, level],
      [enter, end],
    ],
    middle,
  };
}

const clamp = (x, middle, wide) =>
  Math.max(middle - wide / 2 + 4, Math.min(middle + wide / 2 - 4, x));
