// Plans of operations that put arrays together.

import { addresses, arange, checkShape, stridesOf } from "./shapes.js";

/** @typedef {import("./operations.js").Plan} Plan */

/**
 * Lays arrays of equal rank one behind the other along `axis`.
 *
 * @param {import("./operations.js").Tensor} out
 * @param {import("./operations.js").Tensor[]} parts
 * @param {number} axis
 */
function join(out, parts, axis) {
  const strides = stridesOf(out.shape);
  const others = (/** @type {number[]} */ shape) => shape.filter((_, k) => k !== axis);
  let used = 0;
  const copies = parts.map(({ data, shape }) => {
    checkShape({ shape: others(out.shape) }, others(shape));
    const first = (/** @type {number} */ k) => (k === axis ? used * strides[k] : 0);
    const to = addresses(shape.map((n, k) => arange(n, strides[k], first(k))));
    used += shape[axis];
    return { data, to };
  });
  if (used !== out.shape[axis]) throw new Error(`axis ${axis} has length ${used}`);
  return () => {
    for (let k = 0; k < copies.length; k++) {
      const { data, to } = copies[k];
      for (let i = 0; i < data.length; i++) out.data[to[i]] = data[i];
    }
  };
}

/** @type {Plan} */
export const concatenate = (out, inputs, { axis = 0 }) => join(out, inputs, axis);

/** @type {Plan} */
export function stack(out, inputs, { axis = 0 }) {
  const open = (/** @type {import("./operations.js").Tensor} */ { data, shape }) => ({
    data,
    shape: shape.toSpliced(axis, 0, 1),
  });
  return join(out, inputs.map(open), axis);
}
