// A gate as a dial: empty when it is shut, full when it is open.

import { draw, put } from "./dom.js";

/**
 * A dial around a place, and a function that sets it.
 *
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function dial(x, y, r) {
  const fill = draw("path.u-open");
  const element = draw("g.u-dial", {}, draw("circle", { cx: x, cy: y, r }), fill);
  return { element, set: (/** @type {number} */ value) => put(fill, "d", sector(x, y, r, value)) };
}

/**
 * The part of a circle that is open, clockwise from the top.
 *
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {number} value
 */
export function sector(x, y, r, value) {
  const share = Math.min(1, Math.max(0, value));
  if (!(share > 0)) return "";
  if (share > 0.9999)
    return `M${x} ${y - r}a${r} ${r} 0 1 1 0 ${2 * r}a${r} ${r} 0 1 1 0 ${-2 * r}z`;
  const angle = 2 * Math.PI * share;
  const end = [x + r * Math.sin(angle), y - r * Math.cos(angle)].map((v) => v.toFixed(2));
  return `M${x} ${y}V${y - r}A${r} ${r} 0 ${share > 0.5 ? 1 : 0} 1 ${end.join(" ")}z`;
}
