// A program of any size at certain sizes; recording/any_size.py says what it means.

/** @typedef {Record<string, number>} Sizes  such as {K: 27, H: 64} */

/**
 * The program that a page can replay: letters in its shapes have become numbers.
 *
 * @param {any} program  as `any_size` wrote it
 * @param {Sizes} sizes
 */
export function sized(program, sizes) {
  const { nodes, values } = program;
  const kinds = nodes.kinds.map((/** @type {any} */ kind) => kindAt(kind, sizes));
  const given = nodes.kind.filter((/** @type {number} */ k) => kinds[k].in === undefined);
  return {
    ...program,
    nodes: { ...nodes, kinds },
    sums: null,
    values: given.map((/** @type {number} */ k, /** @type {number} */ leaf) =>
      filled(values[leaf], kinds[k].shape),
    ),
  };
}

/** @param {any} kind @param {Sizes} sizes */
function kindAt(kind, sizes) {
  const shape = kind.shape.map((/** @type {any} */ part) => numberOf(part, sizes));
  if (!kind.attrs?.key) return { ...kind, shape };
  const key = kind.attrs.key.map((/** @type {any} */ part) =>
    part?.stop === undefined
      ? numberOf(part, sizes)
      : { ...part, stop: numberOf(part.stop, sizes) },
  );
  return { ...kind, shape, attrs: { ...kind.attrs, key } };
}

/**
 * @param {any} part  a number; or a letter, perhaps with -1 behind it
 * @param {Sizes} sizes
 */
export function numberOf(part, sizes) {
  if (typeof part !== "string") return part;
  const [letter, less] = part.split("-");
  if (!(sizes[letter] >= 1)) throw new Error(`The size ${letter} is missing.`);
  return sizes[letter] - Number(less ?? 0);
}

/** @param {{fill?: number, up?: boolean}} written @param {number[]} shape */
function filled({ fill = 0, up }, shape) {
  const own = new Float64Array(shape.reduce((size, n) => size * n, 1));
  return up ? own.map((_, i) => i) : own.fill(fill);
}
