// NumPy's functions of single numbers, NaN and infinities included, and how they are folded.

const isFalse = (/** @type {number} */ x) => x === 0; // NaN counts as true, as in NumPy

/**
 * One number to one number; truth values are 0 and 1.
 *
 * @type {Record<string, (x: number) => number>}
 */
export const UNARY = {
  negative: (x) => -x,
  absolute: Math.abs,
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : x + 0), // + 0 turns -0 into 0
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sinh: Math.sinh,
  cosh: Math.cosh,
  sin: Math.sin,
  cos: Math.cos,
  sqrt: Math.sqrt,
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  floor: Math.floor,
  ceil: Math.ceil,
  logical_not: (x) => +isFalse(x),
  isnan: (x) => +Number.isNaN(x),
  isfinite: (x) => +Number.isFinite(x),
  isinf: (x) => +(x === Infinity || x === -Infinity),
};

/** @type {Record<string, (x: number, y: number) => number>} */
export const BINARY = {
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: (x, y) => x * y,
  divide: (x, y) => x / y,
  // IEEE 754, and NumPy, know 1^nan and (-1)^±inf; JavaScript calls them NaN.
  power: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y),
  maximum: (x, y) => (x > y || Number.isNaN(x) ? x : y),
  minimum: (x, y) => (x < y || Number.isNaN(x) ? x : y),
  arctan2: Math.atan2,
  greater: (x, y) => +(x > y),
  greater_equal: (x, y) => +(x >= y),
  less: (x, y) => +(x < y),
  less_equal: (x, y) => +(x <= y),
  equal: (x, y) => +(x === y),
  not_equal: (x, y) => +(x !== y),
  logical_and: (x, y) => +!(isFalse(x) || isFalse(y)),
  logical_or: (x, y) => +!(isFalse(x) && isFalse(y)),
};

/**
 * The function that an operation applies to every single number, if it is such a one.
 *
 * @param {string} op
 */
export const primitive = (op) => (Object.hasOwn(UNARY, op) ? UNARY[op] : undefined);

/** @param {number} condition @param {number} x @param {number} y */
export const where = (condition, x, y) => (isFalse(condition) ? y : x);

/**
 * @typedef {object} Fold
 * @property {number} start
 * @property {(sum: number, x: number) => number} step  takes one more number in
 * @property {(sum: number, count: number) => number} [finish]  what to do with the result
 */

/** @type {Record<string, Fold>} */
export const FOLD = {
  sum: { start: 0, step: BINARY.add },
  prod: { start: 1, step: BINARY.multiply },
  max: { start: -Infinity, step: BINARY.maximum },
  min: { start: Infinity, step: BINARY.minimum },
  mean: { start: 0, step: BINARY.add, finish: (sum, count) => sum / count },
};

/** @type {Record<string, Fold>} */
export const NORM = {
  null: { start: 0, step: (s, x) => s + x * x, finish: Math.sqrt },
  1: { start: 0, step: (s, x) => s + Math.abs(x) },
  inf: { start: 0, step: (s, x) => BINARY.maximum(s, Math.abs(x)) },
};
