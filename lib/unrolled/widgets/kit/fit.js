// What is presented fits the screen: charts give up height first, then parts go that an audience
// can do without (`.u-tight`), then all becomes smaller.

const LEAST = 0.55; // of a chart's height
const SMALLEST = 0.7; // of the letters
const READABLE = 16; // pixels of the smallest letters from the last row

/** @typedef {import("./frame.js").Frame} Frame */

/** Lay a widget out anew. @param {Frame} frame */
export function layOut(frame) {
  const { root, presenter, widget } = frame;
  frame.squeeze = 0;
  root.style.fontSize = "";
  root.style.removeProperty("--u-drawn");
  root.classList.remove("u-tight");
  widget.resized?.();
  if (!presenter.on) return;
  readable(root);
  squeeze(frame);
  if (excess(root) > 1) {
    root.classList.add("u-tight");
    squeeze(frame);
  }
  const full = sizeOf(root);
  for (let share = 0.97; excess(root) > 1 && share >= SMALLEST; share -= 0.03) {
    root.style.fontSize = `${share * full}px`;
    readable(root);
    widget.resized?.();
  }
}

/** Let charts give up what is too much. @param {Frame} frame */
function squeeze(frame) {
  const { root, widget } = frame;
  frame.squeeze = 0;
  widget.resized?.();
  frame.squeeze = (excess(root) / sizeOf(root)) * 16;
  if (frame.squeeze > 0) widget.resized?.();
}

/** Say what is readable in a drawing, in sixteenths of an em. @param {HTMLElement} root */
const readable = (root) =>
  root.style.setProperty("--u-drawn", `${(READABLE * 16) / sizeOf(root)}px`);

/** @param {HTMLElement} root */
const excess = (root) => root.scrollHeight - root.clientHeight;

/** @param {HTMLElement} root */
const sizeOf = (root) => parseFloat(getComputedStyle(root).fontSize) || 16;

/** How high a chart is where so much is too much. @param {number} usual @param {number} squeeze */
export const squeezed = (usual, squeeze) => Math.max(LEAST * usual, usual - squeeze);
