// What is presented fits the screen: charts give up height first, then all becomes smaller.

const LEAST = 0.55; // of a chart's height
const SMALLEST = 0.7; // of the letters
const READABLE = 16; // pixels of the smallest letters from the last row

/** @typedef {import("./frame.js").Frame} Frame */

/** Lay a widget out anew. @param {Frame} frame */
export function layOut(frame) {
  const { root, presenter, panels, widget } = frame;
  frame.squeeze = 0;
  root.style.fontSize = "";
  root.style.removeProperty("--u-drawn");
  widget.resized?.();
  if (!presenter.on || panels.anyOpen) return;
  readable(root);
  frame.squeeze = (excess(root) / sizeOf(root)) * 16;
  if (frame.squeeze > 0) widget.resized?.();
  const full = sizeOf(root);
  for (let share = 0.97; excess(root) > 1 && share >= SMALLEST; share -= 0.03) {
    root.style.fontSize = `${share * full}px`;
    readable(root);
    widget.resized?.();
  }
}

/** Letters of drawings are in sixteenths of an em: say what is readable in that. @param {HTMLElement} root */
const readable = (root) =>
  root.style.setProperty("--u-drawn", `${(READABLE * 16) / sizeOf(root)}px`);

/** @param {HTMLElement} root */
const excess = (root) => root.scrollHeight - root.clientHeight;

/** @param {HTMLElement} root */
const sizeOf = (root) => parseFloat(getComputedStyle(root).fontSize) || 16;

/** How high a chart is where so much is too much. @param {number} usual @param {number} squeeze */
export const squeezed = (usual, squeeze) => Math.max(LEAST * usual, usual - squeeze);
