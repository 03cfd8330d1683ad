// Belts: the lane under what travels in a straight line, and the marks of what is done on it.

import { draw } from "../../kit/dom.js";

/** The lanes, under all else. @param {import("./plan.js").Plan} plan @param {number} steps */
export const lanesOf = ({ belts, x, spacing }, steps) =>
  belts.flatMap(({ y }) => {
    const [x0, x1] = [x(0), x(steps) + spacing / 2];
    return [
      draw("rect.u-lane-of", { x: x0, y: y - 9, width: x1 - x0, height: 18, rx: 9 }),
      draw("path.u-lane-line", { d: `M${x0} ${y}H${x1}` }),
    ];
  });

/** The marks, above the edges. @param {import("./plan.js").Plan} plan @param {number} steps */
export const marksOf = ({ belts }, steps) =>
  belts.flatMap(({ y, marks }) =>
    Array.from({ length: steps }, (_, s) => marks.map((mark) => markAt(mark, s + 1, y))).flat(),
  );

function markAt({ sign, x }, t, y) {
  const text = draw("text", { x: x(t), y: y + 4.6, "text-anchor": "middle" }, sign);
  return draw("g.u-belt-mark", {}, draw("circle", { cx: x(t), cy: y, r: 7 }), text);
}
