// The few icons, drawn here so that no font is needed.

import { draw } from "./dom.js";

/** @type {Record<string, string>} */
const LINES = {
  code: "M7 5 2.5 10 7 15M13 5l4.5 5L13 15",
  grid: "M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z",
  text: "M3 5h14M3 9h14M3 13h14M3 17h8",
  full: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
  help: "M7 7.4a3 3 0 1 1 4.2 2.8c-.9.4-1.2 1-1.2 2.1M10 15.8v.2",
};
/** @type {Record<string, string>} */
const SHAPES = {
  play: "M5 3.5 16 10 5 16.5z",
  pause: "M5 4h3.5v12H5zM11.5 4H15v12h-3.5z",
  start: "M4 4h2v12H4zM16 4v12L7 10z",
  end: "M14 4h2v12h-2zM4 4l9 6-9 6z",
};

/** @param {string} name */
export function icon(name) {
  const line = name in LINES;
  return draw(
    "svg.u-glyph",
    {
      viewBox: "0 0 20 20",
      "aria-hidden": "true",
      fill: line ? "none" : "currentColor",
      stroke: line ? "currentColor" : "none",
      "stroke-width": 1.8,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    },
    draw("path", { d: LINES[name] ?? SHAPES[name] }),
  );
}
