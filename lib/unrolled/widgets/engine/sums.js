// Plans of operations that take several elements together: products and reductions.

import { outerLoop, timesVector, vectorTimes } from "./loops.js";
import { NORM } from "./scalars.js";
import { axesOf, broadcastShape, checkShape, list, size, spread } from "./shapes.js";

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
