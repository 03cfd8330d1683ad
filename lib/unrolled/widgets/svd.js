// Singular values, as NumPy gives them: a QR factorisation with pivoting, whose triangle
// Jacobi's rotations then need few sweeps to make orthogonal.
//
// Source: Drmač & Veselić, "New fast and accurate Jacobi SVD algorithm", SIAM J. Matrix
// Anal. Appl. 29 (2008).

const SMALL = 1e-15; // cosine of two columns that count as orthogonal
const SWEEPS = 60; // far more than ever needed

const dot = (x, y) => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
};

/**
 * Rows of the triangle R of the vectors, the longest remainder first; overwrites them.
 *
 * @param {Float64Array[]} vectors
 */
function triangle(vectors) {
  const n = vectors.length;
  const rows = [];
  for (let k = 0; k < n; k++) {
    let [longest, most] = [k, -1];
    for (let j = k; j < n; j++) {
      const length = dot(vectors[j], vectors[j]);
      if (length > most) [longest, most] = [j, length];
    }
    for (const list of [vectors, ...rows]) {
      [list[k], list[longest]] = [list[longest], list[k]];
    }
    const row = new Float64Array(n);
    rows.push(row);
    row[k] = Math.sqrt(most);
    if (most === 0) continue;
    const unit = vectors[k].map((x) => x / row[k]);
    for (let j = k + 1; j < n; j++) {
      row[j] = dot(unit, vectors[j]);
      for (let i = 0; i < unit.length; i++) vectors[j][i] -= row[j] * unit[i];
    }
  }
  return rows;
}

/** Turn two vectors in their plane until they are orthogonal; whether that was needed. */
function rotate(x, y) {
  const [xx, yy, xy] = [dot(x, x), dot(y, y), dot(x, y)];
  if (Math.abs(xy) <= SMALL * Math.sqrt(xx * yy)) return false;
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
 * Singular values of a matrix (m, n), largest first; NaN if an entry is not finite.
 *
 * @param {Float64Array} a  row-major
 * @param {number} m
 * @param {number} n
 */
export function singularValues(a, m, n) {
  const [count, length] = m <= n ? [m, n] : [n, m];
  const largest = a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (!Number.isFinite(largest)) return new Float64Array(count).fill(NaN);
  if (largest === 0) return new Float64Array(count);
  const entry = m <= n ? (k, i) => a[k * n + i] : (k, i) => a[i * n + k];
  const vectors = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length }, (_, i) => entry(k, i) / largest),
  );
  const rows = triangle(vectors);
  for (let sweep = 0, turned = true; turned && sweep < SWEEPS; sweep++) {
    turned = false;
    for (let p = 0; p < count - 1; p++) {
      for (let q = p + 1; q < count; q++) if (rotate(rows[p], rows[q])) turned = true;
    }
  }
  return Float64Array.from(rows, (row) => largest * Math.sqrt(dot(row, row)))
    .sort()
    .reverse();
}
