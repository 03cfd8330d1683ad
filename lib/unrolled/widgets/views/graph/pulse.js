// What runs once along the lit edge: a square, or a circle on the way back.

import { draw, still } from "../../kit/dom.js";

const TAKES = 420; // milliseconds

export class Pulse {
  /** @param {SVGElement} svg  where it runs */
  constructor(svg) {
    this.svg = svg;
    this.dot = null;
  }

  /** @param {import("./edges.js").DrawnEdge | undefined} edge */
  run(edge) {
    if (!edge || still()) return;
    this.dot?.remove(); // who steps fast sees one at a time
    const { line } = edge;
    const back = edge.goes === "back";
    const dot = back
      ? draw("circle.u-pulse", { r: 5.5 })
      : draw("rect.u-pulse", { width: 10, height: 10, rx: 2, x: -5, y: -5 });
    dot.style.setProperty("--u-c", line.style.getPropertyValue("--u-c"));
    this.dot = dot;
    this.svg.append(dot);
    let length = 0;
    const start = performance.now();
    const step = (now) => {
      length ||= line.getTotalLength();
      const u = Math.max(0, Math.min(1, (now - start) / TAKES));
      const way = u * u * (3 - 2 * u);
      const { x, y } = line.getPointAtLength(length * (back ? 1 - way : way));
      dot.setAttribute("transform", `translate(${x} ${y})`);
      if (u < 1 && dot.isConnected) requestAnimationFrame(step);
      else dot.remove();
    };
    requestAnimationFrame(step); // not now: it would be laid out twice
  }
}
