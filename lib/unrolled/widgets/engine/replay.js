/**
 * Replays a recorded NumPy program in the page, primitive by primitive.
 *
 * Nothing here knows a cell, a loss or a gradient: a program is a list of array
 * primitives in topological order, and every primitive below is NumPy's, NaN, infinities
 * and broadcasting included. All planning happens once, in the constructor: each node
 * becomes a closure over arrays and address tables that already exist, so that a run,
 * an edit or a training step only does arithmetic.
 *
 * An *address table* lists, for every element of one array in row-major order, where its
 * partner lies in another. Broadcasting, transposing, indexing, joining and reducing
 * differ in their tables alone.
 *
 * @typedef {{data: Float64Array, shape: number[]}} Tensor
 * @typedef {(out: Tensor, inputs: Tensor[], attrs: any) => () => void} Plan
 */

import { singularValues } from "./svd.js";

export const FORMAT = "unrolled-program/1";

// ---------------------------------------------------------------- scalar primitives

const isFalse = (x) => x === 0; // NaN counts as true, as in NumPy

/** One number to one number; truth values are 0 and 1. */
const UNARY = {
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

const BINARY = {
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

/** The function that an operation applies to every single number, if it is such a one. */
export const primitive = (op) => (Object.hasOwn(UNARY, op) ? UNARY[op] : undefined);

const where = (condition, x, y) => (isFalse(condition) ? y : x);

/** Folds: where to start, how to take one more number in, what to do with the result. */
const FOLD = {
  sum: { start: 0, step: BINARY.add },
  prod: { start: 1, step: BINARY.multiply },
  max: { start: -Infinity, step: BINARY.maximum },
  min: { start: Infinity, step: BINARY.minimum },
  mean: { start: 0, step: BINARY.add, finish: (sum, count) => sum / count },
};

const NORM = {
  null: { start: 0, step: (s, x) => s + x * x, finish: Math.sqrt },
  1: { start: 0, step: (s, x) => s + Math.abs(x) },
  inf: { start: 0, step: (s, x) => BINARY.maximum(s, Math.abs(x)) },
};

// ---------------------------------------------------------------- shapes and addresses

/** Number of elements of an array of this shape. */
export const size = (shape) => shape.reduce((product, n) => product * n, 1);

/** Row-major position of the element `index` (one integer per axis). */
export function flatIndex(shape, index) {
  const inside = (k, axis) => Number.isInteger(k) && k >= 0 && k < shape[axis];
  if (index.length !== shape.length || !index.every(inside)) {
    throw new Error(`Index ${list(index)} is outside the shape ${list(shape)}.`);
  }
  return index.reduce((flat, k, axis) => flat * shape[axis] + k, 0);
}

/** Recorded numbers as a Float64Array; NaN and infinities are strings in JSON. */
export function revive(values) {
  return Float64Array.from(values, (value) => {
    if (typeof value === "number") return value;
    if (["NaN", "Infinity", "-Infinity"].includes(value)) return Number(value);
    throw new Error(`${JSON.stringify(value)} is not a number.`);
  });
}

const list = (numbers) => `[${numbers.join(", ")}]`;
const arange = (n, step = 1, start = 0) => Array.from({ length: n }, (_, k) => start + k * step);
const stridesOf = (shape) => shape.map((_, axis) => size(shape.slice(axis + 1)));

/** Address table: all sums of one offset per axis, in row-major order. */
function addresses(offsets, base = 0) {
  const join = (sums, axis) => sums.flatMap((sum) => axis.map((offset) => sum + offset));
  return Int32Array.from(offsets.reduce(join, [base]));
}

/** For every element of shape `to`: the element of shape `from` broadcast onto it. */
function spread(from, to) {
  const lead = to.length - from.length;
  const strides = stridesOf(from);
  const stride = (axis) => (axis < lead || from[axis - lead] === 1 ? 0 : strides[axis - lead]);
  return addresses(to.map((n, axis) => arange(n, stride(axis))));
}

/** The shape that all `shapes` broadcast to. */
function broadcastShape(...shapes) {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return arange(rank).map((axis) => {
    const lengths = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const length = lengths.find((n) => n !== 1) ?? 1;
    if (lengths.some((n) => n !== 1 && n !== length)) {
      throw new Error(`shapes ${shapes.map(list).join(" and ")} do not broadcast`);
    }
    return length;
  });
}

function checkShape(out, shape) {
  if (list(out.shape) !== list(shape)) {
    throw new Error(`the result has shape ${list(shape)}, not ${list(out.shape)}`);
  }
}

/** The axes that an `axis` attribute names: all of them for null. */
function axesOf(axis, rank) {
  if (axis === null) return arange(rank);
  const axes = [axis].flat();
  if (!axes.every((k) => k >= 0 && k < rank)) throw new Error(`there is no axis ${axis}`);
  return axes;
}

// ---------------------------------------------------------------- plans

/** @returns {Plan} the scalar function `f` applied to every element, with broadcasting */
const elementwise =
  (f) =>
  ({ data: out, shape }, inputs) => {
    checkShape({ shape }, broadcastShape(...inputs.map((input) => input.shape)));
    const [x, y, z] = inputs.map((input) => input.data);
    const [p, q, r] = inputs.map((input) => spread(input.shape, shape));
    if (inputs.length === 1) {
      return () => {
        for (let i = 0; i < out.length; i++) out[i] = f(x[i]);
      };
    }
    if (inputs.length === 2) {
      return () => {
        for (let i = 0; i < out.length; i++) out[i] = f(x[p[i]], y[q[i]]);
      };
    }
    return () => {
      for (let i = 0; i < out.length; i++) out[i] = f(x[p[i]], y[q[i]], z[r[i]]);
    };
  };

/** Every element of the output is one element of the input. */
function gather({ data: out }, { data: x }, from) {
  return () => {
    for (let i = 0; i < out.length; i++) out[i] = x[from[i]];
  };
}

/** @type {Plan} */
function transpose(out, [x], { axes }) {
  const strides = stridesOf(x.shape);
  checkShape(
    out,
    axes.map((axis) => x.shape[axis]),
  );
  return gather(out, x, addresses(axes.map((axis) => arange(x.shape[axis], strides[axis]))));
}

/** @type {Plan} */
function reshape(out, [x]) {
  if (x.data.length !== out.data.length) {
    throw new Error(`shape ${list(x.shape)} cannot become ${list(out.shape)}`);
  }
  return () => out.data.set(x.data);
}

/** @type {Plan} */
function broadcast(out, [x]) {
  checkShape(out, broadcastShape(x.shape, out.shape));
  return gather(out, x, spread(x.shape, out.shape));
}

/** Positions along an axis of length `n` that one part of an index key selects. */
function positionsOf(part, n) {
  const { start, stop, step } = part;
  const positions = Number.isInteger(part)
    ? [part]
    : (part.take ?? arange(Math.max(0, Math.ceil((stop - start) / step)), step, start));
  if (positions.every((k) => Number.isInteger(k) && k >= 0 && k < n)) return positions;
  throw new Error(`the key ${JSON.stringify(part)} does not fit an axis of length ${n}`);
}

/** @type {Plan} integers, slices, new axes, and a list of positions beside slices */
function index(out, [x], { key }) {
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

/** Lays arrays of equal rank one behind the other along `axis`. */
function join(out, parts, axis) {
  const strides = stridesOf(out.shape);
  const others = (shape) => shape.filter((_, k) => k !== axis);
  let used = 0;
  const copies = parts.map(({ data, shape }) => {
    checkShape({ shape: others(out.shape) }, others(shape));
    const first = (k) => (k === axis ? used * strides[k] : 0);
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
const concatenate = (out, inputs, { axis = 0 }) => join(out, inputs, axis);

/** @type {Plan} */
function stack(out, inputs, { axis = 0 }) {
  const open = ({ data, shape }) => ({ data, shape: shape.toSpliced(axis, 0, 1) });
  return join(out, inputs.map(open), axis);
}

/** @type {Plan} NumPy's `@`: a vector is a row on the left and a column on the right */
function matmul({ data: out, shape }, [{ data: a, shape: left }, { data: b, shape: right }]) {
  const [m, inner] = left.length > 1 ? left.slice(-2) : [1, ...left];
  const [depth, n] = right.length > 1 ? right.slice(-2) : [...right, 1];
  if (inner !== depth || !left.length || !right.length) {
    throw new Error(`shapes ${list(left)} and ${list(right)} do not multiply`);
  }
  const batches = [left.slice(0, -2), right.slice(0, -2)];
  const batch = broadcastShape(...batches);
  checkShape({ shape }, [...batch, ...left.slice(-2, -1), ...(right.length > 1 ? [n] : [])]);
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
function outer(out, [{ data: a }, { data: b }]) {
  checkShape(out, [a.length, b.length]);
  return () => {
    for (let i = 0, o = 0; i < a.length; i++) {
      for (let j = 0; j < b.length; j++) out.data[o++] = a[i] * b[j];
    }
  };
}

/** @returns {Plan} the reduction over one, several or all axes */
const reduction =
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
function norm(out, [x], attrs) {
  const { axis = null, ord = null } = attrs;
  const isVector = axesOf(axis, x.shape.length).length === 1;
  if (!Object.hasOwn(NORM, ord) || !(ord === null || isVector)) {
    throw new Error(`ord ${ord} over the axes ${axis} is not supported`);
  }
  return reduction(NORM[ord])(out, [x], attrs);
}

/** @type {Plan} `np.linalg.svd` without its vectors, of a matrix or a stack of them */
function svdvals(out, [{ data: x, shape }]) {
  const [m, n] = shape.slice(-2);
  const count = Math.min(m, n);
  checkShape(out, [...shape.slice(0, -2), count]);
  const find = singularValues(m, n);
  const part = (data, k, size) => data.subarray(k * size, (k + 1) * size);
  const batch = arange(out.data.length / count);
  const pairs = batch.map((k) => [part(x, k, m * n), part(out.data, k, count)]);
  return () => {
    for (let k = 0; k < pairs.length; k++) find(pairs[k][0], pairs[k][1]);
  };
}

/** How the elements along one axis (of the flattened array, for null) lie in memory. */
function along(shape, axis) {
  const lengths = axis === null ? [size(shape)] : shape;
  const [k] = axesOf(axis ?? 0, lengths.length);
  return { lengths, k, length: lengths[k], stride: stridesOf(lengths)[k] };
}

/** @returns {Plan} position of the largest of ±x: the first one, or the first NaN */
const positionOf =
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

/** Numbers in ascending order, NaN last, as NumPy sorts. */
const ascending = (x, y) => (x < y ? -1 : x > y ? 1 : +Number.isNaN(x) - +Number.isNaN(y));

/** @type {Plan} where the sorted elements come from; equal ones keep their order */
function argsort(out, [{ data: x, shape }], { axis = null }) {
  const { lengths, length, stride } = along(shape, axis);
  checkShape(out, lengths);
  const lanes = arange(out.data.length).filter((i) => Math.floor(i / stride) % length === 0);
  return () => {
    for (const first of lanes) {
      const at = (i) => x[first + i * stride];
      const order = arange(length).sort((i, j) => ascending(at(i), at(j)));
      for (let i = 0; i < length; i++) out.data[first + i * stride] = order[i];
    }
  };
}

/** @type {Plan} elements at computed places, the last one at -1; none is there beyond */
function take(out, [{ data: x }, { data: places, shape }]) {
  checkShape(out, shape);
  return () => {
    for (let i = 0; i < places.length; i++) out.data[i] = x.at(places[i]) ?? Number.NaN;
  };
}

/** @type {Plan} */
function cumsum(out, [{ data: x, shape }], { axis = null }) {
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

/** @returns {[string, {arity: number, plan: Plan}][]} */
const each = (table, plan, arity) =>
  Object.entries(table).map(([op, f]) => [op, { arity, plan: plan(f) }]);

/** Every primitive: how many arrays it takes (0: any number) and how it is planned. */
const OPS = new Map([
  ...each(UNARY, elementwise, 1),
  ...each(BINARY, elementwise, 2),
  ...each({ where }, elementwise, 3),
  ...each(FOLD, reduction, 1),
  ...each({ argmax: 1, argmin: -1 }, positionOf, 1),
  ...each(
    { transpose, reshape, broadcast, index, norm, cumsum, svdvals, argsort },
    (plan) => plan,
    1,
  ),
  ...each({ matmul, outer, take }, (plan) => plan, 2),
  ...each({ concatenate, stack }, (plan) => plan, 0),
]);

// ---------------------------------------------------------------- the replay

/** A recorded program, ready to run again on other numbers. */
export class Replay {
  #recorded; // Float64Array per node, never written
  #steps; // closure per node that recomputes it; undefined for leaves and constants
  #dependents = new Map();
  #isSet; // 1 per leaf set since the last update
  #isDue; // 1 per node that an update still has to recompute

  /**
   * @param {any} program what `unrolled.recording` wrote
   * @throws {Error} naming the format, or the node and what does not fit
   */
  constructor(program) {
    if (program?.format !== FORMAT) {
      throw new Error(
        `This program was written by another version (format "${program?.format}"); ` +
          `this page reads "${FORMAT}".`,
      );
    }
    this.program = program;
    this.nodes = program.nodes;
    this.#recorded = this.nodes.map((node, i) =>
      naming(node, i, () => recordedValues(node, program.values?.[i])),
    );
    /** @type {Float64Array[]} current value of every node, row-major */
    this.values = this.#recorded.map((values) => values.slice());
    this.#steps = this.nodes.map((node, i) => naming(node, i, () => this.#plan(node, i)));
    this.#isSet = new Uint8Array(this.nodes.length);
    this.#isDue = new Uint8Array(this.nodes.length);
  }

  #plan(node, i) {
    if (node.op === "leaf" || node.op === "const") return undefined;
    const op = OPS.get(node.op);
    const inputs = node.in ?? [];
    if (!op) throw new Error("this page does not know the operation");
    if (op.arity ? inputs.length !== op.arity : inputs.length === 0) {
      throw new Error(`takes ${op.arity || "some"} inputs, not ${inputs.length}`);
    }
    const strayed = inputs.find((j) => !(j >= 0 && j < i));
    if (strayed !== undefined) throw new Error(`the input ${strayed} is not an earlier node`);
    const tensorOf = (j) => ({ data: this.values[j], shape: this.nodes[j].shape });
    return op.plan(tensorOf(i), inputs.map(tensorOf), node.attrs ?? {});
  }

  /** What NumPy computed for a node when the program was recorded. */
  recorded(node) {
    return this.#recorded[node];
  }

  /** Recompute every node from the leaves. */
  run() {
    for (let i = 0; i < this.#steps.length; i++) this.#steps[i]?.();
    this.#isSet.fill(0);
  }

  /**
   * Overwrite a leaf; `update` or `run` then brings the rest up to date.
   *
   * @param {number} leaf
   * @param {ArrayLike<number>} values row-major, as many as the leaf has
   */
  set(leaf, values) {
    const { op, name = leaf } = this.nodes[leaf] ?? {};
    if (op !== "leaf") throw new Error(`Node ${leaf} (${op}) is not a leaf; only leaves are set.`);
    const own = this.values[leaf];
    if (values.length !== own.length) {
      throw new Error(`Leaf ${name} has ${own.length} values, not ${values.length}.`);
    }
    own.set(values);
    this.#isSet[leaf] = 1;
  }

  /**
   * Copy values of nodes into leaves, pair after pair, as a training loop does:
   * `replay.feed([[nextW, W]]); replay.update();`.
   *
   * @param {[number, number][]} pairs from node, to leaf
   */
  feed(pairs) {
    for (let k = 0; k < pairs.length; k++) this.set(pairs[k][1], this.values[pairs[k][0]]);
  }

  /**
   * Recompute only what depends on the leaves set since the last update.
   *
   * @returns {number} how many nodes were recomputed
   */
  update() {
    for (let leaf = 0; leaf < this.#isSet.length; leaf++) {
      if (this.#isSet[leaf] === 0) continue;
      this.#isSet[leaf] = 0;
      const due = this.dependents(leaf);
      for (let k = 0; k < due.length; k++) this.#isDue[due[k]] = 1;
    }
    let count = 0;
    for (let i = 0; i < this.#isDue.length; i++) {
      if (this.#isDue[i] === 0) continue;
      this.#isDue[i] = 0;
      this.#steps[i]();
      count += 1;
    }
    return count;
  }

  /** Put every leaf, and with it every node, back to what was recorded. */
  reset() {
    this.values.forEach((values, i) => values.set(this.#recorded[i]));
    this.#isSet.fill(0);
  }

  /**
   * Nodes computed from a node, directly or not, in order; the node itself is not among them.
   *
   * @returns {Int32Array}
   */
  dependents(node) {
    if (!this.#dependents.has(node)) {
      const reached = new Set([node]);
      this.nodes.forEach((other, i) => {
        if (other.in?.some((j) => reached.has(j))) reached.add(i);
      });
      reached.delete(node);
      this.#dependents.set(node, Int32Array.from(reached));
    }
    return this.#dependents.get(node);
  }

  /** Whether `node` is computed from `leaf`. */
  depends(node, leaf) {
    return this.dependents(leaf).includes(node);
  }
}

function recordedValues(node, values) {
  if (!Array.isArray(node.shape)) throw new Error("its shape is missing");
  if (!Array.isArray(values)) throw new Error("its values are missing");
  const n = size(node.shape);
  if (values.length !== n) {
    throw new Error(`shape ${list(node.shape)} needs ${n} values, not ${values.length}`);
  }
  return revive(values);
}

/** Run `task`, naming the node in whatever error it throws. */
function naming(node, i, task) {
  try {
    return task();
  } catch (error) {
    throw new Error(`Node ${i} (${node.op}): ${error.message}`, { cause: error });
  }
}
