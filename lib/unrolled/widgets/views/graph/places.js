// Where the values of a crowded step stand: gates side by side, each over what it is made of,
// with lanes for what comes from below and from the left.

const CAPSULE = 30; // height, with gradients below the values
const BETWEEN = 8; // two capsules of a block
const LEGEND = 25; // the name over a block, and room for what leaves it
export const CHIPS = 17; // the weights under a block
const LANES = 12; // what runs under them
const TOP = 71; // the middle of the highest row
const GAP = 6; // between two blocks; its lanes are for what goes up
const ROW = 34; // what a row with one value keeps free
const BELT = 7; // a belt stands lower: the name of its start is above it
const INPUT = 22; // from the lowest lane to the middle of the inputs

/** @typedef {import("./plan.js").Spot} Spot */

/**
 * @typedef {object} Asked
 * @property {string[][][]} rows  from the bottom up; blocks side by side, names from the top
 * @property {(name: string) => number} count  entries of a value
 * @property {(name: string) => number} [tall]  height of a capsule that has a row to itself
 * @property {string[]} belts  names of what travels
 * @property {number} spacing  of the steps
 * @property {number} pitch  of rows with one value
 * @property {number} most  room for one entry, at most
 */

/** Whether a layout needs more than one value in a row, or more than one row in a block. */
export const isCrowded = (rows) => rows.some((row) => row.length > 1 || row[0].length > 1);

/**
 * @param {Asked} asked
 * @returns {{spots: Map<string, Spot>, floor: number}}
 */
export function placesOf(asked) {
  /** @type {Map<string, Spot>} */
  const spots = new Map();
  let y = TOP;
  let bottom = 0; // of what stands above
  for (const row of [...asked.rows].reverse()) {
    if (isCrowded([row])) {
      blocksAt(asked, row, bottom, spots);
      bottom += LEGEND + tallest(row) + CHIPS + LANES;
      y = bottom + LEGEND;
    } else {
      const [[name]] = row;
      if (asked.belts.includes(name)) y += BELT;
      spots.set(name, alone(asked, name, y));
      bottom = y + ROW / 2;
      y += asked.pitch;
    }
  }
  return { spots, floor: bottom + INPUT };
}

const height = (block) => block.length * (CAPSULE + BETWEEN) - BETWEEN;
const tallest = (row) => Math.max(...row.map(height));

/**
 * A value with a row to itself; one that travels stands a little to the right.
 *
 * @param {Asked} asked
 * @param {string} name
 * @param {number} y
 * @returns {Spot}
 */
function alone({ count, tall, belts, spacing, most }, name, y) {
  const cell = Math.min(most, (spacing - 18) / count(name));
  return {
    dx: belts.includes(name) ? spacing / 6 : 0,
    y,
    wide: count(name) * cell + 8,
    high: ROW,
    tall: tall?.(name) ?? ROW,
    cell,
    crowded: false,
    legend: false,
  };
}

/** The blocks of a row stand on one line, under what stands above. */
function blocksAt({ count, spacing, most }, row, above, spots) {
  const room = (spacing - 8 - GAP * (row.length - 1)) / row.length;
  row.forEach((block, n) => {
    const top = above + LEGEND + tallest(row) - height(block);
    block.forEach((name, k) => {
      const cell = Math.min(most, (room - 6) / count(name));
      spots.set(name, {
        dx: (n - (row.length - 1) / 2) * (room + GAP),
        y: top + k * (CAPSULE + BETWEEN) + CAPSULE / 2,
        wide: count(name) * cell + 6,
        high: CAPSULE,
        tall: CAPSULE,
        cell,
        crowded: true,
        legend: k === 0,
      });
    });
  });
}
