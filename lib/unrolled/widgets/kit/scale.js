// Axes: where a number stands along one, which number stands at a place, and round numbers
// to write beside it.

import { long, raised } from "./numbers.js";

/** @typedef {{min: number, max: number, label: any, log?: boolean, ticks?: [number, string][]}} Axis */

/** Where a number stands: from 0 to 1 along its axis. @param {number} x @param {Axis} axis */
export function share(x, { min, max, log }) {
  if (!log) return (x - min) / (max - min);
  // not as logarithms of quotients: those of very small and very large numbers overflow
  return (Math.log(x) - Math.log(min)) / (Math.log(max) - Math.log(min));
}

/** The number at a place from 0 to 1; beyond the ends, that of the end. @param {number} place @param {Axis} axis */
export function numberAt(place, { min, max, log = false }) {
  const s = Math.max(0, Math.min(1, place));
  if (!log) return min + s * (max - min);
  return Math.exp(Math.log(min) + s * (Math.log(max) - Math.log(min)));
}

/**
 * Round numbers along an axis, with how they are written.
 *
 * @param {Axis} axis
 * @param {number} about  how many there should be
 * @returns {[number, string][]}
 */
export function ticksOf({ min, max, log }, about) {
  if (log) return powers(min, max, about);
  const rough = (max - min) / about;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * size).find((n) => n >= rough * 0.75) ?? 10 * size;
  const count = Math.floor(max / step + 1e-9) - Math.ceil(min / step - 1e-9) + 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: count }, (_, k) => {
    const x = (Math.ceil(min / step - 1e-9) + k) * step;
    return [x, long(Number(x.toFixed(digits)), digits)];
  });
}

/** Powers of ten, not too many. @returns {[number, string][]} */
function powers(/** @type {number} */ min, /** @type {number} */ max, /** @type {number} */ about) {
  const low = Math.ceil(Math.log10(min) - 1e-9);
  const high = Math.floor(Math.log10(max) + 1e-9);
  const each = Math.max(1, Math.ceil((high - low + 1) / about));
  const written = (/** @type {number} */ n) =>
    n >= -2 && n <= 3 ? String(Number(`1e${n}`)) : `10${raised(n)}`;
  return Array.from({ length: high - low + 1 }, (_, k) => low + k)
    .filter((n) => n % each === 0)
    .map((n) => [Number(`1e${n}`), written(n)]);
}
