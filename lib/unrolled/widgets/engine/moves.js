// Plans of operations that compute nothing: every element of the result is one of an input.

import {
  addresses,
  arange,
  broadcastShape,
  checkShape,
  list,
  spread,
  stridesOf,
} from "./shapes.js";

/** @typedef {import("./operations.js").Plan} Plan */

/**
 * Every element of the output is one element of the input.
 *
 * @param {import("./operations.js").Tensor} out
 * @param {import("./operations.js").Tensor} x
 * @param {Int32Array} from
 */
function gather({ data: out }, { data: x }, from) {
  if (from.every((place, i) => place === from[0] + i)) {
    const part = x.subarray(from[0], from[0] + from.length);
    return () => out.set(part);
  }
  return () => {
    for (let i = 0; i < out.length; i++) out[i] = x[from[i]];
  };
}

/** @type {Plan} */
export function transpose(out, [x], { axes }) {
  const strides = stridesOf(x.shape);
  checkShape(
    out,
    axes.map((/** @type {number} */ axis) => x.shape[axis]),
  );
  return gather(
    out,
    x,
    addresses(axes.map((/** @type {number} */ axis) => arange(x.shape[axis], strides[axis]))),
  );
}

/** @type {Plan} */
export function reshape(out, [x]) {
  if (x.data.length !== out.data.length) {
    throw new Error(`shape ${list(x.shape)} cannot become ${list(out.shape)}`);
  }
  return () => out.data.set(x.data);
}

/** @type {Plan} */
export function broadcast(out, [x]) {
  checkShape(out, broadcastShape(x.shape, out.shape));
  return gather(out, x, spread(x.shape, out.shape));
}

/**
 * Positions along an axis of length `n` that one part of an index key selects.
 *
 * @param {any} part
 * @param {number} n
 * @returns {number[]}
 */
function positionsOf(part, n) {
  const { start, stop, step } = part;
  const positions = Number.isInteger(part)
    ? [part]
    : (part.take ?? arange(Math.max(0, Math.ceil((stop - start) / step)), step, start));
  if (positions.every((/** @type {number} */ k) => Number.isInteger(k) && k >= 0 && k < n))
    return positions;
  throw new Error(`the key ${JSON.stringify(part)} does not fit an axis of length ${n}`);
}

/** @type {Plan} integers, slices, new axes, and a list of positions beside slices */
export function index(out, [x], { key }) {
  const strides = stridesOf(x.shape);
  const offsets = []; // of every output axis
  let base = 0;
  let axis = 0;
  for (const part of key) {
    if (part === null) {
      offsets.push([0]);
      continue;
    }
    const steps = positionsOf(part, x.shape[axis]).map((k) => k * strides[axis]);
    axis += 1;
    if (Number.isInteger(part)) base += steps[0];
    else offsets.push(steps);
  }
  for (; axis < x.shape.length; axis++) offsets.push(arange(x.shape[axis], strides[axis]));
  checkShape(
    out,
    offsets.map((steps) => steps.length),
  );
  return gather(out, x, addresses(offsets, base));
}

/** @type {Plan} elements at computed places, the last one at -1; none is there beyond */
export function take(out, [{ data: x }, { data: places, shape }]) {
  checkShape(out, shape);
  return () => {
    for (let i = 0; i < places.length; i++) out.data[i] = x.at(places[i]) ?? Number.NaN;
  };
}
