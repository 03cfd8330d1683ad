// A program as a page carries it, written out again; recording/packed.py says what it means.

/** @typedef {import("./types.js").Program} Program */
/** @typedef {import("./types.js").Node} Node */

/** @type {WeakMap<object, Program>} a page may show one program in several places */
const known = new WeakMap();

/**
 * The program that a page carries, with its nodes one by one; values are those of leaves and
 * constants.  A program that is not packed is given back.
 *
 * @param {any} page
 * @returns {Program}
 */
export function unpacked(page) {
  if (!page?.nodes?.kinds) return page;
  const found = known.get(page) ?? { ...page, ...whole(page) };
  known.set(page, found);
  return found;
}

/** @param {any} page */
function whole({ nodes: { kinds, kind, in: operands, t: steps, group }, values: given }) {
  const times = [];
  for (let k = 0; k < steps.length; k += 2)
    for (let n = 0; n < steps[k + 1]; n++) times.push(steps[k]);
  /** @type {Node[]} */
  const nodes = [];
  const values = [];
  let [used, leaf, call] = [0, 0, 0];
  for (let i = 0; i < kind.length; i++) {
    const { in: count, ...own } = kinds[kind[i]];
    if (count !== undefined) {
      const from = operands.slice(used, used + count);
      own.in = from.map((/** @type {number} */ j) => (j < 0 ? -1 - j : i - j));
      used += count;
    } else values[i] = numbers(given[leaf++]);
    if (times[i] !== null) own.t = times[i];
    if (group[i] !== null) own.group = call += group[i];
    nodes.push(own);
  }
  return { nodes, values };
}

/**
 * The numbers of a leaf, however they are written.
 *
 * @param {any} written
 * @returns {(number | string)[] | Float64Array}
 */
export function numbers(written) {
  if (Array.isArray(written) || written instanceof Float64Array) return written;
  if (written.i1) {
    const whole = new Int8Array(bytes(written.i1));
    const length = whole.length / written.scale.length;
    return Float64Array.from(whole, (x, i) => x * written.scale[Math.floor(i / length)]);
  }
  if (written.f2) return Float64Array.from(new Uint16Array(bytes(written.f2)), half);
  if (written.f4) return Float64Array.from(new Float32Array(bytes(written.f4)));
  return new Float64Array(bytes(written.f8));
}

/** @param {string} text  base64 */
function bytes(text) {
  const letters = atob(text);
  const found = new Uint8Array(letters.length);
  for (let i = 0; i < found.length; i++) found[i] = letters.charCodeAt(i);
  return found.buffer;
}

/** A number of 16 bits: sign, 5 bits of exponent, 10 of fraction. @param {number} bits */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (exponent ? (1 + fraction) * 2 ** (exponent - 15) : fraction * 2 ** -14);
}

/** What may jump where a number differs in its last digit. */
const JUMPS = new Set(
  (
    "argmax argmin argsort floor ceil sign take greater greater_equal less less_equal equal " +
    "not_equal logical_and logical_or logical_not isnan isfinite isinf"
  ).split(" "),
);

/**
 * Insist that what the page computes adds up to what NumPy had.
 *
 * @param {Program} program
 * @param {Float64Array[]} values
 * @throws {Error} naming the step whose sum differs
 */
export function checkSums({ nodes, sums }, values) {
  if (!sums) return; // a program of any size has none
  /** @type {Map<string, {t: number | undefined, sum: number, size: number}>} */
  const found = new Map();
  for (const [i, { op, in: operands, t, back = false }] of nodes.entries()) {
    if (!operands || JUMPS.has(op)) continue;
    const key = `${t} ${back}`;
    const total = found.get(key) ?? { t, sum: 0, size: 1 };
    addFinite(total, values[i]);
    found.set(key, total);
  }
  for (const [k, { t, sum, size }] of [...found.values()].entries())
    if (!(Math.abs(sum - sums[k]) <= 1e-9 * size))
      throw new Error(
        `This browser computes other numbers than NumPy did: at step ${t ?? "none"} they add ` +
          `up to ${sum}, not to ${sums[k]}.`,
      );
}

/** @param {{sum: number, size: number}} total @param {Float64Array} values */
function addFinite(total, values) {
  let [sum, size] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    const x = values[k];
    if (x - x !== 0) continue; // no number, or an infinity
    sum += x;
    size += Math.abs(x);
  }
  total.sum += sum;
  total.size += size;
}
