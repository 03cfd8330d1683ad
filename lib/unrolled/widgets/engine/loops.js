// Loops over arrays of numbers, one text for each operation that programs are full of: a loop
// that calls a function for every number is several times slower.
//
// None of them changes the order of NumPy's sums as the general plans have them: the same
// numbers, bit for bit.

/** @typedef {Float64Array} Numbers */
/** @typedef {() => void} Run */

/** @type {Record<string, (out: Numbers, x: Numbers) => Run>} */
const ONE = {
  negative: (out, x) => () => {
    for (let i = 0; i < out.length; i++) out[i] = -x[i];
  },
  exp: (out, x) => () => {
    for (let i = 0; i < out.length; i++) out[i] = Math.exp(x[i]);
  },
  tanh: (out, x) => () => {
    for (let i = 0; i < out.length; i++) out[i] = Math.tanh(x[i]);
  },
  square: (out, x) => () => {
    for (let i = 0; i < out.length; i++) out[i] = x[i] * x[i];
  },
};

/**
 * Two operands, of which one may be a single number: its step is 0.
 *
 * @type {Record<string, (out: Numbers, x: Numbers, p: number, y: Numbers, q: number) => Run>}
 */
const TWO = {
  add: (out, x, p, y, q) => () => {
    for (let i = 0, j = 0, k = 0; i < out.length; i++, j += p, k += q) out[i] = x[j] + y[k];
  },
  subtract: (out, x, p, y, q) => () => {
    for (let i = 0, j = 0, k = 0; i < out.length; i++, j += p, k += q) out[i] = x[j] - y[k];
  },
  multiply: (out, x, p, y, q) => () => {
    for (let i = 0, j = 0, k = 0; i < out.length; i++, j += p, k += q) out[i] = x[j] * y[k];
  },
  divide: (out, x, p, y, q) => () => {
    for (let i = 0, j = 0, k = 0; i < out.length; i++, j += p, k += q) out[i] = x[j] / y[k];
  },
};

/**
 * The loop of an elementwise operation, or undefined where it needs more than these do.
 *
 * @param {string} op
 * @param {Numbers} out
 * @param {Numbers[]} inputs
 * @returns {Run | undefined}
 */
export function loopOf(op, out, inputs) {
  const step = inputs.map(({ length }) => (length === out.length ? 1 : length === 1 ? 0 : -1));
  if (step.includes(-1)) return undefined;
  const [x, y] = inputs;
  if (inputs.length === 1 && step[0] === 1 && Object.hasOwn(ONE, op)) return ONE[op](out, x);
  if (inputs.length === 2 && Object.hasOwn(TWO, op)) return TWO[op](out, x, step[0], y, step[1]);
  return undefined;
}

/**
 * A matrix (m, n) times a vector: four rows at a time, each with a sum of its own.
 *
 * @param {Numbers} out
 * @param {Numbers} a
 * @param {Numbers} x
 * @returns {Run}
 */
export function timesVector(out, a, x) {
  const [m, n] = [out.length, x.length];
  return () => {
    let i = 0;
    for (; i + 3 < m; i += 4) {
      let [p, q, r, s] = [i * n, (i + 1) * n, (i + 2) * n, (i + 3) * n];
      let [e, f, g, h] = [0, 0, 0, 0];
      for (let l = 0; l < n; l++) {
        const y = x[l];
        e += a[p++] * y;
        f += a[q++] * y;
        g += a[r++] * y;
        h += a[s++] * y;
      }
      out[i] = e;
      out[i + 1] = f;
      out[i + 2] = g;
      out[i + 3] = h;
    }
    for (; i < m; i++) {
      let sum = 0;
      for (let l = 0, p = i * n; l < n; l++) sum += a[p++] * x[l];
      out[i] = sum;
    }
  };
}

/**
 * A vector times a matrix (m, n): row after row is added, four of them at a time.
 *
 * @param {Numbers} out
 * @param {Numbers} x
 * @param {Numbers} b
 * @returns {Run}
 */
export function vectorTimes(out, x, b) {
  const [m, n] = [x.length, out.length];
  return () => {
    out.fill(0);
    let l = 0;
    for (; l + 3 < m; l += 4) {
      let [p, q, r, s] = [l * n, (l + 1) * n, (l + 2) * n, (l + 3) * n];
      const [e, f, g, h] = [x[l], x[l + 1], x[l + 2], x[l + 3]];
      for (let j = 0; j < n; j++)
        out[j] = out[j] + e * b[p++] + f * b[q++] + g * b[r++] + h * b[s++];
    }
    for (; l < m; l++) {
      const y = x[l];
      for (let j = 0, p = l * n; j < n; j++) out[j] += y * b[p++];
    }
  };
}

/**
 * Every number of one vector times every number of another.
 *
 * @param {Numbers} out
 * @param {Numbers} u
 * @param {Numbers} v
 * @returns {Run}
 */
export const outerLoop = (out, u, v) => () => {
  for (let i = 0, o = 0; i < u.length; i++) {
    const x = u[i];
    for (let j = 0; j < v.length; j++) out[o++] = x * v[j];
  }
};
