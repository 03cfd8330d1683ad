// Plans of operations that take several elements together: products, reductions, searches.

import { outerLoop, timesVector, vectorTimes } from "./loops.js";
import { NORM } from "./scalars.js";
import {
  arange,
  axesOf,
  broadcastShape,
  checkShape,
  list,
  size,
  spread,
  stridesOf,
} from "./shapes.js";
import { singularValues } from "./svd.js";

/** @typedef {import("./operations.js").Plan} Plan */
/** @typedef {import("./scalars.js").Fold} Fold */

/** @type {Plan} NumPy's `@`: a vector is a row on the left and a column on the right */
export function matmul(
  { data: out, shape },
  [{ data: a, shape: left }, { data: b, shape: right }],
) {
  const [m, inner] = left.length > 1 ? left.slice(-2) : [1, ...left];
  const [depth, n] = right.length > 1 ? right.slice(-2) : [...right, 1];
  if (inner !== depth || !left.length || !right.length) {
    throw new Error(`shapes ${list(left)} and ${list(right)} do not multiply`);
  }
  const batches = [left.slice(0, -2), right.slice(0, -2)];
  const batch = broadcastShape(...batches);
  checkShape({ shape }, [...batch, ...left.slice(-2, -1), ...(right.length > 1 ? [n] : [])]);
  if (right.length === 1 && left.length === 2) return timesVector(out, a, b);
  if (left.length === 1 && right.length === 2) return vectorTimes(out, a, b);
  const [p, q] = batches.map((own) => spread(own, batch));
  return () => {
    for (let k = 0, o = 0; k < p.length; k++) {
      for (let row = p[k] * m * inner, i = 0; i < m; i++, row += inner) {
        for (let column = q[k] * inner * n, j = 0; j < n; j++, column++) {
          let sum = 0;
          for (let l = 0; l < inner; l++) sum += a[row + l] * b[column + l * n];
          out[o++] = sum;
        }
      }
    }
  };
}

/** @type {Plan} */
export function outer(out, [{ data: a }, { data: b }]) {
  checkShape(out, [a.length, b.length]);
  return outerLoop(out.data, a, b);
}

/** @type {(fold: Fold) => Plan} the reduction over one, several or all axes */
export const reduction =
  ({ start, step, finish }) =>
  (out, [{ data: x, shape }], attrs) => {
    const { axis = null, keepdims } = attrs;
    const axes = axesOf(axis, shape.length);
    const kept = shape.map((n, k) => (axes.includes(k) ? 1 : n));
    checkShape(out, keepdims ? kept : kept.filter((_, k) => !axes.includes(k)));
    const count = size(axes.map((k) => shape[k]));
    const to = spread(kept, shape);
    const sums = out.data;
    return () => {
      sums.fill(start);
      for (let i = 0; i < x.length; i++) sums[to[i]] = step(sums[to[i]], x[i]);
      if (finish) for (let k = 0; k < sums.length; k++) sums[k] = finish(sums[k], count);
    };
  };

/** @type {Plan} `np.linalg.norm`: Euclidean (Frobenius); of vectors also 1 and "inf" */
export function norm(out, [x], attrs) {
  const { axis = null, ord = null } = attrs;
  const isVector = axesOf(axis, x.shape.length).length === 1;
  if (!Object.hasOwn(NORM, ord) || !(ord === null || isVector)) {
    throw new Error(`ord ${ord} over the axes ${axis} is not supported`);
  }
  return reduction(NORM[ord])(out, [x], attrs);
}

/** @type {Plan} `np.linalg.svd` without its vectors, of a matrix or a stack of them */
export function svdvals(out, [{ data: x, shape }]) {
  const [m, n] = shape.slice(-2);
  const count = Math.min(m, n);
  checkShape(out, [...shape.slice(0, -2), count]);
  const find = singularValues(m, n);
  const part = (
    /** @type {Float64Array} */ data,
    /** @type {number} */ k,
    /** @type {number} */ size,
  ) => data.subarray(k * size, (k + 1) * size);
  const batch = arange(out.data.length / count);
  const pairs = batch.map((k) => [part(x, k, m * n), part(out.data, k, count)]);
  return () => {
    for (let k = 0; k < pairs.length; k++) find(pairs[k][0], pairs[k][1]);
  };
}

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
export const positionOf =
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
export function argsort(out, [{ data: x, shape }], { axis = null }) {
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
export function cumsum(out, [{ data: x, shape }], { axis = null }) {
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
