// Singular values, as NumPy gives them: a QR factorisation with pivoting, whose triangle
// Jacobi's rotations then need few sweeps to make orthogonal.
//
// Source: Drmač & Veselić, "New fast and accurate Jacobi SVD algorithm", SIAM J. Matrix
// Anal. Appl. 29 (2008).

import { arange, checkShape } from "./shapes.js";

/** @typedef {import("./operations.js").Plan} Plan */

const SWEEPS = 60; // far more than ever needed

/** @param {Float64Array} x @param {Float64Array} y */
function dot(x, y) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** @template T @param {T[] | Float64Array} list @param {number} i @param {number} j */
function swap(list, i, j) {
  const kept = list[i];
  list[i] = list[j];
  list[j] = kept;
}

/**
 * Write the rows of the triangle R of some vectors, the longest remainder first.
 *
 * @param {Float64Array[]} vectors  overwritten
 * @param {Float64Array[]} rows
 */
function factorise(vectors, rows) {
  const n = vectors.length;
  for (let k = 0; k < n; k++) {
    let longest = k;
    let most = -1;
    for (let j = k; j < n; j++) {
      const length = dot(vectors[j], vectors[j]);
      if (length > most) [longest, most] = [j, length];
    }
    swap(vectors, k, longest);
    for (let i = 0; i < k; i++) swap(rows[i], k, longest);
    const row = rows[k].fill(0);
    const pivot = vectors[k];
    row[k] = Math.sqrt(most);
    if (most === 0) continue;
    for (let i = 0; i < pivot.length; i++) pivot[i] /= row[k];
    for (let j = k + 1; j < n; j++) {
      const other = vectors[j];
      const share = dot(pivot, other);
      row[j] = share;
      for (let i = 0; i < pivot.length; i++) other[i] -= share * pivot[i];
    }
  }
}

/**
 * Turn two vectors in their plane until they are orthogonal; whether that was needed.
 *
 * @param {Float64Array} x
 * @param {Float64Array} y
 * @param {number} small
 */
function rotate(x, y, small) {
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    xx += x[i] * x[i];
    yy += y[i] * y[i];
    xy += x[i] * y[i];
  }
  if (Math.abs(xy) <= small * Math.sqrt(xx * yy)) return false;
  const zeta = (yy - xx) / (2 * xy);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  for (let i = 0; i < x.length; i++) {
    const old = x[i];
    x[i] = cosine * old - sine * y[i];
    y[i] = sine * old + cosine * y[i];
  }
  return true;
}

/**
 * A function that writes the singular values of matrices (m, n), largest first, to `out`;
 * NaN if an entry is not finite.
 *
 * @param {number} m
 * @param {number} n
 */
function singularValues(m, n) {
  const [count, length] = m <= n ? [m, n] : [n, m];
  const [down, right] = m <= n ? [n, 1] : [1, n]; // strides of a vector and of its entries
  const small = count * Number.EPSILON; // cosine of vectors that count as orthogonal
  const arrays = (/** @type {number} */ size) =>
    Array.from({ length: count }, () => new Float64Array(size));
  const vectors = arrays(length);
  const rows = arrays(count);
  /** @param {Float64Array} a row-major @param {Float64Array} out */
  return (a, out) => {
    let largest = 0;
    for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]));
    if (largest === 0 || !Number.isFinite(largest)) return void out.fill(largest && NaN);
    for (let k = 0; k < count; k++) {
      for (let i = 0; i < length; i++) vectors[k][i] = a[k * down + i * right] / largest;
    }
    factorise(vectors, rows);
    for (let sweep = 0, turned = true; turned && sweep < SWEEPS; sweep++) {
      turned = false;
      for (let p = 0; p < count - 1; p++) {
        for (let q = p + 1; q < count; q++) if (rotate(rows[p], rows[q], small)) turned = true;
      }
    }
    for (let k = 0; k < count; k++) out[k] = largest * Math.sqrt(dot(rows[k], rows[k]));
    out.sort().reverse();
  };
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
