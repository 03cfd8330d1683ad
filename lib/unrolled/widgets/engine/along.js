// Plans of operations that go along an axis: searches, orders, sums so far.

import { arange, axesOf, checkShape, size, stridesOf } from "./shapes.js";

/** @typedef {import("./operations.js").Plan} Plan */

/**
 * How the elements along one axis (of the flattened array, for null) lie in memory.
 *
 * @param {number[]} shape
 * @param {number | null} axis
 */
function along(shape, axis) {
  const lengths = axis === null ? [size(shape)] : shape;
  const [k] = axesOf(axis ?? 0, lengths.length);
  return { lengths, k, length: lengths[k], stride: stridesOf(lengths)[k] };
}

/** @type {(sign: number) => Plan} position of the largest of ±x: the first one, or the first NaN */
const positionOf =
  (sign) =>
  (out, [{ data: x, shape }], { axis = null }) => {
    const { lengths, k, length, stride } = along(shape, axis);
    checkShape(out, lengths.toSpliced(k, 1));
    return () => {
      for (let o = 0; o < out.data.length; o++) {
        const first = Math.floor(o / stride) * stride * length + (o % stride);
        let best = 0;
        for (let i = 1; i < length; i++) {
          const top = sign * x[first + best * stride];
          const next = sign * x[first + i * stride];
          if (next > top || (Number.isNaN(next) && !Number.isNaN(top))) best = i;
        }
        out.data[o] = best;
      }
    };
  };

/** Numbers in ascending order, NaN last, as NumPy sorts. @param {number} x @param {number} y */
const ascending = (x, y) => (x < y ? -1 : x > y ? 1 : +Number.isNaN(x) - +Number.isNaN(y));

/** @type {Plan} where the sorted elements come from; equal ones keep their order */
function argsort(out, [{ data: x, shape }], { axis = null }) {
  const { lengths, length, stride } = along(shape, axis);
  checkShape(out, lengths);
  const lanes = arange(out.data.length).filter((i) => Math.floor(i / stride) % length === 0);
  return () => {
    for (const first of lanes) {
      const at = (/** @type {number} */ i) => x[first + i * stride];
      const order = arange(length).sort((i, j) => ascending(at(i), at(j)));
      for (let i = 0; i < length; i++) out.data[first + i * stride] = order[i];
    }
  };
}

/** @type {Plan} */
function cumsum(out, [{ data: x, shape }], { axis = null }) {
  const { lengths, length, stride } = along(shape, axis);
  const sums = out.data;
  checkShape(out, lengths);
  return () => {
    for (let i = 0; i < x.length; i++) {
      const isFirst = Math.floor(i / stride) % length === 0;
      sums[i] = isFirst ? x[i] : sums[i - stride] + x[i];
    }
  };
}

/** @type {Record<string, Plan>} */
export const ALONG = { argmax: positionOf(1), argmin: positionOf(-1), argsort, cumsum };
