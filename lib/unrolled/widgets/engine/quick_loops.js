// Loops of a replay for a few results only (quick.js): what is known to be 0 is left out.

/** @typedef {import("./loops.js").Numbers} Numbers */
/** @typedef {import("./loops.js").Run} Run */

const isFinite = (/** @type {Numbers} */ x) => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] - x[i]; // NaN for NaN and infinities
  return sum === 0;
};

/** Whether arrays are finite, looked at once between two beginnings. */
export function finiteOnce() {
  /** @type {Map<Numbers, boolean>} */
  const known = new Map();
  return {
    begin: () => known.clear(),
    finite: (/** @type {Numbers} */ x) => {
      const own = known.get(x) ?? isFinite(x);
      known.set(x, own);
      return own;
    },
  };
}

/** Place of the only number that is not 0; 0 if there is none, -1 if there are several. */
function onlyOne(/** @type {Numbers} */ x) {
  let found = -1;
  for (let i = 0; i < x.length; i++) {
    if (x[i] === 0) continue;
    if (found >= 0) return -1;
    found = i;
  }
  return Math.max(0, found);
}

/**
 * A matrix times a vector: a column of it, if the vector has a single number.
 *
 * @param {Numbers} out
 * @param {Numbers} a
 * @param {Numbers} x
 * @param {Run} whole  what to do if it has not
 * @param {(a: Numbers) => boolean} finite  whether a matrix is
 * @returns {Run}
 */
export function pickColumn(out, a, x, whole, finite) {
  const n = x.length;
  return () => {
    const k = onlyOne(x);
    if (k < 0 || !finite(a)) return whole();
    for (let i = 0, p = k; i < out.length; i++, p += n) out[i] = 0 + a[p] * x[k]; // -0 is 0
  };
}

/**
 * Outer products u v⊤ added to a start, one after the other.
 *
 * @param {Numbers} out
 * @param {Numbers} start  as large, or a single number
 * @param {Numbers[]} us
 * @param {Numbers[]} vs
 * @returns {Run}
 */
export function addOuters(out, start, us, vs) {
  const [m, n] = [us[0].length, vs[0].length];
  const begin = () => (start.length === out.length ? out.set(start) : out.fill(start[0]));
  return () => {
    begin();
    const places = vs.map(onlyOne);
    const sparse = !places.includes(-1) && us.every(isFinite) && start.every((x) => x === 0);
    if (!sparse) return rowByRow(out, us, vs, m, n);
    out.fill(0);
    for (let t = 0; t < us.length; t++) {
      const [u, k] = [us[t], places[t]];
      const x = vs[t][k];
      for (let i = 0, p = k; i < m; i++, p += n) out[p] += u[i] * x;
    }
  };
}

/**
 * Every row of the result at once, four products at a time: it stays where it is quick.
 *
 * @param {Numbers} out
 * @param {Numbers[]} us
 * @param {Numbers[]} vs
 * @param {number} m
 * @param {number} n
 */
function rowByRow(out, us, vs, m, n) {
  const T = us.length;
  for (let i = 0; i < m; i++) {
    const row = i * n;
    let t = 0;
    for (; t + 3 < T; t += 4) {
      const [a, b, c, d] = [vs[t], vs[t + 1], vs[t + 2], vs[t + 3]];
      const [e, f, g, h] = [us[t][i], us[t + 1][i], us[t + 2][i], us[t + 3][i]];
      for (let j = 0; j < n; j++)
        out[row + j] = out[row + j] + e * a[j] + f * b[j] + g * c[j] + h * d[j];
    }
    for (; t < T; t++) {
      const [v, x] = [vs[t], us[t][i]];
      for (let j = 0; j < n; j++) out[row + j] += x * v[j];
    }
  }
}
