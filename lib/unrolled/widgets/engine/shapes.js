// Shapes, and where elements lie.
//
// An *address table* lists, for every element of one array in row-major order, where its
// partner lies in another.  Broadcasting, transposing, indexing, joining and reducing differ
// in their tables alone.

/** Number of elements of an array of this shape. @param {number[]} shape */
export const size = (shape) => shape.reduce((product, n) => product * n, 1);

/** @param {number[]} numbers */
export const list = (numbers) => `[${numbers.join(", ")}]`;
export const arange = (/** @type {number} */ n, step = 1, start = 0) =>
  Array.from({ length: n }, (_, k) => start + k * step);
/** @param {number[]} shape */
export const stridesOf = (shape) => shape.map((_, axis) => size(shape.slice(axis + 1)));

/**
 * Address table: all sums of one offset per axis, in row-major order.
 *
 * @param {number[][]} offsets
 */
export function addresses(offsets, base = 0) {
  let sums = Int32Array.of(base);
  for (const axis of offsets) {
    const longer = new Int32Array(sums.length * axis.length);
    for (let i = 0, o = 0; i < sums.length; i++)
      for (let k = 0; k < axis.length; k++) longer[o++] = sums[i] + axis[k];
    sums = longer;
  }
  return sums;
}

/**
 * For every element of shape `to`: the element of shape `from` broadcast onto it.
 *
 * @param {number[]} from
 * @param {number[]} to
 */
export function spread(from, to) {
  const lead = to.length - from.length;
  const strides = stridesOf(from);
  const stride = (/** @type {number} */ axis) =>
    axis < lead || from[axis - lead] === 1 ? 0 : strides[axis - lead];
  return addresses(to.map((n, axis) => arange(n, stride(axis))));
}

/** The shape that all `shapes` broadcast to. @param {number[][]} shapes */
export function broadcastShape(...shapes) {
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

/** @param {{shape: number[]}} out @param {number[]} shape */
export function checkShape(out, shape) {
  if (list(out.shape) !== list(shape)) {
    throw new Error(`the result has shape ${list(shape)}, not ${list(out.shape)}`);
  }
}

/**
 * The axes that an `axis` attribute names: all of them for null.
 *
 * @param {number | number[] | null} axis
 * @param {number} rank
 */
export function axesOf(axis, rank) {
  if (axis === null) return arange(rank);
  const axes = [axis].flat();
  if (!axes.every((k) => k >= 0 && k < rank)) throw new Error(`there is no axis ${axis}`);
  return axes;
}
