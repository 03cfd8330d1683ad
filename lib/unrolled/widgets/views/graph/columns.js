// The columns of the steps: how far apart they are, and what stands left and right of them.

const PHONE = 400; // a narrower room is that of a phone
const LAST = 0.43; // of a column, right of the last step: there the scrubber turns
const APART = 3; // between a start and the first step, at least
const CLEAR = 3; // between the names of the rows and a start, where there is room
const SHIFT = 0.08; // of a column: steps stand a little left, away from what stands after them

/**
 * @typedef {object} Columns
 * @property {boolean} narrow
 * @property {number} spacing  from step to step
 * @property {number} total  width of the diagram
 * @property {number} left  what the names of the rows and the start need
 * @property {number} steps
 */

/**
 * @param {object} asked
 * @param {number} asked.room  in units of 1/16 em
 * @param {number} asked.steps
 * @param {boolean} asked.starts  whether a state stands before the first step
 * @param {boolean} asked.ends  whether one stands after the last, for what reads backward
 * @param {number} asked.least  room for a column, at least
 * @returns {Columns}
 */
export function columnsOf({ room, steps, starts, ends, least }) {
  const narrow = room < PHONE;
  const state = narrow ? 27 : 36;
  const left = starts ? state : 6;
  const right = (narrow ? 28 : 26) + (ends ? state : 0);
  const spacing = Math.max(least, (room - left - right) / (steps + LAST));
  const total = Math.max(room, left + right + spacing * (steps + LAST));
  return { narrow, spacing, total, left, steps };
}

/**
 * Where the middles of the steps are; that of step 0 is where the start stands.
 *
 * @param {Columns} columns
 * @param {number} before  what stands before the start: the names of the rows
 * @param {number} widest  of the starts
 * @returns {{x: (t: number) => number, over: number}} `over` is how much wider all becomes, where
 *   a wide start pushes the steps to the right
 */
export function middlesOf({ narrow, spacing, left }, before, widest) {
  const first = left + spacing * (1 - SHIFT) + (narrow ? 4 : 2);
  const room = first - APART - before - 1.5 * widest; // that nothing needs
  const start = Math.max(left, before + widest / 2 + Math.max(0, Math.min(CLEAR, room)));
  const over = widest ? Math.max(0, start + widest + APART - first) : 0;
  return { x: (t) => (t === 0 ? start : first + over + spacing * (t - 1)), over };
}
