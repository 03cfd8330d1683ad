// A function of each entry as a curve with a point for each; going back, its slope as well.

import { primitive } from "../engine/scalars.js";
import { draw, make, put } from "../kit/dom.js";

/**
 * @param {import("./cells.js").Cells} board
 * @param {number} x  node of what goes in
 * @param {number} out  node of what comes out
 * @param {number} [slope]  node of the slopes, for the tangent at the followed entry
 */
export function curve(board, x, out, slope) {
  const { recorded, entry } = board;
  const { op } = recorded.nodes[out];
  const value = primitive(op);
  if (!value) return make("span.u-word", {}, op);
  const scales = scalesOf(value, recorded.values(x));
  const { X, Y } = scales;
  const guide = draw(slope === undefined ? "path.u-guide" : "path.u-tangent");
  const points = [...recorded.values(x)].map((_, e) =>
    draw("circle", { r: e === entry ? 5.5 : 3.5, class: e === entry ? "u-point u-on" : "u-point" }),
  );
  board.extras.push(() => {
    const [from, to] = [recorded.values(x), recorded.values(out)];
    for (const [e, point] of points.entries()) {
      put(point, "cx", X(from[e]));
      put(point, "cy", Y(to[e]));
    }
    const rise = slope === undefined ? undefined : recorded.values(slope)[entry];
    put(guide, "d", guideTo(scales, from[entry], to[entry], rise));
  });
  const plot = draw(
    "svg.u-plot",
    { viewBox: "0 0 176 132", "aria-hidden": "true" },
    draw("path.u-axis", { d: `M4 ${Y(0)}H172M${X(0)} 8V124` }),
    draw("path.u-curve", { d: pathOf(value, scales) }),
    guide,
    points,
  );
  const title = slope === undefined ? op : `slope of ${op}`;
  return make("div.u-block.u-free", {}, make("div.u-caption", {}, title), plot);
}

/** Where values of x and of the function stand; what lies outside stands at the edge. */
function scalesOf(value, xs) {
  const all = [...xs, 1].filter(Number.isFinite);
  const reach = Math.min(6, Math.max(2.4, ...all.map(Math.abs)));
  const [low, high] = range(value, reach);
  const within = (v) => Math.max(-reach, Math.min(reach, v));
  const X = (v) => 88 + (within(v) / reach) * 80;
  const Y = (v) => 124 - ((Math.max(low, Math.min(high, v)) - low) / (high - low)) * 116;
  return { reach, within, X, Y };
}

const pathOf = (value, { reach, X, Y }) =>
  Array.from({ length: 81 }, (_, n) => -reach + (n * reach) / 40)
    .filter((v) => Number.isFinite(value(v)))
    .map((v, n) => `${n ? "L" : "M"}${X(v).toFixed(1)} ${Y(value(v)).toFixed(1)}`)
    .join("");

/** From the axes to a point; with a slope, the tangent there. */
function guideTo({ within, X, Y }, x, y, slope) {
  const a = within(x);
  if (slope === undefined) return `M${X(a)} ${Y(0)}V${Y(y)}H${X(0)}`;
  const rise = 0.8 * slope;
  return `M${X(a - 0.8)} ${Y(y - rise)}L${X(a + 0.8)} ${Y(y + rise)}`;
}

/** Bounds of a curve over [-reach, reach], with a little room. */
function range(value, reach) {
  const values = Array.from({ length: 81 }, (_, n) => value(-reach + (n * reach) / 40)).filter(
    Number.isFinite,
  );
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (high - low) * 0.08;
  return [low - room, high + room];
}
