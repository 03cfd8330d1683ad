// What stretches over a chart: curves, bands, and landscapes.

import { draw, put } from "./dom.js";

const FAR = 4000; // sixteenths of an em, far outside any chart
const DEEPEST = 0.75; // opacity

/** @typedef {import("./chart.js").Chart} Chart */

/**
 * A curve; it breaks where a number is not finite, or not above 0 on a logarithmic axis.
 *
 * @param {Chart} chart
 * @param {string} name
 * @param {string} role
 * @param {string} [look]
 */
export function curve(chart, name, role, look = "") {
  const path = draw(`path.u-trace${look}`, { "data-name": name });
  path.style.setProperty("--u-c", `var(--u-${role})`);
  chart.traces.append(path);
  /** @type {(x: number, axis: import("./scale.js").Axis) => boolean | undefined} */
  const fits = (x, axis) => Number.isFinite(x) && (!axis.log || x > 0);
  const trace = chart.item(
    (/** @type {ArrayLike<number>[]} */ [xs, ys]) => {
      let last = null;
      let d = "";
      for (let i = 0; i < xs.length; i++) {
        if (!fits(xs[i], chart.x) || !fits(ys[i], chart.y)) last = null;
        else {
          const [x, y] = near(chart.left(xs[i]), chart.top(ys[i]), last);
          d += `${last ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`;
          last = [x, y];
        }
      }
      put(path, "d", d);
    },
    /** @type {ArrayLike<number>[]} */ ([[], []]),
  );
  const set = (/** @type {ArrayLike<number>[]} */ ...data) => trace(data);
  return { set, element: path };
}

/**
 * A place not too far out of sight, in the same direction from the last one: what explodes
 * would make a drawing of many kilometres, which browsers and readers of pages choke on.
 *
 * @param {number} x
 * @param {number} y
 * @param {number[] | null} last
 */
function near(x, y, last) {
  const [x0, y0] = last ?? [0, 0];
  const shorter = Math.min(1, FAR / Math.max(Math.abs(x - x0), Math.abs(y - y0)));
  return [x0 + (x - x0) * shorter, y0 + (y - y0) * shorter];
}

/** A shaded band between two numbers of the x axis; infinite ends reach the edge. @param {Chart} chart */
export function band(chart) {
  const box = draw("rect.u-shade");
  chart.back.append(box);
  const shade = chart.item(
    (/** @type {number[]} */ ends) => {
      const { left, right, top, bottom } = chart.edges;
      const [a, b] = ends
        .map((x) => Math.max(left, Math.min(right, chart.left(x))))
        .sort((p, q) => p - q);
      const sides = { x: a, y: top, width: b - a, height: bottom - top };
      for (const [key, value] of Object.entries(sides)) put(box, key, value);
    },
    [0, 0],
  );
  const set = (/** @type {number[]} */ ...ends) => shade(ends);
  return { set, element: box };
}

/**
 * A landscape: cells shaded in the colour of a role, the deeper the nearer to 1.
 *
 * @param {Chart} chart
 * @param {string} role
 * @param {number} [levels]
 */
export function field(chart, role, levels = 14) {
  const paths = Array.from({ length: levels }, (_, k) => {
    const path = draw("path.u-depth", { "fill-opacity": shadeOf(k, levels).toFixed(3) });
    path.style.setProperty("--u-c", `var(--u-${role})`);
    return path;
  });
  chart.back.append(...paths);
  const shade = chart.item(
    ([xs, ys, depths]) => {
      const lefts = xs.map((x) => Math.round(chart.left(x)));
      const tops = ys.map((y) => Math.round(chart.top(y)));
      const parts = paths.map(() => /** @type {string[]} */ ([]));
      for (let j = 0; j + 1 < ys.length; j++)
        for (let i = 0; i + 1 < xs.length; i++) {
          const level = levelOf(depths[j * (xs.length - 1) + i], levels);
          const [w, h] = [lefts[i + 1] - lefts[i], tops[j + 1] - tops[j]];
          parts[level]?.push(`M${lefts[i]} ${tops[j]}h${w}v${h}h${-w}z`);
        }
      paths.forEach((path, k) => put(path, "d", parts[k].join("")));
    },
    /** @type {[number[], number[], ArrayLike<number>]} */ ([[0, 1], [0, 1], [0]]),
  );
  /** `depths` has one number for each cell between neighbours of `xs` and `ys`. */
  const set = (
    /** @type {number[]} */ xs,
    /** @type {number[]} */ ys,
    /** @type {ArrayLike<number>} */ depths,
  ) => shade([xs, ys, depths]);
  return { set, levels };
}

const levelOf = (/** @type {number} */ depth, /** @type {number} */ levels) =>
  Math.ceil(Math.min(1, depth) * levels) - 1;

/** How opaque a level is. @param {number} level @param {number} levels */
const shadeOf = (level, levels) => (DEEPEST * (level + 1)) / levels;

/** How opaque a landscape is where it has this depth. @param {number} depth @param {number} levels */
export const opacityOf = (depth, levels) => shadeOf(levelOf(depth, levels), levels);
