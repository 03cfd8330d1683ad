// Where the names of points stand, so that they can be read: beside each other, not upon.

const LETTER = 7.6; // room of a letter, in sixteenths of an em, as drawn at first
const LINE = 15;
const GAP = 8;
const ONE = 6; // points nearer than this have their names in one column

/** @typedef {{x: number, y: number, text: string}} Point  in the units of the drawing */
/** @typedef {{x: number, y: number, anchor: string}} Place */
/** @typedef {{x0: number, x1: number, y0: number, y1: number}} Box */

/**
 * Give each name a place beside its point: of some, the one with least in its way.
 *
 * @param {Point[]} points
 * @param {{left: number, right: number, top: number, bottom: number}} edges
 * @param {number} scale  how much larger letters are than at first
 * @returns {Place[]}
 */
export function placed(points, edges, scale = 1) {
  /** @type {Box[]} */
  const taken = points.map(({ x, y }) => ({ x0: x - 5, x1: x + 5, y0: y - 5, y1: y + 5 }));
  /** @type {Place[]} */
  const places = [];
  for (const column of columns(points)) {
    const tried = candidates(points, column, scale);
    const costs = tried.map(({ box }, k) => cost(box, taken, edges) + k);
    const { x, y, anchor, box } = tried[costs.indexOf(Math.min(...costs))];
    taken.push(box);
    column.forEach((point, i) => {
      places[point] = { x, y: y + i * LINE * scale, anchor };
    });
  }
  return places;
}

/** The points, those that lie in one place together. @param {Point[]} points */
function columns(points) {
  /** @type {number[][]} */
  const found = [];
  points.forEach(({ x, y }, k) => {
    const near = ([first]) => Math.hypot(points[first].x - x, points[first].y - y) < ONE;
    const own = found.find(near);
    if (own) own.push(k);
    else found.push([k]);
  });
  return found;
}

/** Right, left, above and below, and then higher and lower. */
function candidates(points, column, scale) {
  const { x, y } = points[column[0]];
  const width = Math.max(...column.map((k) => points[k].text.length)) * LETTER * scale;
  const line = LINE * scale;
  const height = column.length * line;
  const at = (
    /** @type {string} */ anchor,
    /** @type {number} */ left,
    /** @type {number} */ top,
  ) => {
    const x0 = { start: left, end: left - width, middle: left - width / 2 }[anchor];
    const box = { x0, x1: x0 + width, y0: top, y1: top + height };
    return { x: left, y: top + 0.78 * line, anchor, box };
  };
  const sides = (/** @type {number} */ shift) => [
    at("start", x + GAP, y - height / 2 + shift),
    at("end", x - GAP, y - height / 2 + shift),
  ];
  return [
    ...sides(0),
    at("middle", x, y - GAP - height),
    at("middle", x, y + GAP),
    ...[0.5, -0.5, 1, -1, 2, -2].flatMap((n) => sides(n * (height + line) * 0.5)),
  ];
}

/** How much is in the way of names. @param {Box} box @param {Box[]} taken */
function cost(box, taken, edges) {
  const out =
    Math.max(0, edges.left - box.x0) +
    Math.max(0, box.x1 - edges.right) +
    Math.max(0, edges.top - box.y0) +
    Math.max(0, box.y1 - edges.bottom);
  return taken.reduce((sum, other) => sum + overlap(box, other), 1e3 * out);
}

/** The area that two boxes share. @param {Box} a @param {Box} b */
function overlap(a, b) {
  const wide = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const high = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  return Math.max(0, wide) * Math.max(0, high);
}
